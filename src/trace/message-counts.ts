// Counted of messages: what waits, what is in flight, and how each one ends.
import { NODE, NODE_COUNTERS, RUN } from './counters.ts'
import { type EventHandlers, fieldOf } from './fields.ts'
import { MESSAGE_KNOWN, MESSAGE_WAS_IN_FLIGHT, MESSAGE_WAS_MOVED } from './ledger.ts'
import type { StatusDesk } from './status-desk.ts'

const PAUSED = fieldOf('queue-paused', 'paused')
const REPLAYED = fieldOf('replay-ended', 'events')

export function messageCounts(desk: StatusDesk): EventHandlers {
  const { ledger } = desk

  /** Takes the message out of the queue and, unless it is counted already, ends it in the run's sum. */
  function leaveQueue(event: number, counter: number, end: number): void {
    const effect = ledger.effectOf(event)
    if (!(effect & MESSAGE_KNOWN)) return
    desk.count(event, counter)
    desk.count(event, NODE.present, -1)
    if (effect & MESSAGE_WAS_IN_FLIGHT) desk.count(event, NODE.inFlight, -1)
    if (effect & MESSAGE_WAS_MOVED) return
    desk.countRun(RUN.waiting, -1)
    desk.countRun(end)
  }

  function setPaused(event: number): void {
    const node = desk.log.nodeOf(event)
    if (node >= 0) desk.into.nodes[node * NODE_COUNTERS.length + NODE.paused] = desk.log.numberOf(event, PAUSED)
  }

  function endNotification(event: number, counter: number, end: number): void {
    if (!(ledger.effectOf(event) & MESSAGE_KNOWN)) return
    desk.count(event, counter)
    desk.count(event, NODE.inFlight, -1)
    desk.countRun(RUN.waiting, -1)
    desk.countRun(end)
  }

  return {
    'message-enqueued'(event) {
      const effect = ledger.effectOf(event)
      if (!(effect & MESSAGE_KNOWN)) return
      desk.count(event, NODE.present)
      if (effect & MESSAGE_WAS_MOVED) return desk.count(event, NODE.redriven)
      desk.count(event, NODE.sent)
      desk.countRun(RUN.sent)
      desk.countRun(RUN.waiting)
    },
    'message-delivered'(event) {
      const effect = ledger.effectOf(event)
      if (!(effect & MESSAGE_KNOWN)) return
      desk.count(event, NODE.received)
      if (!(effect & MESSAGE_WAS_IN_FLIGHT)) desk.count(event, NODE.inFlight)
    },
    'message-returned'(event) {
      if (ledger.effectOf(event) & MESSAGE_WAS_IN_FLIGHT) desk.count(event, NODE.inFlight, -1)
    },
    'message-deleted': (event) => leaveQueue(event, NODE.deleted, RUN.delivered),
    'message-expired': (event) => leaveQueue(event, NODE.expired, RUN.expired),
    'message-filtered': (event) => desk.count(event, NODE.filtered),
    // Where it comes from, it was a dead letter.
    'message-moved': (event) => leaveQueue(event, NODE.moved, RUN.deadLettered),
    'message-deduplicated': (event) => desk.count(event, NODE.deduplicated),
    'queue-paused': setPaused,
    'message-dead-lettered': (event) => leaveQueue(event, NODE.deadLettered, RUN.deadLettered),
    'topic-published': (event) => desk.count(event, NODE.requests),
    'event-put': (event) => desk.count(event, NODE.requests),
    'event-archived': (event) => desk.count(event, NODE.sent),
    'replay-ended': (event) => desk.count(event, NODE.redriven, desk.log.numberOf(event, REPLAYED)),
    'notification-filtered': (event) => desk.count(event, NODE.filtered),
    'notification-started'(event) {
      if (!(ledger.effectOf(event) & MESSAGE_KNOWN)) return
      desk.count(event, NODE.inFlight)
      desk.countRun(RUN.sent)
      desk.countRun(RUN.waiting)
    },
    'notification-delivered': (event) => endNotification(event, NODE.succeeded, RUN.delivered),
    // Nobody ever gets it: as if its time had run out.
    'notification-failed': (event) => endNotification(event, NODE.failed, RUN.expired),
    'notification-dead-lettered': (event) => endNotification(event, NODE.deadLettered, RUN.deadLettered),
  }
}
