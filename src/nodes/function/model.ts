// A Lambda function: where its code is, its limits, how its environments start and end.
import * as z from 'zod/mini'
import { callEdgeConfigSchema } from '#nodes/call-edge'
import { callLatency } from '#nodes/latency'
import { defineModel, liveFields } from '#nodes/node-model'
import { LAMBDA_SCALING, scalingSchema } from './scaling.ts'

/** Lambda quotas: timeout 1 to 900 s (default 3 s), memory 128 to 10,240 MB. [V] */
export const functionConfigSchema = z.object({
  /** As the provider names it: nodejs22.x, python3.13, … Only Node.js runtimes run here. */
  runtime: z._default(z.string().check(z.minLength(1), z.maxLength(64)), 'nodejs22.x'),
  /** The folder of `files` that is /var/task; ends without a slash. */
  codeUri: z._default(z.string().check(z.maxLength(512)), ''),
  /** `file.export` below codeUri, as Lambda's Handler. */
  handler: z._default(z.string().check(z.minLength(1), z.maxLength(128)), 'index.handler'),
  timeoutMs: z._default(z.int().check(z.gte(1000), z.lte(900_000)), 3000),
  memoryMb: z._default(z.int().check(z.gte(128), z.lte(10_240)), 128),
  environment: z._default(z.record(z.string(), z.string()), {}),
  /** 0 throttles every invocation; absent: the account's pool. */
  reservedConcurrency: z.optional(z.int().check(z.gte(0), z.lte(1000))),
  /** So many environments are there before the run, beside those on demand; only where Lambda's scaling decides. */
  provisionedConcurrency: z.optional(z.int().check(z.gte(1), z.lte(1000))),
  /** What decides how many environments there are. */
  scaling: z._default(scalingSchema, LAMBDA_SCALING),
  /** Asynchronous invocation: 0 to 2 retries, event age 60 s to 6 h. [V] */
  maximumRetryAttempts: z._default(z.int().check(z.gte(0), z.lte(2)), 2),
  maximumEventAgeMs: z._default(z.int().check(z.gte(60_000), z.lte(21_600_000)), 21_600_000),
  /** Log-normal. Node.js at 512 MB: 150 to 500 ms (tutorial figures, semantics A7). [V] */
  coldStartMedianMs: z._default(z.number().check(z.gte(0), z.lte(60_000)), 250),
  coldStartP99Ms: z._default(z.number().check(z.gte(0), z.lte(120_000)), 500),
  /** Uniform. Undocumented; measured 10 min after the last request (mikhail.io, 2019). [V] */
  idleExpiryMinimumMs: z._default(z.number().check(z.gte(0), z.lte(7_200_000)), 300_000),
  idleExpiryMaximumMs: z._default(z.number().check(z.gte(0), z.lte(7_200_000)), 900_000),
  /** The model of computing time: base + counted steps × cost of a step ÷ share of a CPU (1,769 MB is one). */
  computeBaseMs: z._default(z.number().check(z.gte(0), z.lte(60_000)), 1),
  computeStepNs: z._default(z.number().check(z.gte(0), z.lte(1_000_000)), 10),
  /** Of an invocation, beside its environment's own time: until the answer is back. Not measured. [K] */
  ...callLatency(8, 30),
})

export type FunctionConfig = z.infer<typeof functionConfigSchema>

/** The provider keeps nothing with them but where they lead. */
const nothing = z.object({})

const destination = {
  direction: 'out',
  edge: 'failure',
  connectsTo: ['message-sink', 'topic', 'event-bus', 'invocable'],
  maximumEdges: 1,
  edgeConfig: nothing,
} as const

export const functionModel = defineModel({
  kind: 'function',
  config: functionConfigSchema,
  defaultName: 'Function',
  variable: 'FUNCTION_NAME',
  endless: false,
  ports: [
    { name: 'invoke', direction: 'in', roles: ['invocable'] },
    {
      name: 'call',
      direction: 'out',
      edge: 'call',
      connectsTo: ['message-sink', 'topic', 'event-bus', 'stream', 'table', 'bucket', 'invocable', 'external-http'],
      edgeConfig: callEdgeConfigSchema,
    },
    // Of asynchronous events only: where the record of a result goes, and the older queue for the events themselves.
    { name: 'on-success', ...destination },
    { name: 'on-failure', ...destination },
    {
      name: 'dead-letter',
      direction: 'out',
      edge: 'failure',
      connectsTo: ['dead-letter', 'topic'],
      maximumEdges: 1,
      edgeConfig: nothing,
    },
  ],
  // What environments are made with (code, variables, memory, cost of a step) is not live: a deployment replaces them.
  changes: liveFields<FunctionConfig>(
    'timeoutMs',
    'reservedConcurrency',
    'maximumRetryAttempts',
    'maximumEventAgeMs',
    'coldStartMedianMs',
    'coldStartP99Ms',
    'idleExpiryMinimumMs',
    'idleExpiryMaximumMs',
    'latencyMedianMs',
    'latencyP99Ms',
  ),
})
