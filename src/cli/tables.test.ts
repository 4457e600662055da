// Change-data capture in the sealed worker's own text: a handler writes a table with the document client, another one
// counts its changes in a second table, looking ahead or not.
import type { TraceEvent } from '#trace'
import type { NodeId } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { runInThread } from './testing/thread-run.ts'

const TAKE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
const doc = DynamoDBDocumentClient.from(new DynamoDBClient({}))
export const handler = async ({ id, price }) => {
  try {
    await doc.send(new PutCommand({
      TableName: process.env.ORDERS_TABLE_NAME,
      Item: { id, price },
      ConditionExpression: 'attribute_not_exists(id)',
    }))
  } catch (error) {
    if (error.name !== 'ConditionalCheckFailedException') throw error
    console.log('again', id)
  }
}`

const COUNT = `import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
const client = new DynamoDBClient({})
export const handler = async (event) => {
  for (const { dynamodb } of event.Records)
    await client.send(new UpdateItemCommand({
      TableName: process.env.TOTALS_TABLE_NAME,
      Key: { id: { S: 'all' } },
      UpdateExpression: 'ADD orders :one, price :price',
      ExpressionAttributeValues: { ':one': { N: '1' }, ':price': dynamodb.NewImage.price },
    }))
}`

const capture = buildWorkflow({
  nodes: {
    take: ['function', { codeUri: 'take', handler: 'index.handler' }],
    Orders: ['table'],
    count: ['function', { codeUri: 'count', handler: 'index.handler' }],
    Totals: ['table'],
  },
  edges: {
    'take.call > Orders.items': { actions: ['write'] },
    'Orders.consume > count.invoke': { batchSize: 2, maximumRetryAttempts: 2 },
    'count.call > Totals.items': { actions: ['write'] },
  },
  files: { 'take/index.mjs': TAKE, 'count/index.mjs': COUNT },
  scenario: { duration: '1m' },
})

const order = (id: string, price: number) => ({
  atUs: 0,
  entriesBefore: 0,
  input: {
    type: 'event',
    node: 'take' as NodeId,
    event: { kind: 'function', payload: JSON.stringify({ id, price }), mode: 'async' },
  } as const,
})

test('what is written to a table is counted from its stream, once for each order, with one fingerprint', {
  timeout: 120_000,
}, async () => {
  const inputs = [order('a', 1.1), order('b', 2.2), order('a', 9), order('c', 3.3)]
  const [fast, careful] = [
    await runInThread(capture, { inputs }),
    await runInThread(capture, { inputs, careful: true }),
  ]
  const events = Array.from({ length: fast.reader.length }, (_, event): TraceEvent => fast.reader.eventAt(event))
  const totals = events.flatMap((event) =>
    event.type === 'item-changed' && event.keys.includes('all') ? [event.image] : [],
  )
  expect(JSON.parse(totals.at(-1) ?? '{}')).toMatchObject({ orders: { N: '3' } })
  expect(events.flatMap((event) => (event.type === 'problem-noted' ? [event.code] : []))).toEqual([])
  expect(events.filter((event) => event.type === 'log-written')).toHaveLength(1)
  expect(careful.fingerprint).toBe(fast.fingerprint)
})
