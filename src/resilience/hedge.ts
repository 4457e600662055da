// Hedging: another attempt when the first has not answered for a while, or has failed; the first answer wins and the
// others are given up (semantics.md A6.3, "The Tail at Scale" [K]; a failure starts the next at once, as Polly's [K]).
import { MICROSECONDS_PER_MS } from '#base'
import type { CallFailure, Outcome } from './outcome.ts'
import type { HedgePolicy } from './policy.ts'

export interface HedgeState {
  /** Attempts in addition to the first, so far. */
  readonly hedges: number
  /** Of all, those that have not ended. */
  readonly running: number
}

/** `settle`: this outcome is the call's. `hedge`: begin another. `wait`: others may still answer. */
export interface HedgeStep {
  readonly state: HedgeState
  readonly decision: 'settle' | 'hedge' | 'wait'
}

export const FIRST_HEDGE_STATE: HedgeState = { hedges: 0, running: 1 }

export const hedgeDelayUs = (policy: HedgePolicy): number => Math.round(policy.delayMs * MICROSECONDS_PER_MS)

export const hedged = ({ hedges, running }: HedgeState): HedgeState => ({ hedges: hedges + 1, running: running + 1 })

export const mayHedge = (policy: HedgePolicy, { hedges }: HedgeState): boolean => hedges < policy.maxHedges

/** A refusal says nothing about those under way, and another attempt would be refused, too. */
const settles = (policy: HedgePolicy, failure: CallFailure): boolean =>
  failure !== 'not-permitted' && !policy.hedgeOn.includes(failure)

export function attemptOfHedgeEnded(policy: HedgePolicy, before: HedgeState, outcome: Outcome<unknown>): HedgeStep {
  const state = { hedges: before.hedges, running: before.running - 1 }
  if (outcome.ok || settles(policy, outcome.failure)) return { state, decision: 'settle' }
  if (outcome.failure !== 'not-permitted' && mayHedge(policy, state)) return { state, decision: 'hedge' }
  return { state, decision: state.running > 0 ? 'wait' : 'settle' }
}
