// Retry lanes: what was tried more than once, with its attempts, the waits between them and how it ended. A lane is a
// call, an asynchronous event or a message; its parts are read from the log when it is looked at.
import { isSharedBreaker } from '#resilience'
import { type AmplificationCount, createAmplificationCount } from './amplification.ts'
import { attemptArrivals } from './attempt-arrivals.ts'
import { fieldOf, handlerTable } from './fields.ts'
import { laneAsOf } from './retry-instant.ts'
import { callLane, invocationLane, type LaneSource, messageLane } from './retry-lanes.ts'
import type { TraceReader } from './log.ts'
import type { SpanFold } from './spans.ts'
import { KIND, STATUS } from './span-table.ts'
import type { RetryLane, RetryPage, RetryQuery } from './retries-view-types.ts'
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
  /** The event that made it one. */
  readonly since: number
  /** Of a message: its events. Of a call: what its policies did besides attempts, waits and refusals. */
  readonly events: number[]
}

const ATTEMPT = fieldOf('attempt-started', 'attempt')
const DELIVERY_FAILED = fieldOf('delivery-ended', 'failed')
const QUEUED_LAYER = fieldOf('call-queued', 'layer')
const RECEIVE_COUNT = fieldOf('message-delivered', 'receiveCount')

/** How many of the first `length` were there by then; they are in order of time. */
function manyUntil(length: number, timeOf: (index: number) => number, atUs: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >> 1
    if (timeOf(middle) <= atUs) low = middle + 1
    else high = middle
  }
  return low
}

