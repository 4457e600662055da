// What nodes say to each other. Kinds never import each other: these messages and the ports are all they share.
import type { CausalKey, Json, JsonObject } from '#base'
import type { Corruption } from '#faults'
import type { BreakerAnswer, BreakerResult } from '#resilience'
import type { EdgeId } from '#workflow'

export interface HttpRequest {
  readonly method: string
  /** Path and query for an http-api; the whole URL for a service. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** As it was sent, a name and a value a line, where `headers` does not say it all: upper case, names twice. */
  readonly headerLines?: readonly (readonly [name: string, value: string])[]
  /** The body is base64 of bytes. */
  readonly base64?: true
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The body is base64 of bytes that are no text. */
  readonly base64?: true
}

/** How a function is called: by a waiting caller, as an event, or by an event source mapping. */
export type InvocationMode = 'sync' | 'async' | 'mapping'

export interface MessageAttribute {
  readonly DataType: string
  readonly StringValue?: string
  /** Base64. */
  readonly BinaryValue?: string
}

/** A message moved to a dead-letter queue: it keeps its id, its body and its first sending. */
export interface DeadLetter {
  /** Of a FIFO queue's message: where it stands in its group is told by its arrival. */
  readonly fifo?: { readonly group: string; readonly deduplicationId: string }
  /** Index of the queue it could be moved back to. */
  readonly source?: number
  readonly message: number
  readonly messageId: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly sentAtUs: number
}

/** redrive: what waits in a dead-letter queue goes back to where it failed. */
export type QueueCommand = 'pause' | 'resume' | 'purge' | 'redrive'

/** What of an event bus's archive is to come again; times in milliseconds since 1970. */
export interface ReplayByHand {
  readonly name: string
  readonly archive: string
  readonly startMs: number
  readonly endMs: number
  /** Names of the rules that get it; none: all. */
  readonly rules: readonly string[]
}

/** `deadlineUs`: whoever asks waits no longer than until then (`deadline.ts`). */
export type Message =
  /** Payload as JSON text. */
  | {
      readonly type: 'invoke'
      readonly mode: InvocationMode
      readonly payload: string
      /** The answer is to have the end of the log with it. */
      readonly logTail?: true
      /** Faults to which what is in it is poison, by their ids. */
      readonly poison?: readonly string[]
      /** An event that code sends, and none of the provider's own services. */
      readonly byCode?: true
      readonly deadlineUs?: number
    }
  | { readonly type: 'http'; readonly request: HttpRequest; readonly deadlineUs?: number }
  /** An operation of the provider's own API, such as SQS SendMessage; the input as the service models it. */
  | { readonly type: 'api'; readonly operation: string; readonly input: Readonly<Record<string, Json>> }
  /** Something to put on a queue that no API call asked for: a schedule's event, one sent by hand, a topic's message. */
  | {
      readonly type: 'enqueue'
      readonly body: string
      readonly attributes?: Readonly<Record<string, MessageAttribute>>
      readonly group?: string
      readonly deduplicationId?: string
    }
  /** Something to publish that no API call asked for. */
  | {
      readonly type: 'publish'
      readonly message: string
      readonly subject?: string
      readonly attributes?: Readonly<Record<string, MessageAttribute>>
    }
  /** An event for a bus that no API call brings: an envelope or an entry of PutEvents, as JSON text. */
  | { readonly type: 'put-event'; readonly event: string }
  /** A record for a stream that no API call brings; its data in base64. */
  | { readonly type: 'put-record'; readonly partitionKey: string; readonly data: string }
  /** An item to put into a table, or the key of one to delete, as JSON text that no API call brings. */
  | { readonly type: 'write-item'; readonly item: string }
  /** An operation on what belongs to the account: its parameters and secrets. */
  | {
      readonly type: 'account'
      readonly service: 'ssm' | 'secretsmanager'
      readonly operation: string
      readonly input: JsonObject
    }
  /** A table's part in a request over several tables: the answer says whether it can be done. */
  | {
      readonly type: 'table-part'
      readonly transaction: number
      readonly operation: string
      readonly input: Readonly<Record<string, Json>>
    }
  /** What a table has prepared is to be done now, or to be forgotten. */
  | { readonly type: 'table-settle'; readonly transaction: number; readonly commit: boolean }
  | { readonly type: 'dead-letter'; readonly letter: DeadLetter }
  /** A call asks the breaker that its function's environments share, or tells it its result. */
  | {
      readonly type: 'shared-breaker'
      readonly edge: string
      readonly layer: number
      readonly call: number
      readonly result?: BreakerResult
    }
  /** A hand asks a queue itself. */
  | { readonly type: 'queue-command'; readonly command: QueueCommand }
  | { readonly type: 'replay'; readonly replay: ReplayByHand }
  /** A hand asks a source (a schedule, a client) to make one event now. */
  | { readonly type: 'fire' }

export type ForcedBreakerState = 'forced-open' | 'closed' | 'disabled' | 'metrics-only'

export type Reply =
  /** 200 with the result or, when functionError is set, the error object; 202 for an event; 429 with the reason of the throttle. */
  | {
      readonly type: 'invoked'
      readonly status: 200 | 202 | 429
      readonly functionError?: 'Unhandled'
      readonly reason?: string
      readonly payload: string
      /** The last 4 KB of the log in base64, where it was asked for. */
      readonly logResult?: string
    }
  | { readonly type: 'http'; readonly response: HttpResponse }
  /** No response: the connection was refused or nobody answered in time. */
  | { readonly type: 'http-failure'; readonly failure: 'network' | 'timeout' }
  /** `corrupted`: what of it goes over the wire is. */
  | {
      readonly type: 'api'
      readonly output: Readonly<Record<string, Json>>
      readonly corrupted?: Corruption
    }
  | {
      readonly type: 'api-error'
      readonly status: number
      readonly code: string
      readonly message: string
      /** Further members of the error, such as why a transaction was cancelled. */
      readonly members?: Readonly<Record<string, Json>>
    }
  | { readonly type: 'shared-breaker'; readonly answer: BreakerAnswer }

/** Where a reply goes; undefined: nobody waits. */
export interface ReplyAddress {
  readonly actor: number
  readonly request: number
  /** Along which edge it was asked, where several join the two. */
  readonly edge?: EdgeId
}

/** What comes with a message: who waits for its answer, what caused it, and its causal key for luck. */
export interface Envelope {
  readonly replyTo: ReplyAddress | undefined
  /** Number of the trace event that caused it; -1: none. */
  readonly cause: number
  readonly trace: number
  readonly key: CausalKey
}
