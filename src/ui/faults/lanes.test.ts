import type { Fault } from '#faults'
import { expect, test } from 'vitest'
import { lanesOf } from './lanes.ts'

const fault = (id: string, startMs: number, endMs?: number): Fault => ({
  id,
  on: { type: 'node', node: 'n1' },
  startMs,
  ...(endMs !== undefined && { endMs }),
  percent: 100,
  effect: { type: 'drop' },
})

test('faults that overlap lie below each other, and a lane is used again', () => {
  const lanes = lanesOf([fault('a', 0, 10), fault('b', 5, 20), fault('c', 10, 15), fault('d', 30)])
  expect([...lanes]).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 0],
    ['d', 0],
  ])
})

test('a fault without an end keeps its lane', () => {
  const lanes = lanesOf([fault('a', 0), fault('b', 1_000_000, 2_000_000)])
  expect(lanes.get('b')).toBe(1)
})
