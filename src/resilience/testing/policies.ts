// Policies for tests: defaults filled in, and arbitrary ones for properties.
import fc from 'fast-check'
import {
  type CircuitBreakerPolicy,
  circuitBreakerPolicySchema,
  FAILURE_CLASSES,
  JITTERS,
  type Policy,
} from '../policy.ts'
import { type RetryPolicy, retryPolicySchema, type TimeoutPolicy, timeoutPolicySchema } from '../policy.ts'

export const breaker = (config: Partial<CircuitBreakerPolicy> = {}): CircuitBreakerPolicy =>
  circuitBreakerPolicySchema.parse({ type: 'circuit-breaker', ...config })
export const retry = (config: Partial<RetryPolicy> = {}): RetryPolicy =>
  retryPolicySchema.parse({ type: 'retry', ...config })
export const timeout = (timeoutMs: number): TimeoutPolicy => timeoutPolicySchema.parse({ type: 'timeout', timeoutMs })

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
  })
  .map((config) => retry(config as Partial<RetryPolicy>))

const anyTimeout: fc.Arbitrary<TimeoutPolicy> = fc.integer({ min: 1, max: 3000 }).map(timeout)

export const anyPolicies: fc.Arbitrary<Policy[]> = fc.array(fc.oneof(anyRetry, anyTimeout, anyBreaker), {
  maxLength: 5,
})
