// A browser for tests: tabs that share one IndexedDB, locks, a channel, settings and a clock that is moved by hand.
// A tab can be killed, and its storage made to fail, at any request.
import 'fake-indexeddb/auto'
import { IDBFactory as FakeFactory } from 'fake-indexeddb'
import type { DownloadFile, HeldLock, Locks, Platform } from '../platform.ts'
import { createWorkspace, type Workspace } from '../workspace.ts'

export type RequestFault = (request: {
  readonly method: string
  readonly transaction: IDBTransaction
  /** What is put, or the key that is asked for. */
  readonly value: unknown
}) => void

interface Waiter {
  readonly tab: FakeTab
  readonly take: (lock: HeldLock | undefined) => void
}

export interface FakeTab {
  readonly workspace: Workspace
  readonly platform: Platform
  readonly downloads: DownloadFile[]
  readonly isDead: () => boolean
  /** Called before each request this tab makes of the database. */
  faultAt(fault: RequestFault | undefined): void
  hide(): void
  /** The process is gone: no code of it has any effect any more. */
  kill(): void
}

export interface FakeBrowser {
  readonly keyValues: Map<string, string>
  readonly factory: IDBFactory
  openTab(options?: { readonly locks?: boolean; readonly indexedDb?: IDBFactory | undefined }): FakeTab
  advance(ms: number): void
  now(): number
}

const METHODS = ['get', 'getAll', 'getAllKeys', 'put', 'delete'] as const
const requestListeners = new WeakMap<IDBDatabase, RequestFault>()

for (const method of METHODS) {
  const original = Reflect.get(IDBObjectStore.prototype, method) as (...parameters: unknown[]) => unknown
  Reflect.set(IDBObjectStore.prototype, method, function (this: IDBObjectStore, ...parameters: unknown[]) {
    requestListeners.get(this.transaction.db)?.({ method, transaction: this.transaction, value: parameters[0] })
    return Reflect.apply(original, this, parameters)
  })
}

/** Lets what is under way in the database and in promises go on by some steps. */
export async function steps(count: number): Promise<void> {
  for (let step = 0; step < count; step++) await new Promise<void>((resolve) => setImmediate(resolve))
}

/** Enough for every save, claim and list that nothing more is waiting for. */
export const settle = (): Promise<void> => steps(60)

/** As the browser does when the disk is full: the transaction ends with this error. */
export function abortWith(transaction: IDBTransaction, name: string): void {
  Reflect.apply(Reflect.get(transaction, '_abort') as (name: string) => void, transaction, [name])
}

export function createFakeBrowser(): FakeBrowser {
  const factory: IDBFactory = new FakeFactory()
  const keyValues = new Map<string, string>()
  const holders = new Map<string, { readonly tab: FakeTab; readonly lose: () => void }>()
  const waiters = new Map<string, Waiter[]>()
  const hearers = new Set<{ readonly tab: () => FakeTab; readonly listener: (message: unknown) => void }>()
  const timers = new Set<{ readonly tab: () => FakeTab; readonly atMs: number; readonly run: () => void }>()
  let nowMs = Date.UTC(2026, 0, 1)
  let ids = 0

  function grant(name: string, tab: FakeTab): HeldLock {
    let lose = (): void => undefined
    const lost = new Promise<void>((resolve) => {
      lose = resolve
    })
    const holder = { tab, lose }
    holders.set(name, holder)
    return {
      lost,
      release() {
        if (holders.get(name) === holder) free(name)
      },
    }
  }

  function free(name: string): void {
    holders.delete(name)
    const next = waiters.get(name)?.find(({ tab }) => !tab.isDead())
    if (!next) return
    waiters.set(
      name,
      (waiters.get(name) ?? []).filter((waiter) => waiter !== next),
    )
    next.take(grant(name, next.tab))
  }

  const locksOf = (tab: () => FakeTab): Locks => ({
    tryTake: async (name) => (holders.has(name) || tab().isDead() ? undefined : grant(name, tab())),
    wait: (name, cancel) =>
      new Promise((resolve) => {
        if (!holders.has(name)) return resolve(grant(name, tab()))
        const waiter: Waiter = { tab: tab(), take: resolve }
        waiters.set(name, [...(waiters.get(name) ?? []), waiter])
        void cancel.then(() => {
          waiters.set(
            name,
            (waiters.get(name) ?? []).filter((other) => other !== waiter),
          )
          resolve(undefined)
        })
      }),
    async steal(name) {
      const before = holders.get(name)
      const lock = grant(name, tab())
      before?.lose()
      return lock
    },
  })

  function openTab({
    locks = true,
    indexedDb = factory,
  }: {
    locks?: boolean
    indexedDb?: IDBFactory | undefined
  } = {}): FakeTab {
    let dead = false
    let fault: RequestFault | undefined
    const hideListeners = new Set<() => void>()
    const downloads: DownloadFile[] = []
    const self = (): FakeTab => tab

    /** Connections of this tab report their requests to it, and stop working once it is dead. */
    const open = (name: string, version?: number): IDBOpenDBRequest => {
      if (!indexedDb || dead) throw new DOMException('No database for this tab.', 'SecurityError')
      const request = indexedDb.open(name, version)
      request.addEventListener('success', () =>
        requestListeners.set(request.result, (asked) => {
          if (!dead) fault?.(asked)
          if (!dead) return
          throw new DOMException('The tab is dead.', 'AbortError')
        }),
      )
      return request
    }

    const platform: Platform = {
      timers: {
        now: () => nowMs,
        after(ms, run) {
          const timer = { tab: self, atMs: nowMs + ms, run }
          timers.add(timer)
          return () => timers.delete(timer)
        },
      },
      keyValues: {
        read: (key) => keyValues.get(key) ?? null,
        write(key, value) {
          if (!dead) keyValues.set(key, value)
          return !dead
        },
        remove(key) {
          if (!dead) keyValues.delete(key)
        },
      },
      locks: locks ? locksOf(self) : undefined,
      tabs: {
        post(message) {
          if (dead) return
          for (const hearer of hearers) {
            if (hearer.tab() !== tab && !hearer.tab().isDead()) hearer.listener(structuredClone(message))
          }
        },
        listen(listener) {
          const hearer = { tab: self, listener }
          hearers.add(hearer)
          return () => hearers.delete(hearer)
        },
      },
      page: {
        onHide(listener) {
          hideListeners.add(listener)
          return () => hideListeners.delete(listener)
        },
      },
      indexedDb: indexedDb && Object.assign(Object.create(indexedDb) as IDBFactory, { open }),
      download: (file) => downloads.push(file),
      languages: ['en-GB', 'en'],
      newId: () => `id${++ids}`,
    }

    const tab: FakeTab = {
      platform,
      downloads,
      workspace: createWorkspace(platform),
      isDead: () => dead,
      faultAt(next) {
        fault = next
      },
      hide() {
        for (const listener of hideListeners) listener()
      },
      kill() {
        dead = true
        for (const [name, holder] of [...holders]) if (holder.tab === tab) free(name)
      },
    }
    return tab
  }

  return {
    keyValues,
    factory,
    openTab,
    now: () => nowMs,
    advance(ms) {
      nowMs += ms
      for (const timer of [...timers].sort((a, b) => a.atMs - b.atMs)) {
        if (timer.atMs > nowMs || !timers.delete(timer)) continue
        if (!timer.tab().isDead()) timer.run()
      }
    },
  }
}
