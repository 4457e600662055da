// Given this item, when a request has this expression, then it holds or not, makes this item of it, or is refused so.
import type { Json, JsonObject } from '#base'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Item, readItem } from '../attribute-value.ts'
import { holds, parseCondition } from './condition.ts'
import { parseKeyCondition } from './key-condition.ts'
import { parseProjection, project } from './projection.ts'
import { readSubstitutions, type Substitutions, unusedSubstitution } from './substitutions.ts'
import { applyUpdate, parseUpdate } from './update.ts'

const itemOf = (json: Json): Item => {
  const read = readItem(json)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

const ITEM = itemOf({
  id: { S: 'A-1' },
  n: { N: '10' },
  zero: { N: '0' },
  flag: { BOOL: true },
  nothing: { NULL: true },
  tags: { SS: ['red', 'green'] },
  sizes: { NS: ['1', '2.5'] },
  bin: { B: 'AQID' },
  parts: { L: [{ S: 'x' }, { M: { sku: { S: 'S1' }, qty: { N: '2' } } }, { N: '3' }] },
  address: { M: { city: { S: 'Berlin' }, geo: { M: { lat: { N: '52.5' } } } } },
  'two words': { S: 'yes' },
})

const NAMES = { '#n': 'n', '#status': 'status', '#two': 'two words', '#dot': 'a.b' }
const VALUES: JsonObject = {
  ':ten': { N: '10' },
  ':10': { N: '10.0' },
  ':nine': { N: '9' },
  ':eleven': { N: '11' },
  ':s': { S: 'A-1' },
  ':a': { S: 'A' },
  ':red': { S: 'red' },
  ':S': { S: 'S' },
  ':two': { N: '2' },
  ':one': { N: '1' },
  ':bytes': { B: 'AQI=' },
  ':t': { BOOL: true },
  ':list': { L: [{ S: 'y' }] },
  ':set': { SS: ['red', 'blue'] },
  ':allTags': { SS: ['red', 'green'] },
  ':numbers': { NS: ['1'] },
  ':map': { M: { k: { S: 'v' } } },
  ':berlin': { S: 'Berlin' },
  ':null': { NULL: true },
}

function substitutions(names: JsonObject = NAMES, values: JsonObject = VALUES): Substitutions {
  const read = readSubstitutions(names, values, true)
  if (!read.ok) throw new Error(read.error)
  return read.value
}

const ask = (text: string): boolean | string => {
  const parsed = parseCondition('ConditionExpression', text, substitutions())
  return parsed.ok ? holds(parsed.value, ITEM) : parsed.error
}

describe('a condition', () => {
  test.each<[string, boolean]>([
    ['n = :ten', true],
    ['n = :10', true],
    ['#n <> :ten', false],
    ['absent <> :ten', true],
    ['absent = :ten', false],
    ['n = :s', false],
    ['n <> :s', true],
    ['n < :eleven', true],
    ['n < :nine', false],
    ['n <= :ten AND n >= :ten', true],
    ['n > :a', false],
    [':ten = n', true],
    ['tags = :allTags', true],
    ['flag = :t', true],
    ['nothing = :null', true],
    ['#two = :s', false],
    ['n BETWEEN :nine AND :eleven', true],
    ['n BETWEEN :nine AND :nine', false],
    ['absent BETWEEN :nine AND :eleven', false],
    ['n IN (:s, :ten)', true],
    ['n IN (:s)', false],
    ['attribute_exists(address.geo.lat)', true],
    ['attribute_exists(address.geo.lon)', false],
    ['attribute_exists(parts[1].sku)', true],
    ['attribute_exists(parts[9])', false],
    ['attribute_not_exists(#dot)', true],
    ['attribute_exists(id.x)', false],
    ['attribute_type(parts, :S)', false],
    ['attribute_type(id, :S)', true],
    ['begins_with(id, :a)', true],
    ['begins_with(bin, :bytes)', true],
    ['begins_with(n, :a)', false],
    ['contains(id, :a)', true],
    ['contains(tags, :red)', true],
    ['contains(sizes, :two)', false],
    ['contains(sizes, :one)', true],
    ['contains(parts, :red)', false],
    ['contains(bin, :bytes)', true],
    ['size(id) = :two', false],
    ['size(tags) = :two', true],
    ['size(parts) > :two', true],
    ['size(address) = :two', true],
    ['size(n) > :one', false],
    ['address.city = :berlin', true],
    ['parts[1].qty = :two', true],
    ['NOT n = :ten', false],
    ['NOT (n = :ten) OR n = :ten', true],
    // AND binds more than OR, NOT more than AND.
    ['n = :ten OR n = :nine AND n = :eleven', true],
    ['(n = :ten OR n = :nine) AND n = :eleven', false],
    ['NOT n = :nine AND n = :ten', true],
    ['not attribute_exists(absent) and ( (n = :ten) )', true],
  ])('%s: %s', (text, expected) => {
    expect(ask(text)).toBe(expected)
  })

  test.each([
    ['', 'The expression can not be empty;'],
    ['n = ', 'Syntax error; token: "<EOF>", near: "n ="'],
    ['n == :ten', 'Syntax error; token: "=", near: "n == :ten"'],
    ['n & :ten', 'Syntax error; token: "&", near: "n & :ten"'],
    ['n = :ten n', 'Syntax error; token: "n", near: "n = :ten n"'],
    ['(n = :ten', 'Syntax error; token: "<EOF>", near: "(n = :ten"'],
    ['status = :ten', 'Attribute name is a reserved keyword; reserved keyword: status'],
    ['a.Name = :ten', 'Attribute name is a reserved keyword; reserved keyword: Name'],
    ['#x = :ten', 'An expression attribute name used in the document path is not defined; attribute name: #x'],
    ['n = :x', 'An expression attribute value used in expression is not defined; attribute value: :x'],
    ['exists(n)', 'Invalid function name; function: exists'],
    [
      'contains(n)',
      'Incorrect number of operands for operator or function; operator or function: contains, number of operands: 1',
    ],
    [
      'begins_with(id, :ten)',
      'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    ],
    ['attribute_exists(:s)', 'Operator or function requires a document path; operator or function: attribute_exists'],
    [
      'n BETWEEN :eleven AND :nine',
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:11}, upper bound operand: AttributeValue: {N:9}',
    ],
    ['n < :t', 'Incorrect operand type for operator or function; operator: <, operand type: BOOLEAN'],
    [
      'n = n',
      'The first operand must be distinct from the remaining operands for this operator or function; operator: =, first operand: [n]',
    ],
  ])('%o is refused', (text, sentence) => {
    expect(ask(text)).toBe(`Invalid ConditionExpression: ${sentence}`)
  })
})

test('an expression of more than 4 KB is refused', () => {
  expect(ask('a'.repeat(4097))).toBe(
    'Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097',
  )
})

const update = (text: string, item: Item = ITEM): Item | string => {
  const parsed = parseUpdate(text, substitutions())
  if (!parsed.ok) return parsed.error
  const applied = applyUpdate(parsed.value, item)
  return applied.ok ? applied.value : applied.error
}

describe('an update', () => {
  test.each<[string, JsonObject]>([
    ['SET n = :one', { n: { N: '1' } }],
    ['SET n = n + :one', { n: { N: '11' } }],
    ['SET n = n - :eleven, zero = n', { n: { N: '-1' }, zero: { N: '10' } }],
    ['SET fresh = if_not_exists(fresh, :one)', { fresh: { N: '1' } }],
    ['SET n = if_not_exists(n, :one) + :one', { n: { N: '11' } }],
    ['SET fresh = if_not_exists(fresh, :one) + :one', { fresh: { N: '2' } }],
    ['SET address.city = :s', { address: { M: { city: { S: 'A-1' }, geo: { M: { lat: { N: '52.5' } } } } } }],
    ['SET parts[0] = :one', { parts: { L: [{ N: '1' }, { M: { sku: { S: 'S1' }, qty: { N: '2' } } }, { N: '3' }] } }],
    [
      'SET parts[1].qty = parts[1].qty + :one',
      { parts: { L: [{ S: 'x' }, { M: { sku: { S: 'S1' }, qty: { N: '3' } } }, { N: '3' }] } },
    ],
    [
      'SET parts[20] = :two, parts[10] = :one',
      { parts: { L: [{ S: 'x' }, { M: { sku: { S: 'S1' }, qty: { N: '2' } } }, { N: '3' }, { N: '1' }, { N: '2' }] } },
    ],
    [
      'SET parts = list_append(:list, parts)',
      { parts: { L: [{ S: 'y' }, { S: 'x' }, { M: { sku: { S: 'S1' }, qty: { N: '2' } } }, { N: '3' }] } },
    ],
    ['SET fresh = list_append(if_not_exists(fresh, :list), :list)', { fresh: { L: [{ S: 'y' }, { S: 'y' }] } }],
    ['REMOVE parts[0], parts[2]', { parts: { L: [{ M: { sku: { S: 'S1' }, qty: { N: '2' } } }] } }],
    ['REMOVE address.geo, absent, parts[7]', { address: { M: { city: { S: 'Berlin' } } } }],
    ['ADD n :one, fresh :two', { n: { N: '11' }, fresh: { N: '2' } }],
    ['ADD tags :set, others2 :set', { tags: { SS: ['red', 'green', 'blue'] }, others2: { SS: ['red', 'blue'] } }],
    ['DELETE tags :set', { tags: { SS: ['green'] } }],
    ['DELETE absent :set', {}],
    ['set n = :one remove zero add fresh :one', { n: { N: '1' }, fresh: { N: '1' }, zero: {} }],
  ])('%s', (text, changes) => {
    const expected = Object.fromEntries(
      Object.entries({ ...ITEM, ...changes }).filter(([, value]) => Object.keys(value as object).length > 0),
    )
    expect(update(text)).toEqual(expected)
  })

  test('deletes the attribute with the last member of a set', () => {
    expect(update('DELETE tags :set', itemOf({ tags: { SS: ['red'] } }))).toEqual({})
  })

  test.each([
    ['SET n = absent', 'The provided expression refers to an attribute that does not exist in the item'],
    ['SET id = id + :one', 'An operand in the update expression has an incorrect data type'],
    ['SET nowhere.deep = :one', 'The document path provided in the update expression is invalid for update'],
    ['SET id.x = :one', 'The document path provided in the update expression is invalid for update'],
    ['SET address[0] = :one', 'The document path provided in the update expression is invalid for update'],
    ['ADD id :one', 'An operand in the update expression has an incorrect data type'],
    ['ADD tags :numbers', 'An operand in the update expression has an incorrect data type'],
    [
      'ADD n :s',
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING, typeSet: ALLOWED_FOR_ADD_OPERAND',
    ],
    [
      'SET a = :one, a.b = :one',
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
    ],
    [
      'SET a.b = :one REMOVE a[0]',
      'Invalid UpdateExpression: Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]',
    ],
    [
      'SET a = :one SET b = :one',
      'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    ],
    ['PUT a = :one', 'Invalid UpdateExpression: Syntax error; token: "PUT", near: "PUT a = :one"'],
    ['SET a = b + c + d', 'Invalid UpdateExpression: Syntax error; token: "+", near: "a = b + c + d"'],
    ['SET a = f(b)', 'Invalid UpdateExpression: Invalid function name; function: f'],
  ])('%s is refused', (text, sentence) => {
    expect(update(text)).toBe(sentence)
  })
})

describe('a projection', () => {
  test.each<[string, JsonObject]>([
    ['id, #n', { id: { S: 'A-1' }, n: { N: '10' } }],
    ['absent', {}],
    ['address.city', { address: { M: { city: { S: 'Berlin' } } } }],
    ['parts[2], parts[0]', { parts: { L: [{ S: 'x' }, { N: '3' }] } }],
    [
      'parts[1].sku, address.geo.lat',
      { parts: { L: [{ M: { sku: { S: 'S1' } } }] }, address: { M: { geo: { M: { lat: { N: '52.5' } } } } } },
    ],
  ])('%s', (text, expected) => {
    const paths = parseProjection(text, substitutions())
    expect(paths.ok && project(ITEM, paths.value)).toEqual(expected)
  })

  test('of overlapping paths is refused', () => {
    expect(parseProjection('a, a.b', substitutions())).toMatchObject({
      error: expect.stringContaining('Invalid ProjectionExpression: Two document paths overlap with each other'),
    })
  })
})

describe('a key condition', () => {
  const read = (text: string, range: string | undefined = 'n') => {
    const parsed = parseKeyCondition(text, substitutions(), 'id', range)
    return parsed.ok ? parsed.value : parsed.error
  }
  test.each<[string, unknown]>([
    ['id = :s', undefined],
    [':s = id AND :nine < n', { type: 'compare', by: '>', value: { N: '9' } }],
    ['(id = :s) AND (n <= :ten)', { type: 'compare', by: '<=', value: { N: '10' } }],
    ['n BETWEEN :nine AND :ten AND id = :s', { type: 'between', low: { N: '9' }, high: { N: '10' } }],
    ['id = :s AND begins_with(n, :a)', { type: 'begins-with', start: { S: 'A' } }],
  ])('%s', (text, range) => {
    expect(read(text)).toEqual({ hash: { S: 'A-1' }, range })
  })

  test.each([
    ['n = :ten', 'Query condition missed key schema element: id'],
    ['id > :s', 'Query key condition not supported'],
    ['id = :s AND address = :s', 'Query condition missed key schema element: n'],
    ['id = :s OR n = :ten', 'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: OR'],
    ['id = :s AND n <> :ten', 'Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: <>'],
    ['id = :s AND n > :nine AND n < :eleven', 'KeyConditionExpressions must only contain one condition per key'],
    ['id = :s AND size(n) > :one', 'Query key condition not supported'],
  ])('%s is refused', (text, sentence) => {
    expect(read(text)).toBe(sentence)
  })
})

describe('names and values', () => {
  test.each<[string, JsonObject | null, JsonObject | null, boolean, string]>([
    [
      'without an expression',
      { '#a': 'a' },
      null,
      false,
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    ['that are none', null, {}, true, 'ExpressionAttributeValues must not be empty'],
    ['without a #', { a: 'a' }, null, true, 'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'],
    [
      'without a :',
      null,
      { a: { S: 'a' } },
      true,
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"',
    ],
    [
      'of no type',
      null,
      { ':a': {} },
      true,
      'ExpressionAttributeValues contains invalid value: Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :a',
    ],
  ])('%s are refused', (_, names, values, hasExpression, sentence) => {
    expect(readSubstitutions(names, values, hasExpression)).toEqual({ ok: false, error: sentence })
  })

  test('that no expression uses are told', () => {
    const given = substitutions({ '#a': 'a', '#b': 'b' }, { ':x': { S: 'x' } })
    parseCondition('ConditionExpression', '#a = :x', given)
    expect(unusedSubstitution(given)).toBe(
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}',
    )
    parseProjection('#b', given)
    expect(unusedSubstitution(given)).toBeUndefined()
  })
})

test('any text is an expression or refused, never an exception', () => {
  const words = fc.constantFrom(
    'n',
    'id',
    ':ten',
    ':s',
    '#n',
    '=',
    '<',
    'AND',
    'OR',
    'NOT',
    '(',
    ')',
    '[',
    '0',
    ']',
    '.',
    ',',
    'size',
    'SET',
    'REMOVE',
    'ADD',
    '+',
    'contains',
    'IN',
    'BETWEEN',
    'if_not_exists',
    'list_append',
    '%',
  )
  fc.assert(
    fc.property(fc.array(words, { maxLength: 14 }), (some) => {
      const text = some.join(' ')
      expect(typeof ask(text)).toMatch(/boolean|string/)
      expect(typeof update(text)).toMatch(/object|string/)
    }),
    { numRuns: 2000 },
  )
})

/** A condition and what it means, made together. */
interface Made {
  readonly text: string
  readonly holds: boolean
}
const made = fc.letrec<{ condition: Made }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 5 },
    fc.boolean().map((isTen) => ({ text: isTen ? 'n = :ten' : 'n = :nine', holds: isTen })),
    fc
      .tuple(tie('condition'), tie('condition'))
      .map(([a, b]) => ({ text: `(${a.text}) AND (${b.text})`, holds: a.holds && b.holds })),
    fc
      .tuple(tie('condition'), tie('condition'))
      .map(([a, b]) => ({ text: `(${a.text} OR ${b.text})`, holds: a.holds || b.holds })),
    tie('condition').map((a) => ({ text: `NOT (${a.text})`, holds: !a.holds })),
  ),
})).condition

test('a condition put together of others means what they mean together', () => {
  fc.assert(
    fc.property(made, ({ text, holds: expected }) => {
      if (text.length < 4096) expect(ask(text)).toBe(expected)
    }),
  )
})
