// The circuit breaker, rule for rule resilience4j's (semantics.md A6.1 [V], source read at af9e7c9).
// Pure: states are values, time comes in. Timed changes (automatic half-open, longest wait in half-open) take effect at
// the instant they are due, whether a timer asks or the next call does, so both give the same states.
import { MICROSECONDS_PER_MS } from '#base'
import type { Outcome } from './outcome.ts'
import type { CircuitBreakerPolicy } from './policy.ts'
import { createCountWindow, createTimeWindow, recordInWindow, type SlidingWindow, windowAt } from './sliding-window.ts'

interface OpenState {
  readonly state: 'OPEN'
  /** Results of calls begun earlier still arrive here; they decide nothing. */
  readonly window: SlidingWindow
  /** Openings in a row without closing between. */
  readonly attempts: number
  readonly openedAtUs: number
  readonly untilUs: number
  readonly refused: number
}

interface HalfOpenState {
  readonly state: 'HALF_OPEN'
  readonly window: SlidingWindow
  readonly attempts: number
  readonly sinceUs: number
  readonly permitsLeft: number
  readonly refused: number
}

export type BreakerState =
  | { readonly state: 'CLOSED' | 'METRICS_ONLY'; readonly window: SlidingWindow }
  | OpenState
  | HalfOpenState
  | { readonly state: 'FORCED_OPEN'; readonly refused: number }
  | { readonly state: 'DISABLED' }

export type BreakerStateName = BreakerState['state']

/** CLOSED is resilience4j's reset too: a fresh window. */
export type ForcedState = 'CLOSED' | 'FORCED_OPEN' | 'DISABLED' | 'METRICS_ONLY'

export type TransitionReason =
  | 'failure-rate'
  | 'slow-rate'
  | 'wait-elapsed'
  | 'probes-succeeded'
  | 'probes-failed'
  | 'max-wait-half-open'
  | 'forced'

export interface Transition {
  readonly from: BreakerStateName
  readonly to: BreakerStateName
  /** When it took effect; earlier than now where nobody asked in between. */
  readonly atUs: number
  readonly reason: TransitionReason
  readonly failed: number
  readonly slow: number
  readonly total: number
  /** The rate that was looked at, in percent, and its threshold; -1 below the minimum of calls. */
  readonly measure: 'failure' | 'slow'
  readonly rate: number
  readonly threshold: number
}

export interface BreakerResult {
  readonly outcome: 'success' | 'failure' | 'ignored'
  readonly durationUs: number
}

export interface BreakerStep {
  readonly state: BreakerState
  /** In the order they took effect; mostly none. */
  readonly transitions: readonly Transition[]
}

export interface PermissionStep extends BreakerStep {
  readonly permitted: boolean
}

const NO_TRANSITIONS: readonly Transition[] = []
const EMPTY_WINDOW = createCountWindow(0)

const microseconds = (ms: number): number => Math.round(ms * MICROSECONDS_PER_MS)

const freshWindow = (policy: CircuitBreakerPolicy): SlidingWindow =>
  policy.slidingWindowType === 'COUNT_BASED'
    ? createCountWindow(policy.slidingWindowSize)
    : createTimeWindow(policy.slidingWindowSize)

export const windowOf = (state: BreakerState): SlidingWindow => ('window' in state ? state.window : EMPTY_WINDOW)

export const createBreaker = (policy: CircuitBreakerPolicy): BreakerState => ({
  state: 'CLOSED',
  window: freshWindow(policy),
})

/** A count window can't hold more than its size, so the minimum is capped to it; a time window's is not. */
export const minimumCalls = (policy: CircuitBreakerPolicy, window: SlidingWindow): number =>
  window.type === 'count' ? Math.min(policy.minimumNumberOfCalls, window.size) : policy.minimumNumberOfCalls

export const rateOf = (policy: CircuitBreakerPolicy, window: SlidingWindow, count: number): number =>
  window.total === 0 || window.total < minimumCalls(policy, window) ? -1 : (100 * count) / window.total

type Verdict = 'undecided' | 'below' | 'failure' | 'slow'

function verdictOn(policy: CircuitBreakerPolicy, window: SlidingWindow): Verdict {
  const failureRate = rateOf(policy, window, window.failed)
  if (failureRate === -1) return 'undecided'
  if (failureRate >= policy.failureRateThreshold) return 'failure'
  return rateOf(policy, window, window.slow) >= policy.slowCallRateThreshold ? 'slow' : 'below'
}

