import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLuck } from '#base'
import type { CallFailure } from './outcome.ts'
import { FAILURE_CLASSES, type RetryPolicy } from './policy.ts'
import { delayRanges, firstAttempt, nextDelay } from './retry.ts'
import { anyRetry, retry } from './testing/policies.ts'

/** Delays in ms until it gives up, each drawn at `draw`. */
function delays(policy: RetryPolicy, draw: number, failure: CallFailure = 'network'): number[] {
  const all: number[] = []
  for (let state = firstAttempt(policy); ; ) {
    const next = nextDelay(policy, state, failure, draw)
    if (next.decision === 'give-up') return all
    all.push(next.delayUs / 1000)
    state = next.state
  }
}

const five = { maxAttempts: 5, baseMs: 100, factor: 2, capMs: 500 }

describe('retry', () => {
  test.each<{ when: string; policy: Partial<RetryPolicy>; draw: number; delaysMs: number[] }>([
    {
      when: 'exponential without jitter doubles up to the cap',
      policy: { jitter: 'none' },
      draw: 0.7,
      delaysMs: [100, 200, 400, 500],
    },
    { when: 'fixed stays', policy: { jitter: 'none', backoff: 'fixed' }, draw: 0.7, delaysMs: [100, 100, 100, 100] },
    { when: 'a cap below the base wins', policy: { jitter: 'none', capMs: 30 }, draw: 0, delaysMs: [30, 30, 30, 30] },
    { when: 'full jitter starts at 0', policy: { jitter: 'full' }, draw: 0, delaysMs: [0, 0, 0, 0] },
    {
      when: 'full jitter is a share of the whole',
      policy: { jitter: 'full' },
      draw: 0.25,
      delaysMs: [25, 50, 100, 125],
    },
    { when: 'equal jitter keeps half', policy: { jitter: 'equal' }, draw: 0, delaysMs: [50, 100, 200, 250] },
    {
      when: 'equal jitter draws the other half',
      policy: { jitter: 'equal' },
      draw: 0.5,
      delaysMs: [75, 150, 300, 375],
    },
    {
      when: 'decorrelated jitter starts at the base',
      policy: { jitter: 'decorrelated' },
      draw: 0,
      delaysMs: [100, 100, 100, 100],
    },
    {
      when: 'decorrelated jitter grows with the delay before',
      policy: { jitter: 'decorrelated', capMs: 20_000 },
      draw: 0.5,
      delaysMs: [200, 350, 575, 912.5],
    },
    { when: 'one attempt is the first call alone', policy: { maxAttempts: 1 }, draw: 0.5, delaysMs: [] },
  ])('$when', ({ policy, draw, delaysMs }) => {
    expect(delays(retry({ ...five, ...policy }), draw)).toEqual(delaysMs)
  })

  test.each<{ failure: CallFailure; attempt: number; reason: string }>([
    { failure: 'network', attempt: 3, reason: 'attempts-exhausted' },
    { failure: 'client-error', attempt: 1, reason: 'not-retryable' },
    { failure: 'client-error', attempt: 3, reason: 'not-retryable' },
    { failure: 'not-permitted', attempt: 1, reason: 'not-permitted' },
  ])('after attempt $attempt of 3, a $failure gives up: $reason', ({ failure, attempt, reason }) => {
    const state = { attempt, backoffUs: 1000 }
    expect(nextDelay(retry(), state, failure, 0)).toEqual({ decision: 'give-up', state, reason })
  })

  test('a refusal is not retried, whatever the policy lists', () => {
    expect(delays(retry({ ...five, retryOn: [...FAILURE_CLASSES] }), 0.5, 'not-permitted')).toEqual([])
  })

  test('never more attempts than it may make, and every delay within its range and the cap', () => {
    fc.assert(
      fc.property(
        anyRetry,
        fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 5, maxLength: 5 }),
        (policy, draws) => {
          let state = firstAttempt(policy)
          const envelope = delayRanges(policy, policy.maxAttempts)
          for (const [index, draw] of draws.entries()) {
            const next = nextDelay(policy, state, policy.retryOn[0] ?? 'network', draw)
            if (next.decision === 'give-up') break
            expect(next.lowUs).toBeLessThanOrEqual(next.delayUs)
            expect(next.delayUs).toBeLessThanOrEqual(next.highUs)
            expect(next.highUs).toBeLessThanOrEqual(policy.capMs * 1000)
            expect(Number.isInteger(next.delayUs)).toBe(true)
            expect(next.delayUs).toBeGreaterThanOrEqual(envelope[index]?.lowUs as number)
            expect(next.delayUs).toBeLessThanOrEqual(envelope[index]?.highUs as number)
            state = next.state
          }
          expect(state.attempt).toBeLessThanOrEqual(policy.maxAttempts)
        },
      ),
    )
  })

  test.each<{ jitter: RetryPolicy['jitter']; lowMs: number; highMs: number; meanMs: number }>([
    { jitter: 'none', lowMs: 200, highMs: 200, meanMs: 200 },
    { jitter: 'full', lowMs: 0, highMs: 200, meanMs: 100 },
    { jitter: 'equal', lowMs: 100, highMs: 200, meanMs: 150 },
    // The second delay is uniform in [100, 3 × the first], the first uniform in [100, 300]: (100 + 3 × 200) / 2.
    { jitter: 'decorrelated', lowMs: 100, highMs: 900, meanMs: 350 },
  ])(
    'ten thousand second delays with $jitter jitter have the formula’s mean and range',
    ({ jitter, lowMs, highMs, meanMs }) => {
      const policy = retry({ maxAttempts: 3, jitter, capMs: 20_000 })
      const luck = createLuck(11)
      const seen: number[] = []
      for (let call = 0; call < 10_000; call++) {
        const first = nextDelay(policy, firstAttempt(policy), 'network', luck.draw('edge', 'jitter', call, 1))
        const second = nextDelay(policy, first.state, 'network', luck.draw('edge', 'jitter', call, 2))
        if (second.decision === 'retry') seen.push(second.delayUs / 1000)
      }
      expect(seen).toHaveLength(10_000)
      const spread = highMs - lowMs
      expect(Math.abs(seen.reduce((sum, ms) => sum + ms, 0) / 10_000 - meanMs)).toBeLessThanOrEqual(spread * 0.02)
      expect(Math.min(...seen)).toBeGreaterThanOrEqual(lowMs)
      expect(Math.min(...seen)).toBeLessThanOrEqual(lowMs + spread * 0.02)
      expect(Math.max(...seen)).toBeLessThanOrEqual(highMs)
      expect(Math.max(...seen)).toBeGreaterThanOrEqual(highMs - spread * 0.1)
    },
  )
})
