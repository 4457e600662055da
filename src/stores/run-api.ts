// The run of the open document as the page sees it: what it does, where it stands, how each node and edge fares.
// Interface only, so that panels need not wait for workers.
import type { CallEdgeStatus, NodeStatus, NotedProblem, RunDescription } from '#trace'
import type {
  CodeProblem,
  ForcedBreakerState,
  HandSentEvent,
  LoggedInput,
  ObserverNews,
  Pace,
  RunCode,
  RunObserver,
  QueueCommand,
} from '#workers/protocol'
import type { EdgeId, NodeId, Workflow } from '#workflow'
import type { Readable } from './readable.ts'
import type { Said } from './said.ts'

export type RunStorePhase = 'idle' | 'starting' | 'running' | 'paused' | 'ended' | 'failed'

export interface RunState {
  readonly phase: RunStorePhase
  /** Counts starts: another number, another run. */
  readonly run: number
  /** Virtual time; at most ten changes a second while it plays. */
  readonly nowUs: number
  /** Events of the log so far. */
  readonly events: number
  readonly seed: number
  readonly pace: Pace
  readonly playing: boolean
  /** Of the document this run came from or was told of last; undefined before the first start. */
  readonly revision: number | undefined
  /** The document was changed since in a way that this run can't be told of: it has to start anew. */
  readonly stale: boolean
  /** Code that came from elsewhere waits for the user's word. */
  readonly consentNeeded: boolean
  /** Why it could not start, what failed, what a person should know. */
  readonly message: Said | undefined
  /** The run's tables: what the indexes in views stand for. */
  readonly description: RunDescription | undefined
  /** An entry stays the same object as long as nothing in it changed; at most ten changes a second. */
  readonly nodes: Readonly<Record<NodeId, NodeStatus>>
  /** Call edges only. */
  readonly edges: Readonly<Record<EdgeId, CallEdgeStatus>>
  /** Of a run that has ended. */
  readonly fingerprint: string | undefined
  /** What the compiler had to say of this run's handlers. */
  readonly codeProblems: readonly CodeProblem[]
  /** What this run noted for a person to see. */
  readonly noted: readonly NotedProblem[]
}

/** What a run came from: with its inputs it is the run. */
export interface RunRecipe {
  /** As it was at the start; edits since are inputs. */
  readonly workflow: Workflow
  readonly text: string
  readonly code: RunCode
  readonly seed: number
  readonly inputs: readonly LoggedInput[]
  /** Virtual time at which it ended; undefined: it has not. */
  readonly endedAtUs: number | undefined
}

export interface RunStore extends Readable<RunState> {
  nodeStatus(node: NodeId): NodeStatus | undefined
  edgeStatus(edge: EdgeId): CallEdgeStatus | undefined

  /** Begins a new run of the document as it is now; plays unless `playing` is false. `replay`: the inputs of a run before. */
  start(options?: { readonly playing?: boolean; readonly replay?: readonly LoggedInput[] }): Promise<void>
  /** What came into this run from outside, in order: with the document it began with and the seed it replays the run. */
  inputs(): readonly LoggedInput[]
  /** Of the run under way or the last one; undefined where there is none, or it failed. */
  recipe(): RunRecipe | undefined
  /** Goes on; starts when there is nothing to go on with or the document has changed since. */
  play(): Promise<void>
  pause(): Promise<void>
  /** One agenda entry, or until the invocation in hand has ended; starts, paused, where there is no run. */
  step(unit: 'entry' | 'invocation'): Promise<void>
  /** Ends the run and forgets it. */
  reset(): Promise<void>
  setPace(pace: Pace): void
  /** For the next start. */
  setSeed(seed: number): void
  /** Resolves when the run has taken it; starts, playing, where there is no run. */
  sendEvent(node: NodeId, event: HandSentEvent): Promise<void>
  /** What the queue does itself, now: logged and replayed like any input. */
  commandQueue(node: NodeId, command: QueueCommand): Promise<void>
  forceBreaker(edge: EdgeId, layer: number, environment: number, to: ForcedBreakerState): Promise<void>
  runHash(): string | undefined
  dismissMessage(): void

  /** Of the run under way or the last one. */
  observer(): RunObserver | undefined
  /** Hears what is new in the log, at most once a frame. */
  subscribeNews(listener: (news: ObserverNews) => void): () => void
}
