// The document being edited, with undo and redo. Every change is a command; a refused one changes nothing and says why.
import type { Result } from '#base'
import type { Command, EdgeId, NodeId, Problem, Workflow } from '#workflow'
import type { Readable } from './readable.ts'
import type { Said } from './said.ts'

export interface DocumentState {
  readonly workflow: Workflow
  /** Counts every change, undo and redo included. The results of a run carry it. */
  readonly revision: number
  /** Counts the documents that were loaded: another one, not another state of the same. */
  readonly generation: number
  /** What the rules found; a little behind the workflow. `problemsRevision` says how far. */
  readonly problems: readonly Problem[]
  readonly problemsRevision: number
  /** Why the last edit was not made; undefined again after one that was, or `dismissRefusal`. */
  readonly lastRefusal: Said | undefined
  /** What undo and redo would take back or do again. */
  readonly undoLabel: Said | undefined
  readonly redoLabel: Said | undefined
  /** Set while edits are refused, with the reason. */
  readonly readOnly: Said | undefined
}

/** What one dispatch, undo or redo did. */
export interface Change {
  readonly before: Workflow
  readonly after: Workflow
  /** Empty for undo and redo. */
  readonly commands: readonly Command[]
  readonly addedNodes: readonly NodeId[]
  readonly addedEdges: readonly EdgeId[]
  readonly addedNotes: readonly string[]
}

export interface DispatchOptions {
  /** Steps in a row with the same key are one to undo: one drag, one stay in a field. End it with `endMerge`. */
  readonly merge?: string
  /** With `merge`: a pause longer than this starts a new step all the same. For typing. */
  readonly mergeWithinMs?: number
  /** How undo names the step; absent: after the command. */
  readonly label?: Said
}

export interface DocumentStore extends Readable<DocumentState> {
  /** All of the commands or none; one step to undo. */
  dispatch(commands: Command | readonly Command[], options?: DispatchOptions): Result<Change, Said>
  /** The gesture is over: the next step stands for itself. */
  endMerge(): void
  undo(): Change | undefined
  redo(): Change | undefined
  /** Shows another document; nothing before it can be undone. */
  load(workflow: Workflow): void
  setReadOnly(reason: Said | undefined): void
  dismissRefusal(): void
  /** The problems of the document as it is now, without waiting for the next check. */
  checkNow(): readonly Problem[]
  /** Hears of each change (not of `load`) just before anybody can see it. */
  beforeChange(listener: (change: Change) => void): () => void
}
