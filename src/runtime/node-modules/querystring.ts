// node:querystring.

const unescape = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError)
      return text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(Number.parseInt(code.slice(1), 16)))
    throw error
  }
}

const escape = (text: unknown): string =>
  encodeURIComponent(String(text)).replace(/%(?:21|27|28|29|2A)/g, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  )

const printable = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean'
    ? escape(value)
    : ''

interface Options {
  readonly maxKeys?: number
}

/** Node's own default. [V] */
const MAXIMUM_KEYS = 1000

function parse(text: string, separator = '&', equals = '=', options: Options = {}): Record<string, string | string[]> {
  const parsed: Record<string, string | string[]> = Object.create(null)
  const limit = options.maxKeys ?? MAXIMUM_KEYS
  const pairs = String(text)
    .split(separator)
    .filter((pair) => pair !== '')
  for (const pair of limit > 0 ? pairs.slice(0, limit) : pairs) {
    const at = pair.indexOf(equals)
    const [rawKey, rawValue] = at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + equals.length)]
    const key = unescape(rawKey.replace(/\+/g, ' '))
    const value = unescape(rawValue.replace(/\+/g, ' '))
    const before = parsed[key]
    if (before === undefined) parsed[key] = value
    else if (Array.isArray(before)) before.push(value)
    else parsed[key] = [before, value]
  }
  return parsed
}

const stringify = (object: unknown, separator = '&', equals = '='): string => {
  if (typeof object !== 'object' || object === null) return ''
  return Object.entries(object)
    .flatMap(([key, value]) =>
      (Array.isArray(value) ? value : [value]).map((item) => `${escape(key)}${equals}${printable(item)}`),
    )
    .join(separator)
}

export const createQuerystringModule = (): Readonly<Record<string, unknown>> => ({
  parse,
  stringify,
  escape,
  unescape,
  decode: parse,
  encode: stringify,
})
