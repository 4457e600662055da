// What functions get, in both payload formats, of both types of API.
import type { JsonObject } from '#base'
import type { HttpRequest } from '#emulator'
import type {
  APIGatewayProxyEvent,
  APIGatewayProxyEventV2,
  APIGatewayProxyEventV2WithLambdaAuthorizer,
} from 'aws-lambda'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedPath } from '#base/testing/shared'
import { type GatewayRequest, gatewayRequest } from './gateway-request.ts'
import { eventV1 } from './payload-v1.ts'
import { eventV2 } from './payload-v2.ts'

const RECORDED = 'corpus/lambda-events/apigw-v2-request-no-authorizer.json'
const IDS = {
  apiId: 'a1b2c3d4e5',
  deploymentId: 'd1d2d3',
  resourceId: '5e6f70',
  requestId: 'r-1',
  extendedRequestId: '0123456789abcde=',
  epochMs: 1_767_225_600_000,
  traceDigits: '0123456789abcdef01234567',
}
const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  body: '',
  ...more,
})
type Api = Partial<Parameters<typeof gatewayRequest>[3]>
const taken = (request: HttpRequest, path = '$default', pathParameters = {}, api: Api = {}): GatewayRequest =>
  gatewayRequest(
    request,
    { method: 'ANY', path },
    pathParameters,
    { type: 'http', stageVariables: {}, binaryMediaTypes: [], ...api },
    IDS,
  )
const eventOf = (request: HttpRequest, pathParameters = {}, api: Api = {}) =>
  eventV2(taken(request, '$default', pathParameters, api))
const restEventOf = (request: HttpRequest, path = '/{proxy+}', pathParameters = {}, api: Api = {}) =>
  eventV1(taken(request, path, pathParameters, { type: 'rest', stage: 'test', ...api }))

/** Every path to a leaf: `requestContext.http.method`. */
const paths = (value: unknown, at = ''): string[] =>
  value !== null && typeof value === 'object' && !Array.isArray(value)
    ? Object.entries(value).flatMap(([key, inner]) => paths(inner, at === '' ? key : `${at}.${key}`))
    : [`${at}: ${typeof value}`]

describe('the event, payload format 2.0', () => {
  test.skipIf(!hasShared(RECORDED))('has the shape of a recorded one', () => {
    const recorded: unknown = JSON.parse(readFileSync(sharedPath(RECORDED), 'utf8'))
    const notOurs = (path: string) => !path.startsWith('requestContext.authentication') // of mutual TLS
    const event = eventOf(get('/', { headers: { accept: '*/*' } }))
    expect(paths(event).sort()).toEqual(paths(recorded).filter(notOurs).sort())
  })

  test('is one for the types that handlers are written with', () => {
    const event: APIGatewayProxyEventV2 = eventOf(get('/'))
    const { requestContext, routeKey, rawPath } = event
    expect([routeKey, rawPath, requestContext.http.method, requestContext.timeEpoch]).toEqual([
      '$default',
      '/',
      'GET',
      1_767_225_600_000,
    ])
    expect(requestContext.time).toBe('01/Jan/2026:00:00:00 +0000')
  })

  test.each<[string, HttpRequest, JsonObject]>([
    [
      'a query',
      get('/a?x=1&y=a%20b+c'),
      { rawPath: '/a', rawQueryString: 'x=1&y=a%20b+c', queryStringParameters: { x: '1', y: 'a b c' } },
    ],
    ['a name twice', get('/?x=1&x=2&y'), { queryStringParameters: { x: '1,2', y: '' } }],
    [
      'names that every object has',
      get('/?toString=1&__proto__=2'),
      {
        queryStringParameters: Object.fromEntries([
          ['toString', '1'],
          ['__proto__', '2'],
        ]),
      },
    ],
    ['a malformed escape', get('/?x=%zz'), { queryStringParameters: { x: '%zz' } }],
    ['cookies', get('/', { headers: { cookie: 'a=1; b=2' } }), { cookies: ['a=1', 'b=2'] }],
    ['a body', get('/', { method: 'POST', body: 'é' }), { body: 'é', isBase64Encoded: false }],
  ])('with %s', (_, request, expected) => {
    const event = eventOf(request)
    expect(event).toMatchObject(expected)
    if (expected['queryStringParameters'])
      expect(Object.entries(event.queryStringParameters ?? {})).toEqual(
        Object.entries(expected['queryStringParameters'] as JsonObject),
      )
  })

  test('lacks what there is nothing of', () => {
    const event = eventOf(get('/', { headers: { cookie: 'a=1' } }))
    for (const key of ['body', 'queryStringParameters', 'pathParameters']) expect(event).not.toHaveProperty(key)
    expect(event.headers).not.toHaveProperty('cookie')
    expect(eventOf(get('/'))).not.toHaveProperty('cookies')
  })

  test('has the path’s variables and the caller’s headers, and counts the bytes of the body', () => {
    const event = eventOf(get('/a', { method: 'POST', body: 'é', headers: { 'user-agent': 'curl', 'x-a': '1' } }), {
      id: '7',
    })
    expect(event.pathParameters).toEqual({ id: '7' })
    expect(event.headers).toMatchObject({
      'content-length': '2',
      'user-agent': 'curl',
      'x-a': '1',
      'x-amzn-trace-id': 'Root=1-6955b900-0123456789abcdef01234567',
    })
    expect(event).toHaveProperty(['requestContext', 'http', 'userAgent'], 'curl')
  })
})

