// A SAM or CloudFormation template as a document. Every resource of a kind that is built here becomes a node, every
// other one is kept and listed; nothing is fetched, nothing is evaluated but CloudFormation's own functions.
import { failure, type Json, type JsonObject, type Result, success, utf8ByteLength } from '#base'
import { type DocumentProblem, MAXIMUM_BYTES, type NodeId, readWorkflow, type Workflow } from '#workflow'
import { MAXIMUM_NOTES_SAID } from '../limits.ts'
import { type FormatNote, type FormatProblem, said } from '../problem.ts'
import { assemble } from './assemble.ts'
import { addNode, type Became, type Draft, newDraft, note } from './draft.ts'
import { createResolver } from './intrinsics.ts'
import { applyMetadata, METADATA_KEY, type Metadata, readMetadata } from './metadata.ts'
import { readApi } from './read-apis.ts'
import { readBucket, readNotifications } from './read-buckets.ts'
import { readConnectors, readPolicies, readVariables } from './read-calls.ts'
import { readDestinations } from './read-destinations.ts'
import { ARCHIVE, readArchive } from './archives.ts'
import { readEventBus, readPatternRule, readUndeliveredEvents } from './read-event-buses.ts'
import { readEvents, readMappingResource } from './read-events.ts'
import { folderOf } from './paths.ts'
import { codePath, readFunction, sourceOf } from './read-functions.ts'
import { readQueue, readRedrive } from './read-resources.ts'
import { isSchedule, readSchedule, readTargets, readUndeliveredFirings } from './read-schedules.ts'
import { liftTimeouts, readDefinition, readMethodThrottles, readV2Route } from './read-routes.ts'
import { readInlineSubscriptions, readSubscription, readTopic, readUndelivered } from './read-topics.ts'
import { readStream } from './read-streams.ts'
import { readDiscarded, readTable } from './read-tables.ts'
import { readYaml } from './read-yaml.ts'
import { joinSettings, type ReadSettings, readSettings } from './settings.ts'
import {
  asObject,
  BUCKET,
  EVENT_BUS,
  EVENT_SOURCE_MAPPING,
  get,
  HTTP_API,
  isEmpty,
  isObject,
  LAMBDA_FUNCTION,
  QUEUE,
  REST_API,
  RULE,
  type Resource,
  SERVERLESS_FUNCTION,
  SIMPLE_TABLE,
  SUBSCRIPTION,
  STREAM,
  TABLE,
  type Template,
  TOPIC,
  V2_API,
  V2_ROUTE,
} from './template.ts'
import { withoutWrappers } from './wrappers.ts'

export interface ResourceReport {
  readonly logicalId: string
  /** Empty where the template gives none. */
  readonly type: string
  readonly became: Became
  readonly node?: NodeId
}

export interface ImportReport {
  /** Every resource of the template, in its order. */
  readonly resources: readonly ResourceReport[]
  readonly notes: readonly FormatNote[]
}

export interface SamReading {
  readonly workflow: Workflow
  readonly report: ImportReport
}

export type SamResult = Result<SamReading, readonly (FormatProblem | DocumentProblem)[]>

/** Texts by path, as they lie beside the template. */
export type ProjectFiles = Readonly<Record<string, string>>

interface ReadTemplate {
  readonly template: Template
  /** Of all its resources, also those that are there for the settings' sake only. */
  readonly settings: ReadSettings
  readonly metadata: Metadata | undefined
  readonly notes: readonly FormatNote[]
}

function readTemplate(text: string): Result<ReadTemplate, readonly FormatProblem[]> {
  const yaml = readYaml(text)
  if (!yaml.ok) return yaml
  const { value } = yaml.value
  const resources = get(value, 'Resources')
  if (!isObject(value) || !isObject(resources)) return failure([said('template-no-resources')])
  const sections = Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'Resources'))
  const own = get(sections['Metadata'], METADATA_KEY)
  const metadata = own === undefined ? undefined : readMetadata(own)
  const notes = own !== undefined && !metadata ? [...yaml.value.notes, said('metadata-unusable')] : yaml.value.notes
  const settings = readSettings({ sections, resources })
  return success({ template: withoutOurs({ sections, resources }, metadata), settings, metadata, notes })
}

