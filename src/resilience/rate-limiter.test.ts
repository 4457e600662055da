import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRateLimiter, takeToken, tokensAt } from './rate-limiter.ts'
import { rateLimiter } from './testing/policies.ts'

/** Answers at these times in ms: `yes`, `no`, or how long it waits, in ms. */
function answers(config: Parameters<typeof rateLimiter>[0], timesMs: readonly number[]): (string | number)[] {
  const policy = rateLimiter(config)
  let state = createRateLimiter(policy)
  return timesMs.map((ms) => {
    const step = takeToken(policy, state, ms * 1000)
    ;({ state } = step)
    return step.decision === 'waits' ? step.waitUs / 1000 : step.decision === 'permitted' ? 'yes' : 'no'
  })
}

describe('a rate limiter', () => {
  test.each<{ when: string; config: Parameters<typeof rateLimiter>[0]; at: number[]; gives: (string | number)[] }>([
    { when: 'begins with a full bucket', config: { burst: 2 }, at: [0, 0, 0], gives: ['yes', 'yes', 'no'] },
    { when: 'fills at its rate', config: { perSecond: 10, burst: 1 }, at: [0, 99, 100], gives: ['yes', 'no', 'yes'] },
    {
      when: 'holds no more than its burst',
      config: { perSecond: 10, burst: 2 },
      at: [0, 0, 9000, 9000, 9000],
      gives: ['yes', 'yes', 'yes', 'yes', 'no'],
    },
    {
      when: 'loses nothing to small steps of time',
      config: { perSecond: 10, burst: 1 },
      at: [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100],
      gives: ['yes', 'no', 'no', 'no', 'no', 'no', 'no', 'no', 'no', 'no', 'yes'],
    },
    {
      when: 'lets wait for tokens to come, one after the other',
      config: { perSecond: 4, burst: 1, maxWaitMs: 600 },
      at: [0, 0, 0, 0],
      gives: ['yes', 250, 500, 'no'],
    },
    {
      when: 'lets less than one a second through',
      config: { perSecond: 0.5, burst: 1 },
      at: [0, 1999, 2000],
      gives: ['yes', 'no', 'yes'],
    },
  ])('$when', ({ config, at, gives }) => {
    expect(answers(config, at)).toEqual(gives)
  })

  test('lets through no more than burst + rate × time, and refuses only where a token is missing', () => {
    const config = fc.record({ perSecond: fc.integer({ min: 1, max: 50 }), burst: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(config, fc.array(fc.nat(200_000), { maxLength: 60 }), (given, gapsUs) => {
        const policy = rateLimiter(given)
        let state = createRateLimiter(policy)
        let nowUs = 0
        let through = 0
        for (const gapUs of gapsUs) {
          nowUs += gapUs
          const before = tokensAt(policy, state, nowUs)
          const step = takeToken(policy, state, nowUs)
          ;({ state } = step)
          expect(step.decision).toBe(before >= 1 ? 'permitted' : 'refused')
          if (step.decision === 'permitted') through += 1
          expect(through).toBeLessThanOrEqual(policy.burst + (policy.perSecond * nowUs) / 1e6)
        }
      }),
    )
  })
})
