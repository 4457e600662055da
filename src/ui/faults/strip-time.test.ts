import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dragged, drawn, type Grip, horizonMs, pixelOf, snapped, stripScale, timeAt } from './strip-time.ts'

const scale = stripScale(60_000, 600)

describe('how far the strip reaches', () => {
  test('a minute at least, and beyond all that is in it', () => {
    expect(horizonMs(0, 0)).toBeGreaterThanOrEqual(60_000)
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.nat(100_000_000), (now, last) => {
        const end = horizonMs(now, last)
        expect(end).toBeGreaterThan(Math.max(now, last))
        expect(end).toBeLessThanOrEqual(Math.max(60_000, now, last) * 2)
      }),
    )
  })

  test('it stays where it is for most moments of a run', () => {
    const ends = new Set(Array.from({ length: 600 }, (_, second) => horizonMs(second * 1000, 0)))
    expect(ends.size).toBeLessThan(16)
  })
})

describe('a hand on the strip', () => {
  test('draws a span, in either direction, in whole steps', () => {
    expect(drawn(scale, 100, 200)).toEqual({ startMs: 10_000, endMs: 20_000 })
    expect(drawn(scale, 203, 99)).toEqual({ startMs: 10_000, endMs: 20_500 })
  })

  test('draws nothing by a click', () => {
    expect(drawn(scale, 100, 102)).toBeUndefined()
  })

  test('moves a fault and keeps its length', () => {
    expect(dragged(scale, { startMs: 10_000, endMs: 20_000 }, 'body', 5_100)).toEqual({
      startMs: 15_000,
      endMs: 25_000,
    })
    expect(dragged(scale, { startMs: 10_000, endMs: 20_000 }, 'body', -50_000)).toEqual({ startMs: 0, endMs: 10_000 })
  })

  test('closes an open end by dragging it', () => {
    expect(dragged(scale, { startMs: 10_000 }, 'end', -30_000)).toEqual({ startMs: 10_000, endMs: 30_000 })
    expect(dragged(scale, { startMs: 10_000 }, 'body', 1000)).toEqual({ startMs: 11_000 })
  })

  test('never leaves the run nor turns a span around', () => {
    fc.assert(
      fc.property(
        fc.nat(59_000),
        fc.integer({ min: 1000, max: 60_000 }),
        fc.constantFrom<Grip>('start', 'body', 'end'),
        fc.integer({ min: -100_000, max: 100_000 }),
        (start, length, grip, by) => {
          const span = dragged(scale, { startMs: start, endMs: start + length }, grip, by)
          expect(span.startMs).toBeGreaterThanOrEqual(0)
          expect(span.endMs ?? 0).toBeGreaterThan(span.startMs)
        },
      ),
    )
  })

  test('pixels and times agree to a step', () => {
    fc.assert(
      fc.property(fc.nat(60_000), (ms) => {
        expect(timeAt(scale, pixelOf(scale, ms))).toBe(snapped(scale, ms))
      }),
    )
  })
})
