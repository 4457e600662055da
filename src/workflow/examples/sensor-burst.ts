// Sensors speak all at once; a queue takes the burst, and batches make few writes of many readings.
import { drawTemplate } from './template.ts'

const COLLECT = `import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const sqs = new SQSClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { reading } = JSON.parse(event.body ?? '{}') as { reading: number }
  const body = { sensor: \`sensor-\${reading % 4}\`, celsius: 15 + ((reading * 31) % 100) / 10 }
  await sqs.send(
    new SendMessageCommand({ QueueUrl: process.env.READINGS_QUEUE_URL, MessageBody: JSON.stringify(body) }),
  )
  return { statusCode: 202 }
}
`

const AGGREGATE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSHandler } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

interface Reading {
  sensor: string
  celsius: number
}

/** One write for each sensor of a batch, however many readings it sent. A batch that comes twice is counted twice. */
export const handler: SQSHandler = async (event) => {
  const sums = new Map<string, { count: number; celsius: number }>()
  for (const { body } of event.Records) {
    const { sensor, celsius } = JSON.parse(body) as Reading
    const { count, celsius: sum } = sums.get(sensor) ?? { count: 0, celsius: 0 }
    sums.set(sensor, { count: count + 1, celsius: sum + celsius })
  }
  for (const [sensor, { count, celsius }] of sums) {
    await documents.send(
      new UpdateCommand({
        TableName: process.env.SUMS_TABLE_NAME,
        Key: { sensor },
        UpdateExpression: 'ADD readings :count, celsius :celsius',
        ExpressionAttributeValues: { ':count': count, ':celsius': celsius },
      }),
    )
  }
  console.log(event.Records.length, 'readings in', sums.size, 'writes')
}
`

export const sensorBurst = drawTemplate({
  id: 'sensor-burst',
  title: { en: 'Burst of sensor readings', 'zh-CN': '传感器数据突发' },
  summary: {
    en: 'A queue takes a burst of readings; batches of up to fifty become a few writes.',
    'zh-CN': '队列吸收突发的读数，每批最多五十条合并为少量写入。',
  },
  note: 'A batch window trades two seconds of waiting for far fewer invocations, and fewer writes.',
  nodes: {
    Sensors: [
      'client',
      0,
      0,
      {
        arrivals: { shape: 'spike', perSecond: 2, spikePerSecond: 60, atMs: 5000, forMs: 5000, count: 350 },
        path: '/readings',
        body: '{"reading":{{n}}}',
      },
    ],
    Gateway: ['http-api', 1, 0],
    Collect: ['function', 2, 0, { codeUri: 'collect', memoryMb: 256 }],
    Readings: ['queue', 0, 1, { visibilityTimeoutMs: 60_000 }],
    Aggregate: ['function', 1, 1, { codeUri: 'aggregate', timeoutMs: 10_000, memoryMb: 256 }],
    Sums: ['table', 2, 1, { hashKey: 'sensor' }],
    DeadLetters: ['queue', 0, 2, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Sensors.call > Gateway.request': {},
    'Gateway.route > Collect.invoke': { method: 'POST', path: '/readings' },
    'Collect.call > Readings.send': { actions: ['send'] },
    'Readings.consume > Aggregate.invoke': { batchSize: 50, batchWindowMs: 2000 },
    'Aggregate.call > Sums.items': { actions: ['write'] },
    'Readings.redrive > DeadLetters.send': {},
  },
  files: { 'collect/index.ts': COLLECT, 'aggregate/index.ts': AGGREGATE },
  duration: '1m',
})
