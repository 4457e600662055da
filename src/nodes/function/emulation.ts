// How a Lambda function behaves: an invocation gets a free environment, a new one, or a throttle; its end is the
// caller's answer, or for an asynchronous event a reason to try again.
import { causalKey, drawUniform, MICROSECONDS_PER_MS } from '#base'
import { type Because, callLatencyUs, type EmulationFactory, type Envelope } from '#emulator'
import type { Message, Reply } from '#emulator'
import { createAdmission, type ThrottleReason } from './admission.ts'
import { type AsyncFailure, asyncRetry } from './async-queue.ts'
import { createDestinations } from './destinations.ts'
import { createFunctionEnvironments, type EnvironmentTimer, type FunctionEnvironments } from './environments.ts'
import { type Invocation, requestTooLarge, type Result, tooManyRequests } from './invocation.ts'
import { createPool, type PoolTimer } from './pool.ts'
import { createSharedBreakers, type SharedBreakerTimer } from './shared-breakers.ts'

export type FunctionTimer =
  | EnvironmentTimer
  | PoolTimer
  | SharedBreakerTimer
  | { readonly type: 'retry'; readonly invocation: number }

/** The caller's, for an answer that comes of event `cause`. */
const envelopeOf = ({ envelope: { replyTo, trace, key } }: Invocation, cause: number): Envelope => ({
  replyTo,
  cause,
  trace,
  key,
})