function transition(
  policy: CircuitBreakerPolicy,
  from: BreakerState,
  to: BreakerStateName,
  reason: TransitionReason,
  atUs: number,
  measure: 'failure' | 'slow' = 'failure',
): Transition {
  const window = windowAt(windowOf(from), atUs)
  const { failed, slow, total } = window
  const rate = rateOf(policy, window, measure === 'slow' ? slow : failed)
  const threshold = measure === 'slow' ? policy.slowCallRateThreshold : policy.failureRateThreshold
  return { from: from.state, to, atUs, reason, failed, slow, total, measure, rate, threshold }
}

const opened = (
  policy: CircuitBreakerPolicy,
  window: SlidingWindow,
  attempts: number,
  refused: number,
  atUs: number,
): OpenState => ({
  state: 'OPEN',
  window,
  attempts,
  openedAtUs: atUs,
  untilUs: atUs + microseconds(policy.waitDurationInOpenStateMs),
  refused,
})

/** Whatever the policy's window is, probes are counted in a count window of their own. */
const halfOpened = (policy: CircuitBreakerPolicy, attempts: number, atUs: number): HalfOpenState => ({
  state: 'HALF_OPEN',
  window: createCountWindow(policy.permittedNumberOfCallsInHalfOpenState),
  attempts,
  sinceUs: atUs,
  permitsLeft: policy.permittedNumberOfCallsInHalfOpenState,
  refused: 0,
})

/** When the state changes by itself, if it does; a caller that wants to see it then sets a timer and calls `passTime`. */
export function nextTransitionAtUs(policy: CircuitBreakerPolicy, state: BreakerState): number | undefined {
  if (state.state === 'OPEN' && policy.automaticTransitionFromOpenToHalfOpen) return state.untilUs
  if (state.state === 'HALF_OPEN' && policy.maxWaitDurationInHalfOpenStateMs > 0)
    return state.sinceUs + microseconds(policy.maxWaitDurationInHalfOpenStateMs)
  return undefined
}

/** With both timers a breaker nobody calls goes round for ever; whole rounds of silence are counted, not told. */
function withoutSilentRounds(
  policy: CircuitBreakerPolicy,
  state: BreakerState,
  dueUs: number,
  nowUs: number,
): BreakerState {
  if (!policy.automaticTransitionFromOpenToHalfOpen || policy.maxWaitDurationInHalfOpenStateMs === 0) return state
  const roundUs = microseconds(policy.waitDurationInOpenStateMs) + microseconds(policy.maxWaitDurationInHalfOpenStateMs)
  const rounds = Math.floor((nowUs - dueUs) / roundUs)
  if (rounds < 1) return state
  if (state.state === 'HALF_OPEN') return halfOpened(policy, state.attempts + rounds, state.sinceUs + rounds * roundUs)
  if (state.state !== 'OPEN') return state
  const { window } = halfOpened(policy, 0, 0)
  return opened(policy, window, state.attempts + rounds, 0, state.openedAtUs + rounds * roundUs)
}

/** The state at `nowUs` when nothing but time happened. */
export function passTime(policy: CircuitBreakerPolicy, state: BreakerState, nowUs: number): BreakerStep {
  let dueUs = nextTransitionAtUs(policy, state)
  if (dueUs === undefined || dueUs > nowUs) return { state, transitions: NO_TRANSITIONS }
  let current = withoutSilentRounds(policy, state, dueUs, nowUs)
  const transitions: Transition[] = []
  for (
    dueUs = nextTransitionAtUs(policy, current);
    dueUs !== undefined && dueUs <= nowUs;
    dueUs = nextTransitionAtUs(policy, current)
  ) {
    if (current.state === 'OPEN') {
      transitions.push(transition(policy, current, 'HALF_OPEN', 'wait-elapsed', dueUs))
      current = halfOpened(policy, current.attempts, dueUs)
    } else if (current.state === 'HALF_OPEN') {
      transitions.push(transition(policy, current, 'OPEN', 'max-wait-half-open', dueUs))
      current = opened(policy, current.window, current.attempts + 1, current.refused, dueUs)
    }
  }
  return { state: current, transitions }
}

