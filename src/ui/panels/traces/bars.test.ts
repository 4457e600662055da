import type { SpanKind, SpanStatus } from '#trace'
import { describe, expect, test } from 'vitest'
import { timeScale } from '../draw/time-scale.ts'
import { barOf, zoomed } from './bars.ts'

const scale = timeScale({ fromUs: 0, toUs: 1000, width: 500 })

describe('a bar of the waterfall', () => {
  test.each<[SpanKind, SpanStatus, string, string]>([
    ['queue-wait', 'ok', 'hatched', 'neutral'],
    ['retry-wait', 'unset', 'hatched', 'retry'],
    ['initialisation', 'ok', 'dotted', 'accent'],
    ['run', 'ok', 'solid', 'ok'],
    ['run', 'error', 'solid', 'error'],
    ['attempt', 'error', 'solid', 'error'],
    ['refusal', 'refused', 'point', 'refused'],
    ['call', 'ok', 'frame', 'neutral'],
    ['invocation', 'error', 'frame', 'error'],
  ])('of %s that is %s is %s and %s', (kind, status, look, tone) => {
    expect(barOf({ kind, status, startUs: 100, endUs: 300 }, scale, 1000)).toEqual({
      x: 50,
      width: 100,
      look,
      tone,
      open: false,
    })
  })

  test('a span under way reaches to now and stays open', () => {
    const bar = barOf({ kind: 'run', status: 'unset', startUs: 100, endUs: undefined }, scale, 900)
    expect(bar).toMatchObject({ x: 50, width: 400, open: true })
  })

  test('a span of no length can be seen', () => {
    expect(barOf({ kind: 'run', status: 'ok', startUs: 100, endUs: 100 }, scale, 900).width).toBe(2)
  })
})

describe('zooming', () => {
  const whole = { fromUs: 0, toUs: 1000 }

  test('keeps the place under the pointer where it is', () => {
    const view = zoomed(whole, whole, 250, 0.5)
    expect(view).toEqual({ fromUs: 125, toUs: 625 })
    expect((250 - 125) / 500).toBe(250 / 1000)
  })

  test('never leaves the trace, and out of it is all of it', () => {
    expect(zoomed({ fromUs: 900, toUs: 1000 }, whole, 1000, 2)).toEqual({ fromUs: 800, toUs: 1000 })
    expect(zoomed({ fromUs: 200, toUs: 800 }, whole, 500, 2)).toBeUndefined()
  })

  test('ends at twenty microseconds', () => {
    const view = zoomed({ fromUs: 500, toUs: 520 }, whole, 510, 0.5)
    expect((view?.toUs ?? 0) - (view?.fromUs ?? 0)).toBe(20)
  })
})
