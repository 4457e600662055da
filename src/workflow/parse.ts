// From text, or from JSON that somebody else made, to a document: or to the list of what is wrong with it, each with
// its place. Nothing is thrown, nothing half-read is kept. Sizes and depth are checked before anything is copied.

import type * as z from 'zod/mini'
import { failure, type JsonObject, keysInOrder, type Result, success, utf8ByteLength } from '#base'
import { nodeModels } from '#nodes/models'
import { canConnect } from './connect.ts'
import type { EdgeId, NodeId, Workflow, WorkflowEdge, WorkflowNode } from './document.ts'
import { findNode, outPort } from './graph.ts'
import { checkJsonText } from './json-text.ts'
import {
  MAXIMUM_BYTES,
  MAXIMUM_EDGES,
  MAXIMUM_FILES,
  MAXIMUM_NODES,
  MAXIMUM_NOTES,
  MAXIMUM_PROBLEMS,
} from './limits.ts'
import { clashingPath, isUsableId, isUsablePath } from './names.ts'
import type { DocumentProblem, SentenceData } from './refusal.ts'
import {
  edgeEnvelopeSchema,
  keptSchema,
  nodeEnvelopeSchema,
  noteSchema,
  scenarioSchema,
  workflowNameSchema,
} from './schema.ts'
import type { SentenceCode } from './sentences/en.ts'
import { settingsSchema } from './settings-schema.ts'
import { readValue } from './values.ts'
import { CURRENT_VERSION, migrateDocument } from './versions/list.ts'

export type Reading = Result<Workflow, readonly DocumentProblem[]>

type Raw = Readonly<Record<string, unknown>>

const problem = (code: SentenceCode, path: string, data: SentenceData = {}): DocumentProblem => ({
  code,
  path,
  data: { path, field: path, ...data },
})

const isRecord = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads one part; on complaint notes it and answers undefined. */
type Reader = <Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  path: readonly string[],
) => z.output<Schema> | undefined

function createReader(problems: DocumentProblem[]): Reader {
  return (schema, value, path) => {
    const read = readValue(schema, value, path)
    if (read.ok) return read.value
    problems.push(...read.error)
    return undefined
  }
}

const SECTIONS = ['nodes', 'edges', 'files', 'notes'] as const
const MAXIMA = { nodes: MAXIMUM_NODES, edges: MAXIMUM_EDGES, files: MAXIMUM_FILES, notes: MAXIMUM_NOTES } as const
const TOO_MANY = {
  nodes: 'too-many-nodes',
  edges: 'too-many-edges',
  files: 'too-many-files',
  notes: 'too-many-notes',
} as const
const KEYS = new Set(['$schema', 'format', 'version', 'name', 'profile', 'scenario', 'settings', 'kept', ...SECTIONS])

function readSection(document: Raw, section: (typeof SECTIONS)[number], problems: DocumentProblem[]): Raw {
  const value = document[section] ?? {}
  if (!isRecord(value)) {
    problems.push(problem('value-type', section, { expected: 'object' }))
    return {}
  }
  const count = Object.keys(value).length
  if (count <= MAXIMA[section]) return value
  problems.push(problem(TOO_MANY[section], section, { count, maximum: MAXIMA[section] }))
  return {}
}

function readNodes(given: Raw, read: Reader, problems: DocumentProblem[]): Workflow['nodes'] {
  const nodes: Record<NodeId, WorkflowNode> = {}
  const owners = new Map<string, string>()
  for (const id of keysInOrder(given)) {
    const path = `nodes.${id}`
    if (!isUsableId(id)) problems.push(problem('id-unusable', path, { id }))
    const envelope = read(nodeEnvelopeSchema, given[id], ['nodes', id])
    if (!envelope) continue
    const config = read(nodeModels[envelope.kind].config, envelope.config, ['nodes', id, 'config'])
    const owner = owners.get(envelope.name)
    if (owner !== undefined)
      problems.push(problem('document-name-twice', `${path}.name`, { name: envelope.name, other: owner }))
    owners.set(envelope.name, id)
    if (config) nodes[id as NodeId] = { ...envelope, config } as WorkflowNode
  }
  return nodes
}

/** Reads the edges; `partial` has the nodes that could be read, `given` those that are there at all. */
function readEdges(
  given: Raw,
  partial: Workflow,
  givenNodes: Raw,
  read: Reader,
  problems: DocumentProblem[],
): Workflow['edges'] {
  const edges: Record<EdgeId, WorkflowEdge> = {}
  for (const id of keysInOrder(given)) {
    const path = `edges.${id}`
    if (!isUsableId(id)) problems.push(problem('id-unusable', path, { id }))
    const envelope = read(edgeEnvelopeSchema, given[id], ['edges', id])
    if (!envelope) continue
    for (const side of ['from', 'to'] as const) {
      const node = envelope[side].node
      if (!Object.hasOwn(givenNodes, node))
        problems.push(problem('document-edge-dangling', `${path}.${side}`, { node }))
    }
    const source = findNode(partial, envelope.from.node)
    const port = source && outPort(source.kind, envelope.from.port)
    const config = port ? read(port.edgeConfig, envelope.config, ['edges', id, 'config']) : {}
    if (config) edges[id as EdgeId] = { ...envelope, config } as WorkflowEdge
  }
  checkConnections({ ...partial, edges }, problems)
  return edges
}

