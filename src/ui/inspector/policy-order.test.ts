import type { Policy } from '#resilience'
import { policySchema } from '#resilience'
import { describe, expect, test } from 'vitest'
import { moved, orderLine } from './policy-order.ts'

const of = (...types: Policy['type'][]): Policy[] => types.map((type) => policySchema.parse({ type }))

describe('what an order of policies does', () => {
  test.each<[Policy['type'], Policy['type']]>([
    ['retry', 'circuit-breaker'],
    ['retry', 'timeout'],
    ['retry', 'fallback'],
    ['retry', 'bulkhead'],
    ['retry', 'rate-limiter'],
    ['retry', 'adaptive-throttle'],
    ['circuit-breaker', 'timeout'],
    ['circuit-breaker', 'hedge'],
  ])('%s and %s: the other way round it says something else', (one, other) => {
    const line = orderLine(of(one, other))
    expect(line).toBeDefined()
    expect(orderLine(of(other, one))).not.toEqual(line)
  })

  test('one policy alone has no order', () => {
    expect(orderLine(of('retry'))).toBeUndefined()
    expect(orderLine(of('retry', 'retry'))).toBeUndefined()
  })

  test('tells first of the policy that is looked at', () => {
    const list = of('timeout', 'retry', 'circuit-breaker')
    expect(orderLine(list, 'timeout')).toEqual(orderLine(of('timeout', 'retry')))
    expect(orderLine(list)).toEqual(orderLine(of('retry', 'circuit-breaker')))
  })

  test('moving takes out and puts in', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
  })
})
