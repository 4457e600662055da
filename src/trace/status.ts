// The state of every node and call edge, now or at any instant. Figures are counted event by event; a copy is kept
// every so often, and an instant between two copies is reached by counting on from the earlier one.
import {
  BREAKER_WORDS,
  type Counters,
  copyOfCounters,
  createCounters,
  EDGE,
  EDGE_COUNTERS,
  NODE,
  NODE_COUNTERS,
  RUN,
} from './counters.ts'
import { editedConcurrencyLimit } from './edited-limit.ts'
import { createEdgeLookup } from './edge-lookup.ts'
import { fieldOf, handlerTable } from './fields.ts'
import {
  createLedger,
  ENVIRONMENT_BUSY,
  ENVIRONMENT_IDLE,
  ENVIRONMENT_INITIALISING,
  FINAL,
  MESSAGE_KNOWN,
  MESSAGE_WAS_IN_FLIGHT,
  MESSAGE_WAS_MOVED,
  SYNC_BY_HAND,
  UNREADABLE,
} from './ledger.ts'
import type { Ledger } from './ledger.ts'
import type { TraceReader } from './log.ts'
import { addLatency, addToRates, createRecentLatencies, createRecentRates } from './recent.ts'
import type { SpanFold } from './spans.ts'
import { readStatus } from './status-view.ts'
import type { RunStatus } from './status-view-types.ts'
import type { RunDescription } from './views.ts'

export interface StatusFold {
  readonly events: number
  /** The span fold must have taken in the same events before. */
  advance(reader: TraceReader): void
  readonly counters: Counters
  readonly ledger: Ledger
  /** Now, where virtual time may be past the last event. */
  status(nowUs: number): RunStatus
  /** With all events up to and including this time. */
  statusAt(reader: TraceReader, atUs: number): RunStatus
}

/** Events between two copies at first; doubled whenever there are too many copies. */
const FIRST_STRIDE = 16_384
const COPIES_AT_MOST = 64

const INPUT_KIND = fieldOf('input-applied', 'kind')
const PAUSED = fieldOf('queue-paused', 'paused')
const INPUT_DETAIL = fieldOf('input-applied', 'detail')
const RECORDED_EDGE = fieldOf('breaker-recorded', 'edge')
const RECORDED_LAYER = fieldOf('breaker-recorded', 'layer')
const CHANGED_EDGE = fieldOf('breaker-changed', 'edge')
const CHANGED_LAYER = fieldOf('breaker-changed', 'layer')
const CHANGED_TO = fieldOf('breaker-changed', 'to')
const CHANGED_NAME = fieldOf('object-changed', 'name')
const OBJECTS_ADDED = fieldOf('object-changed', 'objectsAdded')
const BYTES_ADDED = fieldOf('object-changed', 'bytesAdded')
const CALL_EDGE = fieldOf('call-started', 'edge')
const CALL_FAILURE = fieldOf('call-ended', 'failure')
const RESPONDED_STATUS = fieldOf('http-responded', 'status')
const RESPONDED_DURATION = fieldOf('http-responded', 'durationUs')
const STARTED_COLD = fieldOf('invocation-started', 'cold')
const ENDED_OUTCOME = fieldOf('invocation-ended', 'outcome')
const DESTINATION_FAILURE = fieldOf('destination-ended', 'failure')
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
/** As the metric IteratorAge, of which the most within a minute is shown. */
const AGE_SHOWN_US = 60_000_000
const ANSWERED_STATUS = fieldOf('service-answered', 'status')
const ANSWERED_FAILURE = fieldOf('service-answered', 'failure')

const STATE_NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  BREAKER_WORDS.map((word, index) => [word, index]),
)
const PHASES: Readonly<Record<number, number>> = {
  [ENVIRONMENT_INITIALISING]: NODE.initialising,
  [ENVIRONMENT_BUSY]: NODE.busy,
  [ENVIRONMENT_IDLE]: NODE.idle,
}