/** Without what was written for the project's sake only. */
export function withoutOurs(template: Template, metadata: Metadata | undefined): Template {
  const without = (object: JsonObject, keys: readonly string[]): JsonObject =>
    Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)))
  const sections: Record<string, Json> = { ...template.sections }
  const rest = without(asObject(sections['Metadata']), [METADATA_KEY])
  const outputs = without(asObject(sections['Outputs']), metadata?.generated?.outputs ?? [])
  if (isEmpty(rest)) delete sections['Metadata']
  else sections['Metadata'] = rest
  if (isEmpty(outputs)) delete sections['Outputs']
  else sections['Outputs'] = outputs
  if (metadata && sections['Description'] === metadata.name) delete sections['Description']
  const resources = without(template.resources, metadata?.generated?.resources ?? [])
  return { sections, resources: withoutWrappers(resources, metadata?.generated?.handlers ?? {}) }
}

const FUNCTIONS = new Set([SERVERLESS_FUNCTION, LAMBDA_FUNCTION])
const TABLES = new Set([TABLE, SIMPLE_TABLE])
const APIS = new Set([HTTP_API, REST_API, V2_API])

/** Puts the draft together; also what writing uses to see what its own template says. */
export function draftOf(template: Template, files: ProjectFiles): Draft {
  const placed = Object.fromEntries(Object.entries(files).map(([path, text]) => [folderOf(path), text]))
  const draft = newDraft(template, createResolver(template), placed)
  for (const resource of draft.resources) startNode(draft, resource)
  for (const resource of draft.resources) namePhysically(draft, resource)
  const each = (types: ReadonlySet<string>, read: (resource: Resource) => void): void => {
    for (const resource of draft.resources) if (types.has(resource.type)) read(resource)
  }
  const withNode =
    (read: (draft: Draft, node: NonNullable<ReturnType<Draft['nodes']['get']>>, resource: Resource) => void) =>
    (resource: Resource) => {
      const node = draft.nodes.get(resource.id)
      if (node) read(draft, node, resource)
    }
  each(FUNCTIONS, withNode(readFunction))
  each(new Set([QUEUE]), withNode(readQueue))
  each(new Set([TOPIC]), withNode(readTopic))
  each(new Set([STREAM]), withNode(readStream))
  each(TABLES, withNode(readTable))
  each(new Set([EVENT_BUS]), withNode(readEventBus))
  each(new Set([BUCKET]), withNode(readBucket))
  each(APIS, withNode(readApi))
  for (const resource of draft.resources) if (isSchedule(resource)) withNode(readSchedule)(resource)
  each(new Set([QUEUE]), withNode(readRedrive))
  each(FUNCTIONS, withNode(readDestinations))
  each(new Set([SERVERLESS_FUNCTION]), withNode(readEvents))
  each(
    new Set([LAMBDA_FUNCTION]),
    withNode((_draft, node, { properties }) => {
      const events = get(properties, 'Events')
      if (events !== undefined) node.kept['Events'] = events
    }),
  )
  each(new Set([TOPIC]), withNode(readInlineSubscriptions))
  each(new Set([SUBSCRIPTION]), (resource) => readSubscription(draft, resource))
  readUndelivered(draft)
  each(new Set([RULE]), (resource) => readPatternRule(draft, resource))
  readUndeliveredEvents(draft)
  each(new Set([ARCHIVE]), (resource) => readArchive(draft, resource))
  each(new Set([BUCKET]), withNode(readNotifications))
  each(new Set([EVENT_SOURCE_MAPPING]), (resource) => readMappingResource(draft, resource))
  readDiscarded(draft)
  each(new Set([V2_ROUTE]), (resource) => readV2Route(draft, resource))
  each(APIS, withNode(readDefinition))
  for (const resource of draft.resources) if (isSchedule(resource)) withNode(readTargets)(resource)
  readUndeliveredFirings(draft)
  each(FUNCTIONS, withNode(readVariables))
  each(FUNCTIONS, withNode(readPolicies))
  readConnectors(draft)
  liftTimeouts(draft)
  readMethodThrottles(draft)
  for (const id of Object.keys(template.resources)) if (!draft.became.has(id)) draft.became.set(id, 'kept')
  return draft
}

