// Retry: decides whether to try again and after how long. It never waits; it returns a delay.
// Formulas: semantics.md A6.3 (AWS Architecture Blog, "Exponential backoff and jitter" [V]; decorrelated-v2 as read in
// cockatiel's source [V]).
import { MICROSECONDS_PER_MS } from '#base'
import type { CallFailure } from './outcome.ts'
import type { RetryPolicy } from './policy.ts'

/** Decorrelated jitter draws up to this many times the delay before. A6.3 [V] */
const DECORRELATED_GROWTH = 3
/** resilience4j's randomisation factor: uniform in [d(1 - f), d(1 + f)]. A6.3 [V/K] */
const STANDARD_SPREAD = 0.5
/** Of decorrelated-v2: smooths the first delays; brings their medians near whole multiples of the base. A6.3 [V] */
const SMOOTHING = 4
const MEDIAN_SCALE = 1.4

export interface RetryState {
  /** The attempt under way, from 1. */
  readonly attempt: number
  /** Before jitter and cap; the delay itself where jitter is decorrelated, the sum of all of them for decorrelated-v2. */
  readonly backoffUs: number
}

export type GiveUpReason = 'attempts-exhausted' | 'not-retryable' | 'not-permitted' | 'budget-spent'

export interface DelayRange {
  readonly lowUs: number
  readonly highUs: number
}

export type RetryStep =
  | ({ readonly decision: 'retry'; readonly state: RetryState; readonly delayUs: number } & DelayRange)
  | { readonly decision: 'give-up'; readonly state: RetryState; readonly reason: GiveUpReason }

export const firstAttempt = (policy: RetryPolicy): RetryState => ({
  attempt: 1,
  backoffUs: policy.jitter === 'decorrelated-v2' ? 0 : policy.baseMs * MICROSECONDS_PER_MS,
})

/** A refusal is not a failure of what was called: trying again at once would only be refused again. */
function reasonToGiveUp(policy: RetryPolicy, state: RetryState, failure: CallFailure): GiveUpReason | undefined {
  if (failure === 'not-permitted') return 'not-permitted'
  if (!policy.retryOn.includes(failure)) return 'not-retryable'
  return state.attempt >= policy.maxAttempts ? 'attempts-exhausted' : undefined
}

const baseUsAfter = (policy: RetryPolicy, failure: CallFailure | undefined): number =>
  (failure === 'throttled' && policy.throttledBaseMs !== undefined ? policy.throttledBaseMs : policy.baseMs) *
  MICROSECONDS_PER_MS

/** How far `turns` turns of decorrelated-v2 have come. */
const smoothed = (policy: RetryPolicy, baseUs: number, turns: number): number =>
  ((policy.factor ** turns * Math.tanh(Math.sqrt(SMOOTHING * turns))) / MEDIAN_SCALE) * baseUs

/** Between which bounds the delay after this attempt is drawn, not yet capped. */
function bounds(policy: RetryPolicy, { attempt, backoffUs }: RetryState, failure?: CallFailure): DelayRange {
  const capUs = policy.capMs * MICROSECONDS_PER_MS
  const baseUs = baseUsAfter(policy, failure)
  if (policy.jitter === 'decorrelated')
    return { lowUs: baseUs, highUs: Math.max(baseUs, DECORRELATED_GROWTH * backoffUs) }
  if (policy.jitter === 'decorrelated-v2')
    return {
      lowUs: Math.max(0, smoothed(policy, baseUs, attempt - 1) - backoffUs),
      highUs: Math.max(0, smoothed(policy, baseUs, attempt) - backoffUs),
    }
  const scaledUs = (backoffUs * baseUs) / (policy.baseMs * MICROSECONDS_PER_MS)
  const highUs = Math.min(capUs, scaledUs)
  switch (policy.jitter) {
    case 'none':
      return { lowUs: highUs, highUs }
    case 'full':
      return { lowUs: 0, highUs }
    case 'equal':
      return { lowUs: highUs / 2, highUs }
    case 'spread': {
      const spread = policy.spread ?? STANDARD_SPREAD
      return { lowUs: highUs * (1 - spread), highUs: highUs * (1 + spread) }
    }
  }
}

