import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createHash128 } from './hash.ts'

const ofText = (...texts: string[]): string => {
  const hash = createHash128()
  for (const text of texts) hash.addText(text)
  return hash.digest()
}
const ofWords = (words: readonly number[]): string => {
  const hash = createHash128()
  const [a = 0, b = 0, c = 0, d = 0] = words
  hash.addWords(a, b, c, d)
  return hash.digest()
}
const words = fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat())
const bitsOf = (digest: string): string =>
  Array.from(digest, (digit) => Number.parseInt(digit, 16).toString(2).padStart(4, '0')).join('')

describe('the hash of a log', () => {
  test('is 32 hexadecimal digits, the same for the same', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (texts) => {
        expect(ofText(...texts)).toMatch(/^[0-9a-f]{32}$/)
        expect(ofText(...texts)).toBe(ofText(...texts))
      }),
    )
  })

  test('differs when anything differs: a bit, a character, where one text ends and the next begins', () => {
    fc.assert(
      fc.property(words, fc.nat({ max: 127 }), (given, bit) => {
        const other = given.map((word, index) => (index === bit >> 5 ? word ^ (1 << (bit & 31)) : word))
        expect(ofWords(other)).not.toBe(ofWords(given))
      }),
    )
    const texts = ['', 'a', 'b', 'ab', 'ba', 'a\u0000', '\u0000', '\u0000\u0000', 'aaaaaa', 'aaaaaaa', 'é', 'e\u0301']
    expect(new Set(texts.map((text) => ofText(text))).size).toBe(texts.length)
    expect(ofText('ab', 'c')).not.toBe(ofText('a', 'bc'))
    expect(ofText('a', 'b')).not.toBe(ofText('b', 'a'))
  })

  test('turns about half of its bits when one bit turns', () => {
    let turned = 0
    const one = bitsOf(ofWords([1, 2, 3, 4]))
    for (let bit = 0; bit < 128; bit++) {
      const other = bitsOf(
        ofWords([1, 2, 3, 4].map((word, index) => (index === bit >> 5 ? word ^ (1 << (bit & 31)) : word))),
      )
      turned += Array.from(one).filter((digit, index) => digit !== other[index]).length
    }
    expect(turned / 128).toBeGreaterThan(60)
    expect(turned / 128).toBeLessThan(68)
  })

  test('meets no other among 100,000', () => {
    const seen = new Set<string>()
    for (let n = 0; n < 100_000; n++) seen.add(ofWords([n, 0, 0, 0]))
    expect(seen.size).toBe(100_000)
  })

  test('goes on after it was told', () => {
    const hash = createHash128()
    hash.addText('a')
    hash.digest()
    hash.addText('b')
    expect(hash.digest()).toBe(ofText('a', 'b'))
  })
})