function startNode(draft: Draft, resource: Resource): void {
  const kind = kindOf(draft, resource)
  if (!kind) return
  addNode(draft, kind, resource.id)
  draft.became.set(resource.id, 'node')
}

function kindOf(
  draft: Draft,
  resource: Resource,
): 'function' | 'queue' | 'topic' | 'event-bus' | 'stream' | 'table' | 'bucket' | 'http-api' | 'schedule' | undefined {
  if (FUNCTIONS.has(resource.type)) return 'function'
  if (resource.type === QUEUE) return 'queue'
  if (resource.type === TOPIC) return 'topic'
  if (resource.type === STREAM) return 'stream'
  if (TABLES.has(resource.type)) return 'table'
  if (resource.type === EVENT_BUS) return 'event-bus'
  if (resource.type === BUCKET) return 'bucket'
  if (isSchedule(resource)) return 'schedule'
  if (resource.type === V2_API)
    return draft.resolver.resolve(get(resource.properties, 'ProtocolType')) === 'WEBSOCKET' ? undefined : 'http-api'
  return APIS.has(resource.type) ? 'http-api' : undefined
}

const PHYSICAL_NAMES: Readonly<Record<string, string>> = {
  [QUEUE]: 'QueueName',
  [TOPIC]: 'TopicName',
  [STREAM]: 'Name',
  [TABLE]: 'TableName',
  [SIMPLE_TABLE]: 'TableName',
  [EVENT_BUS]: 'Name',
  [BUCKET]: 'BucketName',
}

function namePhysically(draft: Draft, resource: Resource): void {
  const node = draft.nodes.get(resource.id)
  const property = PHYSICAL_NAMES[resource.type] ?? 'FunctionName'
  const name = draft.resolver.resolve(get(resource.properties, property))
  if (node && typeof name === 'string' && !draft.physical.has(name)) draft.physical.set(name, node)
}

/** The folders (and archives) in which a template's functions have their code, for who reads them from a disk. */
export function samCodeFolders(text: string): Result<readonly string[], readonly FormatProblem[]> {
  const read = readTemplate(text)
  if (!read.ok) return read
  const draft = newDraft(read.value.template, createResolver(read.value.template), {})
  const paths = draft.resources
    .filter((resource) => FUNCTIONS.has(resource.type))
    .map((resource) => {
      const source = sourceOf(draft, resource)
      const isElsewhere =
        get(source.merged, 'InlineCode') !== undefined ||
        get(source.merged, 'PackageType') === 'Image' ||
        get(source.merged, 'CodeUri') !== undefined
      return codePath(resource, source) ?? (isElsewhere || resource.type === LAMBDA_FUNCTION ? undefined : '.')
    })
  return success([...new Set(paths.filter((path) => path !== undefined))])
}

export interface ReadOptions {
  /** Of the document, where the template doesn't say. */
  readonly name?: string
}

