// From a draft to a document: ids, names, places, and what is remembered of the template.
import type { Json, JsonObject } from '#base'
import { nodeModels, type OutPort, type Port } from '#nodes/models'
import {
  callEnvName,
  type EdgeId,
  isUsableName,
  newWorkflow,
  type NodeId,
  type Workflow,
  type WorkflowEdge,
  type WorkflowNode,
} from '#workflow'
import { layOut } from '../layout.ts'
import type { Draft, DraftEdge, DraftNode } from './draft.ts'
import { KEPT_KEY, rememberEntry, writeKept } from './kept.ts'
import { endsOf, type Metadata, routeOf } from './metadata.ts'
import { FORMAT_VERSION, get, isEmpty, TRANSFORM, V2_INTEGRATION, V2_ROUTE } from './template.ts'

export interface Assembled {
  readonly workflow: Workflow
  readonly idOf: (node: DraftNode) => NodeId
}

/** Free numbers above all that are taken: `n7`. */
function numbered(prefix: string, taken: ReadonlySet<string>): () => string {
  let number = 0
  return () => {
    do number += 1
    while (taken.has(prefix + number))
    return prefix + number
  }
}

/** Letters and digits, a letter first, not taken. */
function usableName(id: string, taken: ReadonlySet<string>): string {
  if (isUsableName(id) && !taken.has(id)) return id
  const plain =
    id
      .replace(/[^A-Za-z0-9]/g, '')
      .replace(/^[0-9]+/, '')
      .slice(0, 240) || 'Node'
  let name = plain
  for (let number = 2; taken.has(name); number++) name = `${plain}${number}`
  return name
}

function nameNodes(draft: Draft): ReadonlyMap<DraftNode, string> {
  const names = new Map<DraftNode, string>()
  const taken = new Set<string>()
  for (const node of draft.nodes.values()) {
    const name = usableName(node.logicalId, taken)
    taken.add(name)
    names.set(node, name)
  }
  return names
}

function nodeIds(
  draft: Draft,
  names: ReadonlyMap<DraftNode, string>,
  metadata: Metadata | undefined,
): ReadonlyMap<DraftNode, NodeId> {
  const ids = new Map<DraftNode, NodeId>()
  const taken = new Set(Object.values(metadata?.nodes ?? {}).map((entry) => entry.id))
  const next = numbered('n', taken)
  for (const node of draft.nodes.values()) {
    const name = names.get(node) as string
    const entry = metadata && Object.hasOwn(metadata.nodes, name) ? metadata.nodes[name] : undefined
    ids.set(node, (entry && entry.kind === undefined ? entry.id : next()) as NodeId)
  }
  return ids
}

function edgeIds(
  draft: Draft,
  names: ReadonlyMap<DraftNode, string>,
  metadata: Metadata | undefined,
): ReadonlyMap<DraftEdge, EdgeId> {
  const ids = new Map<DraftEdge, EdgeId>()
  const entries = Object.entries(metadata?.edges ?? {})
  const byKey = new Map<string, string[]>()
  for (const [id, entry] of entries) {
    if (entry.outside) continue
    const key = `${entry.from}>${entry.to}>${entry.route ?? ''}`
    const list = byKey.get(key)
    if (list) list.push(id)
    else byKey.set(key, [id])
  }
  const next = numbered('e', new Set(entries.map(([id]) => id)))
  for (const edge of draft.edges) {
    const from = `${names.get(edge.from)}.${edge.port}`
    const to = `${names.get(edge.to)}.${edge.toPort}`
    const known = byKey.get(`${from}>${to}>${routeOf(edge.port, edge.config) ?? ''}`)?.shift()
    ids.set(edge, (known ?? next()) as EdgeId)
  }
  return ids
}

const DEFAULT_ACTION: Readonly<Record<string, string>> = {
  queue: 'send',
  topic: 'send',
  'event-bus': 'send',
  function: 'invoke',
}

function edgeConfigOf(edge: DraftEdge): JsonObject {
  const port = nodeModels[edge.from.kind].ports.find((candidate: Port) => candidate.name === edge.port) as OutPort
  const config = port.edgeConfig.parse(edge.config) as JsonObject
  const actions = config['actions']
  const only = Array.isArray(actions) && actions.length === 1 && actions[0] === DEFAULT_ACTION[edge.to.kind]
  return only ? { ...config, actions: [] } : config
}

