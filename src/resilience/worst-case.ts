// What a list of policies can come to at worst, for the inspector: "worst case: 5 attempts, 31.5 s".
import type { Policy } from './policy.ts'
import { delayRanges } from './retry.ts'
import { timeoutLimitUs } from './timeout.ts'

export interface WorstCase {
  /** An upper bound, reached when failures come fast; the longest call may make fewer. */
  readonly attempts: number
  /** Until the caller has an answer; undefined where nothing bounds an attempt. */
  readonly totalUs: number | undefined
}

/** A breaker only refuses, so it makes nothing worse. `attemptUs`: the longest one attempt can take, if anything bounds it. */
export function worstCase(policies: readonly Policy[], attemptUs?: number): WorstCase {
  let attempts = 1
  let totalUs = attemptUs
  for (const policy of policies.toReversed()) {
    if (policy.type === 'timeout') totalUs = Math.min(totalUs ?? Number.POSITIVE_INFINITY, timeoutLimitUs(policy))
    if (policy.type !== 'retry') continue
    attempts *= policy.maxAttempts
    if (totalUs === undefined) continue
    totalUs *= policy.maxAttempts
    for (const { highUs } of delayRanges(policy, policy.maxAttempts - 1)) totalUs += highUs
  }
  return { attempts, totalUs }
}

/** "1 request → 27 calls": policies on the edges of one path multiply. */
export const amplification = (path: readonly (readonly Policy[])[]): number =>
  path.reduce((calls, policies) => calls * worstCase(policies).attempts, 1)
