import { policySchema, type RetryPolicy } from '#resilience'
import { expect, test } from 'vitest'
import { crowdArrivals, mostAgain, SHOWN_JITTERS } from './crowd.ts'

const POLICY = policySchema.parse({ type: 'retry' }) as RetryPolicy

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0)

test('each jitter makes as many attempts, over the same time', () => {
  const shown = crowdArrivals(POLICY, 7, 60)
  for (const jitter of SHOWN_JITTERS) {
    expect(sum(shown[jitter].first)).toBe(100)
    expect(sum(shown[jitter].again)).toBe(100 * (POLICY.maxAttempts - 1))
    expect(shown[jitter].toUs).toBe(shown.none.toUs)
  }
})

test('without jitter all come back at once; with jitter the peaks are lower', () => {
  const { none, full, equal, decorrelated } = crowdArrivals(POLICY, 7, 60)
  expect(mostAgain(none)).toBe(100)
  for (const spread of [full, equal, decorrelated]) expect(mostAgain(spread)).toBeLessThan(50)
})

test('many attempts with waits that double do not hide what the jitter does to the first waves', () => {
  const { none, full } = crowdArrivals({ ...POLICY, maxAttempts: 8, baseMs: 200, capMs: 5000 }, 7, 60)
  expect(mostAgain(none)).toBe(100)
  expect(mostAgain(full)).toBeLessThan(75)
})

test('thousands of attempts are not waited for', () => {
  const { none } = crowdArrivals({ ...POLICY, maxAttempts: 100_000 }, 7, 60)
  expect(sum(none.again)).toBe(300)
})
