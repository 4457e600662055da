import { expect, test } from 'vitest'
import { say } from './said.ts'
import { en } from './sentences/en.ts'
import { zh } from './sentences/zh.ts'

const placeholders = (text: string): string[] => (text.match(/\{\w+(:\w+)?\}/g) ?? []).sort()

test('each sentence is there in both languages with the same placeholders', () => {
  expect(Object.keys(zh)).toEqual(Object.keys(en))
  for (const [code, text] of Object.entries(en)) {
    expect(placeholders(zh[code as keyof typeof en]), code).toEqual(placeholders(text))
  }
})

test('sizes and times are written out, and the document’s own sentences are said too', () => {
  const saved = Date.UTC(2026, 0, 2, 12)
  expect(say({ code: 'opened-previous', data: { name: 'Orders', saved } }, 'en')).toContain('2026')
  expect(say({ code: 'opened-previous', data: { name: 'Orders', saved } }, 'zh-CN')).toContain('2026年1月')
  expect(say({ code: 'file-too-large', data: { file: 'a', bytes: 1048576, maximum: 2097152 } }, 'en')).toContain(
    '1 MiB',
  )
  expect(say({ code: 'did-add-node', data: { kind: 'queue' } }, 'en')).toBe('Add queue')
})
