// What came with an import and is not emulated: never ignored silently.
import { entriesInOrder, keysInOrder } from '#base'
import type { Workflow } from '../document.ts'
import { findNode } from '../graph.ts'
import type { Problem } from '../refusal.ts'

export function keptProperties(workflow: Workflow): Problem[] {
  const nodes = entriesInOrder(workflow.nodes).flatMap(([id, node]): Problem[] => {
    const properties = keysInOrder(node.kept ?? {}).join(', ')
    return properties === ''
      ? []
      : [{ code: 'kept-not-emulated', severity: 'info', node: id, data: { name: node.name, properties } }]
  })
  const edges = entriesInOrder(workflow.edges).flatMap(([id, edge]): Problem[] => {
    const properties = keysInOrder(edge.kept ?? {}).join(', ')
    const name = `${findNode(workflow, edge.from.node)?.name} → ${findNode(workflow, edge.to.node)?.name}`
    return properties === ''
      ? []
      : [{ code: 'kept-not-emulated', severity: 'info', edge: id, data: { name, properties } }]
  })
  return [...nodes, ...edges]
}
