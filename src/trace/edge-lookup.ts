// Which edge something travelled, from what the log says: an edge's id, or the two nodes.
import type { RunDescription, RunEdge, RunEdgeKind } from './views.ts'

export interface EdgeLookup {
  /** -1 for an edge this run has not. */
  byId(id: string): number
  /** The edge of this kind between two nodes; of several routes, the one named. -1: none. */
  between(kind: RunEdgeKind, from: number, to: number, route?: string): number
}

export function createEdgeLookup(run: RunDescription): EdgeLookup {
  const byId = new Map<string, number>()
  const byEnds = new Map<string, RunEdge[]>()
  for (const edge of run.edges) {
    byId.set(edge.id, edge.index)
    const key = `${edge.kind} ${edge.from} ${edge.to}`
    const list = byEnds.get(key)
    if (list) list.push(edge)
    else byEnds.set(key, [edge])
  }
  return {
    byId: (id) => byId.get(id) ?? -1,
    between(kind, from, to, route) {
      const list = byEnds.get(`${kind} ${from} ${to}`)
      if (!list) return -1
      const named = route === undefined || list.length === 1 ? undefined : list.find((edge) => edge.route === route)
      return (named ?? (list[0] as RunEdge)).index
    },
  }
}
