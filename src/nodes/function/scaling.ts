// What decides how many environments a function has: Lambda's own way, and three others to compare it with.
import * as z from 'zod/mini'

/** Concurrent executions of an account and region; new accounts start with fewer, such as 10. A1.4 [V], 10 [K] */
const ACCOUNT_CONCURRENCY = 1000
/** New environments of one function in 10 s, refilled continuously. "Lambda scaling behavior" [V] */
const ENVIRONMENTS_PER_10_S = 1000

const environments = z.int().check(z.gte(1), z.lte(1000))
/** A bound of ours. */
const maximumWaiting = z._default(z.int().check(z.gte(0), z.lte(100_000)), 1000)

const lambdaScalingSchema = z.object({
  type: z.literal('lambda'),
  accountConcurrency: z._default(z.int().check(z.gte(1), z.lte(100_000)), ACCOUNT_CONCURRENCY),
  environmentsPer10s: z._default(z.int().check(z.gte(1), z.lte(100_000)), ENVIRONMENTS_PER_10_S),
})

/** So many, always there; whoever finds none free waits in line. */
const fixedScalingSchema = z.object({
  type: z.literal('fixed'),
  environments: z._default(environments, 10),
  maximumWaiting,
})

/** One for each event in hand; an idle one is kept so long. AWS's 10 min and Azure's 20 min are measured (A7). [V] */
const keepAliveScalingSchema = z.object({
  type: z.literal('keep-alive'),
  keepAliveMs: z._default(z.int().check(z.gte(0), z.lte(86_400_000)), 600_000),
  maximumEnvironments: z._default(environments, 1000),
})

/** Defaults of config-autoscaler, serving @ 98e5ef9 [V]; the tick is [K], the largest number is ours. */
export const knativeScalingSchema = z.object({
  type: z.literal('knative'),
  /** Of the one event an environment takes at a time. */
  targetUtilizationPercent: z._default(z.number().check(z.gte(1), z.lte(100)), 70),
  stableWindowMs: z._default(z.int().check(z.gte(6000), z.lte(3_600_000)), 60_000),
  panicWindowPercent: z._default(z.number().check(z.gte(1), z.lte(100)), 10),
  panicThresholdPercent: z._default(z.number().check(z.gte(110), z.lte(1000)), 200),
  maxScaleUpRate: z._default(z.number().check(z.gt(1), z.lte(10_000)), 1000),
  maxScaleDownRate: z._default(z.number().check(z.gt(1), z.lte(10_000)), 2),
  scaleToZeroGraceMs: z._default(z.int().check(z.gte(0), z.lte(3_600_000)), 30_000),
  initialEnvironments: z._default(z.int().check(z.gte(0), z.lte(1000)), 1),
  minimumEnvironments: z._default(z.int().check(z.gte(0), z.lte(1000)), 0),
  maximumEnvironments: z._default(environments, 1000),
  tickMs: z._default(z.int().check(z.gte(100), z.lte(60_000)), 2000),
  maximumWaiting,
})

export const scalingSchema = z.discriminatedUnion('type', [
  lambdaScalingSchema,
  fixedScalingSchema,
  keepAliveScalingSchema,
  knativeScalingSchema,
])

export type Scaling = z.infer<typeof scalingSchema>
export type FixedScaling = z.infer<typeof fixedScalingSchema>
export type KnativeScaling = z.infer<typeof knativeScalingSchema>

export const LAMBDA_SCALING: Scaling = {
  type: 'lambda',
  accountConcurrency: ACCOUNT_CONCURRENCY,
  environmentsPer10s: ENVIRONMENTS_PER_10_S,
}