/** A call asks to begin. In half-open a permission is one of a few, held until its result is recorded. */
export function requestPermission(policy: CircuitBreakerPolicy, state: BreakerState, nowUs: number): PermissionStep {
  if (state.state === 'CLOSED' || state.state === 'METRICS_ONLY' || state.state === 'DISABLED')
    return { state, permitted: true, transitions: NO_TRANSITIONS }
  let { state: current, transitions } = passTime(policy, state, nowUs)
  if (current.state === 'OPEN' && nowUs > current.untilUs) {
    transitions = [...transitions, transition(policy, current, 'HALF_OPEN', 'wait-elapsed', nowUs)]
    current = halfOpened(policy, current.attempts, nowUs)
  }
  if (current.state === 'HALF_OPEN' && current.permitsLeft > 0)
    return { state: { ...current, permitsLeft: current.permitsLeft - 1 }, permitted: true, transitions }
  if (!('refused' in current)) return { state: current, permitted: true, transitions }
  return { state: { ...current, refused: current.refused + 1 }, permitted: false, transitions }
}

/** A call ended. It counts in the state that is current now, also when it began in another. */
export function recordResult(
  policy: CircuitBreakerPolicy,
  before: BreakerState,
  result: BreakerResult,
  nowUs: number,
): BreakerStep {
  const { state, transitions } = passTime(policy, before, nowUs)
  if (state.state === 'DISABLED' || state.state === 'FORCED_OPEN') return { state, transitions }
  if (result.outcome === 'ignored') {
    if (state.state !== 'HALF_OPEN') return { state, transitions }
    return { state: { ...state, permitsLeft: state.permitsLeft + 1 }, transitions }
  }
  const slow = result.durationUs > microseconds(policy.slowCallDurationThresholdMs)
  const window = recordInWindow(state.window, result.outcome === 'failure', slow, nowUs)
  if (state.state === 'OPEN') return { state: { ...state, window }, transitions }
  if (state.state === 'HALF_OPEN') return judgeProbes(policy, { ...state, window }, transitions, nowUs)
  const recorded: BreakerState = { state: state.state, window }
  if (state.state === 'METRICS_ONLY') return { state: recorded, transitions }
  const verdict = verdictOn(policy, window)
  if (verdict === 'undecided' || verdict === 'below') return { state: recorded, transitions }
  const reason = verdict === 'slow' ? 'slow-rate' : 'failure-rate'
  return {
    state: opened(policy, window, 1, 0, nowUs),
    transitions: [...transitions, transition(policy, recorded, 'OPEN', reason, nowUs, verdict)],
  }
}

function judgeProbes(
  policy: CircuitBreakerPolicy,
  state: HalfOpenState,
  earlier: readonly Transition[],
  nowUs: number,
): BreakerStep {
  const verdict = verdictOn(policy, state.window)
  if (verdict === 'undecided') return { state, transitions: earlier }
  if (verdict === 'below')
    return {
      state: createBreaker(policy),
      transitions: [...earlier, transition(policy, state, 'CLOSED', 'probes-succeeded', nowUs)],
    }
  return {
    state: opened(policy, state.window, state.attempts + 1, state.refused, nowUs),
    transitions: [...earlier, transition(policy, state, 'OPEN', 'probes-failed', nowUs, verdict)],
  }
}

/** By hand. FORCED_OPEN and DISABLED stay until forced elsewhere and record nothing. */
export function forceBreaker(
  policy: CircuitBreakerPolicy,
  before: BreakerState,
  to: ForcedState,
  nowUs: number,
): BreakerStep {
  const { state, transitions } = passTime(policy, before, nowUs)
  const forced: BreakerState =
    to === 'FORCED_OPEN'
      ? { state: to, refused: 0 }
      : to === 'DISABLED'
        ? { state: to }
        : { state: to, window: freshWindow(policy) }
  return { state: forced, transitions: [...transitions, transition(policy, state, to, 'forced', nowUs)] }
}

/** What an outcome is to this breaker. As in resilience4j, a failure that `recordOn` doesn't name counts as a success. */
export function judgeOutcome(policy: CircuitBreakerPolicy, outcome: Outcome<unknown>): BreakerResult['outcome'] {
  if (outcome.ok) return 'success'
  // An inner breaker's refusal says nothing about what lies behind it.
  if (outcome.failure === 'not-permitted' || policy.ignoreOn.includes(outcome.failure)) return 'ignored'
  return policy.recordOn.includes(outcome.failure) ? 'failure' : 'success'
}
