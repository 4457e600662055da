// The real platform: the one file of the stores that knows the browser by name.
import type { HeldLock, KeyValues, Locks, PageLife, Platform, TabChannel, Timers } from '../platform.ts'

const timers: Timers = {
  now: () => Date.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms)
    return () => clearTimeout(timer)
  },
}

/** Where the browser forbids it, even naming localStorage throws; then settings last as long as the page. */
function createKeyValues(): KeyValues {
  const here = new Map<string, string>()
  return {
    read(key) {
      try {
        return localStorage.getItem(key)
      } catch {
        return here.get(key) ?? null
      }
    },
    write(key, value) {
      here.set(key, value)
      try {
        localStorage.setItem(key, value)
        return true
      } catch {
        return false
      }
    },
    remove(key) {
      here.delete(key)
      try {
        localStorage.removeItem(key)
      } catch {
        return // It could not be written either.
      }
    },
  }
}

const isAbort = (error: unknown): boolean => error instanceof DOMException && error.name === 'AbortError'

/** Asks for a lock; resolves with it, or with undefined when it was not to be had. */
function ask(manager: LockManager, name: string, options: LockOptions): Promise<HeldLock | undefined> {
  return new Promise((resolve, reject) => {
    let release = (): void => undefined
    let lose = (): void => undefined
    let held = false
    const lost = new Promise<void>((done) => {
      lose = done
    })
    manager
      .request(name, options, (lock) => {
        if (!lock) return resolve(undefined)
        return new Promise<void>((done) => {
          held = true
          release = done
          resolve({ release: () => release(), lost })
        })
      })
      .catch((error: unknown) => {
        if (!isAbort(error)) reject(error)
        else if (held) lose()
        else resolve(undefined)
      })
  })
}

function createLocks(manager: LockManager): Locks {
  return {
    tryTake: (name) => ask(manager, name, { ifAvailable: true }),
    wait(name, cancel) {
      const controller = new AbortController()
      void cancel.then(() => controller.abort())
      return ask(manager, name, { signal: controller.signal })
    },
    async steal(name) {
      const lock = await ask(manager, name, { steal: true })
      if (!lock) throw new Error(`The lock ${name} was not to be had by force.`)
      return lock
    },
  }
}

function createTabs(): TabChannel {
  const channel = new BroadcastChannel('faaslab')
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const hear = ({ data }: MessageEvent<unknown>): void => listener(data)
      channel.addEventListener('message', hear)
      return () => channel.removeEventListener('message', hear)
    },
  }
}

const page: PageLife = {
  onHide(listener) {
    const hidden = (): void => {
      if (document.visibilityState === 'hidden') listener()
    }
    document.addEventListener('visibilitychange', hidden)
    window.addEventListener('pagehide', listener)
    return () => {
      document.removeEventListener('visibilitychange', hidden)
      window.removeEventListener('pagehide', listener)
    }
  },
}

const REVOKE_AFTER_MS = 60_000

const download: Platform['download'] = ({ name, text, type }) => {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser may start to read only after this task.
  timers.after(REVOKE_AFTER_MS, () => URL.revokeObjectURL(address))
}

function findIndexedDb(): IDBFactory | undefined {
  try {
    return globalThis.indexedDB
  } catch {
    return undefined // Forbidden: the storage says so when it is asked to save.
  }
}

const ID_BYTES = 12

/** Also where the page is no secure context and `randomUUID` is missing. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(ID_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('')

export const browserPlatform = (): Platform => ({
  timers,
  keyValues: createKeyValues(),
  // Missing where the page is no secure context.
  locks: 'locks' in navigator ? createLocks(navigator.locks) : undefined,
  tabs: createTabs(),
  page,
  indexedDb: findIndexedDb(),
  download,
  languages: navigator.languages,
  newId,
})
