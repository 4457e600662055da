// Payload format 1.0: what a function and an authorizer of a REST API get, and of an HTTP API that asks for it. What
// there is nothing of is null. [R]
import { ACCOUNT_ID } from '#workflow'
import { type GatewayRequest, invocationArn, routeKeyOf } from './gateway-request.ts'

type Values = Readonly<Record<string, readonly string[]>>

/** A REST API keeps the names as they were sent [R], an HTTP API has them in lower case [V]. */
const headersOf = ({ type, headers }: GatewayRequest): Values =>
  Object.fromEntries([...headers].map(([lower, { name, values }]) => [type === 'rest' ? name : lower, values]))

/** Of several values the last one. [R] */
const lastOf = (all: Values): Record<string, string> =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, values.at(-1) ?? '']))

const orNull = <T extends object>(object: T): T | null => (Object.keys(object).length === 0 ? null : object)

/** A caller without credentials, an API key or a certificate. [R] */
const NOBODY = {
  accessKey: null,
  accountId: null,
  caller: null,
  cognitoAuthenticationProvider: null,
  cognitoAuthenticationType: null,
  cognitoIdentityId: null,
  cognitoIdentityPoolId: null,
  principalOrgId: null,
} as const

const resourceOf = ({ route }: GatewayRequest): string => route.path

function contextOf(request: GatewayRequest) {
  const isRest = request.type === 'rest'
  return {
    accountId: ACCOUNT_ID,
    apiId: request.apiId,
    ...(isRest ? { deploymentId: request.deploymentId } : {}),
    domainName: request.domainName,
    domainPrefix: request.apiId,
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    identity: {
      ...NOBODY,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: request.userAgent,
      userArn: null,
    },
    path: request.fullPath,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    requestTime: request.time,
    requestTimeEpoch: request.epochMs,
    // An HTTP API has routes in the place of resources. [K]
    resourceId: isRest ? request.resourceId : routeKeyOf(request.route),
    resourcePath: resourceOf(request),
    stage: request.stage,
  }
}

/** Without the context. */
function common(request: GatewayRequest) {
  const multiValueHeaders = headersOf(request)
  const query: Values = Object.fromEntries(request.queryValues)
  return {
    resource: resourceOf(request),
    // A REST API leaves the stage out. [R]
    path: request.type === 'rest' ? request.path : request.fullPath,
    httpMethod: request.method,
    headers: lastOf(multiValueHeaders),
    multiValueHeaders: mutable(multiValueHeaders),
    queryStringParameters: orNull(lastOf(query)),
    multiValueQueryStringParameters: orNull(mutable(query)),
    pathParameters: orNull({ ...request.pathParameters }),
    stageVariables: orNull({ ...request.stageVariables }),
  }
}

const mutable = (all: Values): Record<string, string[]> =>
  Object.fromEntries(Object.entries(all).map(([name, values]) => [name, [...values]]))

export type AuthorizerContextV1 = Readonly<Record<string, unknown>>

const versionOf = ({ type }: GatewayRequest) => (type === 'rest' ? {} : { version: '1.0' })

/** `authorizer`: undefined where none was asked. */
export const eventV1 = (request: GatewayRequest, authorizer?: AuthorizerContextV1) => ({
  ...versionOf(request),
  ...common(request),
  requestContext: { ...contextOf(request), ...(authorizer ? { authorizer } : {}) },
  body: request.body === '' ? null : request.body,
  isBase64Encoded: request.isBase64Encoded,
})

export const requestAuthorizerEventV1 = (request: GatewayRequest, identity: readonly string[]) => ({
  ...versionOf(request),
  type: 'REQUEST' as const,
  methodArn: invocationArn(request),
  ...(request.type === 'rest' ? {} : { identitySource: identity.join(','), authorizationToken: identity.join(',') }),
  ...common(request),
  requestContext: contextOf(request),
})

export const tokenAuthorizerEvent = (request: GatewayRequest, token: string) => ({
  type: 'TOKEN' as const,
  methodArn: invocationArn(request),
  authorizationToken: token,
})
