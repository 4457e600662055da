import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attemptEnded, startCall } from './call.ts'
import { callBreakerSnapshots, createCallPolicies, forceCallBreaker, nextBreakerChangeAtUs } from './call-policies.ts'
import { breakerSnapshot } from './breaker-snapshot.ts'
import { type BreakerState, createBreaker } from './circuit-breaker.ts'
import type { CallNote } from './call-step.ts'
import type { Outcome } from './outcome.ts'
import type { Policy } from './policy.ts'
import { replayBreaker } from './replay-breaker.ts'
import {
  anyPolicies,
  breaker,
  bulkhead,
  fallback,
  hedge,
  rateLimiter,
  retry,
  throttle,
  timeout,
} from './testing/policies.ts'
import { anyPlan, type AttemptPlan, notesOf, simulate, type Told } from './testing/simulate.ts'
import { amplification, worstCase } from './worst-case.ts'

const OK: Outcome<string> = { ok: true, value: 'answer' }
const DOWN: Outcome<string> = { ok: false, failure: 'network' }
const after = (ms: number, outcome: Outcome<string>): AttemptPlan => ({ durationUs: ms * 1000, outcome })

const NOTE_WORDS: { [T in CallNote['type']]: (note: Extract<CallNote, { type: T }>) => string } = {
  'retry-scheduled': (note) => `retry ${note.layer}: ${note.attempt}/${note.maxAttempts} for ${note.reason}`,
  'retry-gave-up': (note) => `retry ${note.layer} gave up: ${note.reason}`,
  'call-refused': (note) => `refused ${note.layer}`,
  'call-waits': (note) => `waits ${note.layer}: ${note.untilUs === undefined ? 'for the probes' : note.untilUs / 1000}`,
  'breaker-asked': (note) => `through ${note.layer}`,
  'hedge-started': (note) => `hedge ${note.layer}: ${note.hedge}/${note.maxHedges} because of ${note.because}`,
  'attempt-given-up': (note) => `given up ${note.layer}: attempt ${note.attempt}`,
  'fell-back': (note) => `fell back ${note.layer}: ${note.status} for ${note.failure}`,
  'breaker-probed': (note) => `probe ${note.layer}: ${note.permitsLeft} left`,
  'breaker-recorded': (note) =>
    `recorded ${note.layer}: ${note.outcome} ${note.durationUs / 1000}${note.late ? ' late' : ''}`,
  'breaker-changed': (note) => `${note.layer}: ${note.transition.to} for ${note.transition.reason}`,
  'call-timed-out': (note) => `timed out ${note.layer}: attempt ${note.attempt ?? 'none'}`,
  'late-result-ignored': (note) => `late: attempt ${note.attempt}`,
}
const wordsOf = <T extends CallNote['type']>(note: Extract<CallNote, { type: T }>): string =>
  NOTE_WORDS[note.type as T](note)

/** What a reader of the trace would read, each with its time in ms. Timers are left out. */
const lines = (told: readonly Told[]): string[] =>
  told.flatMap(({ atUs, step }) => {
    const at = `${atUs / 1000}`
    if (step.type === 'attempt') return [`${at} attempt ${step.attempt}`]
    if (step.type === 'settle') return [`${at} ${step.outcome.ok ? 'ok' : step.outcome.failure}`]
    return step.type === 'note' ? [`${at} ${wordsOf(step.note)}`] : []
  })

const steady = { jitter: 'none', backoff: 'fixed', baseMs: 100 } as const
const touchy = breaker({
  slidingWindowSize: 2,
  minimumNumberOfCalls: 1,
  waitDurationInOpenStateMs: 1000,
  permittedNumberOfCallsInHalfOpenState: 1,
})

