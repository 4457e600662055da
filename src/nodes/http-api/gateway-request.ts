// A request as the gateway knows it, before any payload format: made-up ids, the headers it adds, the body it passes on.
import { base64OfBytes, bytesOfBase64, civilFromEpochMs, MICROSECONDS_PER_MS, utf8ByteLength, utf8Bytes } from '#base'
import type { HttpRequest } from '#emulator'
import { ACCOUNT_ID, REGION } from '#workflow'
import {
  type HeaderLines,
  type HeaderValues,
  headerLinesOf,
  headerValues,
  mediaTypeOf,
  namesMediaType,
  queryValues,
  splitUrl,
  textOfBytes,
} from './http-text.ts'
import { apiStage } from './defaults.ts'
import type { HttpApiConfig } from './model.ts'
import type { RouteKey } from './routing.ts'

/** Of the documentation's range for examples (RFC 5737). */
const SOURCE_IP = '203.0.113.1'
const USER_AGENT = 'faaslab-client'

/** What the run made up for this request. */
export interface RequestIds {
  readonly apiId: string
  readonly requestId: string
  readonly extendedRequestId: string
  readonly deploymentId: string
  readonly resourceId: string
  /** 24 hexadecimal digits. */
  readonly traceDigits: string
  readonly epochMs: number
}

export interface GatewayRequest extends RequestIds {
  readonly type: HttpApiConfig['type']
  readonly stage: string
  readonly stageVariables: Readonly<Record<string, string>>
  readonly method: string
  readonly route: RouteKey
  readonly pathParameters: Readonly<Record<string, string>>
  /** Below the stage, as it was sent. */
  readonly path: string
  /** From the host on: a stage with a name stands before the path. */
  readonly fullPath: string
  readonly query: string
  readonly queryValues: ReadonlyMap<string, readonly string[]>
  /** With those the gateway adds, by name in lower case. */
  readonly headers: ReadonlyMap<string, HeaderValues>
  readonly body: string
  readonly isBase64Encoded: boolean
  readonly domainName: string
  readonly sourceIp: string
  readonly userAgent: string
  readonly time: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const two = (value: number): string => String(value).padStart(2, '0')

function commonLogTime(epochMs: number): string {
  const time = civilFromEpochMs(epochMs)
  const clock = `${two(time.hour)}:${two(time.minute)}:${two(time.second)}`
  return `${two(time.day)}/${MONTHS[time.month - 1]}/${time.year}:${clock} +0000`
}

export const epochMsAt = (startAtMs: number, atUs: number): number => startAtMs + Math.floor(atUs / MICROSECONDS_PER_MS)

export const routeKeyOf = ({ method, path }: RouteKey): string => (path === '$default' ? path : `${method} ${path}`)

/** An HTTP API passes these on as they are, and every other body in base64. [K] */
const TEXT_TYPES = ['text/*', 'application/json', 'application/javascript', 'application/xml']
const TEXT_SUFFIX = /\+(json|xml)$/

const isBinary = (
  type: HttpApiConfig['type'],
  binaryMediaTypes: readonly string[],
  contentType: string | undefined,
) => {
  const mediaType = mediaTypeOf(contentType ?? '')
  if (type === 'rest') return namesMediaType(binaryMediaTypes, mediaType)
  return mediaType !== '' && !namesMediaType(TEXT_TYPES, mediaType) && !TEXT_SUFFIX.test(mediaType)
}

export const bodyByteLength = ({ body, base64 }: HttpRequest): number =>
  base64 ? bytesOfBase64(body).length : utf8ByteLength(body)

function bodyOf(request: HttpRequest, binary: boolean): string {
  if (!request.base64) return binary ? base64OfBytes(utf8Bytes(request.body)) : request.body
  // Bytes that are said to be text, and are none, reach nobody whole.
  return binary ? request.body : (textOfBytes(bytesOfBase64(request.body)) ?? '\ufffd')
}

function addedHeaders(ids: RequestIds, domainName: string, request: HttpRequest): HeaderLines {
  const seconds = Math.floor(ids.epochMs / 1000)
  return [
    ['Content-Length', String(bodyByteLength(request))],
    ['Host', domainName],
    ['User-Agent', USER_AGENT],
    ['X-Amzn-Trace-Id', `Root=1-${seconds.toString(16).padStart(8, '0')}-${ids.traceDigits}`],
    ['X-Forwarded-For', SOURCE_IP],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  ]
}

/** The lines of the request first: what it says itself is not added. */
function withAdded(sent: HeaderLines, added: HeaderLines): HeaderLines {
  const names = new Set(sent.map(([name]) => name.toLowerCase()))
  return [...sent, ...added.filter(([name]) => !names.has(name.toLowerCase()))]
}

export function gatewayRequest(
  request: HttpRequest,
  route: RouteKey,
  pathParameters: Readonly<Record<string, string>>,
  config: Pick<HttpApiConfig, 'type' | 'stage' | 'stageVariables' | 'binaryMediaTypes'>,
  ids: RequestIds,
): GatewayRequest {
  const { path, query } = splitUrl(request.url)
  const { type } = config
  const stage = apiStage(config)
  const domainName = `${ids.apiId}.execute-api.${REGION}.amazonaws.com`
  const sent = headerLinesOf(request)
  const lines = withAdded(sent, addedHeaders(ids, domainName, request))
  // A REST API does not pass on the length of a body. [R]
  const headers = headerValues(lines.filter(([name]) => type === 'http' || name.toLowerCase() !== 'content-length'))
  const isBase64Encoded =
    request.body !== '' && isBinary(type, config.binaryMediaTypes, firstOf(headers, 'content-type'))
  return {
    ...ids,
    type,
    stage,
    stageVariables: config.stageVariables,
    method: request.method,
    route,
    pathParameters,
    path,
    fullPath: stage === '$default' ? path : `/${stage}${path}`,
    query,
    queryValues: queryValues(query),
    headers,
    body: bodyOf(request, isBase64Encoded),
    isBase64Encoded,
    domainName,
    sourceIp: SOURCE_IP,
    userAgent: firstOf(headers, 'user-agent') ?? USER_AGENT,
    time: commonLogTime(ids.epochMs),
  }
}

export const firstOf = (headers: GatewayRequest['headers'], name: string): string | undefined =>
  headers.get(name)?.values[0]

/** `arn:aws:execute-api:…:api/stage/GET/orders/7`: what an authorizer is asked about. [V] */
export const invocationArn = ({ apiId, stage, method, path }: GatewayRequest): string =>
  `arn:aws:execute-api:${REGION}:${ACCOUNT_ID}:${apiId}/${stage}/${method}/${path.replace(/^\//, '')}`
