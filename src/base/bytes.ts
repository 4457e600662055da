// Bytes in plain ECMAScript: a text's UTF-8, and base64, the form in which bytes cross a boundary of JSON.
import { utf8ByteLength } from './json.ts'

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const CODES = Uint8Array.from(ALPHABET, (character) => character.charCodeAt(0))
const VALUES = new Uint8Array(256)
for (const [value, code] of CODES.entries()) VALUES[code] = value
const PADDING = 61
/** Codes that one call of fromCharCode is given: engines limit the number of arguments. */
const CHUNK = 8192
const REPLACEMENT = 0xfffd

/** A lone surrogate becomes the replacement character. */
export function utf8Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8ByteLength(text))
  let at = 0
  for (let index = 0; index < text.length; index++) {
    let code = text.codePointAt(index) as number
    if (code > 0xffff) index += 1
    else if (code >= 0xd800 && code < 0xe000) code = REPLACEMENT
    if (code < 0x80) bytes[at++] = code
    else if (code < 0x800) {
      bytes[at++] = 0xc0 | (code >> 6)
      bytes[at++] = 0x80 | (code & 63)
    } else if (code < 0x1_0000) {
      bytes[at++] = 0xe0 | (code >> 12)
      bytes[at++] = 0x80 | ((code >> 6) & 63)
      bytes[at++] = 0x80 | (code & 63)
    } else {
      bytes[at++] = 0xf0 | (code >> 18)
      bytes[at++] = 0x80 | ((code >> 12) & 63)
      bytes[at++] = 0x80 | ((code >> 6) & 63)
      bytes[at++] = 0x80 | (code & 63)
    }
  }
  return bytes
}

export function base64OfBytes(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4)
  let at = 0
  for (let index = 0; index < bytes.length; index += 3) {
    const group = ((bytes[index] as number) << 16) | ((bytes[index + 1] ?? 0) << 8) | (bytes[index + 2] ?? 0)
    codes[at++] = CODES[group >> 18] as number
    codes[at++] = CODES[(group >> 12) & 63] as number
    codes[at++] = CODES[(group >> 6) & 63] as number
    codes[at++] = CODES[group & 63] as number
  }
  const padding = (3 - (bytes.length % 3)) % 3
  codes.fill(PADDING, codes.length - padding)
  let text = ''
  for (let start = 0; start < codes.length; start += CHUNK)
    text += Reflect.apply(String.fromCharCode, undefined, codes.subarray(start, start + CHUNK)) as string
  return text
}

const unpaddedLength = (text: string): number => text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0)

/** How many bytes a base64 text stands for. */
export const base64ByteLength = (text: string): number => Math.floor((unpaddedLength(text) * 3) / 4)

/** Of what base64OfBytes wrote; what is no base64 gives other bytes, not an error. */
export function bytesOfBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(base64ByteLength(text))
  const length = unpaddedLength(text)
  const valueAt = (index: number): number => (index < length ? (VALUES[text.charCodeAt(index) & 255] as number) : 0)
  let at = 0
  for (let index = 0; index < length; index += 4) {
    const group = (valueAt(index) << 18) | (valueAt(index + 1) << 12) | (valueAt(index + 2) << 6) | valueAt(index + 3)
    // Beyond the end of a typed array nothing is written: the last group may be short.
    bytes[at++] = group >> 16
    bytes[at++] = group >> 8
    bytes[at++] = group
  }
  return bytes
}
