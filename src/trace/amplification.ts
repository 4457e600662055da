// What retrying multiplies to: how often one request went along each edge, counted along the chain of causes. A call of a
// handler that took a batch is a call of every request whose message was in it; the SDK's own retries are calls too.
import { handlerTable } from './fields.ts'
import type { TraceReader } from './log.ts'
import type { Amplification, PathStep, RequestPath } from './retries-view-types.ts'
import { KIND } from './span-table.ts'
import type { SpanFold } from './spans.ts'
import type { RunDescription } from './views.ts'

export interface AmplificationCount {
  /** Takes in events up to this one, which is left out. */
  advance(reader: TraceReader, end: number): void
  /** Of call edges, in their order. */
  rows(): Amplification[]
  /** The worst request's way to the last of its calls along this edge, or along the worst of all edges. */
  path(edge: number | undefined): RequestPath | undefined
}

/** How often requests came by one place: an edge, or the runs of a node. */
interface Use {
  times: number
  requests: number
  max: number
  maxRow: number
  /** Of the request with the most, the last span counted. */
  maxSpan: number
  /** One bit per trace row: this request came by. */
  seen: Uint8Array
  /** Of the rows that came by more than once. */
  readonly counts: Map<number, number>
}

/** Spans looked at for one call at most; a longer chain of batches is counted for its own request alone. */
const CHAIN_AT_MOST = 256
const NONE: readonly number[] = []

