import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { breakerSnapshot } from './breaker-snapshot.ts'
import {
  type BreakerResult,
  type BreakerState,
  createBreaker,
  type ForcedState,
  forceBreaker,
  judgeOutcome,
  nextTransitionAtUs,
  passTime,
  recordResult,
  requestPermission,
  type Transition,
} from './circuit-breaker.ts'
import type { CircuitBreakerPolicy } from './policy.ts'
import { anyBreaker, breaker } from './testing/policies.ts'

const RESULTS = {
  ok: { outcome: 'success', durationUs: 1000 },
  fail: { outcome: 'failure', durationUs: 1000 },
  slow: { outcome: 'success', durationUs: 200_001 },
  'slow-fail': { outcome: 'failure', durationUs: 200_001 },
  'just-in-time': { outcome: 'success', durationUs: 200_000 },
  ignored: { outcome: 'ignored', durationUs: 1000 },
} as const satisfies Record<string, BreakerResult>

/** `ask` requests a permission; a result's name records it; a state's name forces it. A number sets the clock, in ms. */
type Stimulus = number | 'ask' | keyof typeof RESULTS | ForcedState

function play(policy: CircuitBreakerPolicy, stimuli: readonly Stimulus[]) {
  let state = createBreaker(policy)
  let nowUs = 0
  const transitions: Transition[] = []
  const answers: boolean[] = []
  for (const stimulus of stimuli) {
    if (typeof stimulus === 'number') {
      nowUs = stimulus * 1000
      continue
    }
    if (stimulus === 'ask') {
      const asked = requestPermission(policy, state, nowUs)
      answers.push(asked.permitted)
      transitions.push(...asked.transitions)
      state = asked.state
      continue
    }
    const step =
      stimulus in RESULTS
        ? recordResult(policy, state, RESULTS[stimulus as keyof typeof RESULTS], nowUs)
        : forceBreaker(policy, state, stimulus as ForcedState, nowUs)
    transitions.push(...step.transitions)
    state = step.state
  }
  return { state, nowUs, transitions, answers, snapshot: breakerSnapshot(policy, state, nowUs) }
}

const times = (count: number, ...stimuli: Stimulus[]): Stimulus[] => Array.from({ length: count }, () => stimuli).flat()
const base = {
  slidingWindowSize: 4,
  minimumNumberOfCalls: 2,
  slowCallDurationThresholdMs: 200,
  waitDurationInOpenStateMs: 1000,
}
const OPENED: Stimulus[] = ['fail', 'fail']
const PROBING: Stimulus[] = [...OPENED, 1001, 'ask']

