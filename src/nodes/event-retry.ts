// When EventBridge, rules and Scheduler alike, tries a target again, and when it gives an event up. Pure. (A3.2, A3.3)
import * as z from 'zod/mini'

/** Retries 0 to 185, event age 60 s to 24 h. [V] A function, so that an emulation gets no schema library with the rest. */
export const eventRetryPolicy = () => ({
  maximumRetryAttempts: z._default(z.int().check(z.gte(0), z.lte(185)), 185),
  maximumEventAgeMs: z._default(z.int().check(z.gte(60_000), z.lte(86_400_000)), 86_400_000),
  /** Of the model: this share of the tries fails at the target's side, as when a service is down. */
  errorRatePercent: z._default(z.number().check(z.gte(0), z.lte(100)), 0),
})

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