describe('what is in an event of format 2.0', () => {
  test('the stage’s name stands in the path, unless it is $default', () => {
    const event = eventOf(get('/my/path'), {}, { stage: 'dev' })
    expect([event.rawPath, event.requestContext.http.path, event.requestContext.stage]).toEqual([
      '/dev/my/path',
      '/dev/my/path',
      'dev',
    ])
  })

  test('a header sent twice is one, joined by a comma, in lower case', () => {
    const headerLines = [
      ['X-Tag', 'a'],
      ['x-tag', 'b'],
      ['Cookie', 'c=1; d=2'],
      ['Cookie', 'e=3'],
    ] as const
    const event = eventOf(get('/', { headers: {}, headerLines }))
    expect(event.headers['x-tag']).toBe('a,b')
    expect(event.cookies).toEqual(['c=1', 'd=2', 'e=3'])
  })

  test('stage variables and what an authorizer said', () => {
    const request = taken(get('/'), '$default', {}, { stageVariables: { table: 'Orders' } })
    const event: APIGatewayProxyEventV2WithLambdaAuthorizer<Readonly<Record<string, unknown>> | null> = {
      ...eventV2(request),
      ...eventV2(request, { context: { tier: 'gold' } }),
      requestContext: { ...eventV2(request).requestContext, authorizer: { lambda: { tier: 'gold' } } },
    }
    expect(eventV2(request, { context: { tier: 'gold' } })).toEqual(event)
    expect(event.stageVariables).toEqual({ table: 'Orders' })
    expect(eventV2(request, { context: null }).requestContext).toHaveProperty('authorizer', { lambda: null })
  })

  test.each([
    ['application/json; charset=utf-8', false],
    ['text/csv', false],
    ['application/problem+json', false],
    ['application/x-www-form-urlencoded', true],
    ['image/png', true],
    ['', false],
  ])('a body of type %j comes in base64: %s', (type, isBase64Encoded) => {
    const headers: Record<string, string> = type === '' ? {} : { 'content-type': type }
    const event = eventOf(get('/', { method: 'POST', headers, body: 'a=1' }))
    expect(event.isBase64Encoded).toBe(isBase64Encoded)
    expect(event.body).toBe(isBase64Encoded ? 'YT0x' : 'a=1')
  })
})

