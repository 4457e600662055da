// When EventBridge, rules and Scheduler alike, tries a target again, and when it gives an event up. Pure. (A3.2, A3.3)

export interface EventRetryPolicy {
  readonly maximumRetryAttempts: number
  readonly maximumEventAgeMs: number
  readonly errorRatePercent: number
}

export interface EventRetryWaits {
  readonly minimumDelayMs: number
  readonly maximumDelayMs: number
}

/**
 * Waits between two tries double from the least to the longest, with jitter. EventBridge says "exponential back-off and
 * jitter" and 185 tries in 24 h [V]; with these two, 185 tries take 23.6 h. [K]
 */
export const EVENT_RETRY_WAITS: EventRetryWaits = { minimumDelayMs: 1000, maximumDelayMs: 480_000 }

/** As the dead letter's attribute names it. [V] */
export type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds'

export type RetryDecision =
  | { readonly type: 'retry'; readonly delayMs: number }
  | { readonly type: 'give-up'; readonly exhausted: Exhausted }

/** Exponential with jitter: between half of the doubled wait and all of it. [K] */
const JITTER_SHARE = 0.5

/** Before retry `retry` (from 1); `draw` is uniform in [0, 1). The age is that of the event now. */
export function retryDecision(
  waits: EventRetryWaits,
  policy: Pick<EventRetryPolicy, 'maximumRetryAttempts' | 'maximumEventAgeMs'>,
  retry: number,
  ageMs: number,
  draw: number,
): RetryDecision {
  if (retry > policy.maximumRetryAttempts) return { type: 'give-up', exhausted: 'MaximumRetryAttempts' }
  const longest = Math.min(waits.maximumDelayMs, waits.minimumDelayMs * 2 ** (retry - 1))
  const delayMs = longest * (1 - JITTER_SHARE + JITTER_SHARE * draw)
  return ageMs + delayMs > policy.maximumEventAgeMs
    ? { type: 'give-up', exhausted: 'MaximumEventAgeInSeconds' }
    : { type: 'retry', delayMs }
}
