// `Metadata: Faaslab:` of an exported template: places, ids and whatever AWS has no word for, so that the template comes
// back as the document it was. What the template says itself is not repeated here; an edit of the template by hand wins.
import { type Json, type JsonObject, keysInOrder } from '#base'
import { type EdgeId, findNode, type NodeId, type Workflow, type WorkflowEdge, type WorkflowNode } from '#workflow'
import * as z from 'zod/mini'
import { KEPT_KEY } from './kept.ts'
import { get, isEmpty, sameValue } from './template.ts'
import { wrappedHandlersSchema } from './wrappers.ts'

export const METADATA_KEY = 'Faaslab'

const json = z.record(z.string(), z.json())
const names = z.array(z.string())
const change = { config: z.optional(json), unset: z.optional(names), kept: z.optional(json), unkept: z.optional(names) }

const nodeEntrySchema = z.object({
  id: z.string(),
  position: z.object({ x: z.number(), y: z.number() }),
  /** Of a node that is no resource. */
  kind: z.optional(z.string()),
  ...change,
})

const edgeEntrySchema = z.object({
  from: z.string(),
  to: z.string(),
  /** Tells apart edges between the same two. */
  route: z.optional(z.string()),
  /** Nothing in the resources says it. */
  outside: z.optional(z.literal(true)),
  /** A variable that stands in the template for this edge's sake. */
  variable: z.optional(z.string()),
  ...change,
})

const metadataSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  scenario: json,
  notes: z.optional(json),
  /** Of the settings, what no resource says. */
  account: z.optional(json),
  nodes: z.record(z.string(), nodeEntrySchema),
  edges: z.record(z.string(), edgeEntrySchema),
  /** What the resources say but the document doesn't: nodes by name, edges as in `endsOf`. */
  absent: z.optional(z.object({ nodes: z.optional(names), edges: z.optional(names) })),
  /** Was it drawn here, so that nothing of a template is remembered? */
  drawn: z.optional(z.literal(true)),
  /** Written for the project's sake; not the document's. */
  generated: z.optional(
    z.object({
      resources: z.optional(names),
      outputs: z.optional(names),
      files: z.optional(names),
      handlers: z.optional(wrappedHandlersSchema),
    }),
  ),
  /** Files that no function's folder holds, texts that can't lie where they should, and what is not the document's. */
  files: z.optional(
    z.object({
      listed: z.optional(names),
      texts: z.optional(z.record(z.string(), z.string())),
      others: z.optional(names),
    }),
  ),
  kept: z.optional(json),
})

export type Metadata = z.infer<typeof metadataSchema>
export type NodeEntry = z.infer<typeof nodeEntrySchema>
export type EdgeEntry = z.infer<typeof edgeEntrySchema>
interface Change {
  readonly config?: JsonObject
  readonly unset?: string[]
  readonly kept?: JsonObject
  readonly unkept?: string[]
}

export function readMetadata(value: Json | undefined): Metadata | undefined {
  const read = metadataSchema.safeParse(value)
  return read.success ? read.data : undefined
}

/** What a notification without events tells of. */
const ALL_CREATED = 's3:ObjectCreated:*'

/** `GET /orders` of an API's edge, whose dead letters a topic's or a bus's edge takes, what a bucket tells of; undefined for edges of which there is one between two ports. */
export function routeOf(port: string, config: JsonObject): string | undefined {
  if (port === 'undelivered') return String(get(config, 'endpoint') ?? get(config, 'rule') ?? '')
  if (port === 'notify') {
    const { events = ALL_CREATED, prefix = '', suffix = '' } = config
    return [events, prefix, suffix].map(String).join(' ')
  }
  return port === 'route' ? `${String(get(config, 'method'))} ${String(get(config, 'path'))}` : undefined
}

/** Who is who: all that can be said before the template is read again. */
export function identities(workflow: Workflow): Pick<Metadata, 'nodes' | 'edges'> {
  const nodes: Record<string, NodeEntry> = {}
  const edges: Record<string, EdgeEntry> = {}
  const end = (id: NodeId, port: string): string => `${findNode(workflow, id)?.name ?? ''}.${port}`
  for (const id of keysInOrder(workflow.nodes)) {
    const node = workflow.nodes[id] as WorkflowNode
    nodes[node.name] = { id, position: node.position }
  }
  for (const id of keysInOrder(workflow.edges)) {
    const { from, to, config } = workflow.edges[id] as WorkflowEdge
    const route = routeOf(from.port, config as JsonObject)
    edges[id] = { from: end(from.node, from.port), to: end(to.node, to.port), ...(route !== undefined && { route }) }
  }
  return { nodes, edges }
}

