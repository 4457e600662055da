// A stream of bytes that are all there: what a package takes for a ReadableStream, and a handler for a Node stream. Our
// own, because the engines' streams work in turns that nobody sees. Reading takes promises and nothing else.
import { Buffer } from 'buffer/index.js'
import { host } from '../realm/host-globals.ts'

/** As Node's sockets bring them. */
const CHUNK_BYTES = 65_536

interface Controller {
  enqueue(chunk: Uint8Array): void
  close(): void
  error(reason: unknown): void
}

interface Source {
  readonly start?: (controller: Controller) => unknown
}

interface Reader {
  read(): Promise<{ readonly done: boolean; readonly value: Uint8Array | undefined }>
  releaseLock(): void
  cancel(): Promise<void>
}

type Listener = (chunk?: Uint8Array) => unknown

/** Named as what it stands for: packages look at the name. */
class ByteStream {
  readonly #chunks: Uint8Array[] = []
  readonly #listeners = new Map<string, Listener[]>()
  #locked = false
  #flowing = false

  constructor(source: Source = {}) {
    source.start?.({
      enqueue: (chunk) => this.#chunks.push(chunk),
      close: () => undefined,
      error: (reason) => {
        throw reason
      },
    })
  }

  get locked(): boolean {
    return this.#locked
  }

  getReader(): Reader {
    if (this.#locked) throw new TypeError('Invalid state: ReadableStream is locked')
    this.#locked = true
    return {
      read: async () => {
        const value = this.#chunks.shift()
        return { done: value === undefined, value }
      },
      releaseLock: () => {
        this.#locked = false
      },
      cancel: async () => {
        this.#chunks.length = 0
      },
    }
  }

  async cancel(): Promise<void> {
    this.#chunks.length = 0
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const reader = this.getReader()
    for (let next = await reader.read(); next.value; next = await reader.read()) yield Buffer.from(next.value)
  }

  /** `data`, `end` and `close`, as Node's streams have them; a listener for data sets it going. */
  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener])
    if (event === 'data' && !this.#flowing) {
      this.#flowing = true
      host.queueMicrotask(() => void this.#flow())
    }
    return this
  }

  once(event: string, listener: Listener): this {
    return this.on(event, listener)
  }

  setEncoding(): this {
    return this
  }

  destroy(): this {
    this.#chunks.length = 0
    return this
  }

  async #flow(): Promise<void> {
    for await (const chunk of this) this.#emit('data', chunk)
    this.#emit('end')
    this.#emit('close')
  }

  #emit(event: string, chunk?: Uint8Array): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(chunk)
  }

  /** All that is left in it, at once. */
  static drain(stream: ByteStream): Uint8Array {
    const chunks = stream.#chunks.splice(0)
    const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
    let at = 0
    for (const chunk of chunks) {
      bytes.set(chunk, at)
      at += chunk.length
    }
    return bytes
  }
}

Object.defineProperty(ByteStream, 'name', { value: 'ReadableStream' })

export { ByteStream }

export const streamOf = (bytes: Uint8Array): ByteStream =>
  new ByteStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES) controller.enqueue(bytes.subarray(at, at + CHUNK_BYTES))
    },
  })