interface Row {
  readonly rule: string
  readonly policy?: Partial<CircuitBreakerPolicy>
  readonly when: readonly Stimulus[]
  readonly state: string
  readonly gives?: Record<string, unknown>
  readonly answers?: readonly boolean[]
  readonly why?: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    rule: 'begins closed and permits',
    when: ['ask'],
    state: 'CLOSED',
    answers: [true],
    gives: { failureRate: -1, slowRate: -1 },
  },
  {
    rule: 'rates are -1 below the minimum of calls',
    policy: { minimumNumberOfCalls: 3 },
    when: ['fail', 'fail'],
    state: 'CLOSED',
    gives: { failureRate: -1, slowRate: -1, failed: 2, minimum: 3 },
  },
  {
    rule: 'a rate equal to the threshold opens',
    when: ['ok', 'fail'],
    state: 'OPEN',
    gives: { failureRate: 50 },
    why: ['failure-rate'],
  },
  {
    rule: 'a rate just below the threshold does not',
    policy: { failureRateThreshold: 51 },
    when: ['ok', 'fail'],
    state: 'CLOSED',
    gives: { failureRate: 50 },
  },
  {
    rule: 'a success can complete the minimum and so open',
    policy: { failureRateThreshold: 40, minimumNumberOfCalls: 2 },
    when: ['fail', 'ok'],
    state: 'OPEN',
    why: ['failure-rate'],
  },
  {
    rule: 'the minimum is capped to a count window’s size',
    policy: { slidingWindowSize: 2, minimumNumberOfCalls: 100 },
    when: ['fail', 'fail'],
    state: 'OPEN',
    gives: { minimum: 2 },
  },
  {
    rule: 'the minimum is not capped in a time window',
    policy: { slidingWindowType: 'TIME_BASED', slidingWindowSize: 2, minimumNumberOfCalls: 5 },
    when: times(4, 'fail'),
    state: 'CLOSED',
    gives: { minimum: 5, failureRate: -1 },
  },
  {
    rule: 'the oldest call leaves a count window',
    when: ['fail', ...times(4, 'ok')],
    policy: { minimumNumberOfCalls: 4 },
    state: 'CLOSED',
    gives: { failed: 0, total: 4 },
  },
  {
    rule: 'a call longer than the slow threshold is slow',
    policy: { slowCallRateThreshold: 100 },
    when: ['slow', 'slow'],
    state: 'OPEN',
    why: ['slow-rate'],
    gives: { slowRate: 100, failureRate: 0 },
  },
  {
    rule: 'a call exactly as long is not',
    policy: { slowCallRateThreshold: 100 },
    when: ['just-in-time', 'just-in-time'],
    state: 'CLOSED',
    gives: { slow: 0 },
  },
  {
    rule: 'a slow failure counts in both rates',
    policy: { failureRateThreshold: 60 },
    when: ['slow-fail', 'ok'],
    state: 'CLOSED',
    gives: { failureRate: 50, slowRate: 50 },
  },
  {
    rule: 'where both rates are over, failures are the reason',
    policy: { slowCallRateThreshold: 50 },
    when: ['slow-fail', 'slow-fail'],
    state: 'OPEN',
    why: ['failure-rate'],
  },
  {
    rule: 'an ignored result counts nowhere',
    when: ['ignored', 'fail', 'ignored'],
    state: 'CLOSED',
    gives: { total: 1 },
  },
  {
    rule: 'open refuses',
    when: [...OPENED, 'ask', 'ask'],
    state: 'OPEN',
    answers: [false, false],
    gives: { refused: 2, opensUntilUs: 1_000_000 },
  },
  {
    rule: 'open still refuses at the very end of the wait',
    when: [...OPENED, 1000, 'ask'],
    state: 'OPEN',
    answers: [false],
  },
  {
    rule: 'the next call after the wait is itself a probe',
    when: PROBING,
    state: 'HALF_OPEN',
    answers: [true],
    gives: { permitsLeft: 2, total: 0 },
    why: ['failure-rate', 'wait-elapsed'],
  },
  { rule: 'time alone does not end open', when: [...OPENED, 60_000], state: 'OPEN' },
  {
    rule: 'the automatic transition comes at the end of the wait, with nobody calling',
    policy: { automaticTransitionFromOpenToHalfOpen: true },
    when: [...OPENED, 1000],
    state: 'HALF_OPEN',
    gives: { permitsLeft: 3 },
  },
  {
    rule: 'half-open refuses when its permits are used up',
    when: [...PROBING, 'ask', 'ask', 'ask'],
    state: 'HALF_OPEN',
    answers: [true, true, true, false],
    gives: { permitsLeft: 0, refused: 1 },
  },
  {
    rule: 'half-open decides nothing before enough results',
    policy: { minimumNumberOfCalls: 4 },
    when: ['fail', 'fail', 'fail', 'fail', 1001, ...times(3, 'ask'), 'fail', 'fail'],
    state: 'HALF_OPEN',
    gives: { failureRate: -1, minimum: 3 },
  },
  {
    rule: 'half-open decides with min(minimum, permitted) results: the permitted',
    policy: { minimumNumberOfCalls: 4 },
    when: ['fail', 'fail', 'fail', 'fail', 1001, ...times(3, 'ask'), 'ok', 'ok', 'ok'],
    state: 'CLOSED',
    why: ['failure-rate', 'wait-elapsed', 'probes-succeeded'],
  },
  {
    rule: 'half-open decides with min(minimum, permitted) results: the minimum',
    when: [...PROBING, 'ask', 'ok', 'ok'],
    state: 'CLOSED',
    gives: { total: 0 },
  },
  {
    rule: 'probes at the threshold open again and wait anew',
    when: [...PROBING, 'ask', 'ok', 1500, 'fail'],
    state: 'OPEN',
    gives: { attempts: 2, opensUntilUs: 2_500_000 },
    why: ['failure-rate', 'wait-elapsed', 'probes-failed'],
  },
  {
    rule: 'slow probes open again',
    when: [...PROBING, 'ask', 'slow', 'slow'],
    state: 'OPEN',
    why: ['failure-rate', 'wait-elapsed', 'probes-failed'],
  },
  {
    rule: 'an ignored probe gives its permit back',
    when: [...PROBING, 'ask', 'ask', 'ignored', 'ask', 'ask'],
    state: 'HALF_OPEN',
    answers: [true, true, true, true, false],
  },
  { rule: 'half-open waits for ever by default', when: [...PROBING, 86_400_000], state: 'HALF_OPEN' },
  {
    rule: 'the longest wait in half-open ends in open',
    policy: { maxWaitDurationInHalfOpenStateMs: 500 },
    when: [...PROBING, 1501, 'ask'],
    state: 'OPEN',
    answers: [true, false],
    why: ['failure-rate', 'wait-elapsed', 'max-wait-half-open'],
    gives: { opensUntilUs: 2_501_000, attempts: 2 },
  },
  {
    rule: 'a result before the longest wait still counts',
    policy: { maxWaitDurationInHalfOpenStateMs: 500 },
    when: [...PROBING, 'ask', 'ok', 1500, 'ok'],
    state: 'CLOSED',
  },
  {
    rule: 'a late result in open is recorded and decides nothing',
    when: [...OPENED, 'ok', 'ok'],
    state: 'OPEN',
    gives: { total: 4, failureRate: 50 },
  },
  {
    rule: 'a late result of a call begun when closed counts among the probes',
    when: [...PROBING, 'fail', 'fail'],
    state: 'OPEN',
    gives: { attempts: 2 },
  },
  {
    rule: 'an ignored result of a call begun when closed gives a permit too, as in resilience4j',
    when: [...PROBING, 'ignored', 'ignored'],
    state: 'HALF_OPEN',
    gives: { permitsLeft: 4 },
  },
  {
    rule: 'closing starts a fresh window',
    when: [...PROBING, 'ask', 'ok', 'ok', 'fail'],
    state: 'CLOSED',
    gives: { total: 1 },
  },
  {
    rule: 'forced open refuses whatever time it is, and records nothing',
    when: ['FORCED_OPEN', 'ask', 'ok', 99_000, 'ask'],
    state: 'FORCED_OPEN',
    answers: [false, false],
    gives: { total: 0, refused: 2 },
    why: ['forced'],
  },
  {
    rule: 'forced closed has a fresh window',
    when: [...OPENED, 'CLOSED', 'ask', 'fail'],
    state: 'CLOSED',
    answers: [true],
    gives: { total: 1 },
  },
  {
    rule: 'a reset empties the window of a closed breaker',
    when: ['fail', 'CLOSED', 'fail'],
    state: 'CLOSED',
    gives: { total: 1 },
  },
  {
    rule: 'disabled permits and records nothing',
    when: ['DISABLED', ...times(9, 'ask', 'fail')],
    state: 'DISABLED',
    gives: { total: 0, failureRate: -1 },
  },
  {
    rule: 'metrics only permits, records and never opens',
    when: ['METRICS_ONLY', ...times(9, 'ask', 'fail')],
    state: 'METRICS_ONLY',
    gives: { total: 4, failureRate: 100 },
  },
  {
    rule: 'a time window forgets seconds that are over',
    policy: { slidingWindowType: 'TIME_BASED', slidingWindowSize: 2 },
    when: [900, 'fail', 1100, 'ok', 2000],
    state: 'OPEN',
    gives: { total: 1, failed: 0 },
  },
  {
    rule: 'a time window keeps its seconds whole',
    policy: { slidingWindowType: 'TIME_BASED', slidingWindowSize: 2, minimumNumberOfCalls: 3 },
    when: [0, 'fail', 1999, 'fail'],
    state: 'CLOSED',
    gives: { total: 2 },
  },
  {
    rule: 'a time window’s probes are counted in a count window',
    policy: { slidingWindowType: 'TIME_BASED', slidingWindowSize: 60 },
    when: PROBING,
    state: 'HALF_OPEN',
    gives: { window: { type: 'count', size: 3, cells: [] } },
  },
  {
    rule: 'each opening in a row waits longer, where a factor says so',
    policy: { openWaitFactor: 2, permittedNumberOfCallsInHalfOpenState: 1 },
    when: [...OPENED, 1001, 'ask', 'fail'],
    state: 'OPEN',
    gives: { attempts: 2, opensUntilUs: 3_001_000 },
  },
  {
    rule: 'no longer than the longest wait',
    policy: { openWaitFactor: 10, openWaitCapMs: 1500, permittedNumberOfCallsInHalfOpenState: 1 },
    when: [...OPENED, 1001, 'ask', 'fail'],
    state: 'OPEN',
    gives: { opensUntilUs: 2_501_000 },
  },
  {
    rule: 'the wait begins anew once it was closed',
    policy: { openWaitFactor: 2, permittedNumberOfCallsInHalfOpenState: 1 },
    when: [...OPENED, 1001, 'ask', 'ok', 1100, ...OPENED],
    state: 'OPEN',
    gives: { attempts: 1, opensUntilUs: 2_100_000 },
  },
  {
    rule: 'the longest wait in half-open can end in closed',
    policy: { maxWaitDurationInHalfOpenStateMs: 500, afterMaxWaitInHalfOpen: 'CLOSED' },
    when: [...PROBING, 1501],
    state: 'CLOSED',
    gives: { total: 0 },
  },
]

