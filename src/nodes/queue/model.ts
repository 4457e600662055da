// An SQS queue, standard or FIFO, and the event source mapping its consumers keep with it.
import * as z from 'zod/mini'
import { callLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'

/** SQS quotas: visibility 0 to 12 h, delay 0 to 15 min, retention 60 s to 14 days, 1 MiB a message since August 2025. [V] */
export const queueConfigSchema = z.object({
  visibilityTimeoutMs: z._default(z.int().check(z.gte(0), z.lte(43_200_000)), 30_000),
  delayMs: z._default(z.int().check(z.gte(0), z.lte(900_000)), 0),
  retentionMs: z._default(z.int().check(z.gte(60_000), z.lte(1_209_600_000)), 345_600_000),
  maximumMessageBytes: z._default(z.int().check(z.gte(1024), z.lte(1_048_576)), 1_048_576),
  receiveWaitMs: z._default(z.int().check(z.gte(0), z.lte(20_000)), 0),
  /** Of a standard queue's deliveries: so many happen twice. "Occasionally more than one copy" [V]; AWS names no figure. [K] */
  duplicatesPercent: z._default(z.number().check(z.gte(0), z.lte(100)), 0),
  /** A FIFO queue keeps the order of each message group; what follows is its own. It stays one or the other for good. [V] */
  fifo: z._default(z.boolean(), false),
  contentBasedDeduplication: z._default(z.boolean(), false),
  deduplicationScope: z._default(z.enum(['queue', 'messageGroup']), 'queue'),
  /** perMessageGroupId with the scope messageGroup: high throughput. */
  fifoThroughputLimit: z._default(z.enum(['perQueue', 'perMessageGroupId']), 'perQueue'),
  /**
   * From being sent to being with a function 16 ms, p99 105 ms (measured 2022, bitesizedserverless.com) [V]; that each call
   * and each read of a poller takes so long is [K].
   */
  ...callLatency(16, 105),
})

/** Lambda: "Filter.Pattern", 4,096 characters; 5 filters a mapping. [V] */
const MAXIMUM_FILTERS = 5
const MAXIMUM_PATTERN_LENGTH = 4096

/** Event source mapping: batch 1 to 10,000, window 0 to 300 s and at least 1 s above a batch of 10. [V] */
export const eventSourceMappingSchema = z.object({
  enabled: z._default(z.boolean(), true),
  batchSize: z._default(z.int().check(z.gte(1), z.lte(10_000)), 10),
  batchWindowMs: z._default(z.int().check(z.gte(0), z.lte(300_000)), 0),
  reportBatchItemFailures: z._default(z.boolean(), false),
  /** 2 to 1,000; absent: the mapping scales by itself. */
  maximumConcurrency: z.optional(z.int().check(z.gte(2), z.lte(1000))),
  /** Provisioned mode: either is given. 2 to 200, and 2 to 2,000. [V] */
  minimumPollers: z.optional(z.int().check(z.gte(2), z.lte(200))),
  maximumPollers: z.optional(z.int().check(z.gte(2), z.lte(2000))),
  /** Event patterns as JSON texts; a message that matches none of them is deleted. No patterns: every message passes. [V] */
  filters: z._default(
    z
      .array(z.object({ pattern: z.string().check(z.maxLength(MAXIMUM_PATTERN_LENGTH)) }))
      .check(z.maxLength(MAXIMUM_FILTERS)),
    [],
  ),
})

/** maxReceiveCount 1 to 1,000. [V] */
export const redriveSchema = z.object({
  maxReceiveCount: z._default(z.int().check(z.gte(1), z.lte(1000)), 3),
})

export type QueueConfig = z.infer<typeof queueConfigSchema>
export type EventSourceMapping = z.infer<typeof eventSourceMappingSchema>
export type Redrive = z.infer<typeof redriveSchema>

export const queueModel = defineModel({
  kind: 'queue',
  config: queueConfigSchema,
  defaultName: 'Queue',
  variable: 'QUEUE_URL',
  endless: false,
  ports: [
    { name: 'send', direction: 'in', roles: ['message-sink', 'dead-letter'] },
    {
      name: 'consume',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable'],
      edgeConfig: eventSourceMappingSchema,
      edgeChanges: liveFields<EventSourceMapping>(
        'enabled',
        'batchSize',
        'batchWindowMs',
        'reportBatchItemFailures',
        'maximumConcurrency',
        'minimumPollers',
        'maximumPollers',
        'filters',
      ),
    },
    {
      name: 'redrive',
      direction: 'out',
      edge: 'failure',
      connectsTo: ['dead-letter'],
      maximumEdges: 1,
      edgeConfig: redriveSchema,
      edgeChanges: liveFields<Redrive>('maxReceiveCount'),
    },
  ],
  changes: liveFields<QueueConfig>(
    'visibilityTimeoutMs',
    'delayMs',
    'retentionMs',
    'maximumMessageBytes',
    'receiveWaitMs',
    'duplicatesPercent',
    'contentBasedDeduplication',
    'deduplicationScope',
    'fifoThroughputLimit',
    'latencyMedianMs',
    'latencyP99Ms',
  ),
})
