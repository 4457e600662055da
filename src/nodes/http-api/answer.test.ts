// What callers get for what functions answer. Cases marked as recorded are those of AWS.
import type { Reply } from '#emulator'
import { describe, expect, test } from 'vitest'
import { type Answering, gatewayResponse, integrationTimedOut, responseOf } from './answer.ts'

const answering = (more: Partial<Answering> = {}): Answering => ({
  type: 'http',
  payloadFormat: '2.0',
  accept: undefined,
  binaryMediaTypes: [],
  ...more,
})
const returned = (payload: string): Reply => ({ type: 'invoked', status: 200, payload })

const JSON_TYPE = { 'content-type': 'application/json' }
const TEXT_TYPE = { 'content-type': 'text/plain; charset=utf-8' }
const internalError = { status: 500, headers: JSON_TYPE, body: '{"message":"Internal Server Error"}' }

describe('the response of an HTTP API, by what the function answered', () => {
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
    expect(responseOf(reply, answering())).toEqual(response)
  })
})

/** Status and body; the body of a malformed one is checked once. */
const statusOf = (payload: unknown, more: Partial<Answering>): string => {
  const { status, body } = responseOf(returned(JSON.stringify(payload)), answering(more))
  return `${status} ${body}`
}
const BASE64 = 'dGVzdC1kYXRh'

describe('format 2.0, as recorded', () => {
  test.each<[string, unknown, string]>([
    ['other keys don’t matter', { statusCode: 200, wrongValue: 'value' }, '200 '],
    ['an empty object is a body', {}, '200 {}'],
    ['base64 is decoded', { statusCode: 200, body: BASE64, isBase64Encoded: true }, '200 test-data'],
    ['and not where it isn’t said to be', { statusCode: 200, body: BASE64 }, `200 ${BASE64}`],
    ['cookies that are no list', { statusCode: 200, cookies: { a: 'b' } }, '500 {"message":"Internal Server Error"}'],
    ['a status that is no number', { statusCode: 'test' }, '500 {"message":"Internal Server Error"}'],
    ['a status as text', { statusCode: '201' }, '201 '],
    ['a text', 'justAString', '200 justAString'],
    ['an empty text', '', '200 '],
    ['headers alone are a body', { headers: { a: 'b' } }, '200 {"headers":{"a":"b"}}'],
    ['what looks like an error', { errorMessage: 'no' }, '500 {"message":"Internal Server Error"}'],
  ])('%s', (_, payload, expected) => {
    expect(statusOf(payload, {})).toBe(expected)
  })

  test('bytes that are no text stay in base64, and say so', () => {
    const reply = returned('{"statusCode":200,"body":"/w==","isBase64Encoded":true}')
    expect(responseOf(reply, answering())).toMatchObject({ body: '/w==', base64: true })
  })
})

describe('format 1.0 of an HTTP API, as recorded', () => {
  test.each<[string, unknown, string]>([
    ['no body', { statusCode: 200 }, '200 '],
    ['other keys don’t matter', { statusCode: 200, wrongValue: 'value' }, '200 '],
    ['a status as text', { statusCode: '201' }, '201 '],
    ['base64 is decoded', { statusCode: 200, body: BASE64, isBase64Encoded: true }, '200 test-data'],
    ...(
      [
        ['an empty object', {}],
        ['multiValueHeaders without a list', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
        ['a status that is no number', { statusCode: 'test' }],
        ['a text', 'justAString'],
        ['headers alone', { headers: { a: 'b' } }],
      ] as const
    ).map(([name, payload]): [string, unknown, string] => [name, payload, '500 {"message":"Internal Server Error"}']),
  ])('%s', (_, payload, expected) => {
    expect(statusOf(payload, { payloadFormat: '1.0' })).toBe(expected)
  })
})

describe('a REST API, as recorded', () => {
  const rest = { type: 'rest', payloadFormat: '1.0' } as const

  test.each<[string, unknown, string]>([
    ['no body', { statusCode: 200 }, '200 '],
    ['headers that are null', { statusCode: 200, headers: null }, '200 '],
    ['headers alone', { headers: { a: 'b' } }, '200 '],
    ['a status as text', { statusCode: '201' }, '201 '],
    ['base64 that nobody asked to decode', { statusCode: 200, body: BASE64, isBase64Encoded: true }, `200 ${BASE64}`],
    ['base64 that isn’t said to be', { statusCode: 200, body: BASE64 }, `200 ${BASE64}`],
    ...(
      [
        ['an unknown key', { statusCode: 200, wrongValue: 'value' }],
        ['an empty object', {}],
        ['multiValueHeaders without a list', { statusCode: 200, multiValueHeaders: { a: 'b' } }],
        ['a status that is no number', { statusCode: 'test' }],
        ['a text', 'justAString'],
        ['null', null],
        ['a body that is no text', { statusCode: 200, body: { a: 1 } }],
      ] as const
    ).map(([name, payload]): [string, unknown, string] => [name, payload, '502 {"message":"Internal server error"}']),
  ])('%s', (_, payload, expected) => {
    expect(statusOf(payload, rest)).toBe(expected)
  })

  test('values of one header are folded, and win over a single one of the same name', () => {
    const payload = { headers: { 'test-multi': 'solo', flag: true }, multiValueHeaders: { 'tesT-Multi': ['a', 'b'] } }
    expect(responseOf(returned(JSON.stringify(payload)), answering(rest)).headers).toEqual({
      ...JSON_TYPE,
      'test-multi': 'a, b',
      flag: 'true',
    })
  })

  test.each([
    ['the caller accepts what is binary', 'image/png,*/*', 'test-data'],
    ['the caller’s first type is another', 'text/html,image/png', BASE64],
  ])('base64, where %s', (_, accept, body) => {
    const reply = returned(JSON.stringify({ body: BASE64, isBase64Encoded: true }))
    expect(responseOf(reply, answering({ ...rest, accept, binaryMediaTypes: ['image/png'] })).body).toBe(body)
  })

  test.each<[string, Reply, number, string]>([
    [
      'an error',
      { type: 'invoked', status: 200, functionError: 'Unhandled', payload: '{}' },
      502,
      'Internal server error',
    ],
    ['a throttle', { type: 'invoked', status: 429, reason: 'x', payload: '' }, 500, 'Internal server error'],
    [
      'a request over Lambda’s 6 MB',
      { type: 'api-error', status: 413, code: 'RequestTooLargeException', message: 'x' },
      413,
      'Request Too Long',
    ],
  ])('%s', (_, reply, status, message) => {
    expect(responseOf(reply, answering(rest))).toEqual(gatewayResponse(status, message))
  })

  test('that waited too long says so with 504', () => {
    expect(integrationTimedOut('rest')).toEqual(gatewayResponse(504, 'Endpoint request timed out'))
    expect(integrationTimedOut('http')).toEqual(gatewayResponse(503, 'Service Unavailable'))
  })
})
