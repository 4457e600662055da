// What an event source mapping on a stream carries, whatever kind has the stream, and where what it gives up goes.
import * as z from 'zod/mini'

/** Lambda: "Filter.Pattern", 4,096 characters; 5 filters a mapping. [V] */
const MAXIMUM_FILTERS = 5
const MAXIMUM_PATTERN_LENGTH = 4096

/**
 * Lambda, parameters of DynamoDB and Kinesis mappings: batch 1 to 10,000 (default 100), window 0 to 300 s, parallelisation
 * 1 to 10, retries -1 (for ever, the default) to 10,000, record age -1 or 60 s to 7 days. [V]
 */
export const streamMappingSchema = z.object({
  enabled: z._default(z.boolean(), true),
  batchSize: z._default(z.int().check(z.gte(1), z.lte(10_000)), 100),
  batchWindowMs: z._default(z.int().check(z.gte(0), z.lte(300_000)), 0),
  parallelizationFactor: z._default(z.int().check(z.gte(1), z.lte(10)), 1),
  /** -1: until the record expires. */
  maximumRetryAttempts: z._default(z.int().check(z.gte(-1), z.lte(10_000)), -1),
  /** Absent: as long as the stream keeps it. */
  maximumRecordAgeMs: z.optional(z.int().check(z.gte(60_000), z.lte(604_800_000))),
  bisectOnError: z._default(z.boolean(), false),
  reportBatchItemFailures: z._default(z.boolean(), false),
  /** Event patterns as JSON texts; a record passes that matches one of them. None: every record. */
  filters: z._default(
    z
      .array(z.object({ pattern: z.string().check(z.maxLength(MAXIMUM_PATTERN_LENGTH)) }))
      .check(z.maxLength(MAXIMUM_FILTERS)),
    [],
  ),
  /** Before a failed batch is tried again: doubled each time, up to the longest. AWS names no figures. [K] */
  retryDelayMs: z._default(z.int().check(z.gte(1), z.lte(3_600_000)), 1000),
  maximumRetryDelayMs: z._default(z.int().check(z.gte(1), z.lte(3_600_000)), 60_000),
})

/** Of a failure edge: whose discarded batches are told there. */
export const discardedRecordsSchema = z.object({
  /** Name of the consuming function; empty: every one without a destination of its own. */
  consumer: z._default(z.string().check(z.maxLength(255)), ''),
})

export type StreamMapping = z.infer<typeof streamMappingSchema>
export type DiscardedRecords = z.infer<typeof discardedRecordsSchema>
