// Sensors report all the time; a stream keeps each sensor's readings in order, and two shards share the work.
import { drawTemplate } from './template.ts'

const COLLECT = `import { KinesisClient, PutRecordCommand } from '@aws-sdk/client-kinesis'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const kinesis = new KinesisClient({})

export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { reading } = JSON.parse(event.body ?? '{}') as { reading: number }
  const sensor = \`sensor-\${reading % 6}\`
  await kinesis.send(
    new PutRecordCommand({
      StreamName: process.env.READINGS_STREAM_NAME,
      // Readings of one sensor go to one shard, and stay in order there.
      PartitionKey: sensor,
      Data: Buffer.from(JSON.stringify({ sensor, reading, celsius: 15 + ((reading * 31) % 100) / 10 })),
    }),
  )
  return { statusCode: 202 }
}
`

const KEEP_LATEST = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { KinesisStreamHandler } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

interface Reading {
  sensor: string
  reading: number
  celsius: number
}

/** A batch is of one shard. The last of a sensor's readings in it is the newest: no other batch of its shard is at work. */
export const handler: KinesisStreamHandler = async (event) => {
  const latest = new Map<string, Reading>()
  for (const { kinesis } of event.Records) {
    const reading = JSON.parse(Buffer.from(kinesis.data, 'base64').toString()) as Reading
    latest.set(reading.sensor, reading)
  }
  for (const reading of latest.values()) {
    await documents.send(new PutCommand({ TableName: process.env.LATEST_TABLE_NAME, Item: reading }))
  }
  console.log(event.Records[0]?.eventID, event.Records.length, 'readings,', latest.size, 'sensors')
}
`

export const iotIngestion = drawTemplate({
  id: 'iot-ingestion',
  title: { en: 'IoT ingestion', 'zh-CN': '物联网数据采集' },
  summary: {
    en: 'Readings go through a stream of two shards; batches keep the latest of each sensor.',
    'zh-CN': '读数经过两个分片的数据流，按批保存每个传感器的最新值。',
  },
  note: 'The partition key decides two things at once: what stays in order, and how evenly the shards are loaded.',
  nodes: {
    Sensors: [
      'client',
      0,
      0,
      { arrivals: { shape: 'poisson', perSecond: 8, count: 400 }, path: '/readings', body: '{"reading":{{n}}}' },
    ],
    Gateway: ['http-api', 1, 0],
    Collect: ['function', 2, 0, { codeUri: 'collect', memoryMb: 256 }],
    Readings: ['stream', 0, 1, { shardCount: 2 }],
    KeepLatest: ['function', 1, 1, { codeUri: 'keep-latest', timeoutMs: 10_000, memoryMb: 256 }],
    Latest: ['table', 2, 1, { hashKey: 'sensor' }],
    Discarded: ['queue', 1, 2, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'Sensors.call > Gateway.request': {},
    'Gateway.route > Collect.invoke': { method: 'POST', path: '/readings' },
    'Collect.call > Readings.records': { actions: ['write'] },
    'Readings.consume > KeepLatest.invoke': {
      batchSize: 50,
      batchWindowMs: 2000,
      maximumRetryAttempts: 3,
      bisectOnError: true,
    },
    'Readings.undelivered > Discarded.send': {},
    'KeepLatest.call > Latest.items': { actions: ['write'] },
  },
  files: { 'collect/index.ts': COLLECT, 'keep-latest/index.ts': KEEP_LATEST },
  duration: '90s',
})
