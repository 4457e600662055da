// What the folds answer at the end: the figures that the command line prints.
import type { BucketStatus, EventBusStatus, StreamStatus, TableStatus } from './status-view-types.ts'

export interface CallCounters {
  readonly attempts: number
  readonly retries: number
  readonly refused: number
  readonly opened: number
}

/** Per call edge, by the name of the node it leads to; several edges to one node are added up. */
export type CallsByTarget = Readonly<Record<string, CallCounters>>

export type NodeSummary =
  | {
      readonly kind: 'function'
      readonly invocations: number
      readonly succeeded: number
      /** Threw or crashed; succeeded, failed and timedOut share no invocation. */
      readonly failed: number
      readonly timedOut: number
      readonly throttled: number
      readonly coldStarts: number
      readonly calls: CallsByTarget
    }
  | {
      readonly kind: 'client'
      readonly requests: number
      readonly succeeded: number
      readonly failed: number
      readonly calls: CallsByTarget
    }
  | {
      readonly kind: 'queue'
      readonly sent: number
      readonly received: number
      readonly deleted: number
      readonly deadLettered: number
      readonly waiting: number
    }
  | {
      readonly kind: 'topic'
      readonly published: number
      readonly delivered: number
      readonly filtered: number
      readonly failed: number
      readonly deadLettered: number
    }
  | Omit<EventBusStatus, 'inFlight'>
  | Omit<BucketStatus, 'inFlight'>
  | { readonly kind: 'http-api'; readonly requests: number; readonly status: Readonly<Record<string, number>> }
  | { readonly kind: 'service'; readonly calls: number; readonly failed: number }
  | {
      readonly kind: 'schedule'
      readonly firings: number
      readonly failed: number
      readonly deadLettered: number
    }
  | StreamStatus
  | TableStatus

/** Over all queues and topics. Of a topic, each message counts once for each subscription it is for. */
export interface MessageSummary {
  /** Put on a queue by anything but a dead-letter move, or on its way to a subscription. */
  readonly sent: number
  /** Deleted after a delivery, or taken by a subscription. */
  readonly delivered: number
  /** Moved to a dead-letter queue, whatever became of it there. */
  readonly deadLettered: number
  /** Its retention ended, or a topic gave it up and has no dead-letter queue for it. */
  readonly expired: number
  readonly waiting: number
  /** Those of which none of the above is true: always 0 unless something is broken. */
  readonly lost: number
}

/** Something the run noted for a person to see. */
export interface NotedProblem {
  /** Where it was noted first. */
  readonly event: number
  readonly node: number
  readonly code: string
  /** An object as JSON. */
  readonly detail: string
}

export interface RunSummary {
  readonly messages: MessageSummary
  /** By name. */
  readonly nodes: Readonly<Record<string, NodeSummary>>
  /** An event came to no good end after its retries: what `faaslab run` exits with 1 for. */
  readonly finallyFailed: boolean
  /** Its parts. */
  readonly failures: {
    readonly deadLettered: number
    readonly expired: number
    readonly dropped: number
    readonly failedRequests: number
  }
}
