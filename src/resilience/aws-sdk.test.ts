// The retry strategy of the real AWS SDK beside the preset that follows it: the same failures, the same retries, the
// same tokens left and, for the same draw, the same waits.
import { SQSClient } from '@aws-sdk/client-sqs'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { soakRuns } from '#base/testing/soak'
import type { FailureClass, RetryPolicy } from './policy.ts'
import { PRESETS } from './presets.ts'
import { firstAttempt, nextDelay } from './retry.ts'
import { createBudget, spendRetry, succeeded } from './retry-budget.ts'

interface Token {
  getRetryCost(): number | undefined
  readonly $retryLog?: { readonly acquisitionDelay: number }
}

interface Strategy {
  acquireInitialRetryToken(scope: string): Promise<Token>
  refreshRetryTokenForRetry(
    token: Token,
    info: { readonly errorType: string; readonly retryAfterHint?: Date },
  ): Promise<Token>
  recordSuccess(token: Token): void
  getCapacity(): number
}

const isStrategy = (strategy: object): strategy is Strategy => 'getCapacity' in strategy

const ERROR_TYPES: Partial<Record<FailureClass, string>> = {
  throttled: 'THROTTLING',
  timeout: 'TRANSIENT',
  network: 'TRANSIENT',
  'server-error': 'TRANSIENT',
  'client-error': 'CLIENT_ERROR',
}

interface Tried {
  readonly failure: FailureClass
  readonly draw: number
  readonly retryAfterMs: number
}

const anyCall: fc.Arbitrary<readonly Tried[]> = fc.array(
  fc.record({
    failure: fc.constantFrom<FailureClass>('throttled', 'timeout', 'network', 'server-error', 'client-error'),
    draw: fc.integer({ min: 0, max: 1023 }).map((n) => n / 1024),
    retryAfterMs: fc.constantFrom(0, 0, 700, 90_000),
  }),
  { maxLength: 4, size: 'max' },
)

const policy = PRESETS['aws-sdk'].policies[0] as RetryPolicy
const budget = policy.budget as NonNullable<RetryPolicy['budget']>

/** Each call fails as listed, and then succeeds; what is told are waits in ms, `stop`, and the tokens left. */
async function theirs(calls: readonly (readonly Tried[])[]): Promise<(number | string)[]> {
  const client = new SQSClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })
  const strategy: object = await client.config.retryStrategy()
  if (!isStrategy(strategy)) throw new TypeError('The SDK has another kind of retry strategy by now')
  const told: (number | string)[] = []
  for (const tries of calls) {
    let token = await strategy.acquireInitialRetryToken('')
    let stopped = false
    for (const { failure, draw, retryAfterMs } of tries) {
      vi.spyOn(Math, 'random').mockReturnValue(draw)
      const info = {
        errorType: ERROR_TYPES[failure] ?? '',
        ...(retryAfterMs > 0 && { retryAfterHint: new Date(Date.now() + retryAfterMs) }),
      }
      const next = strategy.refreshRetryTokenForRetry(token, info).catch(() => undefined)
      await vi.runAllTimersAsync()
      const refreshed = await next
      if (!refreshed) {
        stopped = true
        break
      }
      told.push(refreshed.$retryLog?.acquisitionDelay ?? -1)
      token = refreshed
    }
    if (stopped) told.push('stop')
    else strategy.recordSuccess(token)
    told.push(`${strategy.getCapacity()} left`)
  }
  return told
}

function ours(calls: readonly (readonly Tried[])[]): (number | string)[] {
  const told: (number | string)[] = []
  let tokens = createBudget(budget)
  for (const tries of calls) {
    let state = firstAttempt(policy)
    let cost = 0
    let stopped = false
    for (const { failure, draw, retryAfterMs } of tries) {
      const next = nextDelay(policy, state, failure, draw, retryAfterMs * 1000)
      const spent = next.decision === 'retry' ? spendRetry(budget, tokens, failure, 0) : undefined
      if (next.decision !== 'retry' || !spent?.granted) {
        stopped = true
        break
      }
      ;({ state } = next)
      tokens = spent.state
      cost = spent.cost
      told.push(Math.floor(next.delayUs / 1000))
    }
    if (stopped) told.push('stop')
    else tokens = succeeded(budget, tokens, cost)
    told.push(`${tokens.type === 'tokens' ? tokens.tokens : 0} left`)
  }
  return told
}

describe('the AWS SDK’s standard mode and its preset', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }))
  afterEach(() => {
    vi.restoreAllMocks()
    vi.useRealTimers()
  })

  test('retry the same failures after the same waits, until the same tokens are spent', async () => {
    let spent = 0
    await fc.assert(
      fc.asyncProperty(fc.array(anyCall, { minLength: 1, maxLength: 60, size: 'max' }), async (calls) => {
        const told = await theirs(calls)
        expect(ours(calls)).toEqual(told)
        if (told.some((one) => typeof one === 'string' && Number.parseInt(one, 10) < 20)) spent += 1
      }),
      { numRuns: soakRuns(10_000), seed: 4 },
    )
    expect(spent).toBeGreaterThan(soakRuns(10_000) / 20)
  })
})
