// How a call, or one attempt of it, ended.
import type { FailureClass } from './policy.ts'

/** `not-permitted`: a policy refused the call, so nothing was asked. No policy can list it, so it is never retried. */
export type CallFailure = FailureClass | 'not-permitted'

export interface CallSuccess<V> {
  readonly ok: true
  readonly status?: number
  readonly value?: V
  /** The fallback that answered instead, as its place in the list: the value is its owner's to make. */
  readonly layer?: number
}

export interface CallFailed<V> {
  readonly ok: false
  readonly failure: CallFailure
  readonly errorType?: string
  readonly status?: number
  /** A failed answer is an answer too: the response or the error, carried through. */
  readonly value?: V
  /** The policy that ended the call instead of an attempt, as its place in the list. */
  readonly layer?: number
  /** The answer asked not to be tried again before so long. */
  readonly retryAfterUs?: number
}

export type Outcome<V = undefined> = CallSuccess<V> | CallFailed<V>