function changed(read: JsonObject, wanted: JsonObject): { set: JsonObject; unset: string[] } {
  const set: Record<string, Json> = {}
  for (const key of keysInOrder(wanted))
    if (!Object.hasOwn(read, key) || !isSame(read[key], wanted[key])) set[key] = wanted[key] as Json
  return { set, unset: keysInOrder(read).filter((key) => !Object.hasOwn(wanted, key)) }
}

/** Stricter than CloudFormation's equality: 1 is not "1" in a document. */
const isSame = (a: Json | undefined, b: Json | undefined): boolean => sameValue(a, b) && canonical(a) === canonical(b)

function canonical(value: Json | undefined): string {
  if (value === undefined || value === null || typeof value !== 'object') return JSON.stringify(value) ?? ''
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  return `{${keysInOrder(value as JsonObject)
    .map((key) => `${JSON.stringify(key)}:${canonical((value as JsonObject)[key])}`)
    .join(',')}}`
}

interface Part {
  readonly config: object
  readonly kept?: JsonObject
}

function changeOf(read: Part, wanted: Part): Change {
  const config = changed(read.config as JsonObject, wanted.config as JsonObject)
  const kept = changed(read.kept ?? {}, wanted.kept ?? {})
  return {
    ...(!isEmpty(config.set) && { config: config.set }),
    ...(config.unset.length > 0 && { unset: config.unset }),
    ...(!isEmpty(kept.set) && { kept: kept.set }),
    ...(kept.unset.length > 0 && { unkept: kept.unset }),
    // An empty record of kept things is not the same as none.
    ...(wanted.kept !== undefined && isEmpty(wanted.kept) && { kept: {} }),
  }
}

const NOTHING: Part = { config: {} }

/** What has to be said beside the template so that reading it gives `wanted`. `read` is what the template alone gives. */
export function describeDifference(
  wanted: Workflow,
  read: Workflow,
  base: Metadata,
  project: Readonly<Record<string, string>>,
): Metadata {
  const nodes: Record<string, NodeEntry> = {}
  const edges: Record<string, EdgeEntry> = {}
  for (const [name, entry] of Object.entries(base.nodes)) {
    const node = wanted.nodes[entry.id as NodeId] as WorkflowNode
    const found = read.nodes[entry.id as NodeId]
    nodes[name] = { ...entry, ...(!found && { kind: node.kind }), ...changeOf(found ?? NOTHING, node) } as NodeEntry
  }
  for (const [id, entry] of Object.entries(base.edges)) {
    const edge = wanted.edges[id as EdgeId] as WorkflowEdge
    const found = read.edges[id as EdgeId]
    edges[id] = { ...entry, ...(!found && { outside: true }), ...changeOf(found ?? NOTHING, edge) } as EdgeEntry
  }
  const kept = Object.fromEntries(Object.entries(wanted.kept ?? {}).filter(([key]) => key !== KEPT_KEY))
  const isKept = wanted.kept !== undefined && (!isEmpty(kept) || !Object.hasOwn(wanted.kept, KEPT_KEY))
  return {
    ...base,
    nodes,
    edges,
    ...(!isEmpty(wanted.notes) && { notes: asJson(wanted.notes) as JsonObject }),
    ...(wanted.kept?.[KEPT_KEY] === undefined && { drawn: true as const }),
    ...(isKept && { kept }),
    ...describeAbsent(wanted, read),
    ...describeFiles(wanted.files, read.files, project),
  } as Metadata
}

/** `Api.route>Work.invoke>GET /` of an edge. */
export function endsOf(workflow: Workflow, { from, to, config }: WorkflowEdge): string {
  const end = (id: NodeId, port: string): string => `${findNode(workflow, id)?.name ?? ''}.${port}`
  return `${end(from.node, from.port)}>${end(to.node, to.port)}>${routeOf(from.port, config as JsonObject) ?? ''}`
}

function describeAbsent(wanted: Workflow, read: Workflow): Pick<Metadata, 'absent'> {
  const nodes = Object.entries(read.nodes)
    .filter(([id]) => !findNode(wanted, id))
    .map(([, node]) => node.name)
  const edges = Object.entries(read.edges)
    .filter(([id]) => !Object.hasOwn(wanted.edges, id))
    .map(([, edge]) => endsOf(read, edge))
  if (nodes.length + edges.length === 0) return {}
  return { absent: { ...(nodes.length > 0 && { nodes }), ...(edges.length > 0 && { edges }) } }
}

