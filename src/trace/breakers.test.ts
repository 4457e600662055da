import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  attemptEnded,
  type Call,
  callBreakerSnapshots,
  type CallStep,
  createCallPolicies,
  type Policy,
  startCall,
  timerFired,
} from '#resilience'
import { createBreakerFold } from './breakers.ts'
import { factOfNote } from './call-facts.ts'
import { BREAKER, createScribe, SCENE } from './testing/scene.ts'
import { createDice } from './testing/random-log.ts'
import type { RunDescription } from './views.ts'

const RETRY: Policy = {
  type: 'retry',
  maxAttempts: 3,
  backoff: 'fixed',
  baseMs: 50,
  factor: 2,
  capMs: 1000,
  jitter: 'none',
  retryOn: ['server-error'],
}
const TIMEOUT: Policy = { type: 'timeout', timeoutMs: 150 }
const SLOW = { ...BREAKER, slowCallDurationThresholdMs: 90, slowCallRateThreshold: 60 }
const TIMED = { ...BREAKER, slidingWindowType: 'TIME_BASED', slidingWindowSize: 3 } as const

const BULKHEAD: Policy = { type: 'bulkhead', maxConcurrentCalls: 1, maxWaitMs: 250 }
const LIMITER: Policy = { type: 'rate-limiter', perSecond: 2, burst: 2, maxWaitMs: 0 }
const HEDGE: Policy = { type: 'hedge', delayMs: 60, maxHedges: 2, hedgeOn: ['server-error'] }

interface Running {
  readonly call: Call
  readonly number: number
}

/** Runs random calls through the real call machine, and writes the log a client or a handler would write. */
function write(policies: readonly Policy[], seed: number, calls: number) {
  const dice = createDice(seed)
  const scope = createCallPolicies(policies)
  const scribe = createScribe()
  const running = new Map<number, (token: number) => void>()
  const agenda: { atUs: number; order: number; run(): void }[] = []
  let nowUs = 0
  let order = 0
  const later = (delayUs: number, run: () => void): void => {
    order += 1
    agenda.push({ atUs: nowUs + delayUs, order, run })
  }

  function follow(one: Running, attempt: number, steps: readonly CallStep[]): void {
    const { call, number } = one
    for (const step of steps) {
      if (step.type === 'note') {
        const fact = factOfNote(step.note, { call: number, edge: 'e4', environment: 7 }, attempt)
        if (fact) scribe.note(nowUs, 4, -1, 0, fact)
      } else if (step.type === 'attempt') {
        scribe.note(nowUs, 4, -1, 0, { type: 'attempt-started', call: number, attempt: step.attempt })
        const failed = dice() < 0.5
        later(Math.floor(dice() * 200_000), () => {
          const outcome = failed ? ({ ok: false, failure: 'server-error' } as const) : ({ ok: true } as const)
          follow(
            one,
            step.attempt,
            attemptEnded(scope, call, step.attempt, outcome, nowUs, () => 0.5),
          )
        })
      } else if (step.type === 'wait') later(step.atUs - nowUs, () => running.get(number)?.(step.token))
      else if (step.type === 'wake') running.get(Number(step.call))?.(step.token)
      else if (step.type === 'settle') {
        const failure = step.outcome.ok ? '' : step.outcome.failure
        scribe.note(nowUs, 4, -1, 0, {
          type: 'call-ended',
          call: number,
          failure,
          status: 0,
          attempts: attempt,
          durationUs: 0,
        })
      }
    }
  }

  let atUs = 0
  for (let number = 0; number < calls; number++) {
    atUs += Math.floor(dice() * 300_000)
    later(atUs, () => {
      const fact = { call: number, edge: 'e4', environment: 7, invocation: 0, operation: '', attemptsMax: 3 }
      scribe.note(nowUs, 4, -1, 0, { type: 'call-started', ...fact })
      const { call, steps } = startCall(scope, number, nowUs, () => 0.5)
      running.set(number, (token) =>
        follow(
          { call, number },
          call.attempts,
          timerFired(scope, call, token, nowUs, () => 0.5),
        ),
      )
      follow({ call, number }, 0, steps)
    })
  }
  const snapshots: { atUs: number; events: number; seen: ReturnType<typeof callBreakerSnapshots> }[] = []
  while (agenda.length > 0) {
    agenda.sort((a, b) => a.atUs - b.atUs || a.order - b.order)
    const next = agenda.shift() as (typeof agenda)[number]
    nowUs = next.atUs
    next.run()
    snapshots.push({ atUs: nowUs, events: 0, seen: callBreakerSnapshots(scope, nowUs) })
  }
  return { reader: scribe.read(), snapshots, nowUs }
}

const sceneWith = (policies: readonly Policy[]): RunDescription => ({
  ...SCENE,
  edges: SCENE.edges.map((edge) => (edge.index === 4 ? { ...edge, policies } : edge)),
})

