// The figures of a run at one instant, as numbers in columns, so that a copy for a later look back costs little.
import { copyOfLatencies, type RecentLatencies, type RecentRates } from './recent.ts'

/** Per node. What a kind has no use for stays 0. */
export const NODE_COUNTERS = [
  'requests',
  'succeeded',
  'failed',
  'timedOut',
  'throttled',
  'coldStarts',
  'dropped',
  'invocations',
  'initialising',
  'busy',
  'idle',
  'inFlight',
  'present',
  'sent',
  'received',
  'deleted',
  'deadLettered',
  'redriven',
  'expired',
  'filtered',
  'refused',
  'discarded',
  'moved',
  'deduplicated',
  /** 1: nobody receives from the queue. */
  'paused',
  'passedOn',
  'bytes',
  /** Slot below which no message is in the queue any more, and below which none is delayed. */
  'oldestSlot',
  'delayedSlot',
  /** By how much edits moved the limit that the description tells. */
  'limitMoved',
] as const
export const EDGE_COUNTERS = [
  'calls',
  'attempts',
  'retries',
  'refused',
  'opened',
  'inFlight',
  'waiting',
  /** How old the last of the records was that it ended or tries again, at most, and when that was. */
  'ageUs',
  'ageAtUs',
] as const
const RUN_COUNTERS = ['sent', 'delivered', 'deadLettered', 'expired', 'waiting', 'failedRequests'] as const

const placesOf = <const Names extends readonly string[]>(names: Names): { readonly [Name in Names[number]]: number } =>
  Object.fromEntries(names.map((name, index) => [name, index])) as { [Name in Names[number]]: number }

export const NODE = placesOf(NODE_COUNTERS)
export const EDGE = placesOf(EDGE_COUNTERS)
export const RUN = placesOf(RUN_COUNTERS)

export const BREAKER_WORDS = ['closed', 'open', 'half-open', 'forced-open', 'disabled', 'metrics-only'] as const

export interface Counters {
  /** Events they cover, and the time of the last of them. */
  events: number
  atUs: number
  readonly nodes: Float64Array
  readonly edges: Float64Array
  readonly run: Float64Array
  /** By node, for those that have answers: how often each HTTP status. */
  readonly statuses: Map<number, Map<number, number>>
  readonly rates: Map<number, RecentRates>
  readonly latencies: Map<number, RecentLatencies>
  /** By edge, then layer: breakers in each state, in the order of BREAKER_WORDS. */
  readonly breakers: Map<number, Map<number, Int32Array>>
}

export const createCounters = (nodes: number, edges: number): Counters => ({
  events: 0,
  atUs: 0,
  nodes: new Float64Array(nodes * NODE_COUNTERS.length),
  edges: new Float64Array(edges * EDGE_COUNTERS.length),
  run: new Float64Array(RUN_COUNTERS.length),
  statuses: new Map(),
  rates: new Map(),
  latencies: new Map(),
  breakers: new Map(),
})

const copyOfMap = <V>(map: ReadonlyMap<number, V>, copy: (value: V) => V): Map<number, V> =>
  new Map(Array.from(map, ([key, value]) => [key, copy(value)]))

export const copyOfCounters = (counters: Counters): Counters => ({
  events: counters.events,
  atUs: counters.atUs,
  nodes: counters.nodes.slice(),
  edges: counters.edges.slice(),
  run: counters.run.slice(),
  statuses: copyOfMap(counters.statuses, (counts) => new Map(counts)),
  rates: copyOfMap(counters.rates, (rates) => rates.slice()),
  latencies: copyOfMap(counters.latencies, copyOfLatencies),
  breakers: copyOfMap(counters.breakers, (layers) => copyOfMap(layers, (states) => states.slice())),
})
