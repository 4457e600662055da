// The documents kept in this browser: which is open, whether it is saved, who may write it.
import type { Result } from '#base'
import type { Workflow } from '#workflow'
import type { DownloadFile } from './platform.ts'
import type { Readable } from './readable.ts'
import type { Said } from './said.ts'

export type SaveState =
  | { readonly type: 'saved'; readonly atMs: number | undefined }
  /** Edits wait for their save (at most a second) or are being written. */
  | { readonly type: 'saving' }
  /** The edits are in this tab only: offer `downloadCopy`, `openCopy`, `retry`. */
  | { readonly type: 'not-saved'; readonly why: Said; readonly canRetry: boolean }
  /** There is nothing to lose; edits are refused: offer `openCopy` and, where it helps, `takeOver`. */
  | { readonly type: 'read-only'; readonly why: Said; readonly canTakeOver: boolean }

export interface StoredDocument {
  readonly id: string
  readonly name: string
  readonly savedAtMs: number
  readonly bytes: number
  readonly nodes: number
}

export interface NamedVersion {
  readonly number: number
  readonly name: string
  readonly savedAtMs: number
  readonly bytes: number
}

/** Something that happened while opening; `downloads` are the texts that could not be read. */
export interface StorageNotice {
  readonly said: Said
  readonly downloads: readonly DownloadFile[]
}

export interface StorageState {
  /** False until `start` has opened something. */
  readonly started: boolean
  readonly documentId: string | undefined
  readonly save: SaveState
  /** Newest first. */
  readonly documents: readonly StoredDocument[]
  /** Of the open document, newest first. */
  readonly versions: readonly NamedVersion[]
  readonly notice: StorageNotice | undefined
}

export interface OpenOptions {
  /** Its code shipped with the app or was made here; absent: nothing runs before consent. */
  readonly trusted?: boolean
}

export interface StorageStore extends Readable<StorageState> {
  /** Opens the document that was open last, else `first`. */
  start(first: () => Workflow): Promise<void>
  /** What was open before is saved first. */
  open(id: string): Promise<Result<void, Said>>
  /** Opens this as a new document. */
  openNew(workflow: Workflow, options?: OpenOptions): Promise<void>
  /** Opens what is on the screen as a new document; the way out of read-only and of conflicts. */
  openCopy(name: string): Promise<void>
  /** Takes the document away from the tab that writes it, with all that tab has saved. */
  takeOver(): Promise<void>
  /** Saves now; resolves when it is saved or cannot be. */
  saveNow(): Promise<SaveState>
  retry(): Promise<SaveState>
  /** Ctrl+S: keeps what is on the screen under a name. */
  saveVersion(name: string): Promise<Result<NamedVersion, Said>>
  /** Shows it as an edit that undo takes back. */
  restoreVersion(number: number): Promise<Result<void, Said>>
  removeVersion(number: number): Promise<Result<void, Said>>
  /** Removes a document with its versions. The open one is replaced by the newest other, else by `first`. */
  remove(id: string): Promise<Result<void, Said>>
  refreshList(): Promise<void>
  downloadCopy(): void
  dismissNotice(): void
  /** Stops saving and lets go of locks and the database. */
  close(): Promise<void>
}
