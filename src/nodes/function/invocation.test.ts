import { describe, expect, test } from 'vitest'
import { billedMs, timedOut, withinResponseLimit } from './invocation.ts'

const LIMIT = 6_291_556
const text = (bytes: number): string => `"${'x'.repeat(bytes - 2)}"`
const tooLarge = {
  outcome: 'threw',
  payload:
    '{"errorMessage":"Response payload size exceeded maximum allowed payload size (6291556 bytes).","errorType":"Function.ResponseSizeTooLarge"}',
}

describe('a response', () => {
  test.each([
    ['of exactly the limit passes', { outcome: 'returned', payload: text(LIMIT) } as const, undefined],
    ['of a byte more is an error', { outcome: 'returned', payload: text(LIMIT + 1) } as const, tooLarge],
    [
      'is measured in bytes, not in characters',
      { outcome: 'returned', payload: `"${'é'.repeat(LIMIT / 2)}"` } as const,
      tooLarge,
    ],
    ['that is an error already is left alone', { outcome: 'threw', payload: text(LIMIT + 1) } as const, undefined],
  ])('%s', (_, given, expected) => {
    const got = withinResponseLimit(given)
    expect(got === given).toBe(expected === undefined)
    if (expected) expect(got).toEqual(expected)
  })
})

test('a timeout names the request and the limit with two decimals', () => {
  expect(timedOut('r-1', 3000)).toEqual({
    outcome: 'timed-out',
    payload:
      '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r-1 Error: Task timed out after 3.00 seconds"}',
  })
})

test.each([
  ['nothing costs nothing', 0, -1, 0],
  ['any part of a millisecond is one', 1, -1, 1],
  ['whole milliseconds are not rounded', 2000, -1, 2],
  ['a cold start is billed with it, rounded once', 1500, 250_500, 252],
])('billed duration: %s', (_, durationUs, initUs, billed) => {
  expect(billedMs(durationUs, initUs)).toBe(billed)
})
