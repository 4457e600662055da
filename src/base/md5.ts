// MD5 (RFC 1321) of a text's UTF-8 bytes: SQS sends it with each message and the SDK compares it. No defence.

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21] as const
const SINES = Int32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32) | 0)

function utf8Blocks(text: string): Uint8Array {
  const bytes: number[] = []
  for (const character of text) {
    let code = character.codePointAt(0) as number
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd
    if (code < 0x80) bytes.push(code)
    else if (code < 0x800) bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63))
    else if (code < 0x1_0000) bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
    else bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63))
  }
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
export function md5(text: string): string {
  const blocks = utf8Blocks(text)
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
