// What an answer of a function becomes for the caller, by the payload format and the type of the API. What is refused as
// malformed is recorded from AWS. [R]
import { bytesOfBase64 } from '#base'
import type { HttpResponse, Reply } from '#emulator'
import { mediaTypeOf, namesMediaType, textOfBytes } from './http-text.ts'

export type ApiType = 'http' | 'rest'

const JSON_HEADERS = { 'content-type': 'application/json' } as const
const TEXT_HEADER = ['content-type', 'text/plain; charset=utf-8'] as const

export const gatewayResponse = (status: number, message: string): HttpResponse => ({
  status,
  headers: JSON_HEADERS,
  body: JSON.stringify({ message }),
})

/** HTTP APIs: 500; REST APIs: 502, with a small s. [R] */
const malformed = (type: ApiType): HttpResponse =>
  type === 'rest' ? gatewayResponse(502, 'Internal server error') : gatewayResponse(500, 'Internal Server Error')

/** The function was throttled: 500 of a REST API, 503 of an HTTP API. [K] */
const throttled = (type: ApiType): HttpResponse =>
  type === 'rest' ? gatewayResponse(500, 'Internal server error') : gatewayResponse(503, 'Service Unavailable')

/** The function did not answer in time. [V]; the bodies [K] */
export const integrationTimedOut = (type: ApiType): HttpResponse =>
  type === 'rest' ? gatewayResponse(504, 'Endpoint request timed out') : gatewayResponse(503, 'Service Unavailable')

/** The event is over the 6 MB that Lambda takes. [K] */
const eventTooLarge = (type: ApiType): HttpResponse =>
  gatewayResponse(413, type === 'rest' ? 'Request Too Long' : 'Request Entity Too Large')

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** `201` and `"201"`. [R] */
function statusOf(value: unknown): number | undefined {
  if (typeof value !== 'number' && (typeof value !== 'string' || value.trim() === '')) return undefined
  const status = Number(value)
  return Number.isInteger(status) && status >= 100 && status <= 599 ? status : undefined
}

/** null counts as absent. [R] */
const given = (fields: Fields, name: string): unknown => fields[name] ?? undefined

/** By name in lower case; undefined: malformed. */
function headersOf(fields: Fields): ReadonlyMap<string, readonly string[]> | undefined {
  const headers = new Map<string, readonly string[]>()
  const single = given(fields, 'headers') ?? {}
  const multiple = given(fields, 'multiValueHeaders') ?? {}
  if (!isFields(single) || !isFields(multiple)) return undefined
  for (const [name, value] of Object.entries(single)) headers.set(name.toLowerCase(), [String(value)])
  for (const [name, values] of Object.entries(multiple)) {
    if (!Array.isArray(values)) return undefined
    // They win over a single value of the same name. [R]
    headers.set(name.toLowerCase(), values.map(String))
  }
  return headers
}

const folded = (headers: ReadonlyMap<string, readonly string[]>): Record<string, string> =>
  Object.fromEntries([...headers].map(([name, values]) => [name, values.join(', ')]))

const decoded = (body: string): Pick<HttpResponse, 'body' | 'base64'> => {
  const text = textOfBytes(bytesOfBase64(body))
  return text === undefined ? { body, base64: true } : { body: text }
}

/** Does the caller's Accept, its first type, name what the API holds for binary? Else the base64 itself is sent. [V] */
const wantsBinary = (accept: string | undefined, binaryMediaTypes: readonly string[]): boolean =>
  namesMediaType(binaryMediaTypes, mediaTypeOf((accept ?? '*/*').split(',')[0] as string))

const REST_FIELDS: ReadonlySet<string> = new Set([
  'statusCode',
  'headers',
  'multiValueHeaders',
  'body',
  'isBase64Encoded',
])

/** Of a REST API: nothing but the fields there are, and one of them at least. [R] */
function restAnswer(result: unknown, accept: string | undefined, binaryMediaTypes: readonly string[]): HttpResponse {
  if (!isFields(result)) return malformed('rest')
  const names = Object.keys(result)
  if (names.length === 0 || names.some((name) => !REST_FIELDS.has(name))) return malformed('rest')
  const status = statusOf(given(result, 'statusCode') ?? 200)
  const headers = headersOf(result)
  const body = given(result, 'body') ?? ''
  if (status === undefined || !headers || typeof body !== 'string') return malformed('rest')
  const isDecoded = result['isBase64Encoded'] === true && wantsBinary(accept, binaryMediaTypes)
  return {
    status,
    headers: { ...JSON_HEADERS, ...folded(headers) },
    ...(isDecoded ? decoded(body) : { body }),
  }
}

/** Of an HTTP API; other fields don't matter. [R] */
function httpAnswer(fields: Fields, cookies: readonly unknown[]): HttpResponse {
  const status = statusOf(fields['statusCode'])
  const headers = headersOf(fields)
  if (status === undefined || !headers) return malformed('http')
  const given = fields['body'] ?? ''
  const body = typeof given === 'string' ? given : JSON.stringify(given)
  const all = new Map<string, readonly string[]>([[TEXT_HEADER[0], [TEXT_HEADER[1]]], ...headers])
  if (cookies.length > 0) all.set('set-cookie', [...(headers.get('set-cookie') ?? []), ...cookies.map(String)])
  return { status, headers: folded(all), ...(fields['isBase64Encoded'] === true ? decoded(body) : { body }) }
}

/** An object with a statusCode is a response, any other JSON the body of a 200 [V], but what looks like an error [R]. */
function answerV2(result: unknown, payload: string): HttpResponse {
  if (!isFields(result) || !('statusCode' in result)) {
    if (isFields(result) && 'errorMessage' in result) return malformed('http')
    return { status: 200, headers: JSON_HEADERS, body: typeof result === 'string' ? result : payload }
  }
  const cookies = given(result, 'cookies') ?? []
  if (!Array.isArray(cookies)) return malformed('http')
  const { multiValueHeaders: _left, ...fields } = result
  return httpAnswer(fields, cookies)
}

export interface Answering {
  readonly type: ApiType
  readonly payloadFormat: '1.0' | '2.0'
  /** Of the request. */
  readonly accept: string | undefined
  readonly binaryMediaTypes: readonly string[]
}

export function responseOf(reply: Reply, { type, payloadFormat, accept, binaryMediaTypes }: Answering): HttpResponse {
  if (reply.type === 'api-error' && reply.status === 413) return eventTooLarge(type)
  if (reply.type !== 'invoked') throw new Error(`A function answered with ${reply.type}.`)
  if (reply.status === 429) return throttled(type)
  if (reply.functionError) return malformed(type)
  const payload = reply.payload || 'null'
  const result: unknown = JSON.parse(payload)
  if (type === 'rest') return restAnswer(result, accept, binaryMediaTypes)
  if (payloadFormat === '2.0') return answerV2(result, payload)
  return isFields(result) ? httpAnswer(result, []) : malformed('http')
}
