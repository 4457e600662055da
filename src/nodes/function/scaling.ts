// What decides how many environments a function has: Lambda's own way, and three others to compare it with.
import * as z from 'zod/mini'

/** Concurrent executions of an account and region; new accounts start with fewer, such as 10. A1.4 [V], 10 [K] */
const ACCOUNT_CONCURRENCY = 1000
/** New environments of one function in 10 s, refilled continuously. "Lambda scaling behavior" [V] */
const ENVIRONMENTS_PER_10_S = 1000

const lambdaScalingSchema = z.object({
  type: z.literal('lambda'),
  accountConcurrency: z._default(z.int().check(z.gte(1), z.lte(100_000)), ACCOUNT_CONCURRENCY),
  environmentsPer10s: z._default(z.int().check(z.gte(1), z.lte(100_000)), ENVIRONMENTS_PER_10_S),
})

export const scalingSchema = z.discriminatedUnion('type', [lambdaScalingSchema])

export type Scaling = z.infer<typeof scalingSchema>
export type LambdaScaling = z.infer<typeof lambdaScalingSchema>

export const LAMBDA_SCALING: Scaling = {
  type: 'lambda',
  accountConcurrency: ACCOUNT_CONCURRENCY,
  environmentsPer10s: ENVIRONMENTS_PER_10_S,
}
