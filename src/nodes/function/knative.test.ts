// Knative's formula as a table: given so many and such averages, then so many are wanted.
import { describe, expect, test } from 'vitest'
import { createConcurrencyMeter } from './concurrency-meter.ts'
import { CALM, decideKnative, type KnativeObservation, type KnativeState } from './knative.ts'
import { type KnativeScaling, knativeScalingSchema } from './scaling.ts'

const SECOND = 1_000_000
const defaults: KnativeScaling = knativeScalingSchema.parse({ type: 'knative' })

const seen = (observed: Partial<KnativeObservation>): KnativeObservation => ({
  nowUs: 600 * SECOND,
  ready: 1,
  stable: 0,
  panic: 0,
  ...observed,
})

describe('so many environments are wanted', () => {
  test.each([
    ['for each 0.7 of an event one', { ready: 5, stable: 3.5, panic: 3.5 }, {}, 5],
    ['a part more is one more', { ready: 5, stable: 3.51, panic: 3.51 }, {}, 6],
    ['at most half as few at a time', { ready: 10, stable: 0.7, panic: 0.7 }, {}, 5],
    ['half of an odd number is rounded down', { ready: 5, stable: 0.1, panic: 0.1 }, {}, 2],
    ['at most a thousandfold at a time', { ready: 1, stable: 900, panic: 0 }, { maximumEnvironments: 1000 }, 1000],
    ['at most the set rate at a time', { ready: 2, stable: 100, panic: 0 }, { maxScaleUpRate: 1.5 }, 3],
    ['none ready counts as one', { ready: 0, stable: 100, panic: 0 }, { maxScaleUpRate: 10 }, 10],
    ['in panic as the last seconds say', { ready: 2, stable: 1.4, panic: 7 }, {}, 10],
    ['below twice what is ready there is no panic', { ready: 2, stable: 1.4, panic: 2 }, {}, 2],
    ['at twice what is ready there is', { ready: 2, stable: 1.4, panic: 2.8 }, {}, 4],
    ['no more than the most', { ready: 5, stable: 70, panic: 70 }, { maximumEnvironments: 20 }, 20],
    ['no fewer than the least', { ready: 5, stable: 0.1, panic: 0 }, { minimumEnvironments: 4 }, 4],
  ])('%s', (_, observed, scaling, desired) => {
    expect(decideKnative({ ...defaults, ...scaling }, CALM, seen(observed)).desired).toBe(desired)
  })
})

/** Decisions at these seconds, one after another. */
const over = (steps: readonly (readonly [seconds: number, observed: Partial<KnativeObservation>])[]) => {
  let state: KnativeState = CALM
  return steps.map(([seconds, observed]) => {
    const decision = decideKnative(defaults, state, seen({ ...observed, nowUs: seconds * SECOND }))
    state = decision.state
    return decision.desired
  })
}

describe('a panic', () => {
  test('takes nothing back before it is over, a stable window after it was last called for', () => {
    const calm = { ready: 10, stable: 2.1, panic: 0 }
    expect(
      over([
        [100, { ready: 2, stable: 0.7, panic: 7 }],
        [102, calm],
        [160, calm],
        [161, calm],
      ]),
    ).toEqual([10, 10, 10, 5])
  })

  test('is longer when it is called for again', () => {
    const calm = { ready: 10, stable: 2.1, panic: 0 }
    expect(
      over([
        [100, { ready: 2, stable: 0.7, panic: 7 }],
        [150, { ready: 10, stable: 0.7, panic: 14 }],
        [170, calm],
        [211, calm],
      ]),
    ).toEqual([10, 20, 20, 5])
  })
})

test('the last one goes 30 s after a whole window without events, and comes back at once', () => {
  expect(
    over([
      [100, {}],
      [129, {}],
      [130, {}],
      [131, { stable: 0.1, panic: 0.1 }],
      [132, {}],
    ]),
  ).toEqual([1, 1, 0, 1, 1])
})

describe('the average of a level', () => {
  test.each([
    ['of nothing is nothing', [], 10, 6000, 0],
    ['of what always was is that', [[0, 3]], 10, 6000, 3],
    [
      'of half the window is half',
      [
        [0, 0],
        [7, 4],
      ],
      10,
      6000,
      2,
    ],
    [
      'forgets what was before the window',
      [
        [0, 100],
        [50, 0],
      ],
      60,
      6000,
      0,
    ],
    ['before a whole window has passed is of what there is', [[0, 2]], 3, 60_000, 2],
    [
      'over a long silence is what the level was',
      [
        [0, 1],
        [1, 5],
      ],
      100_000,
      60_000,
      5,
    ],
  ] as const)('%s', (_, levels, atSeconds, windowMs, average) => {
    const meter = createConcurrencyMeter(60)
    for (const [seconds, level] of levels) meter.set(seconds * SECOND, level)
    expect(meter.average(atSeconds * SECOND, windowMs)).toBeCloseTo(average, 6)
  })
})
