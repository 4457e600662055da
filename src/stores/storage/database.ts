// The documents in IndexedDB. A save is one transaction; the save before it stays until the new one was read back and
// found equal. A row per document names its writer, so that a tab that lost its lock can't write over a later one.
import { createHash128, type Result } from '#base'
import { failure, success } from '#base'
import type { IDBPDatabase, IDBPTransaction } from 'idb'
import * as z from 'zod/mini'

const NAME = 'faaslab'
/** Of the stores and keys; the documents have their own version. A newer app raises it and keeps older tabs out. */
const SCHEMA = 1

const rowSchema = z.object({
  id: z.string(),
  name: z.string(),
  savedAtMs: z.number(),
  bytes: z.number(),
  nodes: z.number(),
  writer: z.string(),
})

const saveSchema = z.object({
  id: z.string(),
  save: z.int(),
  name: z.string(),
  savedAtMs: z.number(),
  text: z.string(),
  checksum: z.string(),
  /** Paths of the files whose code nobody allowed. */
  foreign: z.array(z.string()),
})

const versionSchema = z.object({
  id: z.string(),
  number: z.int(),
  name: z.string(),
  savedAtMs: z.number(),
  text: z.string(),
  checksum: z.string(),
  foreign: z.array(z.string()),
})

export type DocumentRow = z.infer<typeof rowSchema>
export type SaveRecord = z.infer<typeof saveSchema>
export type VersionRecord = z.infer<typeof versionSchema>

export interface DocumentText {
  readonly text: string
  readonly name: string
  readonly nodes: number
  readonly bytes: number
  readonly savedAtMs: number
  readonly foreign: readonly string[]
}

export interface SaveRequest extends DocumentText {
  readonly id: string
  readonly writer: string
  /** This writer's claim was written before: whoever claimed since has taken the document over. */
  readonly claimed: boolean
  /** The newest save this writer knows; 0: none. */
  readonly newest: number
  /** The newest save that was read back and found equal: it stays. */
  readonly verified: number | undefined
}

export type DatabaseTrouble = 'quota' | 'denied' | 'newer-app' | 'conflict' | 'unverified' | 'failed'

export interface DatabaseError {
  readonly trouble: DatabaseTrouble
  readonly reason: string
}

export type Stored<T> = Promise<Result<T, DatabaseError>>

/** What lies under a document, as it is: damaged entries are for the reader to judge. */
export interface StoredSaves {
  /** Newest first. */
  readonly saves: readonly SaveRecord[]
  readonly newest: number
}

export interface Database {
  list(): Stored<readonly DocumentRow[]>
  read(id: string): Stored<StoredSaves>
  /** As `read`, and from now on this writer's saves alone are taken. */
  claim(id: string, writer: string): Stored<StoredSaves>
  /** The number of the new save, once it was read back and found equal. */
  save(request: SaveRequest): Stored<number>
  versions(id: string): Stored<readonly VersionRecord[]>
  addVersion(id: string, version: DocumentText): Stored<VersionRecord>
  removeVersion(id: string, number: number): Stored<void>
  remove(id: string): Stored<void>
  close(): void
}

export function checksumOf(text: string): string {
  const hash = createHash128()
  hash.addText(text)
  return hash.digest()
}

type StoreName = 'documents' | 'saves' | 'versions'
type Transaction<Mode extends IDBTransactionMode> = IDBPTransaction<unknown, StoreName[], Mode>

const ofDocument = (id: string): IDBKeyRange => IDBKeyRange.bound([id], [id, []])

class Conflict extends Error {}
class Unverified extends Error {}

const TROUBLE_BY_NAME: Readonly<Record<string, DatabaseTrouble>> = {
  QuotaExceededError: 'quota',
  SecurityError: 'denied',
  NotAllowedError: 'denied',
  VersionError: 'newer-app',
}

function troubleOf(error: unknown): DatabaseError {
  if (error instanceof Conflict) return { trouble: 'conflict', reason: '' }
  if (error instanceof Unverified) return { trouble: 'unverified', reason: '' }
  const { name, message } = error instanceof Error || error instanceof DOMException ? error : { name: '', message: '' }
  const reason = [name, message].filter((part) => part !== '').join(': ') || String(error)
  return { trouble: TROUBLE_BY_NAME[name] ?? 'failed', reason }
}

async function attempt<T>(work: () => Promise<T>): Stored<T> {
  try {
    return success(await work())
  } catch (error) {
    return failure(troubleOf(error))
  }
}

