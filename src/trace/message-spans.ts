// Spans of messages: waiting in a queue, deliveries, notifications of subscriptions, and where what failed for good went.
import { type EventHandlers, fieldOf } from './fields.ts'
import type { SpanScribe } from './span-scribe.ts'
import { END_DEAD_LETTERED, KIND, STATUS } from './span-table.ts'

interface HeldMessage {
  /** The event of its sending. */
  readonly sent: number
  wait: number
  delivery: number
  /** The queue that gave it up and where it went; -1: it did not. */
  movedFrom: number
}

interface OpenDelivery {
  span: number
  /** Messages in flight under it. */
  messages: number
  ended: boolean
  endUs: number
  endEvent: number
}

const DELIVERED_DELIVERY = fieldOf('message-delivered', 'delivery')
const DEAD_LETTER_TO = fieldOf('message-dead-lettered', 'to')
const DELIVERY_EDGE = fieldOf('delivery-started', 'edge')
const DELIVERY_FAILED = fieldOf('delivery-ended', 'failed')
const DELIVERY_FAILURE = fieldOf('delivery-ended', 'failure')
const NOTIFICATION_EDGE = fieldOf('notification-started', 'edge')
const NOTIFICATION_DELAY = fieldOf('notification-retried', 'delayUs')
const NOTIFICATION_LETTER = fieldOf('notification-dead-lettered', 'message')
const DESTINATION_EDGE = fieldOf('destination-started', 'edge')
const DESTINATION_FAILURE = fieldOf('destination-ended', 'failure')
const RECORDS_DELAY = fieldOf('records-retried', 'delayUs')
const SETTLED_LETTER = fieldOf('records-settled', 'message')
const SETTLED_OUTCOME = fieldOf('records-settled', 'outcome')

