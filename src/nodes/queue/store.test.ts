import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMessageStore, type QueuedMessage } from './store.ts'

const message = (id: number): QueuedMessage => ({
  id,
  messageId: String(id),
  body: '',
  bytes: 0,
  attributes: {},
  group: undefined,
  fifo: undefined,
  movedFrom: -1,
  sentAtUs: 0,
  trace: -1,
  key: 0,
  event: -1,
  firstReceivedAtUs: -1,
  receiveCount: 0,
  delivery: -1,
  deliveries: [],
  state: 'delayed',
  timer: undefined,
})

describe('the store of a queue', () => {
  test('gives visible messages in the order in which they became visible', () => {
    const store = createMessageStore()
    const [a, b, c] = [message(1), message(2), message(3)]
    for (const one of [a, b, c]) store.add(one)
    store.makeVisible(b)
    store.makeVisible(c)
    store.makeVisible(a)
    store.remove(c)
    expect(store.visible).toBe(2)
    expect(store.peekVisible()).toBe(b)
    expect([store.takeVisible(), store.takeVisible(), store.takeVisible()]).toEqual([b, a, undefined])
    expect(store.visible).toBe(0)
  })

  test('agrees with a plain list over any course of things, long ones too', () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ do: fc.constant('send' as const), pick: fc.nat() }) },
      { weight: 4, arbitrary: fc.record({ do: fc.constant('take' as const), pick: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('return' as const), pick: fc.nat() }) },
      { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), pick: fc.nat() }) },
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 4000, size: 'max' }), (steps) => {
        const store = createMessageStore()
        const visible: QueuedMessage[] = []
        const taken: QueuedMessage[] = []
        let ids = 0
        for (const { do: what, pick } of steps) {
          if (what === 'send') {
            const sent = message(ids++)
            store.add(sent)
            store.makeVisible(sent)
            visible.push(sent)
          } else if (what === 'take') {
            const got = store.takeVisible()
            expect(got).toBe(visible.shift())
            if (got) {
              got.state = 'in-flight'
              taken.push(got)
            }
          } else if (what === 'return') {
            const [back] = taken.splice(pick % (taken.length + 1), 1)
            if (back) {
              store.makeVisible(back)
              visible.push(back)
            }
          } else {
            const list = pick % 2 === 0 ? visible : taken
            const [gone] = list.splice(pick % (list.length + 1), 1)
            if (gone) store.remove(gone)
          }
          expect(store.visible).toBe(visible.length)
          expect(store.peekVisible()).toBe(visible[0])
        }
        expect([...store.all()].map(({ id }) => id).sort()).toEqual([...visible, ...taken].map(({ id }) => id).sort())
      }),
      { numRuns: 30 },
    )
  })
})
