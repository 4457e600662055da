// Edits of edges.
import { type JsonObject, type Result, success } from '#base'
import { nodeModels } from '#nodes/models'
import type { Command, ConfigEdit, NewEdge } from './command.ts'
import { canConnect, kindsFor } from './connect.ts'
import type { EdgeConfigByPort, EdgeEnd, EdgeId, Workflow, WorkflowEdge, WorkflowNode } from './document.ts'
import { type Edited, refuse, refuseFirst } from './edit.ts'
import { addNode } from './edit-nodes.ts'
import type { Feeder } from './first-handler.ts'
import { findEdge, findNode, outgoing, outPort, portOf } from './graph.ts'
import { folderName, isUsableId, nextEdgeId } from './names.ts'
import type { Refusal } from './refusal.ts'
import { keptSchema } from './schema.ts'
import { editValue, readValue } from './values.ts'

type EdgeConfig = EdgeConfigByPort[keyof EdgeConfigByPort]

/** An API's second route can't be $default again, and a REST API's first one neither: it gets a path after its target. */
function freeRoute(workflow: Workflow, from: EdgeEnd, to: EdgeEnd): JsonObject {
  const source = findNode(workflow, from.node)
  if (source?.kind !== 'http-api' || from.port !== 'route') return {}
  const taken = new Set(
    outgoing(workflow, from.node, from.port).map(({ edge }) => ('path' in edge.config ? edge.config.path : '')),
  )
  if (source.config.type === 'http' && !taken.has('$default')) return {}
  const base = `/${folderName(findNode(workflow, to.node)?.name ?? 'route')}`
  let path = base
  for (let number = 2; taken.has(path); number++) path = `${base}-${number}`
  return { path }
}

/** What an edge between these two carries when nobody says otherwise; undefined where none can leave. */
export function defaultEdgeConfig(workflow: Workflow, from: EdgeEnd, to: EdgeEnd): EdgeConfig | undefined {
  const node = findNode(workflow, from.node)
  const port = node && outPort(node.kind, from.port)
  if (!port) return undefined
  const start = port.parallelEdges ? freeRoute(workflow, from, to) : {}
  return port.edgeConfig.parse(start) as EdgeConfig
}

function readEdgeConfig(
  workflow: Workflow,
  from: EdgeEnd,
  to: EdgeEnd,
  given: JsonObject,
): Result<EdgeConfig, Refusal> {
  const node = findNode(workflow, from.node)
  const port = node && outPort(node.kind, from.port)
  const start = defaultEdgeConfig(workflow, from, to)
  if (!port || !start)
    return refuse('connect-no-port', { node: node?.name ?? from.node, kind: node?.kind ?? '', port: from.port })
  const read = editValue(port.edgeConfig, start as JsonObject, given)
  return read.ok ? success(read.value as EdgeConfig) : refuseFirst(read.error)
}

export function connect(workflow: Workflow, added: NewEdge): Edited {
  const id = added.id ?? nextEdgeId(workflow)
  if (!isUsableId(id)) return refuse('id-unusable', { id })
  if (findEdge(workflow, id)) return refuse('id-taken', { id })
  const answer = canConnect(workflow, added.from, added.to)
  if (!answer.ok) return refuse(answer.code, answer.data)
  const config = readEdgeConfig(workflow, added.from, added.to, added.config ?? {})
  if (!config.ok) return config
  const kept = added.kept === undefined ? undefined : readValue(keptSchema, added.kept)
  if (kept && !kept.ok) return refuseFirst(kept.error)
  const edge = {
    from: { node: added.from.node, port: added.from.port },
    to: { node: added.to.node, port: added.to.port },
    config: config.value,
    ...(kept && { kept: kept.value }),
  } as WorkflowEdge
  return success({ ...workflow, edges: { ...workflow.edges, [id]: edge } })
}

/** What a function behind this port is fed by. */
function feederOf(node: WorkflowNode, port: string): Feeder {
  if (node.kind !== 'http-api') return node.kind
  const isRest = node.config.type === 'rest'
  if (port === 'authorize') return isRest ? 'rest-authorizer' : 'http-authorizer'
  return isRest ? 'rest-api' : node.kind
}

export function addAndConnect(workflow: Workflow, command: Extract<Command, { type: 'add-and-connect' }>): Edited {
  const existing = findNode(workflow, command.end.node)
  if (!existing) return refuse('connect-no-node', { node: command.end.node })
  const outward = portOf(existing.kind, command.end.port)?.direction !== 'in'
  const added = addNode(workflow, command.node, outward ? feederOf(existing, command.end.port) : undefined)
  if (!added.ok) return added
  const offered = kindsFor(workflow, command.end).find((offer) => offer.kind === command.node.kind)?.port
  const port = command.port ?? offered ?? nodeModels[command.node.kind].ports[0]?.name ?? ''
  const other = { node: added.value.id, port }
  return connect(added.value.workflow, {
    from: outward ? command.end : other,
    to: outward ? other : command.end,
    ...(command.edge !== undefined && { id: command.edge }),
    ...(command.edgeConfig !== undefined && { config: command.edgeConfig }),
  })
}

export function reconnect(
  workflow: Workflow,
  id: EdgeId,
  ends: { readonly from?: EdgeEnd; readonly to?: EdgeEnd },
): Edited {
  const edge = findEdge(workflow, id)
  if (!edge) return refuse('no-such-edge', { edge: id })
  const from = ends.from ?? edge.from
  const to = ends.to ?? edge.to
  if (sameEnd(from, edge.from) && sameEnd(to, edge.to)) return success(workflow)
  const answer = canConnect(workflow, from, to, id)
  if (!answer.ok) return refuse(answer.code, answer.data)
  const source = findNode(workflow, from.node)
  const before = findNode(workflow, edge.from.node)
  const schema = source && outPort(source.kind, from.port)?.edgeConfig
  const sameConfig = before && schema === outPort(before.kind, edge.from.port)?.edgeConfig
  const config = sameConfig ? edge.config : defaultEdgeConfig(workflow, from, to)
  const moved = {
    ...edge,
    from: { node: from.node, port: from.port },
    to: { node: to.node, port: to.port },
    config,
  } as WorkflowEdge
  return success({ ...workflow, edges: { ...workflow.edges, [id]: moved } })
}

const sameEnd = (a: EdgeEnd, b: EdgeEnd): boolean => a.node === b.node && a.port === b.port

export function editEdgeConfig(workflow: Workflow, id: EdgeId, edit: ConfigEdit): Edited {
  const edge = findEdge(workflow, id)
  if (!edge) return refuse('no-such-edge', { edge: id })
  const source = findNode(workflow, edge.from.node)
  const schema = source && outPort(source.kind, edge.from.port)?.edgeConfig
  if (!schema) return refuse('no-such-edge', { edge: id })
  const config = editValue(schema, edge.config as JsonObject, edit.patch, edit.unset)
  if (!config.ok) return refuseFirst(config.error)
  return success({ ...workflow, edges: { ...workflow.edges, [id]: { ...edge, config: config.value as EdgeConfig } } })
}
