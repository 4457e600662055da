// The real opossum beside the breaker that follows its rules: the same calls, the same decisions.
import fc from 'fast-check'
import CircuitBreaker from 'opossum'
import { describe, expect, test } from 'vitest'
import { soakRuns } from '#base/testing/soak'
import type { CircuitBreakerPolicy, Policy } from './policy.ts'
import { PRESETS } from './presets.ts'
import { anySequence, inOrder, type Library, type Sequence, throughLibrary, throughOurs } from './testing/compare.ts'

/** Whole numbers of a tenth of a second and some, so that its timers meet no call. */
interface Settings {
  readonly timeout: number
  readonly resetTimeout: number
  readonly errorThresholdPercentage: number
}

const WORDS: Readonly<Record<string, string>> = { EOPENBREAKER: 'not-permitted', ETIMEDOUT: 'timeout' }

function opossum(settings: Settings): (changed: (state: string) => void) => Library {
  return (changed) => {
    const breaker = new CircuitBreaker((action: () => Promise<void>) => action(), settings)
    breaker.on('open', () => changed('open'))
    breaker.on('halfOpen', () => changed('half-open'))
    breaker.on('close', () => changed('closed'))
    return {
      call: (action) =>
        breaker.fire(action).catch((error: Error & { readonly code?: string }) => {
          throw new Error(WORDS[error.code ?? ''] ?? error.message)
        }),
      close: () => breaker.shutdown(),
    }
  }
}

function ours({ timeout, resetTimeout, errorThresholdPercentage }: Settings): Policy[] {
  return PRESETS.opossum.policies.map((policy): Policy => {
    if (policy.type === 'timeout') return { ...policy, timeoutMs: timeout }
    return {
      ...(policy as CircuitBreakerPolicy),
      waitDurationInOpenStateMs: resetTimeout,
      failureRateThreshold: errorThresholdPercentage,
    }
  })
}

const UNTIL_MS = 120_000

async function both(settings: Settings, sequence: Sequence): Promise<readonly [string[], string[]]> {
  const theirs = await throughLibrary(opossum(settings), sequence, UNTIL_MS)
  return [inOrder(theirs), inOrder(throughOurs(ours(settings), sequence, UNTIL_MS).lines)]
}

describe('opossum and its preset', () => {
  test('decide the same over random calls: who is let through, how each ends, each change and when', async () => {
    const settings = fc.record({
      timeout: fc.constantFrom(10_035, 1035),
      resetTimeout: fc.constantFrom(30_057, 3057, 557),
      errorThresholdPercentage: fc.constantFrom(1, 25, 50, 75),
    })
    let opened = 0
    await fc.assert(
      fc.asyncProperty(settings, anySequence(1500, 2000, 20), async (given, sequence) => {
        const [theirs, own] = await both(given, sequence)
        expect(own).toEqual(theirs)
        if (theirs.some((line) => line.endsWith(' open'))) opened += 1
      }),
      { numRuns: soakRuns(10_000), seed: 1 },
    )
    expect(opened).toBeGreaterThan(soakRuns(10_000) / 4)
  })

  test('the very first failure opens: volumeThreshold is 0', async () => {
    const settings = { timeout: 10_000, resetTimeout: 30_000, errorThresholdPercentage: 50 }
    const sequence = { startsMs: [1], plans: [{ durationMs: 5, fails: true }] }
    const [theirs, own] = await both(settings, sequence)
    expect(theirs).toEqual(['1 call 0 attempt 1', '6 call 0 network', '6 open', '30006 half-open'])
    expect(own).toEqual(theirs)
  })

  test('half of the calls failing is not above 50 %', async () => {
    const settings = { timeout: 10_000, resetTimeout: 30_000, errorThresholdPercentage: 50 }
    const plans = [
      { durationMs: 5, fails: false },
      { durationMs: 5, fails: true },
    ]
    const [theirs, own] = await both(settings, { startsMs: [1, 101], plans })
    expect(theirs.filter((line) => line.endsWith('open'))).toEqual([])
    expect(own).toEqual(theirs)
  })
})