/** Multiplied step by step, not by a power, so that every engine gets the same bits. */
const grown = (policy: RetryPolicy, backoffUs: number): number =>
  policy.backoff === 'fixed' ? backoffUs : Math.min(backoffUs * policy.factor, policy.capMs * MICROSECONDS_PER_MS)

/** Where the draw falls; decorrelated-v2 draws the time, not the delay. */
function drawnUs(policy: RetryPolicy, state: RetryState, { lowUs, highUs }: DelayRange, draw: number): number {
  if (policy.jitter !== 'decorrelated-v2') return lowUs + draw * (highUs - lowUs)
  const turns = state.attempt - 1 + draw
  return Math.max(0, smoothed(policy, policy.baseMs * MICROSECONDS_PER_MS, turns) - state.backoffUs)
}

function nextBackoffUs(policy: RetryPolicy, state: RetryState, drawn: number, delayUs: number): number {
  if (policy.jitter === 'decorrelated') return delayUs
  return policy.jitter === 'decorrelated-v2' ? state.backoffUs + drawn : grown(policy, state.backoffUs)
}

/** A wait that the server asked for is no shorter than asked; the policy says how much that can add. */
function heeding(policy: RetryPolicy, waitUs: number, retryAfterUs: number): number {
  const most = policy.retryAfterAddsAtMostMs
  const askedUs = most === undefined ? retryAfterUs : Math.min(retryAfterUs, waitUs + most * MICROSECONDS_PER_MS)
  return Math.max(waitUs, Math.round(askedUs))
}

/**
 * `draw`: uniform in [0, 1). Decorrelated jitter grows by itself; `backoff` doesn't matter to it. `retryAfterUs`: what the
 * answer asked to wait, from now.
 */
export function nextDelay(
  policy: RetryPolicy,
  state: RetryState,
  failure: CallFailure,
  draw: number,
  retryAfterUs = 0,
): RetryStep {
  const reason = reasonToGiveUp(policy, state, failure)
  if (reason !== undefined) return { decision: 'give-up', state, reason }
  const capUs = Math.round(policy.capMs * MICROSECONDS_PER_MS)
  const range = bounds(policy, state, failure)
  const drawn = drawnUs(policy, state, range, draw)
  const ownUs = Math.min(capUs, Math.round(drawn))
  return {
    decision: 'retry',
    state: { attempt: state.attempt + 1, backoffUs: nextBackoffUs(policy, state, drawn, ownUs) },
    delayUs: heeding(policy, ownUs, retryAfterUs),
    lowUs: heeding(policy, Math.min(capUs, Math.round(range.lowUs)), retryAfterUs),
    highUs: heeding(policy, Math.min(capUs, Math.round(range.highUs)), retryAfterUs),
  }
}

/** The outermost bounds of the first `count` delays: what can be drawn at all, whatever was drawn before. */
export function delayRanges(policy: RetryPolicy, count: number): DelayRange[] {
  const capUs = policy.capMs * MICROSECONDS_PER_MS
  const baseUs = policy.baseMs * MICROSECONDS_PER_MS
  const capped = (lowUs: number, highUs: number): DelayRange => ({
    lowUs: Math.round(Math.min(capUs, lowUs)),
    highUs: Math.round(Math.min(capUs, highUs)),
  })
  const ranges: DelayRange[] = []
  let { backoffUs } = firstAttempt(policy)
  for (let index = 0; index < count; index++) {
    if (policy.jitter === 'decorrelated-v2') {
      const before = smoothed(policy, baseUs, Math.max(0, index - 1))
      ranges.push(capped(0, smoothed(policy, baseUs, index + 1) - before))
      continue
    }
    const { lowUs, highUs } = bounds(policy, { attempt: index + 1, backoffUs })
    ranges.push(capped(lowUs, highUs))
    backoffUs = policy.jitter === 'decorrelated' ? Math.min(capUs, highUs) : grown(policy, backoffUs)
  }
  return ranges
}
