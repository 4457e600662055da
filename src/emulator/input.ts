// Whatever comes into a run from outside. A run is document + seed + inputs: the log of inputs replays it.
import type { Fault } from '#faults'
import type { EdgeId, NodeId } from '#workflow'
import type { ForcedBreakerState, HttpRequest, MessageAttribute, QueueCommand, ReplayByHand } from './message.ts'

/** An event as a person states it, by the kind of node it is for. */
export type HandSentEvent =
  | { readonly kind: 'http-api' | 'service'; readonly request: HttpRequest }
  /** Group and id are for a FIFO queue. */
  | { readonly kind: 'queue'; readonly body: string; readonly group?: string; readonly deduplicationId?: string }
  | {
      readonly kind: 'topic'
      readonly message: string
      readonly subject?: string
      readonly attributes?: Readonly<Record<string, MessageAttribute>>
    }
  /** An envelope or an entry of PutEvents, as JSON text. */
  | { readonly kind: 'event-bus'; readonly event: string }
  /** Events of an archive are to come again. */
  | { readonly kind: 'event-bus'; readonly replay: ReplayByHand }
  /** An object to put, its body in base64; without a body it is deleted. */
  | {
      readonly kind: 'bucket'
      readonly key: string
      readonly body?: string
      readonly contentType?: string
      readonly metadata?: Readonly<Record<string, string>>
    }
  /** A record for a stream; its data in base64. */
  | { readonly kind: 'stream'; readonly partitionKey: string; readonly data: string }
  /** An item to put, or the key of one to delete, as JSON text. */
  | { readonly kind: 'table'; readonly item: string }
  /** An asynchronous invocation unless `sync`; payload as JSON text. */
  | { readonly kind: 'function'; readonly payload: string; readonly mode: 'sync' | 'async' }
  /** Fires the schedule, or lets the client send one request, now. */
  | { readonly kind: 'schedule' | 'client' }

export type RunInput =
  | { readonly type: 'event'; readonly node: NodeId; readonly event: HandSentEvent }
  /** Code that never gave the thread back: it is not entered again, its environment ends as said. */
  | { readonly type: 'verdict'; readonly environment: number; readonly outcome: 'timed-out' | 'crashed' }
  | {
      readonly type: 'force-breaker'
      readonly edge: EdgeId
      readonly layer: number
      readonly environment: number
      readonly to: ForcedBreakerState
    }
  | { readonly type: 'queue-command'; readonly node: NodeId; readonly command: QueueCommand }
  /** A node's whole config as it is from now on: parsed, and other in live fields only (`withLiveFields`). */
  | { readonly type: 'edit'; readonly node: NodeId; readonly config: Readonly<Record<string, unknown>> }
  /** The same of an edge, told to the node it leaves (`withLiveEdgeFields`). */
  | { readonly type: 'edit-edge'; readonly edge: EdgeId; readonly config: Readonly<Record<string, unknown>> }
  /** All faults of the run as they are from now on. */
  | { readonly type: 'edit-faults'; readonly faults: readonly Fault[] }

/** An input for a time to come: it enters before the first entry at or after that time. */
export interface PlannedInput {
  readonly atUs: number
  readonly input: RunInput
  /** Its number in the log of another run: what it brings about has the luck it had there. Absent: its own. */
  readonly number?: number
}

/** An input with its place: the virtual time, and how many agenda entries came before it. */
export interface LoggedInput {
  readonly atUs: number
  readonly entriesBefore: number
  readonly input: RunInput
}
