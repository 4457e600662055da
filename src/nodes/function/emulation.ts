// How a Lambda function behaves: an invocation gets a free environment, a new one, or a throttle; its end is the
// caller's answer, or for an asynchronous event a reason to try again.
import { MICROSECONDS_PER_MS } from '#base'
import type { Because, EmulationFactory, Envelope, InvocationMode, Reply } from '#emulator'
import { createAdmission, type ThrottleReason } from './admission.ts'
import { type AsyncFailure, asyncRetry } from './async-queue.ts'
import { createDestinations } from './destinations.ts'
import { createFunctionEnvironments, type EnvironmentTimer } from './environments.ts'
import { type Invocation, requestTooLarge, type Result } from './invocation.ts'

export type FunctionTimer = EnvironmentTimer | { readonly type: 'retry'; readonly invocation: number }

const untried = { attempt: 0, throttles: 0, response: undefined }

/** The caller's, for an answer that comes of event `cause`. */
const envelopeOf = ({ envelope: { replyTo, trace, key } }: Invocation, cause: number): Envelope => ({
  replyTo,
  cause,
  trace,
  key,
})

export const functionEmulation: EmulationFactory<'function', FunctionTimer> = (context) => {
  const environments = createFunctionEnvironments(context, conclude)
  const admission = createAdmission(context)
  const destinations = createDestinations(context)
  /** Asynchronous events between two tries. */
  const waiting = new Map<number, Invocation>()

  function receive(mode: InvocationMode, payload: string, envelope: Envelope): void {
    const id = context.nextId()
    const requestId = context.luck.uuid(context.id, 'request-id', envelope.key)
    const cause = context.record({ type: 'invocation-requested', invocation: id, requestId, mode, payload }, envelope)
    const because: Because = { cause, trace: envelope.trace, key: envelope.key }
    const tooLarge = requestTooLarge(mode, payload)
    if (tooLarge) {
      const refused = context.record({ type: 'invocation-refused', invocation: id, reason: tooLarge.code }, because)
      context.answer({ ...envelope, cause: refused }, tooLarge)
      return
    }
    const receivedAtUs = context.now()
    const invocation: Invocation = { ...untried, id, requestId, mode, payload, envelope, because, receivedAtUs }
    if (mode === 'async') context.answer(envelope, { type: 'invoked', status: 202, payload: '' })
    const reason = mode === 'async' ? undefined : admission.overRate()
    if (reason) throttle(invocation, reason)
    else start(invocation)
  }

  function start(invocation: Invocation): void {
    const reason = admission.overConcurrency(environments.busy())
    if (reason) throttle(invocation, reason)
    else if (!environments.reuse(invocation)) {
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
      context.answer(envelopeOf(invocation, cause), reply)
    }
  }

  function conclude(invocation: Invocation, { outcome, payload }: Result, because: Because): void {
    if (invocation.mode !== 'async') {
      const reply: Reply =
        outcome === 'returned'
          ? { type: 'invoked', status: 200, payload }
          : { type: 'invoked', status: 200, functionError: 'Unhandled', payload }
      context.answer(envelopeOf(invocation, because.cause), reply)
    } else if (outcome === 'returned') destinations.ended(invocation, 'Success', payload, because)
    else {
      invocation.throttles = 0
      invocation.response = payload
      retryOrDrop(invocation, { type: 'failed', attempts: invocation.attempt })
    }
  }

  function retryOrDrop(invocation: Invocation, why: AsyncFailure): void {
    const decision = asyncRetry(
      context.node.config,
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

  return {
    receive(message, envelope) {
      if (message.type !== 'invoke') throw new Error(`A function can't take ${message.type}.`)
      receive(message.mode, message.payload, envelope)
    },
    reply: destinations.reply,
    environment: environments.report,
    timer(timer) {
      if (timer.type !== 'retry') {
        environments.timer(timer)
        return
      }
      const invocation = waiting.get(timer.invocation)
      waiting.delete(timer.invocation)
      if (invocation) start(invocation)
    },
  }
}
