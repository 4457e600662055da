import { describe, expect, test } from 'vitest'
import { drawExponential, drawLogNormal, drawUniform } from './distribution.ts'
import { createLuck } from './luck.ts'

const luck = createLuck(1)
const sorted = (draw: (u: number, v: number) => number): number[] =>
  Array.from({ length: 40_000 }, (_, n) => draw(luck.draw('x', 'u', n), luck.draw('x', 'v', n))).sort((a, b) => a - b)
const quantile = (values: readonly number[], part: number): number =>
  values[Math.floor(values.length * part)] ?? Number.NaN

describe('draws', () => {
  test('of a log-normal distribution have its median and its 99th percentile', () => {
    const values = sorted((u, v) => drawLogNormal(50, 200, u, v))
    expect(quantile(values, 0.5)).toBeCloseTo(50, -1)
    expect(Math.abs(quantile(values, 0.5) - 50)).toBeLessThan(1)
    expect(Math.abs(quantile(values, 0.99) - 200)).toBeLessThan(10)
    expect(Math.abs(quantile(values, 0.01) - 12.5)).toBeLessThan(1)
  })

  test.each([
    [50, 50, 50],
    [50, 20, 50],
    [0, 100, 0],
    [-5, 100, 0],
  ])('of one with median %d and 99th percentile %d are %d, whatever the luck', (median, p99, value) => {
    for (const u of [0, 0.3, 0.999_999]) expect(drawLogNormal(median, p99, u, 1 - u)).toBe(value)
  })

  test('of a log-normal distribution are finite at the edges of luck', () => {
    for (const u of [0, 1 - 2 ** -53])
      for (const v of [0, 0.25, 0.5, 1 - 2 ** -53]) {
        const value = drawLogNormal(50, 200, u, v)
        expect(Number.isFinite(value) && value >= 0).toBe(true)
      }
  })

  test('of a uniform distribution lie between its bounds', () => {
    const values = sorted((u) => drawUniform(300, 900, u))
    expect([values[0] ?? 0, values.at(-1) ?? 0].every((value) => value >= 300 && value < 900)).toBe(true)
    expect(Math.abs(quantile(values, 0.25) - 450)).toBeLessThan(6)
    expect(drawUniform(900, 300, 0.7)).toBe(900)
  })

  test('of an exponential distribution have its mean and its tail', () => {
    const values = sorted((u) => drawExponential(4, u))
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    expect(Math.abs(mean - 0.25)).toBeLessThan(0.005)
    expect(Math.abs(quantile(values, 0.95) - Math.log(20) / 4)).toBeLessThan(0.02)
    expect(Number.isFinite(drawExponential(4, 1 - 2 ** -53))).toBe(true)
  })
})
