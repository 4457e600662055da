import { expect, test } from 'vitest'
import type { JsonObject } from '#base'
import type { ApiAnswer } from './answer.ts'
import { createSecretStore } from './secrets.ts'

const START = 1_767_225_600
const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/token-abc123'

function open() {
  const store = createSecretStore(
    { 'shop/token': { value: 'one' }, 'shop/user': { value: 'ann' }, other: { value: 'x' } },
    START,
    (name) => `v-${name}`,
    () => 'abc123',
  )
  let drawn = 0
  return (operation: string, input: JsonObject, nowSeconds = START): ApiAnswer => {
    drawn += 1
    return store.call(operation, input, nowSeconds, `drawn-${drawn}`)
  }
}

const output = (answered: ApiAnswer): JsonObject => {
  if (!answered.ok) throw new Error(answered.code)
  return answered.output
}
const refused = (answered: ApiAnswer): string => (answered.ok ? 'no refusal' : answered.code)

test('a secret is found by name, by ARN and by ARN without its last six characters', () => {
  const call = open()
  const token = {
    ARN,
    Name: 'shop/token',
    VersionId: 'v-shop/token',
    SecretString: 'one',
    VersionStages: ['AWSCURRENT'],
    CreatedDate: START,
  }
  for (const SecretId of ['shop/token', ARN, ARN.slice(0, -7)])
    expect(output(call('GetSecretValue', { SecretId })), SecretId).toEqual(token)
  expect(refused(call('GetSecretValue', { SecretId: 'shop' }))).toBe('ResourceNotFoundException')
  expect(refused(call('DescribeSecret', { SecretId: 'shop' }))).toBe('ResourceNotFoundException')
})

test('a new value takes the label, and the one before it becomes the previous', () => {
  const call = open()
  const put = (SecretString: string) =>
    output(call('PutSecretValue', { SecretId: 'shop/token', SecretString }, START + 5))
  const value = (more: JsonObject) => call('GetSecretValue', { SecretId: 'shop/token', ...more })
  expect(refused(value({ VersionStage: 'AWSPREVIOUS' }))).toBe('ResourceNotFoundException')
  expect(put('two')).toMatchObject({ VersionId: 'drawn-2', VersionStages: ['AWSCURRENT'] })
  put('three')
  expect(output(value({}))['SecretString']).toBe('three')
  expect(output(value({ VersionStage: 'AWSPREVIOUS' }))['SecretString']).toBe('two')
  const described = output(call('DescribeSecret', { SecretId: ARN }))
  expect(described).toMatchObject({
    LastChangedDate: START + 5,
    CreatedDate: START,
    VersionIdsToStages: { 'drawn-2': ['AWSPREVIOUS'], 'drawn-3': ['AWSCURRENT'] },
  })
  const listed = (more: JsonObject) =>
    (output(call('ListSecretVersionIds', { SecretId: ARN, ...more }))['Versions'] as readonly JsonObject[]).length
  expect([listed({}), listed({ IncludeDeprecated: true })]).toEqual([2, 3])
})

test('a version is found by its id, or refused', () => {
  const call = open()
  call('PutSecretValue', { SecretId: 'shop/token', SecretString: 'two' })
  const value = (more: JsonObject) => call('GetSecretValue', { SecretId: 'shop/token', ...more })
  expect(output(value({ VersionId: 'v-shop/token' }))['SecretString']).toBe('one')
  expect(output(value({ VersionId: 'v-shop/token', VersionStage: 'AWSPREVIOUS' }))['SecretString']).toBe('one')
  expect(refused(value({ VersionId: 'v-shop/token', VersionStage: 'AWSCURRENT' }))).toBe('InvalidRequestException')
  expect(refused(value({ VersionId: 'none' }))).toBe('ResourceNotFoundException')
})

test('a secret is created once', () => {
  const call = open()
  expect(refused(call('CreateSecret', { Name: 'shop/token', SecretString: 'x' }))).toBe('ResourceExistsException')
  expect(refused(call('CreateSecret', { Name: 'a b', SecretString: 'x' }))).toBe('ValidationException')
  expect(output(call('CreateSecret', { Name: 'new', SecretBinary: 'AAEC' }))).toMatchObject({ VersionId: 'drawn-3' })
  expect(output(call('GetSecretValue', { SecretId: 'new' }))['SecretBinary']).toBe('AAEC')
  expect(output(call('CreateSecret', { Name: 'empty' }))).not.toHaveProperty('VersionId')
  expect(refused(call('GetSecretValue', { SecretId: 'empty' }))).toBe('ResourceNotFoundException')
  expect(refused(call('CreateSecret', { Name: 'big', SecretString: 'é'.repeat(32_769) }))).toBe('ValidationException')
  const both = { Name: 'both', SecretString: 'x', SecretBinary: 'AAEC' }
  expect(refused(call('CreateSecret', both))).toBe('InvalidParameterException')
})

test('the same token twice makes one version, and with another value is refused', () => {
  const call = open()
  const put = (SecretString: string) =>
    call('PutSecretValue', { SecretId: 'other', ClientRequestToken: 'token-1', SecretString })
  expect(output(put('y'))).toMatchObject({ VersionId: 'token-1' })
  expect(output(put('y'))).toMatchObject({ VersionId: 'token-1' })
  expect(refused(put('z'))).toBe('ResourceExistsException')
  expect(refused(call('PutSecretValue', { SecretId: 'other' }))).toBe('InvalidRequestException')
  expect(output(call('UpdateSecret', { SecretId: 'other', Description: 'no value' }))).toEqual({
    ARN: ARN.replace('shop/token', 'other'),
    Name: 'other',
  })
})

test('a batch tells values and errors', () => {
  const call = open()
  const many = output(call('BatchGetSecretValue', { SecretIdList: ['other', 'none'] }))
  expect(many).toMatchObject({
    SecretValues: [{ Name: 'other', SecretString: 'x' }],
    Errors: [{ SecretId: 'none', ErrorCode: 'ResourceNotFoundException' }],
  })
  const tooMany = Array.from({ length: 21 }, (_, index) => `s${index}`)
  expect(refused(call('BatchGetSecretValue', { SecretIdList: tooMany }))).toBe('InvalidParameterException')
})

test('the list is filtered by the beginnings of names', () => {
  const call = open()
  const names = (input: JsonObject) =>
    (output(call('ListSecrets', input))['SecretList'] as readonly JsonObject[]).map(({ Name }) => Name)
  const filter = (...Values: string[]) => ({ Filters: [{ Key: 'name', Values }] })
  expect(names({})).toEqual(['other', 'shop/token', 'shop/user'])
  expect(names({ SortOrder: 'desc' })).toEqual(['shop/user', 'shop/token', 'other'])
  expect(names(filter('shop/'))).toEqual(['shop/token', 'shop/user'])
  expect(names(filter('!shop/'))).toEqual(['other'])
  const first = output(call('ListSecrets', { MaxResults: 2 }))
  expect(names({ MaxResults: 2, NextToken: first['NextToken'] ?? '' })).toEqual(['shop/user'])
})
