import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { base64ByteLength, base64OfBytes, bytesOfBase64, utf8Bytes } from './bytes.ts'

test('base64 of bytes is what the platform writes, and reads back as the same bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const text = base64OfBytes(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect(base64ByteLength(text)).toBe(bytes.length)
      expect(bytesOfBase64(text)).toEqual(Uint8Array.from(bytes))
    }),
  )
})

test('base64 of more bytes than one call takes is whole', () => {
  const bytes = Uint8Array.from({ length: 50_000 }, (_, index) => index % 251)
  expect(bytesOfBase64(base64OfBytes(bytes))).toEqual(bytes)
})

test('a text’s bytes are its UTF-8, a lone surrogate the replacement character', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(utf8Bytes(text)).toEqual(new TextEncoder().encode(text))
    }),
  )
  expect(utf8Bytes('a\ud800b')).toEqual(new TextEncoder().encode('a\ud800b'))
})
