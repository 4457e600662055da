import * as fc from 'fast-check'
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { md5 } from './md5.ts'

test.each([
  ['', 'd41d8cd98f00b204e9800998ecf8427e'],
  ['a', '0cc175b9c0f1b6a831c399e269772661'],
  ['abc', '900150983cd24fb0d6963f7d28e17f72'],
  ['message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
  ['abcdefghijklmnopqrstuvwxyz', 'c3fcd3d76192e4007dfb496cca67e13b'],
  [
    '12345678901234567890123456789012345678901234567890123456789012345678901234567890',
    '57edf4a22be3c955ac49da2e2107b67a',
  ],
])('the MD5 of %j is that of RFC 1321', (text, digest) => {
  expect(md5(text)).toBe(digest)
})

test('the MD5 of any text, of any length, is that of its UTF-8 bytes', () => {
  const same = (text: string): void => {
    expect(md5(text)).toBe(createHash('md5').update(text, 'utf8').digest('hex'))
  }
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 300 }), same))
  for (let length = 50; length < 140; length++) same('x'.repeat(length))
  same('\ud800')
  same(`a\udc00b😀`)
})
