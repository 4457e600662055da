// A trace as rows: each span below what caused it, in order of beginning, with the chain of spans that decided how
// long the whole took, and the stretches in which nothing was at work.
import type { TraceReader } from './log.ts'
import { KIND, type SpanTable, STATUS } from './span-table.ts'
import { spanView, traceNumberOf } from './span-view.ts'
import { visitSpans } from './trace-list.ts'
import type { Waterfall, WaterfallQuery, WaterfallRow } from './spans-view-types.ts'
import type { RunDescription } from './views.ts'

/** Shorter pauses are no gap worth collapsing. */
const IDLE_LEAST_US = 1_000_000
const IDLE_STRETCHES = 20

interface Place {
  readonly span: number
  readonly depth: number
  readonly children: number
}

export interface WaterfallPlan {
  readonly row: number
  readonly places: readonly Place[]
  readonly critical: ReadonlySet<number>
  readonly endUs: number
  readonly open: boolean
  readonly idle: Waterfall['idle']
}

function endOf(table: SpanTable, span: number, nowUs: number): number {
  const endUs = table.span.endUs[span] as number
  return Number.isNaN(endUs) ? nowUs : endUs
}

function childrenOf(table: SpanTable, span: number): number[] {
  const children: number[] = []
  for (let child = table.span.firstChild[span] as number; child >= 0; child = table.span.nextSibling[child] as number)
    children.push(child)
  return inOrder(table, children)
}

const inOrder = ({ span }: SpanTable, spans: number[]): number[] =>
  spans.sort((a, b) => (span.startUs[a] as number) - (span.startUs[b] as number) || a - b)

/** When the last of a span and all it brought about ended, by span. Places stand parents first. */
function wholeEnds(table: SpanTable, places: readonly Place[], nowUs: number): Map<number, number> {
  const ends = new Map<number, number>()
  for (const { span } of places.toReversed()) {
    const endUs = Math.max(endOf(table, span, nowUs), ends.get(span) ?? 0)
    ends.set(span, endUs)
    const parent = table.span.parent[span] as number
    if (parent >= 0) ends.set(parent, Math.max(ends.get(parent) ?? 0, endUs))
  }
  return ends
}

/** From the end of the whole backwards: of what one thing brought about, what ended last, then what ended last before that began. */
function criticalPath(table: SpanTable, places: readonly Place[], nowUs: number): Set<number> {
  const ends = wholeEnds(table, places, nowUs)
  const endOfWhole = (span: number): number => ends.get(span) ?? 0
  const critical = new Set<number>()
  const todo: number[][] = [places.filter(({ depth }) => depth === 0).map(({ span }) => span)]
  for (let group = todo.pop(); group; group = todo.pop()) {
    let untilUs = Number.POSITIVE_INFINITY
    for (const span of group.sort((a, b) => endOfWhole(b) - endOfWhole(a) || b - a)) {
      const startUs = table.span.startUs[span] as number
      if (endOfWhole(span) > untilUs || endOfWhole(span) === startUs) continue
      untilUs = startUs
      critical.add(span)
      todo.push(childrenOf(table, span))
    }
  }
  return critical
}

const isWork = (kind: number): boolean => kind === KIND.run || kind === KIND.service || kind === KIND.initialisation

function idleStretches(
  table: SpanTable,
  places: readonly Place[],
  startUs: number,
  endUs: number,
  nowUs: number,
): Waterfall['idle'] {
  const work = places.map(({ span }) => span).filter((span) => isWork(table.span.kind[span] as number))
  const stretches: { fromUs: number; toUs: number }[] = []
  let busyUntilUs = startUs
  for (const span of inOrder(table, work)) {
    const fromUs = table.span.startUs[span] as number
    if (fromUs - busyUntilUs >= IDLE_LEAST_US) stretches.push({ fromUs: busyUntilUs, toUs: fromUs })
    busyUntilUs = Math.max(busyUntilUs, endOf(table, span, nowUs))
  }
  if (endUs - busyUntilUs >= IDLE_LEAST_US) stretches.push({ fromUs: busyUntilUs, toUs: endUs })
  return stretches.sort((a, b) => b.toUs - b.fromUs - (a.toUs - a.fromUs)).slice(0, IDLE_STRETCHES)
}

/** The order of all rows; worth keeping while nothing new came and somebody scrolls. */
export function planWaterfall(table: SpanTable, trace: number, nowUs: number): WaterfallPlan | undefined {
  const row = table.rowOf(trace)
  if (row < 0) return undefined
  const roots: number[] = []
  visitSpans(table, row, (span) => {
    if ((table.span.parent[span] as number) < 0) roots.push(span)
    return false
  })
  const places: Place[] = []
  const stack = inOrder(table, roots)
    .reverse()
    .map((span) => ({ span, depth: 0 }))
  for (let next = stack.pop(); next; next = stack.pop()) {
    const children = childrenOf(table, next.span)
    places.push({ ...next, children: children.length })
    for (const child of children.reverse()) stack.push({ span: child, depth: next.depth + 1 })
  }
  const open = (table.trace.open[row] as number) > 0
  const endUs = Math.max(table.trace.endUs[row] as number, open ? nowUs : 0)
  const startUs = table.trace.startUs[row] as number
  return {
    row,
    places,
    critical: criticalPath(table, places, nowUs),
    endUs,
    open,
    idle: idleStretches(table, places, startUs, endUs, nowUs),
  }
}

function isAsync(table: SpanTable, span: number, nowUs: number): boolean {
  const parent = table.span.parent[span] as number
  if (parent < 0) return false
  if (table.span.kind[span] === KIND.queueWait) return true
  const parentEndUs = endOf(table, parent, nowUs)
  return (table.span.startUs[span] as number) >= parentEndUs || endOf(table, span, nowUs) > parentEndUs
}

export function showWaterfall(
  run: RunDescription,
  table: SpanTable,
  reader: TraceReader,
  plan: WaterfallPlan,
  query: WaterfallQuery,
  nowUs: number,
): Waterfall {
  const text = query.text?.trim().toLowerCase() ?? ''
  const asRow = ({ span, depth, children }: Place): WaterfallRow => ({
    ...spanView(table, reader, span),
    depth,
    children,
    async: isAsync(table, span, nowUs),
    critical: plan.critical.has(span),
    links: table.linksTo(span).map((from) => ({ trace: traceNumberOf(table, from), span: from })),
  })
  const isWanted = (place: Place): boolean => {
    const status = table.span.status[place.span]
    if (query.errorsOnly && status !== STATUS.error && status !== STATUS.refused) return false
    if (text === '') return true
    const { kind, name, node } = spanView(table, reader, place.span)
    const words = [kind, name.operation, name.detail, run.nodes[node]?.name ?? '']
    return words.some((word) => word.toLowerCase().includes(text))
  }
  const places = query.errorsOnly || text !== '' ? plan.places.filter(isWanted) : plan.places
  return {
    trace: query.trace,
    startUs: table.trace.startUs[plan.row] as number,
    endUs: plan.endUs,
    open: plan.open,
    total: places.length,
    rows: places.slice(query.from, query.from + query.count).map(asRow),
    idle: plan.idle,
  }
}
