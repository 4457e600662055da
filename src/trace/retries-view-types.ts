// What the folds answer of attempts and waits.
import type { SpanStatus } from './spans-view-types.ts'
import type { Page } from './views.ts'

export interface RetryAttempt {
  readonly attempt: number
  readonly startUs: number
  /** Undefined: under way. */
  readonly endUs: number | undefined
  /** Empty: it succeeded or is under way. */
  readonly failure: string
  readonly status: SpanStatus
  readonly span: number
}

export interface RetryWait {
  readonly startUs: number
  /** Drawn from lowUs to highUs. */
  readonly delayUs: number
  readonly lowUs: number
  readonly highUs: number
}

export type RetryEnd = 'ok' | 'failed' | 'refused' | 'timed-out' | 'dead-lettered' | 'dropped' | 'expired' | 'pending'

export interface RetryLane {
  readonly lane: number
  readonly kind: 'call' | 'message' | 'invocation'
  /** Call edge, or the consume edge of a message's queue (-1 when it has none). */
  readonly edge: number
  /** The caller, the queue, the function. */
  readonly node: number
  readonly trace: number
  readonly span: number
  readonly operation: string
  readonly startUs: number
  readonly endUs: number | undefined
  /** 0: no limit. */
  readonly attemptsMax: number
  readonly attempts: readonly RetryAttempt[]
  readonly waits: readonly RetryWait[]
  /** Times an open breaker or another policy said no. */
  readonly refusedAtUs: readonly number[]
  /** By which policy, each of them. */
  readonly refusedBy: readonly string[]
  readonly end: RetryEnd
}

export interface RetryQuery extends Page {
  readonly edge?: number
  readonly node?: number
  readonly trace?: number
  readonly errorsOnly?: boolean
  /** Leaves out the calls that a policy refused before their first attempt; the page counts them. */
  readonly triedOnly?: boolean
  /** Newest first unless `oldest`. */
  readonly order?: 'newest' | 'oldest'
  /** Counts the attempts of calls over this time too, of `edge` or of all edges. */
  readonly arrivals?: ArrivalQuery
}

export interface ArrivalQuery {
  readonly fromUs: number
  readonly toUs: number
  readonly bins: number
}

/** Attempts begun in each of the bins between fromUs and toUs. */
export interface AttemptArrivals {
  readonly fromUs: number
  readonly toUs: number
  readonly first: readonly number[]
  /** Second attempts and later ones. */
  readonly again: readonly number[]
}

export interface Amplification {
  readonly edge: number
  /** Traces that used the edge, and their attempts on it: mean and the most of one trace. */
  readonly traces: number
  readonly attempts: number
  readonly mean: number
  readonly max: number
  /** The trace with the most; -1: none. */
  readonly maxTrace: number
}

export interface RetryPage {
  readonly total: number
  /** Of the calls that pass the other filters, those that a policy refused before their first attempt. */
  readonly refusedAtOnce: number
  readonly lanes: readonly RetryLane[]
  readonly amplification: readonly Amplification[]
  /** When they were asked for. */
  readonly arrivals: AttemptArrivals | undefined
}
