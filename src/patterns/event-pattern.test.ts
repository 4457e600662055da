// Rules of event patterns beyond the recorded cases, as tables. They follow event-ruler's source and the EventBridge user
// guide [V]; rows marked [K] are general knowledge.
import { assert, constant, json, oneof, property, record, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Json } from '#base'
import { matchesPattern, parseEventPattern } from './event-pattern.ts'
import { MAX_JSON_DEPTH } from './json-reader.ts'

function reason(text: string): string | undefined {
  const parsed = parseEventPattern(text)
  return parsed.ok ? undefined : parsed.error.reason
}

function matches(pattern: Json, event: Json): boolean {
  const parsed = parseEventPattern(JSON.stringify(pattern))
  if (!parsed.ok) throw new Error(parsed.error.message)
  return matchesPattern(parsed.value, event)
}

/** A pattern for the field `a` with one entry. */
const entry = (text: string) => `{"a":[${text}]}`

describe('a pattern that is not valid is refused with the reason', () => {
  const KEYS = 'Only one key allowed in match expression'
  const MIXED = 'Inside anything but list, either all values are number or string, mixed type is not supported'
  const ELEMENTS = 'Too many elements in numeric expression'
  const VALUE = 'Value of anything-but must be an array or single string/number value.'

  test.each([
    ['[1]', 'Filter is not an object'],
    ['"a"', 'Filter is not an object'],
    ['', 'Filter is not an object'],
    ['{}', 'Empty objects are not allowed'],
    ['{"a":{}}', 'Empty objects are not allowed'],
    ['{"a":[]}', 'Empty arrays are not allowed'],
    ['{"a":"b"}', '"a" must be an object or an array'],
    ['{"a":{"b":null}}', '"b" must be an object or an array'],
    [entry('[1]'), 'Match value must be String, number, true, false, or null'],
    [entry('{}'), 'Match expression name not found'],
    [entry('{"Prefix":"x"}'), 'Unrecognized match type Prefix'],
    [entry('{"toString":"x"}'), 'Unrecognized match type toString'],
    [entry('{"exactly":1}'), 'exact match pattern must be a string'],
    [entry('{"prefix":"x","suffix":"y"}'), KEYS],
    [entry('{"prefix":null}'), 'prefix match pattern must be a string'],
    [entry('{"prefix":{}}'), 'Prefix expression name not found'],
    [entry('{"prefix":{"wildcard":"x"}}'), 'Unsupported prefix pattern: wildcard'],
    [entry('{"prefix":{"equals-ignore-case":1}}'), 'equals-ignore-case match pattern must be a string'],
    [entry('{"prefix":{"equals-ignore-case":"x","a":1}}'), KEYS],
    [entry('{"prefix":{"equals-ignore-case":"x"},"a":1}'), KEYS],
    [entry('{"suffix":["x"]}'), 'suffix match pattern must be a string'],
    [entry('{"suffix":{}}'), 'Suffix expression name not found'],
    [entry('{"suffix":{"prefix":"x"}}'), 'Unsupported suffix pattern: prefix'],
    [entry('{"equals-ignore-case":["x"]}'), 'equals-ignore-case match pattern must be a string'],
    [entry('{"exists":"true"}'), 'exists match pattern must be either true or false.'],
    [entry('{"exists":true,"prefix":"x"}'), KEYS],
    [entry('{"wildcard":["*"]}'), 'wildcard match pattern must be a string'],
    [entry('{"wildcard":"**"}'), 'Consecutive wildcard characters at pos 1'],
    [entry('{"wildcard":"ab**"}'), 'Consecutive wildcard characters at pos 3'],
    [entry('{"wildcard":"é**"}'), 'Consecutive wildcard characters at pos 3'],
    [entry('{"wildcard":"a\\\\b"}'), 'Invalid escape character at pos 2'],
    [entry('{"wildcard":"a\\\\"}'), 'Invalid escape character at pos 2'],
    [entry('{"cidr":"10.0.0.0/24/1"}'), "Malformed CIDR, one '/' required"],
    [entry('{"cidr":"10.0.0.0/"}'), "Malformed CIDR, one '/' required"],
    [entry('{"cidr":"10.0.0.0/x"}'), 'Malformed CIDR, mask bits must be an integer'],
    [entry('{"cidr":"10.0.0.0/-1"}'), 'Malformed CIDR, mask bits must not be negative'],
    [entry('{"cidr":"10.0.0.0/32"}'), 'IPv4 mask bits must be < 32'],
    [entry('{"cidr":"::/128"}'), 'IPv6 mask bits must be < 128'],
    [entry('{"cidr":"300.0.0.0/8"}'), 'Invalid IP address: 300.0.0.0'],
    [entry('{"cidr":"1:2::3::4/8"}'), 'Invalid IP address: 1:2::3::4'],
    [entry('{"cidr":"/8"}'), 'Nonstandard IP address: '],
    [entry('{"numeric":5}'), 'Value of numeric must be an array.'],
    [entry('{"numeric":[]}'), 'Invalid member in numeric match: ]'],
    [entry('{"numeric":[5]}'), 'Invalid member in numeric match: 5'],
    [entry('{"numeric":["=","5"]}'), 'Value of equals must be numeric'],
    [entry('{"numeric":[">="]}'), 'Value of >= must be numeric'],
    [entry('{"numeric":["!=",5]}'), 'Unrecognized numeric range operator: !='],
    [entry('{"numeric":["=",5,"<",6]}'), ELEMENTS],
    [entry('{"numeric":["<",5,">",1]}'), ELEMENTS],
    [entry('{"numeric":[">",5,6]}'), 'Bad value in numeric range: 6'],
    [entry('{"numeric":[">",5,"=",6]}'), 'Bad numeric range operator: ='],
    [entry('{"numeric":[">",0,"<=","5"]}'), 'Value of <= must be numeric'],
    [entry('{"numeric":[">",0,"<",5,"<",6]}'), 'Too many terms in numeric range expression'],
    [entry('{"numeric":[">",5,"<",5]}'), 'Bottom must be less than top'],
    [entry('{"numeric":["=",1e309]}'), 'Cannot compare number : 1e309'],
    [entry('{"numeric":["=",9007199254740993]}'), 'Cannot compare number : 9007199254740993'],
    [entry('{"numeric":["=",5],"a":1}'), ELEMENTS],
    [entry('{"anything-but":null}'), VALUE],
    [entry('{"anything-but":true}'), VALUE],
    [entry('{"anything-but":{"prefix":null}}'), VALUE],
    [entry('{"anything-but":{}}'), 'Anything-But expression name not found'],
    [entry('{"anything-but":{"numeric":["=",1]}}'), 'Unsupported anything-but pattern: numeric'],
    [entry('{"anything-but":[]}'), MIXED],
    [entry('{"anything-but":["a",1]}'), MIXED],
    [entry('{"anything-but":["a",null]}'), 'Inside anything but list, start|null|boolean is not supported.'],
    [entry('{"anything-but":[["a"]]}'), 'Inside anything but list, start|null|boolean is not supported.'],
    [entry('{"anything-but":"a","b":1}'), ELEMENTS],
    [entry('{"anything-but":{"prefix":"a"},"b":1}'), ELEMENTS],
    [entry('{"anything-but":{"prefix":""}}'), 'Null prefix/suffix not allowed'],
    [entry('{"anything-but":{"suffix":["a",""]}}'), 'Null prefix/suffix not allowed'],
    [entry('{"anything-but":{"suffix":5}}'), 'prefix/suffix match pattern must be a string'],
    [entry('{"anything-but":{"wildcard":5}}'), 'wildcard match pattern must be a string'],
    [entry('{"anything-but":{"wildcard":["a**",5]}}'), 'wildcard match pattern must be a string'],
    [entry('{"anything-but":{"wildcard":["a","b**"]}}'), 'Consecutive wildcard characters at pos 2'],
    ['{"a":[1],"$or":[{"b":[1]},5]}', 'Only JSON object is allowed in array of $or relationship.'],
    ['{"$or":[{"b":[1]}]}', 'There must have at least 2 Objects in $or relationship.'],
    ['{"$or":"x"}', 'It must be an Array followed with $or.'],
    ['{"$or":[{"prefix":[1]},{"b":[1]}]}', 'prefix is Ruler reserved fieldName which cannot be used inside $or.'],
    // The first fault in the text is the one named.
    ['{"a":[{"prefix":1}],"b":[]}', 'prefix match pattern must be a string'],
    ['{"a":[],"b":', 'Empty arrays are not allowed'],
  ])('%s', (text, expected) => expect(reason(text)).toBe(expected))

  test.each([
    // Broken JSON in Jackson's words [K].
    ['{"a":[1]', 'Unexpected end-of-input: expected close marker for Object'],
    ['{"a":[1', 'Unexpected end-of-input: expected close marker for Array'],
    ['{"a":[1],}', "Unexpected character ('}' (code 125)): was expecting double-quote to start field name"],
    ['{a:[1]}', "Unexpected character ('a' (code 97)): was expecting double-quote to start field name"],
    ['{"a" [1]}', "Unexpected character ('[' (code 91)): was expecting a colon to separate field name and value"],
    ['{"a":[1 2]}', "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries"],
    [
      '{"a":[nope]}',
      "Unrecognized token 'nope': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
    ],
    ['{"a":["\\x"]}', "Unrecognized character escape 'x' (code 120)"],
    ['{"a":[01]}', 'Invalid numeric value: Leading zeroes not allowed'],
    ['{"a":[1.]}', "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit"],
    ['{"a":[1x]}', "Unexpected character ('x' (code 120)): was expecting comma to separate Array entries"],
    ['{"a":["x', 'Unexpected end-of-input: was expecting closing quote for a string value'],
  ])('broken JSON: %s', (text, expected) => expect(reason(text)).toBe(expected))

  test('the place of the fault is told', () => {
    const parsed = parseEventPattern('{\n  "a": [\n    { "prefix": 5 }\n  ]\n}')
    expect(parsed).toEqual({
      ok: false,
      error: {
        reason: 'prefix match pattern must be a string',
        message: 'Event pattern is not valid. Reason: prefix match pattern must be a string',
        line: 3,
        column: 17,
      },
    })
  })

  test.each([
    ['*:*:*:*:*:event-bus/*', true],
    ['/Users/*/dir/dir/dir/dir/dir/doc.txt', false],
    ['*a*a*a*a*a*', true],
    ['arn:aws:events:*:*:event-bus/*', false],
  ])('the wildcard %s is too complex: %s', (wildcard, tooComplex) => {
    expect(reason(JSON.stringify({ a: [{ wildcard }] }))?.startsWith('Rule is too complex') ?? false).toBe(tooComplex)
  })

  test('wildcards behind one key count together', () => {
    const rule = (...wildcards: string[]) => reason(JSON.stringify({ a: wildcards.map((wildcard) => ({ wildcard })) }))
    expect(rule('*/data/*.bif', '*/data/*.tif')).toBeUndefined()
    expect(rule('*/data/*.bif', '*/data/*.tif', '*/data/*.tiff', '*/data/*.svs')).toMatch(/^Rule is too complex/)
  })

  test('nesting deeper than the reader goes is a refusal, not a crash', () => {
    expect(reason('{"a":'.repeat(100_000))).toContain(`the maximum allowed (${MAX_JSON_DEPTH},`)
  })
})