export function assemble(draft: Draft, metadata: Metadata | undefined, name: string): Assembled {
  const names = nameNodes(draft)
  const ids = nodeIds(draft, names, metadata)
  const edgesIds = edgeIds(draft, names, metadata)
  const places = layOut(
    [...draft.nodes.keys()],
    draft.edges.map((edge) => ({ from: edge.from.logicalId, to: edge.to.logicalId })),
  )
  const nodes: Record<NodeId, WorkflowNode> = {}
  for (const node of draft.nodes.values()) {
    nodes[ids.get(node) as NodeId] = {
      kind: node.kind,
      name: names.get(node),
      position: places.get(node.logicalId) ?? { x: 0, y: 0 },
      config: nodeModels[node.kind].config.parse(node.config),
      ...(!isEmpty(node.kept) && { kept: node.kept }),
    } as WorkflowNode
  }
  const edges: Record<EdgeId, WorkflowEdge> = {}
  for (const edge of draft.edges) {
    const made: object = {
      from: { node: ids.get(edge.from) as NodeId, port: edge.port },
      to: { node: ids.get(edge.to) as NodeId, port: edge.toPort },
      config: edgeConfigOf(edge),
      ...(!isEmpty(edge.kept) && { kept: edge.kept }),
    }
    edges[edgesIds.get(edge) as EdgeId] = made as WorkflowEdge
  }
  const plain: Workflow = {
    ...newWorkflow(name),
    nodes,
    edges: shortenVariables({ ...newWorkflow(name), nodes, edges }),
    files: draft.taken,
  }
  const gone = new Set(metadata?.absent?.edges)
  const known = new Set(Object.keys(metadata?.edges ?? {}))
  /** What the template says though the document did not: nothing of it is to be remembered. */
  const isAbsent = (id: EdgeId): boolean => !known.has(id) && gone.has(endsOf(plain, plain.edges[id] as WorkflowEdge))
  const kept = remember(draft, ids, edgesIds, metadata, isAbsent)
  return { workflow: kept ? { ...plain, kept: { [KEPT_KEY]: kept } } : plain, idOf: (node) => ids.get(node) as NodeId }
}

/** A variable that its target's name gives anyway is not said. */
function shortenVariables(workflow: Workflow): Workflow['edges'] {
  const unsaid: Record<EdgeId, WorkflowEdge> = {}
  for (const [id, edge] of Object.entries(workflow.edges) as [EdgeId, WorkflowEdge][]) {
    unsaid[id] =
      'env' in edge.config && edge.config.env !== '' ? { ...edge, config: { ...edge.config, env: '' } } : edge
  }
  const derived = { ...workflow, edges: unsaid }
  const edges: Record<EdgeId, WorkflowEdge> = {}
  for (const [id, edge] of Object.entries(workflow.edges) as [EdgeId, WorkflowEdge][]) {
    const same = 'env' in edge.config && edge.config.env !== '' && callEnvName(derived, id) === edge.config.env
    edges[id] = same ? (unsaid[id] as WorkflowEdge) : edge
  }
  return edges
}

function remember(
  draft: Draft,
  ids: ReadonlyMap<DraftNode, NodeId>,
  edgesIds: ReadonlyMap<DraftEdge, EdgeId>,
  metadata: Metadata | undefined,
  isAbsent: (edge: EdgeId) => boolean,
): JsonObject | undefined {
  const drawn = metadata?.drawn === true
  const ownNodes = new Set(drawn ? Object.values(metadata.nodes).map((entry) => entry.id) : [])
  const ownEdges = new Set(drawn ? Object.keys(metadata.edges) : [])
  const nodes: Record<string, Json> = {}
  const edges: Record<string, Json> = {}
  const nodeNames: Record<string, Json> = {}
  for (const node of draft.nodes.values()) {
    const id = ids.get(node) as NodeId
    nodeNames[id] = node.logicalId
    const entry = ownNodes.has(id) ? undefined : rememberEntry(node)
    if (entry) nodes[id] = entry
  }
  for (const edge of draft.edges) {
    const id = edgesIds.get(edge) as EdgeId
    const entry = ownEdges.has(id) || isAbsent(id) ? undefined : rememberEntry(edge)
    if (entry) edges[id] = entry
  }
  const resources: Record<string, Json> = {}
  for (const [id, body] of Object.entries(draft.template.resources)) {
    const became = draft.became.get(id)
    if (became === 'kept' || (became === 'edge' && isRoutePart(body))) resources[id] = body
  }
  const sections = Object.fromEntries(
    Object.entries(draft.template.sections).filter(([key, value]) => !isStandard(key, value)),
  )
  return writeKept({ names: nodeNames, sections, resources, nodes, edges })
}

/** These carry their edge on export; a mapping is written anew. */
const isRoutePart = (body: Json): boolean => [V2_ROUTE, V2_INTEGRATION].includes(String(get(body, 'Type')))

const isStandard = (key: string, value: Json): boolean =>
  (key === 'AWSTemplateFormatVersion' && value === FORMAT_VERSION) || (key === 'Transform' && value === TRANSFORM)
