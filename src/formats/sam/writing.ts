// What writing a document as a template needs everywhere: the resources so far, free names, references, expressions that
// an import remembered, and what could not be said.
import { type Json, type JsonObject, keysInOrder } from '#base'
import { type EdgeId, findNode, type NodeId, type SentenceData, type Workflow, type WorkflowNode } from '#workflow'
import { type FormatNote, said } from '../problem.ts'
import type { FormatSentenceCode } from '../sentences/en.ts'
import { globalsFor, type Mutable } from './draft.ts'
import { createResolver, type Resolver, renameReferences } from './intrinsics.ts'
import { readKept, type SamKept } from './kept.ts'
import { get, isObject, sameValue, type Template } from './template.ts'
import type { WrappedHandler } from './wrappers.ts'

export interface Writing {
  readonly workflow: Workflow
  readonly kept: SamKept
  /** Knows the names that the kept expressions use. */
  readonly resolver: Resolver
  /** From those names to the names now. */
  readonly renamed: ReadonlyMap<string, string>
  readonly resources: Mutable
  readonly generated: { readonly resources: string[]; readonly outputs: string[]; readonly files: string[] }
  /** By edge: a variable that stands for it, where nothing else in the template does. */
  readonly variables: Map<EdgeId, string>
  readonly losses: FormatNote[]
  /** The policies of calls as a module, where it goes along. */
  readonly resilience: string | undefined
  /** Texts by path, and handlers by function, that wrap calls in their policies. */
  readonly wrappers: { readonly files: Record<string, string>; readonly handlers: Record<string, WrappedHandler> }
  /** What whoever uses a client of these services is granted. */
  readonly granted: { readonly ssm: Json[]; readonly secrets: Json[] }
  readonly taken: Set<string>
}

export function startWriting(workflow: Workflow, resilience?: string): Writing {
  const kept = readKept(workflow)
  const renamed = new Map<string, string>()
  for (const id of keysInOrder(kept.names)) {
    const before = kept.names[id]
    const node = findNode(workflow, id)
    if (typeof before === 'string' && node && node.name !== before) renamed.set(before, node.name)
  }
  const names = new Set(Object.values(workflow.nodes).map((node) => node.name))
  const taken = new Set(names)
  for (const id of keysInOrder(kept.resources)) {
    if (!names.has(id)) {
      taken.add(id)
      continue
    }
    const free = freeName(taken, `${id}Kept`)
    renamed.set(id, free)
  }
  return {
    workflow,
    kept,
    resolver: createResolver(templateBefore(workflow, kept)),
    renamed,
    resources: {},
    generated: { resources: [], outputs: [], files: [] },
    variables: new Map(),
    losses: [],
    resilience,
    wrappers: { files: {}, handlers: {} },
    granted: { ssm: [], secrets: [] },
    taken,
  }
}

function freeName(taken: Set<string>, base: string): string {
  let name = base.slice(0, 240)
  for (let number = 2; taken.has(name); number++) name = `${base.slice(0, 240)}${number}`
  taken.add(name)
  return name
}

/** A free logical id for something that the document itself says. */
export const claim = (writing: Writing, base: string): string => freeName(writing.taken, base)

/** A logical id of ours beside the nodes' names. */
export function generate(writing: Writing, base: string): string {
  const name = freeName(writing.taken, base)
  writing.generated.resources.push(name)
  return name
}

const TYPES: Readonly<Record<string, string>> = {
  queue: 'AWS::SQS::Queue',
  topic: 'AWS::SNS::Topic',
  'event-bus': 'AWS::Events::EventBus',
  bucket: 'AWS::S3::Bucket',
  stream: 'AWS::Kinesis::Stream',
  table: 'AWS::DynamoDB::Table',
  function: 'AWS::Serverless::Function',
}

