// One row per trace: what one arrival, firing or hand-sent event brought about, and how it came out.
import type { TraceReader } from './log.ts'
import { END_DEAD_LETTERED, END_FAILED, KIND, type SpanTable } from './span-table.ts'
import { operationOf } from './span-view.ts'
import type { TraceEnd, TracePage, TraceQuery, TraceRoot, TraceRow } from './spans-view-types.ts'
import type { RunDescription } from './views.ts'

/** What is known beats what is open: a dead letter waits in its queue for ever. */
/** Something of it is still to happen: a span is open, or a message is in flight and may come back. */
const goesOn = (table: SpanTable, row: number): boolean =>
  (table.trace.open[row] as number) > 0 || (table.trace.messages[row] as number) > 0

function endOf(table: SpanTable, row: number): TraceEnd {
  const flags = table.trace.flags[row] as number
  if (flags & END_DEAD_LETTERED) return 'dead-lettered'
  if (flags & END_FAILED) return 'failed'
  return goesOn(table, row) ? 'waiting' : 'ok'
}

function rootOf(reader: TraceReader, event: number): TraceRoot {
  const type = reader.typeOf(event)
  return type === 'request-arrived' ? 'request' : type === 'schedule-fired' ? 'firing' : 'event'
}

const durationOf = ({ trace }: SpanTable, row: number, nowUs: number): number =>
  Math.max(trace.endUs[row] as number, (trace.open[row] as number) > 0 ? nowUs : 0) - (trace.startUs[row] as number)

function traceRow(table: SpanTable, reader: TraceReader, row: number, nowUs: number): TraceRow {
  const { trace } = table
  const rootEvent = trace.rootEvent[row] as number
  return {
    trace: trace.number[row] as number,
    root: rootOf(reader, rootEvent),
    node: reader.nodeOf(rootEvent),
    startUs: trace.startUs[row] as number,
    durationUs: durationOf(table, row, nowUs),
    spans: trace.spans[row] as number,
    errors: trace.errors[row] as number,
    attempts: trace.attempts[row] as number,
    end: endOf(table, row),
  }
}

/** Every span of a trace once, parents before their children. */
export function visitSpans(table: SpanTable, row: number, visit: (span: number) => boolean | undefined): void {
  const { span, trace } = table
  const stack: number[] = []
  for (let root = trace.firstSpan[row] as number; root >= 0; root = span.nextSibling[root] as number) stack.push(root)
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (visit(next)) return
    for (let child = span.firstChild[next] as number; child >= 0; child = span.nextSibling[child] as number)
      stack.push(child)
  }
}

function someSpan(table: SpanTable, row: number, test: (span: number) => boolean): boolean {
  let found = false
  visitSpans(table, row, (span) => {
    found = test(span)
    return found
  })
  return found
}

function matchesText(run: RunDescription, table: SpanTable, reader: TraceReader, row: number, text: string): boolean {
  if (String(table.trace.number[row]) === text) return true
  const node = run.nodes[reader.nodeOf(table.trace.rootEvent[row] as number)]
  if (node?.name.toLowerCase().includes(text)) return true
  return someSpan(table, row, (span) => {
    const kind = table.span.kind[span]
    const named = kind === KIND.call || kind === KIND.httpServer || kind === KIND.service
    return named && operationOf(table, reader, span).toLowerCase().includes(text)
  })
}

const isGood = (table: SpanTable, row: number): boolean => {
  const end = endOf(table, row)
  return (table.trace.errors[row] as number) === 0 && end !== 'failed' && end !== 'dead-lettered'
}

export function listTraces(
  run: RunDescription,
  table: SpanTable,
  reader: TraceReader,
  query: TraceQuery,
  nowUs: number,
): TracePage {
  const text = query.text?.trim().toLowerCase() ?? ''
  const { errorsOnly, node } = query
  const order = query.order ?? 'newest'
  const rowsOf = (rows: readonly number[]): TraceRow[] => rows.map((row) => traceRow(table, reader, row, nowUs))
  const at = (index: number): number => (order === 'newest' ? table.traces - 1 - index : index)

  if (!errorsOnly && node === undefined && text === '' && (order === 'newest' || order === 'oldest')) {
    const count = Math.max(0, Math.min(query.count, table.traces - query.from))
    return { total: table.traces, rows: rowsOf(Array.from({ length: count }, (_, index) => at(query.from + index))) }
  }
  const found: number[] = []
  for (let index = 0; index < table.traces; index++) {
    const row = at(index)
    if (errorsOnly && isGood(table, row)) continue
    if (node !== undefined && !someSpan(table, row, (span) => table.span.node[span] === node)) continue
    if (text !== '' && !matchesText(run, table, reader, row, text)) continue
    found.push(row)
  }
  if (order === 'slowest') found.sort((a, b) => durationOf(table, b, nowUs) - durationOf(table, a, nowUs) || a - b)
  if (order === 'errors')
    found.sort((a, b) => (table.trace.errors[b] as number) - (table.trace.errors[a] as number) || a - b)
  return { total: found.length, rows: rowsOf(found.slice(query.from, query.from + query.count)) }
}
