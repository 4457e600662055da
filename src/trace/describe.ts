// The tables a run's log refers to by index, read off the document once.
import { entriesInOrder, parseIsoUtc } from '#base'
import {
  concurrencyLimit,
  edgeConfig,
  type EdgeId,
  edgePort,
  type NodeId,
  sharesAccount,
  unreservedConcurrency,
  type Workflow,
  type WorkflowEdge,
  type WorkflowNode,
} from '#workflow'
import type { RunDescription, RunEdge, RunEdgeKind, RunNode } from './views.ts'

const EDGE_KINDS: Readonly<Record<string, RunEdgeKind>> = {
  'client/call': 'call',
  'function/call': 'call',
  'function/on-success': 'subscribe',
  'function/on-failure': 'redrive',
  'function/dead-letter': 'redrive',
  'http-api/route': 'route',
  'http-api/authorize': 'route',
  'schedule/fire': 'fire',
  'schedule/undelivered': 'redrive',
  'queue/consume': 'consume',
  'queue/redrive': 'redrive',
  'topic/subscribe': 'subscribe',
  'topic/undelivered': 'redrive',
  'event-bus/rule': 'subscribe',
  'event-bus/undelivered': 'redrive',
  'stream/consume': 'consume',
  'stream/undelivered': 'redrive',
  'table/consume': 'consume',
  'table/undelivered': 'redrive',
  'bucket/notify': 'subscribe',
}

function describeNode(workflow: Workflow, id: NodeId, node: WorkflowNode, index: number): RunNode {
  const isFunction = node.kind === 'function'
  return {
    index,
    id,
    name: node.name,
    kind: node.kind,
    memoryMb: isFunction ? node.config.memoryMb : 0,
    timeoutMs: isFunction ? node.config.timeoutMs : 0,
    unreservedConcurrency: isFunction ? unreservedConcurrency(workflow, id, node.config.scaling) : 0,
    concurrencyLimit: isFunction ? concurrencyLimit(workflow, id, node.config) : 0,
    ...(isFunction && sharesAccount(node.config) && { sharesAccount: true }),
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
  const nodes = entriesInOrder(workflow.nodes).map(([id, node], index) => describeNode(workflow, id, node, index))
  const indexes = new Map(nodes.map(({ id, index }) => [id, index]))
  const edges: RunEdge[] = []
  for (const [id, edge] of entriesInOrder(workflow.edges)) {
    const described = describeEdge(workflow, indexes, id, edge)
    if (described) edges.push({ index: edges.length, ...described })
  }
  return { name: workflow.name, startAtMs: parseIsoUtc(workflow.scenario.startAt) ?? 0, nodes, edges }
}
