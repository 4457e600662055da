// Spans and traces in typed columns: about 46 bytes a span. Who caused whom is a tree of indexes; what a span is
// called stands in the event that opened it and is read when somebody looks.
import { nextCapacity } from './columns.ts'

export const KIND = {
  firing: 0,
  call: 1,
  attempt: 2,
  refusal: 3,
  retryWait: 4,
  httpServer: 5,
  invocation: 6,
  initialisation: 7,
  run: 8,
  queueWait: 9,
  delivery: 10,
  service: 11,
} as const

export const STATUS = { unset: 0, ok: 1, error: 2, refused: 3 } as const

export const END_DEAD_LETTERED = 1
export const END_FAILED = 2

/** Where the end is not known yet. Written so, because a NaN is a number too. */
const OPEN = Number.NaN

const spanColumns = (capacity: number) => ({
  kind: new Uint8Array(capacity),
  status: new Uint8Array(capacity),
  node: new Int16Array(capacity),
  edge: new Int16Array(capacity),
  row: new Int32Array(capacity),
  parent: new Int32Array(capacity),
  firstChild: new Int32Array(capacity),
  nextSibling: new Int32Array(capacity),
  event: new Int32Array(capacity),
  endEvent: new Int32Array(capacity),
  startUs: new Float64Array(capacity),
  endUs: new Float64Array(capacity),
})

const traceColumns = (capacity: number) => ({
  number: new Int32Array(capacity),
  rootEvent: new Int32Array(capacity),
  firstSpan: new Int32Array(capacity),
  spans: new Int32Array(capacity),
  errors: new Int32Array(capacity),
  attempts: new Int32Array(capacity),
  open: new Int32Array(capacity),
  /** Messages that are still in a queue, on their way to a consumer or back. */
  messages: new Int32Array(capacity),
  flags: new Uint8Array(capacity),
  startUs: new Float64Array(capacity),
  endUs: new Float64Array(capacity),
})

export type SpanColumns = ReturnType<typeof spanColumns>
export type TraceColumns = ReturnType<typeof traceColumns>

export interface SpanTable {
  readonly spans: number
  readonly traces: number
  readonly links: number
  /** Valid until the next span is added. */
  readonly span: SpanColumns
  readonly trace: TraceColumns
  /** Row of a trace by its number; -1: unknown. */
  rowOf(trace: number): number
  /** Adds the row when it is new. */
  rowFor(trace: number, event: number, atUs: number): number
  open(kind: number, node: number, row: number, parent: number, edge: number, event: number, atUs: number): number
  close(span: number, status: number, event: number, atUs: number): void
  /** An ended span goes on after all. */
  reopen(span: number): void
  /** `from`, of the same or another trace, led to `to` as well. */
  link(from: number, to: number): void
  linksTo(span: number): number[]
  mark(row: number, flag: number): void
  /** So many messages of this trace more, or fewer. */
  countMessages(row: number, by: number): void
  bytes(): number
}

type Columns = Readonly<Record<string, Uint8Array | Int16Array | Int32Array | Float64Array>>

function move<C extends Columns>(from: C, to: C): C {
  for (const name of Object.keys(from)) to[name]?.set(from[name] as Float64Array)
  return to
}

const bytesOf = (columns: Columns): number => Object.values(columns).reduce((sum, column) => sum + column.byteLength, 0)

/** Traces are numbered from 0 on, so that a column finds their rows; only numbers no kernel would give go into a map. */
const FAR_AHEAD = 100_000

function createRowNumbers(): { of(trace: number): number; keep(trace: number, row: number): void } {
  let near = new Int32Array(0)
  const far = new Map<number, number>()
  return {
    of: (trace) => (trace >= 0 && trace < near.length ? (near[trace] as number) - 1 : (far.get(trace) ?? -1)),
    keep(trace, row) {
      if (trace >= near.length && trace < row + FAR_AHEAD) {
        const larger = new Int32Array(nextCapacity(trace + 1))
        larger.set(near)
        near = larger
        for (const [number, known] of far) {
          if (number >= near.length) continue
          near[number] = known + 1
          far.delete(number)
        }
      }
      if (trace < near.length) near[trace] = row + 1
      else far.set(trace, row)
    },
  }
}

