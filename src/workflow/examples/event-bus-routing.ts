// A bus sends each event where a rule for its content says.
import { drawTemplate } from './template.ts'

const REPORT = `import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const events = new EventBridgeClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { payment } = JSON.parse(event.body ?? '{}') as { payment: number }
  const detail = {
    payment,
    amount: (payment * 173) % 1000,
    country: ['DE', 'CN', 'US'][payment % 3],
  }
  const { FailedEntryCount, Entries } = await events.send(
    new PutEventsCommand({
      Entries: [
        {
          EventBusName: process.env.PAYMENTS_BUS_NAME,
          Source: 'shop.payments',
          DetailType: payment % 10 === 0 ? 'PaymentRefused' : 'PaymentTaken',
          Detail: JSON.stringify(detail),
        },
      ],
    }),
  )
  // PutEvents does not throw for an entry that was not taken.
  if (FailedEntryCount) throw new Error(\`the bus refused the event: \${Entries?.[0]?.ErrorMessage}\`)
  return { statusCode: 202, body: JSON.stringify(detail) }
}
`

const CHECK_FRAUD = `import type { EventBridgeHandler } from 'aws-lambda'

interface Payment {
  payment: number
  amount: number
  country: string
}

/** Its rule passes payments of 900 and more. */
export const handler: EventBridgeHandler<'PaymentTaken', Payment, void> = async ({ detail }) => {
  console.log('looking into payment', detail.payment, 'of', detail.amount, 'from', detail.country)
}
`

const REMIND = `/** Its rule's input transformer makes this of the event: the function never sees the rest. */
interface Refusal {
  message: string
}

export const handler = async ({ message }: Refusal) => {
  console.log(message)
}
`

export const eventBusRouting = drawTemplate({
  id: 'event-bus-routing',
  title: { en: 'Routing by events', 'zh-CN': '事件总线路由' },
  summary: {
    en: 'Rules of an event bus match content: by type, by amount, everything for the archive.',
    'zh-CN': '事件总线的规则按内容匹配：按类型、按金额，全部事件存档。',
  },
  note: 'Which events go where is a rule’s pattern, not code: select a connection from the bus and look at it.',
  nodes: {
    Tills: [
      'client',
      0,
      0,
      { arrivals: { shape: 'poisson', perSecond: 2, count: 100 }, path: '/payments', body: '{"payment":{{n}}}' },
    ],
    Intake: ['http-api', 1, 0],
    Report: ['function', 2, 0, { codeUri: 'report', memoryMb: 256 }],
    PaymentsBus: ['event-bus', 0, 2],
    CheckFraud: ['function', 1, 1, { codeUri: 'check-fraud' }],
    Remind: ['function', 1, 2, { codeUri: 'remind' }],
    Archive: ['queue', 1, 3, { retentionMs: 1_209_600_000 }],
    Undelivered: ['queue', 0, 3, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Tills.call > Intake.request': {},
    'Intake.route > Report.invoke': { method: 'POST', path: '/payments' },
    'Report.call > PaymentsBus.put': { actions: ['send'], env: 'PAYMENTS_BUS_NAME' },
    'PaymentsBus.rule > CheckFraud.invoke': {
      name: 'BigPayments',
      pattern: '{"detail-type":["PaymentTaken"],"detail":{"amount":[{"numeric":[">=",900]}]}}',
    },
    'PaymentsBus.rule > Remind.invoke': {
      name: 'RefusedPayments',
      pattern: '{"detail-type":["PaymentRefused"]}',
      inputPaths: { payment: '$.detail.payment', amount: '$.detail.amount' },
      inputTemplate: '{"message":"payment <payment> of <amount> was refused"}',
    },
    'PaymentsBus.rule > Archive.send': { name: 'Everything', pattern: '{"source":["shop.payments"]}' },
    'PaymentsBus.undelivered > Undelivered.send': {},
  },
  files: { 'report/index.ts': REPORT, 'check-fraud/index.ts': CHECK_FRAUD, 'remind/index.ts': REMIND },
  duration: '1m',
})
