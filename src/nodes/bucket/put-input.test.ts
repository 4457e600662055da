import type { Json } from '#base'
import { expect, test } from 'vitest'
import { readBucketInput } from './put-input.ts'

test.each<[string, Json, unknown]>([
  ['a text', { key: 'a', body: 'hé' }, { key: 'a', body: 'aMOp' }],
  ['nothing but a key', { key: 'a' }, { key: 'a', body: '' }],
  ['JSON', { key: 'a', body: { b: 1 } }, { key: 'a', body: 'eyJiIjoxfQ==', contentType: 'application/json' }],
  [
    'bytes with what is said of them',
    { key: 'a', body: 'AQI=', encoding: 'base64', contentType: 'x/y', metadata: { n: 1 } },
    { key: 'a', body: 'AQI=', contentType: 'x/y', metadata: { n: '1' } },
  ],
  ['a delete', { key: 'a', delete: true }, { key: 'a' }],
  ['a key that is none', { key: '', body: 'x' }, undefined],
  ['bytes that are no base64', { key: 'a', body: 'A', encoding: 'base64' }, undefined],
  ['another encoding', { key: 'a', body: 'A', encoding: 'hex' }, undefined],
  ['a field that is none of it', { key: 'a', Body: 'x' }, undefined],
  ['a list', ['a'], undefined],
])('%s is what a person can put', (_, value, input) => {
  expect(readBucketInput(value)).toEqual(input)
})
