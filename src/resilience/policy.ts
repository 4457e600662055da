// The policies a call can carry, as data. Semantics: resilience4j's words and rules (one file per policy). Fields that
// came later and change a rule are optional: absent, all is as it was.
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

const shortMs = z.number().check(z.gte(0), z.lte(31_536_000_000))

/** `spread`: resilience4j's randomised interval; `decorrelated-v2`: Polly's and cockatiel's. Formulas: retry.ts. */
export const JITTERS = ['none', 'full', 'equal', 'decorrelated', 'spread', 'decorrelated-v2'] as const

/** What retries may cost in all, over the calls of one place. Semantics: retry-budget.ts. */
export const retryBudgetSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('share'),
    /** Of the requests, retries not counted. */
    percent: z._default(z.number().check(z.gt(0), z.lte(1000)), 10),
    windowSeconds: z._default(z.int().check(z.gte(1), z.lte(86_400)), 120),
  }),
  z.object({
    type: z.literal('tokens'),
    capacity: z._default(z.int().check(z.gte(0), z.lte(1_000_000)), 500),
    retryCost: z._default(z.int().check(z.gte(0), z.lte(1_000_000)), 5),
    /** Where the attempt before timed out; where it was throttled. */
    timeoutCost: z._default(z.int().check(z.gte(0), z.lte(1_000_000)), 10),
    throttledCost: z._default(z.int().check(z.gte(0), z.lte(1_000_000)), 5),
    successReturn: z._default(z.int().check(z.gte(0), z.lte(1_000_000)), 1),
  }),
])

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
  /** Of jitter `spread`: the wait is drawn between (1 - spread) and (1 + spread) times itself. Absent: a half. */
  spread: z.optional(z.number().check(z.gt(0), z.lte(1))),
  /** The first wait after an attempt that was throttled, where it differs. */
  throttledBaseMs: z.optional(positiveMs),
  /** So much a Retry-After can add to the wait. Absent: whatever it says. 0: it is not looked at. */
  retryAfterAddsAtMostMs: z.optional(shortMs),
  budget: z.optional(retryBudgetSchema),
})

export const timeoutPolicySchema = z.object({
  type: z.literal('timeout'),
  timeoutMs: z._default(positiveMs, 1000),
  /** The deadline goes along with the call: timeouts of calls that its handler makes end no later. */
  carried: z.optional(z.boolean()),
})

/** Libraries whose circuit breakers differ in more than their defaults. */
export const BREAKER_RULE_NAMES = ['resilience4j', 'polly', 'opossum', 'cockatiel'] as const
export type BreakerRuleName = (typeof BREAKER_RULE_NAMES)[number]

export const BREAKER_SCOPES = ['environment', 'shared'] as const

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
  /** 0 can be written, as in resilience4j's files: a rule says that nothing could close it again. */
  permittedNumberOfCallsInHalfOpenState: z._default(z.int().check(z.gte(0), z.lte(1000)), 3),
  /** 0: wait for ever. */
  maxWaitDurationInHalfOpenStateMs: z._default(z.number().check(z.gte(0), z.lte(31_536_000_000)), 0),
  automaticTransitionFromOpenToHalfOpen: z._default(z.boolean(), false),
  recordOn: z._default(z.array(failureClass), DEFAULT_FAILURES),
  ignoreOn: z._default(z.array(failureClass), []),
  /** Whose rules decide where libraries differ: breaker-rules.ts. Absent: resilience4j's. */
  rules: z.optional(z.enum(BREAKER_RULE_NAMES)),
  /** Each opening in a row waits so many times longer. Absent: equally long. */
  openWaitFactor: z.optional(z.number().check(z.gte(1), z.lte(100))),
  openWaitCapMs: z.optional(positiveMs),
  /** resilience4j's transitionToStateAfterWaitDuration. Absent: OPEN. */
  afterMaxWaitInHalfOpen: z.optional(z.enum(['OPEN', 'CLOSED'])),
  /** One for each environment, as module memory is, or one in a table that all ask (shared-breaker.ts). Absent: environment. */
  scope: z.optional(z.enum(BREAKER_SCOPES)),
  /** Of a read or a write of that table. Absent: SHARED_BREAKER_LATENCY. */
  sharedLatencyMedianMs: z.optional(shortMs),
  sharedLatencyP99Ms: z.optional(shortMs),
})

