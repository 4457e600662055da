// What the call machine answers with, in order: things to do, and notes that say why. Notes are facts for the trace.
import type { BreakerResult, BreakerStateName, Transition } from './circuit-breaker.ts'
import type { CallFailure, Outcome } from './outcome.ts'
import type { GiveUpReason } from './retry.ts'

/** `layer`: the policy's place in the list, 0 outermost. */
export type CallNote =
  | {
      readonly type: 'retry-scheduled'
      readonly layer: number
      /** The attempt to come, as this retry counts: from 1, the first call included. */
      readonly attempt: number
      readonly maxAttempts: number
      readonly atUs: number
      readonly delayUs: number
      readonly lowUs: number
      readonly highUs: number
      readonly reason: CallFailure
      /** The nearest enclosing timeout; where the wait goes past it, the timeout ends the call first. */
      readonly deadlineUs: number | undefined
    }
  | {
      readonly type: 'retry-gave-up'
      readonly layer: number
      readonly attempts: number
      readonly maxAttempts: number
      readonly reason: GiveUpReason
      readonly failure: CallFailure
    }
  | RefusalNote
  /** The call waits before a gate; what follows says how that ended. */
  | {
      readonly type: 'call-waits'
      readonly layer: number
      readonly policy: 'circuit-breaker' | 'bulkhead' | 'rate-limiter'
      /** When it ends at the latest, if that is known. */
      readonly untilUs: number | undefined
    }
  /** A call goes through a breaker, and that changes its state. */
  | { readonly type: 'breaker-probed'; readonly layer: number; readonly permitsLeft: number }
  /** The same, where the log can't tell from attempts when breakers were asked: told of each passage. */
  | { readonly type: 'breaker-asked'; readonly layer: number }
  | {
      readonly type: 'breaker-recorded'
      readonly layer: number
      readonly outcome: BreakerResult['outcome']
      readonly durationUs: number
      /** The call was over already: a timeout outside this breaker had given it up. */
      readonly late: boolean
    }
  | { readonly type: 'breaker-changed'; readonly layer: number; readonly transition: Transition }
  | {
      readonly type: 'call-timed-out'
      readonly layer: number
      readonly limitUs: number
      /** The attempt left to run, if one was; its result will be ignored. */
      readonly attempt: number | undefined
    }
  | { readonly type: 'late-result-ignored'; readonly layer: number; readonly attempt: number; readonly ok: boolean }
  /** Another attempt beside those under way: the `hedge`-th, after so long or because one failed. */
  | {
      readonly type: 'hedge-started'
      readonly layer: number
      readonly hedge: number
      readonly maxHedges: number
      readonly because: 'delay' | 'failure'
    }
  /** Another attempt of its hedge had answered first. */
  | { readonly type: 'attempt-given-up'; readonly layer: number; readonly attempt: number }
  | { readonly type: 'fell-back'; readonly layer: number; readonly failure: CallFailure; readonly status: number }

/** A policy let the call not through. */
export type RefusalNote = { readonly type: 'call-refused'; readonly layer: number } & (
  | {
      readonly policy: 'circuit-breaker'
      readonly state: BreakerStateName
      readonly opensUntilUs: number | undefined
    }
  | { readonly policy: 'bulkhead'; readonly running: number; readonly waiting: number }
  /** It would have been permitted then. */
  | { readonly policy: 'rate-limiter'; readonly opensUntilUs: number }
  | { readonly policy: 'adaptive-throttle'; readonly probability: number }
)

export type CallStep<V = undefined> =
  /**
   * Call now. `attempt` counts within the call from 1; `deadlineUs` is the nearest timeout around it, `carriedUs` the
   * nearest that goes along with the call.
   */
  | {
      readonly type: 'attempt'
      readonly attempt: number
      readonly deadlineUs: number | undefined
      readonly carriedUs: number | undefined
    }
  | { readonly type: 'wait'; readonly token: number; readonly atUs: number }
  | { readonly type: 'cancel-wait'; readonly token: number }
  /** Another call of this place may go on: its wait ends now, as if it had fired. Told after all else. */
  | { readonly type: 'wake'; readonly call: number | string; readonly token: number }
  /** A breaker that this place shares with others is to be asked; the answer comes back with the token. */
  | { readonly type: 'ask-breaker'; readonly layer: number; readonly token: number }
  /** It is to be told a result; nothing waits for that. */
  | { readonly type: 'tell-breaker'; readonly layer: number; readonly result: BreakerResult }
  /** The last step of a call, and the only one of its kind; late results may still bring notes and wake others. */
  | { readonly type: 'settle'; readonly outcome: Outcome<V> }
  | { readonly type: 'note'; readonly note: CallNote }

/** Uniform in [0, 1), keyed by its cause: which policy, after which attempt of the call. Asked only where it is needed. */
export type DrawDelay = (layer: number, attempt: number) => number
