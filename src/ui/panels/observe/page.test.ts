import { expect, test } from 'vitest'
import { pageFor } from './page.ts'

test('a page covers what is seen and some rows on both sides', () => {
  for (const first of [0, 1, 39, 40, 41, 99, 100, 101, 139, 140, 141, 9_960, 1_000_003]) {
    const seen = { first, last: first + 37 }
    const { from, count } = pageFor(seen)
    expect(from).toBeLessThanOrEqual(Math.max(0, first - 40))
    expect(from + count).toBeGreaterThanOrEqual(seen.last + 40)
  }
})

test('a small scroll keeps the page', () => {
  expect(pageFor({ first: 150, last: 180 })).toEqual(pageFor({ first: 158, last: 188 }))
})

test('an empty list asks for one block from the start', () => {
  expect(pageFor({ first: 0, last: 0 })).toEqual({ from: 0, count: 100 })
})
