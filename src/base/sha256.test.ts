import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sha256 } from './sha256.ts'

const reference = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex')

test('the digest of any text is the one Node computes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => sha256(text) === reference(text)),
    { numRuns: 300 },
  )
})

test('texts around the length of a block are padded right', () => {
  for (let length = 50; length < 70; length++) {
    const text = 'x'.repeat(length)
    expect(sha256(text)).toBe(reference(text))
  }
})

test('a megabyte is hashed as Node hashes it', () => {
  const text = '汉字 and text '.repeat(80_000)
  expect(sha256(text)).toBe(reference(text))
})