export function createRetryFold(run: RunDescription, spans: SpanFold): RetryFold {
  const consumeEdgeOf = new Map(run.edges.filter(({ kind }) => kind === 'consume').map((edge) => [edge.from, edge]))
  const redriveOf = new Map(run.edges.filter(({ kind }) => kind === 'redrive').map((edge) => [edge.from, edge]))
  const lanes: Lane[] = []
  const laneOf = new Map<number, Lane>()
  /** A message that was never delivered is its sending alone. */
  const messages = new Map<number, number | number[]>()
  /** The ends of failed deliveries, by delivery. */
  const failures = new Map<number, number>()
  const amplification = createAmplificationCount(run, spans)
  /** The counts of an instant that was asked for last. */
  let then: { readonly end: number; readonly count: AmplificationCount } | undefined
  let folded = 0
  let log: TraceReader

  function addLane(kind: Lane['kind'], span: number, event: number, edge: number, events: number[]): void {
    if (span < 0 || laneOf.has(span)) return
    const lane = { kind, span, node: log.nodeOf(event), edge, trace: log.traceOf(event), since: event, events }
    laneOf.set(span, lane)
    lanes.push(lane)
  }

  function callSpanOf(event: number): number {
    const span = spans.spanOf(event)
    return span < 0 ? -1 : (spans.table.span.parent[span] as number)
  }

  function addCall(event: number, span = callSpanOf(event)): void {
    if (span >= 0) addLane('call', span, event, spans.table.span.edge[span] as number, [])
  }

  /** What else the call's policies did: told in its lane. */
  function addToCall(event: number): void {
    addCall(event, spans.spanOf(event))
    const lane = laneOf.get(spans.spanOf(event))
    if (lane?.kind === 'call') lane.events.push(event)
  }

  function follow(event: number): number[] | undefined {
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

  function addMessage(event: number, events: number[]): void {
    const edge = consumeEdgeOf.get(log.nodeOf(event))?.index ?? -1
    addLane('message', spans.spanOf(events[0] as number), event, edge, events)
  }

  const handlers = handlerTable({
    'attempt-started'(event) {
      if (log.numberOf(event, ATTEMPT) > 1) addCall(event)
    },
    'retry-scheduled': (event) => addCall(event),
    'call-refused': (event) => addCall(event),
    'call-queued'(event) {
      // To ask a breaker in its table is no queue.
      const span = spans.spanOf(event)
      const edge = span < 0 ? undefined : run.edges[spans.table.span.edge[span] as number]
      const policy = edge?.policies[log.numberOf(event, QUEUED_LAYER)]
      if (!policy || !isSharedBreaker(policy)) addToCall(event)
    },
    'hedge-started': addToCall,
    'attempt-given-up': addToCall,
    'fell-back': addToCall,
    'retry-denied': addToCall,
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
    if (lane.kind === 'call') return callLane(source, lane.events)
    if (lane.kind === 'invocation') return invocationLane(source)
    const maxReceiveCount = redriveOf.get(lane.node)?.maxReceiveCount ?? 0
    return messageLane(source, lane.events, maxReceiveCount, (delivery) => failures.get(delivery))
  }

  const endedUntil = (span: number, atUs: number): boolean => (spans.table.span.endUs[span] as number) <= atUs

  function failed(reader: TraceReader, { kind, span, events }: Lane, atUs: number): boolean {
    if (kind !== 'message') {
      const status = spans.table.span.status[span]
      return (status === STATUS.error || status === STATUS.refused) && endedUntil(span, atUs)
    }
    const last = events.findLast((event) => reader.atOf(event) <= atUs)
    const type = last === undefined ? undefined : reader.typeOf(last)
    return type === 'message-dead-lettered' || type === 'message-expired'
  }

  /** A call that a policy refused, and that came to an end without one attempt; a fallback may have answered it. */
  function wasRefusedAtOnce({ kind, span }: Lane, atUs: number): boolean {
    if (kind !== 'call' || !endedUntil(span, atUs)) return false
    const { firstChild, nextSibling, kind: kinds } = spans.table.span
    let refused = false
    for (let child = firstChild[span] as number; child >= 0; child = nextSibling[child] as number) {
      if (kinds[child] === KIND.attempt) return false
      if (kinds[child] === KIND.refusal) refused = true
    }
    return refused
  }

  function countAt(reader: TraceReader, atUs: number | undefined): AmplificationCount {
    if (atUs === undefined) return amplification
    const end = manyUntil(reader.length, reader.atOf, atUs)
    // Forwards it counts on.
    if (!then || then.end > end) then = { end: 0, count: createAmplificationCount(run, spans) }
    if (then.end < end) {
      then.count.advance(reader, end)
      then = { end, count: then.count }
    }
    return then.count
  }

  return {
    get lanes() {
      return lanes.length
    },
    advance(reader) {
      log = reader
      for (; folded < reader.length; folded++) handlers[reader.typeNumber(folded)]?.(folded)
      amplification.advance(reader, folded)
    },
    query(reader, query) {
      const { atUs } = query
      const untilUs = atUs ?? Number.POSITIVE_INFINITY
      const count = countAt(reader, atUs)
      const { trace, traces } = spans.table
      const known = manyUntil(lanes.length, (lane) => reader.atOf((lanes[lane] as Lane).since), untilUs)
      const wanted: number[] = []
      let refusedAtOnce = 0
      for (let number = 0; number < known; number++) {
        const lane = lanes[number] as Lane
        if (query.edge !== undefined && lane.edge !== query.edge) continue
        if (query.node !== undefined && lane.node !== query.node) continue
        if (query.trace !== undefined && lane.trace !== query.trace) continue
        if (query.errorsOnly && !failed(reader, lane, untilUs)) continue
        if (wasRefusedAtOnce(lane, untilUs)) {
          refusedAtOnce += 1
          if (query.triedOnly) continue
        }
        wanted.push(number)
      }
      if (query.order !== 'oldest') wanted.reverse()
      const page = wanted.slice(query.from, query.from + query.count)
      return {
        total: wanted.length,
        traces: manyUntil(traces, (row) => trace.startUs[row] as number, untilUs),
        refusedAtOnce,
        lanes: page.map((number) => (atUs === undefined ? show(reader, number) : laneAsOf(show(reader, number), atUs))),
        amplification: count.rows(),
        path: count.path(query.edge),
        arrivals: query.arrivals && attemptArrivals(reader, spans, query.arrivals, query.edge),
      }
    },
  }
}