describe('the event, payload format 1.0', () => {
  const REST_RECORDED = 'corpus/lambda-events/apigw-request.json'

  test.skipIf(!hasShared(REST_RECORDED))('has the keys of a recorded one', () => {
    const recorded = JSON.parse(readFileSync(sharedPath(REST_RECORDED), 'utf8')) as JsonObject
    const sent = {
      method: 'POST',
      url: '/hello/world?name=me',
      headers: { 'Content-Type': 'application/json', headerName: 'headerValue' },
      body: '{"a":1}',
    }
    const event = restEventOf(sent, '/{proxy+}', { proxy: 'hello/world' })
    const authorized = { ...event, requestContext: { ...event.requestContext, authorizer: {} } }
    // Written by hand: it lacks isBase64Encoded and the deployment, and has keys of callers who sign.
    const keys = (value: unknown): string[] => Object.keys(value as object)
    expect(
      keys(authorized)
        .filter((key) => key !== 'isBase64Encoded')
        .sort(),
    ).toEqual(keys(recorded).sort())
    const context = keys(authorized.requestContext).filter((key) => key !== 'deploymentId')
    expect(context.sort()).toEqual(keys(recorded['requestContext']).sort())
    const identity = keys((recorded['requestContext'] as JsonObject)['identity'])
    expect(identity).toEqual(
      expect.arrayContaining(keys(event.requestContext.identity).filter((key) => key !== 'principalOrgId')),
    )
  })

  test('is one for the types that handlers are written with', () => {
    const event = restEventOf(get('/a'))
    const { identity } = event.requestContext
    const typed: APIGatewayProxyEvent = {
      ...event,
      requestContext: {
        ...event.requestContext,
        authorizer: undefined,
        identity: { ...identity, apiKey: null, apiKeyId: null, clientCert: null },
      },
    }
    expect([typed.httpMethod, typed.resource, typed.requestContext.stage]).toEqual(['GET', '/{proxy+}', 'test'])
    expect(typed).not.toHaveProperty('version')
  })

  test('has null for what there is nothing of, and no stage in its own path', () => {
    const event = restEventOf(get('/a'))
    expect(event).toMatchObject({
      path: '/a',
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: { path: '/test/a', resourcePath: '/{proxy+}', requestTime: '01/Jan/2026:00:00:00 +0000' },
    })
  })

  test('keeps the names of headers, all their values, and the last one alone', () => {
    const headerLines = [
      ['tEsT-HEADeR', 'aValUE'],
      ['X-Tag', 'a'],
      ['X-Tag', 'b'],
      ['Content-Length', '3'],
    ] as const
    const event = restEventOf(get('/a', { headers: {}, headerLines }))
    expect(event.headers).toMatchObject({ 'tEsT-HEADeR': 'aValUE', 'X-Tag': 'b', 'User-Agent': 'faaslab-client' })
    expect(event.multiValueHeaders).toMatchObject({ 'tEsT-HEADeR': ['aValUE'], 'X-Tag': ['a', 'b'] })
    expect(event.headers).not.toHaveProperty('Content-Length')
  })

  test('has all values of a query’s name and the last one alone, as recorded', () => {
    const event = restEventOf(get('/a?category=electronics&category=books&plus=test+alias@gmail.com&zhash=abort/'))
    expect(event.queryStringParameters).toEqual({
      category: 'books',
      plus: 'test alias@gmail.com',
      zhash: 'abort/',
    })
    expect(event.multiValueQueryStringParameters).toMatchObject({ category: ['electronics', 'books'] })
  })

  test('of an HTTP API says its version, has lower-case names and its route for a resource', () => {
    const headerLines = [['X-Tag', 'a']] as const
    const event = eventV1(taken(get('/a', { headers: {}, headerLines }), '/{x}', { x: 'a' }, { stage: 'dev' }))
    expect(event).toMatchObject({
      version: '1.0',
      path: '/dev/a',
      headers: { 'x-tag': 'a', 'content-length': '0' },
      requestContext: { resourceId: 'ANY /{x}', resourcePath: '/{x}' },
    })
    expect(event.requestContext).not.toHaveProperty('deploymentId')
  })

  test.each([
    ['no type of the API is binary', [], 'image/png', false],
    ['its type is', ['image/*'], 'image/png', true],
    ['every type is', ['*/*'], 'application/json', true],
    ['another one is', ['image/png'], 'image/gif', false],
  ])('a body where %s', (_, binaryMediaTypes, type, isBase64Encoded) => {
    const request = get('/a', { method: 'POST', headers: { 'content-type': type }, body: 'é' })
    const event = restEventOf(request, '/{proxy+}', {}, { binaryMediaTypes })
    expect([event.body, event.isBase64Encoded]).toEqual(isBase64Encoded ? ['w6k=', true] : ['é', false])
  })

  test('bytes that are said to be text reach the function as what they spell, or broken', () => {
    const sent = (body: string) => get('/a', { method: 'POST', body, base64: true })
    expect(restEventOf(sent('w6k=')).body).toBe('é')
    expect(restEventOf(sent('/w==')).body).toBe('\ufffd')
  })

  test('what an authorizer said stands in the context', () => {
    const request = taken(get('/a'), '/{proxy+}', {}, { type: 'rest' })
    const { requestContext } = eventV1(request, { principalId: 'me', tier: 'gold', integrationLatency: 12 })
    expect(requestContext).toHaveProperty('authorizer', { principalId: 'me', tier: 'gold', integrationLatency: 12 })
    expect(requestContext.stage).toBe('Prod')
  })
})
