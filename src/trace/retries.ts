// Retry lanes: what was tried more than once, with its attempts, the waits between them and how it ended. A lane is a
// call, an asynchronous event or a message; its parts are read from the log when it is looked at.
import { attemptArrivals } from './attempt-arrivals.ts'
import { fieldOf, handlerTable } from './fields.ts'
import { callLane, invocationLane, type LaneSource, messageLane } from './retry-lanes.ts'
import type { TraceReader } from './log.ts'
import type { SpanFold } from './spans.ts'
import { KIND, STATUS } from './span-table.ts'
import type { Amplification, RetryLane, RetryPage, RetryQuery } from './retries-view-types.ts'
import type { RunDescription } from './views.ts'

export interface RetryFold {
  readonly lanes: number
  /** The span fold must have taken in the same events before. */
  advance(reader: TraceReader): void
  query(reader: TraceReader, query: RetryQuery): RetryPage
}

interface Lane {
  readonly kind: RetryLane['kind']
  readonly span: number
  readonly node: number
  readonly edge: number
  readonly trace: number
  /** Of a message: its events; elsewhere empty. */
  readonly events: readonly number[]
}

interface EdgeUse {
  traces: number
  attempts: number
  max: number
  maxTrace: number
  /** One bit per trace row: this trace has used the edge. */
  seen: Uint8Array
  /** Attempts of those rows that have more than one. */
  readonly counts: Map<number, number>
}

const ATTEMPT = fieldOf('attempt-started', 'attempt')
const DELIVERY_FAILED = fieldOf('delivery-ended', 'failed')
const RECEIVE_COUNT = fieldOf('message-delivered', 'receiveCount')

