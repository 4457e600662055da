// What the families of spans share: the span an event belongs to, and opening, closing and failing spans of the table.
//
// 1. An event the fold can't place (an id nobody announced) opens and closes nothing: a forged log can't break it.
// 2. A span has the trace its opening event has or, where that has none, its parent's.
import { createInt32List, type Int32List } from './columns.ts'
import { createEdgeLookup, type EdgeLookup } from './edge-lookup.ts'
import type { TraceReader } from './log.ts'
import { createSpanTable, END_FAILED, type SpanTable } from './span-table.ts'
import type { RunDescription } from './views.ts'

/** Numbers are unique by kind of thing; the node keeps what two nodes might count alike apart. */
const NODES_AT_MOST = 32_768

export interface SpanScribe {
  readonly run: RunDescription
  readonly table: SpanTable
  readonly lookup: EdgeLookup
  /** Spans that travelled an edge, in order of their beginning. */
  readonly flights: Int32List
  readonly spanOfEvent: Int32List
  /** The log in hand. */
  log: TraceReader
  /** Span of the event in hand; -1: none yet. */
  belongsTo: number
  /** Of messages that came back: the wait they are in now, by the event of their sending, which the queue names as the cause. */
  readonly waitsAgain: Map<number, number>
  causeSpan(event: number): number
  keyOf(event: number): number
  open(kind: number, event: number, parentHint: number, edge: number, atUs?: number): number
  close(span: number, status: number, event: number): void
  /** A span that is over when it is noticed. */
  point(kind: number, event: number, parent: number, edge: number, status: number, lengthUs?: number): number
  fail(span: number): void
  /** Did a person, not a part of the workflow, ask for this? */
  isByHand(event: number): boolean
}

export function createSpanScribe(run: RunDescription, log: TraceReader): SpanScribe {
  const table = createSpanTable()
  const spanOfEvent = createInt32List()
  const waitsAgain = new Map<number, number>()

  const scribe: SpanScribe = {
    run,
    table,
    lookup: createEdgeLookup(run),
    flights: createInt32List(),
    spanOfEvent,
    log,
    belongsTo: -1,
    waitsAgain,
    causeSpan(event) {
      const cause = scribe.log.causeOf(event)
      if (cause < 0 || cause >= event) return -1
      return (waitsAgain.size > 0 ? waitsAgain.get(cause) : undefined) ?? spanOfEvent.at(cause)
    },
    keyOf: (event) => scribe.log.numberOf(event, 0) * NODES_AT_MOST + scribe.log.nodeOf(event),
    open(kind, event, parentHint, edge, atUs = scribe.log.atOf(event)) {
      const { span } = table
      let row = table.rowFor(scribe.log.traceOf(event), event, scribe.log.atOf(event))
      if (row < 0 && parentHint >= 0) row = span.row[parentHint] as number
      const parent = parentHint >= 0 && span.row[parentHint] === row ? parentHint : -1
      const opened = table.open(kind, scribe.log.nodeOf(event), row, parent, edge, event, atUs)
      if (parentHint >= 0 && parent < 0) table.link(parentHint, opened)
      scribe.belongsTo = opened
      return opened
    },
    close(span, status, event) {
      table.close(span, status, event, scribe.log.atOf(event))
      scribe.belongsTo = span
    },
    point(kind, event, parent, edge, status, lengthUs = 0) {
      const span = scribe.open(kind, event, parent, edge)
      table.close(span, status, event, scribe.log.atOf(event) + lengthUs)
      return span
    },
    fail(span) {
      if (span >= 0) table.mark(table.span.row[span] as number, END_FAILED)
    },
    isByHand(event) {
      const cause = scribe.log.causeOf(event)
      return cause < 0 || cause >= event || scribe.log.typeOf(cause) === 'input-applied'
    },
  }
  return scribe
}
