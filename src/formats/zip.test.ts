import { strToU8, zipSync } from 'fflate'
import { expect, test } from 'vitest'
import { unzipFiles, zipFiles } from './zip.ts'

const files = { 'template.yaml': 'a: 1\n', 'work/index.ts': 'export {}\n', 'work/订单.txt': '你好', empty: '' }

test('files come back from a zip, whatever their names', () => {
  const read = unzipFiles(zipFiles(files))
  expect(read).toEqual({ ok: true, value: files })
})

test('equal files give equal bytes, in whatever order they are given', () => {
  const turned = Object.fromEntries(Object.entries(files).reverse())
  expect(zipFiles(turned)).toEqual(zipFiles(files))
})

test('what is no text is left out', () => {
  const read = unzipFiles(zipFiles({ a: 'text', b: new Uint8Array([0, 1, 2]), c: new Uint8Array([0xff, 0xfe]) }))
  expect(read).toEqual({ ok: true, value: { a: 'text' } })
})

test.each([
  ['no archive', strToU8('not a zip'), 'zip-unreadable'],
  ['nothing', new Uint8Array(), 'zip-unreadable'],
  ['a cut archive', zipFiles({ a: 'x'.repeat(10_000) + Math.PI }).slice(0, 60), 'zip-unreadable'],
  ['a path outside', zipFiles({ '../evil': 'x' }), 'zip-path'],
  ['an absolute path', zipFiles({ '/etc/x': 'x' }), 'zip-path'],
  ['a bomb', zipSync({ bomb: new Uint8Array(60 * 1024 * 1024) }), 'zip-too-large'],
  [
    'too many files',
    zipFiles(Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`f${index}`, '']))),
    'zip-too-many',
  ],
])('%s is refused', (_what, bytes, code) => {
  const read = unzipFiles(bytes)
  expect(read.ok ? Object.keys(read.value) : read.error.code).toBe(code)
})

test('prototype keys are no paths', () => {
  const read = unzipFiles(zipSync({ __proto__x: strToU8('a'), 'a/constructor': strToU8('b') }))
  expect(read).toEqual({ ok: true, value: { __proto__x: 'a' } })
})
