// An S3 bucket, and what the provider keeps with each of its notifications: event types, prefix and suffix.
import * as z from 'zod/mini'
import { callLatency, deliveryLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'

/** The event types that can happen here, and those that S3 has for uploads of other kinds. "Event notification types" [V] */
export const BUCKET_EVENTS = [
  's3:ObjectCreated:*',
  's3:ObjectCreated:Put',
  's3:ObjectCreated:Copy',
  's3:ObjectCreated:Post',
  's3:ObjectCreated:CompleteMultipartUpload',
  's3:ObjectRemoved:*',
  's3:ObjectRemoved:Delete',
  's3:ObjectRemoved:DeleteMarkerCreated',
] as const

/** 3 to 63 characters in lower case. "General purpose bucket naming rules" [V] */
const NAME = /^(?:[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$/

/** Of a filter's prefix or suffix, as of a key. [K] */
const MAXIMUM_FILTER = 1024

export const bucketConfigSchema = z.object({
  /** As S3 knows it; empty: from the node's name. */
  bucketName: z._default(z.string().check(z.regex(NAME)), ''),
  versioning: z._default(z.boolean(), false),
  /** "Roughly 100–200 milliseconds" for small objects [V]; that these are median and p99 is [K]. */
  ...callLatency(100, 200),
  /** "Typically … in seconds but can sometimes take a minute or longer" [V]; the figures [K]. */
  ...deliveryLatency(1000, 5000),
})

export const notificationSchema = z.object({
  events: z._default(z.array(z.enum(BUCKET_EVENTS)).check(z.minLength(1), z.maxLength(BUCKET_EVENTS.length)), [
    's3:ObjectCreated:*',
  ]),
  prefix: z._default(z.string().check(z.maxLength(MAXIMUM_FILTER)), ''),
  suffix: z._default(z.string().check(z.maxLength(MAXIMUM_FILTER)), ''),
})

export type BucketConfig = z.infer<typeof bucketConfigSchema>
export type BucketEvent = (typeof BUCKET_EVENTS)[number]
export type BucketNotification = z.infer<typeof notificationSchema>

export const bucketModel = defineModel({
  kind: 'bucket',
  config: bucketConfigSchema,
  defaultName: 'Bucket',
  variable: 'BUCKET_NAME',
  endless: false,
  ports: [
    { name: 'objects', direction: 'in', roles: ['bucket'] },
    {
      name: 'notify',
      direction: 'out',
      edge: 'trigger',
      connectsTo: ['invocable', 'message-sink', 'topic', 'event-bus'],
      parallelEdges: true,
      edgeConfig: notificationSchema,
    },
  ],
  changes: liveFields<BucketConfig>('latencyMedianMs', 'latencyP99Ms', 'deliveryMedianMs', 'deliveryP99Ms'),
})
