import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { inOrder, nextArrivalMs } from './arrivals.ts'
import { type Arrivals, arrivalsSchema } from './model.ts'

/** The times of the first arrivals, all with the same u. */
function timesOf(given: object, most: number, u = 0.5): number[] {
  const arrivals = inOrder(arrivalsSchema.parse(given))
  const times: number[] = []
  let previous = 0
  while (times.length < most) {
    const at = nextArrivalMs(arrivals, times.length, previous, u)
    if (at === undefined) break
    times.push(at)
    previous = at
  }
  return times
}

const rounded = (times: readonly number[]): number[] => times.map((at) => Math.round(at * 1000) / 1000)

describe('when requests come', () => {
  test.each([
    ['one', { shape: 'single' }, [0]],
    ['one, later', { shape: 'single', atMs: 700 }, [700]],
    ['at a constant rate, the first at once', { shape: 'constant', perSecond: 4 }, [0, 250, 500, 750, 1000]],
    ['so many at a constant rate', { shape: 'constant', perSecond: 4, count: 2 }, [0, 250]],
    [
      'at random: each a drawn time after the one before',
      { shape: 'poisson', perSecond: 1000 * Math.LN2, count: 3 },
      [1, 2, 3],
    ],
    [
      'at a rate that rises from 0.5 to 1.5 a second over 2 s',
      { shape: 'ramp', fromPerSecond: 0.5, toPerSecond: 1.5, overMs: 2000 },
      [0, 1236.068, 2000, 2666.667, 3333.333],
    ],
    [
      'at a rate that falls',
      { shape: 'ramp', fromPerSecond: 3, toPerSecond: 1, overMs: 1000 },
      [0, 381.966, 1000, 2000, 3000],
    ],
    [
      'at a ramp that is none',
      { shape: 'ramp', fromPerSecond: 2, toPerSecond: 2, overMs: 1000 },
      [0, 500, 1000, 1500, 2000],
    ],
    [
      'at a ramp that takes no time',
      { shape: 'ramp', fromPerSecond: 1, toPerSecond: 2, overMs: 0 },
      [0, 500, 1000, 1500, 2000],
    ],
    [
      'with a spike',
      { shape: 'spike', perSecond: 1, spikePerSecond: 4, atMs: 1000, forMs: 500 },
      [0, 1000, 1250, 1500, 2500],
    ],
    [
      'with a spike that takes no time',
      { shape: 'spike', perSecond: 1, spikePerSecond: 4, atMs: 1000, forMs: 0 },
      [0, 1000, 2000, 3000, 4000],
    ],
    ['at recorded times, in their order', { shape: 'recorded', atMs: [30, 10, 20, 10] }, [10, 10, 20, 30]],
    ['never', { shape: 'recorded', atMs: [] }, []],
  ])('%s', (_, arrivals, times) => {
    expect(rounded(timesOf(arrivals, 5))).toEqual(times)
  })

  const rate = fc.double({ min: 0.01, max: 1000, noNaN: true })
  const span = fc.double({ min: 0, max: 100_000, noNaN: true })
  const any: fc.Arbitrary<Arrivals> = fc.oneof(
    fc.record({ shape: fc.constant('constant' as const), perSecond: rate }),
    fc.record({ shape: fc.constant('poisson' as const), perSecond: rate }),
    fc.record({ shape: fc.constant('ramp' as const), fromPerSecond: rate, toPerSecond: rate, overMs: span }),
    fc.record({ shape: fc.constant('spike' as const), perSecond: rate, spikePerSecond: rate, atMs: span, forMs: span }),
    fc.record({ shape: fc.constant('recorded' as const), atMs: fc.array(span, { maxLength: 50 }) }),
  )

  test('time never goes back, whatever the shape', () => {
    fc.assert(
      fc.property(any, fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (arrivals, u) => {
        let before = 0
        for (const at of timesOf(arrivals, 200, u)) {
          expect(at).toBeGreaterThanOrEqual(before - 1e-6)
          before = at
        }
      }),
    )
  })
})
