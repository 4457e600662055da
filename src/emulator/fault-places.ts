// Which faults a message meets: those of the node it is for, and of the edge it goes along. Edges are told apart by who
// sends: code goes along call edges, everything else along the provider's own.
import { keysInOrder } from '#base'
import type { Fault } from '#faults'
import type { EdgeId, NodeId, Workflow } from '#workflow'

/** Where edges leave along which code calls, whatever kind has it: a list of models would bring all their schemas along. */
const CODE_PORT = 'call'

export interface FaultPlaces {
  /** In the order of the scenario. Undefined `edge`: whichever join the two. */
  between(from: number, to: number, isCode: boolean, edge: EdgeId | undefined): readonly Fault[]
  /** Drawn on the node itself. */
  at(node: number): readonly Fault[]
}

const NONE: readonly Fault[] = []

export function createFaultPlaces(workflow: Workflow, faults: readonly Fault[]): FaultPlaces {
  const ids = keysInOrder(workflow.nodes)
  const byNode = new Map<number, Fault[]>()
  for (const fault of faults) {
    if (fault.on.type !== 'node') continue
    const node = ids.indexOf(fault.on.node as NodeId)
    byNode.set(node, [...(byNode.get(node) ?? []), fault])
  }
  const known = new Map<number, readonly Fault[]>()
  const knownByEdge = new Map<EdgeId, readonly Fault[]>()

  function edgesBetween(from: number, to: number, isCode: boolean): Set<string> {
    const [source, target] = [ids[from], ids[to]]
    return new Set(
      keysInOrder(workflow.edges).filter((id) => {
        const edge = workflow.edges[id]
        if (!edge || edge.from.node !== source || edge.to.node !== target) return false
        return (edge.from.port === CODE_PORT) === isCode
      }),
    )
  }

  function find(from: number, to: number, edges: ReadonlySet<string>): readonly Fault[] {
    const found = faults.filter(({ on, effect }) => {
      if (on.type === 'edge') return edges.has(on.edge)
      const node = ids.indexOf(on.node as NodeId)
      // What a source hands on is poison for whoever takes it.
      return node === to || (node === from && effect.type === 'poison')
    })
    return found.length === 0 ? NONE : found
  }

  function along(from: number, to: number, edge: EdgeId): readonly Fault[] {
    let found = knownByEdge.get(edge)
    if (!found) {
      found = find(from, to, new Set([edge]))
      knownByEdge.set(edge, found)
    }
    return found
  }

  return {
    between(from, to, isCode, edge) {
      if (edge !== undefined) return along(from, to, edge)
      const key = (from * ids.length + to) * 2 + (isCode ? 1 : 0)
      let found = known.get(key)
      if (!found) {
        found = find(from, to, edgesBetween(from, to, isCode))
        known.set(key, found)
      }
      return found
    },
    at: (node) => byNode.get(node) ?? NONE,
  }
}
