// The circuit breaker, rule for rule resilience4j's (semantics.md A6.1 [V], source read at af9e7c9); where a policy names
// another library's rules, breaker-rules.ts answers.
// Pure: states are values, time comes in. Timed changes (automatic half-open, longest wait in half-open) take effect at
// the instant they are due, whether a timer asks or the next call does, so both give the same states.
import { MICROSECONDS_PER_MS } from '#base'
import { countsAsked, rulesOf } from './breaker-rules.ts'
import type { Outcome } from './outcome.ts'
import type { CircuitBreakerPolicy } from './policy.ts'
import {
  askInWindow,
  createCountWindow,
  createTimeWindow,
  recordInWindow,
  type SlidingWindow,
  windowAt,
} from './sliding-window.ts'

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
  /** Of the probes. */
  readonly window: SlidingWindow
  /** The window from before, where the rules go on with it. */
  readonly kept: SlidingWindow | undefined
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
  /** Not refused either: it asks again when the probes are decided. */
  readonly waits: boolean
}

const NO_TRANSITIONS: readonly Transition[] = []
const EMPTY_WINDOW = createCountWindow(0)
/** A year: as long as any duration of a policy. */
const LONGEST_OPEN_WAIT_MS = 31_536_000_000

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

export function rateOf(policy: CircuitBreakerPolicy, window: SlidingWindow, count: number): number {
  const { total } = window
  const minimum = minimumCalls(policy, window)
  // Opossum's volumeThreshold is 0 unless set, and a call may fail when its asking has left the window. [V]
  if (countsAsked(policy) && minimum === 1) return total === 0 && count === 0 ? -1 : (100 * count) / Math.max(1, total)
  return total === 0 || total < minimum ? -1 : (100 * count) / total
}

const isOver = (policy: CircuitBreakerPolicy, rate: number, threshold: number): boolean =>
  rulesOf(policy).trips === 'at-least' ? rate >= threshold : rate > threshold

type Verdict = 'undecided' | 'below' | 'failure' | 'slow'

function verdictOn(policy: CircuitBreakerPolicy, window: SlidingWindow): Verdict {
  const failureRate = rateOf(policy, window, window.failed)
  if (failureRate === -1) return 'undecided'
  if (isOver(policy, failureRate, policy.failureRateThreshold)) return 'failure'
  return isOver(policy, rateOf(policy, window, window.slow), policy.slowCallRateThreshold) ? 'slow' : 'below'
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

/** The wait of the `attempts`-th opening in a row. Multiplied step by step, so that every engine gets the same bits. */
function openWaitUs(policy: CircuitBreakerPolicy, attempts: number): number {
  const { waitDurationInOpenStateMs: baseMs, openWaitFactor: factor = 1, openWaitCapMs: capMs } = policy
  const limitMs = capMs ?? LONGEST_OPEN_WAIT_MS
  let waitMs = Math.min(baseMs, limitMs)
  for (let opening = 1; opening < attempts && factor > 1 && waitMs < limitMs; opening++)
    waitMs = Math.min(waitMs * factor, limitMs)
  return microseconds(waitMs)
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
  untilUs: atUs + openWaitUs(policy, attempts),
  refused,
})

/** Whatever the policy's window is, probes are counted in a count window of their own. */
const halfOpened = (
  policy: CircuitBreakerPolicy,
  attempts: number,
  atUs: number,
  before: SlidingWindow,
): HalfOpenState => ({
  state: 'HALF_OPEN',
  window: createCountWindow(policy.permittedNumberOfCallsInHalfOpenState),
  kept: rulesOf(policy).closesWith === 'its-window' ? before : undefined,
  attempts,
  sinceUs: atUs,
  permitsLeft: policy.permittedNumberOfCallsInHalfOpenState,
  refused: 0,
})

/** Opened again from half-open. */
const reopened = (policy: CircuitBreakerPolicy, state: HalfOpenState, atUs: number): OpenState =>
  opened(policy, state.kept ?? state.window, state.attempts + 1, state.refused, atUs)

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
  state: OpenState | HalfOpenState,
  dueUs: number,
  nowUs: number,
): BreakerState {
  const endless = policy.automaticTransitionFromOpenToHalfOpen && policy.maxWaitDurationInHalfOpenStateMs > 0
  if (!endless || policy.afterMaxWaitInHalfOpen === 'CLOSED') return state
  const next = state.state === 'OPEN' ? state.attempts : state.attempts + 1
  const waitUs = openWaitUs(policy, next)
  if (openWaitUs(policy, next + 1) !== waitUs) return state
  const roundUs = waitUs + microseconds(policy.maxWaitDurationInHalfOpenStateMs)
  const rounds = Math.floor((nowUs - dueUs) / roundUs)
  if (rounds < 1) return state
  const attempts = state.attempts + rounds
  if (state.state === 'HALF_OPEN')
    return halfOpened(policy, attempts, state.sinceUs + rounds * roundUs, state.kept ?? state.window)
  const { window, kept } = halfOpened(policy, 0, 0, state.window)
  return opened(policy, kept ?? window, attempts, 0, state.openedAtUs + rounds * roundUs)
}

