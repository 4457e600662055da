import { expect, test } from 'vitest'
import { FORMAT_SENTENCE_CODES, formatSentence } from './sentences.ts'
import { en } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

const placeholders = (text: string): string[] => (text.match(/\{\w+(?::\w+)?\}/g) ?? []).sort()

test('every sentence has the same placeholders in both languages', () => {
  for (const code of FORMAT_SENTENCE_CODES) expect(placeholders(zh[code]), code).toEqual(placeholders(en[code]))
})

test('a note and a problem of the document are said in the reader’s language', () => {
  expect(formatSentence({ code: 'definition-elsewhere', data: { name: 'Api' } }, 'en')).toMatch(/^Api: its routes/)
  expect(formatSentence({ code: 'definition-elsewhere', data: { name: 'Api' } }, 'zh')).toMatch(/^Api：其路由/)
  expect(formatSentence({ code: 'name-taken', data: { name: 'Api' } }, 'en')).toMatch(/Api/)
})
