// Given this request, when it reaches the topic, then this answer, in the provider's words.
import type { JsonObject } from '#base'
import type { Reply } from '#emulator'
import { runScripts } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

async function ask(operation: string, input: JsonObject): Promise<{ reply: Reply; messages: readonly string[] }> {
  let reply: Reply | undefined
  const run = await runScripts(
    {
      nodes: { f: ['function', { coldStartMedianMs: 0 }], t: ['topic'], q: ['queue'] },
      edges: { 'f.call > t.publish': {}, 't.subscribe > q.send': { rawDelivery: true } },
    },
    {
      byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } }],
      handlers: {
        f: async (script) => {
          reply = await script.call('t', { type: 'api', operation, input })
        },
      },
    },
  )
  if (!reply) throw new Error('no answer')
  return { reply, messages: run.of('message-enqueued', 'q').map(({ body }) => body) }
}

const attribute = (value: JsonObject, name = 'a'): JsonObject => ({
  Message: 'x',
  MessageAttributes: { [name]: value },
})

describe('Publish', () => {
  test.each<[name: string, input: JsonObject, code: string, message: string]>([
    ['no message', {}, 'InvalidParameter', 'Invalid parameter: Empty message'],
    ['an empty message', { Message: '' }, 'InvalidParameter', 'Invalid parameter: Empty message'],
    ['more than 256 KB', { Message: 'é'.repeat(131_073) }, 'InvalidParameter', 'Invalid parameter: Message too long'],
    [
      'a subject of 100 characters',
      { Message: 'x', Subject: 's'.repeat(100) },
      'InvalidParameter',
      'Invalid parameter: Subject',
    ],
    ['a subject of two lines', { Message: 'x', Subject: 'a\nb' }, 'InvalidParameter', 'Invalid parameter: Subject'],
    [
      'a structure that is no JSON',
      { Message: 'x', MessageStructure: 'json' },
      'InvalidParameter',
      'Invalid parameter: Message Structure - JSON message body failed to parse',
    ],
    [
      'a structure without default',
      { Message: '{"sqs":"x"}', MessageStructure: 'json' },
      'InvalidParameter',
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    ],
    [
      'an attribute of an unknown type',
      attribute({ DataType: 'Text', StringValue: 'x' }),
      'ParameterValueInvalid',
      "The message attribute 'a' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.",
    ],
    [
      'an attribute without a value',
      attribute({ DataType: 'String' }),
      'ParameterValueInvalid',
      "The message attribute 'a' must contain non-empty message attribute value for message attribute type 'String'.",
    ],
    [
      'a text as binary',
      attribute({ DataType: 'String', BinaryValue: 'AQI=' }),
      'ParameterValueInvalid',
      "The message attribute 'a' with type 'String' must use field 'String'.",
    ],
    [
      'a number that is none',
      attribute({ DataType: 'Number', StringValue: 'x' }),
      'ParameterValueInvalid',
      "Could not cast message attribute 'a' value to number.",
    ],
  ])('%s is refused, and nobody gets anything', async (_name, input, code, message) => {
    const { reply, messages } = await ask('Publish', input)
    expect(reply).toEqual({ type: 'api-error', status: 400, code, message })
    expect(messages).toEqual([])
  })

  test.each<[name: string, input: JsonObject, body: string]>([
    ['a message', { Message: 'x' }, 'x'],
    ['exactly 256 KB', { Message: 'é'.repeat(131_072) }, 'é'.repeat(131_072)],
    ['a message for its protocol', { Message: '{"default":"d","sqs":"q"}', MessageStructure: 'json' }, 'q'],
    ['the default for another', { Message: '{"default":"d","email":"e"}', MessageStructure: 'json' }, 'd'],
  ])('%s is taken', async (_name, input, body) => {
    const { reply, messages } = await ask('Publish', input)
    expect(reply).toEqual({ type: 'api', output: { MessageId: expect.stringMatching(/^[0-9a-f-]{36}$/) } })
    expect(messages).toEqual([body])
  })
})

const entries = (...given: JsonObject[]): JsonObject => ({ PublishBatchRequestEntries: given })
const many = (count: number): JsonObject[] =>
  Array.from({ length: count }, (_, index) => ({ Id: `e${index}`, Message: 'x' }))

describe('PublishBatch', () => {
  test.each<[name: string, input: JsonObject, code: string]>([
    ['nothing', {}, 'EmptyBatchRequest'],
    ['eleven entries', entries(...many(11)), 'TooManyEntriesInBatchRequest'],
    ['one id twice', entries({ Id: 'a', Message: 'x' }, { Id: 'a', Message: 'y' }), 'BatchEntryIdsNotDistinct'],
    ['an id with a blank', entries({ Id: 'a b', Message: 'x' }), 'InvalidBatchEntryId'],
    [
      '256 KB and one byte together',
      entries({ Id: 'a', Message: 'x'.repeat(262_144) }, { Id: 'b', Message: 'y' }),
      'BatchRequestTooLong',
    ],
  ])('of %s is refused whole', async (_name, input, code) => {
    const { reply, messages } = await ask('PublishBatch', input)
    expect(reply).toMatchObject({ type: 'api-error', status: 400, code })
    expect(messages).toEqual([])
  })

  test('of ten is taken, each with its own id', async () => {
    const { reply, messages } = await ask('PublishBatch', entries(...many(10)))
    const ids =
      reply.type === 'api' ? (reply.output['Successful'] as JsonObject[]).map(({ MessageId }) => MessageId) : []
    expect(new Set(ids).size).toBe(10)
    expect(messages).toHaveLength(10)
  })

  test('takes what can be taken', async () => {
    const { reply, messages } = await ask('PublishBatch', entries({ Id: 'a', Message: 'x' }, { Id: 'b', Message: '' }))
    expect(reply).toMatchObject({
      output: { Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', Code: 'InvalidParameter', SenderFault: true }] },
    })
    expect(messages).toEqual(['x'])
  })
})

test('a topic tells of itself and of its subscriptions', async () => {
  expect((await ask('GetTopicAttributes', {})).reply).toMatchObject({
    output: { Attributes: { TopicArn: 'arn:aws:sns:us-east-1:123456789012:t', SubscriptionsConfirmed: '1' } },
  })
  expect((await ask('ListSubscriptionsByTopic', {})).reply).toMatchObject({
    output: { Subscriptions: [{ Protocol: 'sqs', Endpoint: 'arn:aws:sqs:us-east-1:123456789012:q' }] },
  })
  expect((await ask('Unheard', {})).reply).toMatchObject({ type: 'api-error', code: 'InvalidAction' })
})
