// The real SDK clients, in an environment, before the real emulation of a table.
import { describe, expect, test } from 'vitest'
import type { Message } from '#emulator'
import { defaultConfig, type NodeOf, type Workflow } from '#workflow'
import { createFakeKernel } from '../../environment/testing/fake-kernel.ts'
import { workflowOf } from '../../environment/testing/workflows.ts'
import { loadPackages } from '../testing/load-packages.ts'
import { askAlone } from '../testing/lone-node.ts'

const packages = await loadPackages(['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'])

const CONFIG: NodeOf<'table'>['config'] = {
  ...defaultConfig('table'),
  hashKey: 'pk',
  rangeKey: 'sk',
  indexes: [
    {
      name: 'byStatus',
      hashKey: 'status',
      hashKeyType: 'S',
      rangeKey: '',
      rangeKeyType: 'S',
      projection: 'ALL',
      nonKeyAttributes: [],
    },
  ],
}

const table = (name: string) => ({ kind: 'table', name, position: { x: 0, y: 0 }, config: CONFIG })

/** `Work` may use `Orders`; `Hidden` is there too, and `Prices` may only be read. */
function calling(): Workflow {
  const workflow = workflowOf()
  const edge = (to: string, actions: readonly string[]) => ({
    from: { node: 'f1', port: 'call' },
    to: { node: to, port: 'items' },
    config: { actions, env: '', policies: [] },
  })
  return {
    ...workflow,
    nodes: { ...workflow.nodes, t1: table('Orders'), t2: table('Hidden'), t3: table('Prices') },
    edges: { ...workflow.edges, e3: edge('t1', []), e4: edge('t3', ['read']) },
  } as Workflow
}

/** What the handler's code gives, or [name, message, status] of the error. */
async function handle(code: string) {
  const ask = askAlone(calling(), 't1')
  const seen: Message[] = []
  const kernel = await createFakeKernel({
    workflow: calling(),
    packages,
    files: {
      f1: {
        'index.mjs': `import * as plain from '@aws-sdk/client-dynamodb'
import * as documents from '@aws-sdk/lib-dynamodb'
const { DynamoDB, DynamoDBClient, PutItemCommand, GetItemCommand, CreateTableCommand, ListTablesCommand, DescribeTableCommand, ConditionalCheckFailedException, TransactionCanceledException } = plain
const { DynamoDBDocument, DynamoDBDocumentClient, PutCommand, GetCommand, UpdateCommand, DeleteCommand, QueryCommand, ScanCommand, BatchGetCommand, BatchWriteCommand, TransactWriteCommand, TransactGetCommand, paginateQuery } = documents
const client = new DynamoDBClient({})
const doc = DynamoDBDocumentClient.from(client)
const TableName = process.env.ORDERS_TABLE_NAME
const bare = ({ $metadata, ...rest }) => rest
const send = async (command) => bare(await doc.send(command))
export const handler = async () => {
  try { ${code} } catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode] }
}`,
      },
    },
    answer: (message) => {
      seen.push(message)
      return { afterUs: 5000, reply: ask(message) }
    },
  })
  const settled = await kernel.invoke(kernel.create('f1'), {}, 60_000)
  const problems = kernel.facts().flatMap((fact) => (fact.type === 'problem-noted' ? [fact.code] : []))
  return { seen, problems, result: JSON.parse(settled.payload) as unknown }
}

