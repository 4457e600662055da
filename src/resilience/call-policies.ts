// The policies of one edge in one place that remembers: what calls share lives here (breakers, places in bulkheads, tokens,
// budgets). One for each environment, as module memory in real serverless, or one shared, as its owner chooses.
import { createThrottle, type ThrottleState } from './adaptive-throttle.ts'
import { rulesOf } from './breaker-rules.ts'
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
import { type BulkheadState, EMPTY_BULKHEAD } from './bulkhead.ts'
import type { Call, Strand } from './call-state.ts'
import type { CallNote } from './call-step.ts'
import type { CircuitBreakerPolicy, Policy } from './policy.ts'
import { isShared } from './shared-breaker.ts'
import { createRateLimiter, type RateLimiterState } from './rate-limiter.ts'
import { type BudgetState, createBudget } from './retry-budget.ts'

export interface Waiter {
  readonly call: Call
  readonly strand: Strand
}

/** What the calls through one layer share beside a breaker's state. The states are values; only these places change. */
export type Shared =
  | { readonly type: 'none' }
  | { readonly type: 'retry'; budget: BudgetState }
  /** Calls that wait for the probes, in the order of coming. */
  | { readonly type: 'circuit-breaker'; waiters: readonly Waiter[] }
  | { readonly type: 'bulkhead'; state: BulkheadState; readonly waiters: Map<number, Waiter> }
  | { readonly type: 'rate-limiter'; state: RateLimiterState }
  | { readonly type: 'adaptive-throttle'; state: ThrottleState }

export interface CallPolicies {
  /** Outermost first. */
  readonly policies: readonly Policy[]
  /** By layer; undefined where the layer is no breaker. The states are values; only this list changes. */
  readonly breakers: (BreakerState | undefined)[]
  /** By layer. */
  readonly shared: readonly Shared[]
  readonly tellsAsking: boolean
  /** Breakers of the scope `shared` are not here: they are asked and told. */
  readonly asksOutside: boolean
  readonly hasTimeouts: boolean
}

const NOTHING_SHARED: Shared = { type: 'none' }

function sharedOf(policy: Policy): Shared {
  switch (policy.type) {
    case 'retry':
      return policy.budget ? { type: 'retry', budget: createBudget(policy.budget) } : NOTHING_SHARED
    case 'circuit-breaker':
      return rulesOf(policy).others === 'wait' ? { type: 'circuit-breaker', waiters: [] } : NOTHING_SHARED
    case 'bulkhead':
      return { type: 'bulkhead', state: EMPTY_BULKHEAD, waiters: new Map() }
    case 'rate-limiter':
      return { type: 'rate-limiter', state: createRateLimiter(policy) }
    case 'adaptive-throttle':
      return { type: 'adaptive-throttle', state: createThrottle(policy) }
    default:
      return NOTHING_SHARED
  }
}

function letsWait(policy: Policy): boolean {
  if (policy.type === 'bulkhead' || policy.type === 'rate-limiter') return policy.maxWaitMs > 0
  return policy.type === 'circuit-breaker' && rulesOf(policy).others === 'wait'
}

/**
 * A breaker is asked when an attempt begins, and so a log of attempts tells when breakers were asked, unless a call can
 * wait between its layers, has several attempts at a time or asks elsewhere: then each passage is told by itself.
 */
export const tellsAsking = (policies: readonly Policy[]): boolean =>
  policies.some(({ type }) => type === 'circuit-breaker') &&
  policies.some((policy) => policy.type === 'hedge' || letsWait(policy) || isSharedBreaker(policy))

export const isSharedBreaker = (policy: Policy): boolean => policy.type === 'circuit-breaker' && isShared(policy)

/** `asksOutside`: there is somebody to keep what places share; without, it is kept here. */
export const createCallPolicies = (policies: readonly Policy[], asksOutside = false): CallPolicies => ({
  policies,
  breakers: policies.map((policy) =>
    policy.type === 'circuit-breaker' && !(asksOutside && isShared(policy)) ? createBreaker(policy) : undefined,
  ),
  shared: policies.map(sharedOf),
  tellsAsking: tellsAsking(policies),
  asksOutside,
  hasTimeouts: policies.some(({ type }) => type === 'timeout'),
})

export function sharedAt<T extends Shared['type']>(
  scope: CallPolicies,
  layer: number,
  type: T,
): Extract<Shared, { readonly type: T }> {
  const shared = scope.shared[layer]
  if (shared?.type !== type) throw new Error(`Layer ${layer} shares no ${type}`)
  return shared as Extract<Shared, { readonly type: T }>
}

export function breakerPolicyAt(scope: CallPolicies, layer: number): CircuitBreakerPolicy {
  const policy = scope.policies[layer]
  if (policy?.type !== 'circuit-breaker') throw new Error(`Layer ${layer} is no circuit breaker`)
  return policy
}

export function breakerAt(scope: CallPolicies, layer: number): { policy: CircuitBreakerPolicy; state: BreakerState } {
  const policy = breakerPolicyAt(scope, layer)
  const state = scope.breakers[layer]
  if (state === undefined) throw new Error(`The breaker of layer ${layer} is elsewhere`)
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
  scope.breakers.flatMap((state, layer) => (state === undefined ? [] : [layer]))

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