export function createAmplificationCount(run: RunDescription, spans: SpanFold): AmplificationCount {
  const uses = new Map<number, Use>()
  const { edges } = run
  const kindOf = (node: number): string => run.nodes[node]?.kind ?? ''
  const runsOf = (node: number): number => edges.length + node
  /** Spans of the messages that a delivery took. */
  const messagesOf = new Map<number, readonly number[]>()
  let log: TraceReader
  let counted = 0

  function countRow(use: Use, row: number, span: number): void {
    const byte = row >> 3
    if (byte >= use.seen.length) {
      const larger = new Uint8Array(Math.ceil((byte + 1) * 1.5))
      larger.set(use.seen)
      use.seen = larger
    }
    const bit = 1 << (row & 7)
    let count = 1
    if ((use.seen[byte] as number) & bit) {
      count = (use.counts.get(row) ?? 1) + 1
      use.counts.set(row, count)
    } else {
      use.seen[byte] = (use.seen[byte] as number) | bit
      use.requests += 1
    }
    // The latest of the worst request is the one whose way is shown.
    if (count > use.max || (count === use.max && row === use.maxRow)) {
      use.max = count
      use.maxRow = row
      use.maxSpan = span
    }
  }

  /**
   * What led to a span besides its parent: messages of a delivery, or the one span of another trace that opened it.
   * Kept here for deliveries, so that counting in one go and counting as the log grows come to the same.
   */
  function othersBefore(span: number): readonly number[] {
    const { table } = spans
    if (table.links === 0) return NONE
    const isDelivery = log.typeOf(table.span.event[span] as number) === 'delivery-started'
    return isDelivery ? (messagesOf.get(span) ?? NONE) : table.linksTo(span)
  }

  /** Rows of all requests that led here: its own, and those whose messages were in a batch on the way. */
  function rowsOf(span: number): readonly number[] {
    const { table } = spans
    const own = table.span.row[span] as number
    if (table.links === 0) return own < 0 ? NONE : [own]
    const rows = new Set<number>(own < 0 ? NONE : [own])
    const todo = [span]
    for (let looked = 0; todo.length > 0 && looked < CHAIN_AT_MOST; looked++) {
      const next = todo.pop() as number
      const row = table.span.row[next] as number
      if (row >= 0) rows.add(row)
      const parent = table.span.parent[next] as number
      if (parent >= 0) todo.push(parent)
      todo.push(...othersBefore(next))
    }
    return [...rows]
  }

  function useOf(place: number): Use {
    const known = uses.get(place)
    if (known) return known
    const use: Use = {
      times: 0,
      requests: 0,
      max: 0,
      maxRow: -1,
      maxSpan: -1,
      seen: new Uint8Array(128),
      counts: new Map(),
    }
    uses.set(place, use)
    return use
  }

  function count(place: number, rows: readonly number[], span: number): void {
    if (rows.length === 0) return
    const use = useOf(place)
    use.times += 1
    for (const row of rows) countRow(use, row, span)
  }

  const handlers = handlerTable({
    'attempt-started'(event) {
      const span = spans.spanOf(event)
      if (span < 0) return
      const edge = spans.table.span.edge[span] as number
      if (edge >= 0) count(edge, rowsOf(span), span)
    },
    /** A queue's are counted by their messages, each for its own request. */
    'delivery-started'(event) {
      const span = spans.spanOf(event)
      const edge = span < 0 ? -1 : (spans.table.span.edge[span] as number)
      if (edge >= 0 && kindOf(edges[edge]?.from ?? -1) !== 'queue') count(edge, rowsOf(span), span)
    },
    'message-delivered'(event) {
      const { table } = spans
      const span = spans.spanOf(event)
      if (span < 0 || log.typeOf(table.span.event[span] as number) !== 'delivery-started') return
      const cause = log.causeOf(event)
      const waited = cause < event ? spans.spanOf(cause) : -1
      if (waited >= 0 && waited < span) messagesOf.set(span, [...(messagesOf.get(span) ?? NONE), waited])
      const row = table.rowOf(log.traceOf(event))
      const edge = table.span.edge[span] as number
      if (edge >= 0 && row >= 0 && (table.trace.rootEvent[row] as number) <= event) count(edge, [row], span)
    },
    'invocation-started'(event) {
      const span = spans.spanOf(event)
      if (span >= 0) count(runsOf(log.nodeOf(event)), rowsOf(span), span)
    },
  })

  const timesOf = (place: number, row: number): number => {
    const use = uses.get(place)
    if (!use || !((use.seen[row >> 3] ?? 0) & (1 << (row & 7)))) return 0
    return use.counts.get(row) ?? 1
  }

  /** What led to a span, itself first, on the way of this request. */
  function chainTo(first: number, row: number): readonly number[] {
    const { table } = spans
    const chain: number[] = []
    let span = first
    while (span >= 0 && chain.length < CHAIN_AT_MOST) {
      chain.push(span)
      const other = othersBefore(span).find((from) => table.span.row[from] === row)
      const parent = table.span.parent[span] as number
      span = other !== undefined && table.span.row[span] !== row ? other : parent >= 0 ? parent : (other ?? -1)
    }
    return chain
  }

  function stepOf(span: number, row: number): PathStep | undefined {
    const { kind, edge, node } = spans.table.span
    const at = edge[span] as number
    if (kind[span] === KIND.run) {
      const runner = node[span] as number
      return { kind: 'run', edge: -1, node: runner, count: timesOf(runsOf(runner), row) }
    }
    if (at < 0 || (kind[span] !== KIND.attempt && kind[span] !== KIND.delivery)) return undefined
    const step = kind[span] === KIND.attempt ? 'call' : 'delivery'
    return { kind: step, edge: at, node: edges[at]?.to ?? -1, count: timesOf(at, row) }
  }

  function worstEdge(): number | undefined {
    let worst: number | undefined
    for (const { index } of edges) {
      const use = uses.get(index)
      if (use && edges[index]?.kind === 'call' && use.max > (uses.get(worst ?? -1)?.max ?? 0)) worst = index
    }
    return worst
  }

  function path(edge: number | undefined): RequestPath | undefined {
    const last = edge ?? worstEdge()
    const use = last === undefined ? undefined : uses.get(last)
    if (last === undefined || !use || use.maxSpan < 0) return undefined
    const steps: PathStep[] = []
    for (const span of chainTo(use.maxSpan, use.maxRow).toReversed()) {
      const step = stepOf(span, use.maxRow)
      if (!step || step.count === 0) continue
      // A function runs as often as it is asked, unless it is tried again by itself.
      if (step.kind === 'run' && step.count <= (steps.at(-1)?.count ?? 1)) continue
      if (!steps.some((known) => known.kind === step.kind && known.edge === step.edge && known.node === step.node))
        steps.push(step)
    }
    return { edge: last, trace: spans.table.trace.number[use.maxRow] as number, calls: use.max, steps }
  }

  return {
    advance(reader, end) {
      log = reader
      for (; counted < end; counted++) handlers[reader.typeNumber(counted)]?.(counted)
    },
    rows: () =>
      edges.flatMap(({ index, kind }) => {
        const use = kind === 'call' ? uses.get(index) : undefined
        if (!use) return []
        const { requests, times, max, maxRow } = use
        const maxTrace = maxRow < 0 ? -1 : (spans.table.trace.number[maxRow] as number)
        return [{ edge: index, traces: requests, attempts: times, mean: times / Math.max(1, requests), max, maxTrace }]
      }),
    path,
  }
}