describe('a breaker brought back from the log', () => {
  const orders: readonly (readonly [string, readonly Policy[]])[] = [
    ['alone', [BREAKER]],
    ['inside a retry', [RETRY, BREAKER]],
    ['around a retry', [BREAKER, RETRY]],
    ['around and inside', [SLOW, RETRY, BREAKER]],
    ['around a timeout', [RETRY, SLOW, TIMEOUT]],
    ['inside a timeout', [TIMEOUT, BREAKER]],
    ['over time', [RETRY, TIMED]],
    ['around and inside a bulkhead where calls wait', [BREAKER, BULKHEAD, SLOW]],
    ['with a limiter between that refuses', [RETRY, SLOW, LIMITER, BREAKER]],
    ['inside hedges', [HEDGE, BREAKER, TIMEOUT]],
    ['around hedges', [TIMED, HEDGE, BREAKER]],
    ['where calls wait for the probe', [RETRY, { ...BREAKER, rules: 'cockatiel' }]],
    ['counting what asks', [RETRY, { ...TIMED, rules: 'opossum' }]],
  ]
  for (const [place, policies] of orders)
    it(`is at every instant what the machine itself was: ${place}`, () => {
      fc.assert(
        fc.property(fc.nat(), (seed) => {
          const { reader, snapshots, nowUs } = write(policies, seed, 60)
          const fold = createBreakerFold(sceneWith(policies))
          fold.advance(reader)
          for (const [index, { atUs, seen }] of snapshots.entries()) {
            if (snapshots[index + 1]?.atUs === atUs) continue
            for (const { layer, snapshot } of seen) {
              const view = fold.show(reader, { edge: 4, environment: 7, layer, atUs }, nowUs)
              if (view) expect(view.snapshot).toEqual(snapshot)
            }
          }
        }),
        { numRuns: 30 },
      )
    })

  it('tells what it saw, why it changed, and that its environment took it along', () => {
    const scribe = createScribe()
    const record = (atUs: number, result: 'success' | 'failure', durationUs = 1000): void => {
      scribe.note(atUs, 4, -1, 0, {
        type: 'breaker-recorded',
        edge: 'e4',
        environment: 7,
        layer: 0,
        result,
        durationUs,
        call: 1,
      })
    }
    record(1000, 'failure')
    record(2000, 'failure')
    const change = {
      edge: 'e4',
      environment: 7,
      layer: 0,
      from: 'closed',
      to: 'open',
      reason: 'failure-rate',
      failed: 2,
      slow: 0,
      total: 2,
      rate: 100,
      threshold: 50,
    } as const
    scribe.note(2000, 4, -1, 0, { type: 'breaker-changed', ...change })
    const call = { call: 9, edge: 'e4', environment: 7, invocation: 0, operation: 'GET', attemptsMax: 1 }
    scribe.note(3000, 4, -1, 0, { type: 'call-started', ...call })
    scribe.note(3000, 4, -1, 0, {
      type: 'call-refused',
      call: 9,
      attempt: 1,
      policy: 'circuit-breaker',
      untilUs: 1_002_000,
      layer: 0,
    })
    scribe.note(9000, 4, -1, 0, { type: 'environment-ended', environment: 7, reason: 'expired' })
    const reader = scribe.read()
    const fold = createBreakerFold(SCENE)
    fold.advance(reader)
    expect(fold.list(reader)).toMatchObject([
      { edge: 4, environment: 7, layer: 0, state: 'open', recorded: 2, refused: 1, opened: 1, endedAtUs: 9000 },
    ])
    expect(fold.list(reader, 1500)).toMatchObject([
      { state: 'closed', recorded: 1, refused: 0, opened: 0, endedAtUs: undefined },
    ])
    const view = fold.show(reader, { edge: 4, environment: 7, layer: 0 }, 10_000)
    expect(view?.ticks.map(({ result }) => result)).toEqual(['failed', 'failed', 'not-permitted'])
    expect(view?.bands).toEqual([
      { state: 'closed', fromUs: 0, toUs: 2000 },
      { state: 'open', fromUs: 2000, toUs: 10_000 },
    ])
    expect(view?.snapshot).toMatchObject({ state: 'OPEN', opensUntilUs: 1_002_000, refused: 1 })
  })

  it('shows no state for the time before the changes it still tells of', () => {
    const scribe = createScribe()
    const change = {
      type: 'breaker-changed',
      edge: 'e4',
      environment: 7,
      layer: 0,
      reason: 'forced',
      failed: 0,
      slow: 0,
      total: 0,
      rate: -1,
      threshold: 50,
    } as const
    for (let at = 1; at <= 250; at++)
      scribe.note(at * 1000, 4, -1, 0, {
        ...change,
        from: at % 2 ? 'closed' : 'forced-open',
        to: at % 2 ? 'forced-open' : 'closed',
      })
    const reader = scribe.read()
    const fold = createBreakerFold(SCENE)
    fold.advance(reader)
    const key = { edge: 4, environment: 7, layer: 0, fromUs: 0 }
    const all = fold.show(reader, key, 300_000)
    expect(all?.changes).toHaveLength(200)
    expect(all?.bands[0]).toEqual({ state: 'forced-open', fromUs: 51_000, toUs: 52_000 })
    expect(fold.show(reader, { ...key, atUs: 2500 }, 300_000)?.bands).toEqual([
      { state: 'closed', fromUs: 0, toUs: 1000 },
      { state: 'forced-open', fromUs: 1000, toUs: 2000 },
      { state: 'closed', fromUs: 2000, toUs: 2500 },
    ])
  })
})
