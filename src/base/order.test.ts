import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { entriesInOrder, keysInOrder } from './order.ts'

test('keys come by code unit, however a record was built, numbers among them too', () => {
  expect(keysInOrder({ b: 0, a: 0, B: 0, é: 0, 10: 0, 9: 0 })).toEqual(['10', '9', 'B', 'a', 'b', 'é'])
  expect(entriesInOrder({ b: 1, a: 2 })).toEqual([
    ['a', 2],
    ['b', 1],
  ])
  fc.assert(
    fc.property(fc.uniqueArray(fc.string()), (keys) => {
      const built = (order: readonly string[]) => Object.fromEntries(order.map((key) => [key, 0]))
      expect(keysInOrder(built(keys))).toEqual(keysInOrder(built(keys.toReversed())))
    }),
  )
})
