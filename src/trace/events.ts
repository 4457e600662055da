// What can happen in a run: past-tense facts, one table. The union of trace events is derived from it, and so
// are the columns they are stored in and the fields the fingerprint covers. No English in it.
//
// Numbers: times and durations are microseconds of virtual time; ids are whole numbers that the kernel gives,
// unique in a run by kind of thing. Every event also has the four head fields of TraceEventHead.

import type { EffectType } from '#faults'
import type { NotedCode } from '#workflow'

/** A closed set of words, stored as text. */
const word = <const W extends string>(..._words: W[]) => ({ text: true }) as { readonly text: true; readonly word?: W }
const text = { text: true } as { readonly text: true; readonly word?: string }
const number = { text: false } as const
const effect = { text: true } as { readonly text: true; readonly word?: EffectType }
const notedCode = { text: true } as { readonly text: true; readonly word?: NotedCode }

/** Why an invocation ended: `semantics.md` A1. */
const outcome = word('returned', 'threw', 'timed-out', 'crashed')
const breakerState = word('closed', 'open', 'half-open', 'forced-open', 'disabled', 'metrics-only')

export const TRACE_EVENTS = {
  // the run
  'run-started': { seed: number, startAtMs: number },
  'input-applied': {
    kind: word('event', 'verdict', 'force-breaker', 'edit', 'edit-edge', 'edit-faults', 'queue-command'),
    detail: text,
  },
  /** Something a person should see once, such as a call without an edge: a stable code and its data as JSON. */
  'problem-noted': { code: notedCode, detail: text },

  // traffic
  /** Request `request` of a client came due; it starts a trace. */
  'request-arrived': { request: number },
  'schedule-fired': { firing: number },

  // calls along a call edge, by a client or by a handler (environment; -1: none)
  'call-started': {
    call: number,
    edge: text,
    environment: number,
    invocation: number,
    operation: text,
    attemptsMax: number,
  },
  'attempt-started': { call: number, attempt: number },
  /** `failure` is empty on success; `status` an HTTP status or 0. `late`: 1 when the call had already ended. */
  'attempt-ended': { call: number, attempt: number, failure: text, status: number, durationUs: number, late: number },
  'retry-scheduled': { call: number, attempt: number, delayUs: number, lowUs: number, highUs: number, failure: text },
  /** By which policy, and which layer of the edge's list it is. */
  'call-refused': { call: number, attempt: number, policy: text, untilUs: number, layer: number },
  'call-timed-out': { call: number, attempt: number, limitUs: number },
  'call-ended': { call: number, failure: text, status: number, attempts: number, durationUs: number },
  /** Result recorded by breaker layer `layer` of an edge, one breaker per environment (-1: a client's). */
  'breaker-recorded': {
    edge: text,
    environment: number,
    layer: number,
    result: word('success', 'failure', 'ignored'),
    durationUs: number,
    call: number,
  },
  'breaker-changed': {
    edge: text,
    environment: number,
    layer: number,
    from: breakerState,
    to: breakerState,
    reason: text,
    failed: number,
    slow: number,
    total: number,
    /** Percent; -1: not evaluated. */
    rate: number,
    threshold: number,
  },

  // http-api
  'http-requested': { request: number, method: text, path: text, route: text },
  /** Headers as JSON. */
  'http-responded': { request: number, status: number, durationUs: number, body: text, headers: text },

  // function
  'invocation-requested': {
    invocation: number,
    requestId: text,
    mode: word('sync', 'async', 'mapping'),
    payload: text,
  },
  'invocation-throttled': { invocation: number, reason: text },
  /** Asynchronous invocation: another try at a later time, and the end without success. */
  'invocation-retried': { invocation: number, attempt: number, delayUs: number, reason: text },
  'invocation-dropped': {
    invocation: number,
    condition: word('RetriesExhausted', 'EventAgeExceeded', 'ZeroReservedConcurrency'),
    attempts: number,
  },
  'environment-created': { environment: number },
  'environment-initialised': { environment: number, initUs: number, failed: number },
  'environment-ended': {
    environment: number,
    reason: word('expired', 'scaled-in', 'timed-out', 'crashed', 'init-failed'),
  },
  'invocation-started': { invocation: number, environment: number, cold: number, attempt: number },
  'invocation-ended': {
    invocation: number,
    environment: number,
    outcome,
    durationUs: number,
    billedMs: number,
    /** -1 on a warm start. */
    initUs: number,
    maxMemoryMb: number,
    payload: text,
  },
  /** A line a handler wrote, at `writtenAtUs` of its environment's clock; invocation -1: during init. */
  'log-written': {
    environment: number,
    invocation: number,
    level: word('DEBUG', 'INFO', 'WARN', 'ERROR', 'TRACE', 'FATAL'),
    line: text,
    writtenAtUs: number,
  },
  /** Lines over a limit were dropped: counted, never silent. */
  'logs-dropped': { environment: number, invocation: number, lines: number },
  /** User code changed a built-in that all code of the run shares, such as Array.prototype. */
  'intrinsics-changed': { environment: number, what: text },

  // queue
  'message-enqueued': { message: number, messageId: text, body: text, visibleAtUs: number, bytes: number },
  'message-delivered': { message: number, receiveCount: number, delivery: number, invisibleUntilUs: number },
  'message-returned': { message: number, delivery: number },
  'message-deleted': { message: number, delivery: number },
  /** Moved to the queue of node index `to`, where it is `enqueued` under the same message id. */
  'message-dead-lettered': { message: number, receiveCount: number, to: number },
  'message-expired': { message: number },
  /** Sent once more within five minutes: the first one, as it was answered again. */
  'message-deduplicated': { message: number, messageId: text },
  /** The filters of consume edge `edge` let it not pass: it is deleted. */
  'message-filtered': { message: number, edge: text },
  /** Moved out of a dead-letter queue to the queue of node index `to`, where it is `enqueued` under the same message id. */
  'message-moved': { message: number, to: number },
  /** From now on (1) nobody receives from it, or they do again (0). */
  'queue-paused': { paused: number },
  /** One poll of an event source mapping that got messages; `edge` is the consume edge. */
  'delivery-started': { delivery: number, edge: text, messages: number },
  'delivery-ended': { delivery: number, failed: number, failure: text },

  // service
  'service-called': { request: number, method: text, url: text },
  'service-answered': { request: number, status: number, failure: text, durationUs: number },

  // topic
  'topic-published': {
    publication: number,
    messageId: text,
    subject: text,
    message: text,
    attributes: text,
    bytes: number,
  },
  /** The filter policy of subscription `edge` let it not pass. */
  'notification-filtered': { publication: number, edge: text },
  /** One message for one subscription, on its way. */
  'notification-started': { notification: number, publication: number, edge: text },
  'notification-retried': { notification: number, attempt: number, delayUs: number, failure: text },
  'notification-delivered': { notification: number, attempts: number },
  /** Given up, with no dead-letter queue to go to. */
  'notification-failed': { notification: number, attempts: number, failure: text },
  /** Given up, and moved as message `message` to the queue of node index `to`. */
  'notification-dead-lettered': {
    notification: number,
    attempts: number,
    message: number,
    to: number,
    failure: text,
  },

  // event bus; its rules' targets are tried and given up as a topic's subscriptions are
  'event-put': {
    publication: number,
    eventId: text,
    source: text,
    detailType: text,
    /** The whole envelope. */
    event: text,
    bytes: number,
  },
  'event-archived': { publication: number, archive: text },
  /** So many events of the archive are to come again, and have. */
  'replay-started': { replay: text, archive: text, events: number },
  'replay-ended': { replay: text, events: number },

  // bucket; its notifications are delivered as a topic's are
  'object-changed': {
    publication: number,
    name: word('ObjectCreated:Put', 'ObjectCreated:Copy', 'ObjectRemoved:Delete', 'ObjectRemoved:DeleteMarkerCreated'),
    key: text,
    /** Empty without versioning. */
    versionId: text,
    etag: text,
    bytes: number,
    /** What the bucket has more of than before: keys that can be read, and bytes of all versions. */
    objectsAdded: number,
    bytesAdded: number,
  },
  'object-read': { key: text, versionId: text, bytes: number },
  /** The message that S3 sends when a notification is set up. */
  'notification-tested': { edge: text },

  // table, and the streams that tables and others have
  /** One operation of its API; `failure` is the error's name or empty. */
  'table-called': { operation: text, failure: text, read: number, written: number },
  'item-changed': {
    kind: word('INSERT', 'MODIFY', 'REMOVE'),
    /** As DynamoDB's JSON. */
    keys: text,
    /** The whole item after the change; empty: it is gone. */
    image: text,
    bytes: number,
    /** What the table has more of than before. */
    bytesAdded: number,
    /** 1: the table deleted it, because its time was over. */
    expired: number,
  },
  /** One operation of a stream's API; `failure` is the error's name or empty, `refused` counts records. */
  'stream-called': {
    operation: text,
    failure: text,
    read: number,
    added: number,
    bytes: number,
    refused: number,
  },
  /** Partition key and data (in base64): empty for a table, where the item says it. */
  'stream-record-added': { shard: text, sequence: text, bytes: number, partitionKey: text, data: text },
  /** A batch that failed is tried again so much later. */
  'records-retried': {
    edge: text,
    shard: text,
    records: number,
    attempt: number,
    delayUs: number,
    failure: text,
    /** Of the last record, since it came. */
    ageUs: number,
  },
  /**
   * Records have left the mapping of edge `edge`. Discarded ones are told to node index `to` (-1: nobody), a queue
   * as message `message`.
   */
  'records-settled': {
    edge: text,
    shard: text,
    outcome: word('processed', 'filtered', 'discarded', 'expired'),
    records: number,
    /** Sequence numbers. */
    first: text,
    last: text,
    ageUs: number,
    message: number,
    to: number,
  },

  // more of a call's policies
  /** The call waits before a policy until this time at the latest (-1: unknown); what follows says how that ended. */
  'call-queued': {
    call: number,
    attempt: number,
    policy: word('circuit-breaker', 'bulkhead', 'rate-limiter'),
    layer: number,
    untilUs: number,
  },
  /** A call went through a breaker, where attempts don't tell when it was asked (`tellsAsking`). */
  'breaker-asked': { call: number, edge: text, environment: number, layer: number },
  /** Another attempt beside those under way. */
  'hedge-started': {
    call: number,
    layer: number,
    hedge: number,
    maxHedges: number,
    because: word('delay', 'failure'),
  },
  /** Another attempt of its hedge had answered first; it is left to run. */
  'attempt-given-up': { call: number, attempt: number, layer: number },
  /** The call got an answer that was made up beforehand. */
  'fell-back': { call: number, layer: number, failure: text, status: number },
  /** There were attempts left, but not the budget for one. */
  'retry-denied': { call: number, layer: number, attempts: number, reason: text, failure: text },

  // more of a function
  /** Before any code saw it: its payload was too large. */
  'invocation-refused': { invocation: number, reason: text },
  /** What became of an asynchronous event is on its way along a failure edge: its record, or as a dead letter itself. */
  'destination-started': {
    destination: number,
    invocation: number,
    edge: text,
    condition: word('Success', 'RetriesExhausted', 'EventAgeExceeded', 'ZeroReservedConcurrency'),
  },
  /** `failure` is empty when it was taken; otherwise it is lost. */
  'destination-ended': { destination: number, failure: text },
  /** A handler asked the account for a parameter or a secret, and has its answer now. `failure` as of an attempt. */
  'account-called': {
    environment: number,
    invocation: number,
    service: text,
    operation: text,
    failure: text,
    status: number,
    durationUs: number,
  },

  // more of an http-api
  /** What an authorizer made of a request, asked now or (`cached` 1) before; `unauthorized`: nobody need have been asked. */
  'request-authorized': {
    request: number,
    authorizer: text,
    verdict: word('allowed', 'denied', 'unauthorized', 'failed'),
    principal: text,
    cached: number,
    durationUs: number,
  },

  // faults of the scenario
  /** What was about to happen to this node was hit by fault `fault`; `detail` as JSON: what was hit, and how much. */
  'fault-hit': { fault: text, effect, detail: text },
} as const

