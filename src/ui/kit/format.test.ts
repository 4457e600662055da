import { expect, it } from 'vitest'
import { formatClock, formatCount, formatRate, formatShare, formatUs, formatUsShort } from './format.ts'

it('counts stay short enough for a badge', () => {
  expect([0, 999, 1000, 1234, 45_678, 3_100_000].map(formatCount)).toEqual(['0', '999', '1k', '1.2k', '45k', '3.1M'])
})

it('durations take the unit a reader thinks in, and two of them from a minute on', () => {
  expect([740, 12_000, 3_400_000, 125_000_000, 11_040_000_000, 90_000_000_000].map(formatUs)).toEqual([
    '740 µs',
    '12 ms',
    '3.4 s',
    '2 min 5 s',
    '3 h 4 min',
    '1 d 1 h',
  ])
  expect([3_400_000, 125_000_000, 11_040_000_000].map(formatUsShort)).toEqual(['3.4 s', '2 min', '3 h'])
})

it('the clock shows tenths, and hours only when there are some', () => {
  expect([0, 4_250_000, 751_000_000, 3_723_400_000].map(formatClock)).toEqual([
    '0:00.0',
    '0:04.2',
    '12:31.0',
    '1:02:03.4',
  ])
})

it('a share that is small is not shown as nothing, a rate below ten keeps its tenths', () => {
  expect([0, 0.004, 0.7].map(formatShare)).toEqual(['0 %', '<1 %', '70 %'])
  expect([0.24, 9.96, 1234].map(formatRate)).toEqual(['0.2', '10', '1.2k'])
})
