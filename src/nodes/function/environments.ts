// The execution environments of one function: they start cold, serve one event at a time, are reused most recently
// used first, expire when idle, and are replaced after a timeout or a crash.
// "Understanding the Lambda execution environment lifecycle". [V]
import { causalKey, drawLogNormal, drawUniform, MICROSECONDS_PER_MS } from '#base'
import {
  type Because,
  type EmulationContext,
  type EnvironmentReport,
  LEAST_LATENCY_US,
  type ScheduledTimer,
} from '#emulator'
import { billedMs, type Invocation, type Result, timedOut, withinResponseLimit } from './invocation.ts'

/** The init phase may take 10 s; then it is run once more, within the function's timeout. [V] */
const INIT_LIMIT_US = 10_000_000

export type EnvironmentTimer =
  | { readonly type: 'ready'; readonly environment: number }
  | { readonly type: 'init-limit'; readonly environment: number }
  | { readonly type: 'timeout'; readonly environment: number }
  | { readonly type: 'expire'; readonly environment: number }

export interface FunctionEnvironments {
  /** How many initialise or have an event in hand. */
  busy(): number
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
  /** In hand; undefined: it is idle. */
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

type EndReason = 'expired' | 'timed-out' | 'crashed' | 'init-failed'

export function createFunctionEnvironments<Timer>(
  context: EmulationContext<'function', Timer | EnvironmentTimer>,
  conclude: (invocation: Invocation, result: Result, because: Because) => void,
): FunctionEnvironments {
  const { environments: control, luck } = context
  const environments = new Map<number, State>()
  const idle: State[] = []

  /** Reports come LEAST_LATENCY_US late, and one of the last moment is in time. */
  const scheduleLimit = (limitUs: number, timer: EnvironmentTimer): ScheduledTimer =>
    context.schedule(limitUs + LEAST_LATENCY_US + 1, timer)

  const inHand = (state: State): Invocation => {
    if (!state.invocation) throw new Error(`Environment ${state.number} has no invocation in hand.`)
    return state.invocation
  }

  const luckKey = (state: State): number => {
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
      invocation,
      startedAtUs: context.now(),
      startedEvent: invocation.because.cause,
      timeoutMs,
      initUs: -1,
      limit: scheduleLimit(limitUs, { type: 'init-limit', environment }),
      expiry: undefined,
    })
  }

  /** Module code has run; the rest of the drawn cold start is still to pass. */
  function initialised(state: State, ok: boolean, payload: string): void {
    if (!ok) {
      initFailed(state, { outcome: 'threw', payload })
      return
    }
    const { coldStartMedianMs, coldStartP99Ms } = context.node.config
    const [u, v] = [0, 1].map((index) => luck.draw(context.id, 'cold-start', luckKey(state), index))
    const coldMs = drawLogNormal(coldStartMedianMs, coldStartP99Ms, u ?? 0, v ?? 0)
    const remainingUs = state.createdAtUs + Math.round(coldMs * MICROSECONDS_PER_MS) - context.now()
    context.schedule(Math.max(0, remainingUs), { type: 'ready', environment: state.number })
  }

  /** `failed`: 1 when it threw, 2 when it took too long. */
  function recordInit(state: State, failed: 0 | 1 | 2): number {
    const initUs = context.now() - state.createdAtUs
    return context.record(
      { type: 'environment-initialised', environment: state.number, initUs, failed },
      inHand(state).because,
    )
  }

  function initFailed(state: State, result: Result): void {
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
    const { id, attempt, requestId, payload, because } = invocation
    state.startedEvent = context.record(
      { type: 'invocation-started', invocation: id, environment, cold, attempt },
      because,
    )
    const deadlineUs = startedAtUs + state.timeoutMs * MICROSECONDS_PER_MS
    const key = causalKey(because.key, 'invocation', attempt)
    state.limit = scheduleLimit(deadlineUs - context.now(), { type: 'timeout', environment })
    const hosted = { invocation: id, requestId, payload, deadlineUs, key }
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
  }

  function ranTooLong(state: State): void {
    const invocation = inHand(state)
    const result = timedOut(invocation.requestId, state.timeoutMs)
    const started = { cause: state.startedEvent, trace: invocation.because.trace }
    const cause = recordEnd(state, invocation, result, state.timeoutMs * MICROSECONDS_PER_MS, 0, started)
    const because = becauseOf(invocation, cause)
    end(state, 'timed-out', because)
    conclude(invocation, result, because)
  }

  function recordEnd(
    { number: environment, initUs }: Pick<State, 'number' | 'initUs'>,
    { id: invocation }: Invocation,
    { outcome, payload }: Result,
    durationUs: number,
    maxMemoryMb: number,
    because: { readonly cause: number; readonly trace: number },
  ): number {
    const billed = billedMs(durationUs, initUs)
    return context.record(
      {
        type: 'invocation-ended',
        invocation,
        environment,
        outcome,
        durationUs,
        billedMs: billed,
        initUs,
        maxMemoryMb,
        payload,
      },
      because,
    )
  }

  function free(state: State): void {
    const u = luck.draw(context.id, 'idle-expiry', luckKey(state))
    const { idleExpiryMinimumMs, idleExpiryMaximumMs } = context.node.config
    const idleMs = drawUniform(idleExpiryMinimumMs, idleExpiryMaximumMs, u)
    state.invocation = undefined
    state.initUs = -1
    idle.push(state)
    const timer = { type: 'expire', environment: state.number } as const
    state.expiry = context.schedule(idleMs * MICROSECONDS_PER_MS, timer, { weak: true })
  }

  function end(state: State, reason: EndReason, because: { cause: number; trace: number }): void {
    environments.delete(state.number)
    control.end(state.number)
    context.record({ type: 'environment-ended', environment: state.number, reason }, because)
  }

  return {
    busy: () => environments.size - idle.length,
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