interface Row {
  readonly when: string
  readonly policies: readonly Policy[]
  readonly startsMs?: readonly number[]
  readonly plans: readonly AttemptPlan[]
  readonly gives: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    when: 'without policies, the attempt’s outcome is the call’s',
    policies: [],
    plans: [after(5, DOWN)],
    gives: ['0 attempt 1', '5 network'],
  },
  {
    when: 'a retry tries again after its delay, and the answer counts',
    policies: [retry(steady)],
    plans: [after(5, DOWN), after(5, OK)],
    gives: ['0 attempt 1', '5 retry 0: 2/3 for network', '105 attempt 2', '110 ok'],
  },
  {
    when: 'the last failure is the call’s when attempts are used up',
    policies: [retry({ ...steady, maxAttempts: 2 })],
    plans: [after(5, DOWN), after(5, { ok: false, failure: 'throttled' })],
    gives: [
      '0 attempt 1',
      '5 retry 0: 2/2 for network',
      '105 attempt 2',
      '110 retry 0 gave up: attempts-exhausted',
      '110 throttled',
    ],
  },
  {
    when: 'a total timeout ends a wait between attempts',
    policies: [timeout(50), retry(steady)],
    plans: [after(5, DOWN)],
    gives: ['0 attempt 1', '5 retry 1: 2/3 for network', '50 timed out 0: attempt none', '50 timeout'],
  },
  {
    when: 'a timeout per attempt is retried; the attempt given up runs on unheard',
    policies: [retry(steady), timeout(50)],
    plans: [after(70, OK), after(40, OK)],
    gives: [
      '0 attempt 1',
      '50 timed out 1: attempt 1',
      '50 retry 0: 2/3 for timeout',
      '70 late: attempt 1',
      '150 attempt 2',
      '190 ok',
    ],
  },
  {
    when: 'retry outside the breaker: each attempt counts in it, and its refusal is not retried',
    policies: [retry(steady), touchy],
    plans: [after(5, DOWN)],
    gives: [
      '0 attempt 1',
      '5 recorded 1: failure 5',
      '5 1: OPEN for failure-rate',
      '5 retry 0: 2/3 for network',
      '105 refused 1',
      '105 retry 0 gave up: not-permitted',
      '105 not-permitted',
    ],
  },
  {
    when: 'retry inside the breaker: one result, as long as all its attempts',
    policies: [touchy, retry({ ...steady, maxAttempts: 2 })],
    plans: [after(5, DOWN)],
    gives: [
      '0 attempt 1',
      '5 retry 1: 2/2 for network',
      '105 attempt 2',
      '110 retry 1 gave up: attempts-exhausted',
      '110 recorded 0: failure 110',
      '110 0: OPEN for failure-rate',
      '110 network',
    ],
  },
  {
    when: 'a breaker outside the timeout records it as a failure',
    policies: [touchy, timeout(50)],
    plans: [after(70, OK)],
    gives: [
      '0 attempt 1',
      '50 timed out 1: attempt 1',
      '50 recorded 0: failure 50',
      '50 0: OPEN for failure-rate',
      '50 timeout',
      '70 late: attempt 1',
    ],
  },
  {
    when: 'a breaker inside the timeout records the late result, when it comes',
    policies: [timeout(50), touchy],
    plans: [after(70, OK)],
    gives: [
      '0 attempt 1',
      '50 timed out 0: attempt 1',
      '50 timeout',
      '70 late: attempt 1',
      '70 recorded 1: success 70 late',
    ],
  },
  {
    when: 'a breaker inside the timeout gets its permission back when nothing was running',
    policies: [timeout(50), touchy, retry(steady)],
    plans: [after(5, DOWN)],
    gives: [
      '0 attempt 1',
      '5 retry 2: 2/3 for network',
      '50 timed out 0: attempt none',
      '50 recorded 1: ignored 50',
      '50 timeout',
    ],
  },
  {
    when: 'an inner breaker’s refusal tells the outer one nothing',
    policies: [breaker(), touchy],
    startsMs: [0, 10],
    plans: [after(5, DOWN)],
    gives: [
      '0 attempt 1',
      '5 recorded 1: failure 5',
      '5 1: OPEN for failure-rate',
      '5 recorded 0: failure 5',
      '5 network',
      '10 refused 1',
      '10 recorded 0: ignored 0',
      '10 not-permitted',
    ],
  },
  {
    when: 'a breaker is shared by the calls of its scope: open, probe, closed',
    policies: [touchy],
    startsMs: [0, 10, 1006, 1007, 1020],
    plans: [after(5, DOWN), after(9, OK)],
    gives: [
      '0 attempt 1',
      '5 recorded 0: failure 5',
      '5 0: OPEN for failure-rate',
      '5 network',
      '10 refused 0',
      '10 not-permitted',
      '1006 0: HALF_OPEN for wait-elapsed',
      '1006 probe 0: 0 left',
      '1006 attempt 1',
      '1007 refused 0',
      '1007 not-permitted',
      '1015 recorded 0: success 9',
      '1015 0: CLOSED for probes-succeeded',
      '1015 ok',
      '1020 attempt 1',
      '1025 recorded 0: failure 5',
      '1025 0: OPEN for failure-rate',
      '1025 network',
    ],
  },
  {
    when: 'timeouts nest: the inner one is retried until the outer one ends it all',
    policies: [timeout(260), retry({ ...steady, maxAttempts: 9 }), timeout(50)],
    plans: [after(999, OK)],
    gives: [
      '0 attempt 1',
      '50 timed out 2: attempt 1',
      '50 retry 1: 2/9 for timeout',
      '150 attempt 2',
      '200 timed out 2: attempt 2',
      '200 retry 1: 3/9 for timeout',
      '260 timed out 0: attempt none',
      '260 timeout',
      '999 late: attempt 1',
      '1149 late: attempt 2',
    ],
  },
  {
    when: 'a bulkhead refuses what finds it full',
    policies: [bulkhead({ maxConcurrentCalls: 1 })],
    startsMs: [0, 3],
    plans: [after(5, OK)],
    gives: ['0 attempt 1', '3 refused 0', '3 not-permitted', '5 ok'],
  },
  {
    when: 'a bulkhead lets wait, first come first served, until a place is free or the wait is over',
    policies: [bulkhead({ maxConcurrentCalls: 1, maxWaitMs: 10 })],
    startsMs: [0, 1, 2],
    plans: [after(8, OK)],
    gives: [
      '0 attempt 1',
      '1 waits 0: 11',
      '2 waits 0: 12',
      '8 ok',
      '8 attempt 1',
      '12 refused 0',
      '12 not-permitted',
      '16 ok',
    ],
  },
  {
    when: 'an attempt that a timeout gave up keeps its place in the bulkhead until it ends',
    policies: [timeout(5), bulkhead({ maxConcurrentCalls: 1 })],
    startsMs: [0, 6, 9],
    plans: [after(8, OK)],
    gives: [
      '0 attempt 1',
      '5 timed out 0: attempt 1',
      '5 timeout',
      '6 refused 1',
      '6 not-permitted',
      '8 late: attempt 1',
      '9 attempt 1',
      '14 timed out 0: attempt 1',
      '14 timeout',
      '17 late: attempt 1',
    ],
  },
  {
    when: 'a place that comes free while a timeout ends the wait for it goes to the next',
    policies: [timeout(9), bulkhead({ maxConcurrentCalls: 1, maxWaitMs: 100 })],
    startsMs: [0, 1, 2],
    plans: [after(8, OK)],
    gives: [
      '0 attempt 1',
      '1 waits 1: 101',
      '2 waits 1: 102',
      '8 ok',
      '8 attempt 1',
      '10 timed out 0: attempt 1',
      '10 timeout',
      '11 timed out 0: attempt none',
      '11 timeout',
      '16 late: attempt 1',
    ],
  },
  {
    when: 'a rate limiter lets wait for a token and refuses what would wait too long',
    policies: [rateLimiter({ perSecond: 100, burst: 1, maxWaitMs: 10 })],
    startsMs: [0, 0, 0],
    plans: [after(5, OK)],
    gives: ['0 attempt 1', '0 waits 0: 10', '0 refused 0', '0 not-permitted', '5 ok', '10 attempt 1', '15 ok'],
  },
  {
    when: 'a fallback answers instead of a failure, and what lies outside sees a success',
    policies: [touchy, fallback({ status: 203 })],
    plans: [after(5, DOWN)],
    gives: ['0 attempt 1', '5 fell back 1: 203 for network', '5 recorded 0: success 5', '5 ok'],
  },
  {
    when: 'a fallback answers instead of a refusal',
    policies: [fallback(), bulkhead({ maxConcurrentCalls: 1 })],
    startsMs: [0, 1],
    plans: [after(5, OK)],
    gives: ['0 attempt 1', '1 refused 1', '1 fell back 0: 200 for not-permitted', '1 ok', '5 ok'],
  },
  {
    when: 'a fallback lets through what it does not list',
    policies: [fallback({ fallBackOn: ['timeout'] })],
    plans: [after(5, DOWN)],
    gives: ['0 attempt 1', '5 network'],
  },
  {
    when: 'a hedge begins another attempt after its delay, and the first answer wins',
    policies: [hedge({ delayMs: 10 })],
    plans: [after(50, OK), after(5, OK)],
    gives: [
      '0 attempt 1',
      '10 hedge 0: 1/1 because of delay',
      '10 attempt 2',
      '15 given up 0: attempt 1',
      '15 ok',
      '50 late: attempt 1',
    ],
  },
  {
    when: 'a hedge begins the next attempt at once when one fails, and fails when all have',
    policies: [hedge({ delayMs: 10, maxHedges: 2 })],
    plans: [after(5, DOWN)],
    gives: [
      '0 attempt 1',
      '5 hedge 0: 1/2 because of failure',
      '5 attempt 2',
      '10 hedge 0: 2/2 because of failure',
      '10 attempt 3',
      '15 network',
    ],
  },
  {
    when: 'a hedge whose attempt is refused waits for the one under way',
    policies: [hedge({ delayMs: 10 }), bulkhead({ maxConcurrentCalls: 1 })],
    plans: [after(50, OK)],
    gives: ['0 attempt 1', '10 hedge 0: 1/1 because of delay', '10 refused 1', '50 ok'],
  },
  {
    when: 'a breaker inside a hedge records each attempt, the one given up when it ends',
    policies: [hedge({ delayMs: 10 }), breaker()],
    plans: [after(50, DOWN), after(5, OK)],
    gives: [
      '0 through 1',
      '0 attempt 1',
      '10 hedge 0: 1/1 because of delay',
      '10 through 1',
      '10 attempt 2',
      '15 recorded 1: success 5',
      '15 given up 0: attempt 1',
      '15 ok',
      '50 late: attempt 1',
      '50 recorded 1: failure 50 late',
    ],
  },
  {
    when: 'a breaker around a hedge that a timeout gave up records the first answer to come, once',
    policies: [timeout(20), breaker(), hedge({ delayMs: 10 })],
    plans: [after(50, DOWN), after(60, OK)],
    gives: [
      '0 through 1',
      '0 attempt 1',
      '10 hedge 2: 1/1 because of delay',
      '10 attempt 2',
      '20 timed out 0: attempt 2',
      '20 timeout',
      '50 late: attempt 1',
      '50 recorded 1: failure 50 late',
      '70 late: attempt 2',
    ],
  },
  {
    when: 'a retry out of budget gives up though it has attempts left',
    policies: [retry({ ...steady, maxAttempts: 9, budget: { type: 'share', percent: 10, windowSeconds: 60 } })],
    plans: [after(5, DOWN)],
    gives: [
      '0 attempt 1',
      '5 retry 0: 2/9 for network',
      '105 attempt 2',
      '110 retry 0 gave up: budget-spent',
      '110 network',
    ],
  },
  {
    when: 'a retry waits as long as the answer asks',
    policies: [retry({ ...steady, maxAttempts: 2 })],
    plans: [after(5, { ok: false, failure: 'throttled', retryAfterUs: 3_000_000 }), after(5, OK)],
    gives: ['0 attempt 1', '5 retry 0: 2/2 for throttled', '3005 attempt 2', '3010 ok'],
  },
  {
    when: 'what is throttled here was never sent',
    policies: [throttle({ k: 1 })],
    startsMs: [0, 0, 0, 0],
    plans: [after(5, DOWN)],
    gives: [
      '0 attempt 1',
      '0 refused 0',
      '0 not-permitted',
      '0 attempt 1',
      '0 attempt 1',
      '5 network',
      '5 network',
      '5 network',
    ],
  },
  {
    when: 'with cockatiel’s rules others wait for the probe and then go on together',
    policies: [{ ...touchy, rules: 'cockatiel' }],
    startsMs: [0, 1005, 1006, 1007],
    plans: [after(5, DOWN), after(9, OK)],
    gives: [
      '0 through 0',
      '0 attempt 1',
      '5 recorded 0: failure 5',
      '5 0: OPEN for failure-rate',
      '5 network',
      '1005 0: HALF_OPEN for wait-elapsed',
      '1005 through 0',
      '1005 attempt 1',
      '1006 waits 0: for the probes',
      '1007 waits 0: for the probes',
      '1014 recorded 0: success 9',
      '1014 0: CLOSED for probes-succeeded',
      '1014 ok',
      '1014 through 0',
      '1014 attempt 1',
      '1014 through 0',
      '1014 attempt 1',
      '1019 recorded 0: failure 5',
      '1019 network',
      '1023 recorded 0: success 9',
      '1023 ok',
    ],
  },
]