describe('a handler’s client', () => {
  test.each<[string, string, unknown]>([
    [
      'puts and gets in DynamoDB’s JSON',
      `await client.send(new PutItemCommand({ TableName, Item: { pk: { S: 'a' }, sk: { S: '1' }, n: { N: '1.50' }, b: { B: new Uint8Array([1, 2]) }, tags: { SS: ['x'] } } }))
       return bare(await client.send(new GetItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { S: '1' } } })))`,
      { Item: { pk: { S: 'a' }, sk: { S: '1' }, n: { N: '1.5' }, b: { B: { 0: 1, 1: 2 } }, tags: { SS: ['x'] } } },
    ],
    [
      'puts and gets plain objects',
      `await send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1', n: 1.5, on: true, none: null, list: [1, { a: 'b' }], tags: new Set(['x', 'y']) } }))
       const { Item } = await send(new GetCommand({ TableName, Key: { pk: 'a', sk: '1' } }))
       return { ...Item, tags: [...Item.tags] }`,
      { pk: 'a', sk: '1', n: 1.5, on: true, none: null, list: [1, { a: 'b' }], tags: ['x', 'y'] },
    ],
    [
      'by the aggregated document client',
      `const whole = DynamoDBDocument.from(new DynamoDB())
       await whole.put({ TableName, Item: { pk: 'a', sk: '1' } })
       return bare(await whole.get({ TableName, Key: { pk: 'a', sk: '1' } }))`,
      { Item: { pk: 'a', sk: '1' } },
    ],
    [
      'updates with names, values and a condition',
      `await send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1', status: 'new', price: 1 } }))
       return await send(new UpdateCommand({ TableName, Key: { pk: 'a', sk: '1' },
         UpdateExpression: 'SET #s = :paid, price = price + :one ADD seen :one', ConditionExpression: '#s = :new',
         ExpressionAttributeNames: { '#s': 'status' }, ExpressionAttributeValues: { ':paid': 'paid', ':new': 'new', ':one': 1 },
         ReturnValues: 'ALL_NEW' }))`,
      { Attributes: { pk: 'a', sk: '1', status: 'paid', price: 2, seen: 1 } },
    ],
    [
      'deletes and gets the old item',
      `await send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1', x: 1 } }))
       return await send(new DeleteCommand({ TableName, Key: { pk: 'a', sk: '1' }, ReturnValues: 'ALL_OLD' }))`,
      { Attributes: { pk: 'a', sk: '1', x: 1 } },
    ],
    [
      'queries pages, and an index',
      `for (const sk of ['1', '2', '3', '4', '5']) await send(new PutCommand({ TableName, Item: { pk: 'a', sk, status: sk > '3' ? 'late' : 'early' } }))
       const pages = []
       for await (const page of paginateQuery({ client: doc, pageSize: 2 }, { TableName, KeyConditionExpression: 'pk = :a', ExpressionAttributeValues: { ':a': 'a' } }))
         pages.push(page.Items.map(({ sk }) => sk).join(''))
       const late = await send(new QueryCommand({ TableName, IndexName: 'byStatus', KeyConditionExpression: '#s = :late', ExpressionAttributeNames: { '#s': 'status' }, ExpressionAttributeValues: { ':late': 'late' }, ScanIndexForward: false }))
       const { Count } = await send(new ScanCommand({ TableName, Select: 'COUNT' }))
       return [pages, late.Items.map(({ sk }) => sk), Count]`,
      [['12', '34', '5'], ['5', '4'], 5],
    ],
    [
      'writes and gets batches',
      `await send(new BatchWriteCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: { pk: 'a', sk: '1' } } }, { PutRequest: { Item: { pk: 'a', sk: '2' } } }] } }))
       const got = await send(new BatchGetCommand({ RequestItems: { [TableName]: { Keys: [{ pk: 'a', sk: '2' }, { pk: 'a', sk: '9' }] } } }))
       return [got.Responses[TableName], got.UnprocessedKeys]`,
      [[{ pk: 'a', sk: '2' }], {}],
    ],
    [
      'writes and gets in transactions',
      `await send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'a', sk: '1' } } }, { Update: { TableName, Key: { pk: 'b', sk: '1' }, UpdateExpression: 'SET n = :n', ExpressionAttributeValues: { ':n': 7 } } }] }))
       return await send(new TransactGetCommand({ TransactItems: [{ Get: { TableName, Key: { pk: 'b', sk: '1' } } }, { Get: { TableName, Key: { pk: 'x', sk: '1' } } }] }))`,
      { Responses: [{ Item: { pk: 'b', sk: '1', n: 7 } }, {}] },
    ],
    [
      'is told why a condition failed',
      `await send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1', x: 1 } }))
       try { await send(new PutCommand({ TableName, Item: { pk: 'a', sk: '1' }, ConditionExpression: 'attribute_not_exists(pk)', ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })) }
       catch (e) { return [e instanceof ConditionalCheckFailedException, e.name, e.message, e.Item.x] }`,
      [true, 'ConditionalCheckFailedException', 'The conditional request failed', { N: '1' }],
    ],
    [
      'is told why a transaction was cancelled',
      `try { await send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'a', sk: '1' } } }, { ConditionCheck: { TableName, Key: { pk: 'b', sk: '1' }, ConditionExpression: 'attribute_exists(pk)' } }] })) }
       catch (e) { const { Items } = await send(new ScanCommand({ TableName })); return [e instanceof TransactionCanceledException, e.message, e.CancellationReasons.map(({ Code }) => Code), Items] }`,
      [
        true,
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
        ['None', 'ConditionalCheckFailed'],
        [],
      ],
    ],
    [
      'describes the table',
      `const { Table } = await send(new DescribeTableCommand({ TableName })); return [Table.TableArn, Table.KeySchema, Table.CreationDateTime.toISOString()]`,
      [
        'arn:aws:dynamodb:us-east-1:123456789012:table/Orders',
        [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        '2026-01-01T00:00:00.000Z',
      ],
    ],
    [
      'may call a table by its ARN',
      `return await send(new ScanCommand({ TableName: 'arn:aws:dynamodb:us-east-1:123456789012:table/' + TableName }))`,
      { Items: [], Count: 0, ScannedCount: 0 },
    ],
  ])('%s', async (_, code, expected) => {
    const { result, problems } = await handle(code)
    expect(result).toEqual(expected)
    expect(problems).toEqual([])
  })

  test.each<[string, string, unknown, readonly string[]]>([
    [
      'a table without an edge',
      `return await send(new PutCommand({ TableName: 'Hidden', Item: { pk: 'a', sk: '1' } }))`,
      [
        'AccessDeniedException',
        expect.stringContaining('is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:'),
        400,
      ],
      ['no-edge-for-call'],
    ],
    [
      'a write where the edge allows reading',
      `return await send(new PutCommand({ TableName: 'Prices', Item: { pk: 'a', sk: '1' } }))`,
      ['AccessDeniedException', expect.stringContaining('dynamodb:PutItem'), 400],
      ['no-edge-for-call'],
    ],
    [
      'a table that is not there',
      `return await send(new ScanCommand({ TableName: 'Nowhere' }))`,
      ['ResourceNotFoundException', 'Requested resource not found', 400],
      [],
    ],
    [
      'an operation that is not emulated',
      `return bare(await client.send(new ListTablesCommand({})))`,
      ['UnknownOperationException', expect.any(String), 400],
      ['operation-not-emulated'],
    ],
    [
      'a transaction over two tables of which one may only be read',
      `return await send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'a', sk: '1' } } }, { Put: { TableName: 'Prices', Item: { pk: 'a', sk: '1' } } }] }))`,
      ['AccessDeniedException', expect.stringContaining('table/Prices'), 400],
      ['no-edge-for-call'],
    ],
    [
      'a batch over two tables of which one is not there',
      `return await send(new BatchGetCommand({ RequestItems: { Orders: { Keys: [{ pk: 'a', sk: '1' }] }, Nowhere: { Keys: [{ pk: 'a', sk: '1' }] } } }))`,
      ['ResourceNotFoundException', 'Requested resource not found', 400],
      [],
    ],
    [
      'an expression with a reserved word',
      `return await send(new UpdateCommand({ TableName, Key: { pk: 'a', sk: '1' }, UpdateExpression: 'SET status = :x', ExpressionAttributeValues: { ':x': 1 } }))`,
      [
        'ValidationException',
        'Invalid UpdateExpression: Attribute name is a reserved keyword; reserved keyword: status',
        400,
      ],
      [],
    ],
  ])('is refused %s', async (_, code, error, noted) => {
    const { result, problems } = await handle(code)
    expect(result).toEqual(error)
    expect(problems).toEqual(noted)
  })
})