type Fields = typeof TRACE_EVENTS
export type TraceEventType = keyof Fields

type FieldValue<F> = F extends { readonly text: false }
  ? number
  : F extends { readonly word?: infer W }
    ? W & string
    : never

export interface TraceEventHead {
  /** Microseconds of virtual time. Never less than the event before it. */
  readonly at: number
  /** Index of the node in the run's node table (sorted node ids); -1: the run itself. */
  readonly node: number
  /** Number of the event that caused this one; -1: none. */
  readonly cause: number
  /** Number of the trace: what one arrival, firing or hand-sent event brought about. -1: none. */
  readonly trace: number
}

type EventOf<T extends TraceEventType> = TraceEventHead & { readonly type: T } & {
  readonly [F in keyof Fields[T]]: FieldValue<Fields[T][F]>
}

/** One entry of the log. */
export type TraceEvent = { [T in TraceEventType]: EventOf<T> }[TraceEventType]
export type TraceEventOf<T extends TraceEventType> = EventOf<T>
/** An event as a kind's emulation states it: the context fills `at`, `node` and, where left out, `cause`/`trace`. */
export type TraceFact = {
  [T in TraceEventType]: { readonly type: T } & { readonly [F in keyof Fields[T]]: FieldValue<Fields[T][F]> }
}[TraceEventType]

/** The types in the order of their numbers in the log. */
export const TRACE_EVENT_TYPES = Object.keys(TRACE_EVENTS) as readonly TraceEventType[]

export interface FieldLayout {
  readonly name: string
  readonly isText: boolean
}

/** Fields of each type by its number, in the order in which they are stored. */
export const TRACE_LAYOUTS: readonly (readonly FieldLayout[])[] = TRACE_EVENT_TYPES.map((type) =>
  Object.entries(TRACE_EVENTS[type]).map(([name, field]) => ({ name, isText: field.text })),
)

export const TRACE_TYPE_NUMBERS: ReadonlyMap<TraceEventType, number> = new Map(
  TRACE_EVENT_TYPES.map((type, index) => [type, index]),
)
