// When EventBridge tries a target again, and when it gives the event up. Pure. (A3.2)
import type { EventBusConfig, EventRule } from './model.ts'

/** As the dead letter's attribute names it. [K] */
export type Exhausted = 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds'

export type RetryDecision =
  | { readonly type: 'retry'; readonly delayMs: number }
  | { readonly type: 'give-up'; readonly exhausted: Exhausted }

/** Exponential with jitter: between half of the doubled wait and all of it. [K] */
const JITTER_SHARE = 0.5

/** Before retry `retry` (from 1); `draw` is uniform in [0, 1). The age is that at which the retry would come. */
export function retryDecision(
  config: EventBusConfig,
  rule: Pick<EventRule, 'maximumRetryAttempts' | 'maximumEventAgeMs'>,
  retry: number,
  ageMs: number,
  draw: number,
): RetryDecision {
  if (retry > rule.maximumRetryAttempts) return { type: 'give-up', exhausted: 'MaximumRetryAttempts' }
  const longest = Math.min(config.maximumDelayMs, config.minimumDelayMs * 2 ** (retry - 1))
  const delayMs = longest * (1 - JITTER_SHARE + JITTER_SHARE * draw)
  return ageMs + delayMs > rule.maximumEventAgeMs
    ? { type: 'give-up', exhausted: 'MaximumEventAgeInSeconds' }
    : { type: 'retry', delayMs }
}
