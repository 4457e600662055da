import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createFifoStore } from './fifo-store.ts'
import type { QueuedMessage } from './store.ts'

const message = (id: number, group: string): QueuedMessage => ({
  id,
  messageId: String(id),
  body: '',
  bytes: 2,
  attributes: {},
  group,
  fifo: { group, deduplicationId: String(id), sequenceNumber: String(id) },
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

describe('the store of a FIFO queue', () => {
  test('agrees with plain lists over any course of things: a group is closed while one of it is in flight', () => {
    const step = fc.record({
      do: fc.constantFrom('send', 'send', 'send', 'receive', 'receive', 'return', 'remove', 'remove'),
      pick: fc.nat(),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 1500, size: 'max' }), (steps) => {
        const store = createFifoStore()
        const groups = new Map<string, QueuedMessage[]>()
        const there = (): QueuedMessage[] => [...groups.values()].flat()
        const isClosed = (group: string): boolean =>
          (groups.get(group) ?? []).some(({ state }) => state === 'in-flight')
        const open = (): QueuedMessage[] =>
          there().filter(({ fifo, state }) => state === 'visible' && !isClosed(fifo?.group ?? ''))
        for (const [id, { do: what, pick }] of steps.entries()) {
          if (what === 'send') {
            const group = `g${pick % 4}`
            const sent = message(id, group)
            store.add(sent)
            store.makeVisible(sent)
            groups.set(group, [...(groups.get(group) ?? []), sent])
          } else if (what === 'receive') {
            const most = 1 + (pick % 5)
            const before = open()
            const got: QueuedMessage[] = []
            for (let next = store.takeVisible(); next; next = got.length < most ? store.takeVisible() : undefined)
              got.push(next)
            store.endReceive()
            expect(got).toHaveLength(Math.min(most, before.length))
            for (const group of new Set(got.map(({ fifo }) => fifo?.group ?? ''))) {
              const own = got.filter(({ fifo }) => fifo?.group === group)
              expect(own).toEqual((groups.get(group) ?? []).slice(0, own.length))
            }
          } else {
            const list = there().filter(({ state }) => (what === 'return' ? state === 'in-flight' : true))
            const one = list[pick % Math.max(1, list.length)]
            if (one && what === 'return') store.makeVisible(one)
            else if (one) {
              store.remove(one)
              const group = one.fifo?.group ?? ''
              groups.set(
                group,
                (groups.get(group) ?? []).filter((other) => other !== one),
              )
            }
          }
          expect(store.receivable).toBe(open().length)
          expect(store.receivableBytes).toBe(2 * open().length)
          expect(store.visible).toBe(there().filter(({ state }) => state === 'visible').length)
        }
        expect([...store.all()].map(({ id }) => id)).toEqual(
          there()
            .map(({ id }) => id)
            .sort((a, b) => a - b),
        )
      }),
      { numRuns: 30, seed: 2026 },
    )
  })

  test('one that is delayed holds up those of its group behind it, and no other group', () => {
    const store = createFifoStore()
    const [first, second, other] = [message(1, 'a'), message(2, 'a'), message(3, 'b')]
    for (const one of [first, second, other]) store.add(one)
    store.makeVisible(second)
    store.makeVisible(other)
    expect([store.takeVisible(), store.takeVisible()]).toEqual([other, undefined])
    store.endReceive()
    store.makeVisible(first)
    expect([store.takeVisible(), store.takeVisible()]).toEqual([first, second])
  })
})
