// Who changes a price only changes it; that the change is written down follows from the table's stream.
import { drawTemplate } from './template.ts'

const SET_PRICE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { change } = JSON.parse(event.body ?? '{}') as { change: number }
  const item = { product: \`product-\${change % 5}\`, price: 10 + ((change * 7) % 13) }
  await documents.send(new PutCommand({ TableName: process.env.PRODUCTS_TABLE_NAME, Item: item }))
  return { statusCode: 200, body: JSON.stringify(item) }
}
`

const WRITE_HISTORY = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { DynamoDBStreamHandler } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

/** Records of one item come in the order of its changes. */
export const handler: DynamoDBStreamHandler = async (event) => {
  for (const { dynamodb } of event.Records) {
    const before = dynamodb?.OldImage?.price?.N
    const after = dynamodb?.NewImage?.price?.N
    if (before === after) continue

    await documents.send(
      new PutCommand({
        TableName: process.env.PRICE_HISTORY_TABLE_NAME,
        Item: {
          product: dynamodb?.Keys?.product?.S,
          // Made from the record, so that a record that comes twice writes the same item twice.
          change: dynamodb?.SequenceNumber,
          before: before ?? 'new',
          after,
        },
      }),
    )
    console.log(dynamodb?.Keys?.product?.S, before ?? 'new', '→', after)
  }
}
`

export const changeDataCapture = drawTemplate({
  id: 'change-data-capture',
  title: { en: 'Change data capture', 'zh-CN': '变更数据捕获' },
  summary: {
    en: 'A table’s stream tells a function of each change, old and new side by side.',
    'zh-CN': '表的数据流把每次变更（新旧值）告诉函数。',
  },
  note: 'The history can’t be forgotten: it is made from the table’s own stream, not by whoever writes the table.',
  nodes: {
    Merchants: [
      'client',
      0,
      0,
      { arrivals: { shape: 'constant', perSecond: 2, count: 100 }, path: '/prices', body: '{"change":{{n}}}' },
    ],
    Prices: ['http-api', 1, 0],
    SetPrice: ['function', 2, 0, { codeUri: 'set-price', memoryMb: 256 }],
    Products: ['table', 0, 1, { hashKey: 'product' }],
    WriteHistory: ['function', 1, 1, { codeUri: 'write-history', timeoutMs: 10_000, memoryMb: 256 }],
    PriceHistory: ['table', 2, 1, { hashKey: 'product', rangeKey: 'change' }],
    Discarded: ['queue', 1, 2, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Merchants.call > Prices.request': {},
    'Prices.route > SetPrice.invoke': { method: 'POST', path: '/prices' },
    'SetPrice.call > Products.items': { actions: ['write'] },
    'Products.consume > WriteHistory.invoke': { batchSize: 10, maximumRetryAttempts: 3, bisectOnError: true },
    'Products.undelivered > Discarded.send': {},
    'WriteHistory.call > PriceHistory.items': { actions: ['write'] },
  },
  files: { 'set-price/index.ts': SET_PRICE, 'write-history/index.ts': WRITE_HISTORY },
  duration: '1m',
})
