import type { Json } from '#base'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { equalValues, itemBytes, readItem, readValue, valueText } from './attribute-value.ts'
import { compareTexts } from './order.ts'

const nested = (depth: number): Json => (depth === 0 ? { S: 'x' } : { L: [nested(depth - 1)] })

test.each<[string, Json, Json]>([
  ['a number in its one form', { N: '01.50' }, { N: '1.5' }],
  ['a set of numbers in their one form', { NS: ['1.0', '2e1'] }, { NS: ['1', '20'] }],
  ['a map in a list', { L: [{ M: { a: { NULL: true } } }] }, { L: [{ M: { a: { NULL: true } } }] }],
  [
    'an empty string and empty containers',
    { M: { s: { S: '' }, l: { L: [] } } },
    { M: { s: { S: '' }, l: { L: [] } } },
  ],
  ['a name that every object has', { M: { constructor: { S: 'x' } } }, { M: { constructor: { S: 'x' } } }],
  ['32 levels', nested(32), nested(32)],
])('%s is read', (_, given, read) => {
  expect(readValue(given)).toEqual({ ok: true, value: read })
})

const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'

test.each<[string, Json, string]>([
  ['no type', {}, EMPTY],
  ['a type nobody knows', { X: 'x' }, EMPTY],
  ['no object', 'x', EMPTY],
  ['a number for a string', { S: 1 }, EMPTY],
  [
    'two types',
    { S: 'x', N: '1' },
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  ],
  ['an empty set', { SS: [] }, 'One or more parameter values were invalid: An string set  may not be empty'],
  [
    'a set with equal numbers',
    { NS: ['1', '1.0'] },
    'One or more parameter values were invalid: Input collection [1, 1] contains duplicates.',
  ],
  [
    'a null that is false',
    { NULL: false },
    'One or more parameter values were invalid: Null attribute value types must have the value of true',
  ],
  ['no base64', { B: '*' }, 'Invalid attribute value type: Base64 encoded binary expected'],
  ['33 levels', nested(33), 'Nesting Levels have exceeded supported limits'],
])('%s is refused', (_, given, sentence) => {
  expect(readValue(given)).toEqual({ ok: false, error: sentence })
})

test.each<[Json, Json, boolean]>([
  [{ N: '1' }, { N: '1.0' }, true],
  [{ N: '1' }, { S: '1' }, false],
  [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }, true],
  [{ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] }, false],
  [{ M: { a: { S: '1' }, b: { S: '2' } } }, { M: { b: { S: '2' }, a: { S: '1' } } }, true],
  [{ BOOL: true }, { BOOL: false }, false],
])('%j and %j are equal: %s', (a, b, equal) => {
  const [one, other] = [readValue(a), readValue(b)]
  expect(one.ok && other.ok && equalValues(one.value, other.value)).toBe(equal)
})

describe('an item’s size', () => {
  test.each<[string, Json, number]>([
    ['a string and its name', { id: { S: 'abc' } }, 5],
    ['letters beyond ASCII', { é: { S: '订' } }, 5],
    ['numbers', { n: { N: '123' } }, 4],
    ['a flag and a null', { a: { BOOL: true }, b: { NULL: true } }, 4],
    ['bytes, not base64', { b: { B: 'AAE=' } }, 3],
    ['an empty list', { l: { L: [] } }, 4],
    ['a map', { m: { M: { a: { S: 'xy' } } } }, 1 + 3 + 1 + 2 + 1],
    ['a set', { s: { SS: ['ab', 'c'] } }, 4],
  ])('counts %s', (_, item, bytes) => {
    const read = readItem(item)
    expect(read.ok && itemBytes(read.value)).toBe(bytes)
  })
})

test('strings are in the order of their UTF-8 bytes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      expect(Math.sign(compareTexts(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))))
    }),
  )
})

test('any JSON is read or refused, never an exception, and what is read stays as it is', () => {
  const values = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.record({ S: fc.string() }),
      fc.record({ N: fc.oneof(fc.integer().map(String), fc.string()) }),
      fc.record({ B: fc.base64String() }),
      fc.record({ SS: fc.array(fc.string()) }),
      fc.record({ L: fc.array(tie('value')) }),
      fc.record({ M: fc.dictionary(fc.string(), tie('value')) }),
      fc.jsonValue(),
    ),
  })).value
  fc.assert(
    fc.property(values, (json) => {
      const read = readValue(json as Json)
      if (!read.ok) return
      const again = readValue(JSON.parse(JSON.stringify(read.value)) as Json)
      expect(again.ok && valueText(again.value)).toBe(valueText(read.value))
    }),
  )
})
