// The documents kept in this browser: which is open, whether it is saved, who may write it.
import { failure, type Result, success } from '#base'
import { apply, serializeWorkflow, type Workflow } from '#workflow'
import { createStore } from 'zustand/vanilla'
import type { ConsentStore } from './consent.ts'
import type { DocumentStore } from './document.ts'
import { workflowFile } from './files.ts'
import type { HeldLock, Platform } from './platform.ts'
import type { Readable } from './readable.ts'
import type { Said } from './said.ts'
import { createDatabase, type StoredSaves, type VersionRecord } from './storage/database.ts'
import {
  createSession,
  lockName,
  type SaveState,
  type Session,
  type SessionStart,
  troubleSaid,
} from './storage/session.ts'
import { type ReadSaves, readSaves, readText, type StorageNotice } from './storage/stored-document.ts'
import { dropUnsaved } from './storage/unsaved.ts'

export type { SaveState, StorageNotice }

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

export interface LeaveOptions {
  /** Leaves the open document although it has edits that can't be saved. Absent: refused with the reason. */
  readonly discard?: boolean
}

export interface OpenNewOptions extends LeaveOptions {
  /** Its code shipped with the app or was made here; absent: nothing runs before consent. */
  readonly trusted?: boolean
}

export interface StorageStore extends Readable<StorageState> {
  /** Opens the document that was open last, else `first`, which ships with the app. */
  start(first: () => Workflow): Promise<void>
  /** What was open before is saved first. */
  open(id: string, options?: LeaveOptions): Promise<Result<void, Said>>
  /** Opens this as a new document. */
  openNew(workflow: Workflow, options?: OpenNewOptions): Promise<Result<void, Said>>
  /** Opens what is on the screen as a new document; the way out of read-only and of conflicts. */
  openCopy(name: string): Promise<Result<void, Said>>
  /** Takes the document away from the tab that writes it, with all that tab has saved. */
  takeOver(): Promise<void>
  /** Saves now; resolves when it is saved or cannot be. Also what `retry` does. */
  saveNow(): Promise<SaveState>
  /** Ctrl+S: keeps what is on the screen under a name. */
  saveVersion(name: string): Promise<Result<NamedVersion, Said>>
  /** Shows it as an edit that undo takes back. */
  restoreVersion(number: number): Promise<Result<void, Said>>
  removeVersion(number: number): Promise<Result<void, Said>>
  /** Removes a document with its versions. The open one is replaced by the newest other, else by `start`'s `first`. */
  remove(id: string): Promise<Result<void, Said>>
  refreshList(): Promise<void>
  /** What is on the screen, as a file. */
  downloadCopy(): void
  dismissNotice(): void
  /** Saves, then lets go of locks and the database. */
  close(): Promise<void>
}

const LAST_KEY = 'faaslab.last-document'

const opening: Said = { code: 'opening', data: {} }
const missing: Said = { code: 'opened-missing', data: {} }

/** Only our own tabs can speak here, but of any version. */
interface TabNews {
  readonly type: 'saved' | 'removed'
  readonly id: string
}

const isTabNews = (message: unknown): message is TabNews =>
  typeof message === 'object' &&
  message !== null &&
  'type' in message &&
  (message.type === 'saved' || message.type === 'removed') &&
  'id' in message &&
  typeof message.id === 'string'

const asVersion = ({ number, name, savedAtMs, text }: VersionRecord): NamedVersion => ({
  number,
  name,
  savedAtMs,
  bytes: text.length,
})

export interface StorageOptions {
  readonly platform: Platform
  readonly document: DocumentStore
  readonly consent: ConsentStore
}

interface Found {
  readonly stored: StoredSaves
  readonly read: ReadSaves
}

