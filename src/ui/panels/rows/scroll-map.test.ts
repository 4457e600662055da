import { describe, expect, test } from 'vitest'
import { rowsInView, scrollMap } from './scroll-map.ts'

describe('scrolling many rows', () => {
  test('a list that fits is scrolled pixel by pixel', () => {
    const map = scrollMap(10_000, 24, 400)
    expect(map.heightPx).toBe(240_000)
    expect(map.offsetPx(1234)).toBe(1234)
    expect(map.scrollTopOf(1234)).toBe(1234)
  })

  test('of five million rows the first and the last can be reached', () => {
    const map = scrollMap(5_000_000, 24, 400)
    expect(map.heightPx).toBeLessThanOrEqual(12_000_000)
    expect(map.offsetPx(0)).toBe(0)
    expect(map.offsetPx(map.heightPx - 400)).toBeCloseTo(5_000_000 * 24 - 400, 3)
    expect(map.offsetPx(map.scrollTopOf(777_777))).toBeCloseTo(777_777, 3)
  })

  test('what is seen is always mounted, and rows beyond both edges', () => {
    for (const offset of [0, 1, 23, 24, 191, 192, 193, 5000, 239_600]) {
      const { first, last } = rowsInView(10_000, 24, offset, 400)
      expect(first).toBeLessThanOrEqual(Math.floor(offset / 24))
      expect(last).toBeGreaterThanOrEqual(Math.min(10_000, Math.ceil((offset + 400) / 24)))
      expect(last - first).toBeLessThan(50)
    }
  })

  test('as many rows are mounted wherever one is', () => {
    for (let offset = 1000; offset < 20_000; offset += 97) {
      const { first, last } = rowsInView(10_000, 24, offset, 400)
      expect(last - first).toBe(48)
    }
  })

  test('an empty list mounts nothing', () => {
    expect(rowsInView(0, 24, 0, 400)).toEqual({ first: 0, last: 0 })
  })

  test('rows that are gone leave no range behind', () => {
    expect(rowsInView(5, 24, 10_000, 400)).toEqual({ first: 5, last: 5 })
  })
})
