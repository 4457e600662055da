import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatDuration, parseDuration } from './duration.ts'

describe('durations', () => {
  test.each([
    ['500ms', 500],
    ['2s', 2000],
    ['1m30s', 90_000],
    ['1m 30s', 90_000],
    ['5 m', 300_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['1H', 3_600_000],
    ['30', 30_000],
    ['0', 0],
    ['', undefined],
    ['soon', undefined],
    ['-1s', undefined],
    ['1s2', undefined],
    ['1w', undefined],
    ['1e3s', undefined],
  ])('%j is read as %j ms', (text, ms) => {
    expect(parseDuration(text)).toBe(ms)
  })

  test('a bare number counts as the unit that is asked for', () => {
    expect(parseDuration('250', 'ms')).toBe(250)
    expect(parseDuration('2', 'm')).toBe(120_000)
  })

  test.each([
    [0, '0s'],
    [500, '500ms'],
    [90_000, '1m30s'],
    [86_400_000, '1d'],
    [90_061_001, '1d1h1m1s1ms'],
    [0.5, '0.5ms'],
  ])('%d ms is written as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text)
  })

  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.nat({ max: 10_000_000_000 }), (ms) => {
        expect(parseDuration(formatDuration(ms))).toBe(ms)
      }),
    )
  })
})