export function messageSpans(scribe: SpanScribe): EventHandlers {
  const { run, table, lookup, flights, waitsAgain } = scribe
  const messages = new Map<number, HeldMessage>()
  const deliveries = new Map<number, OpenDelivery>()
  /** Spans of messages on their way to a subscription. */
  const notifications = new Map<number, number>()

  function enqueue(event: number): void {
    const number = scribe.log.numberOf(event, 0)
    const before = messages.get(number)
    if (before) waitsAgain.delete(before.sent)
    const parent = before ? before.wait : scribe.causeSpan(event)
    const edge = before
      ? lookup.between('redrive', before.movedFrom, scribe.log.nodeOf(event))
      : parent >= 0 && table.span.kind[parent] === KIND.firing
        ? lookup.between('fire', table.span.node[parent] as number, scribe.log.nodeOf(event))
        : -1
    const wait = scribe.open(KIND.queueWait, event, parent, edge)
    if (edge >= 0) flights.push(wait)
    if (!before) table.countMessages(table.span.row[wait] as number, 1)
    messages.set(number, { sent: event, wait, delivery: -1, movedFrom: -1 })
  }

  function startDelivery(event: number): void {
    const number = scribe.log.numberOf(event, 0)
    const span = scribe.open(
      KIND.delivery,
      event,
      scribe.causeSpan(event),
      lookup.byId(scribe.log.textOf(event, DELIVERY_EDGE)),
    )
    flights.push(span)
    deliveries.set(number, { span, messages: 0, ended: false, endUs: 0, endEvent: -1 })
  }

  function endDelivery(event: number): void {
    const number = scribe.log.numberOf(event, 0)
    const delivery = deliveries.get(number)
    if (!delivery || delivery.ended) return
    const good = scribe.log.numberOf(event, DELIVERY_FAILED) === 0 && scribe.log.textOf(event, DELIVERY_FAILURE) === ''
    scribe.close(delivery.span, good ? STATUS.ok : STATUS.error, event)
    delivery.ended = true
    delivery.endUs = scribe.log.atOf(event)
    delivery.endEvent = event
    if (delivery.messages === 0) deliveries.delete(number)
  }

  function deliver(event: number): void {
    const message = messages.get(scribe.log.numberOf(event, 0))
    if (!message) return
    const number = scribe.log.numberOf(event, DELIVERED_DELIVERY)
    scribe.close(message.wait, STATUS.ok, event)
    leave(message)
    message.delivery = number
    const delivery = deliveries.get(number)
    if (!delivery) return
    delivery.messages += 1
    scribe.belongsTo = delivery.span
    if (table.span.parent[delivery.span] !== message.wait) table.link(message.wait, delivery.span)
  }

  /** The message is no longer in flight under its delivery; gives that delivery back. */
  function leave(message: HeldMessage): OpenDelivery | undefined {
    const number = message.delivery
    const delivery = deliveries.get(number)
    message.delivery = -1
    if (!delivery) return undefined
    delivery.messages -= 1
    if (delivery.ended && delivery.messages === 0) deliveries.delete(number)
    return delivery
  }

  function comeBack(event: number): void {
    const message = messages.get(scribe.log.numberOf(event, 0))
    if (!message) return
    const delivery = leave(message)
    const { span } = table
    const earlier = message.wait
    const parent = span.parent[earlier] as number
    if (delivery?.ended) {
      const invisible = scribe.open(KIND.retryWait, event, parent, -1, delivery.endUs)
      table.close(invisible, STATUS.unset, event, scribe.log.atOf(event))
    }
    message.wait = scribe.open(KIND.queueWait, event, parent, -1)
    waitsAgain.set(message.sent, message.wait)
  }

  function leaveQueue(event: number, status: number): HeldMessage | undefined {
    const number = scribe.log.numberOf(event, 0)
    const message = messages.get(number)
    if (!message) return undefined
    leave(message)
    if (Number.isNaN(table.span.endUs[message.wait])) scribe.close(message.wait, status, event)
    scribe.belongsTo = message.wait
    table.countMessages(table.span.row[message.wait] as number, -1)
    messages.delete(number)
    waitsAgain.delete(message.sent)
    return message
  }

  function startNotification(event: number, field: number): { readonly edge: number; readonly span: number } {
    const edge = lookup.byId(scribe.log.textOf(event, field))
    const span = scribe.open(KIND.delivery, event, scribe.causeSpan(event), edge)
    flights.push(span)
    notifications.set(scribe.log.numberOf(event, 0), span)
    return { edge, span }
  }

  function endNotification(event: number, status: number): number {
    const number = scribe.log.numberOf(event, 0)
    const span = notifications.get(number)
    if (span === undefined) return -1
    scribe.close(span, status, event)
    notifications.delete(number)
    return span
  }

  /** What was not delivered is a message of a dead-letter queue from now on. */
  function becomesLetter(event: number, span: number, letter: number): void {
    table.mark(table.span.row[span] as number, END_DEAD_LETTERED)
    messages.set(letter, { sent: event, wait: span, delivery: -1, movedFrom: scribe.log.nodeOf(event) })
  }

  return {
    'message-enqueued': enqueue,
    'message-delivered': deliver,
    'message-returned': comeBack,
    'message-deleted': (event) => void leaveQueue(event, STATUS.ok),
    'message-expired': (event) => scribe.fail(leaveQueue(event, STATUS.error)?.wait ?? -1),
    'message-dead-lettered'(event) {
      const message = leaveQueue(event, STATUS.error)
      if (!message) return
      table.mark(table.span.row[message.wait] as number, END_DEAD_LETTERED)
      if (scribe.log.numberOf(event, DEAD_LETTER_TO) >= 0)
        messages.set(scribe.log.numberOf(event, 0), { ...message, delivery: -1, movedFrom: scribe.log.nodeOf(event) })
    },
    'delivery-started': startDelivery,
    'delivery-ended': endDelivery,
    'notification-started': (event) => void startNotification(event, NOTIFICATION_EDGE),
    'destination-started'(event) {
      const { edge, span } = startNotification(event, DESTINATION_EDGE)
      if (run.edges[edge]?.kind === 'redrive') table.mark(table.span.row[span] as number, END_DEAD_LETTERED)
    },
    'destination-ended': (event) =>
      void endNotification(event, scribe.log.textOf(event, DESTINATION_FAILURE) === '' ? STATUS.ok : STATUS.error),
    'notification-retried'(event) {
      const span = notifications.get(scribe.log.numberOf(event, 0))
      if (span === undefined) return
      scribe.point(KIND.retryWait, event, span, -1, STATUS.unset, scribe.log.numberOf(event, NOTIFICATION_DELAY))
    },
    'notification-delivered': (event) => void endNotification(event, STATUS.ok),
    'notification-failed': (event) => scribe.fail(endNotification(event, STATUS.error)),
    'notification-dead-lettered'(event) {
      const span = endNotification(event, STATUS.error)
      if (span >= 0) becomesLetter(event, span, scribe.log.numberOf(event, NOTIFICATION_LETTER))
    },
    'records-retried'(event) {
      const delayUs = scribe.log.numberOf(event, RECORDS_DELAY)
      scribe.point(KIND.retryWait, event, scribe.causeSpan(event), -1, STATUS.unset, delayUs)
    },
    'records-settled'(event) {
      const span = scribe.causeSpan(event)
      const outcome = scribe.log.textOf(event, SETTLED_OUTCOME)
      if (span < 0 || outcome === 'processed' || outcome === 'filtered') return
      const letter = scribe.log.numberOf(event, SETTLED_LETTER)
      if (letter < 0) scribe.fail(span)
      else becomesLetter(event, span, letter)
    },
  }
}
