import { expect, test } from 'vitest'
import { en } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'
import { type Language, SENTENCE_CODES, sentence } from './sentences.ts'

const placeholders = (text: string): string[] => [...text.matchAll(/\{[^}]+\}/g)].map(([found]) => found).sort()

test.each(SENTENCE_CODES)('%s is a sentence in both languages, about the same things', (code) => {
  expect(en[code].trim()).not.toBe('')
  expect(zh[code].trim()).not.toBe('')
  expect(placeholders(zh[code])).toEqual(placeholders(en[code]))
})

test('no language has sentences that the other one lacks', () => {
  expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort())
})

test.each<[Language, string]>([
  ['en', 'Shop (HTTP API) can’t be joined to Pay (service). Put a function between them.'],
  ['zh', 'Shop（HTTP API）不能连接到 Pay（外部服务）。请在它们之间放一个函数。'],
])('%s: kinds inside a sentence are in its language', (language, text) => {
  const data = { from: 'Shop', fromKind: 'http-api', to: 'Pay', toKind: 'service', between: 'function' }
  expect(sentence('connect-put-between', data, language)).toBe(text)
})

test('durations and sizes are written as people write them, and data is never read as a placeholder', () => {
  const data = { queue: '{function}', function: 'f', visibilityMs: 90_000, recommendedMs: 18_000 }
  expect(sentence('queue-visibility-short', data, 'en')).toContain('{function} hides its messages for 1m30s')
  expect(sentence('too-large', { bytes: 11 * 1024 * 1024, maximum: 10 * 1024 * 1024 }, 'en')).toContain('11 MiB')
})

test('a placeholder without data stays visible', () => {
  expect(sentence('no-such-file', {}, 'en')).toContain('{path}')
})
