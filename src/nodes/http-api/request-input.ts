// A request as a person writes it, in the send dialog or in a file of events, and as the run takes it.
import type { Json, JsonObject } from '#base'

export interface RequestInput {
  readonly method: string
  readonly url: string
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly headerLines?: readonly (readonly [name: string, value: string])[]
  readonly base64?: true
}

const isObject = (value: Json | undefined): value is JsonObject =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' ? value : value === undefined || value === null ? '' : JSON.stringify(value)

/** Header lines where the names in lower case, each with one value, don't say it all. */
function sentHeaders(
  lines: readonly (readonly [name: string, value: string])[],
): Pick<RequestInput, 'headers' | 'headerLines'> {
  const headers = new Map<string, string>()
  for (const [name, value] of lines) {
    const lower = name.toLowerCase()
    const before = headers.get(lower)
    headers.set(lower, before === undefined ? value : `${before},${value}`)
  }
  const saysAll = headers.size === lines.length && lines.every(([name]) => name === name.toLowerCase())
  return { headers: Object.fromEntries(headers), ...(saysAll ? {} : { headerLines: lines }) }
}

/** `{ "method", "path", "headers"?, "body"?, "isBase64Encoded"? }`; a header may have a list of values. Undefined: it is none. */
export function readRequestInput(value: Json): RequestInput | undefined {
  if (!isObject(value)) return undefined
  const { method, path, headers, body, isBase64Encoded } = value
  if (typeof method !== 'string' || typeof path !== 'string') return undefined
  const lines = Object.entries(isObject(headers) ? headers : {}).flatMap(([name, given]) =>
    (Array.isArray(given) ? (given as readonly Json[]) : [given]).map((one) => [name, textOf(one)] as const),
  )
  const base64 = isBase64Encoded === true ? { base64: true as const } : {}
  return { method, url: path, ...sentHeaders(lines), body: textOf(body), ...base64 }
}
