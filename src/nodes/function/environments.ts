// The execution environments of one function: they start cold, serve one event at a time, are reused most recently
// used first, expire when idle, and are replaced after a timeout or a crash.
// "Understanding the Lambda execution environment lifecycle". [V]
import { type CausalKey, causalKey, drawLogNormal, MICROSECONDS_PER_MS } from '#base'
import {
  type Because,
  type EmulationContext,
  type EnvironmentReport,
  type HostedInvocation,
  LEAST_LATENCY_US,
  type ScheduledTimer,
} from '#emulator'
import type { TraceFact } from '#trace'
import { logTail } from './log-tail.ts'
import { billedMs, type Invocation, type Result, timedOut, withinResponseLimit } from './invocation.ts'

/** The init phase may take 10 s; then it is run once more, within the function's timeout. [V] */
const INIT_LIMIT_US = 10_000_000
/** Of an environment made in advance: this or the function's timeout, whichever is longer. [V] */
const PREPARED_INIT_LIMIT_MS = 130_000

export type EnvironmentTimer =
  | { readonly type: 'ready'; readonly environment: number }
  | { readonly type: 'init-limit'; readonly environment: number }
  | { readonly type: 'timeout'; readonly environment: number }
  | { readonly type: 'expire'; readonly environment: number }

/** How an environment comes to be, and how it goes: on demand it ends when it was idle for a while, else it stays. */
export type Initialization = 'on-demand' | 'provisioned-concurrency'

export interface EnvironmentWatch {
  /** The invocation's end; its environment is free again or gone. */
  conclude(invocation: Invocation, result: Result, because: Because): void
  /** An environment is free: made in advance, or done with an invocation that was concluded. */
  freed?(): void
  /** One made in advance has ended: with an invocation, or because it could not be initialised. */
  lost?(initialised: boolean): void
  /** Whose the failure of one is that was made in advance, for nobody in particular. */
  firstInLine?(): Invocation | undefined
}

export interface FunctionEnvironments {
  /** How many have an event in hand or initialise for one. */
  busy(): number
  /** All there are, initialising ones included. */
  size(): number
  idle(): number
  /** Made in advance and not yet initialised. */
  preparing(): number
  /** Makes one in advance, its cold start drawn by `key`. `atOnce`: it was there before the run, ready with its code. */
  prepare(key: CausalKey, atOnce: boolean): number
  /** Gives it to one that was there before the run and is not yet ready; false: there is none. */
  await(invocation: Invocation): boolean
  /** Ends the idle one that was used longest ago; false: none is idle. */
  endIdle(): boolean
  /** Gives it to the free environment that was used last; false: none is free. */
  reuse(invocation: Invocation): boolean
  create(invocation: Invocation): void
  report(report: EnvironmentReport): void
  timer(timer: EnvironmentTimer): void
}

interface State {
  readonly number: number
  readonly createdAtUs: number
  /** Its init ran over the limit before: this one is part of the invocation. */
  readonly again: boolean
  /** What its cold start is drawn by, when it was made in advance. */
  readonly prepared: CausalKey | undefined
  /** Made in advance: there before the run began. */
  readonly atOnce: boolean
  /** Its module code has run, and its cold start is over. */
  initialised: boolean
  /** In hand; undefined: it is idle, or initialises in advance. */
  invocation: Invocation | undefined
  startedAtUs: number
  startedEvent: number
  /** Of the function when the invocation in hand began, or a second init, which is part of it. */
  timeoutMs: number
  /** -1: there was none for the invocation in hand, or it is part of its duration. */
  initUs: number
  /** Ends the init or the invocation when it takes too long. */
  limit: ScheduledTimer | undefined
  expiry: ScheduledTimer | undefined
}

/** As the event says that came of the invocation. */
const becauseOf = ({ because: { trace, key } }: Invocation, cause: number): Because => ({ cause, trace, key })

type EndReason = 'expired' | 'scaled-in' | 'timed-out' | 'crashed' | 'init-failed'

