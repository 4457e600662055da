// What passes the filters of a mapping, by the format of the filter and of the record. Source: Lambda developer guide [V].
import { expect, test } from 'vitest'
import { matchesFilterCriteria, MAX_FILTERS, parseFilterCriteria } from './filter-criteria.ts'

function criteria(...patterns: string[]) {
  const parsed = parseFilterCriteria(patterns)
  if (!parsed.ok) throw new Error(parsed.error.reason)
  return parsed.value
}

const passes = (pattern: string, body: string) =>
  matchesFilterCriteria(
    criteria(pattern),
    { messageId: '1', body, eventSource: 'aws:sqs' },
    { key: 'body', text: body },
  )

test.each([
  ['a filter into JSON takes JSON', '{"body":{"a":[1]}}', '{"a":1}', true],
  ['a filter into JSON does not take what differs', '{"body":{"a":[1]}}', '{"a":2}', false],
  ['a filter into JSON drops text', '{"body":{"a":[{"exists":false}]}}', 'hello', false],
  ['a filter of text takes text', '{"body":[{"prefix":"Result: "}]}', 'Result: 5', true],
  ['a filter of text drops JSON', '{"body":[{"prefix":"{"}]}', '{"a":1}', false],
  ['a filter of other properties takes any body', '{"eventSource":["aws:sqs"]}', 'hello', true],
])('%s', (_, pattern, body, expected) => expect(passes(pattern, body)).toBe(expected))

test('a record passes that matches one of the filters, and every one where there are none', () => {
  const both = criteria('{"eventName":["INSERT"]}', '{"dynamodb":{"NewImage":{"n":{"N":["5"]}}}}')
  expect(matchesFilterCriteria(both, { eventName: 'MODIFY', dynamodb: { NewImage: { n: { N: '5' } } } })).toBe(true)
  expect(matchesFilterCriteria(both, { eventName: 'REMOVE', dynamodb: {} })).toBe(false)
  expect(matchesFilterCriteria(criteria(), { eventName: 'REMOVE' })).toBe(true)
})

test('a filter that is not valid is refused in Lambda’s words, with the reason beside them', () => {
  expect(parseFilterCriteria(['{"a":[1]}', '{"a":[]}'])).toMatchObject({
    error: { message: 'Invalid filter pattern definition.', reason: 'Empty arrays are not allowed', filter: 1 },
  })
  expect(parseFilterCriteria(Array<string>(MAX_FILTERS + 1).fill('{"a":[1]}')).ok).toBe(false)
})
