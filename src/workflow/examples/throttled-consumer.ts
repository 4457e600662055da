// A burst waits in the queue while two functions at a time call a provider that bears no more.
import { drawTemplate } from './template.ts'

const ENQUEUE = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const sqs = new SQSClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.MAILS_QUEUE_URL, MessageBody: event.body }))
  return { statusCode: 202 }
}
`

const SEND_MAIL = `import type { SQSHandler } from 'aws-lambda'

export const handler: SQSHandler = async (event) => {
  for (const { body, attributes } of event.Records) {
    const response = await fetch(\`\${process.env.MAIL_PROVIDER_URL}/send\`, { method: 'POST', body })
    if (!response.ok) throw new Error(\`the mail provider answered \${response.status}\`)

    const waited = Date.now() - Number(attributes.SentTimestamp)
    console.log('sent', body, 'after', waited, 'ms')
  }
}
`

export const throttledConsumer = drawTemplate({
  id: 'throttled-consumer',
  title: { en: 'Throttled consumer', 'zh-CN': '限流消费者' },
  summary: {
    en: 'A burst of mails waits in a queue; two at a time reach the provider.',
    'zh-CN': '突发的邮件在队列中等待，同时只有两个请求到达服务商。',
  },
  note: 'Maximum concurrency is on the connection from the queue: what waits there is not throttled and costs no receive.',
  nodes: {
    Newsletter: [
      'client',
      0,
      0,
      {
        arrivals: { shape: 'spike', perSecond: 0.5, spikePerSecond: 40, atMs: 3000, forMs: 3000, count: 130 },
        path: '/mails',
        body: '{"mail":{{n}}}',
      },
    ],
    Intake: ['http-api', 1, 0],
    Enqueue: ['function', 2, 0, { codeUri: 'enqueue', memoryMb: 256 }],
    Mails: ['queue', 0, 1, { visibilityTimeoutMs: 30_000 }],
    SendMail: ['function', 1, 1, { codeUri: 'send-mail', timeoutMs: 5000, memoryMb: 256 }],
    MailProvider: [
      'service',
      2,
      1,
      { baseUrl: 'https://mail.example.com', latencyMedianMs: 400, latencyP99Ms: 900, body: '{"sent":true}' },
    ],
    DeadLetters: ['queue', 0, 2, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Newsletter.call > Intake.request': {},
    'Intake.route > Enqueue.invoke': { method: 'POST', path: '/mails' },
    'Enqueue.call > Mails.send': { actions: ['send'] },
    'Mails.consume > SendMail.invoke': { batchSize: 1, maximumConcurrency: 2 },
    'SendMail.call > MailProvider.request': { actions: ['request'] },
    'Mails.redrive > DeadLetters.send': {},
  },
  files: { 'enqueue/index.ts': ENQUEUE, 'send-mail/index.ts': SEND_MAIL },
  duration: '2m',
})