describe('a call through its policies', () => {
  test.each(ROWS)('$when', ({ policies, startsMs = [0], plans, gives }) => {
    expect(
      lines(
        simulate(
          policies,
          startsMs.map((ms) => ms * 1000),
          plans,
        ).told,
      ),
    ).toEqual(gives)
  })

  test('a failed answer is carried through as it is', () => {
    const scope = createCallPolicies([retry()])
    const { call } = startCall(scope, 'call-1', 0)
    const answer: Outcome<{ body: string }> = { ok: false, failure: 'client-error', status: 404, value: { body: 'no' } }
    expect(attemptEnded(scope, call, 1, answer, 10, () => 0).at(-1)).toEqual({ type: 'settle', outcome: answer })
  })

  test('a policy’s own failure says which layer it was', () => {
    const scope = createCallPolicies([timeout(10), breaker()])
    forceCallBreaker(scope, 1, 'FORCED_OPEN', 0)
    expect(startCall(scope, 1, 5).steps.at(-1)).toEqual({
      type: 'settle',
      outcome: { ok: false, failure: 'not-permitted', errorType: 'CallNotPermittedException', layer: 1 },
    })
  })

  test('an attempt knows the nearest deadline around it', () => {
    const { steps } = startCall(createCallPolicies([timeout(100), retry(), timeout(300)]), 1, 7)
    expect(steps.at(-1)).toEqual({ type: 'attempt', attempt: 1, deadlineUs: 100_007, carriedUs: undefined })
  })

  test('a retry says its bounds, its time and the deadline it may miss', () => {
    const { told } = simulate([timeout(1000), retry({ baseMs: 5000, jitter: 'equal' })], [0], [after(10, DOWN)])
    const [note] = notesOf(told)
    expect(note).toMatchObject({
      type: 'retry-scheduled',
      layer: 1,
      lowUs: 2_500_000,
      highUs: 5_000_000,
      deadlineUs: 1_000_000,
    })
    if (note?.type === 'retry-scheduled') expect(note.atUs).toBe(10_000 + note.delayUs)
  })

  test('an attempt that is not under way can’t end', () => {
    const scope = createCallPolicies([])
    const { call } = startCall(scope, 'call-1', 0)
    attemptEnded(scope, call, 1, OK, 1, () => 0)
    expect(() => attemptEnded(scope, call, 1, OK, 2, () => 0)).toThrow('Attempt 1 of call call-1 is not under way')
  })

  test('a deadline that came along ends a timeout early, and one that is carried is told to the attempt', () => {
    const policies = createCallPolicies([{ ...timeout(100), carried: true }, timeout(300)])
    const { steps } = startCall(policies, 1, 7, () => 0, 50_000)
    expect(steps.at(-1)).toEqual({ type: 'attempt', attempt: 1, deadlineUs: 50_000, carriedUs: 50_000 })
    const free = startCall(createCallPolicies([timeout(100)]), 1, 7, () => 0, 500_000)
    expect(free.steps.at(-1)).toEqual({ type: 'attempt', attempt: 1, deadlineUs: 100_007, carriedUs: undefined })
  })

  test('a breaker that changes by itself says when', () => {
    const scope = createCallPolicies([retry(), { ...touchy, automaticTransitionFromOpenToHalfOpen: true }])
    expect(nextBreakerChangeAtUs(scope)).toBeUndefined()
    const { call } = startCall(scope, 1, 0)
    attemptEnded(scope, call, 1, DOWN, 5, () => 0)
    expect(nextBreakerChangeAtUs(scope)).toBe(1_000_005)
  })
})

