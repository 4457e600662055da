// Bulkhead: so many calls at a time and no more; the others wait in line for a while, or are refused.
// A semaphore as resilience4j's (semantics.md A6.3 [K]); who waits is served in the order of coming.
// Pure: the line is a range of tickets; who holds a ticket is the owner's to know.
import { MICROSECONDS_PER_MS } from '#base'
import type { BulkheadPolicy } from './policy.ts'

export interface BulkheadState {
  readonly running: number
  /** Tickets given up are not among them. */
  readonly waiting: number
  /** The next to be served, and the next to be given out. */
  readonly firstTicket: number
  readonly nextTicket: number
}

export type BulkheadStep =
  | { readonly decision: 'permitted'; readonly state: BulkheadState }
  | { readonly decision: 'refused'; readonly state: BulkheadState }
  | { readonly decision: 'waits'; readonly state: BulkheadState; readonly ticket: number; readonly untilUs: number }

export const EMPTY_BULKHEAD: BulkheadState = { running: 0, waiting: 0, firstTicket: 0, nextTicket: 0 }

export function enterBulkhead(policy: BulkheadPolicy, state: BulkheadState, nowUs: number): BulkheadStep {
  if (state.running < policy.maxConcurrentCalls)
    return { decision: 'permitted', state: { ...state, running: state.running + 1 } }
  const places = policy.maxWaitingCalls ?? Number.POSITIVE_INFINITY
  if (policy.maxWaitMs === 0 || state.waiting >= places) return { decision: 'refused', state }
  return {
    decision: 'waits',
    state: { ...state, waiting: state.waiting + 1, nextTicket: state.nextTicket + 1 },
    ticket: state.nextTicket,
    untilUs: nowUs + Math.round(policy.maxWaitMs * MICROSECONDS_PER_MS),
  }
}

/** A call that ran has ended. The first who still waits takes its place at once. */
export function leaveBulkhead(
  state: BulkheadState,
  isHeld: (ticket: number) => boolean,
): { readonly state: BulkheadState; readonly served: number | undefined } {
  for (let ticket = state.firstTicket; ticket < state.nextTicket; ticket++) {
    if (!isHeld(ticket)) continue
    return { state: { ...state, waiting: state.waiting - 1, firstTicket: ticket + 1 }, served: ticket }
  }
  return { state: { ...state, running: state.running - 1, firstTicket: state.nextTicket }, served: undefined }
}

/** Waited too long, or nobody wants the call any more. */
export const giveUpTicket = (state: BulkheadState): BulkheadState => ({ ...state, waiting: state.waiting - 1 })
