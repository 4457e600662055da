// Messages on their way along edges, for the canvas that draws them: which spans travelled in a stretch of time.
import type { Int32List } from './columns.ts'
import { fieldOf } from './fields.ts'
import type { TraceReader } from './log.ts'
import { KIND, type SpanTable, STATUS } from './span-table.ts'
import { traceNumberOf } from './span-view.ts'
import type { Flight, FlightOutcome, FlightQuery, FlightView } from './flights-view-types.ts'
import type { RunDescription } from './views.ts'

/** Above about 300 the canvas draws pipes. */
const FLIGHTS_AT_MOST = 400
/** Looked through backwards for what began before the window and is still under way. */
const OLDER_LOOKED_AT = 4096
const MICROSECONDS_PER_SECOND = 1_000_000
const DELIVERY_FAILED = fieldOf('delivery-ended', 'failed')

const firstFrom = (flights: Int32List, { span }: SpanTable, atUs: number): number => {
  let low = 0
  let high = flights.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((span.startUs[flights.at(middle)] as number) < atUs) low = middle + 1
    else high = middle
  }
  return low
}

/** The first thing the attempt brought about at its other end. */
function arrivalOf(table: SpanTable, travelled: number): number | undefined {
  let arrived: number | undefined
  for (
    let child = table.span.firstChild[travelled] as number;
    child >= 0;
    child = table.span.nextSibling[child] as number
  )
    arrived = table.span.startUs[child] as number
  return arrived
}

function outcomeOf(run: RunDescription, table: SpanTable, reader: TraceReader, travelled: number): FlightOutcome {
  const { span } = table
  const kind = span.kind[travelled]
  const status = span.status[travelled]
  if (kind === KIND.refusal || status === STATUS.refused) return 'refused'
  if (kind === KIND.queueWait)
    return run.edges[span.edge[travelled] as number]?.kind === 'redrive' ? 'dead-lettered' : 'ok'
  if (Number.isNaN(span.endUs[travelled])) return 'pending'
  if (status !== STATUS.error) return 'ok'
  if (kind === KIND.delivery) return retriesOf(reader, span.endEvent[travelled] as number)
  if (kind !== KIND.attempt) return 'error'
  // A later sibling stands before it in its parent's list.
  for (
    let later = span.firstChild[span.parent[travelled] as number] as number;
    later >= 0 && later !== travelled;
    later = span.nextSibling[later] as number
  )
    if (span.kind[later] === KIND.retryWait || span.kind[later] === KIND.attempt) return 'retry'
  return 'error'
}

/** What failed of a batch comes back, until the queue gives it up. */
const retriesOf = (reader: TraceReader, endEvent: number): FlightOutcome =>
  endEvent >= 0 && reader.typeOf(endEvent) === 'delivery-ended' && reader.numberOf(endEvent, DELIVERY_FAILED) > 0
    ? 'retry'
    : 'error'

function flightOf(run: RunDescription, table: SpanTable, reader: TraceReader, travelled: number, toUs: number): Flight {
  const { span } = table
  const kind = span.kind[travelled]
  const event = span.event[travelled] as number
  const openedUs = span.startUs[travelled] as number
  const cause = reader.causeOf(event)
  // What a trigger brought is seen where it arrives; it left when its cause happened.
  const byTrigger = kind === KIND.invocation || kind === KIND.queueWait
  const startUs = byTrigger && cause >= 0 && cause < event ? reader.atOf(cause) : openedUs
  const ended = kind === KIND.queueWait ? openedUs : (span.endUs[travelled] as number)
  const endUs = Number.isNaN(ended) ? Math.max(toUs, openedUs) : ended
  return {
    edge: span.edge[travelled] as number,
    span: travelled,
    trace: traceNumberOf(table, travelled),
    startUs,
    arriveUs: byTrigger ? openedUs : (arrivalOf(table, travelled) ?? endUs),
    endUs,
    outcome: outcomeOf(run, table, reader, travelled),
  }
}

export function flightsBetween(
  run: RunDescription,
  table: SpanTable,
  flights: Int32List,
  reader: TraceReader,
  query: FlightQuery,
): FlightView {
  const { fromUs, toUs } = query
  const limit = Math.max(0, Math.min(query.limit ?? FLIGHTS_AT_MOST, FLIGHTS_AT_MOST))
  const perSecond: number[] = run.edges.map(() => 0)
  const first = firstFrom(flights, table, fromUs)
  const end = firstFrom(flights, table, toUs)
  const seconds = Math.max(toUs - fromUs, 1) / MICROSECONDS_PER_SECOND
  for (let index = first; index < end; index++) {
    const edge = table.span.edge[flights.at(index)] as number
    if (edge >= 0) perSecond[edge] = (perSecond[edge] ?? 0) + 1 / seconds
  }
  const shown: number[] = []
  let older = 0
  for (let index = end - 1; index >= Math.max(0, first - OLDER_LOOKED_AT); index--) {
    const travelled = flights.at(index)
    if ((table.span.edge[travelled] as number) < 0) continue
    const endUs =
      table.span.kind[travelled] === KIND.queueWait
        ? (table.span.startUs[travelled] as number)
        : (table.span.endUs[travelled] as number)
    if (index < first) {
      if (endUs < fromUs) continue
      older += 1
    }
    if (shown.length < limit) shown.push(travelled)
  }
  return {
    flights: shown.reverse().map((travelled) => flightOf(run, table, reader, travelled, toUs)),
    total: end - first + older,
    perSecond,
  }
}
