// Edits of nodes.
import { type JsonObject, keysInOrder, type Result, success } from '#base'
import { nodeModels } from '#nodes/models'
import type { Command, ConfigEdit, NewNode } from './command.ts'
import type { EdgeId, NodeId, Position, Workflow, WorkflowEdge, WorkflowNode } from './document.ts'
import { checkPosition, type Edited, refuse, refuseFirst, without } from './edit.ts'
import { withoutFaultsOn } from './edit-faults.ts'
import { type Feeder, FIRST_HANDLER, firstHandler } from './first-handler.ts'
import { findNode, incoming, outgoing } from './graph.ts'
import { codeOf, FIRST_ANSWER, filesBelow, folderPrefix, handlerFiles, isNodeRuntime } from './handlers.ts'
import { folderName, freeName, isUsableId, isUsableName, namesIn, nextNodeId, uniqueName } from './names.ts'
import type { Refusal } from './refusal.ts'
import { keptSchema } from './schema.ts'
import { editValue, readValue } from './values.ts'
import { callEnvName } from './variables.ts'

interface AddedNode {
  readonly workflow: Workflow
  readonly id: NodeId
}

/** A folder for new code that neither a file nor another node has. */
function freeFolder(workflow: Workflow, name: string): string {
  const taken = new Set(Object.keys(workflow.files).flatMap((path) => path.split('/').slice(0, 1)))
  for (const id of keysInOrder(workflow.nodes)) {
    const code = codeOf(workflow.nodes[id])
    if (code) taken.add(folderPrefix(code.codeUri).split('/')[0] as string)
  }
  return freeName(taken, folderName(name))
}

function withFirstHandler(
  workflow: Workflow,
  node: WorkflowNode,
  language: 'typescript' | 'javascript',
  feeder: Feeder | undefined,
): { node: WorkflowNode; files: Workflow['files'] } {
  const asked = node.kind === 'function' && (node.config.codeUri !== '' || node.config.handler !== FIRST_HANDLER)
  if (node.kind !== 'function' || asked || !isNodeRuntime(node.config.runtime)) return { node, files: workflow.files }
  const codeUri = freeFolder(workflow, node.name)
  const first = firstHandler(language, feeder)
  return {
    node: { ...node, config: { ...node.config, codeUri } },
    files: { ...workflow.files, [`${codeUri}/${first.name}`]: first.text },
  }
}

/** What makes a service answer from code: its first file, and the handler in it. Nothing where it does already. */
export function answerFromCode(workflow: Workflow, id: NodeId): readonly Command[] {
  const node = findNode(workflow, id)
  if (node?.kind !== 'service' || codeOf(node)) return []
  const codeUri = freeFolder(workflow, node.name)
  return [
    { type: 'write-file', path: `${codeUri}/index.ts`, text: FIRST_ANSWER },
    { type: 'edit-config', node: id, patch: { codeUri, handler: FIRST_HANDLER } },
  ]
}

/** `feeder`: what a new function's events will come from, where that is known. */
export function addNode(workflow: Workflow, added: NewNode, feeder?: Feeder): Result<AddedNode, Refusal> {
  const id = added.id ?? nextNodeId(workflow)
  if (!isUsableId(id)) return refuse('id-unusable', { id })
  if (findNode(workflow, id)) return refuse('id-taken', { id })
  const model = nodeModels[added.kind]
  const name = added.name ?? uniqueName(workflow, model.defaultName)
  if (!isUsableName(name)) return refuse('name-unusable', { name })
  if (namesIn(workflow).has(name)) return refuse('name-taken', { name })
  const position = checkPosition(added.position, name)
  if (!position.ok) return position
  const config = readValue(model.config, added.config ?? {})
  if (!config.ok) return refuseFirst(config.error)
  const kept = added.kept === undefined ? undefined : readValue(keptSchema, added.kept)
  if (kept && !kept.ok) return refuseFirst(kept.error)
  const bare = {
    kind: added.kind,
    name,
    position: position.value,
    config: config.value,
    ...(kept && { kept: kept.value }),
  } as WorkflowNode
  const { node, files } = withFirstHandler(workflow, bare, added.language ?? 'typescript', feeder)
  return success({ workflow: { ...workflow, files, nodes: { ...workflow.nodes, [id]: node } }, id })
}

/** The files that only these nodes have. */
function filesOf(workflow: Workflow, removed: ReadonlySet<string>): Set<string> {
  const own = new Set<string>()
  const others: string[] = []
  for (const id of keysInOrder(workflow.nodes)) {
    const code = codeOf(workflow.nodes[id])
    if (!code) continue
    if (removed.has(id)) for (const path of filesBelow(workflow.files, code.codeUri)) own.add(path)
    else others.push(folderPrefix(code.codeUri))
  }
  for (const path of own) if (others.some((prefix) => path.startsWith(prefix))) own.delete(path)
  return own
}

