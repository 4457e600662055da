// A retry budget: what retries may cost in all, over the calls of one place, so that a dependency that is down is not
// asked three times as often. Two kinds: a share of the requests (Google SRE book, "Handling Overload": 10 %; A6.3 [V])
// and a bucket of tokens that retries take from and successes give back to (the AWS SDK's standard mode; A6.3 [K],
// costs of 2026 read in @smithy/core [V]).
import type { CallFailure } from './outcome.ts'
import type { RetryBudget } from './policy.ts'
import { createTimeWindow, recordInWindow, type SlidingWindow, windowAt } from './sliding-window.ts'

export type BudgetState =
  | { readonly type: 'share'; readonly requests: SlidingWindow; readonly retries: SlidingWindow }
  | { readonly type: 'tokens'; readonly tokens: number }

export interface BudgetStep {
  readonly state: BudgetState
  readonly granted: boolean
  /** Tokens taken. */
  readonly cost: number
}

export function createBudget(budget: RetryBudget): BudgetState {
  if (budget.type === 'tokens') return { type: 'tokens', tokens: budget.capacity }
  const window = createTimeWindow(budget.windowSeconds)
  return { type: 'share', requests: window, retries: window }
}

/** A request's first attempt. */
export const countRequest = (state: BudgetState, nowUs: number): BudgetState =>
  state.type === 'tokens' ? state : { ...state, requests: recordInWindow(state.requests, false, false, nowUs) }

function costOf(budget: Extract<RetryBudget, { readonly type: 'tokens' }>, failure: CallFailure): number {
  if (failure === 'timeout') return budget.timeoutCost
  return failure === 'throttled' ? budget.throttledCost : budget.retryCost
}

/** `failure`: of the attempt before. */
export function spendRetry(budget: RetryBudget, state: BudgetState, failure: CallFailure, nowUs: number): BudgetStep {
  if (budget.type === 'tokens' && state.type === 'tokens') {
    const cost = costOf(budget, failure)
    if (cost > state.tokens) return { state, granted: false, cost: 0 }
    return { state: { type: 'tokens', tokens: state.tokens - cost }, granted: true, cost }
  }
  if (budget.type !== 'share' || state.type !== 'share')
    throw new Error(`This is no state of a budget by ${budget.type}`)
  const requests = windowAt(state.requests, nowUs)
  const retries = windowAt(state.retries, nowUs)
  if (100 * retries.total >= budget.percent * requests.total)
    return { state: { type: 'share', requests, retries }, granted: false, cost: 0 }
  return {
    state: { type: 'share', requests, retries: recordInWindow(retries, false, false, nowUs) },
    granted: true,
    cost: 0,
  }
}

/** `cost`: of the retry that succeeded; 0: it was the first attempt. */
export function succeeded(budget: RetryBudget, state: BudgetState, cost: number): BudgetState {
  if (budget.type !== 'tokens' || state.type !== 'tokens') return state
  return { type: 'tokens', tokens: Math.min(budget.capacity, state.tokens + (cost || budget.successReturn)) }
}
