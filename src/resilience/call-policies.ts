// The policies of one edge in one place that remembers: breaker states live here. One for each environment, as module
// memory in real serverless, or one shared, as its owner chooses.
import { type BreakerSnapshot, breakerSnapshot } from './breaker-snapshot.ts'
import {
  type BreakerState,
  type BreakerStep,
  createBreaker,
  type ForcedState,
  forceBreaker,
  nextTransitionAtUs,
  passTime,
} from './circuit-breaker.ts'
import type { CallNote } from './call-step.ts'
import type { CircuitBreakerPolicy, Policy } from './policy.ts'

export interface CallPolicies {
  /** Outermost first. */
  readonly policies: readonly Policy[]
  /** By layer; undefined where the layer is no breaker. The states are values; only this list changes. */
  readonly breakers: (BreakerState | undefined)[]
}

export const createCallPolicies = (policies: readonly Policy[]): CallPolicies => ({
  policies,
  breakers: policies.map((policy) => (policy.type === 'circuit-breaker' ? createBreaker(policy) : undefined)),
})

export function breakerAt(scope: CallPolicies, layer: number): { policy: CircuitBreakerPolicy; state: BreakerState } {
  const policy = scope.policies[layer]
  const state = scope.breakers[layer]
  if (policy?.type !== 'circuit-breaker' || state === undefined) throw new Error(`Layer ${layer} is no circuit breaker`)
  return { policy, state }
}

/** Mostly so: no list is made for it. */
const NOTHING_CHANGED: readonly CallNote[] = []

/** Keeps the new state and tells what changed. */
export function keepBreaker(scope: CallPolicies, layer: number, step: BreakerStep): readonly CallNote[] {
  scope.breakers[layer] = step.state
  if (step.transitions.length === 0) return NOTHING_CHANGED
  return step.transitions.map((transition) => ({ type: 'breaker-changed', layer, transition }))
}

export function forceCallBreaker(
  scope: CallPolicies,
  layer: number,
  to: ForcedState,
  nowUs: number,
): readonly CallNote[] {
  const { policy, state } = breakerAt(scope, layer)
  return keepBreaker(scope, layer, forceBreaker(policy, state, to, nowUs))
}

const breakerLayers = (scope: CallPolicies): number[] =>
  scope.policies.flatMap((policy, layer) => (policy.type === 'circuit-breaker' ? [layer] : []))

/** When a breaker here changes by itself. A timer for it only makes the change visible earlier; calls see it anyway. */
export function nextBreakerChangeAtUs(scope: CallPolicies): number | undefined {
  let earliest: number | undefined
  for (const layer of breakerLayers(scope)) {
    const { policy, state } = breakerAt(scope, layer)
    const atUs = nextTransitionAtUs(policy, state)
    if (atUs !== undefined && (earliest === undefined || atUs < earliest)) earliest = atUs
  }
  return earliest
}

export const breakersPassTime = (scope: CallPolicies, nowUs: number): CallNote[] =>
  breakerLayers(scope).flatMap((layer) => {
    const { policy, state } = breakerAt(scope, layer)
    return keepBreaker(scope, layer, passTime(policy, state, nowUs))
  })

export const callBreakerSnapshots = (
  scope: CallPolicies,
  nowUs: number,
): { readonly layer: number; readonly snapshot: BreakerSnapshot }[] =>
  breakerLayers(scope).map((layer) => {
    const { policy, state } = breakerAt(scope, layer)
    return { layer, snapshot: breakerSnapshot(policy, state, nowUs) }
  })
