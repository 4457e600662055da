// Dead letters that go round in a circle never come to rest.
import type { NodeId, Workflow } from '../document.ts'
import { findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

export function redriveCycle(workflow: Workflow): Problem[] {
  const reported = new Set<NodeId>()
  return nodesOfKind(workflow, 'queue').flatMap(({ id }): Problem[] => {
    const path: NodeId[] = []
    let at: NodeId | undefined = id
    while (at !== undefined && !path.includes(at)) {
      path.push(at)
      at = outgoing(workflow, at, 'redrive')[0]?.edge.to.node
    }
    if (at !== id || reported.has(id)) return []
    for (const node of path) reported.add(node)
    const names = [...path, id].map((node) => findNode(workflow, node)?.name ?? node).join(' → ')
    const edge = outgoing(workflow, id, 'redrive')[0]?.id
    return [{ code: 'queue-redrive-cycle', severity: 'error', node: id, ...(edge && { edge }), data: { path: names } }]
  })
}