export interface DatabaseOptions {
  readonly indexedDb: IDBFactory | undefined
  /** A newer app wants to change the stores: this tab has let go of the database. */
  readonly onNewerApp: () => void
}

export function createDatabase({ indexedDb, onNewerApp }: DatabaseOptions): Database {
  let opening: Promise<IDBPDatabase<unknown>> | undefined
  let newerApp = false

  function connect(): Promise<IDBPDatabase<unknown>> {
    if (newerApp) return Promise.reject(new DOMException('A newer app holds the database.', 'VersionError'))
    opening ??= openDatabase(indexedDb, {
      closed: () => {
        opening = undefined
      },
      newer: () => {
        newerApp = true
        opening = undefined
        onNewerApp()
      },
    }).catch((error: unknown) => {
      opening = undefined
      throw error
    })
    return opening
  }

  async function within<Mode extends 'readonly' | 'readwrite', T>(
    mode: Mode,
    stores: StoreName[],
    work: (transaction: Transaction<Mode>) => Promise<T>,
  ): Promise<T> {
    const connection = await connect()
    const transaction: Transaction<Mode> = connection.transaction(stores, mode, { durability: 'strict' })
    const [worked, ended] = await Promise.allSettled([inOrder(transaction, work), transaction.done])
    const errors = [ended, worked].flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []))
    // Whatever else was under way fails because of the abort; what caused it says more.
    if (errors.length > 0) throw errors.find((error) => !isAbort(error)) ?? errors[0]
    return (worked as PromiseFulfilledResult<T>).value
  }

  async function readSaves(
    transaction: Transaction<'readonly'> | Transaction<'readwrite'>,
    id: string,
  ): Promise<StoredSaves> {
    const saves = transaction.objectStore('saves')
    const keys = await saves.getAllKeys(ofDocument(id))
    const found = await saves.getAll(ofDocument(id))
    return { saves: valid(saveSchema, found).sort((a, b) => b.save - a.save), newest: newestOf(keys) }
  }

  async function write(request: SaveRequest, checksum: string): Promise<number> {
    const { id, writer, text, name, savedAtMs, bytes, nodes, foreign } = request
    return within('readwrite', ['documents', 'saves'], async (transaction) => {
      const documents = transaction.objectStore('documents')
      const saves = transaction.objectStore('saves')
      const row = rowSchema.safeParse(await documents.get(id))
      const keys = await saves.getAllKeys(ofDocument(id))
      const newest = newestOf(keys)
      const ours = row.success && row.data.writer === writer
      if (!ours && (request.claimed || newest !== request.newest)) throw new Conflict()
      const save = newest + 1
      const record: SaveRecord = { id, save, name, savedAtMs, text, checksum, foreign: [...foreign] }
      await saves.put(record, [id, save])
      await documents.put({ id, name, savedAtMs, bytes, nodes, writer } satisfies DocumentRow, id)
      for (const key of keys) if (saveNumber(key) !== request.verified) await saves.delete(key)
      return save
    })
  }

  async function verify({ id, text }: SaveRequest, save: number, checksum: string): Promise<void> {
    const found = await within('readonly', ['saves'], (transaction) => transaction.objectStore('saves').get([id, save]))
    const record = saveSchema.safeParse(found)
    if (!record.success || record.data.text !== text || record.data.checksum !== checksum) throw new Unverified()
  }

  return {
    list: () =>
      attempt(() =>
        within('readonly', ['documents', 'saves'], async (transaction) => {
          const rows = valid(rowSchema, await transaction.objectStore('documents').getAll())
          const saves = transaction.objectStore('saves')
          const saved = new Set((await saves.getAllKeys()).map(documentOf))
          const listed = rows.filter(({ id }) => saved.delete(id))
          for (const id of saved) listed.push(rowOf(id, valid(saveSchema, await saves.getAll(ofDocument(id))).at(-1)))
          return listed
        }),
      ),
    read: (id) => attempt(() => within('readonly', ['saves'], (transaction) => readSaves(transaction, id))),
    claim: (id, writer) =>
      attempt(() =>
        within('readwrite', ['documents', 'saves'], async (transaction) => {
          const documents = transaction.objectStore('documents')
          const row = rowSchema.safeParse(await documents.get(id))
          const found = await readSaves(transaction, id)
          if (found.newest > 0) await documents.put({ ...(row.data ?? rowOf(id, found.saves[0])), writer }, id)
          return found
        }),
      ),
    save: (request) =>
      attempt(async () => {
        const checksum = checksumOf(request.text)
        const save = await write(request, checksum)
        await verify(request, save, checksum)
        return save
      }),
    versions: (id) =>
      attempt(async () => {
        const found = await within('readonly', ['versions'], (transaction) =>
          transaction.objectStore('versions').getAll(ofDocument(id)),
        )
        return valid(versionSchema, found).sort((a, b) => b.number - a.number)
      }),
    addVersion: (id, { text, name, savedAtMs, foreign }) =>
      attempt(() =>
        within('readwrite', ['versions'], async (transaction) => {
          const versions = transaction.objectStore('versions')
          const number = newestOf(await versions.getAllKeys(ofDocument(id))) + 1
          const checksum = checksumOf(text)
          const record: VersionRecord = { id, number, name, savedAtMs, text, checksum, foreign: [...foreign] }
          await versions.put(record, [id, number])
          return record
        }),
      ),
    removeVersion: (id, number) =>
      attempt(() =>
        within('readwrite', ['versions'], (transaction) => transaction.objectStore('versions').delete([id, number])),
      ),
    remove: (id) =>
      attempt(() =>
        within('readwrite', ['documents', 'saves', 'versions'], async (transaction) => {
          await transaction.objectStore('documents').delete(id)
          await transaction.objectStore('saves').delete(ofDocument(id))
          await transaction.objectStore('versions').delete(ofDocument(id))
        }),
      ),
    close() {
      const connection = opening
      opening = undefined
      connection?.then(
        (open) => open.close(),
        () => undefined, // It never opened, and whoever waited for it was told.
      )
    },
  }
}

