// XML as the AWS protocols write it.
import type { Json, JsonObject } from '#base'

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Control characters have no other way through: a key may hold them. */
const SPECIAL = /[&<>"\u0000-\u0008\u000b-\u001f]/g

export const escapeXml = (text: string): string =>
  text.replace(SPECIAL, (character) => ESCAPES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`)

export const tag = (name: string, inner: string): string => `<${name}>${inner}</${name}>`

/** A value under its name; of a list, one element for each under the same name. */
function xmlOf(name: string, value: Json): string {
  if (Array.isArray(value)) return value.map((one) => xmlOf(name, one)).join('')
  if (value === null || typeof value !== 'object') return tag(name, escapeXml(String(value)))
  return tag(name, membersXml(value as JsonObject))
}

export const membersXml = (value: JsonObject): string =>
  Object.entries(value)
    .map(([name, one]) => xmlOf(name, one))
    .join('')

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

const unescapeXml = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g, (whole, hex?: string, decimal?: string, name?: string) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16))
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal))
    return ENTITIES[name ?? ''] ?? whole
  })

const ELEMENT = /<([A-Za-z][\w:.-]*)(?:\s[^<>]*)?(?:\/>|>([\s\S]*?)<\/\1>)/g

/** The elements directly inside, as the SDK writes them: none is inside another one of its own name. */
export const elementsOf = (text: string): readonly (readonly [name: string, inner: string])[] =>
  Array.from(text.matchAll(ELEMENT), ([, name = '', inner = '']) => [name, inner] as const)

export const textOf = (text: string, name: string): string | undefined => {
  const found = elementsOf(text).find(([one]) => one === name)
  return found && unescapeXml(found[1])
}
