// A firing on its way to one target: what the target is given, and what its dead letter would hold.
import type { Because, EmulationContext, OutgoingEdge } from '#emulator'
import { deliveryMessage, deliveryTargetArn, type EventDelivery, type EventLetter } from '#nodes/event-delivery'
import { ruleArn, scheduleArn } from '#workflow'
import type { ScheduleTarget } from './model.ts'
import { scheduledEvent, schedulerEvent, wholeSeconds, withContext } from './scheduled-event.ts'

export interface Firing {
  readonly number: number
  /** When it came due, milliseconds since 1970: before its flexible window. */
  readonly dueMs: number
  readonly eventId: string
}

type Context<Timer> = EmulationContext<'schedule', Timer>

/** A number in as many hexadecimal digits, as Scheduler's execution ids have. [V] */
const EXECUTION_ID_DIGITS = 16

export function deliveryTo<Timer>(
  context: Context<Timer>,
  target: OutgoingEdge<ScheduleTarget>,
  firing: Firing,
  because: Because,
): EventDelivery {
  const isRule = context.node.config.flavour === 'rule'
  let id: number | undefined
  const payload = isRule ? ofRule : ofScheduler

  function ofRule(): string {
    const event = (): string => JSON.stringify(scheduledEvent(context.node.name, firing.eventId, firing.dueMs))
    // A bus gets the event itself, whatever input is set. [K]
    return target.config.input === '' || target.toPort === 'put' ? event() : target.config.input
  }

  function executionId(attempt: number): string {
    const uuid = context.luck.uuid(context.id, 'execution-id', because.key, attempt)
    return uuid.replaceAll('-', '').slice(0, EXECUTION_ID_DIGITS)
  }

  function ofScheduler(attempt: number): string {
    const { input, eventSource, eventDetailType } = target.config
    const filled = withContext(input, {
      scheduleArn: scheduleArn(context.node.name),
      scheduledTime: wholeSeconds(firing.dueMs),
      executionId: executionId(attempt),
      attempt,
    })
    if (target.toPort === 'put') {
      const Detail = filled === '' ? '{}' : filled
      return JSON.stringify({ Source: eventSource, DetailType: eventDetailType, Detail })
    }
    return filled === '' ? JSON.stringify(schedulerEvent(context.node.name, firing.eventId, firing.dueMs)) : filled
  }

  return {
    // Taken where there is something to tell.
    get id() {
      id ??= context.nextId()
      return id
    },
    because,
    to: target.to,
    edge: target.id,
    get policy() {
      return target.config
    },
    deadLetters: context.outgoing('undelivered')[0]?.to,
    acceptedAtUs: context.now(),
    tellsArrival: false,
    attempt: (attempt) => deliveryMessage(target.toPort, payload(attempt)),
    begun() {
      const fact = { notification: this.id, publication: firing.number, edge: target.id }
      return { ...because, cause: context.record({ type: 'notification-started', ...fact }, because) }
    },
    letter({ code, message }, exhausted, tries): EventLetter {
      const targetArn = deliveryTargetArn(target.toPort, context.nameOf(target.to))
      const why = {
        ERROR_CODE: code,
        ERROR_MESSAGE: message,
        ...(exhausted ? { EXHAUSTED_RETRY_CONDITION: exhausted } : {}),
        RETRY_ATTEMPTS: String(tries - 1),
        TARGET_ARN: targetArn,
      }
      if (isRule) return { body: ofRule(), attributes: { ...why, RULE_ARN: ruleArn(context.node.name) } }
      // Scheduler user guide, "Retrieve the dead-letter event". [V]
      return {
        body: ofScheduler(tries),
        attributes: {
          ...why,
          EXECUTION_ID: executionId(tries),
          IS_PAYLOAD_TRUNCATED: 'false',
          SCHEDULED_TIME: wholeSeconds(firing.dueMs),
          SCHEDULE_ARN: scheduleArn(context.node.name),
        },
      }
    },
  }
}
