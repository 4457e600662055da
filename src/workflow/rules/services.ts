// A function with edges to two services of the same address: fetch can't tell them apart.
import type { NodeId, Workflow } from '../document.ts'
import { findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

export function services(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'function').flatMap(({ id, node }) => {
    const owners = new Map<string, NodeId>()
    return outgoing(workflow, id, 'call').flatMap(({ id: edgeId, edge }): Problem[] => {
      const target = findNode(workflow, edge.to.node)
      if (target?.kind !== 'service') return []
      const url = target.config.baseUrl.replace(/\/+$/, '')
      const owner = owners.get(url)
      owners.set(url, edge.to.node)
      if (owner === undefined) return []
      const data = { name: target.name, other: findNode(workflow, owner)?.name ?? '', url, function: node.name }
      return [
        { code: 'service-same-url', severity: 'warning', node: edge.to.node, edge: edgeId, field: 'baseUrl', data },
      ]
    })
  })
}