const manyCalls = fc.record({
  policies: anyPolicies,
  startsUs: fc.array(fc.integer({ min: 0, max: 9_000_000 }), { minLength: 1, maxLength: 12 }),
  plans: fc.array(anyPlan, { minLength: 1, maxLength: 8 }),
})

describe('for any policies, calls and answers', () => {
  test('each call settles exactly once, and after that brings no more attempts or waits', () => {
    fc.assert(
      fc.property(manyCalls, ({ policies, startsUs, plans }) => {
        const { told } = simulate(policies, startsUs, plans)
        for (const call of startsUs.keys()) {
          const types = told.filter((one) => one.call === call).map(({ step }) => step.type)
          expect(types.filter((type) => type === 'settle')).toHaveLength(1)
          expect(types.slice(types.indexOf('settle') + 1).every((type) => type === 'note' || type === 'wake')).toBe(
            true,
          )
        }
      }),
      { numRuns: 300 },
    )
  })

  test('attempts and duration stay within the worst case', () => {
    fc.assert(
      fc.property(manyCalls, ({ policies, startsUs, plans }) => {
        const { told } = simulate(policies, startsUs, plans)
        const worst = worstCase(policies, Math.max(...plans.map(({ durationUs }) => durationUs)))
        for (const [call, startUs] of startsUs.entries()) {
          const own = told.filter((one) => one.call === call)
          expect(own.filter(({ step }) => step.type === 'attempt').length).toBeLessThanOrEqual(worst.attempts)
          const settled = own.find(({ step }) => step.type === 'settle')
          expect((settled?.atUs as number) - startUs).toBeLessThanOrEqual(worst.totalUs as number)
        }
        for (const note of notesOf(told))
          if (note.type === 'retry-scheduled') expect(note.attempt).toBeLessThanOrEqual(note.maxAttempts)
      }),
      { numRuns: 300 },
    )
  })

  test('every permission of a breaker becomes exactly one result', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constant(retry({ baseMs: 400 })), fc.integer({ min: 1, max: 3000 }).map(timeout)), {
          maxLength: 4,
        }),
        manyCalls,
        fc.nat(4),
        (others, { startsUs, plans }, place) => {
          // A window so large that it never opens: each begun pass through it is permitted.
          const policies = (others as Policy[]).toSpliced(
            place,
            0,
            breaker({ slidingWindowSize: 10_000, minimumNumberOfCalls: 10_000 }),
          )
          const layer = policies.findIndex(({ type }) => type === 'circuit-breaker')
          const { told, scope } = simulate(policies, startsUs, plans)
          const recorded = notesOf(told).filter((note) => note.type === 'breaker-recorded')
          const counted = recorded.filter(({ outcome }) => outcome !== 'ignored')
          expect(callBreakerSnapshots(scope, 0)[0]?.snapshot.total).toBe(counted.length)
          const attempts = told.filter(({ step }) => step.type === 'attempt').length
          const retryInside = policies.slice(layer).some(({ type }) => type === 'retry')
          if (retryInside) expect(recorded.length).toBeLessThanOrEqual(attempts)
          else expect(recorded).toHaveLength(attempts)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('a breaker’s picture from its notes equals the emulator’s breaker at every instant', () => {
    fc.assert(
      fc.property(manyCalls, ({ policies, startsUs, plans }) => {
        const drawn: (BreakerState | undefined)[] = policies.map((policy) =>
          policy.type === 'circuit-breaker' ? createBreaker(policy) : undefined,
        )
        let read = 0
        simulate(policies, startsUs, plans, (scope, told, nowUs) => {
          for (; read < told.length; read++) {
            const { step, atUs } = told[read] as Told
            if (step.type !== 'note' || !('layer' in step.note)) continue
            const policy = policies[step.note.layer]
            const state = drawn[step.note.layer]
            if (policy?.type === 'circuit-breaker' && state !== undefined)
              drawn[step.note.layer] = replayBreaker(policy, state, step.note, atUs)
          }
          for (const { layer, snapshot } of callBreakerSnapshots(scope, nowUs)) {
            const policy = policies[layer]
            const state = drawn[layer]
            if (policy?.type === 'circuit-breaker' && state !== undefined)
              expect(breakerSnapshot(policy, state, nowUs)).toEqual(snapshot)
          }
        })
      }),
      { numRuns: 300 },
    )
  })
})

