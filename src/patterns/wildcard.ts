// Wildcards: `*` stands for any characters, `\*` for a star, `\\` for a backslash. Source: event-ruler,
// WildcardParser.java [V].
import { utf8ByteLength } from '#base'

/** A wildcard pattern's literal parts, parted by its stars: one part means no star. */
export interface Wildcard {
  readonly parts: readonly string[]
  matches(value: string): boolean
}

/** The pattern, or the reason why it is none. Places are counted in bytes behind the opening quote, as AWS counts. */
export function parseWildcard(pattern: string): Wildcard | string {
  const parts: string[] = []
  let part = ''
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern.charAt(index)
    const next = pattern.charAt(index + 1)
    const place = () => utf8ByteLength(pattern.slice(0, index)) + 1
    if (char === '*') {
      if (next === '*') return `Consecutive wildcard characters at pos ${place()}`
      parts.push(part)
      part = ''
    } else if (char === '\\') {
      if (next !== '*' && next !== '\\') return `Invalid escape character at pos ${place()}`
      part += next
      index += 1
    } else part += char
  }
  parts.push(part)
  return { parts, matches: (value) => matchesParts(parts, value) }
}

/** Each middle part is taken at its first place: what matches later would match there too. */
function matchesParts(parts: readonly string[], value: string): boolean {
  const first = parts[0] ?? ''
  if (parts.length === 1) return value === first
  const last = parts.at(-1) ?? ''
  const end = value.length - last.length
  if (end < first.length || !value.startsWith(first) || !value.endsWith(last)) return false
  let at = first.length
  for (let index = 1; index < parts.length - 1; index++) {
    const part = parts[index] ?? ''
    const found = value.indexOf(part, at)
    if (found < 0 || found + part.length > end) return false
    at = found + part.length
  }
  return true
}
