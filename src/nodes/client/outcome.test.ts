import type { Reply } from '#emulator'
import { describe, expect, test } from 'vitest'
import { outcomeOf } from './outcome.ts'

const http = (status: number): Reply => ({ type: 'http', response: { status, headers: {}, body: '' } })
const failed = (failure: string, status?: number) => ({
  ok: false,
  failure,
  ...(status === undefined ? {} : { status }),
})

describe('what an answer is to the policies of the one who asked', () => {
  test.each<[string, Reply, unknown]>([
    ['a 200', http(200), { ok: true, status: 200 }],
    ['a redirect', http(302), { ok: true, status: 302 }],
    ['a 404', http(404), failed('client-error', 404)],
    ['a 429', http(429), failed('throttled', 429)],
    ['a 500', http(500), failed('server-error', 500)],
    ['a 503', http(503), failed('server-error', 503)],
    ['no connection', { type: 'http-failure', failure: 'network' }, failed('network')],
    ['no answer', { type: 'http-failure', failure: 'timeout' }, failed('timeout')],
    ['a result', { type: 'invoked', status: 200, payload: '1' }, { ok: true, status: 200 }],
    ['an accepted event', { type: 'invoked', status: 202, payload: '' }, { ok: true, status: 202 }],
    [
      'a function’s error',
      { type: 'invoked', status: 200, functionError: 'Unhandled', payload: '' },
      failed('function-error', 200),
    ],
    ['a throttle', { type: 'invoked', status: 429, payload: '' }, failed('throttled', 429)],
    ['an operation’s output', { type: 'api', output: {} }, { ok: true, status: 200 }],
    ['an operation’s error', { type: 'api-error', status: 400, code: 'X', message: '' }, failed('client-error', 400)],
    ['an operation’s fault', { type: 'api-error', status: 500, code: 'X', message: '' }, failed('server-error', 500)],
  ])('%s', (_, reply, outcome) => {
    expect(outcomeOf(reply, 0)).toEqual(outcome)
  })
})

test.each<[string, string, number | undefined]>([
  ['seconds', '3', 3_000_000],
  ['a date', 'Thu, 01 Jan 2026 00:00:07 GMT', 5_000_000],
  ['a date that is over', 'Thu, 01 Jan 2026 00:00:00 GMT', 0],
  ['something else', 'soon', undefined],
])('an answer that asks to be tried later says when: %s', (_, header, waitUs) => {
  const reply: Reply = { type: 'http', response: { status: 503, headers: { 'retry-after': header }, body: '' } }
  const outcome = outcomeOf(reply, Date.UTC(2026, 0, 1, 0, 0, 2))
  expect(outcome.ok ? undefined : outcome.retryAfterUs).toBe(waitUs)
})
