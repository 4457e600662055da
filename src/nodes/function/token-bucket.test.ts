import { describe, expect, test } from 'vitest'
import { createTokenBucket } from './token-bucket.ts'

const SECOND = 1_000_000

/** How many of so many wanted at each of these seconds are given. */
const given = (capacity: number, perSecond: number, wanted: readonly (readonly [seconds: number, many: number])[]) => {
  const bucket = createTokenBucket()
  return wanted.map(([seconds, many]) =>
    Array.from({ length: many }).reduce<number>(
      (sum) => sum + (bucket.take(seconds * SECOND, capacity, perSecond) ? 1 : 0),
      0,
    ),
  )
}

describe('a bucket of tokens', () => {
  test.each([
    ['gives all it holds at once', [[0, 1500]], [1000]],
    [
      'gets 100 back each second',
      [
        [0, 1000],
        [1, 500],
      ],
      [1000, 100],
    ],
    [
      'is full again after 10 s',
      [
        [0, 1000],
        [10, 2000],
      ],
      [1000, 1000],
    ],
    ['never holds more than its capacity', [[3600, 1500]], [1000]],
    [
      'gets parts of a token back',
      [
        [0, 1000],
        [0.005, 1],
        [0.01, 1],
      ],
      [1000, 0, 1],
    ],
    [
      'gives one by one what comes back one by one',
      [
        [0, 1000],
        [0.01, 1],
        [0.02, 1],
        [0.02, 1],
      ],
      [1000, 1, 1, 0],
    ],
  ] as const)('%s', (_, wanted, expected) => {
    expect(given(1000, 100, wanted)).toEqual(expected)
  })

  test('of less than a token gives none', () => {
    expect(given(0, 100, [[1, 3]])).toEqual([0])
  })
})
