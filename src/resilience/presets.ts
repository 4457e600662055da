// Policies as known libraries come with them, outermost first: what a call is wrapped in when nothing else is said. Where
// a library's rule differs in more than numbers, its breaker names that rule (breaker-rules.ts).
import type { BreakerRuleName, CircuitBreakerPolicy, FailureClass, Policy } from './policy.ts'

export const PRESET_NAMES = ['resilience4j', 'polly', 'opossum', 'cockatiel', 'aws-sdk'] as const
export type PresetName = (typeof PRESET_NAMES)[number]

export interface Preset {
  readonly policies: readonly Policy[]
  /** How the library's own setting counts: 3 is three attempts, or three more than the first. */
  readonly attempts: 'with-the-first' | 'besides-the-first' | 'none'
}

/** What their HTTP clients treat as worth another try; what a breaker of theirs counts is up to its user. [K] */
const TRANSIENT: FailureClass[] = ['network', 'timeout', 'throttled', 'server-error']
const LONGEST_MS = 31_536_000_000

const breaker = (
  rules: BreakerRuleName,
  rest: Partial<CircuitBreakerPolicy> & Pick<CircuitBreakerPolicy, 'slidingWindowType' | 'slidingWindowSize'>,
): CircuitBreakerPolicy => ({
  type: 'circuit-breaker',
  minimumNumberOfCalls: 1,
  failureRateThreshold: 50,
  slowCallRateThreshold: 100,
  slowCallDurationThresholdMs: 60_000,
  waitDurationInOpenStateMs: 60_000,
  permittedNumberOfCallsInHalfOpenState: 1,
  maxWaitDurationInHalfOpenStateMs: 0,
  automaticTransitionFromOpenToHalfOpen: false,
  recordOn: TRANSIENT,
  ignoreOn: [],
  rules,
  ...rest,
})

/** Retry(CircuitBreaker(TimeLimiter(Bulkhead(call)))) with the defaults of each; its rate limiter's, 50 calls in 500 ns,
 * limits nothing and is left out. A6.1 [V], A6.3 [K] */
const RESILIENCE4J: Preset = {
  attempts: 'with-the-first',
  policies: [
    {
      type: 'retry',
      maxAttempts: 3,
      backoff: 'fixed',
      baseMs: 500,
      factor: 1.5,
      capMs: LONGEST_MS,
      jitter: 'none',
      retryOn: TRANSIENT,
      retryAfterAddsAtMostMs: 0,
    },
    breaker('resilience4j', {
      slidingWindowType: 'COUNT_BASED',
      slidingWindowSize: 100,
      minimumNumberOfCalls: 100,
      permittedNumberOfCallsInHalfOpenState: 10,
    }),
    { type: 'timeout', timeoutMs: 1000 },
    { type: 'bulkhead', maxConcurrentCalls: 25, maxWaitMs: 0 },
  ],
}

/** The standard handler of Microsoft.Extensions.Http.Resilience: concurrency limiter, total timeout, retry, breaker,
 * timeout of each attempt. A6.2 [V], A6.3 [K] */
const POLLY: Preset = {
  attempts: 'besides-the-first',
  policies: [
    { type: 'bulkhead', maxConcurrentCalls: 1000, maxWaitMs: 0 },
    { type: 'timeout', timeoutMs: 30_000 },
    {
      type: 'retry',
      maxAttempts: 4,
      backoff: 'exponential',
      baseMs: 2000,
      factor: 2,
      capMs: LONGEST_MS,
      jitter: 'decorrelated-v2',
      retryOn: TRANSIENT,
    },
    breaker('polly', {
      slidingWindowType: 'TIME_BASED',
      slidingWindowSize: 30,
      minimumNumberOfCalls: 100,
      failureRateThreshold: 10,
      waitDurationInOpenStateMs: 5000,
    }),
    { type: 'timeout', timeoutMs: 10_000 },
  ],
}

/** CircuitBreaker(action) as it comes: timeout 10 s, 50 %, ten buckets of a second, volumeThreshold 0, 30 s. A6.2 [V] */
const OPOSSUM: Preset = {
  attempts: 'none',
  policies: [
    breaker('opossum', {
      slidingWindowType: 'TIME_BASED',
      slidingWindowSize: 10,
      waitDurationInOpenStateMs: 30_000,
      automaticTransitionFromOpenToHalfOpen: true,
    }),
    { type: 'timeout', timeoutMs: 10_000 },
  ],
}

/** The example of its README: three retries by ExponentialBackoff around a ConsecutiveBreaker of five. A6.2 [V] A window of
 * five whose failures must be more than 80 % is five failures in a row. */
const COCKATIEL: Preset = {
  attempts: 'besides-the-first',
  policies: [
    {
      type: 'retry',
      maxAttempts: 4,
      backoff: 'exponential',
      baseMs: 128,
      factor: 2,
      capMs: 30_000,
      jitter: 'decorrelated-v2',
      retryOn: TRANSIENT,
      retryAfterAddsAtMostMs: 0,
    },
    breaker('cockatiel', {
      slidingWindowType: 'COUNT_BASED',
      slidingWindowSize: 5,
      minimumNumberOfCalls: 5,
      failureRateThreshold: 80,
      waitDurationInOpenStateMs: 10_000,
    }),
  ],
}

/** Version 3, standard mode, as read in @smithy/core of 2026 [V]. Before, a retry cost 5, one after a timeout 10, and
 * waits began at 100 ms, after a throttle at 500 ms. A6.3 [K] */
const AWS_SDK: Preset = {
  attempts: 'with-the-first',
  policies: [
    {
      type: 'retry',
      maxAttempts: 3,
      backoff: 'exponential',
      baseMs: 50,
      throttledBaseMs: 1000,
      factor: 2,
      capMs: 20_000,
      jitter: 'full',
      retryOn: TRANSIENT,
      retryAfterAddsAtMostMs: 5000,
      budget: { type: 'tokens', capacity: 500, retryCost: 14, timeoutCost: 14, throttledCost: 5, successReturn: 1 },
    },
  ],
}

export const PRESETS: Readonly<Record<PresetName, Preset>> = {
  resilience4j: RESILIENCE4J,
  polly: POLLY,
  opossum: OPOSSUM,
  cockatiel: COCKATIEL,
  'aws-sdk': AWS_SDK,
}
