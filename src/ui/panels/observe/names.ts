// Names for the indexes in views.
import type { RunDescription } from '#trace'

export const nodeName = (run: RunDescription, node: number): string => run.nodes[node]?.name ?? ''

/** `ChargeCard → PaymentProvider`. */
export function edgeName(run: RunDescription, edge: number): string {
  const found = run.edges[edge]
  return found ? `${nodeName(run, found.from)} → ${nodeName(run, found.to)}` : ''
}
