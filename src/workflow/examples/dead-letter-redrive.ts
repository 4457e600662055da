// A provider is down, messages end in the dead-letter queue; when it is up again, they are sent once more.
import { drawTemplate } from './template.ts'

const SEND_LETTER = `import type { SQSHandler } from 'aws-lambda'

/** Throws while the printer is down; after the second time the queue sets the message aside. */
export const handler: SQSHandler = async (event) => {
  for (const { body } of event.Records) {
    const response = await fetch(\`\${process.env.PRINTER_URL}/letters\`, { method: 'POST', body })
    if (!response.ok) throw new Error(\`the printer answered \${response.status}\`)
    console.log('printed', body)
  }
}
`

const ACCEPT_LETTER = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const sqs = new SQSClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.LETTERS_QUEUE_URL, MessageBody: event.body }))
  return { statusCode: 202 }
}
`

const SEND_AGAIN = `import {
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'

const sqs = new SQSClient({})

/** Sends what was set aside once more, and only then deletes it: what stops half-way is sent twice, never lost. */
export const handler = async () => {
  let sent = 0
  for (;;) {
    const { Messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: process.env.SET_ASIDE_QUEUE_URL, MaxNumberOfMessages: 10 }),
    )
    if (Messages.length === 0) break
    for (const { Body, ReceiptHandle } of Messages) {
      await sqs.send(new SendMessageCommand({ QueueUrl: process.env.LETTERS_QUEUE_URL, MessageBody: Body }))
      await sqs.send(new DeleteMessageCommand({ QueueUrl: process.env.SET_ASIDE_QUEUE_URL, ReceiptHandle }))
      sent += 1
    }
  }
  console.log(sent, 'letters sent again')
}
`

export const deadLetterRedrive = drawTemplate({
  id: 'dead-letter-redrive',
  title: { en: 'Dead letters, sent again', 'zh-CN': '死信重新投递' },
  summary: {
    en: 'An outage fills the dead-letter queue; a schedule sends its messages again.',
    'zh-CN': '故障期间消息进入死信队列，定时任务随后重新投递。',
  },
  note: 'A dead-letter queue is no grave: what it holds can be sent again once the reason is gone.',
  nodes: {
    Writers: [
      'client',
      0,
      0,
      { arrivals: { shape: 'constant', perSecond: 2, count: 120 }, path: '/letters', body: '{"letter":{{n}}}' },
    ],
    PostOffice: ['http-api', 1, 0],
    AcceptLetter: ['function', 2, 0, { codeUri: 'accept-letter', memoryMb: 256 }],
    Letters: ['queue', 0, 1, { visibilityTimeoutMs: 6000 }],
    SendLetter: ['function', 1, 1, { codeUri: 'send-letter', timeoutMs: 1000, memoryMb: 256 }],
    Printer: [
      'service',
      2,
      1,
      { baseUrl: 'https://printer.example.com', outages: [{ startMs: 10_000, durationMs: 25_000, status: 503 }] },
    ],
    SetAside: ['queue', 0, 2, { retentionMs: 1_209_600_000 }],
    EveryMinute: ['schedule', 2, 2],
    SendAgain: ['function', 1, 2, { codeUri: 'send-again', timeoutMs: 30_000, memoryMb: 256 }],
  },
  edges: {
    'Writers.call > PostOffice.request': {},
    'PostOffice.route > AcceptLetter.invoke': { method: 'POST', path: '/letters' },
    'AcceptLetter.call > Letters.send': { actions: ['send'] },
    'Letters.consume > SendLetter.invoke': { batchSize: 1 },
    'SendLetter.call > Printer.request': { actions: ['request'] },
    'Letters.redrive > SetAside.send': { maxReceiveCount: 2 },
    'EveryMinute.fire > SendAgain.invoke': {},
    'SendAgain.call > SetAside.send': { actions: ['receive'] },
    'SendAgain.call > Letters.send': { actions: ['send'] },
  },
  files: {
    'accept-letter/index.ts': ACCEPT_LETTER,
    'send-letter/index.ts': SEND_LETTER,
    'send-again/index.ts': SEND_AGAIN,
  },
  duration: '90s',
})
