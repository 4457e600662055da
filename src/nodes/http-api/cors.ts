// CORS: an HTTP API answers preflight requests itself and sets the headers of every answer [V]; a REST API has a mock
// for OPTIONS at each resource, and its functions set their own headers [K].
import type { HttpResponse } from '#emulator'
import type { GatewayRequest } from './gateway-request.ts'
import type { Cors } from './model.ts'

/** Those that an HTTP API sets, whatever the function said. [V] */
const CORS_HEADER = /^access-control-/

export interface Preflight {
  readonly origin: string
}

/** A browser's question whether it may send the request. */
export function preflightOf(method: string, headers: GatewayRequest['headers']): Preflight | undefined {
  const origin = headers.get('origin')?.values[0]
  const asked = headers.has('access-control-request-method')
  return method === 'OPTIONS' && origin !== undefined && asked ? { origin } : undefined
}

/** `*`, the origin itself, or `https://*`. [K] */
const allowsOrigin = (allowed: string, origin: string): boolean =>
  allowed === '*' || allowed === origin || (allowed.endsWith('://*') && origin.startsWith(allowed.slice(0, -1)))

function originHeader({ allowOrigins }: Cors, origin: string): Record<string, string> | undefined {
  if (allowOrigins.includes('*')) return { 'access-control-allow-origin': '*' }
  return allowOrigins.some((allowed) => allowsOrigin(allowed, origin))
    ? { 'access-control-allow-origin': origin }
    : undefined
}

const credentialsHeader = ({ allowCredentials }: Cors): Record<string, string> =>
  allowCredentials ? { 'access-control-allow-credentials': 'true' } : {}

const listHeader = (name: string, values: readonly string[]): Record<string, string> =>
  values.length === 0 ? {} : { [name]: values.join(',') }

/** 204, and without the headers where the origin is not allowed. [K] */
export function preflightResponse(cors: Cors, { origin }: Preflight): HttpResponse {
  const allowed = originHeader(cors, origin)
  if (!allowed) return { status: 204, headers: {}, body: '' }
  return {
    status: 204,
    headers: {
      ...allowed,
      ...credentialsHeader(cors),
      ...listHeader('access-control-allow-methods', cors.allowMethods),
      ...listHeader('access-control-allow-headers', cors.allowHeaders),
      ...(cors.maxAgeMs === undefined ? {} : { 'access-control-max-age': String(Math.round(cors.maxAgeMs / 1000)) }),
    },
    body: '',
  }
}

/** The answer of an HTTP API's function to a request that has an origin. */
export function withCors(cors: Cors, origin: string | undefined, response: HttpResponse): HttpResponse {
  const own = Object.entries(response.headers).filter(([name]) => !CORS_HEADER.test(name))
  const allowed = origin === undefined ? undefined : originHeader(cors, origin)
  const set = allowed && {
    ...allowed,
    ...credentialsHeader(cors),
    ...listHeader('access-control-expose-headers', cors.exposeHeaders),
  }
  return { ...response, headers: { ...Object.fromEntries(own), ...set } }
}

/** What SAM's mock at a REST API's resource says: `*` of methods is those there are. [K] */
export function mockResponse(cors: Cors, methods: readonly string[]): HttpResponse {
  const allowed = cors.allowMethods.includes('*') ? [...methods, 'OPTIONS'] : cors.allowMethods
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      ...listHeader('access-control-allow-origin', cors.allowOrigins),
      ...credentialsHeader(cors),
      ...listHeader('access-control-allow-methods', allowed),
      ...listHeader('access-control-allow-headers', cors.allowHeaders),
      ...(cors.maxAgeMs === undefined ? {} : { 'access-control-max-age': String(Math.round(cors.maxAgeMs / 1000)) }),
    },
    body: '{}',
  }
}
