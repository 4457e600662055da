// What the folds answer of the state of nodes and edges at an instant.

export interface FunctionStatus {
  readonly kind: 'function'
  readonly inFlight: number
  readonly concurrencyLimit: number
  /** Of all functions that draw from the account's concurrency together, where it is one of them. */
  readonly accountInFlight?: number
  readonly environments: { readonly initialising: number; readonly busy: number; readonly idle: number }
  readonly invocations: number
  readonly succeeded: number
  /** Threw or crashed; a timeout is counted in timedOut alone. */
  readonly failed: number
  readonly timedOut: number
  readonly throttled: number
  readonly coldStarts: number
  /** Asynchronous events given up after their retries. */
  readonly dropped: number
  /** Requests with too large a payload. */
  readonly refused: number
  /** What became of asynchronous events: taken by a destination or a dead-letter queue, and not taken. */
  readonly passedOn: number
  readonly notPassedOn: number
  /** Of the invocations that ended in the last minute of virtual time, 0 to 1; undefined when none did. */
  readonly errorRate: number | undefined
}

export interface QueueStatus {
  readonly kind: 'queue'
  readonly visible: number
  readonly inFlight: number
  readonly delayed: number
  /** Of messages not in flight for good: since its sending; undefined when the queue is empty. */
  readonly oldestAgeUs: number | undefined
  readonly sent: number
  /** Deliveries of messages. */
  readonly received: number
  readonly deleted: number
  /** Moved from here to its dead-letter queue. */
  readonly deadLettered: number
  /** Moved here from elsewhere. */
  readonly redriven: number
  readonly expired: number
  /** Deleted because no filter of the consumer that read them let them pass. */
  readonly filtered: number
  /** Sent again within five minutes, and not enqueued. */
  readonly deduplicated: number
  /** Moved from here back to where they had failed. */
  readonly moved: number
  /** Nobody receives from it. */
  readonly paused: boolean
}

export interface HttpApiStatus {
  readonly kind: 'http-api'
  readonly inFlight: number
  readonly requests: number
  /** By HTTP status, ascending. */
  readonly status: readonly (readonly [status: number, count: number])[]
  /** Of the last minute, over its latest 1,024 answers at most; undefined when there was none. */
  readonly p50Us: number | undefined
  readonly p95Us: number | undefined
}

export interface ServiceStatus {
  readonly kind: 'service'
  readonly calls: number
  readonly failed: number
  readonly inFlight: number
  /** Of the last minute; undefined when none ended. */
  readonly errorRate: number | undefined
}

export interface ClientStatus {
  readonly kind: 'client'
  readonly requests: number
  readonly succeeded: number
  readonly failed: number
  readonly inFlight: number
}

export interface ScheduleStatus {
  readonly kind: 'schedule'
  readonly firings: number
  /** Waiting for another try at a target. */
  readonly inFlight: number
  /** Given up, with no dead-letter queue to go to. */
  readonly failed: number
  readonly deadLettered: number
}

export interface TopicStatus {
  readonly kind: 'topic'
  readonly published: number
  /** Messages that subscriptions took. */
  readonly delivered: number
  /** Kept from a subscription by its filter policy. */
  readonly filtered: number
  /** Given up, with no dead-letter queue to go to. */
  readonly failed: number
  readonly deadLettered: number
  /** On their way, or between two tries. */
  readonly inFlight: number
}

/** Rules and their targets are to a bus what subscriptions are to a topic. */
export interface EventBusStatus extends Omit<TopicStatus, 'kind'> {
  readonly kind: 'event-bus'
  /** Events that an archive took, and events that came out of one again. */
  readonly archived: number
  readonly replayed: number
}

export interface BucketStatus {
  readonly kind: 'bucket'
  /** Keys that can be read. */
  readonly objects: number
  /** Of all versions. */
  readonly bytes: number
  /** Puts and copies. */
  readonly written: number
  readonly read: number
  readonly deleted: number
  /** Notifications that their targets took. */
  readonly delivered: number
  /** Changes that a notification's filter does not want. */
  readonly filtered: number
  /** Notifications that their targets refused. */
  readonly failed: number
  /** Notifications on their way. */
  readonly inFlight: number
}

export interface StreamStatus {
  readonly kind: 'stream'
  /** Records that were added, and their size. */
  readonly added: number
  readonly bytes: number
  /** Records that were read by calls. */
  readonly read: number
  /** Records and calls that were refused. */
  readonly refused: number
  /** Each counted for each consumer: in the batches of a function, and where they ended. */
  readonly waiting: number
  readonly processed: number
  readonly filtered: number
  /** Given up after their retries or for their age. */
  readonly discarded: number
  /** How old the last record of a batch was, at most, within about a minute: how far its consumers are behind. */
  readonly iteratorAgeUs: number
}

export interface TableStatus {
  readonly kind: 'table'
  readonly items: number
  readonly bytes: number
  /** Items that were read, and changes of items. */
  readonly read: number
  readonly written: number
  /** Operations that were refused, failed conditions among them. */
  readonly refused: number
  /** Items deleted because their time was over. */
  readonly expired: number
  /** Records of its stream, each counted for each consumer: in the batches of a function, and where they ended. */
  readonly waiting: number
  readonly processed: number
  readonly filtered: number
  /** Given up after their retries or for their age. */
  readonly discarded: number
}

export type NodeStatus =
  | FunctionStatus
  | QueueStatus
  | TopicStatus
  | EventBusStatus
  | BucketStatus
  | StreamStatus
  | TableStatus
  | HttpApiStatus
  | ServiceStatus
  | ClientStatus
  | ScheduleStatus

export type BreakerWord = 'closed' | 'open' | 'half-open' | 'forced-open' | 'disabled' | 'metrics-only'

export interface EdgeBreakers {
  readonly layer: number
  /** How many breakers (one per environment) are in each state; those that never left closed and never recorded are not in it. */
  readonly states: Readonly<Record<BreakerWord, number>>
  /** The worst of them, which the badge shows. */
  readonly worst: BreakerWord
}

export interface CallEdgeStatus {
  readonly edge: number
  readonly calls: number
  readonly attempts: number
  readonly retries: number
  readonly refused: number
  /** Times one of its breakers opened. */
  readonly opened: number
  readonly inFlight: number
  readonly breakers: readonly EdgeBreakers[]
}

export interface RunStatus {
  readonly atUs: number
  /** Events it covers. */
  readonly events: number
  /** By node index. */
  readonly nodes: readonly NodeStatus[]
  /** Call edges only, in order of their indexes. */
  readonly edges: readonly CallEdgeStatus[]
}
