// SHA-256 (FIPS 180-4) of a text in UTF-8, at once: consent is asked where waiting for the platform's would let code
// start in between, and the platform has none on plain http. A FIFO queue knows equal bodies by it.
import { utf8Bytes } from './bytes.ts'

const PRIMES = 64

/** The first 32 bits of the fractional part of a root of a prime. */
const fractionBits = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) | 0

const primes: readonly number[] = (() => {
  const found: number[] = []
  for (let candidate = 2; found.length < PRIMES; candidate++)
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate)
  return found
})()

const ROUND = Int32Array.from(primes, (prime) => fractionBits(Math.cbrt(prime)))
const START = Int32Array.from(primes.slice(0, 8), (prime) => fractionBits(Math.sqrt(prime)))

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

const BLOCK_BYTES = 64
const LENGTH_BYTES = 8

function padded(text: string): DataView<ArrayBuffer> {
  const bytes = utf8Bytes(text)
  const size = Math.ceil((bytes.length + 1 + LENGTH_BYTES) / BLOCK_BYTES) * BLOCK_BYTES
  const block = new Uint8Array(size)
  block.set(bytes)
  block[bytes.length] = 0x80
  const view = new DataView(block.buffer)
  const bits = bytes.length * 8
  view.setUint32(size - 8, Math.floor(bits / 2 ** 32))
  view.setUint32(size - 4, bits >>> 0)
  return view
}

function schedule(words: Int32Array, message: DataView, offset: number): void {
  for (let index = 0; index < 16; index++) words[index] = message.getInt32(offset + index * 4)
  for (let index = 16; index < 64; index++) {
    const far = words[index - 15] as number
    const near = words[index - 2] as number
    const small0 = rotate(far, 7) ^ rotate(far, 18) ^ (far >>> 3)
    const small1 = rotate(near, 17) ^ rotate(near, 19) ^ (near >>> 10)
    words[index] = (words[index - 16] as number) + small0 + (words[index - 7] as number) + small1
  }
}

function compress(hash: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
  for (let index = 0; index < 64; index++) {
    const big1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const first = (h + big1 + ((e & f) ^ (~e & g)) + (ROUND[index] as number) + (words[index] as number)) | 0
    const big0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
    const second = (big0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  const mixed = [a, b, c, d, e, f, g, h]
  for (let index = 0; index < 8; index++) hash[index] = (hash[index] as number) + (mixed[index] as number)
}

/** 64 hexadecimal digits. */
export function sha256(text: string): string {
  const message = padded(text)
  const words = new Int32Array(64)
  const hash = Int32Array.from(START)
  for (let offset = 0; offset < message.byteLength; offset += BLOCK_BYTES) {
    schedule(words, message, offset)
    compress(hash, words)
  }
  return Array.from(hash, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}
