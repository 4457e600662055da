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
  /** Begun beside others: because they took so long, or because one failed. */
  readonly hedge: 'delay' | 'failure' | undefined
  /** Another one of its hedge had answered first; it was left to run. */
  readonly givenUp: boolean
  /** Of a message: invisible until then, and back in the queue unless it is deleted before. */
  readonly limitUs: number | undefined
}

/** A wait before a gate: a full bulkhead, a rate limiter, a breaker whose probes are out. */
export interface RetryGate {
  readonly policy: string
  readonly startUs: number
  /** Undefined: it still waits. */
  readonly endUs: number | undefined
  /** At the latest; undefined: nobody knows. */
  readonly untilUs: number | undefined
}

export interface RetryWait {
  readonly startUs: number
  /** Drawn from lowUs to highUs. */
  readonly delayUs: number
  readonly lowUs: number
  readonly highUs: number
}

export type RetryEnd =
  | 'ok'
  | 'fell-back'
  | 'failed'
  | 'refused'
  | 'timed-out'
  | 'dead-lettered'
  | 'dropped'
  | 'expired'
  | 'pending'

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
  readonly gates: readonly RetryGate[]
  /** When an answer that was made up beforehand was given instead. */
  readonly fellBackUs: number | undefined
  /** When there were attempts left, but no budget for one. */
  readonly deniedUs: number | undefined
  readonly end: RetryEnd
}

export interface RetryQuery extends Page {
  /** As it was then; undefined: now. */
  readonly atUs?: number
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

/** One place on a request's way, and how often that request came by. */
export interface PathStep {
  /** run: more often than it was asked, since asynchronous events are tried again. */
  readonly kind: 'call' | 'delivery' | 'run'
  /** -1: runs. */
  readonly edge: number
  /** Who is called, gets the delivery, runs. */
  readonly node: number
  readonly count: number
}

/** "1 request → 27 calls": the request with the most calls along `edge`, and its way there. */
export interface RequestPath {
  readonly edge: number
  readonly trace: number
  readonly calls: number
  readonly steps: readonly PathStep[]
}

export interface RetryPage {
  readonly total: number
  /** Requests, firings and hand-sent events begun so far. */
  readonly traces: number
  /** Of the calls that pass the other filters, those that a policy refused before their first attempt. */
  readonly refusedAtOnce: number
  readonly lanes: readonly RetryLane[]
  readonly amplification: readonly Amplification[]
  /** To the edge asked for, or to the worst of all; undefined: no call yet. */
  readonly path: RequestPath | undefined
  /** When they were asked for. */
  readonly arrivals: AttemptArrivals | undefined
}
