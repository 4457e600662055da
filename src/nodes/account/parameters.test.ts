import { expect, test } from 'vitest'
import type { JsonObject } from '#base'
import type { ApiAnswer } from './answer.ts'
import { createParameterStore } from './parameters.ts'

const START = 1_767_225_600

function open() {
  const store = createParameterStore(
    {
      '/shop/limit': { type: 'String', value: '7' },
      '/shop/eu/limit': { type: 'String', value: '9' },
      '/shop/key': { type: 'SecureString', value: 'hidden' },
      plain: { type: 'StringList', value: 'a,b' },
    },
    START,
  )
  return (operation: string, input: JsonObject, nowSeconds = START): ApiAnswer =>
    store.call(operation, input, nowSeconds)
}

const output = (answered: ApiAnswer): JsonObject => {
  if (!answered.ok) throw new Error(answered.code)
  return answered.output
}
const refused = (answered: ApiAnswer): string => (answered.ok ? 'no refusal' : answered.code)
const names = (answered: ApiAnswer): unknown =>
  (output(answered)['Parameters'] as readonly JsonObject[]).map(({ Name }) => Name)

test('a parameter is found by name, by version and by ARN', () => {
  const call = open()
  const arn = 'arn:aws:ssm:us-east-1:123456789012:parameter'
  const of = (Name: string) => output(call('GetParameter', { Name }))['Parameter']
  const limit = {
    Name: '/shop/limit',
    Type: 'String',
    Value: '7',
    Version: 1,
    LastModifiedDate: START,
    ARN: `${arn}/shop/limit`,
    DataType: 'text',
  }
  expect(of('/shop/limit')).toEqual(limit)
  expect(of('/shop/limit:1')).toEqual({ ...limit, Selector: ':1' })
  expect(of(`${arn}/shop/limit`)).toEqual(limit)
  expect(of(`${arn}/shop/limit:1`)).toEqual({ ...limit, Selector: ':1' })
  expect(of(`${arn}/plain`)).toMatchObject({ Name: 'plain', ARN: `${arn}/plain` })
})

test('of several names, those that are not there are told apart', () => {
  const call = open()
  const answered = call('GetParameters', { Names: ['plain', '/none', 'plain', '/shop/limit'] })
  expect(names(answered)).toEqual(['plain', '/shop/limit'])
  expect(output(answered)['InvalidParameters']).toEqual(['/none'])
  const eleven = Array.from({ length: 11 }, (_, index) => `/p${index}`)
  expect(refused(call('GetParameters', { Names: eleven }))).toBe('ValidationException')
  expect(refused(call('GetParameters', { Names: [] }))).toBe('ValidationException')
})

test('by path: the level below, or all below, a page of ten after the other', () => {
  const call = open()
  expect(names(call('GetParametersByPath', { Path: '/shop' }))).toEqual(['/shop/key', '/shop/limit'])
  expect(names(call('GetParametersByPath', { Path: '/', Recursive: true }))).toEqual([
    '/shop/eu/limit',
    '/shop/key',
    '/shop/limit',
  ])
  const byType = { Path: '/shop/', ParameterFilters: [{ Key: 'Type', Values: ['SecureString'] }] }
  expect(names(call('GetParametersByPath', byType))).toEqual(['/shop/key'])
  for (let index = 10; index < 32; index++) call('PutParameter', { Name: `/many/${index}`, Value: 'x', Type: 'String' })
  const pages: unknown[] = []
  let token: JsonObject = {}
  do {
    const page = call('GetParametersByPath', { Path: '/many', ...token })
    pages.push((names(page) as unknown[]).length)
    const { NextToken } = output(page)
    token = NextToken === undefined ? {} : { NextToken }
  } while ('NextToken' in token)
  expect(pages).toEqual([10, 10, 2])
})

test('what is not there is refused: a name, a version, a filter', () => {
  const call = open()
  expect(call('GetParameter', { Name: '/none' })).toEqual({ ok: false, code: 'ParameterNotFound', message: '' })
  expect(refused(call('GetParameter', { Name: '/shop/limit:9' }))).toBe('ParameterVersionNotFound')
  expect(refused(call('GetParametersByPath', { Path: 'shop' }))).toBe('ValidationException')
  const filter = { ParameterFilters: [{ Key: 'Name', Values: ['x'] }] }
  expect(refused(call('GetParametersByPath', { Path: '/shop', ...filter }))).toBe('InvalidFilterKey')
  expect(refused(call('DescribeParameters', { NextToken: 'of another' }))).toBe('InvalidNextToken')
})

test('a secure string shows its value to who asks for decryption only', () => {
  const call = open()
  const value = (more: JsonObject) =>
    (output(call('GetParameter', { Name: '/shop/key', ...more }))['Parameter'] as JsonObject)['Value']
  expect(value({ WithDecryption: true })).toBe('hidden')
  expect(value({})).toMatch(/^AQICAHh/)
  expect(value({})).not.toContain('hidden')
})

test('a parameter is written anew only with Overwrite, as the next version', () => {
  const call = open()
  const write = (more: JsonObject) => call('PutParameter', { Name: '/shop/limit', Value: '8', ...more }, START + 60)
  expect(refused(write({}))).toBe('ParameterAlreadyExists')
  expect(output(write({ Overwrite: true }))).toEqual({ Version: 2, Tier: 'Standard' })
  const history = output(call('GetParameterHistory', { Name: '/shop/limit' }))['Parameters'] as readonly JsonObject[]
  expect(history.map(({ Version, Value, LastModifiedDate }) => [Version, Value, LastModifiedDate])).toEqual([
    [1, '7', START],
    [2, '8', START + 60],
  ])
  expect(refused(call('PutParameter', { Name: 'new', Value: 'x' }))).toBe('ValidationException')
  expect(refused(call('PutParameter', { Name: 'aws-x', Value: 'x', Type: 'String' }))).toBe('ValidationException')
  expect(refused(call('PutParameter', { Name: 'new', Value: 'x', Type: 'Number' }))).toBe('UnsupportedParameterType')
})

test('the tier says how long a value may be', () => {
  const call = open()
  const write = (Name: string, length: number, more: JsonObject = {}) =>
    call('PutParameter', { Name, Type: 'String', Value: 'x'.repeat(length), ...more })
  expect(output(write('a', 4096))).toEqual({ Version: 1, Tier: 'Standard' })
  expect(refused(write('b', 4097))).toBe('ValidationException')
  expect(output(write('b', 8192, { Tier: 'Advanced' }))).toEqual({ Version: 1, Tier: 'Advanced' })
  expect(refused(write('c', 8193, { Tier: 'Advanced' }))).toBe('ValidationException')
  expect(refused(write('c', 0))).toBe('ValidationException')
})

test('deleted parameters are gone, and the names that were none are told', () => {
  const call = open()
  expect(output(call('DeleteParameter', { Name: 'plain' }))).toEqual({})
  expect(refused(call('DeleteParameter', { Name: 'plain' }))).toBe('ParameterNotFound')
  expect(output(call('DeleteParameters', { Names: ['/shop/key', 'plain'] }))).toEqual({
    DeletedParameters: ['/shop/key'],
    InvalidParameters: ['plain'],
  })
  const limits = { ParameterFilters: [{ Key: 'Name', Option: 'Contains', Values: ['limit'] }] }
  expect(names(call('DescribeParameters', limits))).toEqual(['/shop/eu/limit', '/shop/limit'])
  expect(names(call('DescribeParameters', {}))).toEqual(['/shop/eu/limit', '/shop/limit'])
})