/** Runs the work; when it throws, nothing of it is written. */
async function inOrder<Mode extends 'readonly' | 'readwrite', T>(
  transaction: Transaction<Mode>,
  work: (transaction: Transaction<Mode>) => Promise<T>,
): Promise<T> {
  try {
    return await work(transaction)
  } catch (error) {
    abort(transaction)
    throw error
  }
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'

function abort(transaction: Transaction<'readonly' | 'readwrite'>): void {
  try {
    transaction.abort()
  } catch (error) {
    // It had ended already: then it was the browser that aborted it, and `done` says why.
    if (!(error instanceof DOMException && error.name === 'InvalidStateError')) throw error
  }
}

const saveNumber = (key: IDBValidKey): number => (Array.isArray(key) && typeof key[1] === 'number' ? key[1] : 0)
const documentOf = (key: IDBValidKey): string => (Array.isArray(key) ? String(key[0]) : '')
const newestOf = (keys: readonly IDBValidKey[]): number =>
  keys.reduce<number>((most, key) => Math.max(most, saveNumber(key)), 0)

/** For a document whose own row is damaged. */
const rowOf = (id: string, save: SaveRecord | undefined): DocumentRow => ({
  id,
  name: save?.name ?? id,
  savedAtMs: save?.savedAtMs ?? 0,
  bytes: save?.text.length ?? 0,
  nodes: 0,
  writer: '',
})

function valid<Schema extends z.ZodMiniType>(schema: Schema, found: readonly unknown[]): z.output<Schema>[] {
  return found.flatMap((value) => {
    const read = schema.safeParse(value)
    return read.success ? [read.data] : []
  })
}

interface ConnectionEvents {
  readonly closed: () => void
  readonly newer: () => void
}

async function openDatabase(
  indexedDb: IDBFactory | undefined,
  events: ConnectionEvents,
): Promise<IDBPDatabase<unknown>> {
  // Not needed for the first sight of the page.
  const { wrap } = await import('idb')
  return new Promise((resolve, reject) => {
    if (!indexedDb) return reject(new DOMException('There is no IndexedDB here.', 'NotAllowedError'))
    const request = indexedDb.open(NAME, SCHEMA)
    request.onupgradeneeded = () => {
      for (const store of ['documents', 'saves', 'versions']) request.result.createObjectStore(store)
    }
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const connection = request.result
      connection.onclose = events.closed
      connection.onversionchange = ({ newVersion }) => {
        connection.close()
        // No new version: somebody deletes the database; the next save makes it again.
        if (newVersion === null) events.closed()
        else events.newer()
      }
      resolve(wrap(connection))
    }
  })
}