/** Defaults: resilience4j's BulkheadConfig. A6.3 [K] */
export const bulkheadPolicySchema = z.object({
  type: z.literal('bulkhead'),
  maxConcurrentCalls: z._default(z.int().check(z.gte(1), z.lte(1_000_000)), 25),
  /** 0: a call that finds it full is refused at once. */
  maxWaitMs: z._default(shortMs, 0),
  /** Absent: as many as come wait. */
  maxWaitingCalls: z.optional(z.int().check(z.gte(0), z.lte(1_000_000))),
})

/** A token bucket. resilience4j's own default, 50 calls each 500 ns, limits nothing; ours shows something. A6.3 [K] */
export const rateLimiterPolicySchema = z.object({
  type: z.literal('rate-limiter'),
  perSecond: z._default(z.number().check(z.gt(0), z.lte(1_000_000)), 10),
  burst: z._default(z.int().check(z.gte(1), z.lte(1_000_000)), 10),
  maxWaitMs: z._default(shortMs, 0),
})

export const FALLBACK_FAILURES = [...FAILURE_CLASSES, 'not-permitted'] as const

export const fallbackPolicySchema = z.object({
  type: z.literal('fallback'),
  /** The answer that is given instead: of a fetch its status and body, of an SDK call its output as JSON. */
  status: z._default(z.int().check(z.gte(200), z.lte(599)), 200),
  body: z._default(z.string().check(z.maxLength(65_536)), '{}'),
  fallBackOn: z._default(z.array(z.enum(FALLBACK_FAILURES)), [...DEFAULT_FAILURES, 'not-permitted']),
})

/** Defaults: Polly's HedgingStrategyOptions, one more attempt after 2 s. [K] */
export const hedgePolicySchema = z.object({
  type: z.literal('hedge'),
  delayMs: z._default(shortMs, 2000),
  /** In addition to the first call. */
  maxHedges: z._default(z.int().check(z.gte(1), z.lte(10)), 1),
  hedgeOn: z._default(z.array(failureClass), DEFAULT_FAILURES),
})

/** Google's SRE book, "Handling Overload": K 2 over two minutes. A6.3 [V] */
export const adaptiveThrottlePolicySchema = z.object({
  type: z.literal('adaptive-throttle'),
  k: z._default(z.number().check(z.gte(1), z.lte(100)), 2),
  windowSeconds: z._default(z.int().check(z.gte(1), z.lte(3600)), 120),
  /** All else counts as accepted. */
  rejectedOn: z._default(z.array(failureClass), DEFAULT_FAILURES),
})

export const policySchema = z.discriminatedUnion('type', [
  retryPolicySchema,
  timeoutPolicySchema,
  circuitBreakerPolicySchema,
  bulkheadPolicySchema,
  rateLimiterPolicySchema,
  fallbackPolicySchema,
  hedgePolicySchema,
  adaptiveThrottlePolicySchema,
])

export type RetryPolicy = z.infer<typeof retryPolicySchema>
export type TimeoutPolicy = z.infer<typeof timeoutPolicySchema>
export type CircuitBreakerPolicy = z.infer<typeof circuitBreakerPolicySchema>
export type RetryBudget = z.infer<typeof retryBudgetSchema>
export type BulkheadPolicy = z.infer<typeof bulkheadPolicySchema>
export type RateLimiterPolicy = z.infer<typeof rateLimiterPolicySchema>
export type FallbackPolicy = z.infer<typeof fallbackPolicySchema>
export type HedgePolicy = z.infer<typeof hedgePolicySchema>
export type AdaptiveThrottlePolicy = z.infer<typeof adaptiveThrottlePolicySchema>
export type Policy = z.infer<typeof policySchema>
