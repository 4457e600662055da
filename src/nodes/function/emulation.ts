// How a Lambda function behaves: environments that start cold, serve one event at a time, are reused, expire, and
// are replaced after a timeout or a crash; concurrency and its throttles; the queue of asynchronous events.
// Rules and figures: AWS's documentation of the execution environment lifecycle and of asynchronous invocation. [V]
import { causalKey, drawLogNormal, drawUniform, MICROSECONDS_PER_MS, utf8ByteLength } from '#base'
import {
  type Because,
  type EmulationFactory,
  type Envelope,
  type InvocationMode,
  LEAST_LATENCY_US,
  type ScheduledTimer,
} from '#emulator'
import { asyncRetry, type AsyncFailure } from './async-queue.ts'

/** Concurrent environments of an account's region. [V] */
const ACCOUNT_CONCURRENCY = 1000
/** The init phase may take 10 s. [V] */
const INIT_LIMIT_US = 10_000_000
/** Bytes of a response; recorded to the byte. [R] */
const MAXIMUM_RESPONSE_BYTES = 6_291_556

export type FunctionTimer =
  | { readonly type: 'ready'; readonly environment: number }
  | { readonly type: 'init-limit'; readonly environment: number }
  | { readonly type: 'timeout'; readonly environment: number }
  | { readonly type: 'expire'; readonly environment: number }
  | { readonly type: 'retry'; readonly invocation: number }

interface Invocation {
  readonly id: number
  readonly requestId: string
  readonly mode: InvocationMode
  readonly payload: string
  readonly envelope: Envelope
  readonly because: Because
  readonly receivedAtUs: number
  /** From 1: tries that ran. */
  attempt: number
  /** Throttled tries since the last that ran. */
  throttles: number
}

interface EnvironmentState {
  readonly number: number
  readonly createdAtUs: number
  phase: 'initialising' | 'busy' | 'idle'
  invocation: Invocation | undefined
  /** Of the invocation in hand. */
  startedAtUs: number
  startedEvent: number
  cold: boolean
  initUs: number
  idleUntilUs: number
  timeout: ScheduledTimer | undefined
  expiry: ScheduledTimer | undefined
}

type Outcome = 'returned' | 'threw' | 'timed-out' | 'crashed'

const errorObject = (errorType: string, errorMessage: string): string => JSON.stringify({ errorType, errorMessage })

