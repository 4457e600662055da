// The tables a run's log refers to by index, read off the document once.
import { entriesInOrder, parseIsoUtc } from '#base'
import {
  edgeConfig,
  type EdgeId,
  edgePort,
  type NodeId,
  type Workflow,
  type WorkflowEdge,
  type WorkflowNode,
} from '#workflow'
import type { RunDescription, RunEdge, RunEdgeKind, RunNode } from './views.ts'

/** Concurrent executions of an account where nothing else is set. [V] */
export const ACCOUNT_CONCURRENCY = 1000

const EDGE_KINDS: Readonly<Record<string, RunEdgeKind>> = {
  'client/call': 'call',
  'function/call': 'call',
  'http-api/route': 'route',
  'schedule/fire': 'fire',
  'queue/consume': 'consume',
  'queue/redrive': 'redrive',
  'topic/subscribe': 'subscribe',
  'topic/undelivered': 'redrive',
  'event-bus/rule': 'subscribe',
  'event-bus/undelivered': 'redrive',
  'table/consume': 'consume',
  'table/undelivered': 'redrive',
  'bucket/notify': 'subscribe',
}

function describeNode(id: NodeId, node: WorkflowNode, index: number): RunNode {
  const isFunction = node.kind === 'function'
  return {
    index,
    id,
    name: node.name,
    kind: node.kind,
    memoryMb: isFunction ? node.config.memoryMb : 0,
    timeoutMs: isFunction ? node.config.timeoutMs : 0,
    concurrencyLimit: isFunction ? (node.config.reservedConcurrency ?? ACCOUNT_CONCURRENCY) : 0,
  }
}

/** Undefined for an edge that hangs in the air: the run has none of it. */
function describeEdge(
  workflow: Workflow,
  nodes: ReadonlyMap<NodeId, number>,
  id: EdgeId,
  edge: WorkflowEdge,
): Omit<RunEdge, 'index'> | undefined {
  const from = nodes.get(edge.from.node)
  const to = nodes.get(edge.to.node)
  const kind = EDGE_KINDS[edgePort(workflow, edge.from) ?? '']
  if (from === undefined || to === undefined || kind === undefined) return undefined
  const call = edgeConfig(workflow, id, 'client/call') ?? edgeConfig(workflow, id, 'function/call')
  const route = edgeConfig(workflow, id, 'http-api/route')
  const redrive = edgeConfig(workflow, id, 'queue/redrive')
  return {
    id,
    kind,
    from,
    to,
    policies: call?.policies ?? [],
    route: route ? (route.path === '$default' ? route.path : `${route.method} ${route.path}`) : '',
    maxReceiveCount: redrive?.maxReceiveCount ?? 0,
  }
}

export function describeRun(workflow: Workflow): RunDescription {
  const nodes = entriesInOrder(workflow.nodes).map(([id, node], index) => describeNode(id, node, index))
  const indexes = new Map(nodes.map(({ id, index }) => [id, index]))
  const edges: RunEdge[] = []
  for (const [id, edge] of entriesInOrder(workflow.edges)) {
    const described = describeEdge(workflow, indexes, id, edge)
    if (described) edges.push({ index: edges.length, ...described })
  }
  return { name: workflow.name, startAtMs: parseIsoUtc(workflow.scenario.startAt) ?? 0, nodes, edges }
}
