import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHeap, type Placed } from './heap.ts'

interface Item extends Placed {
  readonly order: number
}

const item = (order: number): Item => ({ order, place: -1 })
const before = (a: Item, b: Item): boolean => a.order < b.order

test('items leave a heap in order, and from the middle, as from a sorted list', () => {
  const step = fc.record({ do: fc.constantFrom('push', 'push', 'pop', 'remove'), pick: fc.nat() })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const heap = createHeap(before)
      const list: Item[] = []
      for (const [index, { do: what, pick }] of steps.entries()) {
        if (what === 'push') {
          const added = item(((pick % 100) * 1000 + index) | 0) // a total order: no two are equal
          heap.push(added)
          list.push(added)
          list.sort((a, b) => a.order - b.order)
        } else if (what === 'pop') expect(heap.pop()).toBe(list.shift())
        else if (list.length > 0) {
          const [gone] = list.splice(pick % list.length, 1)
          if (gone) heap.remove(gone)
          expect(gone?.place).toBe(-1)
        }
        expect(heap.size).toBe(list.length)
        expect(heap.peek()).toBe(list[0])
      }
    }),
  )
})

test('an empty heap has nothing to give, and what is not in a heap can’t leave it', () => {
  const heap = createHeap(before)
  expect([heap.peek(), heap.pop(), heap.size]).toEqual([undefined, undefined, 0])
  expect(() => heap.remove(item(1))).toThrow('not in it')
})