function entryOf<V>(map: Map<number, V>, key: number, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

export function createStatusFold(run: RunDescription, spans: SpanFold): StatusFold {
  const lookup = createEdgeLookup(run)
  const ledger = createLedger(run)
  const current = createCounters(run.nodes.length, run.edges.length)
  let copies: Counters[] = [copyOfCounters(current)]
  let stride = FIRST_STRIDE
  /** What is counted into: the present, or a copy on its way to the past. */
  let into = current
  let log: TraceReader

  function count(event: number, counter: number, by = 1): void {
    const at = log.nodeOf(event) * NODE_COUNTERS.length + counter
    if (at >= 0 && at < into.nodes.length) into.nodes[at] = (into.nodes[at] as number) + by
  }
  function countEdge(edge: number, counter: number, by = 1): void {
    if (edge < 0) return
    const at = edge * EDGE_COUNTERS.length + counter
    into.edges[at] = (into.edges[at] as number) + by
  }
  const countRun = (counter: number, by = 1): void => {
    into.run[counter] = (into.run[counter] as number) + by
  }
  const edgeOf = (event: number): number => {
    const span = spans.spanOf(event)
    return span < 0 ? -1 : (spans.table.span.edge[span] as number)
  }

  function rate(event: number, failed: boolean): void {
    const node = log.nodeOf(event)
    addToRates(entryOf(into.rates, node, createRecentRates), log.atOf(event), failed)
  }

  function respond(event: number): void {
    const node = log.nodeOf(event)
    const status = log.numberOf(event, RESPONDED_STATUS)
    count(event, NODE.inFlight, -1)
    const statuses = entryOf(into.statuses, node, () => new Map<number, number>())
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
    addLatency(
      entryOf(into.latencies, node, createRecentLatencies),
      log.atOf(event),
      log.numberOf(event, RESPONDED_DURATION),
    )
    if (ledger.effectOf(event) === FINAL && status >= 500) countRun(RUN.failedRequests)
  }

  function changePhase(event: number, to: number | undefined): boolean {
    const before = PHASES[ledger.effectOf(event) & 3]
    if (before === undefined) return false
    count(event, before, -1)
    if (to !== undefined) count(event, to)
    return true
  }

  function endInvocation(event: number): void {
    const effect = ledger.effectOf(event)
    const outcome = log.textOf(event, ENDED_OUTCOME)
    // Without a phase its environment never came to run it: the initialisation failed.
    if (!changePhase(event, NODE.idle)) count(event, NODE.invocations)
    const counter = outcome === 'returned' ? NODE.succeeded : outcome === 'timed-out' ? NODE.timedOut : NODE.failed
    count(event, counter)
    rate(event, outcome !== 'returned')
    if (effect & SYNC_BY_HAND && outcome !== 'returned') countRun(RUN.failedRequests)
  }

  /** Takes the message out of the queue and, unless it is counted already, ends it in the run's sum. */
  function leaveQueue(event: number, counter: number, end: number): void {
    const effect = ledger.effectOf(event)
    if (!(effect & MESSAGE_KNOWN)) return
    count(event, counter)
    count(event, NODE.present, -1)
    if (effect & MESSAGE_WAS_IN_FLIGHT) count(event, NODE.inFlight, -1)
    if (effect & MESSAGE_WAS_MOVED) return
    countRun(RUN.waiting, -1)
    countRun(end)
  }

  function setPaused(event: number): void {
    const node = log.nodeOf(event)
    if (node >= 0) into.nodes[node * NODE_COUNTERS.length + NODE.paused] = log.numberOf(event, PAUSED)
  }

  function endNotification(event: number, counter: number, end: number): void {
    if (!(ledger.effectOf(event) & MESSAGE_KNOWN)) return
    count(event, counter)
    count(event, NODE.inFlight, -1)
    countRun(RUN.waiting, -1)
    countRun(end)
  }

  /** Each consumer of the stream has the record to take. */
  function addRecord(event: number): void {
    const node = log.nodeOf(event)
    for (const edge of run.edges) {
      if (edge.kind !== 'consume' || edge.from !== node) continue
      countEdge(edge.index, EDGE.waiting)
      countRun(RUN.sent)
      countRun(RUN.waiting)
    }
  }

  function age(event: number, edge: number, ageUs: number): void {
    if (edge < 0) return
    const [ageAt, atAt] = [edge * EDGE_COUNTERS.length + EDGE.ageUs, edge * EDGE_COUNTERS.length + EDGE.ageAtUs]
    const atUs = log.atOf(event)
    if (ageUs < (into.edges[ageAt] ?? 0) && atUs - (into.edges[atAt] ?? 0) < AGE_SHOWN_US) return
    into.edges[ageAt] = Math.max(0, ageUs)
    into.edges[atAt] = atUs
  }

  function settleRecords(event: number): void {
    const edge = lookup.byId(log.textOf(event, SETTLED_EDGE))
    age(event, edge, log.numberOf(event, SETTLED_AGE))
    const left = into.edges[edge * EDGE_COUNTERS.length + EDGE.waiting] ?? 0
    const records = Math.max(0, Math.min(left, log.numberOf(event, SETTLED_RECORDS)))
    if (edge < 0 || records === 0) return
    countEdge(edge, EDGE.waiting, -records)
    countRun(RUN.waiting, -records)
    switch (log.textOf(event, SETTLED_OUTCOME)) {
      case 'processed':
        count(event, NODE.succeeded, records)
        countRun(RUN.delivered, records)
        return
      case 'filtered':
        // As a topic's filter does: it was never for this consumer.
        count(event, NODE.filtered, records)
        countRun(RUN.sent, -records)
        return
      case 'discarded':
        count(event, NODE.discarded, records)
        countRun(log.numberOf(event, SETTLED_TO) >= 0 ? RUN.deadLettered : RUN.expired, records)
        return
      default:
        count(event, NODE.discarded, records)
        countRun(RUN.expired, records)
    }
  }

  function changeItem(event: number): void {
    const kind = log.textOf(event, ITEM_KIND)
    count(event, NODE.sent)
    count(event, NODE.present, kind === 'INSERT' ? 1 : kind === 'REMOVE' ? -1 : 0)
    count(event, NODE.bytes, log.numberOf(event, ITEM_BYTES_ADDED))
    if (log.numberOf(event, ITEM_EXPIRED)) count(event, NODE.expired)
  }

  function statesOf(edge: number, layer: number): Int32Array {
    const layers = entryOf(into.breakers, edge, () => new Map<number, Int32Array>())
    return entryOf(layers, layer, () => new Int32Array(BREAKER_WORDS.length))
  }

  function addState(states: Int32Array, state: number, by: number): void {
    states[state] = (states[state] ?? 0) + by
  }

  function edit(event: number): void {
    const node = run.nodes[log.nodeOf(event)]
    if (node?.kind !== 'function' || log.textOf(event, INPUT_KIND) !== 'edit') return
    const limit = editedConcurrencyLimit(log.textOf(event, INPUT_DETAIL), node.unreservedConcurrency)
    if (limit === undefined) return
    into.nodes[node.index * NODE_COUNTERS.length + NODE.limitMoved] = limit - node.concurrencyLimit
  }

  const handlers = handlerTable({
    'input-applied': edit,
    'request-arrived': (event) => count(event, NODE.requests),
    'schedule-fired': (event) => count(event, NODE.requests),
    'call-started'(event) {
      countEdge(lookup.byId(log.textOf(event, CALL_EDGE)), EDGE.calls)
      count(event, NODE.inFlight)
    },
    'call-ended'(event) {
      count(event, NODE.inFlight, -1)
      if (ledger.effectOf(event) !== FINAL) return
      const good = log.textOf(event, CALL_FAILURE) === ''
      count(event, good ? NODE.succeeded : NODE.failed)
      if (!good) countRun(RUN.failedRequests)
    },
    'attempt-started'(event) {
      const edge = edgeOf(event)
      countEdge(edge, EDGE.attempts)
      countEdge(edge, EDGE.inFlight)
      if (log.numberOf(event, 1) > 1) countEdge(edge, EDGE.retries)
    },
    'attempt-ended'(event) {
      const span = spans.spanOf(event)
      if (span >= 0 && spans.table.span.endEvent[span] === event) countEdge(edgeOf(event), EDGE.inFlight, -1)
    },
    'call-refused': (event) => countEdge(edgeOf(event), EDGE.refused),
    'breaker-recorded'(event) {
      const edge = lookup.byId(log.textOf(event, RECORDED_EDGE))
      if (edge >= 0 && ledger.effectOf(event) === 0) addState(statesOf(edge, log.numberOf(event, RECORDED_LAYER)), 0, 1)
    },
    'breaker-changed'(event) {
      const effect = ledger.effectOf(event)
      const edge = lookup.byId(log.textOf(event, CHANGED_EDGE))
      const to = STATE_NUMBERS[log.textOf(event, CHANGED_TO)]
      if (edge < 0 || effect === UNREADABLE || to === undefined) return
      const states = statesOf(edge, log.numberOf(event, CHANGED_LAYER))
      if (effect > 0) addState(states, effect - 1, -1)
      addState(states, to, 1)
      if (to === STATE_NUMBERS.open) countEdge(edge, EDGE.opened)
    },
    'http-requested'(event) {
      count(event, NODE.requests)
      count(event, NODE.inFlight)
    },
    'http-responded': respond,
    'invocation-throttled'(event) {
      count(event, NODE.throttled)
      if (ledger.effectOf(event) === FINAL) countRun(RUN.failedRequests)
    },
    'invocation-refused'(event) {
      count(event, NODE.refused)
      if (ledger.effectOf(event) === FINAL) countRun(RUN.failedRequests)
    },
    'destination-ended': (event) =>
      count(event, log.textOf(event, DESTINATION_FAILURE) === '' ? NODE.passedOn : NODE.discarded),
    'invocation-dropped': (event) => count(event, NODE.dropped),
    'environment-created'(event) {
      if (ledger.effectOf(event) === ENVIRONMENT_INITIALISING) count(event, NODE.initialising)
    },
    'environment-initialised': (event) => void changePhase(event, NODE.idle),
    'environment-ended'(event) {
      changePhase(event, undefined)
      for (const { edge, layer, state } of ledger.breakersEnded(event)) addState(statesOf(edge, layer), state, -1)
      for (const span of spans.lostAttempts(event)) countEdge(spans.table.span.edge[span] as number, EDGE.inFlight, -1)
    },
    'invocation-started'(event) {
      count(event, NODE.invocations)
      if (log.numberOf(event, STARTED_COLD)) count(event, NODE.coldStarts)
      changePhase(event, NODE.busy)
    },
    'invocation-ended': endInvocation,
    'message-enqueued'(event) {
      const effect = ledger.effectOf(event)
      if (!(effect & MESSAGE_KNOWN)) return
      count(event, NODE.present)
      if (effect & MESSAGE_WAS_MOVED) return count(event, NODE.redriven)
      count(event, NODE.sent)
      countRun(RUN.sent)
      countRun(RUN.waiting)
    },
    'message-delivered'(event) {
      const effect = ledger.effectOf(event)
      if (!(effect & MESSAGE_KNOWN)) return
      count(event, NODE.received)
      if (!(effect & MESSAGE_WAS_IN_FLIGHT)) count(event, NODE.inFlight)
    },
    'message-returned'(event) {
      if (ledger.effectOf(event) & MESSAGE_WAS_IN_FLIGHT) count(event, NODE.inFlight, -1)
    },
    'message-deleted': (event) => leaveQueue(event, NODE.deleted, RUN.delivered),
    'message-expired': (event) => leaveQueue(event, NODE.expired, RUN.expired),
    'message-filtered': (event) => count(event, NODE.filtered),
    // Where it comes from, it was a dead letter.
    'message-moved': (event) => leaveQueue(event, NODE.moved, RUN.deadLettered),
    'message-deduplicated': (event) => count(event, NODE.deduplicated),
    'queue-paused': setPaused,
    'message-dead-lettered': (event) => leaveQueue(event, NODE.deadLettered, RUN.deadLettered),
    'topic-published': (event) => count(event, NODE.requests),
    'event-put': (event) => count(event, NODE.requests),
    'object-changed'(event) {
      const isCreation = log.textOf(event, CHANGED_NAME).startsWith('ObjectCreated:')
      count(event, isCreation ? NODE.sent : NODE.deleted)
      count(event, NODE.present, log.numberOf(event, OBJECTS_ADDED))
      count(event, NODE.bytes, log.numberOf(event, BYTES_ADDED))
    },
    'object-read': (event) => count(event, NODE.received),
    'notification-filtered': (event) => count(event, NODE.filtered),
    'notification-started'(event) {
      if (!(ledger.effectOf(event) & MESSAGE_KNOWN)) return
      count(event, NODE.inFlight)
      countRun(RUN.sent)
      countRun(RUN.waiting)
    },
    'notification-delivered': (event) => endNotification(event, NODE.succeeded, RUN.delivered),
    // Nobody ever gets it: as if its time had run out.
    'notification-failed': (event) => endNotification(event, NODE.failed, RUN.expired),
    'notification-dead-lettered': (event) => endNotification(event, NODE.deadLettered, RUN.deadLettered),
    'table-called'(event) {
      count(event, NODE.received, log.numberOf(event, CALLED_READ))
      if (log.textOf(event, CALLED_FAILURE) !== '') count(event, NODE.refused)
    },
    'item-changed': changeItem,
    'stream-called'(event) {
      count(event, NODE.received, log.numberOf(event, STREAM_CALLED_READ))
      count(event, NODE.sent, log.numberOf(event, STREAM_CALLED_ADDED))
      count(event, NODE.bytes, log.numberOf(event, STREAM_CALLED_BYTES))
      count(event, NODE.refused, log.numberOf(event, STREAM_CALLED_REFUSED))
    },
    'records-retried': (event) =>
      age(event, lookup.byId(log.textOf(event, RETRIED_EDGE)), log.numberOf(event, RETRIED_AGE)),
    'stream-record-added': addRecord,
    'records-settled': settleRecords,
    'service-called'(event) {
      count(event, NODE.requests)
      count(event, NODE.inFlight)
    },
    'service-answered'(event) {
      const failed = log.textOf(event, ANSWERED_FAILURE) !== '' || log.numberOf(event, ANSWERED_STATUS) >= 500
      count(event, NODE.inFlight, -1)
      count(event, failed ? NODE.failed : NODE.succeeded)
      rate(event, failed)
    },
  })

  function countUntil(counters: Counters, end: number, keep: boolean): void {
    into = counters
    for (let event = counters.events; event < end; event++) {
      handlers[log.typeNumber(event)]?.(event)
      counters.events = event + 1
      if (keep && counters.events % stride === 0) keepCopy(event)
    }
    if (counters.events > 0) counters.atUs = log.atOf(counters.events - 1)
    into = current
  }

  function keepCopy(event: number): void {
    current.atUs = log.atOf(event)
    copies.push(copyOfCounters(current))
    if (copies.length <= COPIES_AT_MOST) return
    stride *= 2
    copies = copies.filter((copy) => copy.events % stride === 0)
  }

  /** Events with a time of atUs or less. */
  function eventsUntil(reader: TraceReader, atUs: number): number {
    let low = 0
    let high = current.events
    while (low < high) {
      const middle = (low + high) >> 1
      if (reader.atOf(middle) <= atUs) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get events() {
      return current.events
    },
    counters: current,
    ledger,
    advance(reader) {
      log = reader
      ledger.advance(reader)
      countUntil(current, reader.length, true)
    },
    status: (nowUs) => readStatus(run, current, ledger, Math.max(nowUs, current.atUs)),
    statusAt(reader, atUs) {
      log = reader
      const end = eventsUntil(reader, atUs)
      const nearest = copies.findLast((copy) => copy.events <= end) as Counters
      const then = copyOfCounters(nearest)
      countUntil(then, end, false)
      return readStatus(run, then, ledger, atUs)
    },
  }
}
