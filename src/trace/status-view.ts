// Counted figures as the state of each node and edge.
import { BREAKER_WORDS, type Counters, EDGE, EDGE_COUNTERS, NODE, NODE_COUNTERS } from './counters.ts'
import type { Ledger, QueueSlots } from './ledger.ts'
import { percentile, recentErrorRate, recentLatencies } from './recent.ts'
import type { BreakerWord, CallEdgeStatus, EdgeBreakers, NodeStatus, RunStatus } from './status-view-types.ts'
import type { RunDescription, RunEdge, RunNode } from './views.ts'

/** The worst first: what a badge shows of many breakers. */
const WORST_FIRST: readonly BreakerWord[] = ['forced-open', 'open', 'half-open', 'disabled', 'metrics-only', 'closed']

export const nodeCounter = (counters: Counters, node: number, counter: number): number =>
  counters.nodes[node * NODE_COUNTERS.length + counter] ?? 0

export const edgeCounter = (counters: Counters, edge: number, counter: number): number =>
  counters.edges[edge * EDGE_COUNTERS.length + counter] ?? 0

/**
 * The first slot from `slot` on of which `test` holds among the messages that these counters know; where it is found
 * is kept, since slots before it can't come back.
 */
function firstSlot(
  counters: Counters,
  slots: QueueSlots,
  node: number,
  counter: number,
  passed: (slot: number) => boolean,
): number {
  const at = node * NODE_COUNTERS.length + counter
  let slot = counters.nodes[at] as number
  while (slot < slots.enqueued.length && slots.enqueued.at(slot) < counters.events && passed(slot)) slot += 1
  counters.nodes[at] = slot
  return slot
}

const isGone = (counters: Counters, slots: QueueSlots, slot: number): boolean => {
  const gone = slots.gone.at(slot)
  return gone > 0 && gone < counters.events
}

function oldestAge(counters: Counters, slots: QueueSlots | undefined, node: number, nowUs: number): number | undefined {
  if (!slots) return undefined
  const slot = firstSlot(counters, slots, node, NODE.oldestSlot, (candidate) => isGone(counters, slots, candidate))
  if (slot >= slots.enqueued.length || slots.enqueued.at(slot) >= counters.events) return undefined
  return Math.max(0, nowUs - slots.sentAtUs(slot))
}

function delayedMessages(counters: Counters, slots: QueueSlots | undefined, node: number, nowUs: number): number {
  if (!slots) return 0
  const isPast = (slot: number): boolean => slots.visibleAtUs(slot) <= nowUs || isGone(counters, slots, slot)
  let delayed = 0
  let slot = firstSlot(counters, slots, node, NODE.delayedSlot, isPast)
  for (; slot < slots.enqueued.length && slots.enqueued.at(slot) < counters.events; slot++)
    if (!isPast(slot)) delayed += 1
  return delayed
}

/** Of a topic or an event bus, as its status and its summary tell them. */
export const topicFigures = (of: (counter: number) => number) => ({
  published: of(NODE.requests),
  delivered: of(NODE.succeeded),
  filtered: of(NODE.filtered),
  failed: of(NODE.failed),
  deadLettered: of(NODE.deadLettered),
})

/** Of a bus, in both. */
export const eventBusFigures = (of: (counter: number) => number) => ({
  ...topicFigures(of),
  archived: of(NODE.sent),
  replayed: of(NODE.redriven),
})

/** Of a bucket, in both. */
export const bucketFigures = (of: (counter: number) => number) => ({
  objects: of(NODE.present),
  bytes: of(NODE.bytes),
  written: of(NODE.sent),
  read: of(NODE.received),
  deleted: of(NODE.deleted),
  delivered: of(NODE.succeeded),
  filtered: of(NODE.filtered),
  failed: of(NODE.failed),
})

/** Of a table, in both. */
export const tableFigures = (of: (counter: number) => number, waiting: number) => ({
  items: of(NODE.present),
  bytes: of(NODE.bytes),
  read: of(NODE.received),
  written: of(NODE.sent),
  refused: of(NODE.refused),
  expired: of(NODE.expired),
  waiting,
  processed: of(NODE.succeeded),
  filtered: of(NODE.filtered),
  discarded: of(NODE.discarded),
})

/** Of a stream, in both. */
export const streamFigures = (of: (counter: number) => number, waiting: number, iteratorAgeUs: number) => ({
  added: of(NODE.sent),
  bytes: of(NODE.bytes),
  read: of(NODE.received),
  refused: of(NODE.refused),
  waiting,
  processed: of(NODE.succeeded),
  filtered: of(NODE.filtered),
  discarded: of(NODE.discarded),
  iteratorAgeUs,
})

/** Of the consumer of a node's stream that is furthest behind. */
export const iteratorAgeUs = (run: RunDescription, counters: Counters, node: number): number =>
  run.edges.reduce((most, { from, index }) => {
    return from === node ? Math.max(most, edgeCounter(counters, index, EDGE.ageUs)) : most
  }, 0)

/** Records that consumers of a node's stream have yet to take. */
export const recordsWaiting = (run: RunDescription, counters: Counters, node: number): number =>
  run.edges.reduce((sum, edge) => sum + (edge.from === node ? edgeCounter(counters, edge.index, EDGE.waiting) : 0), 0)

const inFlightOf = (counters: Counters, node: number): number =>
  nodeCounter(counters, node, NODE.busy) + nodeCounter(counters, node, NODE.initialising)