export function remove(workflow: Workflow, command: Extract<Command, { type: 'remove' }>): Edited {
  const nodes = new Set<string>(command.nodes)
  const edges = new Set<string>(command.edges)
  const notes = new Set<string>(command.notes)
  for (const node of nodes) if (!findNode(workflow, node)) return refuse('no-such-node', { node })
  for (const edge of edges) if (!Object.hasOwn(workflow.edges, edge)) return refuse('no-such-edge', { edge })
  for (const note of notes) if (!Object.hasOwn(workflow.notes, note)) return refuse('no-such-note', { note })
  for (const node of nodes) {
    for (const { id } of outgoing(workflow, node as NodeId)) edges.add(id)
    for (const { id } of incoming(workflow, node as NodeId)) edges.add(id)
  }
  return success({
    ...workflow,
    nodes: without(workflow.nodes, nodes),
    edges: without(workflow.edges, edges),
    notes: without(workflow.notes, notes),
    scenario: withoutFaultsOn(workflow.scenario, nodes, edges),
    files: nodes.size === 0 ? workflow.files : without(workflow.files, filesOf(workflow, nodes)),
  })
}

export function moveNodes(workflow: Workflow, positions: Readonly<Record<NodeId, Position>>): Edited {
  const nodes: Record<NodeId, WorkflowNode> = { ...workflow.nodes }
  let moved = false
  for (const id of keysInOrder(positions)) {
    const node = findNode(workflow, id)
    if (!node) return refuse('no-such-node', { node: id })
    const position = checkPosition(positions[id] as Position, node.name)
    if (!position.ok) return position
    if (position.value.x === node.position.x && position.value.y === node.position.y) continue
    nodes[id] = { ...node, position: position.value }
    moved = true
  }
  return success(moved ? { ...workflow, nodes } : workflow)
}

/** Edges whose handlers read a variable made from the node's old name, with that variable written down. */
function pinVariables(workflow: Workflow, node: NodeId): Record<EdgeId, WorkflowEdge> {
  const pinned: Record<EdgeId, WorkflowEdge> = {}
  for (const { id, edge } of incoming(workflow, node)) {
    const env = callEnvName(workflow, id)
    if (env === undefined || !('env' in edge.config) || edge.config.env !== '') continue
    const texts = Object.values(handlerFiles(workflow, edge.from.node))
    if (texts.some((text) => text.includes(env))) pinned[id] = { ...edge, config: { ...edge.config, env } }
  }
  return pinned
}

/** Edges of topics that say by name whose dead letters they take, with the new name. */
function renameEndpoints(workflow: Workflow, id: NodeId, before: string, name: string): Record<EdgeId, WorkflowEdge> {
  const renamed: Record<EdgeId, WorkflowEdge> = {}
  for (const { edge: subscription } of incoming(workflow, id)) {
    for (const { id: edge, edge: drawn } of outgoing(workflow, subscription.from.node, 'undelivered')) {
      const { config } = drawn
      if ('endpoint' in config && config.endpoint === before)
        renamed[edge] = { ...drawn, config: { ...config, endpoint: name } }
    }
  }
  return renamed
}

export function renameNode(workflow: Workflow, id: NodeId, name: string): Edited {
  const node = findNode(workflow, id)
  if (!node) return refuse('no-such-node', { node: id })
  if (node.name === name) return success(workflow)
  if (!isUsableName(name)) return refuse('name-unusable', { name })
  if (namesIn(workflow).has(name)) return refuse('name-taken', { name })
  const pinned = { ...pinVariables(workflow, id), ...renameEndpoints(workflow, id, node.name, name) }
  const edges = Object.keys(pinned).length === 0 ? workflow.edges : { ...workflow.edges, ...pinned }
  return success({ ...workflow, edges, nodes: { ...workflow.nodes, [id]: { ...node, name } } })
}

export function editConfig(workflow: Workflow, id: NodeId, edit: ConfigEdit): Edited {
  const node = findNode(workflow, id)
  if (!node) return refuse('no-such-node', { node: id })
  const config = editValue(nodeModels[node.kind].config, node.config as JsonObject, edit.patch, edit.unset)
  if (!config.ok) return refuseFirst(config.error)
  return success({ ...workflow, nodes: { ...workflow.nodes, [id]: { ...node, config: config.value } as WorkflowNode } })
}
