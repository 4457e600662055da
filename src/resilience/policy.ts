// The policies a call can carry, as data. Semantics: resilience4j's words and rules (one file per policy).
import * as z from 'zod/mini'

/** What a failed attempt was, told by the caller of the attempt. Anything else is an error type of user code. */
export const FAILURE_CLASSES = [
  'network',
  'timeout',
  'throttled',
  'server-error',
  'client-error',
  'function-error',
  'access-denied',
] as const
export type FailureClass = (typeof FAILURE_CLASSES)[number]

const failureClass = z.enum(FAILURE_CLASSES)
const DEFAULT_FAILURES: FailureClass[] = ['network', 'timeout', 'throttled', 'server-error']
const positiveMs = z.number().check(z.gte(1), z.lte(31_536_000_000))

export const JITTERS = ['none', 'full', 'equal', 'decorrelated'] as const

export const retryPolicySchema = z.object({
  type: z.literal('retry'),
  /** Including the first call, as resilience4j counts. */
  maxAttempts: z._default(z.int().check(z.gte(1), z.lte(100_000)), 3),
  backoff: z._default(z.enum(['fixed', 'exponential']), 'exponential'),
  baseMs: z._default(positiveMs, 100),
  factor: z._default(z.number().check(z.gte(1), z.lte(100)), 2),
  capMs: z._default(positiveMs, 20_000),
  jitter: z._default(z.enum(JITTERS), 'full'),
  retryOn: z._default(z.array(failureClass), DEFAULT_FAILURES),
})

export const timeoutPolicySchema = z.object({
  type: z.literal('timeout'),
  timeoutMs: z._default(positiveMs, 1000),
})

/** Defaults: resilience4j's CircuitBreakerConfig, but for sizes that show something within a minute (its 100 calls and 60 s). */
export const circuitBreakerPolicySchema = z.object({
  type: z.literal('circuit-breaker'),
  slidingWindowType: z._default(z.enum(['COUNT_BASED', 'TIME_BASED']), 'COUNT_BASED'),
  /** Calls (COUNT_BASED) or seconds (TIME_BASED). */
  slidingWindowSize: z._default(z.int().check(z.gte(1), z.lte(10_000)), 10),
  minimumNumberOfCalls: z._default(z.int().check(z.gte(1), z.lte(10_000)), 5),
  failureRateThreshold: z._default(z.number().check(z.gt(0), z.lte(100)), 50),
  slowCallRateThreshold: z._default(z.number().check(z.gt(0), z.lte(100)), 100),
  slowCallDurationThresholdMs: z._default(positiveMs, 60_000),
  waitDurationInOpenStateMs: z._default(positiveMs, 5000),
  permittedNumberOfCallsInHalfOpenState: z._default(z.int().check(z.gte(1), z.lte(1000)), 3),
  /** 0: wait for ever. */
  maxWaitDurationInHalfOpenStateMs: z._default(z.number().check(z.gte(0), z.lte(31_536_000_000)), 0),
  automaticTransitionFromOpenToHalfOpen: z._default(z.boolean(), false),
  recordOn: z._default(z.array(failureClass), DEFAULT_FAILURES),
  ignoreOn: z._default(z.array(failureClass), []),
})

export const policySchema = z.discriminatedUnion('type', [
  retryPolicySchema,
  timeoutPolicySchema,
  circuitBreakerPolicySchema,
])

export type RetryPolicy = z.infer<typeof retryPolicySchema>
export type TimeoutPolicy = z.infer<typeof timeoutPolicySchema>
export type CircuitBreakerPolicy = z.infer<typeof circuitBreakerPolicySchema>
export type Policy = z.infer<typeof policySchema>
