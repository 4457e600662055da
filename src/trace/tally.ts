// Counts events of a run that answer a description of them: how many, when, how many at once. For checks that say what
// they count, such as a lesson's goals. Nodes and edges are named as people named them.
import { MICROSECONDS_PER_MS } from '#base'
import { TRACE_EVENTS, TRACE_LAYOUTS, TRACE_TYPE_NUMBERS, type TraceEventType } from './events.ts'
import { fieldOf } from './fields.ts'
import type { TraceReader } from './log.ts'
import type { RunDescription } from './views.ts'

/** A value of a field as it is, or a number within bounds. */
export type FieldTest =
  | string
  | number
  | { readonly atLeast?: number | undefined; readonly atMost?: number | undefined }

/** All that is said has to be so. */
export interface EventQuery {
  readonly type: TraceEventType
  /** The node it happened at, by name. */
  readonly node?: string | undefined
  /** The connection it happened on, by the names of its ends. */
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly where?: Readonly<Record<string, FieldTest>> | undefined
  /** From this virtual time on, and before that one. */
  readonly afterMs?: number | undefined
  readonly beforeMs?: number | undefined
}

export interface TallyQuery {
  readonly of: EventQuery
  /** Length of the windows of `peak`; absent: the whole run is one. */
  readonly windowMs?: number | undefined
}

export interface Tally {
  readonly count: number
  /** Virtual time of the first and the last; undefined when there is none. */
  readonly firstUs: number | undefined
  readonly lastUs: number | undefined
  /** Most within one window; windows follow each other from time 0. */
  readonly peak: number
  /** A node or a connection of the query that the run doesn't have. */
  readonly missing: string | undefined
}

export const hasField = (type: TraceEventType, field: string): boolean => Object.hasOwn(TRACE_EVENTS[type], field)

/** Whether events of this type tell on which connection they happened, by themselves or by their call. */
export const tellsEdge = (type: TraceEventType): boolean => hasField(type, 'edge') || hasField(type, 'call')

type Test = (log: TraceReader, event: number) => boolean

function testOfField(type: TraceEventType, name: string, wanted: FieldTest): Test {
  const fields = TRACE_LAYOUTS[TRACE_TYPE_NUMBERS.get(type) as number] ?? []
  const place = fields.findIndex((field) => field.name === name)
  const field = fields[place]
  if (!field) return () => false
  if (field.isText) return (log, event) => log.textOf(event, place) === wanted
  if (typeof wanted === 'number') return (log, event) => log.numberOf(event, place) === wanted
  if (typeof wanted === 'string') return () => false
  const { atLeast = Number.NEGATIVE_INFINITY, atMost = Number.POSITIVE_INFINITY } = wanted
  return (log, event) => {
    const value = log.numberOf(event, place)
    return value >= atLeast && value <= atMost
  }
}

interface Counting {
  readonly tests: readonly Test[]
  readonly windowUs: number
  readonly missing: string | undefined
  count: number
  firstUs: number | undefined
  lastUs: number | undefined
  window: number
  inWindow: number
  peak: number
}

const CALL_EDGE = fieldOf('call-started', 'edge')
const CALL_NUMBER = fieldOf('call-started', 'call')

function startCounting(run: RunDescription, edgesOfCalls: ReadonlyMap<number, string>, query: TallyQuery): Counting {
  const { type, node, from, to, where = {}, afterMs, beforeMs } = query.of
  const tests: Test[] = []
  let missing: string | undefined

  if (node !== undefined) {
    const index = run.nodes.findIndex(({ name }) => name === node)
    if (index < 0) missing = node
    tests.push((log, event) => log.nodeOf(event) === index)
  }
  if (from !== undefined || to !== undefined) {
    const nameOf = (index: number): string | undefined => run.nodes[index]?.name
    const edges = run.edges.filter(
      (edge) => (from === undefined || nameOf(edge.from) === from) && (to === undefined || nameOf(edge.to) === to),
    )
    if (edges.length === 0) missing = `${from ?? '…'} → ${to ?? '…'}`
    const ids = new Set<string>(edges.map(({ id }) => id))
    tests.push(testOfEdge(type, ids, edgesOfCalls))
  }
  for (const [name, wanted] of Object.entries(where)) tests.push(testOfField(type, name, wanted))
  if (afterMs !== undefined) tests.push((log, event) => log.atOf(event) >= afterMs * MICROSECONDS_PER_MS)
  if (beforeMs !== undefined) tests.push((log, event) => log.atOf(event) < beforeMs * MICROSECONDS_PER_MS)
  const windowUs =
    query.windowMs === undefined ? Number.POSITIVE_INFINITY : Math.max(1, query.windowMs * MICROSECONDS_PER_MS)
  return { tests, windowUs, missing, count: 0, firstUs: undefined, lastUs: undefined, window: 0, inWindow: 0, peak: 0 }
}

function testOfEdge(type: TraceEventType, ids: ReadonlySet<string>, edgesOfCalls: ReadonlyMap<number, string>): Test {
  const names = (TRACE_LAYOUTS[TRACE_TYPE_NUMBERS.get(type) as number] ?? []).map(({ name }) => name)
  const edge = names.indexOf('edge')
  if (edge >= 0) return (log, event) => ids.has(log.textOf(event, edge))
  const call = names.indexOf('call')
  if (call >= 0) return (log, event) => ids.has(edgesOfCalls.get(log.numberOf(event, call)) ?? '')
  return () => false
}

function count(counting: Counting, atUs: number): void {
  counting.count += 1
  counting.firstUs ??= atUs
  counting.lastUs = atUs
  const window = Math.floor(atUs / counting.windowUs)
  counting.inWindow = window === counting.window ? counting.inWindow + 1 : 1
  counting.window = window
  counting.peak = Math.max(counting.peak, counting.inWindow)
}

/** One pass over the log for all queries, in their order. */
export function tallyEvents(run: RunDescription, log: TraceReader, queries: readonly TallyQuery[]): readonly Tally[] {
  const edgesOfCalls = new Map<number, string>()
  const countings = queries.map((query) => startCounting(run, edgesOfCalls, query))
  const byType: Counting[][] = TRACE_LAYOUTS.map(() => [])
  queries.forEach(({ of }, index) => {
    byType[TRACE_TYPE_NUMBERS.get(of.type) as number]?.push(countings[index] as Counting)
  })
  const callStarted = TRACE_TYPE_NUMBERS.get('call-started')
  const wantsCalls = queries.some(({ of }) => of.from !== undefined || of.to !== undefined)

  for (let event = 0; event < log.length; event++) {
    const type = log.typeNumber(event)
    if (wantsCalls && type === callStarted)
      edgesOfCalls.set(log.numberOf(event, CALL_NUMBER), log.textOf(event, CALL_EDGE))
    for (const counting of byType[type] as Counting[])
      if (counting.tests.every((test) => test(log, event))) count(counting, log.atOf(event))
  }
  return countings.map(({ count: all, firstUs, lastUs, peak, missing }) => ({
    count: all,
    firstUs,
    lastUs,
    peak,
    missing,
  }))
}
