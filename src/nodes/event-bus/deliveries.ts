// Events on their way to the targets of the rules they match: each is tried on its own until its target takes it, it is
// moved to a dead-letter queue, or it is dropped. Each of these is one fact; together they conserve every event.
import { causalKey, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import { type Because, type DeadLetter, deliveryLatencyUs, type EmulationContext } from '#emulator'
import type { Message, MessageAttribute, Reply } from '#emulator'
import { matchesPattern, renderTargetInput } from '#patterns'
import { type Exhausted, retryDecision } from './retry.ts'
import { type RuleTarget, ruleTargets } from './rules.ts'

export interface EventBusTimer {
  readonly type: 'try'
  readonly notification: number
}

interface Delivery {
  readonly id: number
  readonly target: RuleTarget
  readonly event: JsonObject
  /** As the target gets it. */
  readonly text: string
  readonly because: Because
  readonly acceptedAtUs: number
  attempts: number
}

/** Why a try failed. Some would be the same again: those are not tried again. */
interface Failure {
  readonly code: string
  readonly message: string
  readonly isFinal: boolean
}

export interface Deliveries {
  send(publication: number, event: JsonObject, ingestionTime: string, because: Because): void
  reply(request: number, reply: Reply): void
  timer(timer: EventBusTimer): void
}

const attribute = (StringValue: string): MessageAttribute => ({ DataType: 'String', StringValue })

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

export function createDeliveries(context: EmulationContext<'event-bus', EventBusTimer>): Deliveries {
  const targets = ruleTargets(context)
  const waiting = new Map<number, Delivery>()
  const asked = new Map<number, Delivery>()

  function messageOf({ target, event, text }: Delivery): Message {
    switch (target.edge.toPort) {
      case 'invoke':
        return { type: 'invoke', mode: 'async', payload: text }
      case 'publish':
        return { type: 'publish', message: text }
      case 'put':
        // Another bus gets the event as it is: EventBridge transforms nothing on this way. [K]
        return { type: 'put-event', event: JSON.stringify(event) }
      default:
        return { type: 'enqueue', body: text }
    }
  }

  function attempt(delivery: Delivery): void {
    delivery.attempts += 1
    const { target, because, attempts, text } = delivery
    const { errorRatePercent } = target.edge.config
    const isDown =
      errorRatePercent > 0 &&
      context.luck.draw(context.id, 'target-error', because.key, attempts) * 100 < errorRatePercent
    if (isDown) fail(delivery, { code: 'INTERNAL_ERROR', message: 'The target is not available.', isFinal: false })
    else if (target.edge.toPort === 'invoke' && !isJson(text)) {
      const message = 'Could not parse request body into json.'
      fail(delivery, { code: 'SDK_CLIENT_ERROR', message, isFinal: true })
    } else {
      const delayUs = deliveryLatencyUs(context, causalKey(because.key, 'attempt', attempts))
      asked.set(context.ask(target.edge.to, messageOf(delivery), because, delayUs), delivery)
    }
  }

  function fail(delivery: Delivery, failure: Failure): void {
    const { id, attempts, because, target, acceptedAtUs } = delivery
    if (failure.isFinal) {
      giveUp(delivery, failure, undefined)
      return
    }
    const draw = context.luck.draw(context.id, 'retry-jitter', because.key, attempts)
    const ageMs = (context.now() - acceptedAtUs) / MICROSECONDS_PER_MS
    const decision = retryDecision(context.node.config, target.edge.config, attempts, ageMs, draw)
    if (decision.type === 'give-up') {
      giveUp(delivery, failure, decision.exhausted)
      return
    }
    const delayUs = Math.round(decision.delayMs * MICROSECONDS_PER_MS)
    const fact = { notification: id, attempt: attempts + 1, delayUs, failure: failure.code }
    context.record({ type: 'notification-retried', ...fact }, because)
    waiting.set(id, delivery)
    context.schedule(delayUs, { type: 'try', notification: id })
  }

  function giveUp(delivery: Delivery, { code, message: words }: Failure, exhausted: Exhausted | undefined): void {
    const { id, attempts, because, target } = delivery
    const to = target.deadLetters
    if (to === undefined) {
      context.record({ type: 'notification-failed', notification: id, attempts, failure: code }, because)
      return
    }
    const message = context.nextId()
    const fact = { notification: id, attempts, message, to, failure: code }
    const cause = context.record({ type: 'notification-dead-lettered', ...fact }, because)
    const letter: DeadLetter = {
      message,
      messageId: context.luck.uuid(context.id, 'dead-letter-id', because.key),
      body: JSON.stringify(delivery.event),
      // A3.2 [K]
      attributes: {
        RULE_ARN: attribute(target.arn),
        TARGET_ARN: attribute(target.targetArn),
        ERROR_CODE: attribute(code),
        ERROR_MESSAGE: attribute(words),
        ...(exhausted ? { EXHAUSTED_RETRY_CONDITION: attribute(exhausted) } : {}),
        RETRY_ATTEMPTS: attribute(String(attempts - 1)),
      },
      sentAtUs: context.now(),
    }
    context.tell(to, { type: 'dead-letter', letter }, { ...because, cause })
  }

  return {
    send(publication, event, ingestionTime, because) {
      for (const target of targets) {
        const edge = target.edge.id
        if (!matchesPattern(target.pattern, event)) {
          context.record({ type: 'notification-filtered', publication, edge }, because)
          continue
        }
        const id = context.nextId()
        const cause = context.record({ type: 'notification-started', notification: id, publication, edge }, because)
        const key = causalKey(because.key, edge)
        const rule = { ruleArn: target.arn, ruleName: target.name, ingestionTime }
        attempt({
          id,
          target,
          event,
          text: renderTargetInput(target.input, event, rule),
          because: { cause, trace: because.trace, key },
          acceptedAtUs: context.now(),
          attempts: 0,
        })
      }
    },
    reply(request, reply) {
      const delivery = asked.get(request)
      if (!delivery) return
      asked.delete(request)
      const { id, attempts, because } = delivery
      const failure = failureOf(reply)
      if (failure) fail(delivery, failure)
      else context.record({ type: 'notification-delivered', notification: id, attempts }, because)
    },
    timer({ notification }) {
      const delivery = waiting.get(notification)
      waiting.delete(notification)
      if (delivery) attempt(delivery)
    },
  }
}

/** Undefined: it was taken. Throttles and the target's own errors are worth another try. The codes are [K]. */
function failureOf(reply: Reply): Failure | undefined {
  if (reply.type === 'invoked')
    return reply.status < 400
      ? undefined
      : { code: 'THROTTLING', message: reply.reason ?? 'Rate Exceeded.', isFinal: false }
  if (reply.type === 'api') return undefined
  if (reply.type === 'api-error') {
    const { status, code, message } = reply
    return { code, message, isFinal: status < 500 && status !== 429 }
  }
  throw new Error(`A rule's target answered with ${reply.type}.`)
}
