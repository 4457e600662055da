// node:crypto and the global crypto, as far as they need no stream and no key: hashes over @noble/hashes, luck from the
// run's seed, so that a run repeats. Not for secrets: a handler's random bytes can be foretold.
import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { Buffer } from 'buffer/index.js'
import { host } from '../realm/host-globals.ts'

const HASHES = { md5, sha1, sha256, sha384, sha512 } as const

type HashName = keyof typeof HASHES
type Encoding = 'hex' | 'base64' | 'base64url' | 'latin1' | 'utf8'

interface Digester {
  update(bytes: Uint8Array): unknown
  digest(): Uint8Array
}

function hashNamed(name: unknown): HashName {
  const key = String(name).toLowerCase().replace(/^rsa-/, '').replace('-', '')
  if (!Object.hasOwn(HASHES, key))
    throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' })
  return key as HashName
}

const toBytes = (data: unknown, encoding?: Encoding): Uint8Array => {
  if (typeof data === 'string') return Buffer.from(data, encoding ?? 'utf8')
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  throw Object.assign(
    new TypeError('The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView.'),
    { code: 'ERR_INVALID_ARG_TYPE' },
  )
}

const base64url = (bytes: Buffer): string =>
  bytes.toString('base64').replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')

const encoded = (bytes: Uint8Array, encoding?: Encoding | 'buffer'): Buffer | string => {
  const buffer = Buffer.from(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)
  if (encoding === undefined || encoding === 'buffer') return buffer
  return encoding === 'base64url' ? base64url(buffer) : buffer.toString(encoding)
}

class Hash {
  readonly #digester: Digester
  #done = false

  constructor(digester: Digester) {
    this.#digester = digester
  }

  update(data: unknown, encoding?: Encoding): this {
    if (this.#done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' })
    this.#digester.update(toBytes(data, encoding))
    return this
  }

  digest(encoding?: Encoding | 'buffer'): Buffer | string {
    if (this.#done) throw Object.assign(new Error('Digest already called'), { code: 'ERR_CRYPTO_HASH_FINALIZED' })
    this.#done = true
    return encoded(this.#digester.digest(), encoding)
  }
}

export interface RandomSource {
  /** Uniform in [0, 1). */
  draw(): number
  uuid(): string
}

/** crypto.getRandomValues refuses more at once. [V] */
const MAXIMUM_RANDOM_BYTES = 65_536

function fill(source: RandomSource, bytes: Uint8Array): void {
  for (let index = 0; index < bytes.length; index += 4) {
    let word = Math.floor(source.draw() * 0x1_0000_0000)
    for (let byte = index; byte < Math.min(index + 4, bytes.length); byte++) {
      bytes[byte] = word & 0xff
      word >>>= 8
    }
  }
}

function getRandomValues(source: RandomSource, view: ArrayBufferView): ArrayBufferView {
  if (!ArrayBuffer.isView(view) || view.byteLength > MAXIMUM_RANDOM_BYTES) {
    throw new host.DOMException(
      `The ArrayBufferView's byte length (${view?.byteLength}) exceeds the number of bytes of entropy available via this API (${MAXIMUM_RANDOM_BYTES})`,
      'QuotaExceededError',
    )
  }
  fill(source, new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength))
  return view
}

/** The global `crypto`. No `subtle`: it works in tasks that nobody sees. */
export class WebCrypto {
  readonly #source: RandomSource

  constructor(source: RandomSource) {
    this.#source = source
  }

  getRandomValues(view: ArrayBufferView): ArrayBufferView {
    return getRandomValues(this.#source, view)
  }

  randomUUID(): string {
    return this.#source.uuid()
  }
}

type Callback<T> = (error: Error | null, value: T) => void

export function createCryptoModule(
  source: RandomSource,
  defer: (run: () => void) => void,
): Readonly<Record<string, unknown>> {
  const randomBytes = (size: number, callback?: Callback<Buffer>): Buffer | undefined => {
    const bytes = Buffer.alloc(size)
    fill(source, bytes)
    if (typeof callback !== 'function') return bytes
    defer(() => callback(null, bytes))
    return undefined
  }
  const randomInt = (
    first: number,
    second?: number | Callback<number>,
    third?: Callback<number>,
  ): number | undefined => {
    const callback = typeof second === 'function' ? second : third
    const [low, high] = typeof second === 'number' ? [first, second] : [0, first]
    if (!(Number.isSafeInteger(low) && Number.isSafeInteger(high) && low < high)) {
      throw Object.assign(
        new RangeError(
          `The value of "max" is out of range. It must be greater than the value of "min" (${low}). Received ${high}`,
        ),
        { code: 'ERR_OUT_OF_RANGE' },
      )
    }
    const value = low + Math.floor(source.draw() * (high - low))
    if (!callback) return value
    defer(() => callback(null, value))
    return undefined
  }
  return {
    createHash: (name: unknown) => new Hash(HASHES[hashNamed(name)].create()),
    createHmac: (name: unknown, key: unknown) => new Hash(hmac.create(HASHES[hashNamed(name)], toBytes(key))),
    hash: (name: unknown, data: unknown, encoding: Encoding | 'buffer' = 'hex') =>
      new Hash(HASHES[hashNamed(name)].create()).update(data).digest(encoding),
    getHashes: () => Object.keys(HASHES),
    getRandomValues: (view: ArrayBufferView) => getRandomValues(source, view),
    randomBytes,
    randomFillSync: (view: ArrayBufferView) => {
      fill(source, new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength))
      return view
    },
    randomInt,
    randomUUID: () => source.uuid(),
    timingSafeEqual(a: unknown, b: unknown) {
      const [left, right] = [toBytes(a), toBytes(b)]
      if (left.length !== right.length) {
        throw Object.assign(new RangeError('Input buffers must have the same byte length'), {
          code: 'ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH',
        })
      }
      return left.every((byte, index) => byte === right[index])
    },
    webcrypto: new WebCrypto(source),
  }
}

// Bundling shortens names; users see these.
for (const [made, name] of [[Hash, 'Hash']] as const)
  Object.defineProperty(made, 'name', { value: name, configurable: true })
