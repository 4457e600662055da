// What is in a queue, looked at without taking it: read from the log when somebody asks, so that looking changes
// nothing. The log is read on from where the last look ended.
import { fieldOf, handlerTable } from './fields.ts'
import type { TraceReader } from './log.ts'
import type { RunDescription } from './views.ts'
import type { WaitingPage, WaitingQuery } from './waiting-view-types.ts'

interface Held {
  /** Of its arrival. */
  readonly event: number
  receiveCount: number
  inFlight: boolean
}

export interface WaitingFold {
  query(reader: TraceReader, query: WaitingQuery, nowUs: number): WaitingPage
}

const MESSAGE_ID = fieldOf('message-enqueued', 'messageId')
const BODY = fieldOf('message-enqueued', 'body')
const VISIBLE_AT = fieldOf('message-enqueued', 'visibleAtUs')
const RECEIVES = fieldOf('message-delivered', 'receiveCount')
/** Of a body; the whole one is in the trace. */
const CHARACTERS_SHOWN = 2000

export function createWaitingFold(run: RunDescription): WaitingFold {
  /** By queue, in order of arrival. */
  const queues = new Map<number, Map<number, Held>>()
  let events = 0
  let log: TraceReader

  function queueOf(event: number): Map<number, Held> {
    const node = log.nodeOf(event)
    const queue = queues.get(node) ?? new Map<number, Held>()
    queues.set(node, queue)
    return queue
  }

  const heldBy = (event: number): Held | undefined => queueOf(event).get(log.numberOf(event, 0))
  const leave = (event: number): void => void queueOf(event).delete(log.numberOf(event, 0))

  const handlers = handlerTable({
    'message-enqueued': (event) =>
      void queueOf(event).set(log.numberOf(event, 0), { event, receiveCount: 0, inFlight: false }),
    'message-delivered'(event) {
      const held = heldBy(event)
      if (!held) return
      held.receiveCount = log.numberOf(event, RECEIVES)
      held.inFlight = true
    },
    'message-returned'(event) {
      const held = heldBy(event)
      if (held) held.inFlight = false
    },
    'message-deleted': leave,
    'message-expired': leave,
    'message-dead-lettered': leave,
    'message-moved': leave,
  })

  return {
    query(reader, { node, count }, nowUs) {
      log = reader
      for (; events < reader.length; events++) handlers[reader.typeNumber(events)]?.(events)
      const queue = queues.get(run.nodes.find(({ id }) => id === node)?.index ?? -1)
      const rows: WaitingPage['rows'][number][] = []
      for (const { event, receiveCount, inFlight } of queue?.values() ?? []) {
        if (rows.length >= count) break
        const isDelayed = reader.numberOf(event, VISIBLE_AT) > nowUs
        rows.push({
          messageId: reader.textOf(event, MESSAGE_ID),
          body: reader.textOf(event, BODY).slice(0, CHARACTERS_SHOWN),
          ageUs: Math.max(0, nowUs - reader.atOf(event)),
          receiveCount,
          state: inFlight ? 'in-flight' : isDelayed ? 'delayed' : 'visible',
        })
      }
      return { rows, total: queue?.size ?? 0 }
    },
  }
}
