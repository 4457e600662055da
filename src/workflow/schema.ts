// The schema of the whole document, put together from the kinds' models: a new kind is in it by being in the list.
import * as z from 'zod/mini'
import { type JsonObject, parseDuration, parseIsoUtc } from '#base'
import { faultsSchema } from '#faults'
import { NODE_KINDS, type NodeKind, nodeModels, type Port } from '#nodes/models'
import { MAXIMUM_COORDINATE } from './limits.ts'
import { FILE_PATH_PATTERN, ID_PATTERN, NAME_PATTERN } from './names.ts'
import { settingsSchema } from './settings-schema.ts'
import type { SentenceCode } from './sentences/en.ts'
import { CURRENT_VERSION } from './versions/list.ts'

const coordinate = z.number().check(z.gte(-MAXIMUM_COORDINATE), z.lte(MAXIMUM_COORDINATE))
const positionSchema = z.object({ x: coordinate, y: coordinate })

const name = z.string().check(z.regex(NAME_PATTERN))
const id = z.string().check(z.regex(ID_PATTERN))
export const keptSchema = z.record(z.string(), z.json())
const kept = z.optional(keptSchema)
export const workflowNameSchema = z.string().check(z.minLength(1), z.maxLength(200))

/** What every node has; its config is read by its kind's model. */
export const nodeEnvelopeSchema = z.object({
  kind: z.enum(NODE_KINDS as [NodeKind, ...NodeKind[]]),
  name,
  position: positionSchema,
  config: z._default(z.record(z.string(), z.unknown()), {}),
  kept,
})

const edgeEndSchema = z.object({ node: id, port: z.string() })

/** What every edge has; its config is read by the port it leaves. */
export const edgeEnvelopeSchema = z.object({
  from: edgeEndSchema,
  to: edgeEndSchema,
  config: z._default(z.record(z.string(), z.unknown()), {}),
  kept,
})

/** A century: virtual time stays a whole number of microseconds far below 2^53. */
const LONGEST_RUN_MS = 3_155_760_000_000

const isRunLength = (text: string): boolean => {
  if (text === '') return true
  const ms = parseDuration(text)
  return ms !== undefined && ms <= LONGEST_RUN_MS
}

export const scenarioSchema = z.object({
  startAt: z._default(
    z.string().check(
      z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/),
      z.refine((text) => parseIsoUtc(text) !== undefined),
    ),
    '2026-01-01T00:00:00Z',
  ),
  seed: z._default(z.int().check(z.gte(0)), 1),
  duration: z._default(z.string().check(z.maxLength(64), z.refine(isRunLength)), ''),
  faults: z._default(
    faultsSchema.check(
      z.refine((faults) => new Set(faults.map((fault) => fault.id)).size === faults.length, {
        params: { code: 'fault-id-twice' satisfies SentenceCode },
      }),
    ),
    [],
  ),
})

export const noteSchema = z.object({ text: z.string().check(z.maxLength(20_000)), position: positionSchema })

const nodeSchemas = NODE_KINDS.map((kind) =>
  z.object({
    kind: z.literal(kind),
    name,
    position: positionSchema,
    config: z.prefault(nodeModels[kind].config, {}),
    kept,
  }),
)

const edgeConfigSchemas = NODE_KINDS.flatMap((kind) =>
  nodeModels[kind].ports.flatMap((port: Port) => (port.direction === 'out' ? [port.edgeConfig] : [])),
)

const distinct = <T>(items: readonly T[]): [T, ...T[]] => [...new Set(items)] as [T, ...T[]]

const documentSchema = z.object({
  $schema: z.optional(z.string()),
  format: z.literal('faaslab'),
  version: z.literal(CURRENT_VERSION),
  name: workflowNameSchema,
  profile: z._default(z.literal('aws'), 'aws'),
  nodes: z.prefault(z.record(id, z.union(distinct(nodeSchemas))), {}),
  edges: z.prefault(
    z.record(
      id,
      z.object({
        from: edgeEndSchema,
        to: edgeEndSchema,
        config: z.optional(z.union(distinct(edgeConfigSchemas))),
        kept,
      }),
    ),
    {},
  ),
  files: z._default(z.record(z.string().check(z.regex(FILE_PATH_PATTERN)), z.string()), {}),
  scenario: z.prefault(scenarioSchema, {}),
  notes: z._default(z.record(id, noteSchema), {}),
  settings: z.optional(settingsSchema),
  kept,
})

/** For an editor's completion and checks of `.faaslab.json`; `parseWorkflow` checks more than a JSON Schema can say. */
export function workflowJsonSchema(): JsonObject {
  const schema = z.toJSONSchema(documentSchema, {
    io: 'input',
    override({ jsonSchema }) {
      if (jsonSchema.type === 'object' && jsonSchema.properties) jsonSchema.additionalProperties = false
    },
  })
  return { ...(schema as JsonObject), title: 'Faaslab workflow' }
}
