// One message, several who need it: a topic tells each of them by itself.
import { drawTemplate } from './template.ts'

const PLACE_ORDER = `import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const sns = new SNSClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { order } = JSON.parse(event.body ?? '{}') as { order: number }
  const total = (order * 37) % 200

  await sns.send(
    new PublishCommand({
      TopicArn: process.env.ORDERS_TOPIC_ARN,
      Message: JSON.stringify({ order, total }),
      // Filter policies of the subscriptions look at the attributes.
      MessageAttributes: { total: { DataType: 'Number', StringValue: String(total) } },
    }),
  )
  return { statusCode: 202, body: JSON.stringify({ order, total }) }
}
`

const consumer = (verb: string): string => `import type { SQSHandler } from 'aws-lambda'

export const handler: SQSHandler = async (event) => {
  for (const { body } of event.Records) {
    const { order, total } = JSON.parse(body) as { order: number; total: number }
    console.log('${verb}', { order, total })
  }
}
`

const GREET_BUYER = `import type { SNSHandler } from 'aws-lambda'

/** Called for big orders only: the subscription's filter policy lets no others through. */
export const handler: SNSHandler = async (event) => {
  for (const { Sns } of event.Records) console.log('a big order', Sns.Message)
}
`

export const orderFanOut = drawTemplate({
  id: 'order-fan-out',
  title: { en: 'Order fan-out', 'zh-CN': '订单扇出' },
  summary: {
    en: 'A topic hands each order to two queues, and the big ones to a function too.',
    'zh-CN': '主题把每个订单分发到两个队列，大额订单还会触发一个函数。',
  },
  note: 'Who publishes knows no receiver: add a subscription, and nothing else has to change.',
  nodes: {
    Shoppers: [
      'client',
      0,
      0,
      { arrivals: { shape: 'constant', perSecond: 2, count: 100 }, path: '/orders', body: '{"order":{{n}}}' },
    ],
    Shop: ['http-api', 1, 0],
    PlaceOrder: ['function', 2, 0, { codeUri: 'place-order', memoryMb: 256 }],
    Orders: ['topic', 0, 1.5],
    Invoices: ['queue', 1, 1],
    Parcels: ['queue', 1, 2],
    GreetBuyer: ['function', 1, 3, { codeUri: 'greet-buyer' }],
    SendInvoice: ['function', 2, 1, { codeUri: 'send-invoice' }],
    PackParcel: ['function', 2, 2, { codeUri: 'pack-parcel' }],
    DeadLetters: ['queue', 2, 3, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Shoppers.call > Shop.request': {},
    'Shop.route > PlaceOrder.invoke': { method: 'POST', path: '/orders' },
    'PlaceOrder.call > Orders.publish': { actions: ['send'] },
    'Orders.subscribe > Invoices.send': { rawDelivery: true },
    'Orders.subscribe > Parcels.send': { rawDelivery: true },
    'Orders.subscribe > GreetBuyer.invoke': { filterPolicy: '{"total":[{"numeric":[">=",150]}]}' },
    'Invoices.consume > SendInvoice.invoke': {},
    'Parcels.consume > PackParcel.invoke': {},
    'Invoices.redrive > DeadLetters.send': {},
    'Parcels.redrive > DeadLetters.send': {},
  },
  files: {
    'place-order/index.ts': PLACE_ORDER,
    'send-invoice/index.ts': consumer('invoice sent'),
    'pack-parcel/index.ts': consumer('parcel packed'),
    'greet-buyer/index.ts': GREET_BUYER,
  },
  duration: '1m',
})
