// Spans, in the words of OpenTelemetry: every attempt, wait, run and delivery with its beginning, its end and what
// caused it, folded from the log as it grows. Ids are looked up only while a thing lives; what is over stays in the
// columns alone. Each family of spans has a file of its own; what they share is in span-scribe.ts.
import { createCallSpans } from './call-spans.ts'
import type { Int32List } from './columns.ts'
import { entrySpans } from './entry-spans.ts'
import { handlerTable } from './fields.ts'
import { invocationSpans } from './invocation-spans.ts'
import { createTraceReader, type TraceReader } from './log.ts'
import { messageSpans } from './message-spans.ts'
import { createSpanScribe } from './span-scribe.ts'
import type { SpanTable } from './span-table.ts'
import type { RunDescription } from './views.ts'

export interface SpanFold {
  readonly events: number
  readonly table: SpanTable
  /** Takes in what is new. */
  advance(reader: TraceReader): void
  /** The span an event opened or belongs to; -1: none. */
  spanOf(event: number): number
  /** Spans that travelled an edge, in order of their beginning. */
  readonly flights: Int32List
  /** Attempts that an environment took with it when it ended, by the event of its end. */
  lostAttempts(event: number): readonly number[]
}

export function createSpanFold(run: RunDescription): SpanFold {
  const scribe = createSpanScribe(run, createTraceReader())
  const { spanOfEvent } = scribe
  const calls = createCallSpans(scribe)
  const handlers = handlerTable({
    ...entrySpans(scribe),
    ...calls.handlers,
    ...invocationSpans(scribe),
    ...messageSpans(scribe),
  })
  let events = 0

  return {
    get events() {
      return events
    },
    table: scribe.table,
    flights: scribe.flights,
    advance(reader) {
      scribe.log = reader
      for (; events < reader.length; events++) {
        scribe.belongsTo = -1
        handlers[reader.typeNumber(events)]?.(events)
        spanOfEvent.push(scribe.belongsTo >= 0 ? scribe.belongsTo : scribe.causeSpan(events))
      }
    },
    spanOf: (event) => (event >= 0 && event < events ? spanOfEvent.at(event) : -1),
    lostAttempts: calls.lostAttempts,
  }
}
