import { describe, expect, test } from 'vitest'
import { readBatchResponse } from './batch-response.ts'

const known = new Set(['a', 'b', 'c'])
const ALL_SUCCEEDED = { type: 'all-succeeded' }
const ALL_FAILED = { type: 'all-failed' }
const failed = (...ids: string[]) => ({ type: 'failed', ids: new Set(ids) })
const items = (...identifiers: unknown[]) =>
  JSON.stringify({ batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })) })

describe('what a function’s answer says of its batch', () => {
  test.each([
    ['recorded: some identifiers fail those', items('a', 'c'), failed('a', 'c')],
    ['recorded: an empty object is full success', '{}', ALL_SUCCEEDED],
    ['recorded: what is no JSON fails all', '{"batchItemFailures":[', ALL_FAILED],
    ['nothing is full success', '', ALL_SUCCEEDED],
    ['null is full success', 'null', ALL_SUCCEEDED],
    ['an empty string is full success', '""', ALL_SUCCEEDED],
    ['an empty list is full success', '{"batchItemFailures":[]}', ALL_SUCCEEDED],
    ['a list that is null is full success', '{"batchItemFailures":null}', ALL_SUCCEEDED],
    ['every identifier fails those', items('a', 'b', 'c'), failed('a', 'b', 'c')],
    ['an identifier twice is one', items('a', 'a'), failed('a')],
    ['a wrong key fails all', '{"batchItemFailure":[]}', ALL_FAILED],
    ['a wrong key in an item fails all', '{"batchItemFailures":[{"id":"a"}]}', ALL_FAILED],
    ['an identifier that is null fails all', items(null), ALL_FAILED],
    ['an empty identifier fails all', items(''), ALL_FAILED],
    ['an identifier of no message of the batch fails all', items('a', 'd'), ALL_FAILED],
    ['an identifier that is no string fails all', items(1), ALL_FAILED],
    ['an item that is no object fails all', '{"batchItemFailures":["a"]}', ALL_FAILED],
    ['a list that is none fails all', '{"batchItemFailures":"a"}', ALL_FAILED],
    ['any other text fails all', '"done"', ALL_FAILED],
    ['a number fails all', '1', ALL_FAILED],
  ])('%s', (_, payload, verdict) => {
    expect(readBatchResponse(payload, known)).toEqual(verdict)
  })
})
