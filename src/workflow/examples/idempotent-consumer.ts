// Every payment is sent twice, as happens when somebody asks again; a conditional write lets it be booked once.
import { drawTemplate } from './template.ts'

const ACCEPT = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const sqs = new SQSClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { request } = JSON.parse(event.body ?? '{}') as { request: number }
  // Two requests in a row are one payment: its sender had no answer and asked again.
  const payment = { id: \`payment-\${Math.ceil(request / 2)}\`, cents: 1000 }
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.PAYMENTS_QUEUE_URL, MessageBody: JSON.stringify(payment) }),
  )
  return { statusCode: 202 }
}
`

const BOOK = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSHandler } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler: SQSHandler = async (event) => {
  for (const { body } of event.Records) {
    const payment = JSON.parse(body) as { id: string; cents: number }
    try {
      await documents.send(
        new PutCommand({
          TableName: process.env.BOOKED_TABLE_NAME,
          Item: payment,
          ConditionExpression: 'attribute_not_exists(id)',
        }),
      )
      console.log('booked', payment.id)
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ConditionalCheckFailedException') throw error
      console.log('booked before', payment.id)
    }
  }
}
`

export const idempotentConsumer = drawTemplate({
  id: 'idempotent-consumer',
  title: { en: 'Idempotent consumer', 'zh-CN': '幂等消费者' },
  summary: {
    en: 'Each payment arrives twice; a conditional write books it once.',
    'zh-CN': '每笔付款都会到达两次，条件写入保证只入账一次。',
  },
  note: 'At least once means sometimes twice: the write itself asks whether it was done before.',
  nodes: {
    Payers: [
      'client',
      0,
      0,
      { arrivals: { shape: 'constant', perSecond: 2, count: 100 }, path: '/payments', body: '{"request":{{n}}}' },
    ],
    Bank: ['http-api', 1, 0],
    Accept: ['function', 2, 0, { codeUri: 'accept', memoryMb: 256 }],
    Payments: ['queue', 0, 1],
    Book: ['function', 1, 1, { codeUri: 'book', memoryMb: 256 }],
    Booked: ['table', 2, 1],
    DeadLetters: ['queue', 0, 2, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Payers.call > Bank.request': {},
    'Bank.route > Accept.invoke': { method: 'POST', path: '/payments' },
    'Accept.call > Payments.send': { actions: ['send'] },
    'Payments.consume > Book.invoke': {},
    'Book.call > Booked.items': { actions: ['write'] },
    'Payments.redrive > DeadLetters.send': {},
  },
  files: { 'accept/index.ts': ACCEPT, 'book/index.ts': BOOK },
  duration: '1m',
})