export function createStorageStore({ platform, document, consent }: StorageOptions): StorageStore {
  const { timers, keyValues, locks, tabs, page } = platform
  const writer = platform.newId()
  const database = createDatabase({ indexedDb: platform.indexedDb, onNewerApp: () => session?.newerApp() })
  const store = createStore<StorageState>(() => ({
    started: false,
    documentId: undefined,
    save: { type: 'saved', atMs: undefined },
    documents: [],
    versions: [],
    notice: undefined,
  }))
  let session: Session | undefined
  let first: (() => Workflow) | undefined

  let turn: Promise<unknown> = Promise.resolve()
  /** Opening and removing go one after the other, however fast somebody clicks. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = turn.then(work, work)
    turn = done.catch(() => undefined) // Told to whoever asked for `done`.
    return done
  }

  async function refreshList(): Promise<void> {
    const listed = await database.list()
    if (!listed.ok) return
    const documents = listed.value
      .map(({ id, name, savedAtMs, bytes, nodes }) => ({ id, name, savedAtMs, bytes, nodes }))
      .sort((a, b) => b.savedAtMs - a.savedAtMs)
    store.setState({ documents })
  }

  async function refreshVersions(): Promise<void> {
    const id = session?.id
    const found = id === undefined ? undefined : await database.versions(id)
    if (session?.id === id) store.setState({ versions: found?.ok ? found.value.map(asVersion) : [] })
  }

  /** Saves what is open and closes it. */
  async function leave({ discard = false }: LeaveOptions): Promise<Result<void, Said>> {
    const { readOnly } = document.getState()
    // Edits made from here on would be made on a document that is going.
    document.setReadOnly(opening)
    if (!session) return success(undefined)
    const state = await session.flush()
    if (session.hasUnsavedEdits() && !discard) {
      if (document.getState().readOnly === opening) document.setReadOnly(readOnly)
      return failure(state.type === 'not-saved' || state.type === 'read-only' ? state.why : missing)
    }
    await session.close()
    session = undefined
    return success(undefined)
  }

  function enter(id: string, start: SessionStart): void {
    session = createSession(
      {
        id,
        writer,
        database,
        document,
        consent,
        timers,
        keyValues,
        locks,
        onState: (save) => store.setState({ save }),
        onSaved: () => {
          tabs.post({ type: 'saved', id } satisfies TabNews)
          void refreshList()
        },
      },
      start,
    )
    keyValues.write(LAST_KEY, id)
    store.setState({ documentId: id, started: true, versions: [] })
    void refreshVersions()
  }

  async function find(
    id: string,
    claim: boolean,
  ): Promise<Result<Found & { readonly claimed: boolean }, StorageNotice>> {
    const claimed = claim ? await database.claim(id, writer) : undefined
    const stored = claimed?.ok ? claimed : await database.read(id)
    if (!stored.ok) return failure({ said: troubleSaid(stored.error), downloads: [] })
    const read = readSaves(stored.value)
    if (!read.ok) return read
    return success({ stored: stored.value, read: read.value, claimed: claimed?.ok ?? false })
  }

  async function openStored(id: string, options: LeaveOptions): Promise<Result<void, StorageNotice>> {
    if (session?.id === id) return success(undefined)
    const readable = await find(id, false)
    if (!readable.ok) return readable
    const left = await leave(options)
    if (!left.ok) return failure({ said: left.error, downloads: [] })
    const lock = await locks?.tryTake(lockName(id))
    const locked = locks !== undefined && lock === undefined
    const found = await find(id, lock !== undefined)
    if (!found.ok) lock?.release()
    const { stored, read, claimed } = found.ok ? found.value : { ...readable.value, claimed: false }
    consent.vouch(read.workflow.files, read.foreign)
    document.load(read.workflow)
    enter(id, { type: 'stored', read, newest: stored.newest, claimed, lock: found.ok ? lock : undefined, locked })
    store.setState({ notice: read.notice })
    return success(undefined)
  }

  async function openFresh(workflow: Workflow, foreign: readonly string[] | undefined): Promise<void> {
    const id = platform.newId()
    const lock: HeldLock | undefined = await locks?.tryTake(lockName(id))
    if (foreign) consent.vouch(workflow.files, foreign)
    document.load(workflow)
    enter(id, { type: 'new', lock })
  }

  async function openFirst(): Promise<void> {
    const workflow = first?.() ?? document.getState().workflow
    consent.trust(workflow.files)
    await openFresh(workflow, [])
  }

  /** Opens the first of these that can be read, else the first document of all. */
  async function openAnyOf(ids: readonly string[]): Promise<void> {
    let notice: StorageNotice | undefined
    for (const id of ids) {
      const opened = await openStored(id, { discard: true })
      if (opened.ok) {
        if (notice) store.setState({ notice })
        return
      }
      if (opened.error.said.code !== 'opened-missing') notice ??= opened.error
    }
    await openFirst()
    if (notice) store.setState({ notice })
  }

  async function removeStored(id: string): Promise<Result<void, Said>> {
    const name = store.getState().documents.find((entry) => entry.id === id)?.name ?? id
    const elsewhere = failure<Said>({ code: 'remove-open-elsewhere', data: { name } })
    const isOpen = session?.id === id
    if (isOpen && !session?.mayWrite()) return elsewhere
    if (isOpen) {
      document.setReadOnly(opening)
      await session?.close()
      session = undefined
    }
    const lock = await locks?.tryTake(lockName(id))
    if (locks && !lock) return isOpen ? reopen(id, elsewhere) : elsewhere
    const removed = await database.remove(id)
    lock?.release()
    if (!removed.ok)
      return isOpen ? reopen(id, failure(troubleSaid(removed.error))) : failure(troubleSaid(removed.error))
    dropUnsaved(keyValues, id)
    tabs.post({ type: 'removed', id } satisfies TabNews)
    await refreshList()
    if (isOpen) await openAnyOf(store.getState().documents.map((entry) => entry.id))
    return success(undefined)
  }

  async function reopen(id: string, why: Result<never, Said>): Promise<Result<never, Said>> {
    await openAnyOf([id])
    return why
  }

  async function findVersion(number: number): Promise<Result<VersionRecord, Said>> {
    const found = session ? await database.versions(session.id) : undefined
    if (found && !found.ok) return failure(troubleSaid(found.error))
    const version = found?.value.find((candidate) => candidate.number === number)
    return version ? success(version) : failure(missing)
  }

  document.setReadOnly(opening)
  const stopHearing = [
    page.onHide(() => session?.hide()),
    tabs.listen((message) => {
      if (!isTabNews(message)) return
      void refreshList()
      if (message.id === session?.id && message.type === 'saved') void session.follow()
    }),
  ]

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start: (make) =>
      inTurn(async () => {
        first = make
        await refreshList()
        const last = keyValues.read(LAST_KEY)
        const others = store.getState().documents.map(({ id }) => id)
        await openAnyOf([...new Set(last === null ? others : [last, ...others])])
      }),
    open: (id, options = {}) =>
      inTurn(async () => {
        const opened = await openStored(id, options)
        if (opened.ok) return opened
        if (opened.error.downloads.length > 0) store.setState({ notice: opened.error })
        return failure(opened.error.said)
      }),
    openNew: (workflow, { trusted = false, ...options } = {}) =>
      inTurn(async () => {
        const left = await leave(options)
        if (!left.ok) return left
        await openFresh(workflow, trusted ? [] : undefined)
        return left
      }),
    openCopy: (name) =>
      inTurn(async () => {
        const renamed = apply(document.getState().workflow, { type: 'rename-workflow', name })
        if (!renamed.ok) return renamed
        const { asked } = consent.getState()
        const copy = { ...renamed.value, files: { ...renamed.value.files } }
        await leave({ discard: true })
        await openFresh(copy, asked)
        return success(undefined)
      }),
    takeOver: () => inTurn(async () => session?.takeOver()),
    saveNow: async () => (session ? session.flush() : store.getState().save),
    async saveVersion(name) {
      if (!session) return failure(missing)
      const { id } = session
      const { workflow } = document.getState()
      const text = serializeWorkflow(workflow)
      const added = await database.addVersion(id, {
        name,
        text,
        nodes: Object.keys(workflow.nodes).length,
        bytes: text.length,
        savedAtMs: timers.now(),
        foreign: consent.getState().asked,
      })
      if (!added.ok) return failure(troubleSaid(added.error))
      await session?.flush()
      await refreshVersions()
      return success(asVersion(added.value))
    },
    async restoreVersion(number) {
      const version = await findVersion(number)
      if (!version.ok) return version
      const read = readText(version.value)
      if (!read.ok) {
        const code = read.error === 'newer' ? 'document-newer' : 'opened-none'
        return failure({ code, data: { name: version.value.name } })
      }
      const { workflow, foreign } = read.value
      consent.vouch(workflow.files, foreign)
      const label: Said = { code: 'did-restore-version', data: { name: version.value.name } }
      const done = document.dispatch({ type: 'replace-document', workflow }, { label })
      return done.ok ? success(undefined) : done
    },
    async removeVersion(number) {
      const removed = session ? await database.removeVersion(session.id, number) : success(undefined)
      await refreshVersions()
      return removed.ok ? success(undefined) : failure(troubleSaid(removed.error))
    },
    remove: (id) => inTurn(() => removeStored(id)),
    refreshList,
    downloadCopy: () => platform.download(workflowFile(document.getState().workflow)),
    dismissNotice: () => store.setState({ notice: undefined }),
    close: () =>
      inTurn(async () => {
        for (const stop of stopHearing) stop()
        document.setReadOnly(opening)
        await session?.flush()
        await session?.close()
        session = undefined
        database.close()
      }),
  }
}
