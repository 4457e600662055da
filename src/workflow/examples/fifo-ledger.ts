// Bookings of an account in the order they were made, each once, while other accounts go on beside it.
import { drawTemplate } from './template.ts'

const ACCEPT_BOOKING = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const sqs = new SQSClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { request } = JSON.parse(event.body ?? '{}') as { request: number }
  // Each tenth request repeats the one before: its sender had no answer and asked again.
  const booking = request % 10 === 0 ? request - 1 : request
  const account = \`account-\${booking % 4}\`

  await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.BOOKINGS_QUEUE_URL,
      MessageBody: JSON.stringify({ booking, account, cents: (booking * 17) % 100 }),
      // One account is one group: its messages wait for each other, and for no other account's.
      MessageGroupId: account,
      // Within five minutes the queue takes a booking once.
      MessageDeduplicationId: \`booking-\${booking}\`,
    }),
  )
  return { statusCode: 202 }
}
`

const WRITE_LEDGER = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSHandler } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

interface Booking {
  booking: number
  account: string
  cents: number
}

export const handler: SQSHandler = async (event) => {
  for (const { body } of event.Records) {
    const { booking, account, cents } = JSON.parse(body) as Booking
    await documents.send(
      new UpdateCommand({
        TableName: process.env.LEDGER_TABLE_NAME,
        Key: { account },
        UpdateExpression: 'SET booking = :booking ADD cents :cents, bookings :one',
        // Refuses what comes out of order; with this queue nothing does.
        ConditionExpression: 'attribute_not_exists(account) OR booking < :booking',
        ExpressionAttributeValues: { ':booking': booking, ':cents': cents, ':one': 1 },
      }),
    )
    console.log(account, 'booking', booking)
  }
}
`

export const fifoLedger = drawTemplate({
  id: 'fifo-ledger',
  title: { en: 'Ledger in order', 'zh-CN': '按序记账' },
  summary: {
    en: 'A FIFO queue keeps each account’s bookings in order and takes each of them once.',
    'zh-CN': 'FIFO 队列保证每个账户的记账顺序，且每笔只接收一次。',
  },
  note: 'Order costs concurrency: a message group goes one batch at a time, so choose the smallest thing that needs order.',
  nodes: {
    Tellers: [
      'client',
      0,
      0,
      { arrivals: { shape: 'constant', perSecond: 4, count: 200 }, path: '/bookings', body: '{"request":{{n}}}' },
    ],
    Branch: ['http-api', 1, 0],
    AcceptBooking: ['function', 2, 0, { codeUri: 'accept-booking', memoryMb: 256 }],
    Bookings: ['queue', 0, 1, { fifo: true }],
    WriteLedger: ['function', 1, 1, { codeUri: 'write-ledger', memoryMb: 256 }],
    Ledger: ['table', 2, 1, { hashKey: 'account' }],
    DeadLetters: ['queue', 0, 2, { fifo: true, retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Tellers.call > Branch.request': {},
    'Branch.route > AcceptBooking.invoke': { method: 'POST', path: '/bookings' },
    'AcceptBooking.call > Bookings.send': { actions: ['send'] },
    'Bookings.consume > WriteLedger.invoke': {},
    'WriteLedger.call > Ledger.items': { actions: ['write'] },
    'Bookings.redrive > DeadLetters.send': {},
  },
  files: { 'accept-booking/index.ts': ACCEPT_BOOKING, 'write-ledger/index.ts': WRITE_LEDGER },
  duration: '1m',
})
