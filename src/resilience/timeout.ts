// Timeout: ends the waiting, not the work (semantics.md A6.3). Whoever was called may still run, and be billed.
import { MICROSECONDS_PER_MS } from '#base'
import type { Policy, TimeoutPolicy } from './policy.ts'

export type TimeoutState =
  | { readonly state: 'running'; readonly startedAtUs: number; readonly deadlineUs: number }
  | { readonly state: 'timed-out' | 'in-time' }

/** `pass`: the result counts. `abandon`: stop waiting. `ignore`: it is over already, or not yet due. */
export interface TimeoutStep {
  readonly state: TimeoutState
  readonly decision: 'pass' | 'abandon' | 'ignore'
}

const TIMED_OUT: TimeoutStep = { state: { state: 'timed-out' }, decision: 'abandon' }
const IN_TIME: TimeoutStep = { state: { state: 'in-time' }, decision: 'pass' }

export const timeoutLimitUs = (policy: TimeoutPolicy): number => Math.round(policy.timeoutMs * MICROSECONDS_PER_MS)

/** `latestUs`: a deadline that came along with the call; a timeout ends no later. */
export const startTimeout = (
  policy: TimeoutPolicy,
  nowUs: number,
  latestUs = Number.POSITIVE_INFINITY,
): TimeoutState & { readonly state: 'running' } => ({
  state: 'running',
  startedAtUs: nowUs,
  deadlineUs: Math.max(nowUs, Math.min(nowUs + timeoutLimitUs(policy), latestUs)),
})

/** Around several attempts a timeout is total, around one it is that attempt's: its place in the list says which. */
export const timeoutRole = (policies: readonly Policy[], layer: number): 'total' | 'attempt' =>
  policies.slice(layer + 1).some(({ type }) => type === 'retry' || type === 'hedge') ? 'total' : 'attempt'

/** At the same instant the first to come counts: a result that arrives before its timer is in time. */
export function nextTimeout(state: TimeoutState, event: 'result' | 'timer', nowUs: number): TimeoutStep {
  if (state.state !== 'running') return { state, decision: 'ignore' }
  if (event === 'result') return IN_TIME
  return nowUs >= state.deadlineUs ? TIMED_OUT : { state, decision: 'ignore' }
}
