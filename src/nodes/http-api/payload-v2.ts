// Payload format 2.0: what a function and an authorizer of an HTTP API get. [V]
import { ACCOUNT_ID } from '#workflow'
import { type GatewayRequest, invocationArn, routeKeyOf } from './gateway-request.ts'

/** What an authorizer said, in the form that this payload has for it. */
export type LambdaContext = Readonly<Record<string, unknown>> | null

const isEmpty = (object: object): boolean => Object.keys(object).length === 0

/** Names in lower case, lines of one name joined by commas. */
function headersOf({ headers }: GatewayRequest): Record<string, string> {
  const entries = [...headers]
    .filter(([name]) => name !== 'cookie')
    .map(([name, { values }]) => [name, values.join(',')])
  // A name such as __proto__ is a name like any other.
  return Object.fromEntries(entries) as Record<string, string>
}

const cookiesOf = ({ headers }: GatewayRequest): string[] | undefined =>
  headers.get('cookie')?.values.flatMap((line) => line.split(';').map((one) => one.trim()))

/** Values of one name are joined by commas. */
function queryOf({ queryValues }: GatewayRequest): Record<string, string> | undefined {
  if (queryValues.size === 0) return undefined
  return Object.fromEntries([...queryValues].map(([name, values]) => [name, values.join(',')]))
}

function common(request: GatewayRequest) {
  const cookies = cookiesOf(request)
  const queryStringParameters = queryOf(request)
  return {
    routeKey: routeKeyOf(request.route),
    rawPath: request.fullPath,
    rawQueryString: request.query,
    ...(cookies === undefined ? {} : { cookies }),
    headers: headersOf(request),
    ...(queryStringParameters ? { queryStringParameters } : {}),
  }
}

const contextOf = (request: GatewayRequest) => ({
  accountId: ACCOUNT_ID,
  apiId: request.apiId,
  domainName: request.domainName,
  domainPrefix: request.apiId,
  http: {
    method: request.method,
    path: request.fullPath,
    protocol: 'HTTP/1.1',
    sourceIp: request.sourceIp,
    userAgent: request.userAgent,
  },
  requestId: request.requestId,
  routeKey: routeKeyOf(request.route),
  stage: request.stage,
  time: request.time,
  timeEpoch: request.epochMs,
})

const placeOf = ({ pathParameters, stageVariables }: GatewayRequest) => ({
  ...(isEmpty(pathParameters) ? {} : { pathParameters }),
  ...(isEmpty(stageVariables) ? {} : { stageVariables }),
})

/** `authorizer`: undefined where none was asked. */
export const eventV2 = (request: GatewayRequest, authorizer?: { readonly context: LambdaContext }) => ({
  version: '2.0',
  ...common(request),
  requestContext: {
    ...contextOf(request),
    ...(authorizer ? { authorizer: { lambda: authorizer.context } } : {}),
  },
  ...placeOf(request),
  ...(request.body === '' ? {} : { body: request.body }),
  isBase64Encoded: request.isBase64Encoded,
})

export const authorizerEventV2 = (request: GatewayRequest, identity: readonly string[]) => ({
  version: '2.0',
  type: 'REQUEST' as const,
  routeArn: invocationArn(request),
  identitySource: identity.length === 0 ? null : [...identity],
  ...common(request),
  requestContext: contextOf(request),
  ...placeOf(request),
})
