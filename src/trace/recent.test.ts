import { describe, expect, test } from 'vitest'
import { addToRates, createRecentRates, recentErrorRate } from './recent.ts'

const SECOND_US = 1_000_000

describe('the error rate of the last minute', () => {
  test('is undefined before anything ended, also in the first minute of a run', () => {
    expect(recentErrorRate(createRecentRates(), 0)).toBeUndefined()
    expect(recentErrorRate(createRecentRates(), 8 * SECOND_US)).toBeUndefined()
  })

  test('counts what ended, and forgets it after sixty seconds', () => {
    const rates = createRecentRates()
    for (let second = 0; second < 8; second++) addToRates(rates, second * SECOND_US, second < 2)
    expect(recentErrorRate(rates, 8 * SECOND_US)).toBe(0.25)
    expect(recentErrorRate(rates, 61.5 * SECOND_US)).toBe(0)
    expect(recentErrorRate(rates, 68 * SECOND_US)).toBeUndefined()
  })
})
