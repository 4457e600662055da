// Events on their way to targets of EventBridge, its rules' and its Scheduler's: each is tried on its own until its target
// takes it, it is moved to a dead-letter queue, or it is dropped. Each of these is one fact.
import { MICROSECONDS_PER_MS } from '#base'
import type { Because, EmulationContext, Message, MessageAttribute, Reply } from '#emulator'
import { type EventRetryPolicy, type EventRetryWaits, type Exhausted, retryDecision } from '#nodes/event-retry'
import type { NodeKind } from '#nodes/models'
import { type EdgeId, eventBusArn, functionArn, queueArn, topicArn } from '#workflow'

export interface EventDeliveryTimer {
  readonly type: 'try'
  readonly notification: number
}

/** Why a try failed. Some would be the same again: those are not tried again. */
export interface DeliveryFailure {
  readonly code: string
  readonly message: string
  readonly isFinal: boolean
}

/** What its dead letter would hold. */
export interface EventLetter {
  readonly body: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface EventDelivery {
  /** The number of its notification. */
  readonly id: number
  readonly because: Because
  /** Node index of the target, and the edge along which it is reached. */
  readonly to: number
  readonly edge: EdgeId
  /** What the target is asked in this try, counted from 1; a failure where it can't even be asked. */
  attempt(attempt: number): Message | DeliveryFailure
  /** As it is at each use. */
  readonly policy: EventRetryPolicy
  /** Node index of the dead-letter queue. */
  readonly deadLetters: number | undefined
  /** `tries` were made. */
  letter(failure: DeliveryFailure, exhausted: Exhausted | undefined, tries: number): EventLetter
  readonly acceptedAtUs: number
  /** Before anything else is told of it: its beginning, where that waits for a try that failed. */
  begun?(): Because
  /** What ends well is told, or goes without saying. */
  readonly tellsArrival: boolean
}

export interface EventDeliveries {
  send(delivery: EventDelivery): void
  reply(request: number, reply: Reply): void
  timer(timer: EventDeliveryTimer): void
}

export interface EventDeliveryOptions {
  waits(): EventRetryWaits
  /** Until a try is with its target. */
  delayUs(because: Because, attempt: number): number
}

interface UnderWay {
  readonly given: EventDelivery
  because: Because
  attempts: number
  isTold: boolean
}

const isFailure = (of: Message | DeliveryFailure): of is DeliveryFailure => 'isFinal' in of

export function createEventDeliveries<Kind extends NodeKind, Timer>(
  context: EmulationContext<Kind, Timer | EventDeliveryTimer>,
  { waits, delayUs }: EventDeliveryOptions,
): EventDeliveries {
  const waiting = new Map<number, UnderWay>()
  const asked = new Map<number, UnderWay>()

  function attempt(delivery: UnderWay): void {
    delivery.attempts += 1
    const { given, attempts } = delivery
    const { errorRatePercent } = given.policy
    const isDown =
      errorRatePercent > 0 &&
      context.luck.draw(context.id, 'target-error', given.because.key, attempts) * 100 < errorRatePercent
    if (isDown) {
      fail(delivery, { code: 'INTERNAL_ERROR', message: 'The target is not available.', isFinal: false })
      return
    }
    const message = given.attempt(attempts)
    if (isFailure(message)) fail(delivery, message)
    else {
      const request = context.ask(given.to, message, delivery.because, delayUs(given.because, attempts), given.edge)
      asked.set(request, delivery)
    }
  }

  function tell(delivery: UnderWay): void {
    if (!delivery.isTold) delivery.because = delivery.given.begun?.() ?? delivery.because
    delivery.isTold = true
  }

  function fail(delivery: UnderWay, failure: DeliveryFailure): void {
    tell(delivery)
    const { given, attempts, because } = delivery
    if (failure.isFinal) {
      giveUp(delivery, failure, undefined)
      return
    }
    const draw = context.luck.draw(context.id, 'retry-jitter', given.because.key, attempts)
    const ageMs = (context.now() - given.acceptedAtUs) / MICROSECONDS_PER_MS
    const decision = retryDecision(waits(), given.policy, attempts, ageMs, draw)
    if (decision.type === 'give-up') {
      giveUp(delivery, failure, decision.exhausted)
      return
    }
    const retryUs = Math.round(decision.delayMs * MICROSECONDS_PER_MS)
    const fact = { notification: given.id, attempt: attempts + 1, delayUs: retryUs, failure: failure.code }
    context.record({ type: 'notification-retried', ...fact }, because)
    waiting.set(given.id, delivery)
    context.schedule(retryUs, { type: 'try', notification: given.id })
  }

  function giveUp(
    { given, attempts, because }: UnderWay,
    failure: DeliveryFailure,
    exhausted: Exhausted | undefined,
  ): void {
    const { id, deadLetters: to } = given
    if (to === undefined) {
      context.record({ type: 'notification-failed', notification: id, attempts, failure: failure.code }, because)
      return
    }
    const message = context.nextId()
    const fact = { notification: id, attempts, message, to, failure: failure.code }
    const cause = context.record({ type: 'notification-dead-lettered', ...fact }, because)
    const { body, attributes } = given.letter(failure, exhausted, attempts)
    const letter = {
      message,
      messageId: context.luck.uuid(context.id, 'dead-letter-id', given.because.key),
      body,
      attributes: Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, textAttribute(value)])),
      sentAtUs: context.now(),
    }
    context.tell(to, { type: 'dead-letter', letter }, { ...because, cause })
  }

  return {
    send(given) {
      attempt({ given, because: given.because, attempts: 0, isTold: given.begun === undefined })
    },
    reply(request, reply) {
      const delivery = asked.get(request)
      if (!delivery) return
      asked.delete(request)
      const failure = failureOf(reply)
      if (failure) fail(delivery, failure)
      else if (delivery.given.tellsArrival || delivery.isTold)
        context.record(
          { type: 'notification-delivered', notification: delivery.given.id, attempts: delivery.attempts },
          delivery.because,
        )
    },
    timer({ notification }) {
      const delivery = waiting.get(notification)
      waiting.delete(notification)
      if (delivery) attempt(delivery)
    },
  }
}

