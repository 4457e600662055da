// What the folds answer of messages that wait in a queue.
import type { NodeId } from '#workflow'

/** A look into a queue. */
export interface WaitingQuery {
  readonly node: NodeId
  /** Rows at most, the longest there first. */
  readonly count: number
}

export interface WaitingPage {
  readonly rows: readonly {
    readonly messageId: string
    /** Cut off when it is long. */
    readonly body: string
    /** Since it came to this queue. */
    readonly ageUs: number
    readonly receiveCount: number
    readonly state: 'visible' | 'delayed' | 'in-flight'
  }[]
  /** In the queue. */
  readonly total: number
}
