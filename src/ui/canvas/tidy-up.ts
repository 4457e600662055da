// Positions by layers, left to right. Loaded when it is first asked for.
import { graphlib, layout } from '@dagrejs/dagre'
import { entriesInOrder } from '#base'
import type { NodeId, Position, Workflow } from '#workflow'
import { GAP_X, NODE_HEIGHT, NODE_WIDTH } from './node-size.ts'

export function tidy(workflow: Workflow): Readonly<Record<NodeId, Position>> {
  const graph = new graphlib.Graph({ multigraph: true })
  graph.setGraph({ rankdir: 'LR', ranksep: GAP_X, nodesep: 48 })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const [id] of entriesInOrder(workflow.nodes)) graph.setNode(id, { width: NODE_WIDTH, height: NODE_HEIGHT })
  for (const [id, edge] of entriesInOrder(workflow.edges)) graph.setEdge(edge.from.node, edge.to.node, {}, id)
  layout(graph)
  const positions: Record<NodeId, Position> = {}
  for (const [id] of entriesInOrder(workflow.nodes)) {
    const { x, y } = graph.node(id)
    positions[id] = { x: Math.round((x ?? 0) - NODE_WIDTH / 2), y: Math.round((y ?? 0) - NODE_HEIGHT / 2) }
  }
  return positions
}
