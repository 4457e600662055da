import type { Policy } from '#resilience'
import type { RetryLane, RunDescription } from '#trace'
import type { EdgeId } from '#workflow'
import { describe, expect, test } from 'vitest'
import { timeScale } from '../draw/time-scale.ts'
import { alignedRange, clockRange, deadlineOf, laneEndUs, laneShapes, mostTries } from './lane-shapes.ts'

const S = 1_000_000

const RETRY: Policy = {
  type: 'retry',
  maxAttempts: 5,
  backoff: 'exponential',
  baseMs: 100,
  factor: 2,
  capMs: 20_000,
  jitter: 'full',
  retryOn: ['network'],
}
const timeout = (timeoutMs: number): Policy => ({ type: 'timeout', timeoutMs })

const runWith = (policies: readonly Policy[]): RunDescription => ({
  name: 'Test',
  startAtMs: 0,
  nodes: [],
  edges: [{ index: 0, id: 'e0' as EdgeId, kind: 'call', from: 0, to: 1, policies, route: '', maxReceiveCount: 0 }],
})

const PLAIN = { hedge: undefined, givenUp: false, limitUs: undefined } as const

const LANE: RetryLane = {
  lane: 0,
  kind: 'call',
  edge: 0,
  node: 0,
  trace: 0,
  span: 0,
  operation: 'POST /',
  startUs: 10 * S,
  endUs: 16 * S,
  attemptsMax: 5,
  attempts: [
    { attempt: 1, startUs: 10 * S, endUs: 11 * S, failure: 'network', status: 'error', span: 1, ...PLAIN },
    { attempt: 2, startUs: 13 * S, endUs: 16 * S, failure: '', status: 'ok', span: 2, ...PLAIN },
  ],
  waits: [{ startUs: 11 * S, delayUs: 2 * S, lowUs: 0, highUs: 4 * S }],
  refusedAtUs: [],
  refusedBy: [],
  gates: [],
  fellBackUs: undefined,
  deniedUs: undefined,
  end: 'ok',
}

describe('a lane', () => {
  const scale = timeScale({ fromUs: 0, toUs: 10 * S, width: 1000 })

  test('has a bar for each attempt, a wait between them and the range it was drawn from', () => {
    const { attempts, waits, endX } = laneShapes(runWith([RETRY]), LANE, scale, 10 * S, 20 * S)
    expect(attempts).toEqual([
      { x: 0, width: 100, tone: 'error', open: false, hedge: false, givenUp: false },
      { x: 300, width: 300, tone: 'ok', open: false, hedge: false, givenUp: false },
    ])
    expect(waits).toEqual([{ x: 100, width: 200, range: { x: 100, width: 400, pointX: 300 } }])
    expect(endX).toBe(600)
  })

  test('has no range where nothing was left to luck', () => {
    const lane = { ...LANE, waits: [{ startUs: 11 * S, delayUs: 2 * S, lowUs: 2 * S, highUs: 2 * S }] }
    expect(laneShapes(runWith([RETRY]), lane, scale, 10 * S, 20 * S).waits[0]?.range).toBeUndefined()
  })

  test('under way reaches to now', () => {
    const lane: RetryLane = {
      ...LANE,
      end: 'pending',
      endUs: undefined,
      attempts: [{ attempt: 1, startUs: 10 * S, endUs: undefined, failure: '', status: 'unset', span: 1, ...PLAIN }],
      waits: [],
    }
    expect(laneEndUs(lane, 12 * S)).toBe(12 * S)
    expect(laneShapes(runWith([]), lane, scale, 10 * S, 12 * S).attempts[0]).toMatchObject({
      tone: 'pending',
      width: 200,
    })
  })
})

describe('what policies did besides', () => {
  const scale = timeScale({ fromUs: 0, toUs: 10 * S, width: 1000 })
  const shapes = (patch: Partial<RetryLane>) => laneShapes(runWith([]), { ...LANE, ...patch }, scale, 10 * S, 20 * S)

  test('a wait before a gate lies where it was, and goes on to now where it is not over', () => {
    const gate = { policy: 'bulkhead', startUs: 10 * S, untilUs: undefined }
    expect(shapes({ gates: [{ ...gate, endUs: 12 * S }] }).gates).toEqual([{ x: 0, width: 200 }])
    expect(shapes({ gates: [{ ...gate, endUs: undefined }] }).gates).toEqual([{ x: 0, width: 1000 }])
  })

  test('hedges are told from first attempts', () => {
    const [first, second] = LANE.attempts
    if (!first || !second) throw new Error('two attempts')
    expect(shapes({}).isHedged).toBe(false)
    const hedged = shapes({
      attempts: [
        { ...first, givenUp: true },
        { ...second, hedge: 'delay' },
      ],
    })
    expect(hedged.isHedged).toBe(true)
    expect(hedged.attempts).toMatchObject([
      { hedge: false, givenUp: true },
      { hedge: true, givenUp: false },
    ])
  })

  test('a fallback, a spent budget and the end of invisibility have their places', () => {
    const [first] = LANE.attempts
    if (!first) throw new Error('an attempt')
    expect(shapes({ fellBackUs: 15 * S, deniedUs: 14 * S, attempts: [{ ...first, limitUs: 13 * S }] })).toMatchObject({
      fellBackX: 500,
      deniedX: 400,
      visibleX: [300],
    })
  })
})

describe('the deadline', () => {
  test('is the tightest timeout around the retries', () => {
    expect(deadlineOf(runWith([timeout(9000), timeout(7000), RETRY, timeout(1000)]), LANE)).toBe(17 * S)
  })

  test('a timeout of each attempt is none', () => {
    expect(deadlineOf(runWith([RETRY, timeout(1000)]), LANE)).toBeUndefined()
  })

  test('messages have none', () => {
    expect(deadlineOf(runWith([timeout(7000), RETRY]), { ...LANE, kind: 'message' })).toBeUndefined()
  })
})

test('aligned lanes share an axis of round length that holds the longest', () => {
  const { fromUs, toUs } = alignedRange([LANE, { ...LANE, endUs: 10.5 * S, attempts: [], waits: [] }], 30 * S)
  expect(fromUs).toBe(0)
  expect(toUs).toBe(6 * S)
})

test('on the clock the axis spans from the first start to the last end', () => {
  const { fromUs, toUs } = clockRange([LANE, { ...LANE, startUs: 3 * S }], 30 * S)
  expect(fromUs).toBeLessThanOrEqual(3 * S)
  expect(toUs).toBeGreaterThanOrEqual(16 * S)
})

test('the most tries of an asynchronous event are its function’s', () => {
  expect(mostTries(LANE, undefined)).toBe(5)
  expect(mostTries({ ...LANE, kind: 'invocation', attemptsMax: 0 }, 3)).toBe(3)
})
