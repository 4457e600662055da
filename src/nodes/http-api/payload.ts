// What a function gets from an HTTP API and what its answer becomes: payload format 2.0. [V]
import { civilFromEpochMs, MICROSECONDS_PER_MS, utf8ByteLength } from '#base'
import type { HttpRequest, HttpResponse, Reply } from '#emulator'
import { ACCOUNT_ID, REGION } from '#workflow'
import type { RouteKey } from './routing.ts'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
/** Of the documentation's range for examples (RFC 5737). */
const SOURCE_IP = '203.0.113.1'
const USER_AGENT = 'faaslab-client'

export interface PayloadContext {
  readonly apiId: string
  readonly stage: string
  readonly requestId: string
  readonly epochMs: number
  /** 24 hexadecimal digits. */
  readonly traceDigits: string
}

const two = (value: number): string => String(value).padStart(2, '0')

function commonLogTime(epochMs: number): string {
  const time = civilFromEpochMs(epochMs)
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`
  return `${two(time.day)}/${MONTHS[time.month - 1]}/${time.year}:${clock} +0000`
}

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text // a malformed escape stays as it was sent
  }
}

/** Values of one name are joined by commas. */
function queryParameters(query: string): Record<string, string> | undefined {
  const parameters = new Map<string, string>()
  for (const pair of query.split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decode(at < 0 ? pair : pair.slice(0, at))
    const value = at < 0 ? '' : decode(pair.slice(at + 1))
    const before = parameters.get(name)
    parameters.set(name, before === undefined ? value : `${before},${value}`)
  }
  // A name such as __proto__ is a name like any other.
  return parameters.size > 0 ? Object.fromEntries(parameters) : undefined
}

export const splitUrl = (url: string): { path: string; query: string } => {
  const at = url.indexOf('?')
  return at < 0 ? { path: url, query: '' } : { path: url.slice(0, at), query: url.slice(at + 1) }
}

export const routeKeyOf = ({ method, path }: RouteKey): string => (path === '$default' ? path : `${method} ${path}`)

export function httpApiEvent(
  request: HttpRequest,
  route: RouteKey,
  pathParameters: Readonly<Record<string, string>>,
  context: PayloadContext,
) {
  const { path, query } = splitUrl(request.url)
  const domainName = `${context.apiId}.execute-api.${REGION}.amazonaws.com`
  const routeKey = routeKeyOf(route)
  const { cookie, ...others } = request.headers
  const seconds = Math.floor(context.epochMs / 1000)
  const headers = {
    'content-length': String(utf8ByteLength(request.body)),
    host: domainName,
    'user-agent': USER_AGENT,
    'x-amzn-trace-id': `Root=1-${seconds.toString(16).padStart(8, '0')}-${context.traceDigits}`,
    'x-forwarded-for': SOURCE_IP,
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
    ...others,
  }
  const queryStringParameters = queryParameters(query)
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: query,
    ...(cookie === undefined ? {} : { cookies: cookie.split(';').map((one) => one.trim()) }),
    headers,
    ...(queryStringParameters ? { queryStringParameters } : {}),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: context.apiId,
      domainName,
      domainPrefix: context.apiId,
      http: {
        method: request.method,
        path,
        protocol: 'HTTP/1.1',
        sourceIp: SOURCE_IP,
        userAgent: headers['user-agent'],
      },
      requestId: context.requestId,
      routeKey,
      stage: context.stage,
      time: commonLogTime(context.epochMs),
      timeEpoch: context.epochMs,
    },
    ...(Object.keys(pathParameters).length > 0 ? { pathParameters } : {}),
    ...(request.body === '' ? {} : { body: request.body }),
    isBase64Encoded: false,
  }
}

const JSON_HEADERS = { 'content-type': 'application/json' } as const

export const gatewayResponse = (status: number, message: string): HttpResponse => ({
  status,
  headers: JSON_HEADERS,
  body: JSON.stringify({ message }),
})

const INTERNAL_ERROR = gatewayResponse(500, 'Internal Server Error')

/**
 * Format 2.0: an object with a statusCode is a response; any other JSON is the body of a 200. [V]
 * A failed function is a 500 and a throttled one a 503. [K]
 */
export function responseOf(reply: Reply): HttpResponse {
  // An event over Lambda's 6 MB. The answer is [K].
  if (reply.type === 'api-error' && reply.status === 413) return gatewayResponse(413, 'Request Entity Too Large')
  if (reply.type !== 'invoked') throw new Error(`A function answered with ${reply.type}.`)
  if (reply.status === 429) return gatewayResponse(503, 'Service Unavailable')
  if (reply.functionError) return INTERNAL_ERROR
  const result: unknown = JSON.parse(reply.payload || 'null')
  if (result === null || typeof result !== 'object' || Array.isArray(result) || !('statusCode' in result))
    return { status: 200, headers: JSON_HEADERS, body: typeof result === 'string' ? result : reply.payload || '' }
  const status = Number(result.statusCode)
  if (!Number.isInteger(status) || status < 100 || status > 599) return INTERNAL_ERROR
  const headers = new Map([['content-type', 'text/plain; charset=utf-8']])
  const given = 'headers' in result && result.headers && typeof result.headers === 'object' ? result.headers : {}
  for (const [name, value] of Object.entries(given)) headers.set(name.toLowerCase(), String(value))
  if ('cookies' in result && Array.isArray(result.cookies) && result.cookies.length > 0)
    headers.set('set-cookie', result.cookies.map(String).join(', '))
  const body = 'body' in result ? result.body : ''
  return {
    status,
    headers: Object.fromEntries(headers),
    body: typeof body === 'string' ? body : body === null || body === undefined ? '' : JSON.stringify(body),
  }
}

export const epochMsAt = (startAtMs: number, atUs: number): number => startAtMs + Math.floor(atUs / MICROSECONDS_PER_MS)
