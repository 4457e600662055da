// An order in three steps that know only events; when the last one fails, the first is taken back.
import { drawTemplate } from './template.ts'

const ORDER = `export interface Order {
  order: number
  pieces: number
}
`

const PUBLISH = `import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'

const events = new EventBridgeClient({})

/** What happened, told to whoever has a rule for it. */
export async function publish(type: string, detail: object): Promise<void> {
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({
      Entries: [
        { EventBusName: process.env.SAGA_BUS_NAME, Source: 'shop', DetailType: type, Detail: JSON.stringify(detail) },
      ],
    }),
  )
  if (FailedEntryCount) throw new Error(\`the bus did not take \${type}\`)
}
`

const PLACE_ORDER = `import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'
import { publish } from './publish'

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { order } = JSON.parse(event.body ?? '{}') as { order: number }
  await publish('OrderPlaced', { order, pieces: 1 + (order % 3) })
  return { statusCode: 202, body: JSON.stringify({ order }) }
}
`

const RESERVE_STOCK = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { EventBridgeEvent } from 'aws-lambda'
import type { Order } from './order'
import { publish } from './publish'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler = async ({ detail }: EventBridgeEvent<'OrderPlaced', Order>) => {
  await documents.send(
    new UpdateCommand({
      TableName: process.env.STOCK_TABLE_NAME,
      Key: { id: 'socks' },
      UpdateExpression: 'ADD reserved :pieces',
      ExpressionAttributeValues: { ':pieces': detail.pieces },
    }),
  )
  await publish('StockReserved', detail)
}
`

const CHARGE_CARD = `import type { EventBridgeEvent } from 'aws-lambda'
import type { Order } from './order'
import { publish } from './publish'

/** Every fifth card has no cover. That is no error: it is something that happens, and an event says so. */
export const handler = async ({ detail }: EventBridgeEvent<'StockReserved', Order>) => {
  const covered = detail.order % 5 !== 0
  await publish(covered ? 'OrderConfirmed' : 'PaymentRefused', detail)
  console.log('order', detail.order, covered ? 'confirmed' : 'refused')
}
`

const RELEASE_STOCK = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { EventBridgeEvent } from 'aws-lambda'
import type { Order } from './order'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

/** The compensation: what ReserveStock did for this order is undone. */
export const handler = async ({ detail }: EventBridgeEvent<'PaymentRefused', Order>) => {
  const { Attributes } = await documents.send(
    new UpdateCommand({
      TableName: process.env.STOCK_TABLE_NAME,
      Key: { id: 'socks' },
      UpdateExpression: 'ADD reserved :pieces',
      ExpressionAttributeValues: { ':pieces': -detail.pieces },
      ReturnValues: 'ALL_NEW',
    }),
  )
  console.log('order', detail.order, 'released; reserved now', Attributes?.reserved)
}
`

const step = (folder: string, index: string): Record<string, string> => ({
  [`${folder}/index.ts`]: index,
  [`${folder}/order.ts`]: ORDER,
  [`${folder}/publish.ts`]: PUBLISH,
})

export const eventSaga = drawTemplate({
  id: 'event-saga',
  title: { en: 'Saga by events', 'zh-CN': '事件驱动的 Saga' },
  summary: {
    en: 'Each step answers one event with the next; a refused payment releases the stock again.',
    'zh-CN': '每一步用新事件回应上一个事件；付款被拒时释放已预留的库存。',
  },
  note: 'There is no transaction over three services: each step that can be undone has a step that undoes it.',
  nodes: {
    Shoppers: [
      'client',
      0,
      0,
      { arrivals: { shape: 'constant', perSecond: 1, count: 50 }, path: '/orders', body: '{"order":{{n}}}' },
    ],
    Shop: ['http-api', 1, 0],
    PlaceOrder: ['function', 2, 0, { codeUri: 'place-order', memoryMb: 256 }],
    SagaBus: ['event-bus', 0, 2],
    ReserveStock: ['function', 1, 1, { codeUri: 'reserve-stock', memoryMb: 256 }],
    ChargeCard: ['function', 1, 2, { codeUri: 'charge-card', memoryMb: 256 }],
    ReleaseStock: ['function', 1, 3, { codeUri: 'release-stock', memoryMb: 256 }],
    Stock: ['table', 2, 2],
  },
  edges: {
    'Shoppers.call > Shop.request': {},
    'Shop.route > PlaceOrder.invoke': { method: 'POST', path: '/orders' },
    'PlaceOrder.call > SagaBus.put': { actions: ['send'], env: 'SAGA_BUS_NAME' },
    'SagaBus.rule > ReserveStock.invoke': { name: 'OrderPlaced', pattern: '{"detail-type":["OrderPlaced"]}' },
    'ReserveStock.call > Stock.items': { actions: ['write'] },
    'ReserveStock.call > SagaBus.put': { actions: ['send'], env: 'SAGA_BUS_NAME' },
    'SagaBus.rule > ChargeCard.invoke': { name: 'StockReserved', pattern: '{"detail-type":["StockReserved"]}' },
    'ChargeCard.call > SagaBus.put': { actions: ['send'], env: 'SAGA_BUS_NAME' },
    'SagaBus.rule > ReleaseStock.invoke': { name: 'PaymentRefused', pattern: '{"detail-type":["PaymentRefused"]}' },
    'ReleaseStock.call > Stock.items': { actions: ['write'] },
  },
  files: {
    ...step('place-order', PLACE_ORDER),
    ...step('reserve-stock', RESERVE_STOCK),
    ...step('charge-card', CHARGE_CARD),
    'release-stock/index.ts': RELEASE_STOCK,
    'release-stock/order.ts': ORDER,
  },
  duration: '1m',
})
