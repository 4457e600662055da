// Sales are counted as they come; once a minute a report of them goes into a bucket.
import { drawTemplate } from './template.ts'

const COUNT_SALE = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb'
import type { APIGatewayProxyHandlerV2 } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const SHOPS = ['Berlin', 'Chengdu', 'Lisbon']

/** ADD is done by the table: two sales at once are both counted, without reading first. */
export const handler: APIGatewayProxyHandlerV2 = async (event) => {
  const { sale } = JSON.parse(event.body ?? '{}') as { sale: number }
  await documents.send(
    new UpdateCommand({
      TableName: process.env.SALES_TABLE_NAME,
      Key: { shop: SHOPS[sale % SHOPS.length] },
      UpdateExpression: 'ADD sales :one, cents :cents',
      ExpressionAttributeValues: { ':one': 1, ':cents': 100 + ((sale * 991) % 5000) },
    }),
  )
  return { statusCode: 204 }
}
`

const WRITE_REPORT = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb'
import type { ScheduledHandler } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))
const s3 = new S3Client({})

export const handler: ScheduledHandler = async (event) => {
  const { Items = [] } = await documents.send(new ScanCommand({ TableName: process.env.SALES_TABLE_NAME }))
  const lines = Items.map(({ shop, sales, cents }) => \`\${shop},\${sales},\${(cents / 100).toFixed(2)}\`).sort()
  const report = ['shop,sales,total', ...lines].join('\\n')

  // Named after the time that was asked for: a second try writes the same report again.
  await s3.send(
    new PutObjectCommand({
      Bucket: process.env.REPORTS_BUCKET_NAME,
      Key: \`\${event.time}.csv\`,
      Body: report,
      ContentType: 'text/csv',
    }),
  )
  console.log(report)
}
`

export const scheduledReport = drawTemplate({
  id: 'scheduled-report',
  title: { en: 'Scheduled report', 'zh-CN': '定时报表' },
  summary: {
    en: 'Sales are counted in a table; every minute a report goes into a bucket.',
    'zh-CN': '销售额在表中累计，每分钟生成一份报表存入存储桶。',
  },
  note: 'The report reads totals that are kept up to date, so it takes as long after a million sales as after three.',
  nodes: {
    Tills: [
      'client',
      0,
      0,
      { arrivals: { shape: 'poisson', perSecond: 2, count: 300 }, path: '/sales', body: '{"sale":{{n}}}' },
    ],
    Intake: ['http-api', 1, 0],
    CountSale: ['function', 2, 0, { codeUri: 'count-sale', memoryMb: 256 }],
    EveryMinute: ['schedule', 0, 1, { expression: 'cron(* * * * ? *)' }],
    WriteReport: ['function', 1, 1, { codeUri: 'write-report', timeoutMs: 30_000, memoryMb: 256 }],
    Sales: ['table', 2, 1, { hashKey: 'shop' }],
    Reports: ['bucket', 1, 2],
  },
  edges: {
    'Tills.call > Intake.request': {},
    'Intake.route > CountSale.invoke': { method: 'POST', path: '/sales' },
    'CountSale.call > Sales.items': { actions: ['write'] },
    'EveryMinute.fire > WriteReport.invoke': {},
    'WriteReport.call > Sales.items': { actions: ['read'] },
    'WriteReport.call > Reports.objects': { actions: ['write'] },
  },
  files: { 'count-sale/index.ts': COUNT_SALE, 'write-report/index.ts': WRITE_REPORT },
  // The first report comes ten seconds in.
  startAt: '2026-01-05T08:59:50Z',
  duration: '3m',
})
