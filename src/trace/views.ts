// What the folds answer: plain data that crosses threads as it is. Times are microseconds of virtual time, nodes and
// edges are indexes into the RunDescription, events and spans are their numbers in this run. No sentences: the UI
// makes those.
import type { BreakerSnapshot, Policy } from '#resilience'
import type { EdgeId, NodeId, WorkflowNode } from '#workflow'

export interface RunNode {
  readonly index: number
  readonly id: NodeId
  readonly name: string
  readonly kind: WorkflowNode['kind']
  /** Functions only; 0 elsewhere. */
  readonly memoryMb: number
  readonly timeoutMs: number
  /** Environments at once: reserved, what others leave of the account, or the pool; 0 where the word has no meaning. */
  readonly concurrencyLimit: number
  /** The same without a reservation. */
  readonly unreservedConcurrency: number
}

export type RunEdgeKind = 'call' | 'route' | 'fire' | 'consume' | 'redrive' | 'subscribe'

export interface RunEdge {
  readonly index: number
  readonly id: EdgeId
  readonly kind: RunEdgeKind
  readonly from: number
  readonly to: number
  /** Of a call edge, outermost first: a breaker's `layer` is its place here. */
  readonly policies: readonly Policy[]
  /** `POST /orders` of a route. */
  readonly route: string
  /** Of a redrive; 0 elsewhere. */
  readonly maxReceiveCount: number
}

/** The run's tables: nodes in order of their ids (the kernel's node indexes), edges in order of theirs. */
export interface RunDescription {
  readonly name: string
  /** Epoch milliseconds of virtual time 0. */
  readonly startAtMs: number
  readonly nodes: readonly RunNode[]
  readonly edges: readonly RunEdge[]
}

export interface Page {
  readonly from: number
  readonly count: number
}

// Spans and traces

export const SPAN_KINDS = [
  /** A schedule came due: a point. */
  'firing',
  /** A logical call by a client or a handler, with all its attempts. */
  'call',
  'attempt',
  /** A policy refused the attempt: a point. */
  'refusal',
  'retry-wait',
  /** The http-api at work on a request. */
  'http-server',
  /** From the request of an invocation to its end, all its tries included. */
  'invocation',
  'initialisation',
  /** The handler at work. */
  'run',
  /** A message in its queue, from its sending or return to its delivery. */
  'queue-wait',
  /** A batch on its way through the consumer. */
  'delivery',
  /** The service at work on a request. */
  'service',
] as const
export type SpanKind = (typeof SPAN_KINDS)[number]

export const SPAN_STATUSES = ['unset', 'ok', 'error', 'refused'] as const
export type SpanStatus = (typeof SPAN_STATUSES)[number]

/** The parts of a span's name; empty or 0 where they don't apply. */
export interface SpanName {
  /** `POST /orders`, `sqs:SendMessage`, … */
  readonly operation: string
  readonly attempt: number
  readonly status: number
  /** A failure class, an outcome, a reason: a code. */
  readonly detail: string
}

export interface SpanView {
  readonly span: number
  /** -1: none. */
  readonly parent: number
  readonly trace: number
  readonly node: number
  /** The edge it travelled; -1: none. */
  readonly edge: number
  readonly kind: SpanKind
  readonly startUs: number
  /** Undefined: not ended yet. */
  readonly endUs: number | undefined
  readonly status: SpanStatus
  readonly name: SpanName
  /** Event that opened it, and that closed it (-1: still open). */
  readonly event: number
  readonly endEvent: number
}

export type TraceEnd = 'ok' | 'failed' | 'dead-lettered' | 'waiting'
export type TraceRoot = 'request' | 'firing' | 'event'

export interface TraceRow {
  readonly trace: number
  readonly root: TraceRoot
  readonly node: number
  readonly startUs: number
  /** Until its last span's end; of one that waits, until now. */
  readonly durationUs: number
  readonly spans: number
  readonly errors: number
  readonly attempts: number
  readonly end: TraceEnd
}

export interface TraceQuery extends Page {
  readonly errorsOnly?: boolean
  /** In the name of its root node, in its number, or in an operation of one of its calls. */
  readonly text?: string
  /** Traces with a span of this node. */
  readonly node?: number
  readonly order?: 'newest' | 'oldest' | 'slowest' | 'errors'
}

export interface TracePage {
  readonly total: number
  readonly rows: readonly TraceRow[]
}

export interface WaterfallQuery extends Page {
  readonly trace: number
  readonly errorsOnly?: boolean
  readonly text?: string
}

export interface WaterfallRow extends SpanView {
  readonly depth: number
  /** It began after its parent had ended, or its parent only caused it: drawn after it with a thin link. */
  readonly async: boolean
  /** Spans of other traces, or of batch mates, that also led to this one. */
  readonly links: readonly { readonly trace: number; readonly span: number }[]
  readonly critical: boolean
  readonly children: number
}