describe('the circuit breaker', () => {
  test.each(ROWS)('$rule', ({ policy, when, state, gives = {}, answers, why }) => {
    const played = play(breaker({ ...base, ...policy }), when)
    expect(played.snapshot).toMatchObject({ state, ...gives })
    if (answers !== undefined) expect(played.answers).toEqual(answers)
    if (why !== undefined) expect(played.transitions.map(({ reason }) => reason)).toEqual(why)
  })

  test('a transition tells the figures that decided it', () => {
    const { transitions } = play(breaker({ ...base, slidingWindowSize: 10, minimumNumberOfCalls: 10 }), [
      ...times(3, 'ok'),
      ...times(6, 'fail'),
      250,
      'slow-fail',
    ])
    expect(transitions).toEqual([
      {
        from: 'CLOSED',
        to: 'OPEN',
        atUs: 250_000,
        reason: 'failure-rate',
        failed: 7,
        slow: 1,
        total: 10,
        measure: 'failure',
        rate: 70,
        threshold: 50,
      },
    ])
  })

  test('cells and buckets are drawn oldest first', () => {
    const counted = play(breaker({ ...base, failureRateThreshold: 100 }), ['fail', 'ok', 'slow', 'ok', 'ok'])
    expect(counted.snapshot.window).toEqual({
      type: 'count',
      size: 4,
      cells: [
        { failed: false, slow: false },
        { failed: false, slow: true },
        { failed: false, slow: false },
        { failed: false, slow: false },
      ],
    })
    const timed = play(breaker({ ...base, slidingWindowType: 'TIME_BASED', failureRateThreshold: 100 }), [
      0,
      'fail',
      1500,
      'ok',
      'slow',
      4200,
    ])
    expect(timed.snapshot.window).toEqual({
      type: 'time',
      size: 4,
      buckets: [
        { second: 1, total: 2, failed: 0, slow: 1 },
        { second: 2, total: 0, failed: 0, slow: 0 },
        { second: 3, total: 0, failed: 0, slow: 0 },
        { second: 4, total: 0, failed: 0, slow: 0 },
      ],
    })
  })

  test('a failure it is not told to record counts as a success, one to ignore as nothing', () => {
    const policy = breaker({ recordOn: ['network', 'timeout'], ignoreOn: ['timeout'] })
    expect(judgeOutcome(policy, { ok: true })).toBe('success')
    expect(judgeOutcome(policy, { ok: false, failure: 'network' })).toBe('failure')
    expect(judgeOutcome(policy, { ok: false, failure: 'client-error' })).toBe('success')
    expect(judgeOutcome(policy, { ok: false, failure: 'timeout' })).toBe('ignored')
    expect(judgeOutcome(policy, { ok: false, failure: 'not-permitted' })).toBe('ignored')
  })

  test('rounds of silence are passed over at once, and end where timers would have ended', () => {
    const policy = breaker({
      ...base,
      automaticTransitionFromOpenToHalfOpen: true,
      maxWaitDurationInHalfOpenStateMs: 500,
    })
    const { state } = play(policy, OPENED)
    const nowUs = 86_400_000_000 + 1_234_567
    let stepped = state
    for (
      let dueUs = nextTransitionAtUs(policy, stepped);
      dueUs !== undefined && dueUs <= nowUs;
      dueUs = nextTransitionAtUs(policy, stepped)
    )
      stepped = passTime(policy, stepped, dueUs).state
    const { state: jumped, transitions } = passTime(policy, state, nowUs)
    expect(breakerSnapshot(policy, jumped, nowUs)).toEqual(breakerSnapshot(policy, stepped, nowUs))
    expect(jumped).toMatchObject({ attempts: 57_601 })
    expect(transitions.length).toBeLessThan(3)
  })
})

