import type { JsonObject } from '#base'
import type { HttpRequest, Reply } from '#emulator'
import type { APIGatewayProxyEventV2 } from 'aws-lambda'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { hasShared, sharedPath } from '#base/testing/shared'
import { httpApiEvent, responseOf } from './payload.ts'

const RECORDED = 'corpus/lambda-events/apigw-v2-request-no-authorizer.json'
const context = {
  apiId: 'a1b2c3d4e5',
  stage: '$default',
  requestId: 'r-1',
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
const eventOf = (request: HttpRequest, pathParameters = {}) =>
  httpApiEvent(request, { method: 'ANY', path: '$default' }, pathParameters, context)

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

const JSON_TYPE = { 'content-type': 'application/json' }
const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }
const internalError = { status: 500, headers: JSON_TYPE, body: '{"message":"Internal Server Error"}' }

describe('the response, by what the function answered', () => {
  const returned = (payload: string): Reply => ({ type: 'invoked', status: 200, payload })

  test.each<[string, Reply, unknown]>([
    [
      'a whole response',
      returned('{"statusCode":201,"headers":{"X-A":"1"},"body":"ok"}'),
      { status: 201, headers: { ...TEXT_TYPE, 'x-a': '1' }, body: 'ok' },
    ],
    [
      'a response with its own type',
      returned('{"statusCode":200,"headers":{"Content-Type":"text/html"},"body":"<p>"}'),
      { status: 200, headers: { 'content-type': 'text/html' }, body: '<p>' },
    ],
    ['a status as text', returned('{"statusCode":"404"}'), { status: 404, headers: TEXT_TYPE, body: '' }],
    [
      'cookies',
      returned('{"statusCode":200,"cookies":["a=1","b=2"]}'),
      { status: 200, headers: { ...TEXT_TYPE, 'set-cookie': 'a=1, b=2' }, body: '' },
    ],
    [
      'headers that are no text',
      returned('{"statusCode":200,"headers":{"a":true,"b":2}}'),
      { status: 200, headers: { ...TEXT_TYPE, a: 'true', b: '2' }, body: '' },
    ],
    [
      'headers that are null',
      returned('{"statusCode":200,"headers":null,"body":null}'),
      { status: 200, headers: TEXT_TYPE, body: '' },
    ],
    [
      'a body that is no text',
      returned('{"statusCode":200,"body":{"a":1}}'),
      { status: 200, headers: TEXT_TYPE, body: '{"a":1}' },
    ],
    ['any other object', returned('{"a":1}'), { status: 200, headers: JSON_TYPE, body: '{"a":1}' }],
    ['a text', returned('"Hello"'), { status: 200, headers: JSON_TYPE, body: 'Hello' }],
    ['a list', returned('[1,2]'), { status: 200, headers: JSON_TYPE, body: '[1,2]' }],
    ['a number', returned('7'), { status: 200, headers: JSON_TYPE, body: '7' }],
    ['null', returned('null'), { status: 200, headers: JSON_TYPE, body: 'null' }],
    ['a status that is none', returned('{"statusCode":"soon"}'), internalError],
    ['a status out of range', returned('{"statusCode":99}'), internalError],
    ['a status that is null', returned('{"statusCode":null}'), internalError],
    [
      'an error',
      { type: 'invoked', status: 200, functionError: 'Unhandled', payload: '{"errorType":"Error"}' },
      internalError,
    ],
    [
      'a request over Lambda’s 6 MB',
      { type: 'api-error', status: 413, code: 'RequestTooLargeException', message: 'x' },
      { status: 413, headers: JSON_TYPE, body: '{"message":"Request Entity Too Large"}' },
    ],
    [
      'a throttle',
      { type: 'invoked', status: 429, reason: 'x', payload: '' },
      { status: 503, headers: JSON_TYPE, body: '{"message":"Service Unavailable"}' },
    ],
  ])('%s', (_, reply, response) => {
    expect(responseOf(reply)).toEqual(response)
  })
})
