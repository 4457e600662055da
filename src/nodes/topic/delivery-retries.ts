// When SNS tries a delivery again, and when it gives up. Pure. (A3.1 [K])
import type { TopicConfig } from './model.ts'

/** Apart from each other, those before the back-off. [K] */
const PRE_BACKOFF_DELAY_MS = 1000

/** The wait before retry `retry` (from 1) in milliseconds; undefined: that was the last try. */
export function retryDelayMs(config: TopicConfig, retry: number): number | undefined {
  const { immediateRetries, preBackoffRetries, backoffRetries, postBackoffRetries } = config
  let left = retry
  if (left <= immediateRetries) return 0
  left -= immediateRetries
  if (left <= preBackoffRetries) return PRE_BACKOFF_DELAY_MS
  left -= preBackoffRetries
  if (left <= backoffRetries) return backoffDelayMs(config, left)
  left -= backoffRetries
  return left <= postBackoffRetries ? config.maximumDelayMs : undefined
}

/** Doubles from the least wait up to the longest one. [K] */
const backoffDelayMs = ({ minimumDelayMs, maximumDelayMs }: TopicConfig, step: number): number =>
  Math.min(maximumDelayMs, minimumDelayMs * 2 ** (step - 1))
