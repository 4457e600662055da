// What a service's own handler is given and what it may return.
import type { Json, JsonObject } from '#base'
import type { HttpRequest, HttpResponse } from '#emulator'

/** `https://bank.example/v1/pay?x=1` → `/v1/pay`. */
const pathOf = (url: string): string => /^https?:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] || '/'

/** The handler's one parameter, as JSON. */
export const requestPayload = ({ method, url, headers, body }: HttpRequest): string =>
  JSON.stringify({ method, url, path: pathOf(url), headers, body })

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Where the service answers with a body that is no text. */
const JSON_TYPE = { 'content-type': 'application/json' }

/** `status` 200, `headers` none and `body` empty where they are left out; undefined: this is no answer. */
export function responseOf(payload: string): HttpResponse | undefined {
  const value = JSON.parse(payload) as Json
  if (!isObject(value)) return undefined
  const { status = 200, headers: given = {}, body = '' } = value
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 200 || status > 599) return undefined
  if (!isObject(given)) return undefined
  const headers: Record<string, string> = {}
  for (const [name, held] of Object.entries(given)) {
    if (typeof held === 'object') return undefined
    headers[name.toLowerCase()] = String(held)
  }
  if (typeof body === 'string' || body === null) return { status, headers, body: body ?? '' }
  return { status, headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) }
}
