import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { causalKey, createLuck } from './luck.ts'

const draws = (draw: (n: number) => number): number[] => Array.from({ length: 20_000 }, (_, n) => draw(n))
const key = fc.nat({ max: Number.MAX_SAFE_INTEGER })

/** Of 20,000 draws in 100 equal parts; 99.9 % of uniform ones are below 149. */
function chiSquared(values: readonly number[]): number {
  const counts = Array.from({ length: 100 }, () => 0)
  for (const value of values) {
    const part = Math.floor(value * 100)
    counts[part] = (counts[part] ?? 0) + 1
  }
  const expected = values.length / 100
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe('luck', () => {
  test('is the same for the same cause, and in [0, 1)', () => {
    fc.assert(
      fc.property(fc.nat(), fc.string(), fc.string(), key, fc.nat(), (seed, place, purpose, cause, attempt) => {
        const value = createLuck(seed).draw(place, purpose, cause, attempt)
        expect(createLuck(seed).draw(place, purpose, cause, attempt)).toBe(value)
        expect(value >= 0 && value < 1).toBe(true)
      }),
    )
  })

  const luck = createLuck(7)
  test.each<[string, (n: number) => number]>([
    ['keys that count up', (n) => luck.draw('node', 'purpose', n)],
    ['keys derived from one another', (n) => luck.draw('node', 'purpose', causalKey(0, 'arrival', n))],
    ['attempts', (n) => luck.draw('node', 'purpose', 1, n)],
    ['places', (n) => luck.draw(`node${n}`, 'purpose', 1)],
    ['seeds', (n) => createLuck(n).draw('node', 'purpose', 1)],
    ['causes themselves', (n) => causalKey(n, 'x') / 2 ** 53],
  ])('is uniform over %s', (_, draw) => {
    expect(chiSquared(draws(draw))).toBeLessThan(160)
  })

  test('of two purposes, or of two attempts, has nothing to do with each other', () => {
    const correlation = (a: readonly number[], b: readonly number[]): number =>
      a.reduce((sum, value, index) => sum + (value - 0.5) * ((b[index] ?? 0) - 0.5), 0) / (a.length / 12)
    const one = draws((n) => luck.draw('node', 'one', n))
    expect(
      Math.abs(
        correlation(
          one,
          draws((n) => luck.draw('node', 'two', n)),
        ),
      ),
    ).toBeLessThan(0.03)
    expect(
      Math.abs(
        correlation(
          one,
          draws((n) => luck.draw('node', 'one', n, 1)),
        ),
      ),
    ).toBeLessThan(0.03)
    expect(
      Math.abs(
        correlation(
          one,
          draws((n) => luck.draw('node', 'one', n + 1)),
        ),
      ),
    ).toBeLessThan(0.03)
  })

  test('makes ids of the right form that do not meet', () => {
    const ids = new Set(Array.from({ length: 20_000 }, (_, n) => luck.uuid('node', 'message-id', causalKey(0, 'x', n))))
    expect(ids.size).toBe(20_000)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(luck.hex('node', 'api-id', 0, 10)).toMatch(/^[0-9a-f]{10}$/)
  })
})

test('a causal key is a whole number below 2^53, of its own for each parent, purpose and index', () => {
  fc.assert(
    fc.property(key, fc.string(), fc.nat(), (parent, purpose, index) => {
      expect(Number.isSafeInteger(causalKey(parent, purpose, index))).toBe(true)
    }),
  )
  const keys = new Set<number>()
  for (let parent = 0; parent < 300; parent++)
    for (let index = 0; index < 300; index++) keys.add(causalKey(causalKey(0, 'request', parent), 'attempt', index))
  expect(keys.size).toBe(90_000)
})
