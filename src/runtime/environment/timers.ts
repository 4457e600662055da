// Timers on the virtual clock, with the objects that Node's timer functions return.
import type { EnvironmentCore } from './environment-core.ts'

/** Node: outside 1 ms to 2^31 − 1 ms a delay is 1 ms. [V] */
const LONGEST_DELAY_MS = 2_147_483_647

type Callback = (...args: unknown[]) => unknown

const delayOf = (ms: unknown): number => {
  const number = Number(ms)
  return number >= 1 && number <= LONGEST_DELAY_MS ? Math.trunc(number) : 1
}

export class Timeout {
  readonly #core: EnvironmentCore
  readonly #owner: TimerFunctions
  readonly #id: number
  readonly #callback: Callback
  readonly #args: readonly unknown[]
  readonly #delayUs: number
  readonly #repeats: boolean
  #counted = true
  #wait: number | undefined

  constructor(
    owner: TimerFunctions,
    core: EnvironmentCore,
    id: number,
    delayMs: number,
    repeats: boolean,
    callback: Callback,
    args: readonly unknown[],
  ) {
    this.#owner = owner
    this.#core = core
    this.#id = id
    this.#callback = callback
    this.#args = args
    this.#delayUs = delayMs * 1000
    this.#repeats = repeats
    this.#start()
  }

  ref(): this {
    this.#count(true)
    return this
  }

  unref(): this {
    this.#count(false)
    return this
  }

  hasRef(): boolean {
    return this.#counted
  }

  refresh(): this {
    if (this.#wait !== undefined) {
      this.#core.cancelWait(this.#wait)
      this.#start()
    }
    return this
  }

  close(): this {
    this.#stop()
    return this
  }

  [Symbol.toPrimitive](): number {
    return this.#id
  }

  #count(counted: boolean): void {
    this.#counted = counted
    if (this.#wait !== undefined) this.#core.countWait(this.#wait, counted)
  }

  #start(): void {
    this.#wait = this.#core.wait(this.#delayUs, this.#counted, () => this.#fire())
  }

  #stop(): void {
    if (this.#wait !== undefined) this.#core.cancelWait(this.#wait)
    this.#wait = undefined
    this.#owner.forget(this.#id)
  }

  #fire(): void {
    const callback = this.#callback
    if (!this.#repeats) {
      this.#wait = undefined
      this.#owner.forget(this.#id)
      callback(...this.#args)
      return
    }
    const fired = this.#wait
    callback(...this.#args)
    if (this.#wait === fired) this.#start()
  }
}

export interface TimerFunctions {
  readonly setTimeout: (callback: unknown, ms?: unknown, ...args: unknown[]) => Timeout
  readonly setInterval: (callback: unknown, ms?: unknown, ...args: unknown[]) => Timeout
  readonly setImmediate: (callback: unknown, ...args: unknown[]) => Timeout
  /** Of a timeout, an interval or an immediate. */
  readonly clear: (timer: unknown) => void
  forget(id: number): void
}

export function createTimers(core: EnvironmentCore): TimerFunctions {
  const byId = new Map<number, Timeout>()
  let lastId = 0
  const start = (callback: unknown, ms: unknown, repeats: boolean, args: readonly unknown[]): Timeout => {
    if (typeof callback !== 'function') throw invalidCallback(callback)
    lastId += 1
    const timeout = new Timeout(functions, core, lastId, delayOf(ms), repeats, callback as Callback, args)
    byId.set(lastId, timeout)
    return timeout
  }
  const functions: TimerFunctions = {
    setTimeout: (callback, ms, ...args) => start(callback, ms, false, args),
    setInterval: (callback, ms, ...args) => start(callback, ms, true, args),
    setImmediate: (callback, ...args) => start(callback, 1, false, args),
    clear(timer) {
      if (timer instanceof Timeout) timer.close()
      else if (typeof timer === 'number' || typeof timer === 'string') byId.get(Number(timer))?.close()
    },
    forget: (id) => {
      byId.delete(id)
    },
  }
  return functions
}

function invalidCallback(callback: unknown): TypeError {
  const error = new TypeError(
    `The "callback" argument must be of type function. Received ${callback === null ? 'null' : typeof callback}`,
  )
  return Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' })
}

interface PromiseTimerOptions {
  readonly signal?: AbortSignal
  readonly ref?: boolean
}

/** node:timers/promises. */
export function createTimerPromises(timers: TimerFunctions): Readonly<Record<string, unknown>> {
  const waitFor = (ms: unknown, value: unknown, options: PromiseTimerOptions = {}): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const { signal } = options
      if (signal?.aborted) {
        reject(abortError(signal))
        return
      }
      const timeout = timers.setTimeout(resolve, ms, value)
      if (options.ref === false) timeout.unref()
      signal?.addEventListener('abort', () => {
        timeout.close()
        reject(abortError(signal))
      })
    })
  async function* intervals(ms: unknown, value: unknown, options: PromiseTimerOptions = {}): AsyncGenerator<unknown> {
    for (;;) yield await waitFor(ms, value, options)
  }
  return {
    setTimeout: waitFor,
    setImmediate: (value: unknown, options?: PromiseTimerOptions) => waitFor(1, value, options),
    setInterval: intervals,
    scheduler: {
      wait: (ms: unknown, options?: PromiseTimerOptions) => waitFor(ms, undefined, options),
      yield: () => waitFor(1, undefined),
    },
  }
}

const abortError = (signal: AbortSignal): Error =>
  Object.assign(new Error('The operation was aborted', { cause: signal.reason }), {
    name: 'AbortError',
    code: 'ABORT_ERR',
  })

// Bundling shortens names; users see these.
for (const [made, name] of [[Timeout, 'Timeout']] as const)
  Object.defineProperty(made, 'name', { value: name, configurable: true })
