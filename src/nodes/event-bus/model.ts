// An EventBridge event bus (Classic), and what the provider keeps with each rule: pattern, input, retry policy, dead
// letters. One edge is one rule's one target; edges of one name are one rule.
import * as z from 'zod/mini'
import { eventRetryPolicy } from '#nodes/event-policy'
import { EVENT_RETRY_WAITS, type EventRetryPolicy } from '#nodes/event-retry'
import { callLatency, deliveryLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'

/** Every event: each has a source. */
export const MATCHES_ALL = '{"source":[{"prefix":""}]}'

/** Name 1 to 48 characters, retention in days, 0: for ever. API reference, CreateArchive. [V] */
const archiveSchema = z.object({
  name: z.string().check(z.regex(/^[.\-_A-Za-z0-9]{1,48}$/)),
  pattern: z._default(z.string().check(z.maxLength(65_536)), MATCHES_ALL),
  retentionDays: z._default(z.int().check(z.gte(0), z.lte(36_500)), 0),
})

export const eventBusConfigSchema = z.object({
  minimumDelayMs: z._default(z.int().check(z.gte(1), z.lte(3_600_000)), EVENT_RETRY_WAITS.minimumDelayMs),
  maximumDelayMs: z._default(z.int().check(z.gte(1), z.lte(3_600_000)), EVENT_RETRY_WAITS.maximumDelayMs),
  archives: z._default(z.array(archiveSchema).check(z.maxLength(50)), []),
  /** Not measured. [K] */
  ...callLatency(15, 60),
  /** To an asynchronous function (measured February 2023, bitesizedserverless.com). [V] */
  ...deliveryLatency(148, 387),
})

/** Quotas: pattern 2,048 characters (soft) [K]; input 8,192; retries 0 to 185, event age 60 s to 24 h. [V] */
export const ruleSchema = z.object({
  /** Empty: named after the bus and the target. */
  name: z._default(z.string().check(z.regex(/^[.\-_A-Za-z0-9]{0,64}$/)), ''),
  pattern: z._default(z.string().check(z.maxLength(65_536)), MATCHES_ALL),
  enabled: z._default(z.boolean(), true),
  /** What the target gets instead of the event, as JSON text; at most one of these three. */
  input: z._default(z.string().check(z.maxLength(8192)), ''),
  /** The part of the event the target gets, such as `$.detail`. */
  inputPath: z._default(z.string().check(z.maxLength(256)), ''),
  /** A text with placeholders; `inputPaths` says what they stand for. */
  inputTemplate: z._default(z.string().check(z.maxLength(8192)), ''),
  inputPaths: z._default(z.record(z.string(), z.string()), {}),
  ...eventRetryPolicy(),
})

/** Of a failure edge: whose undelivered events go there. */
export const ruleDeadLettersSchema = z.object({
  /** Name of the rule; empty: every rule without a dead-letter queue of its own. */
  rule: z._default(z.string().check(z.regex(/^[.\-_A-Za-z0-9]{0,64}$/)), ''),
})

export type EventArchive = z.infer<typeof archiveSchema>
export type EventBusConfig = z.infer<typeof eventBusConfigSchema>
export type EventRule = z.infer<typeof ruleSchema>
export type RuleDeadLetters = z.infer<typeof ruleDeadLettersSchema>

export const eventBusModel = defineModel({
  kind: 'event-bus',
  config: eventBusConfigSchema,
  defaultName: 'Bus',
  variable: 'BUS_NAME',
  endless: false,
  ports: [
    { name: 'put', direction: 'in', roles: ['event-bus'] },
    {
      name: 'rule',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable', 'message-sink', 'topic', 'event-bus'],
      parallelEdges: true,
      edgeConfig: ruleSchema,
      edgeChanges: liveFields<EventRule>(...(Object.keys(eventRetryPolicy()) as (keyof EventRetryPolicy)[])),
    },
    {
      name: 'undelivered',
      direction: 'out',
      edge: 'failure',
      connectsTo: ['dead-letter'],
      parallelEdges: true,
      edgeConfig: ruleDeadLettersSchema,
    },
  ],
  changes: liveFields<EventBusConfig>(
    'minimumDelayMs',
    'maximumDelayMs',
    'latencyMedianMs',
    'latencyP99Ms',
    'deliveryMedianMs',
    'deliveryP99Ms',
  ),
})