const accountInFlight = (run: RunDescription, counters: Counters): number =>
  run.nodes.reduce((sum, node) => sum + (node.sharesAccount ? inFlightOf(counters, node.index) : 0), 0)

function readNode(
  run: RunDescription,
  counters: Counters,
  ledger: Ledger,
  { index, kind, sharesAccount }: RunNode,
  nowUs: number,
  inAccount: number,
): NodeStatus {
  const of = (counter: number): number => nodeCounter(counters, index, counter)
  const ended = { succeeded: of(NODE.succeeded), failed: of(NODE.failed) }
  switch (kind) {
    case 'function':
      return {
        kind,
        ...ended,
        inFlight: inFlightOf(counters, index),
        concurrencyLimit: (run.nodes[index]?.concurrencyLimit ?? 0) + of(NODE.limitMoved),
        ...(sharesAccount && { accountInFlight: inAccount }),
        environments: { initialising: of(NODE.initialising), busy: of(NODE.busy), idle: of(NODE.idle) },
        invocations: of(NODE.invocations),
        timedOut: of(NODE.timedOut),
        throttled: of(NODE.throttled),
        coldStarts: of(NODE.coldStarts),
        dropped: of(NODE.dropped),
        refused: of(NODE.refused),
        passedOn: of(NODE.passedOn),
        notPassedOn: of(NODE.discarded),
        errorRate: recentErrorRate(counters.rates.get(index), nowUs),
      }
    case 'queue': {
      const slots = ledger.slotsOf(index)
      const delayed = delayedMessages(counters, slots, index, nowUs)
      const inFlight = of(NODE.inFlight)
      return {
        kind,
        visible: Math.max(0, of(NODE.present) - inFlight - delayed),
        inFlight,
        delayed,
        oldestAgeUs: oldestAge(counters, slots, index, nowUs),
        sent: of(NODE.sent),
        received: of(NODE.received),
        deleted: of(NODE.deleted),
        deadLettered: of(NODE.deadLettered),
        redriven: of(NODE.redriven),
        expired: of(NODE.expired),
        filtered: of(NODE.filtered),
        deduplicated: of(NODE.deduplicated),
        moved: of(NODE.moved),
        paused: of(NODE.paused) > 0,
      }
    }
    case 'topic':
      return { kind, ...topicFigures(of), inFlight: of(NODE.inFlight) }
    case 'event-bus':
      return { kind, ...eventBusFigures(of), inFlight: of(NODE.inFlight) }
    case 'bucket':
      return { kind, ...bucketFigures(of), inFlight: of(NODE.inFlight) }
    case 'stream':
      return { kind, ...streamFigures(of, recordsWaiting(run, counters, index), iteratorAgeUs(run, counters, index)) }
    case 'table':
      return { kind, ...tableFigures(of, recordsWaiting(run, counters, index)) }
    case 'http-api': {
      const latencies = recentLatencies(counters.latencies.get(index), nowUs)
      const statuses = counters.statuses.get(index) ?? new Map<number, number>()
      return {
        kind,
        inFlight: of(NODE.inFlight),
        requests: of(NODE.requests),
        status: [...statuses].sort(([a], [b]) => a - b),
        p50Us: percentile(latencies, 50),
        p95Us: percentile(latencies, 95),
      }
    }
    case 'service':
      return {
        kind,
        calls: of(NODE.requests),
        failed: ended.failed,
        inFlight: of(NODE.inFlight),
        errorRate: recentErrorRate(counters.rates.get(index), nowUs),
      }
    case 'client':
      return { kind, requests: of(NODE.requests), ...ended, inFlight: of(NODE.inFlight) }
    case 'schedule':
      return {
        kind,
        firings: of(NODE.requests),
        inFlight: of(NODE.inFlight),
        failed: of(NODE.failed),
        deadLettered: of(NODE.deadLettered),
      }
  }
}

function readBreakers(counters: Counters, edge: number): EdgeBreakers[] {
  const layers = [...(counters.breakers.get(edge) ?? [])].sort(([a], [b]) => a - b)
  return layers.map(([layer, counts]) => {
    const of = (word: BreakerWord): number => counts[BREAKER_WORDS.indexOf(word)] ?? 0
    return {
      layer,
      states: {
        closed: of('closed'),
        open: of('open'),
        'half-open': of('half-open'),
        'forced-open': of('forced-open'),
        disabled: of('disabled'),
        'metrics-only': of('metrics-only'),
      },
      worst: WORST_FIRST.find((word) => of(word) > 0) ?? 'closed',
    }
  })
}

const readEdge = (counters: Counters, { index }: RunEdge): CallEdgeStatus => ({
  edge: index,
  calls: edgeCounter(counters, index, EDGE.calls),
  attempts: edgeCounter(counters, index, EDGE.attempts),
  retries: edgeCounter(counters, index, EDGE.retries),
  refused: edgeCounter(counters, index, EDGE.refused),
  opened: edgeCounter(counters, index, EDGE.opened),
  inFlight: edgeCounter(counters, index, EDGE.inFlight),
  breakers: readBreakers(counters, index),
})

export function readStatus(run: RunDescription, counters: Counters, ledger: Ledger, nowUs: number): RunStatus {
  const inAccount = accountInFlight(run, counters)
  return {
    atUs: nowUs,
    events: counters.events,
    nodes: run.nodes.map((node) => readNode(run, counters, ledger, node, nowUs, inAccount)),
    edges: run.edges.filter(({ kind }) => kind === 'call').map((edge) => readEdge(counters, edge)),
  }
}