const textAttribute = (StringValue: string): MessageAttribute => ({ DataType: 'String', StringValue })

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

/** What a port is asked, of a text for it. A function takes JSON alone. */
export function deliveryMessage(toPort: string, text: string): Message | DeliveryFailure {
  switch (toPort) {
    case 'invoke':
      return isJson(text)
        ? { type: 'invoke', mode: 'async', payload: text }
        : { code: 'SDK_CLIENT_ERROR', message: 'Could not parse request body into json.', isFinal: true }
    case 'publish':
      return { type: 'publish', message: text }
    case 'put':
      return { type: 'put-event', event: text }
    default:
      return { type: 'enqueue', body: text }
  }
}

const ARN_BY_PORT: Readonly<Record<string, (name: string) => string>> = {
  invoke: functionArn,
  send: queueArn,
  publish: topicArn,
  put: eventBusArn,
}

export const deliveryTargetArn = (toPort: string, name: string): string => ARN_BY_PORT[toPort]?.(name) ?? name

/** Undefined: it was taken. Throttles and the target's own errors are worth another try. The codes are [K]. */
function failureOf(reply: Reply): DeliveryFailure | undefined {
  if (reply.type === 'invoked')
    return reply.status < 400
      ? undefined
      : { code: 'THROTTLING', message: reply.reason ?? 'Rate Exceeded.', isFinal: false }
  if (reply.type === 'api') return undefined
  if (reply.type === 'api-error') {
    const { status, code, message } = reply
    return { code, message, isFinal: status < 500 && status !== 429 }
  }
  throw new Error(`A target answered with ${reply.type}.`)
}