/** As far as expressions need it: under the names that they use. */
function templateBefore(workflow: Workflow, kept: SamKept): Template {
  const resources: Record<string, Json> = { ...kept.resources }
  for (const id of keysInOrder(workflow.nodes)) {
    const node = workflow.nodes[id] as WorkflowNode
    const before = get(kept.names, id)
    const name = typeof before === 'string' ? before : node.name
    // A node that came later means nothing to expressions that are older.
    if (typeof before === 'string' || !Object.hasOwn(kept.resources, name))
      resources[name] = { Type: TYPES[node.kind] ?? 'AWS::Other' }
  }
  return { sections: kept.sections, resources }
}

export const lose = (writing: Writing, code: FormatSentenceCode, data: SentenceData, node?: NodeId): void => {
  writing.losses.push({ ...said(code, data), ...(node !== undefined && { node }) })
}

export const nameOf = (writing: Writing, id: NodeId): string => findNode(writing.workflow, id)?.name ?? ''

const nameBefore = (writing: Writing, id: NodeId): string => {
  const before = get(writing.kept.names, id)
  return typeof before === 'string' ? before : nameOf(writing, id)
}

export const renameKept = (writing: Writing, value: Json): Json => renameReferences(value, writing.renamed)

/** A remembered expression, as long as it means that node; otherwise the plain way to name it. */
export function reference(
  writing: Writing,
  remembered: JsonObject,
  property: string,
  target: NodeId,
  standard: Json,
): Json {
  const before = get(remembered, property)
  if (before === undefined) return standard
  const means = writing.resolver.references(before).some(({ id }) => id === nameBefore(writing, target))
  const isName = typeof before === 'string' || writing.resolver.references(before).length === 0
  return means || isName ? renameKept(writing, before) : standard
}

export const arnOf = (name: string): Json => ({ 'Fn::GetAtt': [name, 'Arn'] })

/** `Ref` of a topic is its ARN. */
export const arnOfNode = (writing: Writing, id: NodeId): Json => {
  const node = findNode(writing.workflow, id)
  return node?.kind === 'topic' ? { Ref: node.name } : arnOf(node?.name ?? '')
}

/** Prints a property: the expression behind it where it still gives the value, nothing where it goes without saying. */
export interface Properties {
  readonly made: Mutable
  put(property: string, value: Json | undefined, standard: Json | undefined): void
}

export function propertiesOf(
  writing: Writing,
  remembered: JsonObject,
  keptProperties: JsonObject,
  globals: JsonObject,
  path = '',
): Properties {
  const made: Mutable = {}
  return {
    made,
    put(property, value, standard) {
      if (value === undefined) return
      const isStandard = standard !== undefined && sameValue(value, standard)
      const unread = get(keptProperties, property)
      // What could not be read stays as it was until somebody sets a value.
      if (unread !== undefined && isStandard) return
      const expression = get(remembered, path + property)
      const isBehind = expression !== undefined && behind(writing, expression, value)
      const below = get(globals, property)
      if (!isBehind && below !== undefined && sameValue(writing.resolver.resolve(below), value)) return
      if (!isBehind && below === undefined && isStandard) return
      made[property] = isBehind ? renameKept(writing, expression as Json) : value
    },
  }
}

export const behind = (writing: Writing, expression: Json, value: Json): boolean => {
  const resolved = writing.resolver.resolve(expression)
  return resolved !== undefined && sameValue(resolved, value)
}

export const globalsOf = (writing: Writing, section: string, kept: JsonObject): JsonObject =>
  globalsFor({ sections: writing.kept.sections, resources: {} }, section, kept)

/** Resource attributes and properties of a node apart: they are kept side by side. */
export function splitKept(
  node: WorkflowNode,
  attributes: ReadonlySet<string>,
  writing: Writing,
): { attributes: JsonObject; properties: JsonObject } {
  const kept = renameKept(writing, node.kept ?? {})
  const entries = isObject(kept) ? Object.entries(kept) : []
  return {
    attributes: Object.fromEntries(entries.filter(([key]) => attributes.has(key))),
    properties: Object.fromEntries(entries.filter(([key]) => !attributes.has(key))),
  }
}
