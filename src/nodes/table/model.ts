// A DynamoDB table: its key, its indexes, when items expire, and what its change stream shows.
import * as z from 'zod/mini'
import { callLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'
import { discardedRecordsSchema, streamMappingSchema } from '#nodes/stream-edge'

const KEY_TYPES = ['S', 'N', 'B'] as const
/** Characters of an attribute that is a key: 1 to 255. [V] */
const MAXIMUM_NAME = 255
const keyName = z.string().check(z.minLength(1), z.maxLength(MAXIMUM_NAME))
const optionalName = z.string().check(z.maxLength(MAXIMUM_NAME))

/** Global secondary indexes of a table: 20; attributes projected into one: 100. [V] */
const MAXIMUM_INDEXES = 20
const MAXIMUM_PROJECTED = 100
/** "DynamoDB automatically deletes expired items within a few days of their expiration time." [V]; the figure [K] */
const EXPIRES_WITHIN_MS = 172_800_000

export const STREAM_VIEW_TYPES = ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES'] as const

export const indexSchema = z.object({
  /** 3 to 255 of letters, digits, _, - and dots. [V] */
  name: z.string().check(z.regex(/^[A-Za-z0-9_.-]{3,255}$/)),
  hashKey: keyName,
  hashKeyType: z._default(z.enum(KEY_TYPES), 'S'),
  /** Empty: none. */
  rangeKey: z._default(optionalName, ''),
  rangeKeyType: z._default(z.enum(KEY_TYPES), 'S'),
  projection: z._default(z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']), 'ALL'),
  /** Besides the keys, with INCLUDE. */
  nonKeyAttributes: z._default(z.array(z.object({ name: keyName })).check(z.maxLength(MAXIMUM_PROJECTED)), []),
})

export const tableConfigSchema = z.object({
  hashKey: z._default(keyName, 'id'),
  hashKeyType: z._default(z.enum(KEY_TYPES), 'S'),
  /** Empty: none. */
  rangeKey: z._default(optionalName, ''),
  rangeKeyType: z._default(z.enum(KEY_TYPES), 'S'),
  indexes: z._default(z.array(indexSchema).check(z.maxLength(MAXIMUM_INDEXES)), []),
  /** Of the stream, which there is when something consumes it. */
  streamViewType: z._default(z.enum(STREAM_VIEW_TYPES), 'NEW_AND_OLD_IMAGES'),
  /** Holds the second at which an item expires; empty: items never do. */
  ttlAttribute: z._default(optionalName, ''),
  /** An expired item is deleted some time between its expiry and so much later. */
  ttlWithinMs: z._default(z.number().check(z.gte(0), z.lte(1_209_600_000)), EXPIRES_WITHIN_MS),
  /** Log-normal. "Consistent single-digit millisecond latency" [V]; the figures [K]. */
  ...callLatency(4, 9),
})

export type TableConfig = z.infer<typeof tableConfigSchema>
export type TableIndex = z.infer<typeof indexSchema>
export type StreamViewType = TableConfig['streamViewType']

export const tableModel = defineModel({
  kind: 'table',
  config: tableConfigSchema,
  defaultName: 'Table',
  variable: 'TABLE_NAME',
  endless: false,
  ports: [
    { name: 'items', direction: 'in', roles: ['table'] },
    {
      name: 'consume',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable'],
      edgeConfig: streamMappingSchema,
    },
    {
      name: 'undelivered',
      direction: 'out',
      edge: 'failure',
      connectsTo: ['dead-letter', 'topic'],
      parallelEdges: true,
      edgeConfig: discardedRecordsSchema,
    },
  ],
  changes: liveFields<TableConfig>('ttlWithinMs', 'latencyMedianMs', 'latencyP99Ms'),
})
