// Policies for tests: defaults filled in, and arbitrary ones for properties.
import fc from 'fast-check'
import {
  type AdaptiveThrottlePolicy,
  adaptiveThrottlePolicySchema,
  BREAKER_RULE_NAMES,
  type BulkheadPolicy,
  bulkheadPolicySchema,
  type CircuitBreakerPolicy,
  circuitBreakerPolicySchema,
  FAILURE_CLASSES,
  type FallbackPolicy,
  fallbackPolicySchema,
  type HedgePolicy,
  hedgePolicySchema,
  JITTERS,
  type Policy,
  type RateLimiterPolicy,
  rateLimiterPolicySchema,
} from '../policy.ts'
import { type RetryPolicy, retryPolicySchema, type TimeoutPolicy, timeoutPolicySchema } from '../policy.ts'

export const breaker = (config: Partial<CircuitBreakerPolicy> = {}): CircuitBreakerPolicy =>
  circuitBreakerPolicySchema.parse({ type: 'circuit-breaker', ...config })
export const retry = (config: Partial<RetryPolicy> = {}): RetryPolicy =>
  retryPolicySchema.parse({ type: 'retry', ...config })
export const timeout = (timeoutMs: number): TimeoutPolicy => timeoutPolicySchema.parse({ type: 'timeout', timeoutMs })
export const bulkhead = (config: Partial<BulkheadPolicy> = {}): BulkheadPolicy =>
  bulkheadPolicySchema.parse({ type: 'bulkhead', ...config })
export const rateLimiter = (config: Partial<RateLimiterPolicy> = {}): RateLimiterPolicy =>
  rateLimiterPolicySchema.parse({ type: 'rate-limiter', ...config })
export const fallback = (config: Partial<FallbackPolicy> = {}): FallbackPolicy =>
  fallbackPolicySchema.parse({ type: 'fallback', ...config })
export const hedge = (config: Partial<HedgePolicy> = {}): HedgePolicy =>
  hedgePolicySchema.parse({ type: 'hedge', ...config })
export const throttle = (config: Partial<AdaptiveThrottlePolicy> = {}): AdaptiveThrottlePolicy =>
  adaptiveThrottlePolicySchema.parse({ type: 'adaptive-throttle', ...config })

const percent = fc.constantFrom(1, 20, 33.3, 50, 75, 100)
const failures = fc.subarray([...FAILURE_CLASSES])

export const anyBreaker: fc.Arbitrary<CircuitBreakerPolicy> = fc
  .record({
    slidingWindowType: fc.constantFrom('COUNT_BASED', 'TIME_BASED'),
    slidingWindowSize: fc.integer({ min: 1, max: 12 }),
    minimumNumberOfCalls: fc.integer({ min: 1, max: 15 }),
    failureRateThreshold: percent,
    slowCallRateThreshold: percent,
    slowCallDurationThresholdMs: fc.integer({ min: 1, max: 2000 }),
    waitDurationInOpenStateMs: fc.integer({ min: 1, max: 5000 }),
    permittedNumberOfCallsInHalfOpenState: fc.integer({ min: 1, max: 5 }),
    maxWaitDurationInHalfOpenStateMs: fc.constantFrom(0, 0, 300, 4000),
    automaticTransitionFromOpenToHalfOpen: fc.boolean(),
    recordOn: failures,
    ignoreOn: failures,
    rules: fc.constantFrom(...BREAKER_RULE_NAMES),
    openWaitFactor: fc.constantFrom(1, 1, 2, 3.5),
    openWaitCapMs: fc.integer({ min: 1, max: 9000 }),
    afterMaxWaitInHalfOpen: fc.constantFrom('OPEN', 'CLOSED'),
  })
  .map((config) => breaker(config as Partial<CircuitBreakerPolicy>))

export const anyRetry: fc.Arbitrary<RetryPolicy> = fc
  .record({
    maxAttempts: fc.integer({ min: 1, max: 4 }),
    backoff: fc.constantFrom('fixed', 'exponential'),
    baseMs: fc.integer({ min: 1, max: 900 }),
    factor: fc.constantFrom(1, 1.5, 2, 7),
    capMs: fc.integer({ min: 1, max: 3000 }),
    jitter: fc.constantFrom(...JITTERS),
    retryOn: fc.oneof(fc.constant([...FAILURE_CLASSES]), failures),
    budget: fc.constantFrom<RetryPolicy['budget']>(
      undefined,
      { type: 'share', percent: 60, windowSeconds: 5 },
      { type: 'tokens', capacity: 9, retryCost: 4, timeoutCost: 6, throttledCost: 2, successReturn: 1 },
    ),
  })
  .map(({ budget, ...config }) => retry({ ...config, ...(budget && { budget }) } as Partial<RetryPolicy>))

const anyTimeout: fc.Arbitrary<TimeoutPolicy> = fc.integer({ min: 1, max: 3000 }).map(timeout)

const anyBulkhead = fc
  .record({ maxConcurrentCalls: fc.integer({ min: 1, max: 3 }), maxWaitMs: fc.constantFrom(0, 400, 5000) })
  .map(bulkhead)
const anyRateLimiter = fc
  .record({
    perSecond: fc.constantFrom(0.5, 1, 3, 20),
    burst: fc.integer({ min: 1, max: 3 }),
    maxWaitMs: fc.constantFrom(0, 700, 9000),
  })
  .map(rateLimiter)
const anyFallback = fc
  .subarray<FallbackPolicy['fallBackOn'][number]>([...FAILURE_CLASSES, 'not-permitted'])
  .map((fallBackOn) => fallback({ fallBackOn }))
const anyHedge = fc
  .record({ delayMs: fc.integer({ min: 0, max: 3000 }), maxHedges: fc.integer({ min: 1, max: 3 }), hedgeOn: failures })
  .map(hedge)
const anyThrottle = fc
  .record({ k: fc.constantFrom(1, 1.1, 2), windowSeconds: fc.integer({ min: 1, max: 9 }), rejectedOn: failures })
  .map(throttle)

const anyPolicy: fc.Arbitrary<Policy> = fc.oneof(
  { weight: 3, arbitrary: anyRetry },
  { weight: 2, arbitrary: anyTimeout },
  { weight: 3, arbitrary: anyBreaker },
  anyBulkhead,
  anyRateLimiter,
  anyFallback,
  { weight: 2, arbitrary: anyHedge },
  anyThrottle,
)

export const anyPolicies: fc.Arbitrary<Policy[]> = fc.array(anyPolicy, { maxLength: 5 })
