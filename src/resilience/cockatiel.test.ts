// The real cockatiel beside the policies that follow its rules: the same calls, the same decisions.
import {
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  type IBackoffFactory,
  type IBreaker,
  isBrokenCircuitError,
  noJitterGenerator,
  retry,
  SamplingBreaker,
  wrap,
} from 'cockatiel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { soakRuns } from '#base/testing/soak'
import type { CircuitBreakerPolicy, Policy } from './policy.ts'
import { PRESETS } from './presets.ts'
import { anySequence, inOrder, type Library, type Sequence, throughLibrary, throughOurs } from './testing/compare.ts'
import * as own from './testing/policies.ts'

const STATES: Readonly<Record<CircuitState, string>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Isolated]: 'open',
}

interface Settings {
  /** Besides the first call; 0: no retry around the breaker. */
  readonly retries: number
  readonly baseMs: number
  readonly capMs: number
  readonly halfOpenAfter: number | IBackoffFactory<unknown>
  readonly breaker: () => IBreaker
}

const asWords = (error: unknown): never => {
  throw new Error(
    isBrokenCircuitError(error) ? 'not-permitted' : error instanceof Error ? error.message : String(error),
  )
}

function cockatiel(settings: Settings): (changed: (state: string) => void) => Library {
  return (changed) => {
    const { retries, baseMs, capMs, halfOpenAfter } = settings
    const guard = circuitBreaker(handleAll, { halfOpenAfter, breaker: settings.breaker() })
    guard.onStateChange((state) => changed(STATES[state]))
    const again = retry(
      handleWhen((error) => !isBrokenCircuitError(error)),
      {
        maxAttempts: retries,
        backoff: new ExponentialBackoff({ initialDelay: baseMs, maxDelay: capMs, generator: noJitterGenerator }),
      },
    )
    const both = wrap(again, guard)
    return { call: (action) => both.execute(action).catch(asWords) }
  }
}

const breakerLike = (rest: Partial<CircuitBreakerPolicy>): CircuitBreakerPolicy => ({
  ...(PRESETS.cockatiel.policies[1] as CircuitBreakerPolicy),
  ...rest,
})

const retryLike = ({ retries, baseMs, capMs }: Settings): Policy =>
  own.retry({ maxAttempts: retries + 1, baseMs, capMs, jitter: 'none', retryAfterAddsAtMostMs: 0 })

const UNTIL_MS = 90_000

interface Case {
  readonly settings: Settings
  readonly policy: CircuitBreakerPolicy
}

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    retries: fc.constantFrom(0, 0, 1, 3),
    baseMs: fc.constantFrom(100, 300),
    capMs: fc.constantFrom(400, 30_000),
    waitMs: fc.constantFrom(400, 1000, 3000),
    longer: fc.boolean(),
    size: fc.integer({ min: 1, max: 8 }),
    minimum: fc.nat(7),
    percent: fc.constantFrom(20, 50, 75),
    inARow: fc.boolean(),
  })
  .map(({ retries, baseMs, capMs, waitMs, longer, size, minimum, percent, inARow }) => {
    const minimumNumberOfCalls = inARow ? size : 1 + (minimum % size)
    const waits = new ExponentialBackoff({ initialDelay: waitMs, maxDelay: 4 * waitMs, generator: noJitterGenerator })
    return {
      settings: {
        retries,
        baseMs,
        capMs,
        halfOpenAfter: longer ? waits : waitMs,
        breaker: () =>
          inARow
            ? new ConsecutiveBreaker(size)
            : new CountBreaker({ threshold: percent / 100, size, minimumNumberOfCalls }),
      },
      policy: breakerLike({
        slidingWindowSize: size,
        minimumNumberOfCalls,
        failureRateThreshold: inARow ? Math.max(1, (100 * (size - 0.5)) / size) : percent,
        waitDurationInOpenStateMs: waitMs,
        ...(longer && { openWaitFactor: 2, openWaitCapMs: 4 * waitMs }),
      }),
    }
  })

