// An SNS topic, and what the provider keeps with each subscription: filter policy, raw delivery, dead-letter queue.
import * as z from 'zod/mini'
import { callLatency, deliveryLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'

/** Bytes of a filter policy: 256 KB. [V] */
const MAXIMUM_POLICY_LENGTH = 262_144

/**
 * How SNS tries AWS-managed endpoints again: 3 times at once, 2 times 1 s apart, 10 times with growing waits from 1 s to
 * 20 s, then 100,000 times 20 s apart; 100,015 tries over 23 days. [K]
 */
export const topicConfigSchema = z.object({
  immediateRetries: z._default(z.int().check(z.gte(0), z.lte(100)), 3),
  preBackoffRetries: z._default(z.int().check(z.gte(0), z.lte(100)), 2),
  backoffRetries: z._default(z.int().check(z.gte(0), z.lte(100)), 10),
  postBackoffRetries: z._default(z.int().check(z.gte(0), z.lte(100_000)), 100_000),
  minimumDelayMs: z._default(z.int().check(z.gte(1), z.lte(3_600_000)), 1000),
  maximumDelayMs: z._default(z.int().check(z.gte(1), z.lte(3_600_000)), 20_000),
  /** Not measured. [K] */
  ...callLatency(15, 60),
  /** To an asynchronous function (measured 2022, bitesizedserverless.com). [V] */
  ...deliveryLatency(73, 225),
})

const FILTER_POLICY_SCOPES = ['MessageAttributes', 'MessageBody'] as const

export const subscriptionSchema = z.object({
  /** To a queue: the message itself instead of the notification's JSON, its attributes as the queue's. */
  rawDelivery: z._default(z.boolean(), false),
  /** As JSON text; empty: every message. */
  filterPolicy: z._default(z.string().check(z.maxLength(MAXIMUM_POLICY_LENGTH)), ''),
  filterPolicyScope: z._default(z.enum(FILTER_POLICY_SCOPES), 'MessageAttributes'),
  /** Of the model: this share of the tries fails at the endpoint's side, as when a service is down. */
  errorRatePercent: z._default(z.number().check(z.gte(0), z.lte(100)), 0),
})

/** Of a failure edge: whose undelivered messages go there. */
export const subscriptionDeadLettersSchema = z.object({
  /** Name of the subscribed node; empty: every subscription without a dead-letter queue of its own. */
  endpoint: z._default(z.string().check(z.maxLength(255)), ''),
})

export type TopicConfig = z.infer<typeof topicConfigSchema>
export type Subscription = z.infer<typeof subscriptionSchema>
export type SubscriptionDeadLetters = z.infer<typeof subscriptionDeadLettersSchema>

export const topicModel = defineModel({
  kind: 'topic',
  config: topicConfigSchema,
  defaultName: 'Topic',
  variable: 'TOPIC_ARN',
  endless: false,
  ports: [
    { name: 'publish', direction: 'in', roles: ['topic'] },
    {
      name: 'subscribe',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable', 'message-sink'],
      edgeConfig: subscriptionSchema,
      edgeChanges: liveFields<Subscription>('rawDelivery', 'errorRatePercent'),
    },
    {
      name: 'undelivered',
      direction: 'out',
      edge: 'failure',
      connectsTo: ['dead-letter'],
      parallelEdges: true,
      edgeConfig: subscriptionDeadLettersSchema,
    },
  ],
  changes: liveFields<TopicConfig>(
    'immediateRetries',
    'preBackoffRetries',
    'backoffRetries',
    'postBackoffRetries',
    'minimumDelayMs',
    'maximumDelayMs',
    'latencyMedianMs',
    'latencyP99Ms',
    'deliveryMedianMs',
    'deliveryP99Ms',
  ),
})
