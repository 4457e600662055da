// Jitter as a distribution: over many draws, range and mean are those of the formulas (semantics.md A6.3).
import { describe, expect, test } from 'vitest'
import { createLuck } from '#base'
import type { RetryPolicy } from './policy.ts'
import { firstAttempt, nextDelay, type RetryState } from './retry.ts'
import { retry } from './testing/policies.ts'

const DRAWS = 20_000
const BASE_MS = 100
/** Three standard errors of the mean of uniform draws, rounded up: a wrong formula is further off. */
const tolerance = (rangeMs: number): number => (4 * rangeMs) / Math.sqrt(12 * DRAWS)

/** The `retries`-th delay of each of many calls, in ms. */
function delaysMs(policy: RetryPolicy, retries: number): number[] {
  const luck = createLuck(2026)
  return Array.from({ length: DRAWS }, (_, call) => {
    let state: RetryState = firstAttempt(policy)
    let delayUs = 0
    for (let attempt = 1; attempt <= retries; attempt++) {
      const next = nextDelay(policy, state, 'network', luck.draw('edge', 'jitter', call, attempt))
      if (next.decision === 'give-up') return -1
      expect(next.delayUs).toBeGreaterThanOrEqual(next.lowUs)
      expect(next.delayUs).toBeLessThanOrEqual(next.highUs)
      ;({ state, delayUs } = next)
    }
    return delayUs / 1000
  })
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

describe('jitter', () => {
  test.each<{ jitter: RetryPolicy['jitter']; retries: number; low: number; high: number }>([
    { jitter: 'full', retries: 1, low: 0, high: 100 },
    { jitter: 'full', retries: 3, low: 0, high: 400 },
    { jitter: 'full', retries: 6, low: 0, high: 1000 },
    { jitter: 'equal', retries: 1, low: 50, high: 100 },
    { jitter: 'equal', retries: 3, low: 200, high: 400 },
    { jitter: 'spread', retries: 1, low: 50, high: 150 },
    { jitter: 'spread', retries: 3, low: 200, high: 600 },
    { jitter: 'decorrelated', retries: 1, low: 100, high: 300 },
  ])('$jitter, retry $retries: uniform from $low to $high ms', ({ jitter, retries, low, high }) => {
    const all = delaysMs(retry({ maxAttempts: 9, baseMs: BASE_MS, capMs: 1000, jitter }), retries)
    expect(Math.min(...all)).toBeGreaterThanOrEqual(low)
    expect(Math.max(...all)).toBeLessThanOrEqual(high)
    expect(Math.max(...all) - Math.min(...all)).toBeGreaterThan(0.99 * (high - low))
    expect(Math.abs(mean(all) - (low + high) / 2)).toBeLessThan(tolerance(high - low))
    // A quarter of the draws in each quarter of the range.
    for (let quarter = 0; quarter < 4; quarter++) {
      const from = low + (quarter * (high - low)) / 4
      const share = all.filter((ms) => ms >= from && ms < from + (high - low) / 4).length / DRAWS
      expect(Math.abs(share - 0.25)).toBeLessThan(0.015)
    }
  })

  test('decorrelated grows: each mean is (base + 3 × the mean before) / 2 while the cap is far', () => {
    const policy = retry({ maxAttempts: 9, baseMs: BASE_MS, capMs: 1e6, jitter: 'decorrelated' })
    const means = [1, 2, 3, 4].map((retries) => mean(delaysMs(policy, retries)))
    let expected = BASE_MS
    for (const one of means) {
      expected = (BASE_MS + 3 * expected) / 2
      expect(Math.abs(one - expected) / expected).toBeLessThan(0.02)
    }
  })

  test('decorrelated-v2 comes back after about 1, 2 and 4 times the base in all, as Polly says of its own', () => {
    const policy = retry({ maxAttempts: 9, baseMs: 1000, capMs: 1e6, jitter: 'decorrelated-v2' })
    const luck = createLuck(2026)
    const waitedMs: number[][] = [[], [], []]
    for (let call = 0; call < DRAWS; call++) {
      let state = firstAttempt(policy)
      for (const waited of waitedMs) {
        const next = nextDelay(policy, state, 'network', luck.draw('edge', 'jitter', call, state.attempt))
        ;({ state } = next)
        waited.push(state.backoffUs / 1000)
      }
    }
    const medians = waitedMs.map((waited) => waited.toSorted((a, b) => a - b)[DRAWS / 2] as number)
    for (const [index, expected] of [1000, 2000, 4000].entries())
      expect(Math.abs((medians[index] as number) - expected) / expected).toBeLessThan(0.15)
  })

  test('decorrelated-v2 is t = n + u, f = factor^t × tanh(√(4t)), (f − f before) × base / 1.4', () => {
    const policy = retry({ maxAttempts: 9, baseMs: 1000, capMs: 1e6, jitter: 'decorrelated-v2' })
    let state = firstAttempt(policy)
    let before = 0
    for (const [n, u] of [0.3, 0.9, 0.1, 0.5].entries()) {
      const next = nextDelay(policy, state, 'network', u)
      const f = 2 ** (n + u) * Math.tanh(Math.sqrt(4 * (n + u)))
      if (next.decision === 'give-up') throw new Error('It gave up')
      expect(next.delayUs).toBe(Math.round(((f - before) / 1.4) * 1e6))
      before = f
      ;({ state } = next)
    }
  })
})