describe('cockatiel and its preset', () => {
  test('decide the same over random calls, until a result comes late', async () => {
    let opened = 0
    let whole = 0
    await fc.assert(
      fc.asyncProperty(anyCase, anySequence(900, 400, 20), async ({ settings, policy }, sequence) => {
        const policies = settings.retries === 0 ? [policy] : [retryLike(settings), policy]
        const told = throughOurs(policies, sequence, UNTIL_MS)
        const theirs = await throughLibrary(cockatiel(settings), sequence, UNTIL_MS)
        const before = ({ atMs }: { readonly atMs: number }) => atMs < told.lateMs
        expect(inOrder(told.lines.filter(before))).toEqual(inOrder(theirs.filter(before)))
        if (theirs.some(({ text }) => text === 'open')) opened += 1
        if (told.lateMs === Number.POSITIVE_INFINITY) whole += 1
      }),
      { numRuns: soakRuns(10_000), seed: 2 },
    )
    expect(opened).toBeGreaterThan(soakRuns(10_000) / 4)
    expect(whole).toBeGreaterThan(soakRuns(10_000) / 4)
  })

  const plain = { retries: 0, baseMs: 100, capMs: 100, halfOpenAfter: 1000, breaker: () => new ConsecutiveBreaker(1) }
  const touchy = breakerLike({
    slidingWindowSize: 1,
    minimumNumberOfCalls: 1,
    failureRateThreshold: 50,
    waitDurationInOpenStateMs: 1000,
  })

  async function both(settings: Settings, policy: CircuitBreakerPolicy, sequence: Sequence) {
    const theirs = await throughLibrary(cockatiel(settings), sequence, UNTIL_MS)
    return [inOrder(theirs), inOrder(throughOurs([policy], sequence, UNTIL_MS).lines)] as const
  }

  test('let a call through at the very end of the wait', async () => {
    const plans = [
      { durationMs: 9, fails: true },
      { durationMs: 9, fails: false },
    ]
    const [theirs, ours] = await both(plain, touchy, { startsMs: [1, 1010], plans })
    expect(theirs).toContain('1010 half-open')
    expect(ours).toEqual(theirs)
  })

  test('let others wait for the probe, and then refuse or let through all of them', async () => {
    const plans = [
      { durationMs: 9, fails: true },
      { durationMs: 90, fails: false },
      { durationMs: 9, fails: false },
    ]
    const [theirs, ours] = await both(plain, touchy, { startsMs: [1, 1201, 1211, 1221], plans })
    expect(theirs).toContain('1291 call 2 attempt 1')
    expect(theirs).toContain('1291 call 3 attempt 1')
    expect(ours).toEqual(theirs)
  })

  test('differ on a late result: theirs judges a call by the state it began in, ours by the state that is', async () => {
    const plans = [
      { durationMs: 2000, fails: false },
      { durationMs: 9, fails: true },
      { durationMs: 900, fails: false },
    ]
    // The first call succeeds while the probe, the third, is under way. That closes ours; theirs waits for the probe.
    const [theirs, ours] = await both(plain, touchy, { startsMs: [1, 11, 1201], plans })
    expect(ours).toContain('2001 closed')
    expect(theirs).not.toContain('2001 closed')
    expect(theirs).toContain('2101 closed')
  })

  test('differ on time windows: theirs begin with what comes and leave one by one, ours are whole seconds', async () => {
    const settings = {
      ...plain,
      breaker: () => new SamplingBreaker({ threshold: 0.5, duration: 5000, minimumRps: 0.4 }),
    }
    const policy = breakerLike({
      slidingWindowType: 'TIME_BASED',
      slidingWindowSize: 5,
      minimumNumberOfCalls: 2,
      failureRateThreshold: 50,
      waitDurationInOpenStateMs: 1000,
    })
    // Two failures a minute apart: theirs has not forgotten the first, since only one window leaves with each result.
    const sequence = { startsMs: [1, 60_001], plans: [{ durationMs: 9, fails: true }] }
    const [theirs, ours] = await both(settings, policy, sequence)
    expect(theirs).toContain('60010 open')
    expect(ours).not.toContain('60010 open')
  })
})

describe('cockatiel’s bulkhead and ours', () => {
  test('let the same calls run, wait in line and be refused', async () => {
    const settings = fc.record({ limit: fc.integer({ min: 1, max: 4 }), places: fc.nat(4) })
    let refused = 0
    await fc.assert(
      fc.asyncProperty(settings, anySequence(300, 1500, 30), async ({ limit, places }, sequence) => {
        const full = (error: unknown): never => {
          throw error instanceof BulkheadRejectedError ? new Error('not-permitted') : error
        }
        const make = (): Library => {
          const theirs = bulkhead(limit, places)
          return { call: (action) => theirs.execute(action).catch(full) }
        }
        const policy = own.bulkhead({ maxConcurrentCalls: limit, maxWaitMs: 1_000_000, maxWaitingCalls: places })
        const theirs = await throughLibrary(make, sequence, UNTIL_MS)
        expect(inOrder(throughOurs([policy], sequence, UNTIL_MS).lines)).toEqual(inOrder(theirs))
        if (theirs.some(({ text }) => text.endsWith('not-permitted'))) refused += 1
      }),
      { numRuns: soakRuns(10_000), seed: 3 },
    )
    expect(refused).toBeGreaterThan(soakRuns(10_000) / 4)
  })
})
