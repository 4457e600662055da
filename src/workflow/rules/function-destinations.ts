// Destinations and dead letters of a function that nobody invokes asynchronously.
import type { Workflow } from '../document.ts'
import { edgePort, findNode, incoming, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

const PORTS = ['on-success', 'on-failure', 'dead-letter'] as const
/** Who waits for the answer: the rest sends events. A handler may do either. */
const WAITING: ReadonlySet<string> = new Set([
  'http-api/route',
  'http-api/authorize',
  'queue/consume',
  'table/consume',
  'stream/consume',
  'client/call',
])

export function functionDestinations(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'function').flatMap(({ id, node }): Problem[] => {
    const drawn = PORTS.flatMap((port) => outgoing(workflow, id, port))
    const callers = incoming(workflow, id, 'invoke')
    const all = callers.every(({ edge }) => WAITING.has(edgePort(workflow, edge.from) ?? ''))
    // Without callers it may be given events by hand.
    if (drawn.length === 0 || callers.length === 0 || !all) return []
    const names = new Set(callers.map(({ edge }) => findNode(workflow, edge.from.node)?.name ?? ''))
    const data = { function: node.name, callers: [...names].join(', ') }
    return drawn.map(({ id: edge }) => ({
      code: 'function-destination-idle',
      severity: 'info',
      node: id,
      edge,
      data,
    }))
  })
}