describe('a leaf matches an entry', () => {
  test.each<[Json, Json, boolean]>([
    ['x', 'x', true],
    ['x', 'X', false],
    ['1', 1, false],
    [1, '1', false],
    [300, 300.0, true],
    [3.018e2, 301.8, true],
    [-0, 0, true],
    [123456789012, 123456789012, true],
    [true, true, true],
    [true, 'true', false],
    [false, null, false],
    [null, null, true],
    [null, '', false],
    ['', '', true],
    // An address is the same in each of its notations.
    ['::1', '0:0:0:0:0:0:0:1', true],
    ['2001:DB8::a', '2001:db8:0::A', true],
    ['10.0.0.1', '10.0.0.1', true],
    ['10.0.0.1', '10.0.0.2', false],
    ['08:23', '08:23', true],
    [{ exactly: 'x' }, 'x', true],
    [{ prefix: '' }, 5, false],
    [{ prefix: { 'equals-ignore-case': 'EventB' } }, 'eVENTbridge', true],
    [{ prefix: { 'equals-ignore-case': 'EventB' } }, 'event', false],
    [{ suffix: { 'equals-ignore-case': '.PNG' } }, 'a.png', true],
    [{ suffix: '' }, null, false],
    [{ 'equals-ignore-case': 'straße' }, 'STRASSE', true],
    [{ 'equals-ignore-case': 'a' }, 5, false],
    [{ wildcard: 'a*c' }, 'ac', true],
    [{ wildcard: 'a*c' }, 'abcc', true],
    [{ wildcard: 'a*c' }, 'abcd', false],
    [{ wildcard: '*a*b' }, 'ba', false],
    [{ wildcard: 'ab*ba' }, 'aba', false],
    [{ wildcard: 'a\\*b' }, 'a*b', true],
    [{ wildcard: 'a\\*b' }, 'axb', false],
    [{ wildcard: 'a\\\\*' }, 'a\\x', true],
    [{ wildcard: '*' }, '', true],
    [{ wildcard: '*' }, 5, false],
    [{ 'anything-but': 'x' }, 'y', true],
    [{ 'anything-but': 'x' }, 5, true],
    [{ 'anything-but': 5 }, 5.0, false],
    [{ 'anything-but': 5 }, '5', true],
    [{ 'anything-but': [1, 2] }, 2, false],
    [{ 'anything-but': { prefix: ['a', 'b'] } }, 'bc', false],
    [{ 'anything-but': { suffix: '.png' } }, 'a.png', false],
    [{ 'anything-but': { 'equals-ignore-case': ['A', 'B'] } }, 'b', false],
    [{ 'anything-but': { wildcard: ['*a*', 'b*'] } }, 'xbx', true],
    [{ 'anything-but': { wildcard: ['*a*', 'b*'] } }, 'bx', false],
    [{ numeric: ['=', 5] }, 5, true],
    [{ numeric: ['=', 5] }, '5', false],
    [{ numeric: ['<', 5] }, 5, false],
    [{ numeric: ['<=', 5] }, 5, true],
    [{ numeric: ['>', -1, '<=', 0.5] }, 0.5, true],
    [{ numeric: ['>', -1, '<=', 0.5] }, -1, false],
    [{ numeric: ['>=', -1, '<', 0.5] }, -1, true],
    [{ cidr: '10.0.0.7/24' }, '10.0.0.1', true],
    [{ cidr: '10.0.0.0/24' }, '10.0.1.0', false],
    [{ cidr: '10.0.0.0/0' }, '255.1.1.1', true],
    [{ cidr: '2001:db8::/33' }, '2001:db8:7fff::1', true],
    [{ cidr: '2001:db8::/33' }, '2001:db8:8000::1', false],
    [{ cidr: '0.0.0.0/0' }, '::1', false],
    [{ cidr: '10.0.0.0/24' }, 'ten', false],
    [{ exists: true }, null, true],
    [{ exists: false }, null, false],
  ])('%j and %j: %s', (pattern, leaf, expected) => expect(matches({ a: [pattern] }, { a: leaf })).toBe(expected))
})

