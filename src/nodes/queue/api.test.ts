// Given this queue, when a handler's SDK asks it this, then it answers so.
import type { Json, JsonObject } from '#base'
import type { Reply } from '#emulator'
import { type NamedScript, runScripts, type ScriptRun } from '#emulator/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isAskedFor, messageBytes, readReceiptHandle } from './api-input.ts'

const KIBIBYTE = 1024
const MEBIBYTE = 1024 * KIBIBYTE

interface Sdk {
  readonly script: NamedScript
  /** The output, or the code of the error. */
  call(operation: string, input?: JsonObject): Promise<JsonObject | string>
  reply(operation: string, input?: JsonObject): Promise<Reply>
}

/** One handler that talks to `q`, whose dead-letter queue is `dead`. It begins at 1 ms; each call takes 2. */
async function talk(
  queue: JsonObject,
  conversation: (sdk: Sdk) => Promise<void>,
  redrive?: JsonObject,
): Promise<ScriptRun> {
  const failures: unknown[] = []
  const run = await runScripts(
    {
      nodes: {
        q: ['queue', queue],
        dead: ['queue'],
        f: ['function', { coldStartMedianMs: 0, timeoutMs: 900_000, maximumRetryAttempts: 0 }],
      },
      edges: { 'f.call > q.send': {}, ...(redrive ? { 'q.redrive > dead.send': redrive } : {}) },
    },
    {
      byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } }],
      handlers: {
        async f(script) {
          const reply = (operation: string, input: JsonObject = {}) =>
            script.call('q', { type: 'api', operation, input })
          async function call(operation: string, input: JsonObject = {}): Promise<JsonObject | string> {
            const answer = await reply(operation, input)
            if (answer.type === 'api-error') return answer.code
            return answer.type === 'api' ? answer.output : answer.type
          }
          await conversation({ script, call, reply }).catch((error: unknown) => failures.push(error))
        },
      },
    },
  )
  if (failures.length > 0) throw failures[0]
  return run
}

async function converse(...of: Parameters<typeof talk>): Promise<void> {
  await talk(...of)
}

const messagesOf = (answer: JsonObject | string): readonly JsonObject[] =>
  typeof answer === 'string' ? [] : ((answer['Messages'] ?? []) as readonly JsonObject[])
const bodiesOf = (answer: JsonObject | string): readonly (Json | undefined)[] =>
  messagesOf(answer).map((message) => message['Body'])
const entries = (count: number, more: JsonObject = {}): JsonObject => ({
  Entries: Array.from({ length: count }, (_, n) => ({ Id: `e${n}`, MessageBody: `m${n}`, ...more })),
})