/** `files` holds what lies beside the template, by path; only what a function's code folder holds is taken. */
export function readSamTemplate(text: string, files: ProjectFiles = {}, options: ReadOptions = {}): SamResult {
  const read = readTemplate(text)
  if (!read.ok) return read
  const { template, metadata } = read.value
  const settings = joinSettings(read.value.settings, metadata?.account as JsonObject | undefined)
  const generated = new Set(metadata?.generated?.files)
  const draft = draftOf(
    template,
    Object.fromEntries(Object.entries(files).filter(([path]) => !generated.has(folderOf(path)))),
  )
  limitFiles(draft)
  const { workflow: raw, idOf } = assemble(draft, metadata, options.name ?? 'Imported')
  const document = restore(raw, metadata, files)
  const withSettings = (value: Json): Json => (settings ? { ...asObject(value), settings } : value)
  const workflow = readWorkflow(withSettings(document.value))
  const isRestored = workflow.ok || !metadata
  const final = isRestored ? workflow : readWorkflow(withSettings(raw as Json & Workflow))
  if (!final.ok) return failure(final.error)
  if (!isRestored) note(draft, 'metadata-unusable', {})
  const notes: FormatNote[] = [
    ...read.value.notes,
    ...read.value.settings.notes,
    ...draft.notes.map(({ code, data, node }) => ({ code, data, ...(node && { node: idOf(node) }) })),
  ]
  const resources = Object.entries(template.resources).map(([logicalId, body]): ResourceReport => {
    const node = draft.nodes.get(logicalId)
    const type = get(body, 'Type')
    return {
      logicalId,
      type: typeof type === 'string' ? type.trim() : '',
      became: draft.became.get(logicalId) ?? 'kept',
      ...(node && { node: idOf(node) }),
    }
  })
  return success({ workflow: final.value, report: { resources, notes: shorten(notes) } })
}

const shorten = (notes: readonly FormatNote[]): readonly FormatNote[] =>
  notes.length <= MAXIMUM_NOTES_SAID
    ? notes
    : [...notes.slice(0, MAXIMUM_NOTES_SAID), said('notes-left-out', { count: notes.length - MAXIMUM_NOTES_SAID })]

function restore(raw: Workflow, metadata: Metadata | undefined, files: ProjectFiles): { readonly value: Json } {
  if (!metadata) return { value: raw as Json & Workflow }
  return { value: applyMetadata(addListed(dropVariables(raw, metadata), metadata, files), metadata) }
}

/** Files of the document that no function's folder holds. */
function addListed(raw: Workflow, metadata: Metadata, files: ProjectFiles): Workflow {
  const listed = (metadata.files?.listed ?? []).filter((path) => Object.hasOwn(files, path))
  if (listed.length === 0) return raw
  return { ...raw, files: { ...raw.files, ...Object.fromEntries(listed.map((path) => [path, files[path] as string])) } }
}

/** Variables that stand in the template for an edge's sake: the edge says them. */
export function dropVariables(raw: Workflow, metadata: Metadata): Workflow {
  const dropped = new Map<string, string[]>()
  for (const entry of Object.values(metadata.edges)) {
    if (entry.variable === undefined) continue
    const name = entry.from.split('.')[0] as string
    dropped.set(name, [...(dropped.get(name) ?? []), entry.variable])
  }
  if (dropped.size === 0) return raw
  const nodes = Object.fromEntries(
    Object.entries(raw.nodes).map(([id, node]) => {
      const names = dropped.get(node.name)
      if (!names || node.kind !== 'function') return [id, node]
      const environment = Object.fromEntries(
        Object.entries(node.config.environment).filter(([key]) => !names.includes(key)),
      )
      return [id, { ...node, config: { ...node.config, environment } }]
    }),
  )
  return { ...raw, nodes }
}

/** Room for the rest of the document. */
const ROOM_BYTES = 2 * 1024 * 1024
const MAXIMUM_CODE_FILES = 4000

/** Code beyond what a document holds is left out, and said: the largest first. */
function limitFiles(draft: Draft): void {
  const sized = Object.entries(draft.taken).map(([path, text]) => ({ path, bytes: utf8ByteLength(text) + path.length }))
  let bytes = sized.reduce((sum, file) => sum + file.bytes, 0)
  let count = sized.length
  let left = 0
  for (const file of sized.sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))) {
    if (bytes <= MAXIMUM_BYTES - ROOM_BYTES && count <= MAXIMUM_CODE_FILES) break
    delete draft.taken[file.path]
    bytes -= file.bytes
    count -= 1
    left += 1
  }
  if (left > 0) note(draft, 'files-left-out', { count: left, maximum: MAXIMUM_BYTES - ROOM_BYTES })
}
