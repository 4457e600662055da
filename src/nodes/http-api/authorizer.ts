// Authorizers by function: what identifies a caller, what their function is asked, what its answer lets through.
import type { HttpResponse, Reply } from '#emulator'
import { type ApiType, gatewayResponse } from './answer.ts'
import { firstOf, type GatewayRequest, invocationArn, routeKeyOf } from './gateway-request.ts'
import type { Authorizer } from './model.ts'
import { type AuthorizerContextV1, requestAuthorizerEventV1, tokenAuthorizerEvent } from './payload-v1.ts'
import { authorizerEventV2, type LambdaContext } from './payload-v2.ts'
import { judge, type Policy, readPolicy } from './policy.ts'

export type AuthorizerSettings = Omit<Authorizer, 'name' | 'forAllRoutes' | 'ttlMs'>

const CONTEXT: Readonly<Record<string, (request: GatewayRequest) => string>> = {
  routeKey: ({ route }) => routeKeyOf(route),
  resourcePath: ({ route }) => route.path,
  httpMethod: ({ method }) => method,
  path: ({ fullPath }) => fullPath,
  stage: ({ stage }) => stage,
  apiId: ({ apiId }) => apiId,
  'identity.sourceIp': ({ sourceIp }) => sourceIp,
  'identity.userAgent': ({ userAgent }) => userAgent,
}

function identityValue(source: string, request: GatewayRequest): string | undefined {
  const [, place = '', name = ''] =
    /^\$(request\.header|request\.querystring|stageVariables|context)\.(.+)$/.exec(source) ?? []
  switch (place) {
    case 'request.header':
      return firstOf(request.headers, name.toLowerCase())
    case 'request.querystring':
      return request.queryValues.get(name)?.at(-1)
    case 'stageVariables':
      return Object.hasOwn(request.stageVariables, name) ? request.stageVariables[name] : undefined
    default:
      return Object.hasOwn(CONTEXT, name) ? CONTEXT[name]?.(request) : undefined
  }
}

const fits = (validation: string, token: string): boolean => {
  try {
    return new RegExp(`^(?:${validation})$`).test(token)
  } catch {
    return false // a rule refuses such an expression before a run
  }
}

/** What identifies the caller; undefined: something of it is missing or empty, and nobody need be asked. [V] */
export function identityOf(settings: AuthorizerSettings, request: GatewayRequest): readonly string[] | undefined {
  const { type, identitySources, validation } = settings
  const sources = type === 'TOKEN' ? identitySources.slice(0, 1) : identitySources
  const values = sources.map((source) => identityValue(source, request))
  if (values.some((value) => value === undefined || value === '')) return undefined
  const identity = values as readonly string[]
  if (type === 'TOKEN' && (identity.length === 0 || (validation !== '' && !fits(validation, identity[0] as string))))
    return undefined
  return identity
}

/** A REST API knows format 1.0 only. */
const formatOf = (type: ApiType, { payloadFormat }: AuthorizerSettings): '1.0' | '2.0' =>
  type === 'rest' ? '1.0' : payloadFormat

export function authorizerEvent(settings: AuthorizerSettings, request: GatewayRequest, identity: readonly string[]) {
  if (settings.type === 'TOKEN') return tokenAuthorizerEvent(request, identity[0] ?? '')
  return formatOf(request.type, settings) === '2.0'
    ? authorizerEventV2(request, identity)
    : requestAuthorizerEventV1(request, identity)
}

/** What an authorizer said, which may be used again for another call of the same caller. */
export interface Authorization {
  readonly principal: string
  /** A policy is asked about each call anew. [V] */
  readonly allows: boolean | Policy
  readonly context: Readonly<Record<string, unknown>>
}

export type AuthorizerAnswer = Authorization | 'unauthorized' | 'failed'

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** A REST API passes on texts, numbers and flags, and nothing that has parts. [V] */
const isFlat = (context: Fields): boolean =>
  Object.values(context).every((value) => value === null || typeof value !== 'object')

function readContext(type: ApiType, value: unknown): Fields | undefined {
  if (value === undefined || value === null) return {}
  return isFields(value) && (type === 'http' || isFlat(value)) ? value : undefined
}

/** `throw new Error('Unauthorized')` is how a REST API's authorizer says who is not known. [V] */
const saysUnauthorized = (payload: string): boolean => {
  const error: unknown = JSON.parse(payload || 'null')
  return isFields(error) && error['errorMessage'] === 'Unauthorized'
}

export function readAuthorizerAnswer(type: ApiType, settings: AuthorizerSettings, reply: Reply): AuthorizerAnswer {
  if (reply.type !== 'invoked' || reply.status === 429) return 'failed'
  if (reply.functionError) return type === 'rest' && saysUnauthorized(reply.payload) ? 'unauthorized' : 'failed'
  const result: unknown = JSON.parse(reply.payload || 'null')
  if (!isFields(result)) return 'failed'
  const context = readContext(type, result['context'])
  if (!context) return 'failed'
  const { principalId } = result
  const principal = typeof principalId === 'string' ? principalId : ''
  if (formatOf(type, settings) === '2.0' && settings.simpleResponses && typeof result['isAuthorized'] === 'boolean')
    return { principal, allows: result['isAuthorized'], context }
  const allows = readPolicy(result['policyDocument'])
  return allows && (type === 'http' || principal !== '') ? { principal, allows, context } : 'failed'
}

export type AuthorizerVerdict = 'allowed' | 'denied' | 'unauthorized' | 'failed'

const denied = (message: string): HttpResponse => ({
  status: 403,
  headers: { 'content-type': 'application/json' },
  // A large M, unlike everywhere else. [K]
  body: JSON.stringify({ Message: message }),
})

const NOT_AUTHORIZED = 'User is not authorized to access this resource'

/** Of a caller who is not known; of an authorizer that failed. The bodies [K] */
export const unauthorized = (): HttpResponse => gatewayResponse(401, 'Unauthorized')
export const authorizerFailed = (type: ApiType): HttpResponse =>
  type === 'rest'
    ? { status: 500, headers: { 'content-type': 'application/json' }, body: '{"message":null}' }
    : gatewayResponse(500, 'Internal Server Error')

/** Undefined: it may go on. */
export function refusalBy({ allows }: Authorization, request: GatewayRequest): HttpResponse | undefined {
  const verdict =
    typeof allows === 'boolean' ? (allows ? 'allow' : 'implicit-deny') : judge(allows, invocationArn(request))
  if (verdict === 'allow') return undefined
  if (request.type === 'http') return gatewayResponse(403, 'Forbidden')
  return denied(verdict === 'explicit-deny' ? `${NOT_AUTHORIZED} with an explicit deny` : NOT_AUTHORIZED)
}

/** What the function behind is told of it, in its payload format. */
export function contextFor(
  { principal, context }: Authorization,
  tookMs: number,
): { readonly v1: AuthorizerContextV1; readonly v2: LambdaContext } {
  const texts = Object.entries(context).map(([name, value]) => [name, value === null ? null : String(value)] as const)
  return {
    v1: {
      ...(principal === '' ? {} : { principalId: principal }),
      ...Object.fromEntries(texts),
      integrationLatency: tookMs,
    },
    v2: Object.keys(context).length === 0 ? null : context,
  }
}
