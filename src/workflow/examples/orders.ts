// The first thing people see: orders come in over HTTP, wait in a queue, and are charged at a payment provider that
// goes down now and then. A breaker and a few retries stand between.
import type { Workflow } from '../document.ts'
import { readWorkflow } from '../parse.ts'

const TAKE_ORDER = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

// Out here: made once per environment, at its cold start, and kept from one request to the next.
const sqs = new SQSClient({})

interface Request {
  body?: string
}

/** Takes an order and answers at once; the charging happens later, from the queue. */
export const handler = async (request: Request) => {
  const { order } = JSON.parse(request.body ?? '{}') as { order?: number }
  if (order === undefined || !Number.isInteger(order)) {
    return { statusCode: 400, body: JSON.stringify({ error: 'order must be a whole number' }) }
  }

  // Every twentieth order costs nothing. Follow order 20 and see where it ends.
  const amount = (order * 7) % 20

  const { MessageId } = await sqs.send(
    new SendMessageCommand({
      QueueUrl: process.env.ORDERS_QUEUE_URL,
      MessageBody: JSON.stringify({ order, amount }),
    }),
  )
  console.log('order taken', { order, amount, MessageId })
  return { statusCode: 202, body: JSON.stringify({ order, amount }) }
}
`

const CHARGE_CARD = `import { type Charge, charge } from './payments'

interface QueueEvent {
  Records: { messageId: string; body: string; attributes: { ApproximateReceiveCount: string } }[]
}

/**
 * Charges each order of a batch. When it throws, the queue shows the messages again after the visibility timeout,
 * and moves them to the dead-letter queue after the third time.
 */
export const handler = async (event: QueueEvent) => {
  for (const record of event.Records) {
    const order = JSON.parse(record.body) as Charge
    console.log('charging', { ...order, receive: record.attributes.ApproximateReceiveCount })
    await charge(order)
    console.log('charged', order.order)
  }
}
`

const PAYMENTS = `export interface Charge {
  order: number
  amount: number
}

/**
 * One call here may be several attempts: the connection to the payment provider carries a retry, a circuit breaker
 * and a time limit. Select it and look at its policies. While the breaker is open, fetch fails at once.
 */
export async function charge({ order, amount }: Charge): Promise<void> {
  if (amount <= 0) throw new Error(\`order \${order}: there is nothing to charge\`)

  const response = await fetch(\`\${process.env.PAYMENT_PROVIDER_URL}/charge\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order, amount }),
  })
  if (!response.ok) throw new Error(\`order \${order}: the payment provider answered \${response.status}\`)
}
`

const COLUMN = 376
const ROW = 200

/** As a person would write it down: defaults are left out and filled in by reading. */
const ORDERS = {
  format: 'faaslab',
  version: 1,
  name: 'Orders',
  nodes: {
    n1: {
      kind: 'client',
      name: 'Shoppers',
      position: { x: 0, y: 0 },
      config: {
        arrivals: { shape: 'constant', perSecond: 2 },
        method: 'POST',
        path: '/orders',
        body: '{"order":{{n}}}',
      },
    },
    n2: { kind: 'http-api', name: 'Shop', position: { x: COLUMN, y: 0 }, config: {} },
    n3: {
      kind: 'function',
      name: 'TakeOrder',
      position: { x: 2 * COLUMN, y: 0 },
      config: { codeUri: 'take-order', timeoutMs: 3000, memoryMb: 256 },
    },
    n4: { kind: 'queue', name: 'Orders', position: { x: 0, y: ROW }, config: { visibilityTimeoutMs: 30_000 } },
    n5: {
      kind: 'function',
      name: 'ChargeCard',
      position: { x: COLUMN, y: ROW },
      config: { codeUri: 'charge-card', timeoutMs: 5000, memoryMb: 256 },
    },
    n6: {
      kind: 'service',
      name: 'PaymentProvider',
      position: { x: 2 * COLUMN, y: ROW },
      config: {
        baseUrl: 'https://payments.example.com',
        latencyMedianMs: 80,
        latencyP99Ms: 300,
        errorRatePercent: 2,
        body: '{"charged":true}',
        // Down from 8 s on for 12 s, and again every 45 s.
        outages: [{ startMs: 8000, durationMs: 12_000, everyMs: 45_000, status: 503 }],
      },
    },
    n7: {
      kind: 'queue',
      name: 'OrdersDeadLetters',
      position: { x: COLUMN / 2, y: 2 * ROW - 20 },
      config: { retentionMs: 1_209_600_000 },
    },
  },
  edges: {
    e1: { from: { node: 'n1', port: 'call' }, to: { node: 'n2', port: 'request' } },
    e2: {
      from: { node: 'n2', port: 'route' },
      to: { node: 'n3', port: 'invoke' },
      config: { method: 'POST', path: '/orders' },
    },
    e3: {
      from: { node: 'n3', port: 'call' },
      to: { node: 'n4', port: 'send' },
      config: { actions: ['send'], env: 'ORDERS_QUEUE_URL' },
    },
    e4: { from: { node: 'n4', port: 'consume' }, to: { node: 'n5', port: 'invoke' }, config: { batchSize: 1 } },
    e5: {
      from: { node: 'n5', port: 'call' },
      to: { node: 'n6', port: 'request' },
      config: {
        actions: ['request'],
        env: 'PAYMENT_PROVIDER_URL',
        policies: [
          {
            type: 'retry',
            maxAttempts: 3,
            backoff: 'exponential',
            baseMs: 200,
            factor: 2,
            capMs: 1000,
            jitter: 'full',
          },
          {
            type: 'circuit-breaker',
            slidingWindowType: 'COUNT_BASED',
            slidingWindowSize: 10,
            minimumNumberOfCalls: 5,
            failureRateThreshold: 50,
            waitDurationInOpenStateMs: 5000,
            permittedNumberOfCallsInHalfOpenState: 3,
          },
          { type: 'timeout', timeoutMs: 1000 },
        ],
      },
    },
    e6: { from: { node: 'n4', port: 'redrive' }, to: { node: 'n7', port: 'send' }, config: { maxReceiveCount: 3 } },
  },
  files: {
    'take-order/index.ts': TAKE_ORDER,
    'charge-card/index.ts': CHARGE_CARD,
    'charge-card/payments.ts': PAYMENTS,
  },
  scenario: { startAt: '2026-01-01T00:00:00Z', seed: 7, duration: '' },
}

export function ordersExample(): Workflow {
  const read = readWorkflow(ORDERS)
  if (!read.ok) throw new Error(`the example is no document: ${JSON.stringify(read.error)}`)
  return read.value
}
