import { expect, test } from 'vitest'
import type { Message, Reply } from '#emulator'
import { createFakeKernel } from '../environment/testing/fake-kernel.ts'
import { workflowOf } from '../environment/testing/workflows.ts'
import { loadPackages } from './testing/load-packages.ts'

const packages = await loadPackages(['@aws-sdk/client-sqs'])

async function send(text: string, answers: readonly Reply[]) {
  const seen: Message[] = []
  const kernel = await createFakeKernel({
    workflow: workflowOf(),
    packages,
    files: {
      f1: {
        'index.mjs': `import { SQSClient, SQS, SendMessageCommand, SendMessageBatchCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'\n${text}`,
      },
    },
    answer: (message) => {
      seen.push(message)
      return { afterUs: 5000, reply: answers[Math.min(seen.length, answers.length) - 1] as Reply }
    },
  })
  const settled = await kernel.invoke(kernel.create('f1'), {}, 60_000)
  return { kernel, seen, settled, result: JSON.parse(settled.payload) as unknown }
}

const SEND = `const client = new SQSClient({})
export const handler = async () => {
  try {
    const { MessageId } = await client.send(new SendMessageCommand({ QueueUrl: process.env.ORDERS_QUEUE_URL, MessageBody: 'hi', MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } } }))
    return MessageId
  } catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode] }
}`
const SENT: Reply = { type: 'api', output: { MessageId: 'm-1', MD5OfMessageBody: 'wrong, and nobody looks' } }

test('the real SDK client sends a message to the queue', async () => {
  const { seen, result, kernel } = await send(SEND, [SENT])
  expect(result).toBe('m-1')
  expect(seen).toEqual([
    {
      type: 'api',
      operation: 'SendMessage',
      input: {
        QueueUrl: 'https://sqs.us-east-1.amazonaws.com/123456789012/Orders',
        MessageBody: 'hi',
        MessageAttributes: { a: { DataType: 'String', StringValue: 'b' } },
      },
    },
  ])
  expect(kernel.facts().filter(({ type }) => /^(call|attempt)/.test(type))).toMatchObject([
    { type: 'call-started', edge: 'e2', operation: 'SendMessage' },
    { type: 'attempt-started' },
    { type: 'attempt-ended', failure: '', status: 200 },
    { type: 'call-ended', failure: '', attempts: 1 },
  ])
})

test('the aggregated client and the callback form reach it too', async () => {
  const { result } = await send(
    `export const handler = (event, context, callback) => { new SQS().sendMessage({ QueueUrl: process.env.ORDERS_QUEUE_URL, MessageBody: 'hi' }, (error, data) => callback(error, data.MessageId)) }`,
    [SENT],
  )
  expect(result).toBe('m-1')
})

test("a queue without an edge is denied in the provider's words, and noted", async () => {
  const { result, seen, kernel } = await send(
    SEND.replace('process.env.ORDERS_QUEUE_URL', '"https://sqs.us-east-1.amazonaws.com/123456789012/Secret"'),
    [SENT],
  )
  expect(seen).toEqual([])
  expect(result).toEqual([
    'AccessDenied',
    'User: arn:aws:sts::123456789012:assumed-role/Work-role/Work is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:123456789012:Secret because no identity-based policy allows the sqs:sendmessage action',
    403,
  ])
  expect(kernel.facts().find(({ type }) => type === 'problem-noted')).toMatchObject({ code: 'no-edge-for-queue' })
})

test('an edge to send along does not let a handler receive', async () => {
  const { result } = await send(
    SEND.replace(
      "SendMessageCommand({ QueueUrl: process.env.ORDERS_QUEUE_URL, MessageBody: 'hi',",
      'ReceiveMessageCommand({ QueueUrl: process.env.ORDERS_QUEUE_URL,',
    ).replace(/MessageAttributes: .* \}\)\)/, '}))'),
    [SENT],
  )
  expect(result).toMatchObject(['AccessDenied', expect.stringContaining('sqs:receivemessage'), 403])
})

test('a queue that is not there does not exist', async () => {
  const { result } = await send(
    SEND.replace('process.env.ORDERS_QUEUE_URL', '"https://sqs.us-east-1.amazonaws.com/123456789012/Nowhere"'),
    [SENT],
  )
  expect(result).toEqual([
    expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/),
    'The specified queue does not exist.',
    400,
  ])
})

test("the SDK's own retries wait on the virtual clock and are seen as attempts", async () => {
  const throttled: Reply = { type: 'api-error', status: 400, code: 'ThrottlingException', message: 'Rate exceeded' }
  const [one, two] = [await send(SEND, [throttled, SENT]), await send(SEND, [throttled, SENT])]
  expect(one.result).toBe('m-1')
  expect(one.seen).toHaveLength(2)
  expect(one.kernel.emitted).toEqual(two.kernel.emitted)
  expect(one.kernel.facts().at(-1)).toMatchObject({ type: 'call-ended', attempts: 2 })
})