/** The state at `nowUs` when nothing but time happened. */
export function passTime(policy: CircuitBreakerPolicy, state: BreakerState, nowUs: number): BreakerStep {
  if (state.state !== 'OPEN' && state.state !== 'HALF_OPEN') return { state, transitions: NO_TRANSITIONS }
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
      current = halfOpened(policy, current.attempts, dueUs, current.window)
    } else if (current.state === 'HALF_OPEN') {
      const to = policy.afterMaxWaitInHalfOpen ?? 'OPEN'
      transitions.push(transition(policy, current, to, 'max-wait-half-open', dueUs))
      current = to === 'OPEN' ? reopened(policy, current, dueUs) : createBreaker(policy)
    }
  }
  return { state: current, transitions }
}

/** Where a rate is a share of the calls that ask, this one does. */
function countAsking<S extends BreakerState>(policy: CircuitBreakerPolicy, state: S, nowUs: number): S {
  if (policy.rules === undefined || !countsAsked(policy)) return state
  if (state.state === 'HALF_OPEN') return state.kept ? { ...state, kept: askInWindow(state.kept, nowUs) } : state
  return 'window' in state ? { ...state, window: askInWindow(state.window, nowUs) } : state
}

/** The state that a call meets at `nowUs`: one that finds the wait in open over makes it half-open. */
export function stateMet(policy: CircuitBreakerPolicy, state: BreakerState, nowUs: number): BreakerStep {
  const passed = passTime(policy, state, nowUs)
  const { state: current, transitions } = passed
  if (current.state !== 'OPEN' || !hasWaited(policy, current, nowUs)) return passed
  return {
    state: halfOpened(policy, current.attempts, nowUs, current.window),
    transitions: [...transitions, transition(policy, current, 'HALF_OPEN', 'wait-elapsed', nowUs)],
  }
}

/** A call asks to begin. In half-open a permission is one of a few, held until its result is recorded. */
export function requestPermission(policy: CircuitBreakerPolicy, state: BreakerState, nowUs: number): PermissionStep {
  if (state.state === 'CLOSED' || state.state === 'METRICS_ONLY' || state.state === 'DISABLED')
    return { state: countAsking(policy, state, nowUs), permitted: true, waits: false, transitions: NO_TRANSITIONS }
  const { state: met, transitions } = stateMet(policy, state, nowUs)
  const current = countAsking(policy, met, nowUs)
  if (current.state === 'HALF_OPEN' && current.permitsLeft > 0) {
    const permitsLeft = current.permitsLeft - 1
    return { state: { ...current, permitsLeft }, permitted: true, waits: false, transitions }
  }
  if (!('refused' in current)) return { state: current, permitted: true, waits: false, transitions }
  if (current.state === 'HALF_OPEN' && rulesOf(policy).others === 'wait')
    return { state: current, permitted: false, waits: true, transitions }
  return { state: { ...current, refused: current.refused + 1 }, permitted: false, waits: false, transitions }
}

const hasWaited = (policy: CircuitBreakerPolicy, { untilUs }: OpenState, nowUs: number): boolean =>
  rulesOf(policy).waits === 'longer-than' ? nowUs > untilUs : nowUs >= untilUs

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
  const failed = result.outcome === 'failure'
  const calls = policy.rules !== undefined && countsAsked(policy) ? 0 : 1
  if (state.state === 'HALF_OPEN') {
    const window = recordInWindow(state.window, failed, slow, nowUs)
    const kept = state.kept && recordInWindow(state.kept, failed, slow, nowUs, calls)
    return judgeProbes(policy, { ...state, window, kept }, failed, transitions, nowUs)
  }
  const window = recordInWindow(state.window, failed, slow, nowUs, calls)
  if (state.state === 'OPEN') return { state: { ...state, window }, transitions }
  const recorded: BreakerState = { state: state.state, window }
  if (state.state === 'METRICS_ONLY') return { state: recorded, transitions }
  if (!failed && rulesOf(policy).decidesOn === 'failures') return { state: recorded, transitions }
  const verdict = verdictOn(policy, window)
  if (verdict === 'undecided' || verdict === 'below') return { state: recorded, transitions }
  const reason = verdict === 'slow' ? 'slow-rate' : 'failure-rate'
  return {
    state: opened(policy, window, 1, 0, nowUs),
    transitions: [...transitions, transition(policy, recorded, 'OPEN', reason, nowUs, verdict)],
  }
}

/** A success has no say in whether others failed: all probes must be in. */
function verdictOnProbes(policy: CircuitBreakerPolicy, { window }: HalfOpenState, failed: boolean): Verdict {
  if (rulesOf(policy).probes === 'by-rate') return verdictOn(policy, window)
  if (failed) return 'failure'
  return window.total < window.size ? 'undecided' : 'below'
}

function closedAgain(policy: CircuitBreakerPolicy, state: HalfOpenState, nowUs: number): BreakerState {
  const { closesWith } = rulesOf(policy)
  const fresh = createBreaker(policy)
  if (closesWith === 'nothing' || !('window' in fresh)) return fresh
  if (closesWith === 'its-window') return { state: 'CLOSED', window: state.kept ?? fresh.window }
  return { state: 'CLOSED', window: recordInWindow(fresh.window, false, false, nowUs) }
}

function judgeProbes(
  policy: CircuitBreakerPolicy,
  state: HalfOpenState,
  failed: boolean,
  earlier: readonly Transition[],
  nowUs: number,
): BreakerStep {
  const verdict = verdictOnProbes(policy, state, failed)
  if (verdict === 'undecided') return { state, transitions: earlier }
  if (verdict === 'below')
    return {
      state: closedAgain(policy, state, nowUs),
      transitions: [...earlier, transition(policy, state, 'CLOSED', 'probes-succeeded', nowUs)],
    }
  return {
    state: reopened(policy, state, nowUs),
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