describe('fields and arrays', () => {
  test.each<[string, Json, Json, boolean]>([
    ['all fields must match', { a: [1], b: [2] }, { a: 1, b: 3 }, false],
    ['one of the values must match', { a: [1, 2] }, { a: 2 }, true],
    ['an array offers its elements', { a: [2] }, { a: [1, 2] }, true],
    ['arrays in arrays do too', { a: [2] }, { a: [[1], [2]] }, true],
    ['anything-but is met by one other element', { a: [{ 'anything-but': 1 }] }, { a: [1, 2] }, true],
    ['an empty array has no leaf', { a: [{ exists: true }] }, { a: [] }, false],
    ['without a leaf a field is absent', { a: [{ exists: false }] }, { a: {} }, true],
    ['an object is no leaf', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
    ['what an object holds is not looked for in a text', { a: { b: [{ exists: false }] } }, { a: 'x' }, true],
    ['a dot in an event’s key is a step', { a: { b: [1] } }, { 'a.b': 1 }, true],
    ['a dot in a pattern’s key is a step', { 'a.b': [1] }, { a: { b: 1 } }, true],
    ['both ways are looked at', { a: { b: [1] } }, { 'a.b': 2, a: { b: 1 } }, true],
    ['names of Object’s own are no fields', { constructor: [{ exists: true }] }, {}, false],
    ['objects in an array offer theirs', { a: { b: [1] } }, { a: [{ b: 0 }, { b: 1 }] }, true],
    ['fields agree on the element', { a: { b: [1], c: [2] } }, { a: [{ b: 1 }, { c: 2 }] }, false],
    ['one element has both', { a: { b: [1], c: [2] } }, { a: [{ b: 1 }, { b: 1, c: 2 }] }, true],
    ['scalars in an array bind nothing', { a: [1], b: [2] }, { a: [1, 9], b: [9, 2] }, true],
    [
      'fields of two arrays need not agree',
      { a: { x: [1] }, b: { x: [1] } },
      { a: [{ x: 0 }, { x: 1 }], b: [{ x: 1 }] },
      true,
    ],
    [
      'inner arrays are bound to their outer element',
      { a: { n: ['p'], w: { f: ['m'] } } },
      {
        a: [
          { n: 'p', w: [{ f: 'j' }] },
          { n: 'q', w: [{ f: 'm' }] },
        ],
      },
      false,
    ],
    [
      'absent in the element that has the other',
      { a: { b: [1], c: [{ exists: false }] } },
      { a: [{ b: 1 }, { c: 2 }] },
      true,
    ],
    ['present in the only element', { a: { b: [1], c: [{ exists: false }] } }, { a: [{ b: 1, c: 2 }] }, false],
    ['$or: one alternative suffices', { $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, true],
    ['$or: and the rest still counts', { c: [3], $or: [{ a: [1] }, { b: [2] }] }, { b: 2 }, false],
    ['$or in $or', { $or: [{ a: [1] }, { $or: [{ b: [2] }, { c: [3] }] }] }, { c: 3 }, true],
    [
      'two $or multiply',
      { x: { $or: [{ a: [1] }, { b: [1] }] }, $or: [{ c: [1] }, { d: [1] }] },
      { x: { b: 1 }, d: 1 },
      true,
    ],
    ['what stands behind $or overrides it', { $or: [{ a: [1] }, { b: [1] }], a: [2] }, { a: 2 }, true],
    ['$or that is no operator is a key', { $or: { a: [1] } }, { $or: { a: 1 } }, true],
    ['an event that is no object matches nothing', { a: [{ exists: false }] }, [1], false],
  ])('%s', (_, pattern, event, expected) => expect(matches(pattern, event)).toBe(expected))

  test('of a path given twice the last counts, and objects given twice are one', () => {
    const parsed = parseEventPattern('{"d":{"a":[1],"b":[2]},"d":{"a":[3]}}')
    expect(parsed.ok && matchesPattern(parsed.value, { d: { a: 3, b: 2 } })).toBe(true)
    expect(parsed.ok && matchesPattern(parsed.value, { d: { a: 3 } })).toBe(false)
  })

  test('many elements in arrays of their own do not multiply', () => {
    const many = (value: number) => Array.from({ length: 2000 }, () => ({ x: value }))
    const pattern = { a: { x: [1] }, b: { x: [1] }, c: { x: [1] }, d: { x: [{ exists: false }], y: [5] } }
    expect(matches(pattern, { a: many(1), b: many(1), c: many(1), d: many(2) })).toBe(false)
  })

  test('filters of pipes and mappings know no wildcard, and anything-but of values only', () => {
    const refusal = (text: string) => {
      const parsed = parseEventPattern(text, 'filter')
      return parsed.ok ? undefined : parsed.error.reason
    }
    expect(refusal(entry('{"anything-but":["a"]}'))).toBeUndefined()
    expect(refusal(entry('{"anything-but":{"prefix":"a"}}'))).toBe('Unsupported anything-but pattern: prefix')
    expect(refusal(entry('{"wildcard":"a*"}'))).toBe('Unrecognized match type wildcard')
  })
})

describe('whatever comes', () => {
  const operators = [
    'prefix',
    'suffix',
    'equals-ignore-case',
    'wildcard',
    'anything-but',
    'numeric',
    'cidr',
    'exists',
    '$or',
  ]
  const anyJson = json({ maxDepth: 4 }).map((text): Json => JSON.parse(text))
  const leaf = oneof(anyJson, ...operators.map((operator) => anyJson.map((value) => ({ [operator]: value }))))
  const likePattern = oneof(
    leaf,
    record({ a: leaf.map((one) => [one]) }),
    record({ a: record({ b: leaf.map((one) => [one, 'x']) }), $or: constant([{ c: [1] }, { c: [2] }]) }),
  )

  test('no text makes the reader throw', () => {
    assert(
      property(
        oneof(
          string(),
          likePattern.map((one) => JSON.stringify(one)),
        ),
        (text) => {
          const parsed = parseEventPattern(text)
          expect(parsed.ok || parsed.error.message).toBeTruthy()
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('a pattern read twice answers the same, twice', () => {
    assert(
      property(likePattern, anyJson, (pattern, event) => {
        const text = JSON.stringify(pattern)
        const [one, other] = [parseEventPattern(text), parseEventPattern(text)]
        expect(one.ok).toBe(other.ok)
        if (!one.ok || !other.ok) return
        const answer = matchesPattern(one.value, event)
        expect(matchesPattern(one.value, event)).toBe(answer)
        expect(matchesPattern(other.value, event)).toBe(answer)
      }),
      { numRuns: 2000 },
    )
  })

  test('a scalar matches itself, and an array that holds it', () => {
    assert(
      property(
        json({ maxDepth: 0 }).map((text): Json => JSON.parse(text)),
        (value) => {
          expect(matches({ a: [value] }, { a: value })).toBe(true)
          expect(matches({ a: [value] }, { a: [[], value] })).toBe(true)
          expect(matches({ a: [value] }, { a: [] })).toBe(false)
        },
      ),
    )
  })

  test('an event nested deeper than any reader goes is no crash', () => {
    const deep: Json = JSON.parse(`${'['.repeat(50_000)}1${']'.repeat(50_000)}`)
    expect(matches({ a: [1] }, { a: deep })).toBe(false)
  })
})
