// One stored document while it is open: who may write it, when it is saved, what is shown about that.
import { utf8ByteLength } from '#base'
import { serializeWorkflow } from '#workflow'
import type { ConsentStore } from '../consent.ts'
import type { DocumentStore } from '../document.ts'
import type { HeldLock, KeyValues, Locks, Timers } from '../platform.ts'
import type { Said } from '../said.ts'
import type { Database, DatabaseError, DatabaseTrouble, StoredSaves } from './database.ts'
import { type ReadSaves, type ReadText, readSaves } from './stored-document.ts'
import { dropUnsaved, readUnsaved, writeUnsaved } from './unsaved.ts'

export type SaveState =
  | { readonly type: 'saved'; readonly atMs: number | undefined }
  /** Edits wait for their save (at most a second) or are being written. */
  | { readonly type: 'saving' }
  /** The edits are in this tab only: offer `downloadCopy`, `openCopy`, `retry`. */
  | { readonly type: 'not-saved'; readonly why: Said; readonly canRetry: boolean }
  /** There is nothing to lose; edits are refused: offer `openCopy` and, where it helps, `takeOver`. */
  | { readonly type: 'read-only'; readonly why: Said; readonly canTakeOver: boolean }

/** From an edit to the start of its save: with the save itself below a second. */
const SAVE_AFTER_MS = 500
/** From a failed save to the next attempt; an edit or `retry` comes earlier. */
const RETRY_AFTER_MS = 5000

const NOT_SAVED: Readonly<Record<DatabaseTrouble, Said['code']>> = {
  quota: 'save-quota',
  denied: 'save-denied',
  failed: 'save-failed',
  unverified: 'save-unverified',
  conflict: 'save-conflict',
  'newer-app': 'save-newer-app',
}

export const troubleSaid = ({ trouble, reason }: DatabaseError): Said => ({
  code: NOT_SAVED[trouble],
  data: { reason },
})

/** Why a tab that may not write shows the document. */
type ReadOnlyCode = 'tab-other-writes' | 'tab-taken-over' | 'app-newer' | 'document-newer'

export interface SessionOptions {
  readonly id: string
  readonly writer: string
  readonly database: Database
  readonly document: DocumentStore
  readonly consent: ConsentStore
  readonly timers: Timers
  readonly keyValues: KeyValues
  readonly locks: Locks | undefined
  readonly onState: (state: SaveState) => void
  readonly onSaved: () => void
}

export interface Session {
  readonly id: string
  /** Saves what is not saved yet; resolves with how it ended. */
  flush(): Promise<SaveState>
  /** The page may be gone in a moment: puts the edits down at once and saves if there is time. */
  hide(): void
  hasUnsavedEdits(): boolean
  mayWrite(): boolean
  takeOver(): Promise<void>
  /** Another tab has saved: a tab that only shows follows. */
  follow(): Promise<void>
  newerApp(): void
  close(): Promise<void>
}

export const lockName = (id: string): string => `faaslab-document-${id}`

/** What the session starts from: a document that is stored, or a new one that `document` shows already. */
export type SessionStart =
  | { readonly type: 'new'; readonly lock: HeldLock | undefined }
  | {
      readonly type: 'stored'
      readonly read: ReadSaves
      readonly newest: number
      readonly claimed: boolean
      readonly lock: HeldLock | undefined
      /** Another tab has the lock. */
      readonly locked: boolean
    }