export function createFunctionEnvironments<Timer>(
  context: EmulationContext<'function', Timer | EnvironmentTimer>,
  watch: EnvironmentWatch,
  options: { readonly initialization: Initialization; readonly idleMs: (u: number) => number },
): FunctionEnvironments {
  const { environments: control, luck } = context
  const { conclude } = watch
  const environments = new Map<number, State>()
  /** Those made in advance are taken first: they stand after the others. */
  const idle: State[] = []
  let preparing = 0

  /** Reports come LEAST_LATENCY_US late, and one of the last moment is in time. */
  const scheduleLimit = (limitUs: number, timer: EnvironmentTimer): ScheduledTimer =>
    context.schedule(limitUs + LEAST_LATENCY_US + 1, timer)

  const inHand = (state: State): Invocation => {
    if (!state.invocation) throw new Error(`Environment ${state.number} has no invocation in hand.`)
    return state.invocation
  }

  const luckKey = (state: State): number => {
    if (!state.invocation && state.prepared !== undefined) return state.prepared
    const { because, attempt } = inHand(state)
    return causalKey(because.key, state.again ? 'environment-again' : 'environment', attempt)
  }

  function create(invocation: Invocation, again: boolean): void {
    const purpose = again ? 'environment-again' : 'environment'
    const key = causalKey(invocation.because.key, purpose, invocation.attempt)
    const environment = control.create({ ...invocation.because, key })
    const { timeoutMs } = context.node.config
    const limitUs = again ? timeoutMs * MICROSECONDS_PER_MS : INIT_LIMIT_US
    context.record({ type: 'environment-created', environment }, invocation.because)
    environments.set(environment, {
      number: environment,
      createdAtUs: context.now(),
      again,
      prepared: undefined,
      atOnce: false,
      initialised: false,
      invocation,
      startedAtUs: context.now(),
      startedEvent: invocation.because.cause,
      timeoutMs,
      initUs: -1,
      limit: scheduleLimit(limitUs, { type: 'init-limit', environment }),
      expiry: undefined,
    })
  }

  function prepare(key: CausalKey, atOnce: boolean): number {
    const because = { cause: -1, trace: -1, key }
    const environment = control.create(because, options.initialization)
    context.record({ type: 'environment-created', environment }, because)
    const limitUs = Math.max(PREPARED_INIT_LIMIT_MS, context.node.config.timeoutMs) * MICROSECONDS_PER_MS
    preparing += 1
    environments.set(environment, {
      number: environment,
      createdAtUs: context.now(),
      again: false,
      prepared: key,
      atOnce,
      initialised: false,
      invocation: undefined,
      startedAtUs: context.now(),
      startedEvent: -1,
      timeoutMs: context.node.config.timeoutMs,
      initUs: -1,
      limit: scheduleLimit(limitUs, { type: 'init-limit', environment }),
      expiry: undefined,
    })
    return environment
  }

  /** What its init is because of: the invocation that it is for. */
  const initBecause = (state: State): { readonly cause: number; readonly trace: number } =>
    state.invocation && state.prepared === undefined ? state.invocation.because : { cause: -1, trace: -1 }

  /** Module code has run; the rest of the drawn cold start is still to pass. */
  function initialised(state: State, ok: boolean, payload: string): void {
    if (!ok) {
      initFailed(state, { outcome: 'threw', payload })
      return
    }
    if (state.atOnce) {
      ready(state)
      return
    }
    const { coldStartMedianMs, coldStartP99Ms } = context.node.config
    const [u, v] = [0, 1].map((index) => luck.draw(context.id, 'cold-start', luckKey(state), index))
    const drawnMs = drawLogNormal(coldStartMedianMs, coldStartP99Ms, u ?? 0, v ?? 0)
    const coldMs = drawnMs * context.slowness({ ...initBecause(state), key: luckKey(state) })
    const remainingUs = state.createdAtUs + Math.round(coldMs * MICROSECONDS_PER_MS) - context.now()
    context.schedule(Math.max(0, remainingUs), { type: 'ready', environment: state.number })
  }

  /** `failed`: 1 when it threw, 2 when it took too long. */
  function recordInit(state: State, failed: 0 | 1 | 2): number {
    const initUs = context.now() - state.createdAtUs
    return context.record(
      { type: 'environment-initialised', environment: state.number, initUs, failed },
      initBecause(state),
    )
  }

  /** One made in advance: nobody is told, unless an invocation waits for it already. */
  function preparationFailed(state: State, result: Result): void {
    const { number } = state
    if (!state.invocation) preparing -= 1
    const invocation = state.invocation ?? watch.firstInLine?.()
    if (state.limit) context.cancel(state.limit)
    const cause = recordInit(state, result.outcome === 'timed-out' ? 2 : 1)
    end(state, result.outcome === 'timed-out' ? 'timed-out' : 'init-failed', { cause, trace: -1 })
    if (invocation) {
      invocation.attempt += 1
      const because = { ...invocation.because, cause }
      recordEnd({ number, initUs: -1 }, invocation, result, 0, 0, because)
      conclude(invocation, result, because)
    }
    watch.lost?.(false)
  }

  function initFailed(state: State, result: Result): void {
    if (state.prepared !== undefined) {
      preparationFailed(state, result)
      return
    }
    const invocation = inHand(state)
    if (state.limit) context.cancel(state.limit)
    const because = { ...invocation.because, cause: recordInit(state, result.outcome === 'timed-out' ? 2 : 1) }
    const passedUs = context.now() - state.createdAtUs
    end(state, result.outcome === 'timed-out' ? 'timed-out' : 'init-failed', because)
    invocation.attempt += 1
    const [durationUs, initUs] = state.again
      ? [Math.min(passedUs, state.timeoutMs * MICROSECONDS_PER_MS), -1]
      : [0, passedUs]
    recordEnd({ number: state.number, initUs }, invocation, result, durationUs, 0, because)
    conclude(invocation, result, because)
  }

  function initOverLimit(state: State): void {
    if (state.prepared !== undefined) {
      preparationFailed(state, timedOut(state.invocation?.requestId ?? '', PREPARED_INIT_LIMIT_MS))
      return
    }
    const invocation = inHand(state)
    if (state.again) {
      initFailed(state, timedOut(invocation.requestId, state.timeoutMs))
      return
    }
    end(state, 'timed-out', { ...invocation.because, cause: recordInit(state, 2) })
    create(invocation, true)
  }

  function ready(state: State): void {
    if (state.limit) context.cancel(state.limit)
    recordInit(state, 0)
    state.initialised = true
    if (state.prepared !== undefined) {
      const { invocation } = state
      if (invocation) run(state, invocation, context.now(), 0)
      else {
        preparing -= 1
        rest(state, 0)
        watch.freed?.()
      }
      return
    }
    const atUs = state.again ? state.createdAtUs : context.now()
    if (!state.again) state.initUs = context.now() - state.createdAtUs
    run(state, inHand(state), atUs, 1)
  }

  /** Begins the invocation; its time counts from startedAtUs. */
  function run(state: State, invocation: Invocation, startedAtUs: number, cold: 0 | 1): void {
    const environment = state.number
    invocation.attempt += 1
    state.invocation = invocation
    state.startedAtUs = startedAtUs
    if (!state.again || cold === 0) state.timeoutMs = context.node.config.timeoutMs
    const { id, attempt, requestId, payload, because, callerDeadlineUs, poison } = invocation
    state.startedEvent = context.record(
      { type: 'invocation-started', invocation: id, environment, cold, attempt },
      because,
    )
    const deadlineUs = startedAtUs + state.timeoutMs * MICROSECONDS_PER_MS
    const key = causalKey(because.key, 'invocation', attempt)
    state.limit = scheduleLimit(deadlineUs - context.now(), { type: 'timeout', environment })
    const slowness = context.slowness({ cause: state.startedEvent, trace: because.trace, key })
    const event = {
      invocation: id,
      requestId,
      payload,
      deadlineUs,
      key,
      ...(callerDeadlineUs !== undefined && { callerDeadlineUs }),
      ...(poison && { poison }),
      ...(slowness > 1 && { slowness }),
    }
    const hosted: HostedInvocation = invocation.wantsLog ? { ...event, keepsLog: true } : event
    control.invoke(environment, hosted, { cause: state.startedEvent, trace: because.trace, key })
  }

  function settled(state: State, reported: Result, durationUs: number, maxMemoryMb: number): void {
    const invocation = inHand(state)
    if (state.limit) context.cancel(state.limit)
    const result = withinResponseLimit(reported)
    const started = { cause: state.startedEvent, trace: invocation.because.trace }
    const cause = recordEnd(state, invocation, result, durationUs, maxMemoryMb, started)
    const because = becauseOf(invocation, cause)
    if (result.outcome === 'crashed') end(state, 'crashed', because)
    else free(state)
    conclude(invocation, result, because)
    if (result.outcome === 'crashed') gone(state)
    else watch.freed?.()
  }

  const gone = (state: State): void => {
    if (state.prepared !== undefined) watch.lost?.(true)
  }

  function ranTooLong(state: State): void {
    const invocation = inHand(state)
    const result = timedOut(invocation.requestId, state.timeoutMs)
    const started = { cause: state.startedEvent, trace: invocation.because.trace }
    const cause = recordEnd(state, invocation, result, state.timeoutMs * MICROSECONDS_PER_MS, 0, started)
    const because = becauseOf(invocation, cause)
    end(state, 'timed-out', because)
    conclude(invocation, result, because)
    gone(state)
  }

  function recordEnd(
    { number: environment, initUs }: Pick<State, 'number' | 'initUs'>,
    invocation: Invocation,
    { outcome, payload }: Result,
    durationUs: number,
    maxMemoryMb: number,
    because: { readonly cause: number; readonly trace: number },
  ): number {
    const fact = {
      type: 'invocation-ended',
      invocation: invocation.id,
      environment,
      outcome,
      durationUs,
      billedMs: billedMs(durationUs, initUs),
      initUs,
      maxMemoryMb,
      payload,
    } as const
    if (invocation.wantsLog) keepLog(invocation, fact)
    return context.record(fact, because)
  }

  function keepLog(invocation: Invocation, ended: TraceFact & { readonly type: 'invocation-ended' }): void {
    const { id, attempt, requestId, because } = invocation
    const head = { at: context.now(), node: context.index, cause: because.cause, trace: because.trace }
    const { environment } = ended
    const started = { ...head, type: 'invocation-started', invocation: id, environment, cold: 0, attempt } as const
    const written = control
      .logged(environment)
      .flatMap((fact) => (fact.type === 'log-written' && fact.invocation === id ? { ...head, ...fact } : []))
    const place = { startAtMs: context.startAtMs, node: functionNow(), requestId, started: true }
    invocation.log = logTail([started, ...written, { ...head, ...ended }], place)
  }

  const functionNow = () => {
    const { memoryMb, timeoutMs } = context.node.config
    return { kind: 'function', memoryMb, timeoutMs } as const
  }

  function free(state: State): void {
    // Before the invocation is let go: its key draws.
    rest(state, state.prepared === undefined ? luck.draw(context.id, 'idle-expiry', luckKey(state)) : 0)
  }

  /** Idle from now on. `u` draws for how long; one made in advance stays. */
  function rest(state: State, u: number): void {
    state.invocation = undefined
    state.initUs = -1
    if (state.prepared === undefined && idle.at(-1)?.prepared !== undefined) {
      const firstPrepared = idle.findIndex(({ prepared }) => prepared !== undefined)
      idle.splice(firstPrepared, 0, state)
    } else idle.push(state)
    if (state.prepared !== undefined) return
    const timer = { type: 'expire', environment: state.number } as const
    state.expiry = context.schedule(options.idleMs(u) * MICROSECONDS_PER_MS, timer, { weak: true })
  }

  function end(state: State, reason: EndReason, because: { cause: number; trace: number }): void {
    environments.delete(state.number)
    control.end(state.number)
    context.record({ type: 'environment-ended', environment: state.number, reason }, because)
  }

  return {
    busy: () => environments.size - idle.length - preparing,
    size: () => environments.size,
    idle: () => idle.length,
    preparing: () => preparing,
    prepare,
    await(invocation) {
      if (preparing === 0) return false
      for (const state of environments.values()) {
        if (!state.atOnce || state.initialised || state.invocation) continue
        state.invocation = invocation
        preparing -= 1
        return true
      }
      return false
    },
    endIdle() {
      const state = idle.shift()
      if (!state) return false
      if (state.expiry) context.cancel(state.expiry)
      end(state, 'scaled-in', { cause: -1, trace: -1 })
      return true
    },
    create: (invocation) => create(invocation, false),
    reuse(invocation) {
      const free = idle.pop()
      if (!free) return false
      if (free.expiry) context.cancel(free.expiry)
      run(free, invocation, context.now(), 0)
      return true
    },
    report(report) {
      const state = environments.get(report.environment)
      if (!state) return
      if (report.type === 'initialised') initialised(state, report.ok, report.payload)
      // A budget that is used up ends as a timeout does: at the deadline, which the timer keeps.
      else if (report.outcome !== 'exhausted') {
        const { outcome, payload, maxMemoryMb } = report
        settled(state, { outcome, payload }, report.atUs - state.startedAtUs, maxMemoryMb)
      }
    },
    timer(timer) {
      const state = environments.get(timer.environment)
      if (!state) return
      switch (timer.type) {
        case 'ready':
          ready(state)
          return
        case 'init-limit':
          initOverLimit(state)
          return
        case 'timeout':
          ranTooLong(state)
          return
        case 'expire':
          idle.splice(idle.indexOf(state), 1)
          end(state, 'expired', { cause: -1, trace: -1 })
          return
      }
    },
  }
}
