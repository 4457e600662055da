// What all that counts for the status shares: the log in hand, the counters that are counted into, and how to count.
import { type Counters, createCounters, EDGE_COUNTERS, NODE_COUNTERS } from './counters.ts'
import { createEdgeLookup, type EdgeLookup } from './edge-lookup.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createTraceReader, type TraceReader } from './log.ts'
import { addToRates, createRecentRates } from './recent.ts'
import type { SpanFold } from './spans.ts'
import type { RunDescription } from './views.ts'

export interface StatusDesk {
  readonly run: RunDescription
  readonly spans: SpanFold
  readonly lookup: EdgeLookup
  readonly ledger: Ledger
  log: TraceReader
  /** The present, or a copy on its way to the past. */
  into: Counters
  /** Of the event's node. */
  count(event: number, counter: number, by?: number): void
  countEdge(edge: number, counter: number, by?: number): void
  countRun(counter: number, by?: number): void
  rate(event: number, failed: boolean): void
  /** Of the span the event belongs to; -1: none. */
  edgeOf(event: number): number
}

export function entryOf<V>(map: Map<number, V>, key: number, make: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const made = make()
  map.set(key, made)
  return made
}

export function createStatusDesk(run: RunDescription, spans: SpanFold): StatusDesk {
  const desk: StatusDesk = {
    run,
    spans,
    lookup: createEdgeLookup(run),
    ledger: createLedger(run),
    log: createTraceReader(),
    into: createCounters(run.nodes.length, run.edges.length),
    count(event, counter, by = 1) {
      const { nodes } = desk.into
      const at = desk.log.nodeOf(event) * NODE_COUNTERS.length + counter
      if (at >= 0 && at < nodes.length) nodes[at] = (nodes[at] as number) + by
    },
    countEdge(edge, counter, by = 1) {
      if (edge < 0) return
      const { edges } = desk.into
      const at = edge * EDGE_COUNTERS.length + counter
      edges[at] = (edges[at] as number) + by
    },
    countRun(counter, by = 1) {
      desk.into.run[counter] = (desk.into.run[counter] as number) + by
    },
    rate(event, failed) {
      addToRates(entryOf(desk.into.rates, desk.log.nodeOf(event), createRecentRates), desk.log.atOf(event), failed)
    },
    edgeOf(event) {
      const span = spans.spanOf(event)
      return span < 0 ? -1 : (spans.table.span.edge[span] as number)
    },
  }
  return desk
}
