import * as fc from 'fast-check'
import { Buffer } from 'node:buffer'
import { describe, expect, test } from 'vitest'
import { canonicalJson, type Json, jsonByteLength, utf8ByteLength } from './json.ts'

describe('JSON', () => {
  test('has one canonical text, whatever the order of its keys, that reads back', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'x' }], a: true })).toBe('{"a":true,"b":[1,{"c":"x","d":null}]}')
    const reversed = (value: Json): Json => {
      if (value === null || typeof value !== 'object') return value
      if (Array.isArray(value)) return value.map(reversed)
      return Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      )
    }
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value = JSON.parse(text) as Json
        expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))
        expect(JSON.parse(canonicalJson(value))).toEqual(value)
      }),
    )
  })

  test('is as long as its UTF-8 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(utf8ByteLength(text)).toBe(Buffer.byteLength(text, 'utf8'))
      }),
    )
    for (const text of ['', 'a', 'é', '€', '😀', '\ud800', '\udc00', '\ud800a', '\udc00\ud800'])
      expect(utf8ByteLength(text)).toBe(Buffer.byteLength(text, 'utf8'))
    expect(jsonByteLength({ a: 'é' })).toBe(10)
  })
})