export function createRetryFold(run: RunDescription, spans: SpanFold): RetryFold {
  const consumeEdgeOf = new Map(run.edges.filter(({ kind }) => kind === 'consume').map((edge) => [edge.from, edge]))
  const redriveOf = new Map(run.edges.filter(({ kind }) => kind === 'redrive').map((edge) => [edge.from, edge]))
  const lanes: Lane[] = []
  const laneOf = new Map<number, Lane>()
  /** A message that was never delivered is its sending alone. */
  const messages = new Map<number, number | number[]>()
  /** The ends of failed deliveries, by delivery. */
  const failures = new Map<number, number>()
  const uses = new Map<number, EdgeUse>()
  let folded = 0
  let log: TraceReader

  function addLane(kind: Lane['kind'], span: number, event: number, edge: number, events: readonly number[]): void {
    if (span < 0 || laneOf.has(span)) return
    const lane = { kind, span, node: log.nodeOf(event), edge, trace: log.traceOf(event), events }
    laneOf.set(span, lane)
    lanes.push(lane)
  }

  function callSpanOf(event: number): number {
    const span = spans.spanOf(event)
    return span < 0 ? -1 : (spans.table.span.parent[span] as number)
  }

  function addCall(event: number): void {
    const span = callSpanOf(event)
    if (span >= 0) addLane('call', span, event, spans.table.span.edge[span] as number, [])
  }

  function useOf(edge: number): EdgeUse {
    let use = uses.get(edge)
    if (!use) {
      use = { traces: 0, attempts: 0, max: 0, maxTrace: -1, seen: new Uint8Array(128), counts: new Map() }
      uses.set(edge, use)
    }
    return use
  }

  function countAttempt(event: number): void {
    const span = spans.spanOf(event)
    if (span < 0) return
    const row = spans.table.span.row[span] as number
    const edge = spans.table.span.edge[span] as number
    if (row < 0 || edge < 0) return
    const use = useOf(edge)
    use.attempts += 1
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
      use.traces += 1
    }
    if (count > use.max) {
      use.max = count
      use.maxTrace = spans.table.trace.number[row] as number
    }
  }

  function follow(event: number): readonly number[] | undefined {
    const number = log.numberOf(event, 0)
    const before = messages.get(number)
    if (before === undefined) return undefined
    const events = typeof before === 'number' ? [before] : before
    events.push(event)
    messages.set(number, events)
    return events
  }

  function end(event: number): void {
    if (typeof messages.get(log.numberOf(event, 0)) !== 'number') follow(event)
    messages.delete(log.numberOf(event, 0))
  }

  function addMessage(event: number, events: readonly number[]): void {
    const edge = consumeEdgeOf.get(log.nodeOf(event))?.index ?? -1
    addLane('message', spans.spanOf(events[0] as number), event, edge, events)
  }

  const handlers = handlerTable({
    'attempt-started'(event) {
      countAttempt(event)
      if (log.numberOf(event, ATTEMPT) > 1) addCall(event)
    },
    'retry-scheduled': addCall,
    'call-refused': addCall,
    'invocation-retried'(event) {
      addLane('invocation', callSpanOf(event), event, -1, [])
    },
    'message-enqueued'(event) {
      messages.set(log.numberOf(event, 0), event)
    },
    'message-delivered'(event) {
      const events = follow(event)
      if (events && log.numberOf(event, RECEIVE_COUNT) > 1) addMessage(event, events)
    },
    'message-returned': (event) => void follow(event),
    'message-deleted': end,
    'message-expired': end,
    'message-dead-lettered'(event) {
      const events = follow(event)
      if (events) addMessage(event, events)
      messages.delete(log.numberOf(event, 0))
    },
    'delivery-ended'(event) {
      if (log.numberOf(event, DELIVERY_FAILED) > 0) failures.set(log.numberOf(event, 0), event)
    },
  })

  function show(reader: TraceReader, number: number): RetryLane {
    const lane = lanes[number] as Lane
    const source: LaneSource = { reader, spans, lane: number, ...lane }
    if (lane.kind === 'call') return callLane(source)
    if (lane.kind === 'invocation') return invocationLane(source)
    const maxReceiveCount = redriveOf.get(lane.node)?.maxReceiveCount ?? 0
    return messageLane(source, lane.events, maxReceiveCount, (delivery) => failures.get(delivery))
  }

  function failed(reader: TraceReader, { kind, span, events }: Lane): boolean {
    if (kind !== 'message') {
      const status = spans.table.span.status[span]
      return status === STATUS.error || status === STATUS.refused
    }
    const last = events.at(-1)
    const type = last === undefined ? undefined : reader.typeOf(last)
    return type === 'message-dead-lettered' || type === 'message-expired'
  }

  /** A call that came to an end without one attempt. */
  function wasRefusedAtOnce({ kind, span }: Lane): boolean {
    if (kind !== 'call' || spans.table.span.status[span] !== STATUS.refused) return false
    const { firstChild, nextSibling, kind: kinds } = spans.table.span
    for (let child = firstChild[span] as number; child >= 0; child = nextSibling[child] as number)
      if (kinds[child] === KIND.attempt) return false
    return true
  }

  const amplification = (): Amplification[] =>
    [...uses]
      .sort(([a], [b]) => a - b)
      .map(([edge, { traces, attempts, max, maxTrace }]) => ({
        edge,
        traces,
        attempts,
        mean: traces === 0 ? 0 : attempts / traces,
        max,
        maxTrace,
      }))

  return {
    get lanes() {
      return lanes.length
    },
    advance(reader) {
      log = reader
      for (; folded < reader.length; folded++) handlers[reader.typeNumber(folded)]?.(folded)
    },
    query(reader, query) {
      const wanted: number[] = []
      let refusedAtOnce = 0
      for (const [number, lane] of lanes.entries()) {
        if (query.edge !== undefined && lane.edge !== query.edge) continue
        if (query.node !== undefined && lane.node !== query.node) continue
        if (query.trace !== undefined && lane.trace !== query.trace) continue
        if (query.errorsOnly && !failed(reader, lane)) continue
        if (wasRefusedAtOnce(lane)) {
          refusedAtOnce += 1
          if (query.triedOnly) continue
        }
        wanted.push(number)
      }
      if (query.order !== 'oldest') wanted.reverse()
      const page = wanted.slice(query.from, query.from + query.count)
      return {
        total: wanted.length,
        refusedAtOnce,
        lanes: page.map((number) => show(reader, number)),
        amplification: amplification(),
        arrivals: query.arrivals && attemptArrivals(reader, spans, query.arrivals, query.edge),
      }
    },
  }
}
