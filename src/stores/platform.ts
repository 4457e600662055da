// What the stores need of the machine, as parameters: a test gives its own, `browserPlatform` gives the real ones.

export interface Timers {
  /** Milliseconds since 1970. */
  now(): number
  /** Runs once after so many milliseconds; the answer cancels it. */
  after(ms: number, run: () => void): () => void
}

/** Small settings that all tabs share at once (localStorage). Both may be refused: null, false. */
export interface KeyValues {
  read(key: string): string | null
  write(key: string, value: string): boolean
  remove(key: string): void
}

/** A lock held by this tab alone (Web Locks). */
export interface HeldLock {
  release(): void
  /** Resolves when the lock was taken away by another tab; never after `release`. */
  readonly lost: Promise<void>
}

export interface Locks {
  /** The lock at once, or undefined while another tab has it. */
  tryTake(name: string): Promise<HeldLock | undefined>
  /** Waits until it is free; undefined when `cancel` resolved first. */
  wait(name: string, cancel: Promise<void>): Promise<HeldLock | undefined>
  /** Takes it away from whichever tab has it. */
  steal(name: string): Promise<HeldLock>
}

/** Word to the other tabs of this origin, not to this one (BroadcastChannel). */
export interface TabChannel {
  post(message: unknown): void
  listen(listener: (message: unknown) => void): () => void
}

/** When the page goes out of sight or away. */
export interface PageLife {
  onHide(listener: () => void): () => void
}

export interface DownloadFile {
  readonly name: string
  readonly text: string
  readonly type: string
}

/** A file chosen or dropped; its text is read only after its size was checked. */
export interface IncomingFile {
  readonly name: string
  /** Bytes. */
  readonly size: number
  text(): Promise<string>
}

export interface Platform {
  readonly timers: Timers
  readonly keyValues: KeyValues
  /** Undefined where the browser has none: then only the check inside each save tells writers apart. */
  readonly locks: Locks | undefined
  readonly tabs: TabChannel
  readonly page: PageLife
  /** Undefined where the browser has none or forbids it. */
  readonly indexedDb: IDBFactory | undefined
  readonly download: (file: DownloadFile) => void
  /** As the browser prefers them, best first: `zh-CN`, `en-GB`. */
  readonly languages: readonly string[]
  /** A new identifier no other document has. */
  readonly newId: () => string
}
