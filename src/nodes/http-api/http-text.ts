// The small parts of HTTP that every payload format needs: URLs, queries, header lines, media types, bytes as text.
import type { HttpRequest } from '#emulator'

export const splitUrl = (url: string): { path: string; query: string } => {
  const at = url.indexOf('?')
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) }
}

/** Percent-decoded; a malformed escape stays as it was sent. */
export const decodeText = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Values by name, in the order in which they came; a `+` is a space. */
export function queryValues(query: string): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>()
  const decode = (text: string): string => decodeText(text.replaceAll('+', ' '))
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at < 0 ? pair : pair.slice(0, at))
    const value = at < 0 ? '' : decode(pair.slice(at + 1))
    const before = values.get(name)
    if (before) before.push(value)
    else values.set(name, [value])
  }
  return values
}

export type HeaderLines = readonly (readonly [name: string, value: string])[]

export const headerLinesOf = ({ headers, headerLines }: HttpRequest): HeaderLines =>
  headerLines ?? Object.entries(headers)

export interface HeaderValues {
  /** As it was sent first. */
  readonly name: string
  readonly values: readonly string[]
}

/** By name in lower case. */
export function headerValues(lines: HeaderLines): ReadonlyMap<string, HeaderValues> {
  const found = new Map<string, { name: string; values: string[] }>()
  for (const [name, value] of lines) {
    const lower = name.toLowerCase()
    const before = found.get(lower)
    if (before) before.values.push(value)
    else found.set(lower, { name, values: [value] })
  }
  return found
}

/** `Text/HTML; charset=utf-8` → `text/html`. */
export const mediaTypeOf = (contentType: string): string => (contentType.split(';')[0] as string).trim().toLowerCase()

/** Does a list such as `image/png` and `image/*` name the type? */
export const namesMediaType = (list: readonly string[], type: string): boolean =>
  list.some((each) => {
    const wanted = mediaTypeOf(each)
    if (wanted === '*/*' || wanted === type) return true
    return wanted.endsWith('/*') && type.startsWith(wanted.slice(0, -1))
  })

const CONTINUATION = 0x80

/** How many bytes follow the first one of a character, and the least that so many may say; undefined: no first byte. */
function sequenceOf(
  first: number,
): { readonly more: number; readonly least: number; readonly bits: number } | undefined {
  if (first < 0x80) return { more: 0, least: 0, bits: first }
  if (first >= 0xc0 && first < 0xe0) return { more: 1, least: 0x80, bits: first & 31 }
  if (first >= 0xe0 && first < 0xf0) return { more: 2, least: 0x800, bits: first & 15 }
  return first >= 0xf0 && first < 0xf8 ? { more: 3, least: 0x1_0000, bits: first & 7 } : undefined
}

/** UTF-8 read; undefined where the bytes are none. */
export function textOfBytes(bytes: Uint8Array): string | undefined {
  const parts: string[] = []
  let at = 0
  while (at < bytes.length) {
    const sequence = sequenceOf(bytes[at] as number)
    if (!sequence) return undefined
    let code = sequence.bits
    for (let index = 1; index <= sequence.more; index++) {
      const next = bytes[at + index]
      if (next === undefined || (next & 0xc0) !== CONTINUATION) return undefined
      code = (code << 6) | (next & 63)
    }
    if (code < sequence.least || code > 0x10_ffff || (code >= 0xd800 && code < 0xe000)) return undefined
    parts.push(String.fromCodePoint(code))
    at += sequence.more + 1
  }
  return parts.join('')
}
