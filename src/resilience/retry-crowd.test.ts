import { describe, expect, test } from 'vitest'
import type { RetryPolicy } from './policy.ts'
import { retryCrowd } from './retry-crowd.ts'

const POLICY: RetryPolicy = {
  type: 'retry',
  maxAttempts: 4,
  backoff: 'exponential',
  baseMs: 100,
  factor: 2,
  capMs: 20_000,
  jitter: 'none',
  retryOn: ['server-error'],
}
const CROWD = { clients: 100, seed: 7, failsAfterUs: 10_000 }

/** The most that arrive within any 20 ms, first attempts left out. */
function peak(jitter: RetryPolicy['jitter']): number {
  const bins = new Map<number, number>()
  for (const { atUs, attempt } of retryCrowd({ ...POLICY, jitter }, CROWD)) {
    if (attempt === 1) continue
    const bin = Math.floor(atUs / 20_000)
    bins.set(bin, (bins.get(bin) ?? 0) + 1)
  }
  return Math.max(...bins.values())
}

describe('a hundred clients whose calls fail at once', () => {
  test('make every attempt the policy allows, whatever the jitter', () => {
    for (const jitter of ['none', 'full', 'equal', 'decorrelated'] as const)
      for (const attempt of [1, 2, 3, 4])
        expect(retryCrowd({ ...POLICY, jitter }, CROWD).filter((arrival) => arrival.attempt === attempt)).toHaveLength(
          100,
        )
  })

  test('come back in step without jitter', () => {
    const instants = new Set(retryCrowd(POLICY, CROWD).map(({ atUs }) => atUs))
    expect([...instants]).toEqual([0, 110_000, 320_000, 730_000])
  })

  test('come apart with jitter, the most with full jitter', () => {
    expect(peak('none')).toBe(100)
    expect(peak('equal')).toBeLessThan(60)
    expect(peak('full')).toBeLessThan(peak('equal'))
    expect(peak('decorrelated')).toBeLessThan(peak('none'))
  })

  test('with equal jitter never come before half of the wait', () => {
    const seconds = retryCrowd({ ...POLICY, jitter: 'equal' }, CROWD).filter(({ attempt }) => attempt === 2)
    expect(seconds[0]?.atUs).toBeGreaterThanOrEqual(60_000)
    expect(seconds.at(-1)?.atUs).toBeLessThanOrEqual(110_000)
  })

  test('draw the same for the same seed', () => {
    const full = { ...POLICY, jitter: 'full' } as const
    expect(retryCrowd(full, CROWD)).toEqual(retryCrowd(full, CROWD))
    expect(retryCrowd(full, CROWD)).not.toEqual(retryCrowd(full, { ...CROWD, seed: 8 }))
  })

  test('give up at once where the policy retries nothing', () => {
    expect(retryCrowd({ ...POLICY, retryOn: [] }, CROWD)).toHaveLength(100)
  })
})
