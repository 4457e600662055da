// A document as a SAM project: a template, the handlers as they are, and a list of what AWS has no word for. That rest
// stands in the template's Metadata, so that the project comes back as the same document.
import { type JsonObject, keysInOrder, utf8ByteLength } from '#base'
import type { NodeKind } from '#nodes/models'
import { type NodeEntry, nodesOfKind, scenarioJson, type Workflow } from '#workflow'
import { CLOUDFORMATION_BYTES } from '../limits.ts'
import type { FormatNote } from '../problem.ts'
import type { FormatSentenceCode } from '../sentences/en.ts'
import { assemble } from './assemble.ts'
import type { Mutable } from './draft.ts'
import { visitReferences } from './intrinsics.ts'
import { describeDifference, identities, METADATA_KEY, type Metadata } from './metadata.ts'
import { projectFiles, TEMPLATE_FILE } from './project-files.ts'
import { draftOf, dropVariables, withoutOurs } from './read.ts'
import { asObject, FORMAT_VERSION, get, isEmpty, TRANSFORM, V2_ROUTE } from './template.ts'
import { unwrittenSettings, writeSettings } from './settings.ts'
import { writeApi, writeOutputs } from './write-apis.ts'
import { writeBucket } from './write-buckets.ts'
import { writeArchives } from './archives.ts'
import { writeEventBus } from './write-event-buses.ts'
import { reportCircles, writeFunction } from './write-function.ts'
import { writeQueue } from './write-resources.ts'
import { writeSchedule } from './write-schedules.ts'
import { writeStream } from './write-kinesis.ts'
import { writeTable } from './write-tables.ts'
import { writeTopic } from './write-topics.ts'
import { writeYaml } from './write-yaml.ts'
import { generate, lose, renameKept, startWriting, type Writing } from './writing.ts'

export interface SamProject {
  /** Texts by path; `template.yaml` is one of them. */
  readonly files: Readonly<Record<string, string>>
  /** What the resources could not say. */
  readonly report: readonly FormatNote[]
}

type Writer<Kind extends NodeKind> = (writing: Writing, entry: NodeEntry<Kind>) => void

/** How a kind is written, or why it isn't. A new kind has to have its line here. */
export const samKinds = {
  client: { whyNot: 'sam-no-client' },
  service: { whyNot: 'sam-no-service' },
  'http-api': { write: writeApi },
  schedule: { write: writeSchedule },
  function: { write: writeFunction },
  queue: { write: writeQueue },
  topic: { write: writeTopic },
  'event-bus': {
    write(writing, entry) {
      writeEventBus(writing, entry)
      writeArchives(writing, entry)
    },
  },
  stream: { write: writeStream },
  table: { write: writeTable },
  bucket: { write: writeBucket },
} as const satisfies {
  readonly [Kind in NodeKind]: { readonly write: Writer<Kind> } | { readonly whyNot: FormatSentenceCode }
}

/** In the order in which the resources stand in the template. */
const ORDER = [
  'http-api',
  'schedule',
  'function',
  'queue',
  'topic',
  'event-bus',
  'stream',
  'table',
  'bucket',
  'client',
  'service',
] as const satisfies readonly NodeKind[]

type Way<Kind extends NodeKind> = { readonly write: Writer<Kind> } | { readonly whyNot: FormatSentenceCode }
const ways: { readonly [Kind in NodeKind]: Way<Kind> } = samKinds

function writeKind<Kind extends NodeKind>(writing: Writing, kind: Kind): void {
  const way: Way<Kind> = ways[kind]
  for (const entry of nodesOfKind(writing.workflow, kind)) {
    if ('write' in way) way.write(writing, entry)
    else lose(writing, way.whyNot, { name: entry.node.name }, entry.id)
  }
}

function writeResources(writing: Writing): void {
  const resources: Mutable = writing.resources
  writeSettings(writing)
  for (const kind of ORDER) writeKind(writing, kind)
  for (const id of keysInOrder(writing.kept.resources)) {
    const body = writing.kept.resources[id]
    if (body === undefined || isGoneRoute(writing, id)) continue
    resources[writing.renamed.get(id) ?? id] = renameKept(writing, body)
  }
  reportCircles(writing)
  reportDangling(writing)
}

/** A route whose edge was removed goes with it; an integration that no route names is left alone. */
function isGoneRoute(writing: Writing, id: string): boolean {
  const body = writing.kept.resources[id]
  if (get(body, 'Type') !== V2_ROUTE) return false
  const carriers = keysInOrder(writing.kept.edges).filter(
    (edge) => get(get(get(writing.kept.edges, edge), 'book'), 'name') === id,
  )
  return carriers.length > 0 && carriers.every((edge) => !Object.hasOwn(writing.workflow.edges, edge))
}

function reportDangling(writing: Writing): void {
  const gone = new Map<string, string>()
  for (const id of keysInOrder(writing.kept.names)) {
    const name = writing.kept.names[id]
    if (typeof name === 'string' && !Object.hasOwn(writing.workflow.nodes, id)) gone.set(name, id)
  }
  if (gone.size === 0) return
  for (const [id, body] of [
    ...Object.entries(writing.kept.resources),
    ...Object.entries(asObject(writing.kept.sections['Outputs'])),
  ]) {
    const names = new Set<string>()
    visitReferences(body, (reference) => {
      if (gone.has(reference.id) && !Object.hasOwn(writing.resources, reference.id)) names.add(reference.id)
    })
    for (const name of names) lose(writing, 'refers-to-removed', { resource: id, name })
  }
}

