import { createObserver, createTraceWriter } from '#trace'
import type { NodeId } from '#workflow'
import { describe, expect, test } from 'vitest'
import { nextEventUs } from './next-event.ts'

/** A log with events at these times. */
function logOf(times: readonly number[]) {
  const writer = createTraceWriter()
  for (const atUs of times) writer.record(atUs, 0, -1, -1, { type: 'schedule-fired', firing: atUs })
  const run = { name: '', startAtMs: 0, nodes: [], edges: [] }
  const observer = createObserver({ ...run, nodes: [CLOCK] }, { maximumEventsOfBatch: 100 })
  const batch = writer.takeBatch(100)
  expect(observer.receive({ type: 'batch', batch, nowUs: times.at(-1) }, 0), observer.problem?.detail).toBe(true)
  return { eventsAround: async (atUs: number, count: number) => observer.eventsAround(atUs, count) }
}

const CLOCK = {
  index: 0,
  id: 'n0' as NodeId,
  name: 'Clock',
  kind: 'schedule',
  memoryMb: 0,
  timeoutMs: 0,
  concurrencyLimit: 0,
  unreservedConcurrency: 0,
} as const

describe('from an instant', () => {
  const log = logOf([10, 20, 20, 20, 35])

  test.each([
    [0, 10],
    [10, 20],
    [15, 20],
    [20, 35],
    [34, 35],
    [35, undefined],
  ])('at %i the next event is at %s', async (atUs, next) => {
    expect(await nextEventUs(log, atUs, 1)).toBe(next)
  })

  test.each([
    [40, 35],
    [35, 20],
    [25, 20],
    [20, 10],
    [11, 10],
    [10, undefined],
  ])('at %i the event before is at %s', async (atUs, before) => {
    expect(await nextEventUs(log, atUs, -1)).toBe(before)
  })
})