function checkConnections(workflow: Workflow, problems: DocumentProblem[]): void {
  for (const id of keysInOrder(workflow.edges)) {
    const edge = workflow.edges[id] as WorkflowEdge
    if (!findNode(workflow, edge.from.node) || !findNode(workflow, edge.to.node)) continue
    const answer = canConnect(workflow, edge.from, edge.to, id)
    if (!answer.ok)
      problems.push({ code: answer.code, path: `edges.${id}`, data: { ...answer.data, path: `edges.${id}` } })
  }
}

function readFiles(given: Raw, problems: DocumentProblem[]): Workflow['files'] {
  const files: Record<string, string> = {}
  for (const path of keysInOrder(given)) {
    const text = given[path]
    if (!isUsablePath(path)) problems.push(problem('file-path-unusable', `files.${path}`, { path }))
    else if (typeof text !== 'string') problems.push(problem('value-type', `files.${path}`, { expected: 'string' }))
    else files[path] = text
  }
  for (const path of keysInOrder(files)) {
    const clash = clashingPath(files, path)
    if (clash !== undefined) problems.push(problem('file-is-folder', `files.${path}`, { path, other: clash }))
  }
  return files
}

function readNotes(given: Raw, read: Reader, problems: DocumentProblem[]): Workflow['notes'] {
  const notes: Record<string, Workflow['notes'][string]> = {}
  for (const id of keysInOrder(given)) {
    if (!isUsableId(id)) problems.push(problem('id-unusable', `notes.${id}`, { id }))
    const note = read(noteSchema, given[id], ['notes', id])
    if (note) notes[id] = note
  }
  return notes
}

function readVersion(document: Raw): DocumentProblem | number {
  const version = document.version
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 1)
    return problem('document-version-missing', 'version', { newest: CURRENT_VERSION })
  return version > CURRENT_VERSION
    ? problem('document-too-new', 'version', { version, newest: CURRENT_VERSION })
    : version
}

/** Reads plain JSON as a document; whatever of it is not known is a problem, never dropped. */
export function readWorkflow(json: unknown): Reading {
  if (!isRecord(json)) return failure([problem('document-not-object', '')])
  if (json.format !== 'faaslab') return failure([problem('document-not-ours', 'format')])
  const version = readVersion(json)
  if (typeof version !== 'number') return failure([version])
  const document: Raw = version < CURRENT_VERSION ? migrateDocument(json as JsonObject, version) : json
  const problems: DocumentProblem[] = []
  const read = createReader(problems)
  for (const key of keysInOrder(document)) if (!KEYS.has(key)) problems.push(problem('value-unknown-field', key))

  const [givenNodes, givenEdges, givenFiles, givenNotes] = SECTIONS.map((section) =>
    readSection(document, section, problems),
  ) as [Raw, Raw, Raw, Raw]
  if (problems.length > 0) return failure(shorten(problems))
  const name = read(workflowNameSchema, document.name, ['name'])
  if ((document.profile ?? 'aws') !== 'aws') problems.push(problem('value-choice', 'profile', { choices: 'aws' }))
  const scenario = read(scenarioSchema, document.scenario ?? {}, ['scenario'])
  const settings = document.settings === undefined ? undefined : read(settingsSchema, document.settings, ['settings'])
  const kept = document.kept === undefined ? undefined : read(keptSchema, document.kept, ['kept'])
  const nodes = readNodes(givenNodes, read, problems)
  const partial = { ...newWorkflow(name ?? ''), nodes }
  const edges = readEdges(givenEdges, partial, givenNodes, read, problems)
  const files = readFiles(givenFiles, problems)
  const notes = readNotes(givenNotes, read, problems)
  if (problems.length > 0 || !scenario) return failure(shorten(problems))
  return success({
    ...partial,
    edges,
    files,
    notes,
    scenario,
    ...(settings && { settings }),
    ...(kept && { kept }),
  } as Workflow)
}

function shorten(problems: readonly DocumentProblem[]): readonly DocumentProblem[] {
  if (problems.length <= MAXIMUM_PROBLEMS) return problems
  const data = { count: problems.length, shown: MAXIMUM_PROBLEMS }
  return [...problems.slice(0, MAXIMUM_PROBLEMS), problem('document-too-many-problems', '', data)]
}

/** Text as it is saved, opened or pasted. */
export function parseJsonText(text: string): Result<unknown, readonly DocumentProblem[]> {
  const bytes = text.length > MAXIMUM_BYTES ? text.length : utf8ByteLength(text)
  if (bytes > MAXIMUM_BYTES) return failure([problem('too-large', '', { bytes, maximum: MAXIMUM_BYTES })])
  const plain = text.startsWith('\uFEFF') ? text.slice(1) : text
  const wrong = checkJsonText(plain)
  return wrong ? failure([wrong]) : success(JSON.parse(plain) as unknown)
}

export function parseWorkflow(text: string): Reading {
  const json = parseJsonText(text)
  return json.ok ? readWorkflow(json.value) : json
}

/** An empty document. */
export const newWorkflow = (name: string): Workflow => ({
  format: 'faaslab',
  version: 1,
  name,
  profile: 'aws',
  nodes: {},
  edges: {},
  files: {},
  scenario: scenarioSchema.parse({}),
  notes: {},
})