/** AWS's own: a template has at least one resource. */
function fillEmpty(writing: Writing): void {
  if (!isEmpty(writing.resources)) return
  writing.resources[generate(writing, 'Nothing')] = { Type: 'AWS::CloudFormation::WaitConditionHandle' }
}

function sectionsOf(writing: Writing): JsonObject {
  const kept = renameKept(writing, writing.kept.sections) as JsonObject
  const outputs = { ...writeOutputs(writing), ...asObject(kept['Outputs']) }
  const { AWSTemplateFormatVersion, Transform, Description, Outputs: _outputs, ...others } = kept
  return {
    AWSTemplateFormatVersion: AWSTemplateFormatVersion ?? FORMAT_VERSION,
    Transform: Transform ?? TRANSFORM,
    ...(Description !== undefined
      ? { Description }
      : isEmpty(writing.kept.sections) && { Description: writing.workflow.name }),
    ...others,
    ...(!isEmpty(outputs) && { Outputs: outputs }),
  }
}

function lostOfWorkflow(writing: Writing): void {
  const { workflow } = writing
  if (!isEmpty(workflow.notes)) lose(writing, 'notes-unwritten', { count: Object.keys(workflow.notes).length })
  const { startAt, seed, duration, faults } = workflow.scenario
  if (faults.length > 0 || duration !== '' || seed !== 1 || startAt !== '2026-01-01T00:00:00Z')
    lose(writing, 'scenario-unwritten', {})
  for (const { id, node } of nodesOfKind(workflow, 'function')) {
    const {
      coldStartMedianMs,
      coldStartP99Ms,
      idleExpiryMinimumMs,
      idleExpiryMaximumMs,
      computeBaseMs,
      computeStepNs,
    } = node.config
    const isModel =
      coldStartMedianMs === 250 &&
      coldStartP99Ms === 500 &&
      idleExpiryMinimumMs === 300_000 &&
      idleExpiryMaximumMs === 900_000 &&
      computeBaseMs === 1 &&
      computeStepNs === 10
    if (!isModel) lose(writing, 'model-unwritten', { name: node.name }, id)
  }
  if (!isEmpty(writing.kept.names)) lose(writing, 'comments-lost', {})
  if (Object.hasOwn(workflow.files, TEMPLATE_FILE)) lose(writing, 'template-file-moved', { path: TEMPLATE_FILE })
}

/** Metadata for each edge whose variable stands in the template though nothing else says it. */
function withVariables(writing: Writing, metadata: Metadata): Metadata {
  const edges = { ...metadata.edges }
  for (const [id, variable] of writing.variables) edges[id] = { ...(edges[id] as Metadata['edges'][string]), variable }
  return { ...metadata, edges }
}

type Handlers = NonNullable<NonNullable<Metadata['generated']>['handlers']>

function generatedOf(writing: Writing, project: readonly string[]): Pick<Metadata, 'generated'> {
  const { resources, outputs } = writing.generated
  const { handlers } = writing.wrappers
  const files = [...project, ...keysInOrder(writing.wrappers.files)]
  if (resources.length + outputs.length + files.length === 0) return {}
  return {
    generated: {
      ...(resources.length > 0 && { resources: [...resources] }),
      ...(outputs.length > 0 && { outputs: [...outputs] }),
      ...(files.length > 0 && { files }),
      ...(!isEmpty(handlers) && { handlers: handlers as Handlers }),
    },
  }
}

/** What was drawn comes first, what makes it work together after it. */
function inReadingOrder({ resources, generated }: Writing): JsonObject {
  const last = new Set(generated.resources)
  const entries = Object.entries(resources)
  return Object.fromEntries([...entries.filter(([id]) => !last.has(id)), ...entries.filter(([id]) => last.has(id))])
}

/** Metadata is plain JSON, but for optional fields that are absent. */
const asTree = (metadata: object): JsonObject => metadata as JsonObject

/** `resilience`: the module that runs the policies of calls; with it they go along, around the handlers. */
export function writeSamProject(workflow: Workflow, resilience?: string): SamProject {
  const writing = startWriting(workflow, resilience)
  writeResources(writing)
  fillEmpty(writing)
  lostOfWorkflow(writing)
  const project = projectFiles(workflow, keysInOrder(writing.wrappers.files))
  const sections = sectionsOf(writing)
  const base: Metadata = withVariables(writing, {
    version: 1,
    name: workflow.name,
    scenario: scenarioJson(workflow.scenario),
    ...unwrittenSettings(workflow),
    ...identities(workflow),
    ...(workflow.kept?.['sam'] === undefined && { drawn: true as const }),
    ...generatedOf(writing, project.generated),
  })
  const own = Object.fromEntries(Object.entries(project.files).filter(([path]) => !project.generated.includes(path)))
  const template = withoutOurs({ sections, resources: writing.resources }, base)
  const read = dropVariables(assemble(draftOf(template, own), base, workflow.name).workflow, base)
  const metadata = describeDifference(workflow, read, base, own)
  const { Metadata: keptMetadata, Outputs, ...head } = sections
  const text = writeYaml(
    {
      ...head,
      Resources: inReadingOrder(writing),
      ...(Outputs !== undefined && { Outputs }),
      Metadata: { ...asObject(keptMetadata), [METADATA_KEY]: asTree(metadata) },
    },
    'An AWS SAM template, exported from Faaslab. Import it there, with its handlers, to see it drawn and run.',
  )
  const bytes = utf8ByteLength(text)
  if (bytes > CLOUDFORMATION_BYTES) lose(writing, 'template-over-limit', { bytes, maximum: CLOUDFORMATION_BYTES })
  return {
    files: { [TEMPLATE_FILE]: text, ...project.files, ...writing.wrappers.files },
    report: writing.losses,
  }
}