export function createSession(options: SessionOptions, start: SessionStart): Session {
  const { id, writer, database, document, consent, timers, keyValues, locks, onState, onSaved } = options
  const stored = start.type === 'stored' ? start : undefined
  const revisionNow = (): number => document.getState().revision

  let lock: HeldLock | undefined
  let newest = stored?.newest ?? 0
  let verified = stored?.read.save
  let claimed = stored?.claimed ?? false
  let savedAtMs = stored?.read.savedAtMs
  let savedRevision = stored ? revisionNow() : -1
  /** As it was loaded: nothing of the user's is lost with it. */
  let loadedRevision = revisionNow()
  let readOnly: { readonly code: ReadOnlyCode; readonly lostBy: Said['code'] } | undefined
  let trouble: DatabaseError | undefined
  let saving: Promise<void> | undefined
  let cancelTimer: (() => void) | undefined
  let stopWaiting = (): void => undefined
  let closed = false

  const isDirty = (): boolean => revisionNow() !== savedRevision
  const hasUnsavedEdits = (): boolean => isDirty() && revisionNow() !== loadedRevision

  function state(): SaveState {
    if (readOnly && hasUnsavedEdits())
      return { type: 'not-saved', why: { code: readOnly.lostBy, data: {} }, canRetry: false }
    if (readOnly) {
      const canTakeOver = readOnly.code.startsWith('tab-') && locks !== undefined
      return { type: 'read-only', why: { code: readOnly.code, data: {} }, canTakeOver }
    }
    if (trouble) return { type: 'not-saved', why: troubleSaid(trouble), canRetry: true }
    return isDirty() ? { type: 'saving' } : { type: 'saved', atMs: savedAtMs }
  }

  function tell(): void {
    if (!closed) onState(state())
  }

  function cancelSave(): void {
    cancelTimer?.()
    cancelTimer = undefined
  }

  function saveAfter(ms: number): void {
    if (closed || readOnly) return
    cancelTimer ??= timers.after(ms, () => {
      cancelTimer = undefined
      void save()
    })
  }

  function showOnly(code: ReadOnlyCode, lostBy: Said['code']): void {
    cancelSave()
    readOnly = { code, lostBy }
    document.setReadOnly({ code: hasUnsavedEdits() ? lostBy : code, data: {} })
    tell()
  }

  async function saveOnce(): Promise<void> {
    const { revision, workflow } = document.getState()
    const text = serializeWorkflow(workflow)
    const atMs = timers.now()
    const done = await database.save({
      id,
      writer,
      claimed,
      newest,
      verified,
      text,
      name: workflow.name,
      nodes: Object.keys(workflow.nodes).length,
      bytes: utf8ByteLength(text),
      savedAtMs: atMs,
      foreign: consent.getState().asked,
    })
    if (done.ok) {
      newest = done.value
      verified = done.value
      claimed = true
      savedRevision = revision
      savedAtMs = atMs
      trouble = undefined
      if (!isDirty()) dropUnsaved(keyValues, id)
      onSaved()
      return
    }
    if (done.error.trouble === 'conflict') {
      lock?.release()
      lock = undefined
      return showOnly('tab-taken-over', 'save-conflict')
    }
    if (done.error.trouble === 'newer-app') return showOnly('app-newer', 'save-newer-app')
    trouble = done.error
  }

  /** One save at a time; edits made meanwhile get their own. */
  function save(): Promise<void> {
    cancelSave()
    if (closed || readOnly || (!isDirty() && !trouble)) return saving ?? Promise.resolve()
    saving ??= saveOnce().finally(() => {
      saving = undefined
      tell()
      if (trouble) saveAfter(RETRY_AFTER_MS)
      else if (isDirty()) saveAfter(SAVE_AFTER_MS)
    })
    return saving
  }

  async function flush(): Promise<SaveState> {
    if (saving) await saving
    await save()
    return state()
  }

  function hide(): void {
    if (!closed && !readOnly && hasUnsavedEdits()) {
      const text = serializeWorkflow(document.getState().workflow)
      writeUnsaved(keyValues, id, { save: newest, text, foreign: consent.getState().asked })
    }
    void flush()
  }

  function hold(taken: HeldLock): void {
    lock = taken
    void taken.lost.then(async () => {
      if (lock !== taken) return
      lock = undefined
      cancelSave()
      // A save under way is refused or not by the claim inside its transaction; its end decides what is lost.
      await saving
      if (closed) return
      showOnly('tab-taken-over', 'save-taken-over')
      waitForLock()
    })
  }

  function waitForLock(): void {
    if (!locks || closed) return
    const cancel = new Promise<void>((resolve) => {
      stopWaiting = resolve
    })
    void locks.wait(lockName(id), cancel).then((taken) => (taken ? becomeWriter(taken) : undefined))
  }

  function show(read: ReadSaves, found: StoredSaves): void {
    if (read.save !== verified) {
      consent.vouch(read.workflow.files, read.foreign)
      document.load(read.workflow)
    }
    newest = found.newest
    verified = read.save
    savedAtMs = read.savedAtMs
    savedRevision = revisionNow()
    loadedRevision = savedRevision
  }

  /** Edits that a page put down when it went: shown, and saved now. */
  function pickUp(unsaved: ReadText | undefined): void {
    if (!unsaved) {
      dropUnsaved(keyValues, id)
      return
    }
    consent.vouch(unsaved.workflow.files, unsaved.foreign)
    document.load(unsaved.workflow)
    savedRevision = -1
    loadedRevision = -1
    saveAfter(0)
  }

  /** With the lock in hand: shows what the other tab saved last and goes on from there. */
  async function becomeWriter(taken: HeldLock): Promise<void> {
    // Edits that never got saved stay on the screen; going on would mix them with the other tab's.
    if (closed || hasUnsavedEdits()) return taken.release()
    const found = await database.claim(id, writer)
    if (closed) return taken.release()
    if (!found.ok) {
      taken.release()
      return tell()
    }
    const read = readSaves(found.value)
    if (!read.ok) {
      taken.release()
      return showOnly('document-newer', 'save-newer-app')
    }
    show(read.value, found.value)
    claimed = true
    trouble = undefined
    readOnly = undefined
    document.setReadOnly(undefined)
    hold(taken)
    pickUp(readUnsaved(keyValues, id, newest))
    tell()
  }

  const unsubscribe = document.subscribe((now, before) => {
    if (closed || readOnly || now.revision === before.revision || now.generation !== before.generation) return
    saveAfter(SAVE_AFTER_MS)
    tell()
  })

  if (stored?.locked) {
    showOnly('tab-other-writes', 'save-conflict')
    waitForLock()
  } else {
    if (start.lock) hold(start.lock)
    document.setReadOnly(undefined)
    if (stored) pickUp(readUnsaved(keyValues, id, newest))
    else saveAfter(0)
    tell()
  }

  return {
    id,
    flush,
    hide,
    hasUnsavedEdits,
    mayWrite: () => readOnly === undefined,
    async takeOver() {
      if (!locks || !readOnly?.code.startsWith('tab-') || hasUnsavedEdits()) return
      stopWaiting()
      await becomeWriter(await locks.steal(lockName(id)))
    },
    async follow() {
      if (!readOnly || hasUnsavedEdits()) return
      const found = await database.read(id)
      if (closed || !readOnly || hasUnsavedEdits() || !found.ok) return
      const read = readSaves(found.value)
      if (read.ok) show(read.value, found.value)
      tell()
    },
    newerApp: () => showOnly('app-newer', 'save-newer-app'),
    async close() {
      closed = true
      unsubscribe()
      cancelSave()
      stopWaiting()
      await saving
      lock?.release()
      lock = undefined
    },
  }
}
