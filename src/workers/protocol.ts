// What crosses threads, all of it. Three realms: the page; the sealed worker, where a run's kernel and the user's
// handlers live and which nothing trusts; the observer, a worker of our own that keeps the log and its folds.
//
//   page ── steering (Comlink, the page only wraps) ──▶ sealed worker
//   page ── views (Comlink, the page only wraps) ─────▶ observer
//   sealed worker ── batches, with credit ────────────▶ observer
//   sealed worker ── signs of life ───────────────────▶ page
import type { Workflow } from '#workflow'
import type { LoggedInput, PlannedInput, RunInput } from '#emulator'
import type { TraceBatch } from '#trace'
import type { RunCode } from './protocol-code.ts'

export type {
  ForcedBreakerState,
  HandSentEvent,
  HttpRequest,
  LoggedInput,
  PlannedInput,
  QueueCommand,
  RunInput,
} from '#emulator'
export type { CodeEntry, CodeLines, RunCode } from './protocol-code.ts'
export type { CodeProblem, Compiler, RealmText } from './protocol-compiler.ts'
export type { NumberedEvent, ObserverNews, RunObserver, TraceProblem } from './protocol-observer.ts'

/** Virtual seconds per second; max: as fast as it goes. */
export type Pace = number | 'max'

export interface RunSetup {
  readonly code: RunCode
  readonly workflow: Workflow
  readonly seed: number
  /** Microseconds of virtual time at which the run ends; undefined: when nothing is left to happen. */
  readonly endUs: number | undefined
  /** Waits after each step and marks each entry into user code from entry `marksFrom` on. */
  readonly careful: boolean
  readonly marksFrom: number | undefined
  /** Inputs to apply again, each at its place. */
  readonly inputs: readonly LoggedInput[]
  /** Inputs whose time is known beforehand. */
  readonly planned: readonly PlannedInput[]
  /** Replays without pacing up to this time, then goes on at `pace`. */
  readonly catchUpToUs: number
  readonly pace: Pace
  readonly playing: boolean
}

/** The steering port of a sealed worker. Everything it answers is data to be checked. */
export interface RunSteering {
  start(setup: RunSetup): Promise<void>
  play(pace: Pace): Promise<void>
  pause(): Promise<void>
  /** Processes one agenda entry (entry), or goes on until the invocation in hand has ended. */
  step(unit: 'entry' | 'invocation'): Promise<void>
  /** Applies it now; resolves with its place in the log of inputs. */
  apply(input: RunInput): Promise<LoggedInput>
}

export type RunPhase = 'running' | 'paused' | 'ended'

/** From the sealed worker to the page, on its own port, at most every 50 ms while it lives and runs. */
export type SignOfLife =
  | { readonly type: 'ready' }
  | {
      readonly type: 'alive'
      readonly phase: RunPhase
      readonly nowUs: number
      readonly entries: number
      readonly events: number
    }
  /** User code computes on: it counts steps, so its budget will end it. */
  | { readonly type: 'beat' }
  /** Careful way only: entry number `entry` is about to resume this environment. */
  | { readonly type: 'mark'; readonly entry: number; readonly environment: number; readonly atUs: number }
  /** An unhandled rejection that more than one environment may have caused: the run must be replayed the careful way. */
  | { readonly type: 'needs-careful-way'; readonly atUs: number }
  | { readonly type: 'ended'; readonly nowUs: number; readonly events: number; readonly fingerprint: string }
  /** A mistake of ours or a broken realm: the run can't go on. */
  | { readonly type: 'failed'; readonly message: string }

/** On the trace port, from the sealed worker to the observer. */
export type TraceMessage = { readonly type: 'batch'; readonly batch: TraceBatch; readonly nowUs: number }

/** On the trace port, back: so many batches were taken in; the sealed worker stops after CREDIT unacknowledged ones. */
export interface TraceCredit {
  readonly type: 'credit'
  readonly batches: number
}

/** Batches under way at once. */
export const CREDIT = 8
/** Events in a batch at most. */
export const BATCH_EVENTS = 20_000
/** Silence of a sealed worker after which the page takes it for hung, in milliseconds; a setting. */
export const SILENCE_LIMIT_MS = 1500

/** What the frame's bootstrap is sent, once: the worker's whole text and its ports [steering, signs, trace]. */
export interface FrameStart {
  readonly type: 'faaslab-start'
  readonly text: string
}

/** From the page to the frame and back: does its process live? */
export interface FramePing {
  readonly type: 'faaslab-ping'
  readonly number: number
}
