// What a breaker looks like at an instant, for drawing.
import {
  type BreakerState,
  type BreakerStateName,
  minimumCalls,
  passTime,
  rateOf,
  windowOf,
} from './circuit-breaker.ts'
import type { CircuitBreakerPolicy } from './policy.ts'
import { type WindowBucket, type WindowCell, windowAt, windowBuckets, windowCells } from './sliding-window.ts'

export interface BreakerSnapshot {
  readonly state: BreakerStateName
  readonly window:
    | { readonly type: 'count'; readonly size: number; readonly cells: readonly WindowCell[] }
    | { readonly type: 'time'; readonly size: number; readonly buckets: readonly WindowBucket[] }
  readonly total: number
  readonly failed: number
  readonly slow: number
  /** Calls needed before a rate counts. */
  readonly minimum: number
  /** Percent, or -1 below the minimum. */
  readonly failureRate: number
  readonly slowRate: number
  readonly failureRateThreshold: number
  readonly slowRateThreshold: number
  /** Openings in a row; 0 when closed. */
  readonly attempts: number
  /** Calls refused in this state. */
  readonly refused: number
  readonly permitsLeft: number | undefined
  readonly opensUntilUs: number | undefined
}

/** Everything there is to draw at `nowUs`. Looking changes nothing. */
export function breakerSnapshot(policy: CircuitBreakerPolicy, before: BreakerState, nowUs: number): BreakerSnapshot {
  const { state } = passTime(policy, before, nowUs)
  const window = windowAt(windowOf(state), nowUs)
  const { total, failed, slow, size } = window
  return {
    state: state.state,
    window:
      window.type === 'count'
        ? { type: 'count', size, cells: windowCells(window) }
        : { type: 'time', size, buckets: windowBuckets(window, nowUs) },
    total,
    failed,
    slow,
    minimum: minimumCalls(policy, window),
    failureRate: rateOf(policy, window, failed),
    slowRate: rateOf(policy, window, slow),
    failureRateThreshold: policy.failureRateThreshold,
    slowRateThreshold: policy.slowCallRateThreshold,
    attempts: 'attempts' in state ? state.attempts : 0,
    refused: 'refused' in state ? state.refused : 0,
    permitsLeft: state.state === 'HALF_OPEN' ? state.permitsLeft : undefined,
    opensUntilUs: state.state === 'OPEN' ? state.untilUs : undefined,
  }
}