function describeFiles(
  wanted: Workflow['files'],
  read: Workflow['files'],
  project: Workflow['files'],
): Pick<Metadata, 'files'> {
  const texts: Record<string, string> = {}
  const listed: string[] = []
  for (const path of keysInOrder(wanted)) {
    if (read[path] === wanted[path]) continue
    if (project[path] === wanted[path]) listed.push(path)
    else texts[path] = wanted[path] as string
  }
  const others = keysInOrder(read).filter((path) => !Object.hasOwn(wanted, path))
  if (isEmpty(texts) && listed.length + others.length === 0) return {}
  return {
    files: {
      ...(listed.length > 0 && { listed }),
      ...(!isEmpty(texts) && { texts }),
      ...(others.length > 0 && { others }),
    },
  }
}

function applyChange(read: Part, change: Change): { config: JsonObject; kept?: JsonObject } {
  const without = (object: JsonObject, keys: readonly string[] = []): JsonObject =>
    Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
  const kept = { ...without(read.kept ?? {}, change.unkept), ...change.kept }
  return {
    config: { ...without(read.config as JsonObject, change.unset), ...change.config },
    ...((!isEmpty(kept) || change.kept !== undefined) && { kept }),
  }
}

/** The document as it was before it was written, as plain JSON: it is still to be checked. */
export function applyMetadata(read: Workflow, metadata: Metadata): JsonObject {
  const nodes: Record<string, Json> = {}
  const edges: Record<string, Json> = {}
  const ids = new Map<string, string>()
  const absentNodes = new Set(metadata.absent?.nodes)
  const absentEdges = new Set(metadata.absent?.edges)
  for (const [id, node] of Object.entries(read.nodes) as [NodeId, WorkflowNode][]) {
    if (absentNodes.has(node.name)) continue
    const entry = Object.hasOwn(metadata.nodes, node.name) ? metadata.nodes[node.name] : undefined
    ids.set(node.name, id)
    nodes[id] = asJson(
      entry
        ? { kind: node.kind, name: node.name, position: entry.position, ...applyChange(node, asChange(entry)) }
        : node,
    )
  }
  for (const [name, entry] of Object.entries(metadata.nodes)) {
    if (entry.kind === undefined || ids.has(name) || Object.hasOwn(nodes, entry.id)) continue
    ids.set(name, entry.id)
    nodes[entry.id] = asJson({
      kind: entry.kind,
      name,
      position: entry.position,
      ...applyChange(NOTHING, asChange(entry)),
    })
  }
  for (const [id, edge] of Object.entries(read.edges) as [EdgeId, WorkflowEdge][]) {
    const entry = Object.hasOwn(metadata.edges, id) ? metadata.edges[id] : undefined
    const isGone = !Object.hasOwn(nodes, edge.from.node) || !Object.hasOwn(nodes, edge.to.node)
    if (isGone || (!entry && absentEdges.has(endsOf(read, edge)))) continue
    edges[id] = asJson(entry ? { from: edge.from, to: edge.to, ...applyChange(edge, asChange(entry)) } : edge)
  }
  for (const [id, entry] of Object.entries(metadata.edges)) {
    const from = endOf(entry.from, ids)
    const to = endOf(entry.to, ids)
    if (entry.outside && from && to && !Object.hasOwn(edges, id))
      edges[id] = asJson({ from, to, ...applyChange(NOTHING, asChange(entry)) })
  }
  const others = new Set(metadata.files?.others)
  const files = Object.fromEntries(Object.entries(read.files).filter(([path]) => !others.has(path)))
  const kept = { ...read.kept, ...(metadata.kept as JsonObject | undefined) }
  return asJson({
    ...read,
    name: metadata.name,
    scenario: metadata.scenario,
    notes: metadata.notes ?? {},
    nodes,
    edges,
    files: { ...files, ...metadata.files?.texts },
    ...((read.kept !== undefined || metadata.kept !== undefined) && { kept }),
  }) as JsonObject
}

const asChange = (entry: NodeEntry | EdgeEntry): Change => entry as Change

const asJson = (value: object): Json => value as JsonObject

function endOf(text: string, ids: ReadonlyMap<string, string>): { node: string; port: string } | undefined {
  const dot = text.indexOf('.')
  const node = dot === -1 ? undefined : ids.get(text.slice(0, dot))
  return node === undefined ? undefined : { node, port: text.slice(dot + 1) }
}
