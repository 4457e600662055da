import { describe, expect, test } from 'vitest'
import { roundStep, ticksOf } from './ticks.ts'
import { timeScale } from './time-scale.ts'

const S = 1_000_000

describe('a time scale', () => {
  test('without folds it is straight', () => {
    const scale = timeScale({ fromUs: 10 * S, toUs: 20 * S, width: 500 })
    expect([10, 15, 20].map((s) => scale.x(s * S))).toEqual([0, 250, 500])
    expect(scale.us(250)).toBe(15 * S)
  })

  test('folds long idle stretches and gives their room to the rest', () => {
    const scale = timeScale({ fromUs: 0, toUs: 100 * S, width: 500, folded: [{ fromUs: 1 * S, toUs: 99 * S }] })
    expect(scale.folds).toHaveLength(1)
    expect(scale.x(1 * S)).toBeCloseTo(236)
    expect(scale.x(99 * S)).toBeCloseTo(264)
    expect(scale.x(100 * S)).toBeCloseTo(500)
  })

  test('never goes back, and there and back is where one was', () => {
    const folded = [
      { fromUs: 90 * S, toUs: 100 * S },
      { fromUs: 5 * S, toUs: 60 * S },
    ]
    const scale = timeScale({ fromUs: 0, toUs: 110 * S, width: 400, folded })
    let before = -1
    for (let second = 0; second <= 110; second++) {
      const x = scale.x(second * S)
      expect(x).toBeGreaterThanOrEqual(before)
      expect(scale.us(x)).toBeCloseTo(second * S, -2)
      before = x
    }
  })

  test('a stretch that would grow by folding stays', () => {
    const scale = timeScale({ fromUs: 0, toUs: 100 * S, width: 1000, folded: [{ fromUs: 0, toUs: 2 * S }] })
    expect(scale.folds).toEqual([])
  })

  test('twenty folds leave most of the width to what happened', () => {
    const folded = Array.from({ length: 20 }, (_, index) => ({
      fromUs: (index * 10 + 1) * S,
      toUs: (index * 10 + 10) * S,
    }))
    const scale = timeScale({ fromUs: 0, toUs: 200 * S, width: 300, folded })
    expect(scale.folds.reduce((sum, { width }) => sum + width, 0)).toBeLessThanOrEqual(120)
  })

  test('a trace of one instant has a scale too', () => {
    const scale = timeScale({ fromUs: 5, toUs: 5, width: 300 })
    expect(scale.x(5)).toBe(0)
    expect(Number.isFinite(scale.x(6))).toBe(true)
  })
})

describe('ticks', () => {
  test.each([
    [1, 1],
    [3, 5],
    [700, 1000],
    [1_100_000, 2_000_000],
    [7_000_000, 10_000_000],
    [31_000_000, 60_000_000],
    [4_000_000_000, 7_200_000_000],
    [10 ** 13, 116 * 86_400_000_000],
  ])('the round step for %i µs is %i µs', (us, step) => expect(roundStep(us)).toBe(step))

  test('stand at round times from the origin, apart from each other', () => {
    const scale = timeScale({ fromUs: 3.2 * S, toUs: 13.2 * S, width: 800 })
    const ticks = ticksOf(scale, 3.2 * S)
    expect(ticks[0]).toMatchObject({ x: 0, text: '0' })
    expect(ticks[1]?.text).toBe('1 s')
    for (const [index, tick] of ticks.entries())
      if (index > 0) expect(tick.x - (ticks[index - 1]?.x ?? 0)).toBeGreaterThanOrEqual(50)
  })

  test('none stands inside a folded stretch', () => {
    const scale = timeScale({ fromUs: 0, toUs: 1000 * S, width: 600, folded: [{ fromUs: 2 * S, toUs: 998 * S }] })
    for (const { atUs } of ticksOf(scale, 0)) expect(atUs <= 2 * S || atUs >= 998 * S).toBe(true)
  })
})