export const functionEmulation: EmulationFactory<'function', FunctionTimer> = (context) => {
  const { scaling, provisionedConcurrency = 0 } = context.node.config
  const isPooled = scaling.type === 'fixed' || scaling.type === 'knative'
  const environments: FunctionEnvironments = createFunctionEnvironments(
    context,
    {
      conclude,
      freed: () => pool?.freed(),
      lost: (initialised) => (pool ? pool.lost(initialised) : initialised && provision(1, false)),
      firstInLine: () => pool?.firstInLine(),
    },
    {
      initialization: isPooled ? 'on-demand' : 'provisioned-concurrency',
      idleMs: (u) => (scaling.type === 'keep-alive' ? scaling.keepAliveMs : drawnIdleMs(u)),
    },
  )
  const pool = isPooled ? createPool(context, scaling, environments) : undefined
  const admission = createAdmission(context)
  const destinations = createDestinations(context)
  const sharedBreakers = createSharedBreakers(context)
  /** Asynchronous events between two tries. */
  const waiting = new Map<number, Invocation>()

  let provisioned = 0

  const drawnIdleMs = (u: number): number =>
    drawUniform(context.node.config.idleExpiryMinimumMs, context.node.config.idleExpiryMaximumMs, u)

  const answer = (envelope: Envelope, reply: Reply): void =>
    context.answer(envelope, reply, callLatencyUs(context, envelope.key))

  /** `atOnce`: they were there before the run. */
  function provision(many: number, atOnce: boolean): void {
    for (let index = 0; index < many; index++) {
      provisioned += 1
      environments.prepare(causalKey(causalKey(0, context.id), 'provisioned', provisioned), atOnce)
    }
  }

  function refuse(invocation: number, reason: string, reply: Reply, because: Because, envelope: Envelope): void {
    const cause = context.record({ type: 'invocation-refused', invocation, reason }, because)
    answer({ ...envelope, cause }, reply)
  }

  /** The provider's own services may send as many events as they like; what code sends counts. [V] */
  const overRate = ({ mode, byCode }: Message & { type: 'invoke' }): ThrottleReason | undefined =>
    mode === 'async' && byCode !== true ? undefined : admission.overRate()

  function receive(message: Message & { type: 'invoke' }, envelope: Envelope): void {
    const { mode, payload, logTail, poison, deadlineUs } = message
    const id = context.nextId()
    const requestId = context.luck.uuid(context.id, 'request-id', envelope.key)
    const cause = context.record({ type: 'invocation-requested', invocation: id, requestId, mode, payload }, envelope)
    const because: Because = { cause, trace: envelope.trace, key: envelope.key }
    const tooLarge = requestTooLarge(mode, payload)
    if (tooLarge) {
      refuse(id, tooLarge.code, tooLarge, because, envelope)
      return
    }
    const reason = overRate(message)
    if (reason && mode === 'async') {
      refuse(id, reason, tooManyRequests(reason), because, envelope)
      return
    }
    const receivedAtUs = context.now()
    const wantsLog = logTail === true
    const invocation: Invocation = {
      id,
      requestId,
      mode,
      payload,
      envelope,
      callerDeadlineUs: deadlineUs,
      because,
      receivedAtUs,
      wantsLog,
      poison,
      attempt: 0,
      throttles: 0,
      response: undefined,
      log: undefined,
    }
    if (mode === 'async') answer(envelope, { type: 'invoked', status: 202, payload: '' })
    if (reason) throttle(invocation, reason)
    else start(invocation)
  }

  function start(invocation: Invocation): void {
    if (pool) {
      if (!pool.take(invocation)) throttle(invocation, 'WaitingLineFull')
      return
    }
    const reason = admission.overConcurrency(environments.busy())
    if (reason) throttle(invocation, reason)
    else if (!environments.reuse(invocation) && !environments.await(invocation)) {
      const tooFast = admission.overScalingRate()
      if (tooFast) throttle(invocation, tooFast)
      else environments.create(invocation)
    }
  }

  function throttle(invocation: Invocation, reason: ThrottleReason): void {
    const cause = context.record(
      { type: 'invocation-throttled', invocation: invocation.id, reason },
      invocation.because,
    )
    if (invocation.mode === 'async') {
      invocation.throttles += 1
      retryOrDrop(invocation, { type: 'throttled', throttles: invocation.throttles })
    } else {
      const reply = { type: 'invoked', status: 429, reason, payload: '' } as const
      answer(envelopeOf(invocation, cause), reply)
    }
  }

  function conclude(invocation: Invocation, { outcome, payload }: Result, because: Because): void {
    if (invocation.mode !== 'async') {
      const reply: Reply & { type: 'invoked' } =
        outcome === 'returned'
          ? { type: 'invoked', status: 200, payload }
          : { type: 'invoked', status: 200, functionError: 'Unhandled', payload }
      const { log } = invocation
      const told = log === undefined ? reply : { ...reply, logResult: log }
      answer(envelopeOf(invocation, because.cause), told)
    } else if (outcome === 'returned') destinations.ended(invocation, 'Success', payload, because)
    else {
      invocation.throttles = 0
      invocation.response = payload
      retryOrDrop(invocation, { type: 'failed', attempts: invocation.attempt })
    }
  }

  function retryOrDrop(invocation: Invocation, why: AsyncFailure): void {
    const decision = asyncRetry(
      scaling.type === 'lambda' ? context.node.config : { ...context.node.config, reservedConcurrency: undefined },
      why,
      (context.now() - invocation.receivedAtUs) / MICROSECONDS_PER_MS,
    )
    const { id, attempt, because } = invocation
    if (decision.type === 'drop') {
      const { condition } = decision
      const dropped = { type: 'invocation-dropped', invocation: id, condition, attempts: attempt } as const
      const cause = context.record(dropped, because)
      destinations.ended(invocation, condition, invocation.response, { ...because, cause })
      return
    }
    const delayUs = decision.delayMs * MICROSECONDS_PER_MS
    const next = { invocation: id, attempt: attempt + 1, delayUs, reason: why.type }
    context.record({ type: 'invocation-retried', ...next }, because)
    waiting.set(id, invocation)
    context.schedule(delayUs, { type: 'retry', invocation: id })
  }

  const holds = (): void => admission.holds(environments.busy())
  holds()

  let isToPrepare = pool !== undefined || (scaling.type === 'lambda' && provisionedConcurrency > 0)

  /** At time 0, when an event of that time may have come before it. */
  function prepare(): void {
    if (!isToPrepare) return
    isToPrepare = false
    if (pool) pool.start()
    else provision(provisionedConcurrency, true)
  }

  return {
    ...(isToPrepare && { start: prepare }),
    receive(message, envelope) {
      prepare()
      if (message.type === 'shared-breaker') {
        sharedBreakers.receive(message, envelope)
        return
      }
      if (message.type !== 'invoke') throw new Error(`A function can't take ${message.type}.`)
      receive(message, envelope)
      holds()
    },
    reply: destinations.reply,
    environment(report) {
      environments.report(report)
      holds()
    },
    reconfigure: holds,
    forceBreaker: sharedBreakers.force,
    timer(timer) {
      if (timer.type === 'shared-breaker' || timer.type === 'shared-breaker-due') {
        sharedBreakers.timer(timer)
        return
      }
      if (timer.type === 'autoscale') {
        pool?.timer()
        return
      }
      if (timer.type !== 'retry') {
        environments.timer(timer)
        holds()
        return
      }
      const invocation = waiting.get(timer.invocation)
      waiting.delete(timer.invocation)
      if (invocation) start(invocation)
      holds()
    },
  }
}
