// A function that calls itself, or sends to the queue or topic that triggers it, may go on for ever.
import type { Workflow } from '../document.ts'
import { findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

export function functionLoops(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'function').flatMap(({ id, node }) =>
    outgoing(workflow, id, 'call').flatMap(({ id: edgeId, edge }): Problem[] => {
      const at = { severity: 'warning', node: id, edge: edgeId } as const
      if (edge.to.node === id) return [{ ...at, code: 'function-calls-itself', data: { function: node.name } }]
      const comesBack = [
        ...outgoing(workflow, edge.to.node, 'consume'),
        ...outgoing(workflow, edge.to.node, 'subscribe'),
      ].some((consumer) => consumer.edge.to.node === id)
      if (!comesBack) return []
      return [
        {
          ...at,
          code: 'function-feeds-itself',
          data: { function: node.name, queue: findNode(workflow, edge.to.node)?.name ?? '' },
        },
      ]
    }),
  )
}
