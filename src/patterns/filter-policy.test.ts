// SNS filter policies: which messages pass, and in which words a policy is refused.
import { describe, expect, test } from 'vitest'
import { matchesFilterPolicy, type MessageAttribute, parseFilterPolicy } from './filter-policy.ts'

function refusal(text: string, scope: 'MessageAttributes' | 'MessageBody' = 'MessageAttributes') {
  const parsed = parseFilterPolicy(text, scope, 'set-attributes')
  return parsed.ok ? undefined : parsed.error.message
}

const FIVE_KEYS = '{"a":["1"],"b":["1"],"c":["1"],"d":["1"],"e":["1"]}'
const values = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => `v${index}`))

describe('a policy is refused with SNS’s words', () => {
  test.each([
    [FIVE_KEYS.replace('{', '{"f":["1"],'), 'Filter policy can not have more than 5 keys'],
    [`{"a":${values(151)}}`, 'Filter policy is too complex'],
    [`{"a":${values(16)},"b":${values(10)}}`, 'Filter policy is too complex'],
    ['{"a":[]}', 'Empty arrays are not allowed'],
    ['{"a":"x"}', '"a" must be an object or an array'],
    ['{"a":[["x"]]}', 'Match value must be String, number, true, false, or null'],
    ['{"a":[{"suffix":".png","prefix":"x"}]}', 'Only one key allowed in match expression'],
    ['{"a":[{"anything-but":{"suffix":"x"}}]}', 'Unsupported anything-but pattern: suffix'],
    ['{"a":[{"exists":"x"}]}', 'exists match pattern must be either true or false.'],
    ['{"a":[{"wild":"x"}]}', 'Unrecognized match type wild'],
    ['{"a":[{"numeric":["<",5,">",1]}]}', 'Too many elements in numeric expression'],
    ['{"a":[{"cidr":["x"]}]}', 'prefix match pattern must be a string'],
    ['{"a":[{"cidr":"bad"}]}', "Malformed CIDR, one '/' required"],
  ])('%.60s', (text, reason) => expect(refusal(text)).toBe(`Invalid parameter: FilterPolicy: ${reason}`))

  test('Subscribe says so of its attributes', () => {
    const parsed = parseFilterPolicy('{"a":[]}', 'MessageAttributes', 'subscribe')
    expect(!parsed.ok && parsed.error.message).toBe(
      'Invalid parameter: Attributes Reason: FilterPolicy: Empty arrays are not allowed',
    )
  })

  test('attributes have no nesting, bodies do', () => {
    expect(refusal('{"a":{"b":["x"]}}')).toBe(
      'Invalid parameter: Filter policy scope MessageAttributes does not support nested filter policy',
    )
    expect(refusal('{"a":{"b":["x"]}}', 'MessageBody')).toBeUndefined()
  })

  test('up to the limits a policy is taken; nested values count times their depth', () => {
    expect(refusal(FIVE_KEYS)).toBeUndefined()
    expect(refusal(`{"a":${values(150)}}`)).toBeUndefined()
    expect(refusal(`{"a":{"b":${values(75)}}}`, 'MessageBody')).toBeUndefined()
    expect(refusal(`{"a":{"b":${values(76)}}}`, 'MessageBody')).toContain('too complex')
    expect(refusal(`{"$or":[{"a":${values(75)}},{"b":${values(75)}}]}`)).toBeUndefined()
    expect(refusal(`{"a":["${'x'.repeat(262_144)}"]}`)).toContain('too long')
    expect(refusal('{"a":[1000000001]}')).toContain('must be smaller than 1E9')
  })
})

const text = (stringValue: string): MessageAttribute => ({ dataType: 'String', stringValue })
const number = (stringValue: string): MessageAttribute => ({ dataType: 'Number', stringValue })
const list = (stringValue: string): MessageAttribute => ({ dataType: 'String.Array', stringValue })
const binary: MessageAttribute = { dataType: 'Binary' }

function passes(policy: string, attributes: Readonly<Record<string, MessageAttribute>>) {
  const parsed = parseFilterPolicy(policy, 'MessageAttributes', 'subscribe')
  if (!parsed.ok) throw new Error(parsed.error.message)
  return matchesFilterPolicy(parsed.value, { body: 'any', attributes })
}

describe('attributes pass a policy', () => {
  test.each<[string, MessageAttribute | undefined, boolean]>([
    ['"x"', text('x'), true],
    ['"x"', text('X'), false],
    ['{"prefix":"a"}', text('abc'), true],
    ['{"suffix":"c"}', text('abc'), true],
    ['{"equals-ignore-case":"ABC"}', text('abc'), true],
    ['{"anything-but":["x","y"]}', text('z'), true],
    ['{"anything-but":{"prefix":"x"}}', text('xy'), false],
    ['{"anything-but":"x"}', undefined, false],
    ['{"cidr":"10.0.0.0/24"}', text('10.0.0.255'), true],
    ['{"exists":true}', text(''), true],
    ['{"exists":false}', undefined, true],
    ['{"exists":true}', binary, false],
    ['100', number('100.0'), true],
    ['100', text('100'), false],
    ['{"numeric":[">",0,"<=",150]}', number('1.5e2'), true],
    ['{"numeric":[">",0]}', text('5'), false],
    ['{"numeric":["=",0.123456]}', number('0.123457'), true],
    ['{"numeric":["=",0.12345]}', number('0.12346'), false],
    ['"b"', list('["a","b"]'), true],
    ['5', list('["a",5]'), true],
    ['null', list('[null]'), true],
    ['"b"', list('no list'), false],
    ['{"anything-but":"a"}', list('["a","b"]'), true],
  ])('%s and %j: %s', (entry, attribute, expected) =>
    expect(passes(`{"a":[${entry}]}`, attribute ? { a: attribute } : {})).toBe(expected),
  )

  test('values of one name are alternatives, names are not, and $or makes them so', () => {
    const message = { a: text('1'), b: text('2') }
    expect(passes('{"a":["0","1"],"b":["2"]}', message)).toBe(true)
    expect(passes('{"a":["0"],"b":["2"]}', message)).toBe(false)
    expect(passes('{"$or":[{"a":["0"]},{"b":["2"]}]}', message)).toBe(true)
  })

  test('the empty policy lets everything pass', () => expect(passes('{}', {})).toBe(true))
})

describe('a body passes a policy of bodies', () => {
  const bodyPasses = (policy: string, body: string) => {
    const parsed = parseFilterPolicy(policy, 'MessageBody', 'subscribe')
    return parsed.ok && matchesFilterPolicy(parsed.value, { body, attributes: {} })
  }
  test.each([
    ['{"a":{"b":["x"]}}', '{"a":{"b":"x"}}', true],
    ['{"a":{"b":["x"]}}', '{"a":{"b":["y","x"]}}', true],
    ['{"a":{"b":["x"]}}', '{"a":{"b":"y"}}', false],
    ['{"a":[{"exists":false}]}', '{"b":1}', true],
    ['{"a":[{"exists":false}]}', 'plain text', false],
    ['{"a":[{"exists":false}]}', '[1]', false],
    ['{"a":[{"numeric":[">",1]}]}', '{"a":2}', true],
  ])('%s and %s: %s', (policy, body, expected) => expect(bodyPasses(policy, body)).toBe(expected))
})
