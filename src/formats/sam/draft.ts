// What is being put together while a template is read: nodes and edges by logical id, what is kept, what became of each
// resource. It becomes a document in one step at the end.
import type { Json, JsonObject } from '#base'
import { type NodeKind, nodeModels, type Port } from '#nodes/models'
import { ACCOUNT_ID, type SentenceData } from '#workflow'
import type { FormatSentenceCode } from '../sentences/en.ts'
import type { Resolver } from './intrinsics.ts'
import { asObject, get, isObject, type Resource, readResource, type Template } from './template.ts'

/** What a resource of the template became. */
export type Became = 'node' | 'edge' | 'kept'

export type Mutable = { [key: string]: Json }

export interface DraftNode {
  /** In the template; a schedule of an event has the one that SAM will give its rule. */
  readonly logicalId: string
  readonly kind: NodeKind
  readonly config: Mutable
  readonly kept: Mutable
  /** By property: the expression whose value went into the config. */
  readonly values: Mutable
  /** How the node stands in the template, where that is not as we write it. */
  readonly book: Mutable
}

export interface DraftEdge {
  readonly from: DraftNode
  readonly port: string
  readonly to: DraftNode
  readonly toPort: string
  readonly config: Mutable
  readonly kept: Mutable
  readonly values: Mutable
  readonly book: Mutable
}

export interface DraftNote {
  readonly code: FormatSentenceCode
  readonly data: SentenceData
  readonly node?: DraftNode
}

export interface Draft {
  readonly template: Template
  readonly resolver: Resolver
  readonly resources: readonly Resource[]
  /** What lies beside the template; paths without `.` and `..`. */
  readonly files: Readonly<Record<string, string>>
  readonly nodes: Map<string, DraftNode>
  readonly edges: DraftEdge[]
  readonly became: Map<string, Became>
  /** Dead-letter queues of subscriptions. */
  readonly undelivered: Map<DraftEdge, DraftNode>
  readonly taken: Record<string, string>
  readonly notes: DraftNote[]
  /** By QueueName and FunctionName, where the template gives them. */
  readonly physical: Map<string, DraftNode>
}

export const newDraft = (template: Template, resolver: Resolver, files: Readonly<Record<string, string>>): Draft => ({
  template,
  resolver,
  resources: Object.entries(template.resources).flatMap(([id, body]) => readResource(id, body) ?? []),
  files,
  nodes: new Map(),
  edges: [],
  became: new Map(),
  undelivered: new Map(),
  taken: {},
  notes: [],
  physical: new Map(),
})

export function addNode(draft: Draft, kind: NodeKind, logicalId: string): DraftNode {
  const node: DraftNode = { logicalId, kind, config: {}, kept: {}, values: {}, book: {} }
  draft.nodes.set(logicalId, node)
  return node
}

export const note = (draft: Draft, code: FormatSentenceCode, data: SentenceData, node?: DraftNode): void => {
  draft.notes.push({ code, data: node ? { name: node.logicalId, ...data } : data, ...(node && { node }) })
}

const portOf = (kind: NodeKind, name: string): Port | undefined =>
  nodeModels[kind].ports.find((port: Port) => port.name === name)

/** Adds the edge unless the document could not hold it: a second one where one may be, or a node joined to itself. */
export function addEdge(
  draft: Draft,
  from: DraftNode,
  port: string,
  to: DraftNode,
  toPort: string,
): DraftEdge | undefined {
  const out = portOf(from.kind, port)
  if (out?.direction !== 'out') return undefined
  const others = draft.edges.filter((edge) => edge.from === from && edge.port === port)
  if (from === to && out.edge !== 'call') return undefined
  if (!out.parallelEdges && others.some((edge) => edge.to === to)) return undefined
  if (out.maximumEdges !== undefined && others.length >= out.maximumEdges) return undefined
  const edge: DraftEdge = { from, port, to, toPort, config: {}, kept: {}, values: {}, book: {} }
  draft.edges.push(edge)
  return edge
}

/** A function's alias or version, whoever names it, is the function. */
function ownerOf(draft: Draft, id: string, depth = 0): DraftNode | undefined {
  const node = draft.nodes.get(id)
  if (node) return node.book['form'] === 'event' ? undefined : node
  const body = Object.hasOwn(draft.template.resources, id) ? draft.template.resources[id] : undefined
  const type = get(body, 'Type')
  if ((type === 'AWS::Lambda::Alias' || type === 'AWS::Lambda::Version') && depth < 4) {
    const inner = draft.resolver.references(get(get(body, 'Properties'), 'FunctionName'))[0]
    return inner && ownerOf(draft, inner.id, depth + 1)
  }
  const cut = id.indexOf('Alias', 1)
  return cut === -1 || body !== undefined ? undefined : draft.nodes.get(id.slice(0, cut))
}

/** The node of one of these kinds that a value means: by reference, or by the name in an ARN, a URL or a plain name. */
export function targetOf(draft: Draft, value: Json | undefined, kinds: readonly NodeKind[]): DraftNode | undefined {
  for (const reference of draft.resolver.references(value)) {
    const node = ownerOf(draft, reference.id)
    if (node && kinds.includes(node.kind)) return node
  }
  const text = draft.resolver.resolve(value)
  if (typeof text !== 'string') return undefined
  const node = draft.physical.get(physicalName(text))
  return node && kinds.includes(node.kind) ? node : undefined
}

/** `arn:aws:sqs:…:Name`, `…:function:Name:alias`, `https://sqs…/123456789012/Name`, `Name` → `Name`. */
function physicalName(text: string): string {
  const parts = text.split(':')
  if (text.startsWith('arn:')) {
    // A bucket's objects stand behind its name.
    if (parts[2] === 's3') return (parts[5] ?? '').split('/')[0] as string
    if (parts[2] === 'kinesis') return (parts[5] ?? '').replace(/^stream\//, '')
    if (parts[2] === 'lambda') return (parts[6] ?? '').split('/')[0] as string
    // arn:aws:apigateway:…:lambda:path/2015-03-31/functions/arn:aws:lambda:…:function:Name/invocations
    const inner = text.indexOf('arn:', 4)
    return inner === -1 ? (parts[5] ?? '') : physicalName(text.slice(inner))
  }
  const url = new RegExp(`^https?://[^/]+/(?:${ACCOUNT_ID}|[0-9]{12})/([^/?#]+)$`).exec(text)
  return url?.[1] ?? text
}

/** Properties as SAM sees them: the template's Globals below the resource's own, objects merged, lists joined. */
export function withGlobals(globals: JsonObject, own: JsonObject): JsonObject {
  if (Object.keys(globals).length === 0) return own
  const merged: Mutable = { ...globals }
  for (const [key, value] of Object.entries(own)) {
    const below = get(globals, key)
    if (isObject(below) && isObject(value) && !isIntrinsic(below) && !isIntrinsic(value))
      merged[key] = withGlobals(below, value)
    else if (Array.isArray(below) && Array.isArray(value)) merged[key] = [...below, ...value]
    else merged[key] = value
  }
  return merged
}

const isIntrinsic = (value: JsonObject): boolean =>
  Object.keys(value).some((key) => key === 'Ref' || key.startsWith('Fn::'))

/** `Globals.Function` and its like, without what the resource ignores. */
export function globalsFor(template: Template, section: string, body: JsonObject): JsonObject {
  const ignored = get(body, 'IgnoreGlobals')
  if (ignored === '*') return {}
  const given = asObject(get(template.sections['Globals'], section))
  if (!Array.isArray(ignored)) return given
  return Object.fromEntries(Object.entries(given).filter(([key]) => !ignored.includes(key)))
}
