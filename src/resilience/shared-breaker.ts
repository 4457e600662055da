// A breaker that several places share: its state lies outside them, in a table that each call asks before it goes on and
// tells of its result. Whoever keeps the state answers by these transitions; a place keeps nothing of it.
//
// Where rules let other calls wait for the probes (`others: 'wait'`), a table has nobody to wake: they are refused.
import {
  type BreakerResult,
  type BreakerState,
  type BreakerStateName,
  type BreakerStep,
  recordResult,
  requestPermission,
} from './circuit-breaker.ts'
import type { CircuitBreakerPolicy } from './policy.ts'

/** A read or a write of a table from a function in the same region, about as long as DynamoDB's. Not measured. [K] */
export const SHARED_BREAKER_LATENCY = { medianMs: 5, p99Ms: 20 } as const

export interface SharedLatency {
  readonly medianMs: number
  readonly p99Ms: number
}

export const sharedLatency = (policy: CircuitBreakerPolicy): SharedLatency => ({
  medianMs: policy.sharedLatencyMedianMs ?? SHARED_BREAKER_LATENCY.medianMs,
  p99Ms: policy.sharedLatencyP99Ms ?? SHARED_BREAKER_LATENCY.p99Ms,
})

export const isShared = (policy: CircuitBreakerPolicy): boolean => policy.scope === 'shared'

/** What a call is told that asked. */
export interface BreakerAnswer {
  readonly permitted: boolean
  readonly state: BreakerStateName
  readonly opensUntilUs: number | undefined
}

/** One conditional update: the state as it is met, and in half-open a permission taken. */
export function askShared(
  policy: CircuitBreakerPolicy,
  before: BreakerState,
  nowUs: number,
): BreakerStep & { readonly answer: BreakerAnswer } {
  const { state, transitions, permitted } = requestPermission(policy, before, nowUs)
  const opensUntilUs = state.state === 'OPEN' ? state.untilUs : undefined
  return { state, transitions, answer: { permitted, state: state.state, opensUntilUs } }
}

/** A call's result. What was ignored, or never ran, gives its permission back. */
export const tellShared = (
  policy: CircuitBreakerPolicy,
  before: BreakerState,
  result: BreakerResult,
  nowUs: number,
): BreakerStep => recordResult(policy, before, result, nowUs)