export interface Waterfall {
  readonly trace: number
  readonly startUs: number
  readonly endUs: number
  /** True while a span is open: endUs is now. */
  readonly open: boolean
  readonly total: number
  readonly rows: readonly WaterfallRow[]
  /** Stretches in which nothing of the trace went on but waiting, longest first, at most 20: for collapsing. */
  readonly idle: readonly { readonly fromUs: number; readonly toUs: number }[]
}

// The state of nodes and edges at an instant

export interface FunctionStatus {
  readonly kind: 'function'
  readonly inFlight: number
  readonly concurrencyLimit: number
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

// Messages on their way, for the overlay canvas

export type FlightOutcome = 'ok' | 'retry' | 'error' | 'dead-lettered' | 'refused' | 'pending'

export interface Flight {
  readonly edge: number
  readonly span: number
  readonly trace: number
  readonly startUs: number
  /** When the other end got it; the same as endUs when it never did. */
  readonly arriveUs: number
  /** When its outcome was known; the end of the window while pending. */
  readonly endUs: number
  readonly outcome: FlightOutcome
}

export interface FlightQuery {
  readonly fromUs: number
  readonly toUs: number
  /** At most so many flights, the latest first to stay; rates cover all. */
  readonly limit?: number
}

export interface FlightView {
  /** In order of their start. */
  readonly flights: readonly Flight[]
  /** Flights in the window, those cut off included. */
  readonly total: number
  /** By edge index: begun per virtual second within the window. */
  readonly perSecond: readonly number[]
}

// Logs

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL' | 'PLATFORM'

export interface LogRow {
  /** Place in the unfiltered list. */
  readonly line: number
  readonly event: number
  readonly atUs: number
  readonly node: number
  readonly environment: number
  /** -1: during initialisation. */
  readonly invocation: number
  readonly trace: number
  readonly level: LogLevel
  /** As it stands in the function's log stream, without the line's end. */
  readonly text: string
  /** Only what the handler wrote, or the whole line of the platform. */
  readonly message: string
  readonly requestId: string
}

export interface LogQuery extends Page {
  readonly text?: string
  readonly levels?: readonly LogLevel[]
  readonly node?: number
  readonly trace?: number
  readonly invocation?: number
  /** The last `count` lines instead of those from `from` on. */
  readonly follow?: boolean
}

export interface LogPage {
  /** Lines that pass the filter. */
  readonly total: number
  /** Place of the first row among them. */
  readonly from: number
  readonly rows: readonly LogRow[]
  /** Lines of all functions that were over a limit and are gone. */
  readonly dropped: number
}

// Breakers

export interface BreakerKey {
  readonly edge: number
  /** -1: a client's, or one that is shared. */
  readonly environment: number
  readonly layer: number
}

export interface BreakerChange {
  readonly atUs: number
  readonly event: number
  readonly from: BreakerWord
  readonly to: BreakerWord
  /** A code: failure-rate, slow-rate, wait-elapsed, probes-succeeded, probes-failed, max-wait-half-open, forced. */
  readonly reason: string
  readonly failed: number
  readonly slow: number
  readonly total: number
  /** Percent; -1: not evaluated. */
  readonly rate: number
  readonly threshold: number
}

export interface BreakerRow extends BreakerKey {
  readonly state: BreakerWord
  readonly sinceUs: number
  readonly recorded: number
  readonly refused: number
  readonly opened: number
  readonly lastChange: BreakerChange | undefined
  /** When its environment ended and took it along; undefined: it lives. */
  readonly endedAtUs: number | undefined
}

export type BreakerTickResult = 'ok' | 'failed' | 'slow' | 'ignored' | 'not-permitted'

export interface BreakerTick {
  readonly atUs: number
  readonly event: number
  readonly result: BreakerTickResult
  readonly durationUs: number
}

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

export interface BreakerQuery extends BreakerKey {
  /** Undefined: now. */
  readonly atUs?: number
  /** Ticks and bands from here to `atUs`; undefined: the last two minutes of virtual time. */
  readonly fromUs?: number
  /** Ticks at most, the latest; default 500. */
  readonly ticks?: number
}

export interface BreakerView extends BreakerKey {
  readonly atUs: number
  readonly state: BreakerWord
  readonly snapshot: BreakerSnapshot
  /** Calls it let through in half-open whose result is still to come. */
  readonly probesPending: number
  /** All changes up to atUs, oldest first, the latest 200. */
  readonly changes: readonly BreakerChange[]
  /** State bands that cover fromUs to atUs. */
  readonly bands: readonly { readonly state: BreakerWord; readonly fromUs: number; readonly toUs: number }[]
  readonly ticks: readonly BreakerTick[]
  /** Ticks in the window before the limit. */
  readonly ticksTotal: number
}

// Retries

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

// Figures at the end: what the command line prints

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
      readonly kind: 'topic' | 'event-bus'
      readonly published: number
      readonly delivered: number
      readonly filtered: number
      readonly failed: number
      readonly deadLettered: number
    }
  | Omit<BucketStatus, 'inFlight'>
  | { readonly kind: 'http-api'; readonly requests: number; readonly status: Readonly<Record<string, number>> }
  | { readonly kind: 'service'; readonly calls: number; readonly failed: number }
  | { readonly kind: 'schedule'; readonly firings: number }
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
