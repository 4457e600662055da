// What a list of policies can come to at worst, for the inspector: "worst case: 5 attempts, 31.5 s".
import { MICROSECONDS_PER_MS } from '#base'
import type { Policy } from './policy.ts'
import { delayRanges } from './retry.ts'
import { timeoutLimitUs } from './timeout.ts'

export interface WorstCase {
  /** An upper bound, reached when failures come fast; the longest call may make fewer. */
  readonly attempts: number
  /** Until the caller has an answer; undefined where nothing bounds an attempt. */
  readonly totalUs: number | undefined
}

const waitUs = (policy: Policy): number =>
  policy.type === 'bulkhead' || policy.type === 'rate-limiter' ? policy.maxWaitMs * MICROSECONDS_PER_MS : 0

/**
 * What refuses makes nothing worse, but waiting for it does. How long an answer asks to wait (Retry-After) and the time
 * until half-open probes are decided are nobody's to know. `attemptUs`: the longest one attempt can take, if anything bounds it. */
export function worstCase(policies: readonly Policy[], attemptUs?: number): WorstCase {
  let attempts = 1
  let totalUs = attemptUs
  for (const policy of policies.toReversed()) {
    if (policy.type === 'timeout') totalUs = Math.min(totalUs ?? Number.POSITIVE_INFINITY, timeoutLimitUs(policy))
    if (totalUs !== undefined) totalUs += waitUs(policy)
    if (policy.type === 'hedge') {
      attempts *= 1 + policy.maxHedges
      // Where each one fails at once, they follow each other; else they lie beside each other.
      if (totalUs !== undefined) totalUs *= 1 + policy.maxHedges
    }
    if (policy.type !== 'retry') continue
    attempts *= policy.maxAttempts
    if (totalUs === undefined) continue
    totalUs *= policy.maxAttempts
    for (const { highUs } of delayRanges(policy, policy.maxAttempts - 1)) totalUs += highUs
  }
  return { attempts, totalUs }
}

/** Attempts of one call at most: nested policies multiply. */
export const attemptsAtMost = (policies: readonly Policy[]): number =>
  policies.reduce(
    (most, policy) =>
      policy.type === 'retry'
        ? most * policy.maxAttempts
        : policy.type === 'hedge'
          ? most * (1 + policy.maxHedges)
          : most,
    1,
  )

/** "1 request → 27 calls": policies on the edges of one path multiply. */
export const amplification = (path: readonly (readonly Policy[])[]): number =>
  path.reduce((calls, policies) => calls * attemptsAtMost(policies), 1)
