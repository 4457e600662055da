import fc from 'fast-check'
import { expect, test } from 'vitest'
import { soakRuns } from '#base/testing/soak'
import type { Policy } from './policy.ts'
import { circuitBreakerPolicySchema } from './policy.ts'
import { askShared, SHARED_BREAKER_LATENCY, sharedLatency, tellShared } from './shared-breaker.ts'
import { createBreaker } from './circuit-breaker.ts'
import { anyPolicies, breaker } from './testing/policies.ts'
import { anyPlan, simulate, type Told } from './testing/simulate.ts'

const shared = (policy: Policy): Policy =>
  // Rules under which others wait for the probes are the one difference: a table wakes nobody.
  policy.type === 'circuit-breaker'
    ? { ...policy, scope: 'shared', ...(policy.rules === 'cockatiel' && { rules: 'polly' }) }
    : policy

/** What happens to calls, but for how breakers tell of it. */
const calls = (told: readonly Told[]): string[] =>
  told.flatMap(({ atUs, call, step }) => {
    if (step.type === 'attempt' || step.type === 'settle') return [`${atUs} ${call} ${JSON.stringify(step)}`]
    if (step.type !== 'note' || step.note.type.startsWith('breaker-')) return []
    if (step.note.type === 'call-waits' && step.note.policy === 'circuit-breaker') return []
    return [`${atUs} ${call} ${JSON.stringify(step.note)}`]
  })

test('a shared breaker whose table answers at once decides as one in memory', { timeout: 600_000 }, () => {
  fc.assert(
    fc.property(
      anyPolicies.map((policies) => policies.map(shared)),
      fc.array(fc.integer({ min: 0, max: 6_000_000 }), { minLength: 1, maxLength: 9 }),
      fc.array(anyPlan, { minLength: 1, maxLength: 12 }),
      (policies, starts, plans) => {
        const startsUs = starts.toSorted((a, b) => a - b)
        const inMemory = simulate(policies, startsUs, plans)
        const outside = simulate(policies, startsUs, plans, () => undefined, true)
        expect(calls(outside.told)).toEqual(calls(inMemory.told))
      },
    ),
    { numRuns: soakRuns(10_000) },
  )
})

test('a probe that never ran gives its permission back', () => {
  const policy = breaker({
    scope: 'shared',
    slidingWindowSize: 1,
    minimumNumberOfCalls: 1,
    waitDurationInOpenStateMs: 100,
    permittedNumberOfCallsInHalfOpenState: 1,
  })
  const opened = tellShared(policy, createBreaker(policy), { outcome: 'failure', durationUs: 1 }, 0)
  expect(askShared(policy, opened.state, 50_000).answer).toEqual({
    permitted: false,
    state: 'OPEN',
    opensUntilUs: 100_000,
  })
  const probe = askShared(policy, opened.state, 100_001)
  expect(probe.answer).toEqual({ permitted: true, state: 'HALF_OPEN', opensUntilUs: undefined })
  const other = askShared(policy, probe.state, 100_002)
  expect(other.answer.permitted).toBe(false)
  const back = tellShared(policy, other.state, { outcome: 'ignored', durationUs: 0 }, 100_003)
  expect(askShared(policy, back.state, 100_004).answer.permitted).toBe(true)
})

test('a document that says nothing of scope has a breaker for each environment, and a table as fast as DynamoDB', () => {
  const policy = circuitBreakerPolicySchema.parse({ type: 'circuit-breaker' })
  expect(policy).not.toHaveProperty('scope')
  expect(sharedLatency(policy)).toEqual(SHARED_BREAKER_LATENCY)
  expect(sharedLatency({ ...policy, sharedLatencyMedianMs: 1, sharedLatencyP99Ms: 2 })).toEqual({
    medianMs: 1,
    p99Ms: 2,
  })
})
