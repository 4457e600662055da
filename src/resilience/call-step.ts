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
  | {
      readonly type: 'call-refused'
      readonly layer: number
      readonly policy: 'circuit-breaker'
      readonly state: BreakerStateName
      readonly opensUntilUs: number | undefined
    }
  /** A call goes through a half-open breaker. */
  | { readonly type: 'breaker-probed'; readonly layer: number; readonly permitsLeft: number }
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

export type CallStep<V = undefined> =
  /** Call now. `attempt` counts within the call from 1; `deadlineUs` is the nearest timeout around it. */
  | { readonly type: 'attempt'; readonly attempt: number; readonly deadlineUs: number | undefined }
  | { readonly type: 'wait'; readonly token: number; readonly atUs: number }
  | { readonly type: 'cancel-wait'; readonly token: number }
  /** The last step of a call, and the only one of its kind; late results may still bring notes. */
  | { readonly type: 'settle'; readonly outcome: Outcome<V> }
  | { readonly type: 'note'; readonly note: CallNote }

/** Uniform in [0, 1), keyed by its cause: which retry, after which attempt of the call. Asked only where it is needed. */
export type DrawDelay = (layer: number, attempt: number) => number