describe('SendMessage', () => {
  test('answers with the id and the MD5 of the body', () =>
    converse({}, async ({ call }) => {
      expect(await call('SendMessage', { MessageBody: 'hello' })).toEqual({
        MessageId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
        MD5OfMessageBody: '5d41402abc4b2a76b9719d911017c592',
      })
    }))

  const attribute = { DataType: 'String', StringValue: 'x' }
  test.each<[string, JsonObject, string]>([
    ['without a body', {}, 'MissingParameter'],
    ['with an empty body', { MessageBody: '' }, 'InvalidParameterValue'],
    ['with a control character', { MessageBody: 'a\u0001' }, 'InvalidMessageContents'],
    ['with half a character', { MessageBody: '\ud800' }, 'InvalidMessageContents'],
    ['over 1 MiB', { MessageBody: 'x'.repeat(MEBIBYTE + 1) }, 'InvalidParameterValue'],
    [
      'over 1 MiB with its attributes',
      { MessageBody: 'x'.repeat(MEBIBYTE - 7), MessageAttributes: { a: attribute } },
      'InvalidParameterValue',
    ],
    ['with a delay of 15 min and a second', { MessageBody: 'x', DelaySeconds: 901 }, 'InvalidParameterValue'],
    ['with a negative delay', { MessageBody: 'x', DelaySeconds: -1 }, 'InvalidParameterValue'],
    ['with a delay that is no number', { MessageBody: 'x', DelaySeconds: '5' }, 'InvalidParameterValue'],
    [
      'with 11 attributes',
      {
        MessageBody: 'x',
        MessageAttributes: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`a${n}`, attribute])),
      },
      'InvalidParameterValue',
    ],
    [
      'with an attribute without a type',
      { MessageBody: 'x', MessageAttributes: { a: { StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
    [
      'with an attribute of another type',
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Date', StringValue: 'x' } } },
      'InvalidParameterValue',
    ],
    [
      'with an attribute without a value',
      { MessageBody: 'x', MessageAttributes: { a: { DataType: 'Number' } } },
      'InvalidParameterValue',
    ],
  ])('%s is refused', async (_, input, code) => {
    const run = await talk({}, async ({ reply }) => {
      expect(await reply('SendMessage', input)).toMatchObject({ type: 'api-error', status: 400, code })
    })
    expect(run.of('message-enqueued')).toEqual([])
  })

  test.each<[string, JsonObject, JsonObject]>([
    ['of exactly 1 MiB', {}, { MessageBody: 'x'.repeat(MEBIBYTE) }],
    [
      'of exactly 1 MiB with its attributes',
      {},
      { MessageBody: 'x'.repeat(MEBIBYTE - 8), MessageAttributes: { a: attribute } },
    ],
    ['of the queue’s own limit', { maximumMessageBytes: 1024 }, { MessageBody: 'é'.repeat(512) }],
    ['with line breaks, tabs and emoji', {}, { MessageBody: 'a\r\n\t😀' }],
    [
      'with attributes of each type',
      {},
      {
        MessageBody: 'x',
        MessageAttributes: {
          s: attribute,
          n: { DataType: 'Number.float', StringValue: '1.5' },
          b: { DataType: 'Binary', BinaryValue: 'AAE=' },
        },
      },
    ],
  ])('%s is accepted', async (_, queue, input) => {
    const run = await talk(queue, async ({ call }) => {
      expect(await call('SendMessage', input)).toHaveProperty('MessageId')
    })
    expect(run.of('message-enqueued')).toHaveLength(1)
  })

  test('delays by its own DelaySeconds before the queue’s', async () => {
    const run = await talk({ delayMs: 5000 }, async ({ call }) => {
      await call('SendMessage', { MessageBody: 'a' })
      await call('SendMessage', { MessageBody: 'b', DelaySeconds: 0 })
      await call('SendMessage', { MessageBody: 'c', DelaySeconds: 60 })
    })
    expect(
      run.of('message-enqueued').map(({ body, at, visibleAtUs }) => `${body} ${(visibleAtUs - at) / 1e6}`),
    ).toEqual(['a 5', 'b 0', 'c 60'])
  })
})

describe('SendMessageBatch', () => {
  test('sends up to 10 and tells each by its id, under message ids of its own', async () => {
    const run = await talk({}, async ({ call }) => {
      const answer = await call('SendMessageBatch', entries(10))
      await call('SendMessage', { MessageBody: 'one more' })
      expect(answer).toMatchObject({ Failed: [], Successful: Array.from({ length: 10 }, (_, n) => ({ Id: `e${n}` })) })
    })
    const ids = run.of('message-enqueued').map(({ messageId }) => messageId)
    expect(new Set(ids).size).toBe(11)
  })

  test('sends the good entries and fails the others', async () => {
    const run = await talk({}, async ({ call }) => {
      expect(
        await call('SendMessageBatch', {
          Entries: [
            { Id: 'good', MessageBody: 'x' },
            { Id: 'bad', MessageBody: 'x', DelaySeconds: 901 },
            { Id: 'none' },
          ],
        }),
      ).toMatchObject({
        Successful: [{ Id: 'good' }],
        Failed: [
          { Id: 'bad', SenderFault: true, Code: 'InvalidParameterValue' },
          { Id: 'none', SenderFault: true, Code: 'MissingParameter' },
        ],
      })
    })
    expect(run.of('message-enqueued')).toHaveLength(1)
  })
})

describe.each(['SendMessageBatch', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'])('%s', (operation) => {
  const code = (name: string) => `AWS.SimpleQueueService.${name}`
  test.each<[string, JsonObject, string]>([
    ['of nothing', { Entries: [] }, code('EmptyBatchRequest')],
    ['without entries', {}, code('EmptyBatchRequest')],
    ['of 11', entries(11), code('TooManyEntriesInBatchRequest')],
    ['with an id twice', { Entries: [{ Id: 'a' }, { Id: 'a' }] }, code('BatchEntryIdsNotDistinct')],
    ['with an empty id', { Entries: [{ Id: '' }] }, code('InvalidBatchEntryId')],
    ['with an id of 81 letters', { Entries: [{ Id: 'x'.repeat(81) }] }, code('InvalidBatchEntryId')],
    ['with an id with a dot', { Entries: [{ Id: 'a.b' }] }, code('InvalidBatchEntryId')],
  ])('%s is refused as a whole', (_, input, expected) =>
    converse({}, async ({ call }) => {
      expect(await call(operation, input)).toBe(expected)
    }),
  )
})

test('SendMessageBatch over 1 MiB together is refused as a whole', async () => {
  const run = await talk({}, async ({ call }) => {
    const answer = await call('SendMessageBatch', entries(5, { MessageBody: 'x'.repeat(256 * KIBIBYTE) }))
    expect(answer).toBe('AWS.SimpleQueueService.BatchRequestTooLong')
    expect(await call('SendMessageBatch', entries(4, { MessageBody: 'x'.repeat(256 * KIBIBYTE) }))).toBeTypeOf('object')
  })
  expect(run.of('message-enqueued')).toHaveLength(4)
})

describe('ReceiveMessage', () => {
  test('gives one message, in the order they came, and hides it for the visibility timeout', async () => {
    await talk({ visibilityTimeoutMs: 5000 }, async ({ call, script }) => {
      await call('SendMessageBatch', entries(3))
      expect(bodiesOf(await call('ReceiveMessage'))).toEqual(['m0'])
      expect(bodiesOf(await call('ReceiveMessage', { MaxNumberOfMessages: 10 }))).toEqual(['m1', 'm2'])
      expect(await call('ReceiveMessage', { MaxNumberOfMessages: 10 })).toEqual({})
      await script.sleep(5000)
      expect(bodiesOf(await call('ReceiveMessage', { MaxNumberOfMessages: 10 }))).toEqual(['m0', 'm1', 'm2'])
    })
  })

  test('hides it for its own VisibilityTimeout', async () => {
    const run = await talk({}, async ({ call }) => {
      await call('SendMessage', { MessageBody: 'x' })
      await call('ReceiveMessage', { VisibilityTimeout: 7 })
    })
    expect(run.table({ 'message-delivered': [], 'message-returned': [] })).toEqual([
      '4 q message-delivered',
      '7004 q message-returned',
    ])
  })

  test('gives the attributes that were asked for, and no others', () =>
    converse({}, async ({ call }) => {
      const MessageAttributes = {
        'a.x': { DataType: 'String', StringValue: '1' },
        b: { DataType: 'Number', StringValue: '2' },
      }
      await call('SendMessage', { MessageBody: 'hello', MessageAttributes })
      const ask = async (input: JsonObject) =>
        messagesOf(await call('ReceiveMessage', { VisibilityTimeout: 0, ...input }))[0]
      expect(await ask({})).toEqual({
        MessageId: expect.any(String),
        ReceiptHandle: expect.any(String),
        Body: 'hello',
        MD5OfBody: '5d41402abc4b2a76b9719d911017c592',
      })
      expect(await ask({ AttributeNames: ['All'], MessageAttributeNames: ['All'] })).toMatchObject({
        Attributes: {
          ApproximateReceiveCount: '2',
          SentTimestamp: '1767225600002',
          ApproximateFirstReceiveTimestamp: '1767225600004',
          SenderId: expect.any(String),
        },
        MessageAttributes,
      })
      expect(await ask({ MessageSystemAttributeNames: ['ApproximateReceiveCount'] })).toHaveProperty('Attributes', {
        ApproximateReceiveCount: '3',
      })
      expect(await ask({ MessageAttributeNames: ['a.*'] })).toHaveProperty('MessageAttributes', {
        'a.x': MessageAttributes['a.x'],
      })
    }))

  test.each<[string, JsonObject]>([
    ['11 messages', { MaxNumberOfMessages: 11 }],
    ['no message', { MaxNumberOfMessages: 0 }],
    ['half a message', { MaxNumberOfMessages: 1.5 }],
    ['a visibility timeout over 12 h', { VisibilityTimeout: 43_201 }],
    ['a wait over 20 s', { WaitTimeSeconds: 21 }],
  ])('for %s is refused at once, even when it could wait', (_, input) =>
    converse({ receiveWaitMs: 20_000 }, async ({ call, script }) => {
      const before = script.now()
      expect(await call('ReceiveMessage', input)).toBe('InvalidParameterValue')
      expect(script.now() - before).toBeLessThan(3000)
    }),
  )

  test('moves a message that was received too often to the dead-letter queue and gives the next', async () => {
    const run = await talk(
      { visibilityTimeoutMs: 0 },
      async ({ call, script }) => {
        await call('SendMessageBatch', entries(2))
        expect(bodiesOf(await call('ReceiveMessage'))).toEqual(['m0'])
        expect(bodiesOf(await call('ReceiveMessage'))).toEqual(['m1'])
        expect(bodiesOf(await call('ReceiveMessage'))).toEqual(['m0'])
        await script.sleep(1)
        expect(bodiesOf(await call('ReceiveMessage'))).toEqual(['m1'])
        expect(bodiesOf(await call('ReceiveMessage'))).toEqual([])
      },
      { maxReceiveCount: 2 },
    )
    expect(run.of('message-dead-lettered').map(({ receiveCount }) => receiveCount)).toEqual([2, 2])
    expect(run.of('message-enqueued', 'dead').map(({ body }) => body)).toEqual(['m0', 'm1'])
  })
})

describe('long polling', () => {
  test('waits for a message and gets it when it comes', async () => {
    const run = await runScripts(
      {
        nodes: { q: ['queue'], f: ['function', { coldStartMedianMs: 0, timeoutMs: 60_000 }] },
        edges: { 'f.call > q.send': {} },
      },
      {
        byHand: [
          { atMs: 0, node: 'f', event: { kind: 'function', mode: 'sync', payload: '{}' } },
          { atMs: 7000, node: 'q', event: { kind: 'queue', body: 'late' } },
        ],
        handlers: {
          f: (script) => script.call('q', { type: 'api', operation: 'ReceiveMessage', input: { WaitTimeSeconds: 20 } }),
        },
      },
    )
    expect(run.table({ 'message-delivered': ['receiveCount'], 'invocation-ended': ['durationUs'] })).toEqual([
      '7000 q message-delivered receiveCount=1',
      '7002 f invocation-ended durationUs=7000000',
    ])
    expect(run.of('invocation-ended')[0]?.payload).toContain('"Body":"late"')
  })

  test.each<[string, JsonObject, JsonObject, number]>([
    ['not at all by default', {}, {}, 2],
    ['as long as the queue says', { receiveWaitMs: 3000 }, {}, 3002],
    ['as long as the request says, before the queue', { receiveWaitMs: 3000 }, { WaitTimeSeconds: 1 }, 1002],
    ['not at all when the request says so', { receiveWaitMs: 3000 }, { WaitTimeSeconds: 0 }, 2],
  ])('waits for nothing %s', (_, queue, input, tookMs) =>
    converse(queue, async ({ call, script }) => {
      const before = script.now()
      expect(await call('ReceiveMessage', input)).toEqual({})
      expect(Math.floor((script.now() - before) / 1000)).toBe(tookMs)
    }),
  )
})

describe('DeleteMessage', () => {
  const received = async ({ call }: Sdk) => messagesOf(await call('ReceiveMessage'))[0]?.['ReceiptHandle'] as string

  test('deletes; a second time, and after the visibility timeout, it succeeds as well', async () => {
    const run = await talk({ visibilityTimeoutMs: 1000 }, async (sdk) => {
      await sdk.call('SendMessageBatch', entries(2))
      const [first, second] = [await received(sdk), await received(sdk)]
      expect(await sdk.call('DeleteMessage', { ReceiptHandle: first })).toEqual({})
      expect(await sdk.call('DeleteMessage', { ReceiptHandle: first })).toEqual({})
      await sdk.script.sleep(2000)
      expect(await sdk.call('DeleteMessage', { ReceiptHandle: second })).toEqual({})
      expect(await sdk.call('ReceiveMessage')).toEqual({})
    })
    expect(run.of('message-deleted')).toHaveLength(2)
  })

  test.each<[JsonObject, string]>([
    [{ ReceiptHandle: 'nonsense' }, 'ReceiptHandleIsInvalid'],
    [{ ReceiptHandle: '' }, 'ReceiptHandleIsInvalid'],
    [{}, 'MissingParameter'],
  ])('with %o is refused', (input, code) =>
    converse({}, async ({ call }) => {
      expect(await call('DeleteMessage', input)).toBe(code)
    }),
  )

  test('in a batch tells each entry', async () => {
    await talk({}, async (sdk) => {
      await sdk.call('SendMessage', { MessageBody: 'x' })
      const handle = await received(sdk)
      const Entries = [
        { Id: 'a', ReceiptHandle: handle },
        { Id: 'b', ReceiptHandle: 'nonsense' },
      ]
      expect(await sdk.call('DeleteMessageBatch', { Entries })).toMatchObject({
        Successful: [{ Id: 'a' }],
        Failed: [{ Id: 'b', Code: 'ReceiptHandleIsInvalid', SenderFault: true }],
      })
    })
  })
})

describe('ChangeMessageVisibility', () => {
  const received = async ({ call }: Sdk) => messagesOf(await call('ReceiveMessage'))[0]?.['ReceiptHandle'] as string

  test('hides a message longer, from now on', async () => {
    const run = await talk({ visibilityTimeoutMs: 5000 }, async (sdk) => {
      await sdk.call('SendMessage', { MessageBody: 'x' })
      const ReceiptHandle = await received(sdk)
      await sdk.script.sleep(4000)
      expect(await sdk.call('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 60 })).toEqual({})
    })
    expect(run.of('message-returned').map(({ at }) => Math.round(at / 1_000_000))).toEqual([64])
  })

  test('with 0 gives it back at once, under the delivery it was received in', async () => {
    const run = await talk({}, async (sdk) => {
      await sdk.call('SendMessage', { MessageBody: 'x' })
      await sdk.call('ChangeMessageVisibility', { ReceiptHandle: await received(sdk), VisibilityTimeout: 0 })
      expect(bodiesOf(await sdk.call('ReceiveMessage'))).toEqual(['x'])
    })
    const [delivered] = run.of('message-delivered')
    expect(run.of('message-returned')[0]).toMatchObject({ delivery: delivered?.delivery })
  })

  test('of a message that is not in flight, or for too long, is refused', () =>
    converse({ visibilityTimeoutMs: 1000 }, async (sdk) => {
      await sdk.call('SendMessage', { MessageBody: 'x' })
      const ReceiptHandle = await received(sdk)
      const change = (input: JsonObject) => sdk.call('ChangeMessageVisibility', { ReceiptHandle, ...input })
      expect(await change({ VisibilityTimeout: 43_201 })).toBe('InvalidParameterValue')
      expect(await change({})).toBe('MissingParameter')
      await sdk.script.sleep(1500)
      expect(await change({ VisibilityTimeout: 5 })).toBe('AWS.SimpleQueueService.MessageNotInflight')
      await sdk.call('DeleteMessage', { ReceiptHandle })
      expect(await change({ VisibilityTimeout: 5 })).toBe('AWS.SimpleQueueService.MessageNotInflight')
      expect(await change({ ReceiptHandle: 'x', VisibilityTimeout: 5 })).toBe('ReceiptHandleIsInvalid')
    }))
})

describe('the other operations', () => {
  test('GetQueueAttributes counts what waits, is delayed and is in flight', () =>
    converse({}, async ({ call }) => {
      await call('SendMessageBatch', entries(4))
      await call('SendMessage', { MessageBody: 'x', DelaySeconds: 60 })
      await call('ReceiveMessage')
      expect(await call('GetQueueAttributes', { AttributeNames: ['All'] })).toEqual({
        Attributes: {
          QueueArn: 'arn:aws:sqs:us-east-1:123456789012:q',
          ApproximateNumberOfMessages: '3',
          ApproximateNumberOfMessagesDelayed: '1',
          ApproximateNumberOfMessagesNotVisible: '1',
          CreatedTimestamp: '1767225600',
          LastModifiedTimestamp: '1767225600',
          VisibilityTimeout: '30',
          DelaySeconds: '0',
          MessageRetentionPeriod: '345600',
          MaximumMessageSize: '1048576',
          ReceiveMessageWaitTimeSeconds: '0',
        },
      })
      expect(await call('GetQueueAttributes', { AttributeNames: ['DelaySeconds'] })).toEqual({
        Attributes: { DelaySeconds: '0' },
      })
      expect(await call('GetQueueAttributes')).toEqual({})
    }))

  test('GetQueueAttributes tells the redrive policy', () =>
    converse(
      {},
      async ({ call }) => {
        expect(await call('GetQueueAttributes', { AttributeNames: ['RedrivePolicy'] })).toEqual({
          Attributes: {
            RedrivePolicy: '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:123456789012:dead","maxReceiveCount":4}',
          },
        })
      },
      { maxReceiveCount: 4 },
    ))

  test('GetQueueUrl tells the URL', () =>
    converse({}, async ({ call }) => {
      expect(await call('GetQueueUrl', { QueueName: 'q' })).toEqual({
        QueueUrl: expect.stringMatching(/^https:.*\/q$/),
      })
    }))

  test('PurgeQueue deletes all, in flight or not', async () => {
    const run = await talk({}, async ({ call }) => {
      await call('SendMessageBatch', entries(3))
      await call('SendMessage', { MessageBody: 'x', DelaySeconds: 60 })
      await call('ReceiveMessage')
      expect(await call('PurgeQueue')).toEqual({})
      expect(await call('GetQueueAttributes', { AttributeNames: ['All'] })).toMatchObject({
        Attributes: {
          ApproximateNumberOfMessages: '0',
          ApproximateNumberOfMessagesDelayed: '0',
          ApproximateNumberOfMessagesNotVisible: '0',
        },
      })
    })
    expect(run.of('message-deleted')).toHaveLength(4)
    expect(run.of('message-returned')).toEqual([])
  })

  test('one SQS does not know is refused', () =>
    converse({}, async ({ call }) => {
      expect(await call('TagEverything')).toBe('InvalidAction')
    }))
})

describe('what a request says', () => {
  test.each([
    ['a', ['All'], true],
    ['a', ['.*'], true],
    ['a.b', ['a.*'], true],
    ['b', ['a.*'], false],
    ['a', ['a'], true],
    ['a', [], false],
  ])('%s is asked for by %o: %s', (name, asked, expected) => {
    expect(isAskedFor(name, asked)).toBe(expected)
  })

  test('binary attributes count their bytes, not their base64', () => {
    expect(messageBytes('ab', { n: { DataType: 'Binary', BinaryValue: 'AAE=' } })).toBe(2 + 1 + 6 + 2)
  })

  test('any text is a receipt handle or refused, never an exception', () => {
    fc.assert(
      fc.property(fc.string(), (handle) => {
        const read = readReceiptHandle({ ReceiptHandle: handle })
        if (!read.ok) expect(read.code).toBe('ReceiptHandleIsInvalid')
        else expect(Number.isFinite(read.value.receive)).toBe(true)
      }),
    )
  })
})
