// Retry: decides whether to try again and after how long. It never waits; it returns a delay.
// Formulas: semantics.md A6.3 (AWS Architecture Blog, "Exponential backoff and jitter" [V]).
import { MICROSECONDS_PER_MS } from '#base'
import type { CallFailure } from './outcome.ts'
import type { RetryPolicy } from './policy.ts'

/** Decorrelated jitter draws up to this many times the delay before. A6.3 [V] */
const DECORRELATED_GROWTH = 3

export interface RetryState {
  /** The attempt under way, from 1. */
  readonly attempt: number
  /** Before jitter and cap; the delay itself where jitter is decorrelated. */
  readonly backoffUs: number
}

export type GiveUpReason = 'attempts-exhausted' | 'not-retryable' | 'not-permitted'

export interface DelayRange {
  readonly lowUs: number
  readonly highUs: number
}

export type RetryStep =
  | ({ readonly decision: 'retry'; readonly state: RetryState; readonly delayUs: number } & DelayRange)
  | { readonly decision: 'give-up'; readonly state: RetryState; readonly reason: GiveUpReason }

export const firstAttempt = (policy: RetryPolicy): RetryState => ({
  attempt: 1,
  backoffUs: policy.baseMs * MICROSECONDS_PER_MS,
})

/** A refusal is not a failure of what was called: trying again at once would only be refused again. */
function reasonToGiveUp(policy: RetryPolicy, state: RetryState, failure: CallFailure): GiveUpReason | undefined {
  if (failure === 'not-permitted') return 'not-permitted'
  if (!policy.retryOn.includes(failure)) return 'not-retryable'
  return state.attempt >= policy.maxAttempts ? 'attempts-exhausted' : undefined
}

/** Between which bounds the delay after this attempt is drawn, and where a uniform draw falls. Not yet capped. */
function bounds(policy: RetryPolicy, backoffUs: number): DelayRange {
  const capUs = policy.capMs * MICROSECONDS_PER_MS
  if (policy.jitter === 'decorrelated') {
    const lowUs = policy.baseMs * MICROSECONDS_PER_MS
    return { lowUs, highUs: Math.max(lowUs, DECORRELATED_GROWTH * backoffUs) }
  }
  const highUs = Math.min(capUs, backoffUs)
  return { lowUs: policy.jitter === 'none' ? highUs : policy.jitter === 'equal' ? highUs / 2 : 0, highUs }
}

/** Multiplied step by step, not by a power, so that every engine gets the same bits. */
const grown = (policy: RetryPolicy, backoffUs: number): number =>
  policy.backoff === 'fixed' ? backoffUs : Math.min(backoffUs * policy.factor, policy.capMs * MICROSECONDS_PER_MS)

/** `draw`: uniform in [0, 1). Decorrelated jitter grows by itself; `backoff` and `factor` don't matter to it. */
export function nextDelay(policy: RetryPolicy, state: RetryState, failure: CallFailure, draw: number): RetryStep {
  const reason = reasonToGiveUp(policy, state, failure)
  if (reason !== undefined) return { decision: 'give-up', state, reason }
  const capUs = Math.round(policy.capMs * MICROSECONDS_PER_MS)
  const { lowUs, highUs } = bounds(policy, state.backoffUs)
  const delayUs = Math.min(capUs, Math.round(lowUs + draw * (highUs - lowUs)))
  const backoffUs = policy.jitter === 'decorrelated' ? delayUs : grown(policy, state.backoffUs)
  return {
    decision: 'retry',
    state: { attempt: state.attempt + 1, backoffUs },
    delayUs,
    lowUs: Math.min(capUs, Math.round(lowUs)),
    highUs: Math.min(capUs, Math.round(highUs)),
  }
}

/** The outermost bounds of the first `count` delays: what can be drawn at all, whatever was drawn before. */
export function delayRanges(policy: RetryPolicy, count: number): DelayRange[] {
  const capUs = policy.capMs * MICROSECONDS_PER_MS
  const ranges: DelayRange[] = []
  let { backoffUs } = firstAttempt(policy)
  for (let index = 0; index < count; index++) {
    const { lowUs, highUs } = bounds(policy, backoffUs)
    ranges.push({ lowUs: Math.round(Math.min(capUs, lowUs)), highUs: Math.round(Math.min(capUs, highUs)) })
    backoffUs = policy.jitter === 'decorrelated' ? Math.min(capUs, highUs) : grown(policy, backoffUs)
  }
  return ranges
}
