import type { BreakerSnapshot, CircuitBreakerPolicy } from '#resilience'
import type { BreakerChange, BreakerTick } from '#trace'
import { fillText } from '#ui/kit'
import { describe, expect, test } from 'vitest'
import { timeScale } from '../draw/time-scale.ts'
import { reasonOf } from './reason.ts'
import { breakerTexts } from './texts.ts'
import { countTicks, tickMarks, timelineAround } from './timeline.ts'
import { countCells, probesOf, timeBuckets } from './window-cells.ts'

const POLICY: CircuitBreakerPolicy = {
  type: 'circuit-breaker',
  slidingWindowType: 'COUNT_BASED',
  slidingWindowSize: 4,
  minimumNumberOfCalls: 2,
  failureRateThreshold: 50,
  slowCallRateThreshold: 100,
  slowCallDurationThresholdMs: 60_000,
  waitDurationInOpenStateMs: 5000,
  permittedNumberOfCallsInHalfOpenState: 3,
  maxWaitDurationInHalfOpenStateMs: 0,
  automaticTransitionFromOpenToHalfOpen: false,
  recordOn: ['network'],
  ignoreOn: [],
}

const CHANGE: BreakerChange = {
  atUs: 1,
  event: 1,
  from: 'closed',
  to: 'open',
  reason: 'failure-rate',
  failed: 7,
  slow: 0,
  total: 10,
  rate: 70,
  threshold: 50,
}

const sentence = (change: BreakerChange): string => {
  const reason = reasonOf(change, POLICY)
  return reason ? fillText(breakerTexts.en[reason.key], reason.data) : ''
}

describe('the reason of a change', () => {
  test('is the figures that decided', () => {
    expect(sentence(CHANGE)).toBe('7 of 10 failed = 70 % ≥ 50 %')
    expect(sentence({ ...CHANGE, failed: 2, total: 3, rate: 200 / 3 })).toBe('2 of 3 failed = 66.7 % ≥ 50 %')
  })

  test('of the wait names it', () => {
    expect(sentence({ ...CHANGE, reason: 'wait-elapsed' })).toBe('The wait of 5 s was over')
  })

  test('of failed probes tells slow ones from failed ones', () => {
    expect(sentence({ ...CHANGE, reason: 'probes-failed', failed: 2, total: 3, rate: 66.667 })).toContain('failed')
    expect(sentence({ ...CHANGE, reason: 'probes-failed', failed: 0, slow: 3, total: 3, rate: 100 })).toContain('slow')
  })
})

const tick = (atUs: number, result: BreakerTick['result']): BreakerTick => ({
  atUs,
  event: atUs,
  result,
  durationUs: 1,
})
const ok = { failed: false, slow: false }
const failed = { failed: true, slow: false }

describe('the window', () => {
  test('that is not full has free cells and nothing that leaves', () => {
    const { cells, left } = countCells({ type: 'count', size: 4, cells: [ok, failed] }, [], 0)
    expect(cells.map(({ result }) => result)).toEqual(['ok', 'failed', 'free', 'free'])
    expect(cells.some(({ leavesNext }) => leavesNext)).toBe(false)
    expect(left).toBeUndefined()
  })

  test('that is full shows which call leaves next and which has just left', () => {
    const ticks = [
      tick(1, 'failed'),
      tick(2, 'ok'),
      tick(3, 'ignored'),
      tick(4, 'ok'),
      tick(5, 'failed'),
      tick(6, 'ok'),
    ]
    const { cells, left } = countCells({ type: 'count', size: 4, cells: [ok, ok, failed, ok] }, ticks, 0)
    expect(cells.map(({ leavesNext }) => leavesNext)).toEqual([true, false, false, false])
    expect(left).toBe('failed')
  })

  test('of a new state does not remember what left the old one', () => {
    const ticks = [tick(1, 'failed'), tick(2, 'ok'), tick(4, 'ok'), tick(5, 'failed'), tick(6, 'ok')]
    expect(countCells({ type: 'count', size: 4, cells: [ok, ok, failed, ok] }, ticks, 2).left).toBeUndefined()
  })

  test('of thousands draws the latest and counts the rest', () => {
    const cells = Array.from({ length: 1000 }, () => ok)
    const shown = countCells({ type: 'count', size: 5000, cells }, [], 0)
    expect(shown.cells).toHaveLength(120)
    expect(shown.hidden).toBe(880)
  })

  test('of time lets its oldest second leave little by little', () => {
    const buckets = [7, 8, 9].map((second) => ({ second, total: second - 6, failed: 1, slow: 0 }))
    const drawn = timeBuckets({ type: 'time', size: 3, buckets }, 9_250_000)
    expect(drawn.map(({ left }) => left)).toEqual([0.75, 1, 1])
    expect(drawn.map(({ height }) => height)).toEqual([1 / 3, 2 / 3, 1])
  })
})

test('probes are shown one by one: ended, under way, not taken', () => {
  const snapshot: BreakerSnapshot = {
    state: 'HALF_OPEN',
    window: { type: 'count', size: 3, cells: [failed] },
    total: 1,
    failed: 1,
    slow: 0,
    minimum: 3,
    failureRate: -1,
    slowRate: -1,
    failureRateThreshold: 50,
    slowRateThreshold: 100,
    attempts: 1,
    refused: 0,
    permitsLeft: 1,
    opensUntilUs: undefined,
  }
  const probes = [
    { call: 1, startUs: 100, endUs: 300, result: 'failed' },
    { call: 2, startUs: 200, endUs: undefined, result: 'pending' },
  ] as const
  expect(probesOf({ snapshot, probes, atUs: 900 })).toEqual([
    { state: 'failed', tookUs: 200 },
    { state: 'pending', tookUs: 700 },
    { state: 'waiting', tookUs: undefined },
  ])
  expect(probesOf({ snapshot: { ...snapshot, permitsLeft: undefined }, probes: [], atUs: 900 })).toEqual([])
})

describe('the timeline', () => {
  const scale = timeScale({ fromUs: 0, toUs: 1000, width: 1000 })

  test('joins ticks of one lane that would lie upon each other, and counts them', () => {
    const marks = tickMarks([tick(10, 'ok'), tick(12, 'failed'), tick(14, 'ok'), tick(500, 'ok')], scale)
    expect(marks).toEqual([
      { lane: 'ok', x: 10, endX: 14, count: 2, ignored: false },
      { lane: 'failed', x: 12, endX: 12, count: 1, ignored: false },
      { lane: 'ok', x: 500, endX: 500, count: 1, ignored: false },
    ])
  })

  test('loses no call by joining', () => {
    const ticks = Array.from({ length: 500 }, (_, index) =>
      tick(index * 2, index % 3 === 0 ? 'failed' : 'not-permitted'),
    )
    const marks = tickMarks(ticks, scale)
    expect(marks.reduce((sum, { count }) => sum + count, 0)).toBe(500)
    expect(countTicks(ticks, 'failed')).toBe(167)
  })
})

describe('the stretch of the timeline when somebody looks back', () => {
  test.each([
    // at, range, now → from, to
    [50, 30, 100, 35, 65],
    [95, 30, 100, 70, 100],
    [5, 30, 100, 0, 30],
    [5, 30, 20, 0, 20],
    [40, Number.POSITIVE_INFINITY, 100, 0, 100],
  ])('to %i, over %d of %i, is %i to %i', (atUs, rangeUs, nowUs, fromUs, toUs) => {
    expect(timelineAround(atUs, rangeUs, nowUs)).toEqual({ fromUs, toUs })
  })
})
