// The real SDK clients asking for items of several tables at once, in a whole run.
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { loadPackages } from '../testing/load-packages.ts'
import { runHandlers } from '../testing/run-handlers.ts'

const packages = await loadPackages(['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'])

async function resultOf(body: string): Promise<unknown> {
  const workflow = buildWorkflow({
    nodes: {
      F: ['function', { timeoutMs: 60_000, handler: 'index.handler' }],
      Orders: ['table'],
      Stock: ['table', { hashKey: 'sku' }],
    },
    edges: { 'F.call > Orders.items': {}, 'F.call > Stock.items': {} },
  })
  const code = `
import { DynamoDBClient, TransactionCanceledException } from '@aws-sdk/client-dynamodb'
import { BatchGetCommand, BatchWriteCommand, DynamoDBDocumentClient, TransactGetCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb'
const client = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const send = async (command) => (({ $metadata, ...rest }) => rest)(await client.send(command))
export const handler = async () => {${body}}`
  const run = await runHandlers(workflow, { F: { 'index.mjs': code } }, packages, 'F')
  return run.answersOf('F')[0]
}

test('a batch writes to two tables and reads from them', async () => {
  const body = `
    await send(new BatchWriteCommand({ RequestItems: {
      Orders: [{ PutRequest: { Item: { id: 'o1' } } }],
      Stock: [{ PutRequest: { Item: { sku: 'pen', left: 2 } } }] } }))
    return send(new BatchGetCommand({ RequestItems: { Stock: { Keys: [{ sku: 'pen' }] }, Orders: { Keys: [{ id: 'o1' }] } } }))`
  expect(await resultOf(body)).toEqual({
    Responses: { Orders: [{ id: 'o1' }], Stock: [{ sku: 'pen', left: 2 }] },
    UnprocessedKeys: {},
  })
})

test('a transaction takes from one table what it writes to another, or does neither and says why', async () => {
  const body = `
    const order = (id, many) => new TransactWriteCommand({ TransactItems: [
      { Put: { TableName: 'Orders', Item: { id, many } } },
      { Update: { TableName: 'Stock', Key: { sku: 'pen' }, UpdateExpression: 'SET #left = #left - :many',
        ConditionExpression: '#left >= :many', ExpressionAttributeNames: { '#left': 'left' },
        ExpressionAttributeValues: { ':many': many } } }] })
    await send(new BatchWriteCommand({ RequestItems: { Stock: [{ PutRequest: { Item: { sku: 'pen', left: 2 } } }] } }))
    await send(order('o1', 1))
    const refused = await send(order('o2', 5)).catch((e) =>
      [e instanceof TransactionCanceledException, e.CancellationReasons.map(({ Code }) => Code)])
    const { Responses } = await send(new TransactGetCommand({ TransactItems: [
      { Get: { TableName: 'Stock', Key: { sku: 'pen' } } },
      { Get: { TableName: 'Orders', Key: { id: 'o1' } } },
      { Get: { TableName: 'Orders', Key: { id: 'o2' } } }] }))
    return [refused, Responses.map(({ Item }) => Item ?? null)]`
  expect(await resultOf(body)).toEqual([
    [true, ['None', 'ConditionalCheckFailed']],
    [{ sku: 'pen', left: 1 }, { id: 'o1', many: 1 }, null],
  ])
})
