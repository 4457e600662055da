// MD5 (RFC 1321): SQS sends it of each message's UTF-8 and the SDK compares it; S3's ETag is one of an object's bytes.
// No defence.
import { utf8Bytes } from './bytes.ts'

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const
const SINES = Int32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0)

/** The bytes, padded to whole blocks, with their number. */
function blocksOf(bytes: Uint8Array): Uint8Array {
  const blocks = new Uint8Array(Math.ceil((bytes.length + 9) / 64) * 64)
  blocks.set(bytes)
  blocks[bytes.length] = 0x80
  const bits = new DataView(blocks.buffer)
  bits.setUint32(blocks.length - 8, (bytes.length * 8) >>> 0, true)
  bits.setUint32(blocks.length - 4, Math.floor(bytes.length / 2 ** 29), true)
  return blocks
}

const round = (index: number, b: number, c: number, d: number): [mixed: number, word: number] => {
  if (index < 16) return [(b & c) | (~b & d), index]
  if (index < 32) return [(d & b) | (~d & c), (5 * index + 1) & 15]
  if (index < 48) return [b ^ c ^ d, (3 * index + 5) & 15]
  return [c ^ (b | ~d), (7 * index) & 15]
}

/** 32 hexadecimal digits. */
export const md5 = (text: string): string => md5OfBytes(utf8Bytes(text))

export function md5OfBytes(bytes: Uint8Array): string {
  const blocks = blocksOf(bytes)
  const view = new DataView(blocks.buffer)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476)
  for (let start = 0; start < blocks.length; start += 64) {
    let a = state[0] as number
    let b = state[1] as number
    let c = state[2] as number
    let d = state[3] as number
    for (let index = 0; index < 64; index++) {
      const [mixed, word] = round(index, b, c, d)
      const sum = (a + mixed + (SINES[index] as number) + view.getInt32(start + 4 * word, true)) | 0
      const shift = SHIFTS[(index >> 4) * 4 + (index & 3)] as number
      a = d
      d = c
      c = b
      b = (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0
    }
    for (const [lane, value] of [a, b, c, d].entries()) state[lane] = ((state[lane] as number) + value) | 0
  }
  const out = new DataView(new ArrayBuffer(16))
  for (const [lane, value] of state.entries()) out.setInt32(4 * lane, value, true)
  return Array.from({ length: 16 }, (_, index) => out.getUint8(index).toString(16).padStart(2, '0')).join('')
}
