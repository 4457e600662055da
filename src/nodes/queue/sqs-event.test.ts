import type { SQSEvent } from 'aws-lambda'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hasShared, sharedPath } from '#base/testing/shared'
import { runScripts } from '#emulator/testing'
import { buildWorkflow } from '#workflow/testing'
import type { NodeId, NodeOf } from '#workflow'
import { sqsEvent } from './sqs-event.ts'

const RECORDED = 'corpus/lambda-events/sqs-event.json'

const node = buildWorkflow({ nodes: { orders: ['queue'] }, edges: {} }).nodes['orders' as NodeId] as NodeOf<'queue'>
const context = { startAtMs: 1_767_225_600_000, node }
const message = {
  id: 4,
  messageId: '11111111-2222-4333-8444-555555555555',
  body: 'Message Body',
  bytes: 12,
  group: undefined,
  fifo: undefined,
  movedFrom: -1,
  attributes: {
    text: { DataType: 'String', StringValue: 'x' },
    number: { DataType: 'Number', StringValue: '1' },
    binary: { DataType: 'Binary', BinaryValue: 'AAE=' },
  },
  sentAtUs: 1_000_000,
  trace: 0,
  key: 1,
  event: 2,
  firstReceivedAtUs: 3_500_000,
  receiveCount: 2,
  delivery: 9,
  deliveries: [9] as number[],
  state: 'in-flight',
  timer: undefined,
} as const

/** Keys in order, of lists those of the first item. */
const shape = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.length > 0 ? [shape(value[0])] : []
  if (value === null || typeof value !== 'object') return typeof value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, shape(Object.entries(value).find(([name]) => name === key)?.[1])]),
  )
}

test.skipIf(!hasShared(RECORDED))('a record has the shape of a recorded one', () => {
  const recorded = JSON.parse(readFileSync(sharedPath(RECORDED), 'utf8')) as SQSEvent
  const [theirs] = recorded.Records
  const [ours] = sqsEvent(context, [message]).Records
  const { messageAttributes: ofTheirs, md5OfMessageAttributes: notEmulated, ...rest } = theirs ?? {}
  const { messageAttributes: ofOurs, ...others } = ours ?? {}
  expect(shape(others)).toEqual(shape(rest))
  expect(notEmulated).toBeTypeOf('string')
  expect(shape(ofOurs?.['text'])).toEqual(shape(ofTheirs?.['Attribute1']))
})

test('an event is one for the types that handlers are written with', () => {
  const event: SQSEvent = sqsEvent(context, [message, { ...message, id: 5, body: 'é' }])
  expect(event.Records.map(({ body, md5OfBody }) => `${body} ${md5OfBody}`)).toEqual([
    'Message Body 77a3cf88eba293be44f5fd5c61835a43',
    'é 66ddcd97cfdeabb2f6fb8a999b4bc76f',
  ])
  expect(event.Records[0]).toMatchObject({
    attributes: {
      ApproximateReceiveCount: '2',
      SentTimestamp: '1767225601000',
      ApproximateFirstReceiveTimestamp: '1767225603500',
    },
    messageAttributes: {
      text: { stringValue: 'x', stringListValues: [], binaryListValues: [], dataType: 'String' },
      binary: { binaryValue: 'AAE=', dataType: 'Binary' },
    },
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:us-east-1:123456789012:orders',
    awsRegion: 'us-east-1',
  })
})

test('what a function is given is such an event, with the count of this receive', async () => {
  const seen: string[] = []
  await runScripts(
    { nodes: { q: ['queue', { visibilityTimeoutMs: 5000 }], f: ['function'] }, edges: { 'q.consume > f.invoke': {} } },
    {
      byHand: [{ atMs: 0, node: 'q', event: { kind: 'queue', body: 'x' } }],
      handlers: {
        async f(script) {
          const event = JSON.parse(script.invocation.payload) as SQSEvent
          for (const { body, attributes } of event.Records)
            seen.push(
              [
                body,
                attributes.ApproximateReceiveCount,
                attributes.SentTimestamp,
                attributes.ApproximateFirstReceiveTimestamp,
              ].join(' '),
            )
          if (seen.length < 2) throw new Error('again')
        },
      },
    },
  )
  expect(seen).toEqual(['x 1 1767225600000 1767225600000', 'x 2 1767225600000 1767225600000'])
})