export function createSpanTable(): SpanTable {
  let span = spanColumns(0)
  let trace = traceColumns(0)
  let spans = 0
  let traces = 0
  const rows = createRowNumbers()
  const linkHeads = new Map<number, number>()
  let linkFrom = new Int32Array(0)
  let linkNext = new Int32Array(0)
  let links = 0

  function rowFor(number: number, event: number, atUs: number): number {
    if (number < 0) return -1
    const known = rows.of(number)
    if (known >= 0) return known
    if (traces === trace.number.length) trace = move(trace, traceColumns(nextCapacity(traces + 1)))
    const row = traces
    traces += 1
    rows.keep(number, row)
    trace.number[row] = number
    trace.rootEvent[row] = event
    trace.firstSpan[row] = -1
    trace.startUs[row] = atUs
    trace.endUs[row] = atUs
    return row
  }

  function open(
    kind: number,
    node: number,
    row: number,
    parent: number,
    edge: number,
    event: number,
    atUs: number,
  ): number {
    if (spans === span.kind.length) span = move(span, spanColumns(nextCapacity(spans + 1)))
    const added = spans
    spans += 1
    span.kind[added] = kind
    span.node[added] = node
    span.edge[added] = edge
    span.row[added] = row
    span.parent[added] = parent
    span.firstChild[added] = -1
    span.event[added] = event
    span.endEvent[added] = -1
    span.startUs[added] = atUs
    span.endUs[added] = OPEN
    if (parent >= 0) {
      span.nextSibling[added] = span.firstChild[parent] as number
      span.firstChild[parent] = added
    } else if (row >= 0) {
      span.nextSibling[added] = trace.firstSpan[row] as number
      trace.firstSpan[row] = added
    } else span.nextSibling[added] = -1
    if (row >= 0) {
      trace.spans[row] = (trace.spans[row] as number) + 1
      trace.open[row] = (trace.open[row] as number) + 1
    }
    return added
  }

  function countError(row: number, status: number, by: number): void {
    if (row >= 0 && (status === STATUS.error || status === STATUS.refused))
      trace.errors[row] = (trace.errors[row] as number) + by
  }

  function close(ended: number, status: number, event: number, atUs: number): void {
    const row = span.row[ended] as number
    if (!Number.isNaN(span.endUs[ended])) reopen(ended)
    span.endUs[ended] = atUs
    span.endEvent[ended] = event
    span.status[ended] = status
    countError(row, status, 1)
    if (row < 0) return
    trace.open[row] = (trace.open[row] as number) - 1
    if (atUs > (trace.endUs[row] as number)) trace.endUs[row] = atUs
  }

  function reopen(ended: number): void {
    if (Number.isNaN(span.endUs[ended])) return
    const row = span.row[ended] as number
    countError(row, span.status[ended] as number, -1)
    span.endUs[ended] = OPEN
    span.endEvent[ended] = -1
    span.status[ended] = STATUS.unset
    if (row >= 0) trace.open[row] = (trace.open[row] as number) + 1
  }

  function link(from: number, to: number): void {
    if (links === linkFrom.length) {
      const capacity = nextCapacity(links + 1)
      linkFrom = move({ linkFrom }, { linkFrom: new Int32Array(capacity) }).linkFrom
      linkNext = move({ linkNext }, { linkNext: new Int32Array(capacity) }).linkNext
    }
    linkFrom[links] = from
    linkNext[links] = linkHeads.get(to) ?? -1
    linkHeads.set(to, links)
    links += 1
  }

  return {
    get spans() {
      return spans
    },
    get traces() {
      return traces
    },
    get links() {
      return links
    },
    get span() {
      return span
    },
    get trace() {
      return trace
    },
    rowOf: rows.of,
    rowFor,
    open,
    close,
    reopen,
    link,
    linksTo(target) {
      const found: number[] = []
      for (let at = linkHeads.get(target) ?? -1; at >= 0; at = linkNext[at] as number)
        found.push(linkFrom[at] as number)
      return found.reverse()
    },
    countMessages(row, by) {
      if (row >= 0) trace.messages[row] = (trace.messages[row] as number) + by
    },
    mark(row, flag) {
      if (row >= 0) trace.flags[row] = (trace.flags[row] as number) | flag
    },
    bytes: () => bytesOf(span) + bytesOf(trace) + linkFrom.byteLength + linkNext.byteLength,
  }
}
