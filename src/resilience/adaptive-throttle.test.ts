import { describe, expect, test } from 'vitest'
import { createLuck } from '#base'
import { askThrottle, createThrottle, isAccepted, recordAccept, rejectionProbability } from './adaptive-throttle.ts'
import { throttle } from './testing/policies.ts'

describe('adaptive throttling', () => {
  test.each<[number, number, number, number]>([
    [2, 0, 0, 0],
    [2, 10, 5, 0],
    [2, 10, 10, 0],
    [2, 10, 0, 10 / 11],
    [2, 100, 25, 50 / 101],
    [1.1, 100, 50, 45 / 101],
  ])(
    'with K %d, %d requests and %d accepted: rejects with max(0, (requests - K × accepts) / (requests + 1))',
    (k, requests, accepts, p) => {
      expect(rejectionProbability(k, requests, accepts)).toBeCloseTo(p, 12)
    },
  )

  test('draws only where something may be rejected', () => {
    const policy = throttle()
    const step = askThrottle(policy, createThrottle(policy), () => expect.fail('drawn'), 0)
    expect(step).toMatchObject({ permitted: true, probability: 0 })
  })

  test('a request that was rejected here counts, too', () => {
    const policy = throttle()
    let state = createThrottle(policy)
    for (let n = 0; n < 5; n++) ({ state } = askThrottle(policy, state, () => 0, 0))
    expect(state.requests.total).toBe(5)
  })

  test('forgets what is older than its window', () => {
    const policy = throttle({ windowSeconds: 120 })
    let state = createThrottle(policy)
    for (let n = 0; n < 9; n++) ({ state } = askThrottle(policy, state, () => 0.999, n * 1e6))
    expect(askThrottle(policy, state, () => 0, 100e6).probability).toBeCloseTo(9 / 10)
    expect(askThrottle(policy, state, () => 0, 200e6).probability).toBe(0)
  })

  test('a failure it does not list was accepted', () => {
    const policy = throttle({ rejectedOn: ['throttled'] })
    expect(isAccepted(policy, { ok: true })).toBe(true)
    expect(isAccepted(policy, { ok: false, failure: 'server-error' })).toBe(true)
    expect(isAccepted(policy, { ok: false, failure: 'throttled' })).toBe(false)
    expect(isAccepted(policy, { ok: false, failure: 'not-permitted' })).toBe(false)
  })

  test('with a dependency that takes a tenth, sends about twice what is accepted, not ten times', () => {
    const policy = throttle()
    const luck = createLuck(11)
    let state = createThrottle(policy)
    let sent = 0
    let accepted = 0
    for (let n = 0; n < 100_000; n++) {
      const nowUs = n * 10_000
      const step = askThrottle(policy, state, () => luck.draw('e', 'throttle', n), nowUs)
      ;({ state } = step)
      if (!step.permitted) continue
      if (nowUs > 200e6) sent += 1
      if (n % 10 !== 0) continue
      state = recordAccept(state, nowUs)
      if (nowUs > 200e6) accepted += 1
    }
    // Each accepted one allows K; K × accepts / requests of the calls go out, and a tenth of those come through.
    expect(sent / (800 * 100)).toBeLessThan(0.3)
    expect(accepted).toBeGreaterThan(0)
  })
})
