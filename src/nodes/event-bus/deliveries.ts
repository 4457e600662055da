// Events on their way to the targets of the rules they match.
import { causalKey, type JsonObject } from '#base'
import { type Because, deliveryLatencyUs, type EmulationContext, type Message, type Reply } from '#emulator'
import {
  createEventDeliveries,
  type DeliveryFailure,
  deliveryMessage,
  type EventDeliveryTimer,
  type EventLetter,
} from '#nodes/event-delivery'
import { matchesPattern, renderTargetInput } from '#patterns'
import { type RuleTarget, ruleTargets } from './rules.ts'

export interface Deliveries {
  /** `rules` are the ARNs of the rules it is for; undefined: all. */
  send(
    publication: number,
    event: JsonObject,
    ingestionTime: string,
    because: Because,
    rules: ReadonlySet<string> | undefined,
  ): void
  reply(request: number, reply: Reply): void
  timer(timer: EventDeliveryTimer): void
}

export function createDeliveries<Timer>(
  context: EmulationContext<'event-bus', Timer | EventDeliveryTimer>,
): Deliveries {
  const targets = ruleTargets(context)
  const deliveries = createEventDeliveries<'event-bus', Timer>(context, {
    waits: () => context.node.config,
    delayUs: ({ key }, attempt) => deliveryLatencyUs(context, causalKey(key, 'attempt', attempt)),
  })

  function letterOf(target: RuleTarget, event: JsonObject) {
    return ({ code, message }: DeliveryFailure, exhausted: string | undefined, tries: number): EventLetter => ({
      body: JSON.stringify(event),
      // A3.2 [K]
      attributes: {
        RULE_ARN: target.arn,
        TARGET_ARN: target.targetArn,
        ERROR_CODE: code,
        ERROR_MESSAGE: message,
        ...(exhausted === undefined ? {} : { EXHAUSTED_RETRY_CONDITION: exhausted }),
        RETRY_ATTEMPTS: String(tries - 1),
      },
    })
  }

  return {
    send(publication, event, ingestionTime, because, rules) {
      for (const target of targets) {
        if (rules && !rules.has(target.arn)) continue
        const edge = target.edge.id
        if (!matchesPattern(target.pattern, event)) {
          context.record({ type: 'notification-filtered', publication, edge }, because)
          continue
        }
        const id = context.nextId()
        const cause = context.record({ type: 'notification-started', notification: id, publication, edge }, because)
        const rule = { ruleArn: target.arn, ruleName: target.name, ingestionTime }
        // Another bus gets the event as it is: EventBridge transforms nothing on this way. [K]
        const isBus = target.edge.toPort === 'put'
        const text = isBus ? JSON.stringify(event) : renderTargetInput(target.input, event, rule)
        const asked: Message | DeliveryFailure = deliveryMessage(target.edge.toPort, text)
        deliveries.send({
          id,
          because: { cause, trace: because.trace, key: causalKey(because.key, edge) },
          to: target.edge.to,
          edge: target.edge.id,
          get policy() {
            return target.edge.config
          },
          deadLetters: target.deadLetters,
          acceptedAtUs: context.now(),
          tellsArrival: true,
          attempt: () => asked,
          letter: letterOf(target, event),
        })
      }
    },
    reply: deliveries.reply,
    timer: deliveries.timer,
  }
}