const anyStimulus = fc.record({
  gapMs: fc.oneof(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 4000 })),
  kind: fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('ask', 'success', 'failure', 'ignored') },
    { weight: 1, arbitrary: fc.constantFrom<ForcedState>('CLOSED', 'FORCED_OPEN', 'DISABLED', 'METRICS_ONLY') },
  ),
  durationMs: fc.integer({ min: 0, max: 3000 }),
})

interface Recorded {
  readonly atUs: number
  readonly failed: boolean
  readonly slow: boolean
}

/** Recount from the list of everything recorded since the window began. */
function recount(policy: CircuitBreakerPolicy, state: BreakerState, recorded: readonly Recorded[], nowUs: number) {
  const half = state.state === 'HALF_OPEN'
  const size = half ? policy.permittedNumberOfCallsInHalfOpenState : policy.slidingWindowSize
  if (half || ('window' in state && state.window.type === 'count'))
    return recorded.slice(-('window' in state ? state.window.size : size))
  return recorded.filter(({ atUs }) => Math.floor(atUs / 1e6) > Math.floor(nowUs / 1e6) - size)
}

const resilience4jBreaker = anyBreaker.map((policy): CircuitBreakerPolicy => ({ ...policy, rules: 'resilience4j' }))

describe('for any policy and any history', () => {
  test('the window equals a naive recount, permits are never negative, earlier states stay as they were', () => {
    fc.assert(
      fc.property(resilience4jBreaker, fc.array(anyStimulus, { maxLength: 120 }), (policy, stimuli) => {
        let state = createBreaker(policy)
        let nowUs = 0
        let recorded: Recorded[] = []
        const history: { state: BreakerState; nowUs: number; seen: unknown }[] = []
        for (const { gapMs, kind, durationMs } of stimuli) {
          nowUs += gapMs * 1000
          const slow = durationMs > policy.slowCallDurationThresholdMs
          const result = { outcome: kind as BreakerResult['outcome'], durationUs: durationMs * 1000 }
          const passed = passTime(policy, state, nowUs)
          let stepped = state
          for (
            let dueUs = nextTransitionAtUs(policy, stepped);
            dueUs !== undefined && dueUs <= nowUs;
            dueUs = nextTransitionAtUs(policy, stepped)
          ) {
            stepped = passTime(policy, stepped, dueUs).state
            if (stepped.state !== 'OPEN') recorded = []
          }
          const keeps = passed.state.state !== 'DISABLED' && passed.state.state !== 'FORCED_OPEN'
          const counts = (kind === 'success' || kind === 'failure') && keeps
          if (counts) recorded.push({ atUs: nowUs, failed: kind === 'failure', slow })
          const step =
            kind === 'ask'
              ? requestPermission(policy, state, nowUs)
              : kind === 'success' || kind === 'failure' || kind === 'ignored'
                ? recordResult(policy, state, result, nowUs)
                : forceBreaker(policy, state, kind as ForcedState, nowUs)
          const own = step.transitions.slice(passed.transitions.length)
          for (const { to } of own) if (to !== 'OPEN') recorded = []
          if (counts && passed.state.state === 'CLOSED') {
            const inWindow = recount(policy, passed.state, recorded, nowUs)
            const share = (count: number) => (100 * count) / inWindow.length
            const minimum =
              policy.slidingWindowType === 'COUNT_BASED'
                ? Math.min(policy.minimumNumberOfCalls, policy.slidingWindowSize)
                : policy.minimumNumberOfCalls
            const trips =
              inWindow.length >= minimum &&
              (share(inWindow.filter(({ failed }) => failed).length) >= policy.failureRateThreshold ||
                share(inWindow.filter((call) => call.slow).length) >= policy.slowCallRateThreshold)
            expect(step.state.state).toBe(trips ? 'OPEN' : 'CLOSED')
          }
          state = step.state
          if (state.state === 'HALF_OPEN') expect(state.permitsLeft).toBeGreaterThanOrEqual(0)
          const seen = breakerSnapshot(policy, state, nowUs)
          const expected = 'window' in state ? recount(policy, state, recorded, nowUs) : []
          expect({ total: seen.total, failed: seen.failed, slow: seen.slow }).toEqual({
            total: expected.length,
            failed: expected.filter(({ failed }) => failed).length,
            slow: expected.filter((call) => call.slow).length,
          })
          if (seen.window.type === 'count')
            expect(seen.window.cells).toEqual(expected.map(({ failed, slow: wasSlow }) => ({ failed, slow: wasSlow })))
          else {
            expect(seen.window.buckets).toHaveLength(policy.slidingWindowSize)
            expect(seen.window.buckets.reduce((sum, { total }) => sum + total, 0)).toBe(expected.length)
          }
          history.push({ state, nowUs, seen })
        }
        for (const past of history) {
          recordResult(policy, past.state, { outcome: 'failure', durationUs: 1 }, past.nowUs)
          expect(breakerSnapshot(policy, past.state, past.nowUs)).toEqual(past.seen)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('looking, and timers for timed changes, change nothing that follows', () => {
    fc.assert(
      fc.property(anyBreaker, fc.array(anyStimulus, { maxLength: 60 }), (policy, stimuli) => {
        const run = (watched: boolean): unknown[] => {
          let state = createBreaker(policy)
          let nowUs = 0
          return stimuli.map(({ gapMs, kind, durationMs }) => {
            const untilUs = nowUs + gapMs * 1000
            if (watched)
              for (; nowUs < untilUs; nowUs = Math.min(untilUs, nowUs + 97_000)) {
                breakerSnapshot(policy, state, nowUs)
                state = passTime(policy, state, nowUs).state
              }
            nowUs = untilUs
            if (kind === 'ask') {
              const asked = requestPermission(policy, state, nowUs)
              state = asked.state
              return [asked.permitted, breakerSnapshot(policy, state, nowUs)]
            }
            const outcome = kind === 'success' || kind === 'ignored' ? kind : 'failure'
            state = recordResult(policy, state, { outcome, durationUs: durationMs * 1000 }, nowUs).state
            return breakerSnapshot(policy, state, nowUs)
          })
        }
        expect(run(true)).toEqual(run(false))
      }),
      { numRuns: 200 },
    )
  })
})