describe('the worst case', () => {
  test.each<{ when: string; policies: readonly Policy[]; attemptMs?: number; gives: [number, number | undefined] }>([
    { when: 'nothing', policies: [], attemptMs: 30, gives: [1, 30] },
    {
      when: 'five attempts and their waits',
      policies: [retry({ ...five(), jitter: 'full' })],
      attemptMs: 6000,
      gives: [5, 31_500],
    },
    {
      when: 'a timeout per attempt bounds each',
      policies: [retry({ ...five(), jitter: 'none' }), timeout(1000)],
      attemptMs: 6000,
      gives: [5, 6500],
    },
    {
      when: 'a total timeout bounds them all',
      policies: [timeout(2000), retry(five()), timeout(1000)],
      gives: [5, 2000],
    },
    { when: 'nothing bounds an attempt', policies: [retry(five())], gives: [5, undefined] },
    {
      when: 'retries multiply',
      policies: [retry({ ...steady, maxAttempts: 3 }), breaker(), retry({ ...steady, maxAttempts: 3 })],
      attemptMs: 10,
      gives: [9, 890],
    },
    {
      when: 'decorrelated waits triple up to the cap',
      policies: [retry({ ...five(), jitter: 'decorrelated', capMs: 1000 })],
      attemptMs: 0,
      gives: [5, 3200],
    },
  ])('$when', ({ policies, attemptMs, gives: [attempts, totalMs] }) => {
    expect(worstCase(policies, attemptMs === undefined ? undefined : attemptMs * 1000)).toEqual({
      attempts,
      totalUs: totalMs === undefined ? undefined : totalMs * 1000,
    })
  })

  test('three edges with three tries each make 27 calls of one request', () => {
    expect(amplification([[retry()], [retry(), timeout(5)], [retry()]])).toBe(27)
  })
})

function five() {
  return { maxAttempts: 5, baseMs: 100, capMs: 20_000 } as const
}
