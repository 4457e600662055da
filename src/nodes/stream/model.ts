// A Kinesis data stream: its shards, how long it keeps records, and from where its consumers begin.
import * as z from 'zod/mini'
import { callLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'
import { discardedRecordsSchema, streamMappingSchema } from '#nodes/stream-edge'

/** So many that each still has a lane of its own in a picture; an account has 200 to 500 by default. [V] */
const MAXIMUM_SHARDS = 100
/** Retention: 24 hours, the default, to 365 days. A3.6 [V] */
const SHORTEST_RETENTION_MS = 86_400_000
const LONGEST_RETENTION_MS = 31_536_000_000

export const STARTING_POSITIONS = ['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'] as const

export const streamConfigSchema = z.object({
  shardCount: z._default(z.int().check(z.gte(1), z.lte(MAXIMUM_SHARDS)), 1),
  retentionMs: z._default(z.int().check(z.gte(SHORTEST_RETENTION_MS), z.lte(LONGEST_RETENTION_MS)), 86_400_000),
  /** Log-normal. AWS names no figures. [K] */
  ...callLatency(8, 25),
})

/** Lambda, parameters of Kinesis mappings: as for a table, and where to begin. A3.6 [V] */
export const streamConsumerSchema = z.extend(streamMappingSchema, {
  startingPosition: z._default(z.enum(STARTING_POSITIONS), 'TRIM_HORIZON'),
  /** With AT_TIMESTAMP: seconds since 1970. What came before is not for this consumer. */
  startingTimestampSeconds: z._default(z.number().check(z.gte(0), z.lte(8_640_000_000_000)), 0),
})

export type StreamConfig = z.infer<typeof streamConfigSchema>
export type StreamConsumer = z.infer<typeof streamConsumerSchema>

export const streamModel = defineModel({
  kind: 'stream',
  config: streamConfigSchema,
  defaultName: 'Stream',
  variable: 'STREAM_NAME',
  endless: false,
  ports: [
    { name: 'records', direction: 'in', roles: ['stream'] },
    {
      name: 'consume',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable'],
      edgeConfig: streamConsumerSchema,
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
  changes: liveFields<StreamConfig>('latencyMedianMs', 'latencyP99Ms'),
})
