import { expect, test } from 'vitest'
import { readRequestInput } from './request-input.ts'

test('a request in lower case is what it says', () => {
  expect(readRequestInput({ method: 'POST', path: '/a?b=1', headers: { 'x-a': 1 }, body: { c: 2 } })).toEqual({
    method: 'POST',
    url: '/a?b=1',
    headers: { 'x-a': '1' },
    body: '{"c":2}',
  })
})

test('names in upper case and several values are kept as they were sent', () => {
  expect(readRequestInput({ method: 'GET', path: '/', headers: { 'X-Tag': ['a', 'b'], accept: '*/*' } })).toEqual({
    method: 'GET',
    url: '/',
    headers: { 'x-tag': 'a,b', accept: '*/*' },
    headerLines: [
      ['X-Tag', 'a'],
      ['X-Tag', 'b'],
      ['accept', '*/*'],
    ],
    body: '',
  })
})

test('a body may be bytes', () => {
  expect(readRequestInput({ method: 'PUT', path: '/', body: '/w==', isBase64Encoded: true })).toMatchObject({
    body: '/w==',
    base64: true,
  })
})

test('without a method or a path it is none', () => {
  for (const value of [null, [], 'GET /', { method: 'GET' }, { path: '/' }])
    expect(readRequestInput(value)).toBeUndefined()
})
