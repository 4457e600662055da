// Looking things up in a document: nodes, ports, edges by end, typed configs. Indexes are made once per document.
import { entriesInOrder } from '#base'
import { type InPort, type NodeKind, nodeModels, type OutPort, type Port } from '#nodes/models'
import type {
  ConfigByKind,
  EdgeConfigByPort,
  EdgeEnd,
  EdgeId,
  NodeId,
  NodeOf,
  Workflow,
  WorkflowEdge,
  WorkflowNode,
} from './document.ts'

export interface EdgeEntry {
  readonly id: EdgeId
  readonly edge: WorkflowEdge
}

export interface NodeEntry<Kind extends NodeKind = NodeKind> {
  readonly id: NodeId
  readonly node: NodeOf<Kind>
}

export type EdgePort = keyof EdgeConfigByPort

interface EdgeIndex {
  readonly outgoing: ReadonlyMap<NodeId, readonly EdgeEntry[]>
  readonly incoming: ReadonlyMap<NodeId, readonly EdgeEntry[]>
}

const NONE: readonly EdgeEntry[] = []
const indexes = new WeakMap<Workflow['edges'], EdgeIndex>()

function edgeIndex(edges: Workflow['edges']): EdgeIndex {
  const known = indexes.get(edges)
  if (known) return known
  const outgoing = new Map<NodeId, EdgeEntry[]>()
  const incoming = new Map<NodeId, EdgeEntry[]>()
  const add = (map: Map<NodeId, EdgeEntry[]>, node: NodeId, entry: EdgeEntry): void => {
    const list = map.get(node)
    if (list) list.push(entry)
    else map.set(node, [entry])
  }
  for (const [id, edge] of entriesInOrder(edges)) {
    add(outgoing, edge.from.node, { id, edge })
    add(incoming, edge.to.node, { id, edge })
  }
  const index = { outgoing, incoming }
  indexes.set(edges, index)
  return index
}

/** Safe for any text: what every object inherits is no node. */
export const findNode = (workflow: Workflow, id: string): WorkflowNode | undefined =>
  Object.hasOwn(workflow.nodes, id) ? workflow.nodes[id as NodeId] : undefined

export const findEdge = (workflow: Workflow, id: string): WorkflowEdge | undefined =>
  Object.hasOwn(workflow.edges, id) ? workflow.edges[id as EdgeId] : undefined

export function findNodeByName(workflow: Workflow, name: string): { id: NodeId; node: WorkflowNode } | undefined {
  for (const [id, node] of entriesInOrder(workflow.nodes)) if (node.name === name) return { id, node }
  return undefined
}

/** The nodes of one kind, in order of their ids. */
export function nodesOfKind<Kind extends NodeKind>(workflow: Workflow, kind: Kind): readonly NodeEntry<Kind>[] {
  const found: NodeEntry<Kind>[] = []
  for (const [id, node] of entriesInOrder(workflow.nodes)) {
    if (node.kind === kind) found.push({ id, node: node as NodeOf<Kind> })
  }
  return found
}

/** Edges that leave a node (by one of its ports), in order of their ids. */
export function outgoing(workflow: Workflow, node: NodeId, port?: string): readonly EdgeEntry[] {
  const all = edgeIndex(workflow.edges).outgoing.get(node) ?? NONE
  return port === undefined ? all : all.filter(({ edge }) => edge.from.port === port)
}

/** Edges that end at a node (at one of its ports), in order of their ids. */
export function incoming(workflow: Workflow, node: NodeId, port?: string): readonly EdgeEntry[] {
  const all = edgeIndex(workflow.edges).incoming.get(node) ?? NONE
  return port === undefined ? all : all.filter(({ edge }) => edge.to.port === port)
}

/** Does something that failed elsewhere come to rest here? */
export const takesDeadLetters = (workflow: Workflow, id: NodeId): boolean =>
  incoming(workflow, id).some(({ edge }) => {
    const source = findNode(workflow, edge.from.node)
    // A function's successes leave by a failure edge, too: the provider keeps the two side by side.
    return (
      edge.from.port !== 'on-success' &&
      source !== undefined &&
      outPort(source.kind, edge.from.port)?.edge === 'failure'
    )
  })

export const portOf = (kind: NodeKind, port: string): Port | undefined =>
  nodeModels[kind].ports.find((candidate: Port) => candidate.name === port)

export function inPort(kind: NodeKind, port: string): InPort | undefined {
  const found = portOf(kind, port)
  return found?.direction === 'in' ? found : undefined
}

export function outPort(kind: NodeKind, port: string): OutPort | undefined {
  const found = portOf(kind, port)
  return found?.direction === 'out' ? found : undefined
}

/** `queue/consume`: what decides an edge's config. Undefined where no edge can leave. */
export function edgePort(workflow: Workflow, from: EdgeEnd): EdgePort | undefined {
  const node = findNode(workflow, from.node)
  return node && outPort(node.kind, from.port) ? (`${node.kind}/${from.port}` as EdgePort) : undefined
}

/** The config of an edge that leaves the port named; undefined when there is no such edge or it leaves another port. */
export function edgeConfig<Key extends EdgePort>(
  workflow: Workflow,
  edge: EdgeId,
  port: Key,
): EdgeConfigByPort[Key] | undefined {
  const found = findEdge(workflow, edge)
  const node = found && findNode(workflow, found.from.node)
  return node && `${node.kind}/${found.from.port}` === port ? (found.config as EdgeConfigByPort[Key]) : undefined
}

/** A node's config with nothing set. */
export const defaultConfig = <Kind extends NodeKind>(kind: Kind): ConfigByKind[Kind] =>
  nodeModels[kind].config.parse({}) as ConfigByKind[Kind]