export const functionEmulation: EmulationFactory<'function', FunctionTimer> = (context) => {
  const { config } = context.node
  const { environments: control, luck } = context
  const timeoutUs = config.timeoutMs * MICROSECONDS_PER_MS
  const limit = config.reservedConcurrency ?? ACCOUNT_CONCURRENCY
  const environments = new Map<number, EnvironmentState>()
  const idle: EnvironmentState[] = []
  const waiting = new Map<number, Invocation>()

  function receive(mode: InvocationMode, payload: string, envelope: Envelope): void {
    const id = context.nextId()
    const requestId = luck.uuid(context.id, 'request-id', envelope.key)
    const cause = context.record({ type: 'invocation-requested', invocation: id, requestId, mode, payload }, envelope)
    const because: Because = { cause, trace: envelope.trace, key: envelope.key }
    const receivedAtUs = context.now()
    const invocation: Invocation = {
      id,
      requestId,
      mode,
      payload,
      envelope,
      because,
      receivedAtUs,
      attempt: 0,
      throttles: 0,
    }
    if (mode === 'async') context.answer(envelope, { type: 'invoked', status: 202, payload: '' })
    start(invocation)
  }

  function start(invocation: Invocation): void {
    const free = idle.pop()
    if (free) {
      if (free.expiry) context.cancel(free.expiry)
      run(free, invocation, false)
    } else if (environments.size >= limit) throttle(invocation)
    else create(invocation)
  }

  function throttle(invocation: Invocation): void {
    const reason =
      config.reservedConcurrency === undefined
        ? 'ConcurrentInvocationLimitExceeded'
        : 'ReservedFunctionConcurrentInvocationLimitExceeded'
    context.record({ type: 'invocation-throttled', invocation: invocation.id, reason }, invocation.because)
    if (invocation.mode === 'async') {
      invocation.throttles += 1
      retryOrDrop(invocation, { type: 'throttled', throttles: invocation.throttles })
    } else context.answer(invocation.envelope, { type: 'invoked', status: 429, reason, payload: '' })
  }

  function create(invocation: Invocation): void {
    const key = causalKey(invocation.because.key, 'environment', invocation.attempt)
    const environment = control.create({ ...invocation.because, key })
    context.record({ type: 'environment-created', environment }, invocation.because)
    environments.set(environment, {
      number: environment,
      createdAtUs: context.now(),
      phase: 'initialising',
      invocation,
      startedAtUs: 0,
      startedEvent: -1,
      cold: true,
      initUs: -1,
      idleUntilUs: 0,
      timeout: context.schedule(INIT_LIMIT_US + LEAST_LATENCY_US, { type: 'init-limit', environment }),
      expiry: undefined,
    })
  }

  function initialised(state: EnvironmentState, ok: boolean, payload: string): void {
    if (state.timeout) context.cancel(state.timeout)
    if (!ok) {
      initFailed(state, 'threw', payload, 'init-failed')
      return
    }
    const u = luck.draw(context.id, 'cold-start', keyOf(state), 0)
    const v = luck.draw(context.id, 'cold-start', keyOf(state), 1)
    const drawnUs = Math.round(
      drawLogNormal(config.coldStartMedianMs, config.coldStartP99Ms, u, v) * MICROSECONDS_PER_MS,
    )
    const remainingUs = Math.max(0, state.createdAtUs + drawnUs - context.now())
    context.schedule(remainingUs, { type: 'ready', environment: state.number })
  }

  function initFailed(
    state: EnvironmentState,
    outcome: Outcome,
    payload: string,
    reason: 'init-failed' | 'timed-out',
  ): void {
    const invocation = state.invocation as Invocation
    state.initUs = context.now() - state.createdAtUs
    const failed = {
      type: 'environment-initialised',
      environment: state.number,
      initUs: state.initUs,
      failed: 1,
    } as const
    const cause = context.record(failed, invocation.because)
    const because = { ...invocation.because, cause }
    end(state, reason, because)
    invocation.attempt += 1
    context.record(endedFact(state, invocation, outcome, 0, 0, payload), because)
    conclude(invocation, outcome, payload, because)
  }

  function ready(state: EnvironmentState): void {
    const invocation = state.invocation as Invocation
    state.initUs = context.now() - state.createdAtUs
    const fact = {
      type: 'environment-initialised',
      environment: state.number,
      initUs: state.initUs,
      failed: 0,
    } as const
    context.record(fact, invocation.because)
    run(state, invocation, true)
  }

  function run(state: EnvironmentState, invocation: Invocation, cold: boolean): void {
    const environment = state.number
    invocation.attempt += 1
    state.phase = 'busy'
    state.invocation = invocation
    state.cold = cold
    state.startedAtUs = context.now()
    const { id, attempt, requestId, payload, because } = invocation
    const fact = { type: 'invocation-started', invocation: id, environment, cold: cold ? 1 : 0, attempt } as const
    state.startedEvent = context.record(fact, because)
    const key = causalKey(because.key, 'invocation', attempt)
    state.timeout = context.schedule(timeoutUs + LEAST_LATENCY_US + 1, { type: 'timeout', environment })
    const hosted = { invocation: id, requestId, payload, deadlineUs: state.startedAtUs + timeoutUs, key }
    control.invoke(environment, hosted, { cause: state.startedEvent, trace: because.trace, key })
  }

  function settled(
    state: EnvironmentState,
    outcome: Exclude<Outcome, 'timed-out'>,
    payload: string,
    durationUs: number,
    maxMemoryMb: number,
  ): void {
    const invocation = state.invocation as Invocation
    if (state.timeout) context.cancel(state.timeout)
    let ended: Outcome = outcome
    let result = payload
    if (
      outcome === 'returned' &&
      result.length * 3 > MAXIMUM_RESPONSE_BYTES &&
      utf8ByteLength(result) > MAXIMUM_RESPONSE_BYTES
    ) {
      ended = 'threw'
      const message = `Response payload size exceeded maximum allowed payload size (${MAXIMUM_RESPONSE_BYTES} bytes).`
      result = JSON.stringify({ errorMessage: message, errorType: 'Function.ResponseSizeTooLarge' })
    }
    const cause = context.record(
      endedFact(state, invocation, ended, durationUs, maxMemoryMb, result),
      startedBy(state, invocation),
    )
    const because = { ...invocation.because, cause }
    if (ended === 'crashed') end(state, 'crashed', because)
    else free(state)
    conclude(invocation, ended, result, because)
  }

  function timedOut(state: EnvironmentState): void {
    const invocation = state.invocation as Invocation
    const seconds = (config.timeoutMs / 1000).toFixed(2)
    const payload = errorObject(
      'Sandbox.Timedout',
      `RequestId: ${invocation.requestId} Error: Task timed out after ${seconds} seconds`,
    )
    const cause = context.record(
      endedFact(state, invocation, 'timed-out', timeoutUs, 0, payload),
      startedBy(state, invocation),
    )
    const because = { ...invocation.because, cause }
    end(state, 'timed-out', because)
    conclude(invocation, 'timed-out', payload, because)
  }

  const startedBy = (state: EnvironmentState, invocation: Invocation) => ({
    cause: state.startedEvent,
    trace: invocation.because.trace,
  })

  function endedFact(
    state: EnvironmentState,
    invocation: Invocation,
    outcome: Outcome,
    durationUs: number,
    maxMemoryMb: number,
    payload: string,
  ) {
    // The init phase is billed for every runtime since August 2025. [V]
    const initUs = state.cold ? state.initUs : -1
    return {
      type: 'invocation-ended',
      invocation: invocation.id,
      environment: state.number,
      outcome,
      durationUs,
      billedMs: Math.ceil((durationUs + Math.max(0, initUs)) / MICROSECONDS_PER_MS),
      initUs,
      maxMemoryMb,
      payload,
    } as const
  }

  function free(state: EnvironmentState): void {
    state.phase = 'idle'
    const key = keyOf(state)
    state.invocation = undefined
    idle.push(state)
    const u = luck.draw(context.id, 'idle-expiry', key)
    const idleMs = drawUniform(config.idleExpiryMinimumMs, config.idleExpiryMaximumMs, u)
    state.expiry = context.schedule(
      idleMs * MICROSECONDS_PER_MS,
      { type: 'expire', environment: state.number },
      { weak: true },
    )
  }

  function end(
    state: EnvironmentState,
    reason: 'expired' | 'timed-out' | 'crashed' | 'init-failed',
    because: { cause: number; trace: number },
  ): void {
    environments.delete(state.number)
    control.end(state.number)
    context.record({ type: 'environment-ended', environment: state.number, reason }, because)
  }

  const keyOf = (state: EnvironmentState): number =>
    causalKey(state.invocation?.because.key ?? 0, 'environment', state.invocation?.attempt ?? 0)

  function conclude(invocation: Invocation, outcome: Outcome, payload: string, because: Because): void {
    if (invocation.mode !== 'async') {
      const failed = outcome === 'returned' ? {} : { functionError: 'Unhandled' as const }
      context.answer(
        { ...invocation.envelope, cause: because.cause },
        { type: 'invoked', status: 200, ...failed, payload },
      )
    } else if (outcome !== 'returned') {
      invocation.throttles = 0
      retryOrDrop(invocation, { type: 'failed', attempts: invocation.attempt })
    }
  }

  function retryOrDrop(invocation: Invocation, reason: AsyncFailure): void {
    const decision = asyncRetry(config, reason, (context.now() - invocation.receivedAtUs) / MICROSECONDS_PER_MS)
    const { id, attempt, because } = invocation
    if (decision.type === 'drop') {
      context.record(
        { type: 'invocation-dropped', invocation: id, condition: decision.condition, attempts: attempt },
        because,
      )
      return
    }
    const delayUs = decision.delayMs * MICROSECONDS_PER_MS
    context.record(
      { type: 'invocation-retried', invocation: id, attempt: attempt + 1, delayUs, reason: reason.type },
      because,
    )
    waiting.set(id, invocation)
    context.schedule(delayUs, { type: 'retry', invocation: id })
  }

  return {
    receive(message, envelope) {
      if (message.type !== 'invoke') throw new Error(`A function can't take ${message.type}.`)
      receive(message.mode, message.payload, envelope)
    },
    environment(report) {
      const state = environments.get(report.environment)
      if (!state) return
      if (report.type === 'initialised') initialised(state, report.ok, report.payload)
      // A budget that is used up ends as a timeout does: at the deadline, which the timer keeps.
      else if (report.outcome !== 'exhausted')
        settled(state, report.outcome, report.payload, report.atUs - state.startedAtUs, report.maxMemoryMb)
    },
    timer(timer) {
      if (timer.type === 'retry') {
        const invocation = waiting.get(timer.invocation)
        waiting.delete(timer.invocation)
        if (invocation) start(invocation)
        return
      }
      const state = environments.get(timer.environment)
      if (!state) return
      if (timer.type === 'ready') ready(state)
      else if (timer.type === 'timeout') timedOut(state)
      else if (timer.type === 'init-limit') {
        const seconds = (INIT_LIMIT_US / 1_000_000).toFixed(2)
        const requestId = (state.invocation as Invocation).requestId
        const message = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`
        initFailed(state, 'timed-out', errorObject('Sandbox.Timedout', message), 'timed-out')
      } else {
        idle.splice(idle.indexOf(state), 1)
        end(state, 'expired', { cause: -1, trace: -1 })
      }
    },
  }
}
