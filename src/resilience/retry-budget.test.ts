import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { retryBudgetSchema } from './policy.ts'
import { countRequest, createBudget, spendRetry, succeeded } from './retry-budget.ts'

const share = retryBudgetSchema.parse({ type: 'share' })
const tokens = retryBudgetSchema.parse({ type: 'tokens', capacity: 20 })

describe('a retry budget', () => {
  test('as a share: retries are at most so much of the requests, whatever fails', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (isRetry) => {
        let state = createBudget(share)
        let requests = 0
        let retries = 0
        for (const retry of isRetry) {
          if (!retry) {
            state = countRequest(state, 0)
            requests += 1
            continue
          }
          const step = spendRetry(share, state, 'network', 0)
          ;({ state } = step)
          expect(step.granted).toBe(10 * retries < requests)
          if (step.granted) retries += 1
        }
      }),
    )
  })

  test('as a share: what is older than the window does not count', () => {
    const state = countRequest(createBudget(share), 0)
    const once = spendRetry(share, state, 'network', 0)
    expect(once.granted).toBe(true)
    expect(spendRetry(share, once.state, 'network', 0).granted).toBe(false)
    expect(spendRetry(share, countRequest(once.state, 121e6), 'network', 121e6).granted).toBe(true)
  })

  test('as tokens: a retry costs 5, one after a timeout 10, a success gives back what its retry cost, else 1', () => {
    const first = spendRetry(tokens, createBudget(tokens), 'network', 0)
    expect(first).toEqual({ state: { type: 'tokens', tokens: 15 }, granted: true, cost: 5 })
    const second = spendRetry(tokens, first.state, 'timeout', 0)
    expect(second).toEqual({ state: { type: 'tokens', tokens: 5 }, granted: true, cost: 10 })
    expect(spendRetry(tokens, second.state, 'timeout', 0)).toEqual({ state: second.state, granted: false, cost: 0 })
    expect(succeeded(tokens, second.state, second.cost)).toEqual({ type: 'tokens', tokens: 15 })
    expect(succeeded(tokens, second.state, 0)).toEqual({ type: 'tokens', tokens: 6 })
    expect(succeeded(tokens, { type: 'tokens', tokens: 20 }, 0)).toEqual({ type: 'tokens', tokens: 20 })
  })
})
