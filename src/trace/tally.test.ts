import { expect, test } from 'vitest'
import { hasField, tallyEvents, tellsEdge, type EventQuery } from './tally.ts'
import { createScribe, SCENE, writeOrder } from './testing/scene.ts'

const scribe = createScribe()
writeOrder(scribe)
const log = scribe.read()
const tally = (of: EventQuery, windowMs?: number) => {
  const [found] = tallyEvents(SCENE, log, [{ of, windowMs }])
  if (!found) throw new Error('no answer')
  return found
}

test('events are counted by type, node, field and time', () => {
  expect(tally({ type: 'message-delivered', node: 'Jobs' }).count).toBe(2)
  expect(tally({ type: 'message-delivered', node: 'Dead' }).count).toBe(0)
  expect(tally({ type: 'message-delivered', where: { receiveCount: { atLeast: 2 } } }).count).toBe(1)
  expect(tally({ type: 'message-delivered', where: { receiveCount: 1 } }).count).toBe(1)
  expect(tally({ type: 'invocation-ended', where: { outcome: 'threw' } }).count).toBe(1)
  expect(tally({ type: 'message-delivered', afterMs: 1000 }).count).toBe(1)
  expect(tally({ type: 'message-delivered', beforeMs: 1000 }).count).toBe(1)
  expect(tally({ type: 'invocation-ended', where: { outcome: 1 } }).count).toBe(0)
  expect(tally({ type: 'message-delivered', where: { receiveCount: 'one' } }).count).toBe(0)
})

test('an event is on the connection that it or its call names', () => {
  expect(tally({ type: 'call-started', from: 'Orders', to: 'Jobs' }).count).toBe(1)
  expect(tally({ type: 'attempt-ended', from: 'Orders', to: 'Jobs' }).count).toBe(1)
  expect(tally({ type: 'attempt-ended', to: 'Api' }).count).toBe(1)
  expect(tally({ type: 'delivery-started', from: 'Jobs' }).count).toBe(2)
})

test('a node or a connection that the run lacks is named', () => {
  expect(tally({ type: 'message-delivered', node: 'Elsewhere' })).toMatchObject({ count: 0, missing: 'Elsewhere' })
  expect(tally({ type: 'call-started', from: 'Jobs', to: 'Mail' })).toMatchObject({ count: 0, missing: 'Jobs → Mail' })
  expect(tally({ type: 'call-started', from: 'Worker', to: 'Mail' })).toMatchObject({ count: 0, missing: undefined })
})

test('first, last and most at once come with the count', () => {
  const found = tally({ type: 'message-delivered' }, 1000)
  expect(found).toMatchObject({ firstUs: 207_000, lastUs: 30_206_000, peak: 1 })
  expect(tally({ type: 'attempt-started' }, 1000).peak).toBe(2)
  expect(tally({ type: 'attempt-started' }, 100).peak).toBe(1)
  expect(tally({ type: 'attempt-started' }).peak).toBe(2)
  expect(tally({ type: 'breaker-changed' })).toEqual({
    count: 0,
    firstUs: undefined,
    lastUs: undefined,
    peak: 0,
    missing: undefined,
  })
})

test('which types have which fields can be asked', () => {
  expect(hasField('breaker-changed', 'to')).toBe(true)
  expect(hasField('breaker-changed', 'constructor')).toBe(false)
  expect([tellsEdge('attempt-started'), tellsEdge('breaker-changed'), tellsEdge('log-written')]).toEqual([
    true,
    true,
    false,
  ])
})
