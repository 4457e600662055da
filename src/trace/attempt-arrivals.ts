// How many attempts began when: first ones and later ones apart, so that retries in step show as spikes.
import { fieldOf } from './fields.ts'
import type { TraceReader } from './log.ts'
import { KIND } from './span-table.ts'
import type { SpanFold } from './spans.ts'
import type { ArrivalQuery, AttemptArrivals } from './retries-view-types.ts'

const BINS_AT_MOST = 1000
const ATTEMPT = fieldOf('attempt-started', 'attempt')

/** `edge` undefined: of all edges. */
export function attemptArrivals(
  reader: TraceReader,
  { table, flights }: SpanFold,
  query: ArrivalQuery,
  edge: number | undefined,
): AttemptArrivals {
  const bins = Math.max(1, Math.min(BINS_AT_MOST, Math.floor(query.bins) || 1))
  const { fromUs } = query
  const toUs = Math.max(query.toUs, fromUs + 1)
  const first = Array.from({ length: bins }, () => 0)
  const again = Array.from({ length: bins }, () => 0)
  const startOf = (place: number): number => table.span.startUs[flights.at(place)] as number
  let low = 0
  let high = flights.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (startOf(middle) < fromUs) low = middle + 1
    else high = middle
  }
  for (let place = low; place < flights.length; place++) {
    const span = flights.at(place)
    const startUs = table.span.startUs[span] as number
    if (startUs >= toUs) break
    if (table.span.kind[span] !== KIND.attempt || (edge !== undefined && table.span.edge[span] !== edge)) continue
    const bin = Math.min(bins - 1, Math.floor(((startUs - fromUs) / (toUs - fromUs)) * bins))
    const counts = reader.numberOf(table.span.event[span] as number, ATTEMPT) > 1 ? again : first
    counts[bin] = (counts[bin] ?? 0) + 1
  }
  return { fromUs, toUs, first, again }
}
