// Adaptive throttling: a client that is mostly rejected rejects some of its own calls before they are sent (Google SRE
// book, "Handling Overload"; semantics.md A6.3 [V]): p = max(0, (requests - K × accepts) / (requests + 1)). A request
// counts when it is asked for, also one that is rejected here; that is what lets the share fall again.
import type { Outcome } from './outcome.ts'
import type { AdaptiveThrottlePolicy } from './policy.ts'
import { createTimeWindow, recordInWindow, type SlidingWindow, windowAt } from './sliding-window.ts'

export interface ThrottleState {
  readonly requests: SlidingWindow
  readonly accepts: SlidingWindow
}

export interface ThrottleStep {
  readonly state: ThrottleState
  readonly permitted: boolean
  /** With which probability it was rejected. */
  readonly probability: number
}

export function createThrottle(policy: AdaptiveThrottlePolicy): ThrottleState {
  const window = createTimeWindow(policy.windowSeconds)
  return { requests: window, accepts: window }
}

export const rejectionProbability = (k: number, requests: number, accepts: number): number =>
  Math.max(0, (requests - k * accepts) / (requests + 1))

/** `draw`: uniform in [0, 1), asked for only where something may be rejected. */
export function askThrottle(
  policy: AdaptiveThrottlePolicy,
  state: ThrottleState,
  draw: () => number,
  nowUs: number,
): ThrottleStep {
  const accepts = windowAt(state.accepts, nowUs)
  const probability = rejectionProbability(policy.k, windowAt(state.requests, nowUs).total, accepts.total)
  const requests = recordInWindow(state.requests, false, false, nowUs)
  return { state: { requests, accepts }, permitted: probability === 0 || draw() >= probability, probability }
}

/** What came back was no rejection by the other side. */
export const isAccepted = (policy: AdaptiveThrottlePolicy, outcome: Outcome<unknown>): boolean =>
  outcome.ok || (outcome.failure !== 'not-permitted' && !policy.rejectedOn.includes(outcome.failure))

export const recordAccept = (state: ThrottleState, nowUs: number): ThrottleState => ({
  ...state,
  accepts: recordInWindow(state.accepts, false, false, nowUs),
})
