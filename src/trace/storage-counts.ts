// Counted of what is kept: objects, items, records and how far their consumers are.
import { EDGE, EDGE_COUNTERS, NODE, RUN } from './counters.ts'
import { type EventHandlers, fieldOf } from './fields.ts'
import type { StatusDesk } from './status-desk.ts'

const CHANGED_NAME = fieldOf('object-changed', 'name')
const OBJECTS_ADDED = fieldOf('object-changed', 'objectsAdded')
const BYTES_ADDED = fieldOf('object-changed', 'bytesAdded')
const CALLED_FAILURE = fieldOf('table-called', 'failure')
const CALLED_READ = fieldOf('table-called', 'read')
const STREAM_CALLED_READ = fieldOf('stream-called', 'read')
const STREAM_CALLED_ADDED = fieldOf('stream-called', 'added')
const STREAM_CALLED_BYTES = fieldOf('stream-called', 'bytes')
const STREAM_CALLED_REFUSED = fieldOf('stream-called', 'refused')
const ITEM_KIND = fieldOf('item-changed', 'kind')
const ITEM_BYTES_ADDED = fieldOf('item-changed', 'bytesAdded')
const ITEM_EXPIRED = fieldOf('item-changed', 'expired')
const SETTLED_EDGE = fieldOf('records-settled', 'edge')
const SETTLED_OUTCOME = fieldOf('records-settled', 'outcome')
const SETTLED_RECORDS = fieldOf('records-settled', 'records')
const SETTLED_TO = fieldOf('records-settled', 'to')
const SETTLED_AGE = fieldOf('records-settled', 'ageUs')
const RETRIED_EDGE = fieldOf('records-retried', 'edge')
const RETRIED_AGE = fieldOf('records-retried', 'ageUs')
const AGE_SHOWN_US = 60_000_000

export function storageCounts(desk: StatusDesk): EventHandlers {
  const { lookup, run } = desk

  /** Each consumer of the stream has the record to take. */
  function addRecord(event: number): void {
    const node = desk.log.nodeOf(event)
    for (const edge of run.edges) {
      if (edge.kind !== 'consume' || edge.from !== node) continue
      desk.countEdge(edge.index, EDGE.waiting)
      desk.countRun(RUN.sent)
      desk.countRun(RUN.waiting)
    }
  }

  function age(event: number, edge: number, ageUs: number): void {
    if (edge < 0) return
    const [ageAt, atAt] = [edge * EDGE_COUNTERS.length + EDGE.ageUs, edge * EDGE_COUNTERS.length + EDGE.ageAtUs]
    const atUs = desk.log.atOf(event)
    if (ageUs < (desk.into.edges[ageAt] ?? 0) && atUs - (desk.into.edges[atAt] ?? 0) < AGE_SHOWN_US) return
    desk.into.edges[ageAt] = Math.max(0, ageUs)
    desk.into.edges[atAt] = atUs
  }

  function settleRecords(event: number): void {
    const edge = lookup.byId(desk.log.textOf(event, SETTLED_EDGE))
    age(event, edge, desk.log.numberOf(event, SETTLED_AGE))
    const left = desk.into.edges[edge * EDGE_COUNTERS.length + EDGE.waiting] ?? 0
    const records = Math.max(0, Math.min(left, desk.log.numberOf(event, SETTLED_RECORDS)))
    if (edge < 0 || records === 0) return
    desk.countEdge(edge, EDGE.waiting, -records)
    desk.countRun(RUN.waiting, -records)
    switch (desk.log.textOf(event, SETTLED_OUTCOME)) {
      case 'processed':
        desk.count(event, NODE.succeeded, records)
        desk.countRun(RUN.delivered, records)
        return
      case 'filtered':
        // As a topic's filter does: it was never for this consumer.
        desk.count(event, NODE.filtered, records)
        desk.countRun(RUN.sent, -records)
        return
      case 'discarded':
        desk.count(event, NODE.discarded, records)
        desk.countRun(desk.log.numberOf(event, SETTLED_TO) >= 0 ? RUN.deadLettered : RUN.expired, records)
        return
      default:
        desk.count(event, NODE.discarded, records)
        desk.countRun(RUN.expired, records)
    }
  }

  function changeItem(event: number): void {
    const kind = desk.log.textOf(event, ITEM_KIND)
    desk.count(event, NODE.sent)
    desk.count(event, NODE.present, kind === 'INSERT' ? 1 : kind === 'REMOVE' ? -1 : 0)
    desk.count(event, NODE.bytes, desk.log.numberOf(event, ITEM_BYTES_ADDED))
    if (desk.log.numberOf(event, ITEM_EXPIRED)) desk.count(event, NODE.expired)
  }

  return {
    'object-changed'(event) {
      const isCreation = desk.log.textOf(event, CHANGED_NAME).startsWith('ObjectCreated:')
      desk.count(event, isCreation ? NODE.sent : NODE.deleted)
      desk.count(event, NODE.present, desk.log.numberOf(event, OBJECTS_ADDED))
      desk.count(event, NODE.bytes, desk.log.numberOf(event, BYTES_ADDED))
    },
    'object-read': (event) => desk.count(event, NODE.received),
    'table-called'(event) {
      desk.count(event, NODE.received, desk.log.numberOf(event, CALLED_READ))
      if (desk.log.textOf(event, CALLED_FAILURE) !== '') desk.count(event, NODE.refused)
    },
    'item-changed': changeItem,
    'stream-called'(event) {
      desk.count(event, NODE.received, desk.log.numberOf(event, STREAM_CALLED_READ))
      desk.count(event, NODE.sent, desk.log.numberOf(event, STREAM_CALLED_ADDED))
      desk.count(event, NODE.bytes, desk.log.numberOf(event, STREAM_CALLED_BYTES))
      desk.count(event, NODE.refused, desk.log.numberOf(event, STREAM_CALLED_REFUSED))
    },
    'records-retried': (event) =>
      age(event, lookup.byId(desk.log.textOf(event, RETRIED_EDGE)), desk.log.numberOf(event, RETRIED_AGE)),
    'stream-record-added': addRecord,
    'records-settled': settleRecords,
  }
}
