// Rate limiter: a token bucket, tokens = min(burst, tokens + rate × time) (semantics.md A6.3 [K]). A call that may wait
// takes its token in advance, so its wait is known at once; one that would wait too long is refused at once.
import { MICROSECONDS_PER_MS } from '#base'
import type { RateLimiterPolicy } from './policy.ts'

/** Counted in millionths, so that whole rates stay exact however small the steps of time. */
const TOKEN = 1_000_000

export interface RateLimiterState {
  /** Millionths of a token at `atUs`; below 0: taken in advance by calls that wait. */
  readonly level: number
  readonly atUs: number
}

export type RateLimiterStep =
  | { readonly decision: 'permitted' | 'refused'; readonly state: RateLimiterState; readonly waitUs: number }
  | { readonly decision: 'waits'; readonly state: RateLimiterState; readonly waitUs: number }

export const createRateLimiter = (policy: RateLimiterPolicy): RateLimiterState => ({
  level: policy.burst * TOKEN,
  atUs: 0,
})

/** Whole tokens that are there now. */
export const tokensAt = (policy: RateLimiterPolicy, state: RateLimiterState, nowUs: number): number =>
  Math.max(0, Math.floor(levelAt(policy, state, nowUs) / TOKEN))

const levelAt = (policy: RateLimiterPolicy, { level, atUs }: RateLimiterState, nowUs: number): number =>
  Math.min(policy.burst * TOKEN, level + policy.perSecond * (nowUs - atUs))

/** `waitUs` of a refusal: how long until it would have been permitted. */
export function takeToken(policy: RateLimiterPolicy, state: RateLimiterState, nowUs: number): RateLimiterStep {
  const level = levelAt(policy, state, nowUs)
  if (level >= TOKEN) return { decision: 'permitted', state: { level: level - TOKEN, atUs: nowUs }, waitUs: 0 }
  const waitUs = Math.ceil((TOKEN - level) / policy.perSecond)
  if (waitUs > policy.maxWaitMs * MICROSECONDS_PER_MS)
    return { decision: 'refused', state: { level, atUs: nowUs }, waitUs }
  return { decision: 'waits', state: { level: level - TOKEN, atUs: nowUs }, waitUs }
}
