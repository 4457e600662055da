// At two in the morning all accounts are closed, a few at a time.
import { drawTemplate } from './template.ts'

const START_BATCH = `import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs'
import type { ScheduledHandler } from 'aws-lambda'

const sqs = new SQSClient({})
const ACCOUNTS = 200
/** SQS takes ten messages a call. */
const AT_ONCE = 10

/** Makes one message of each account: what fails later fails for that account alone. */
export const handler: ScheduledHandler = async (event) => {
  const day = event.time.slice(0, 10)
  for (let first = 1; first <= ACCOUNTS; first += AT_ONCE) {
    const accounts = Array.from({ length: AT_ONCE }, (_, index) => first + index)
    const { Failed } = await sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: process.env.ACCOUNTS_QUEUE_URL,
        Entries: accounts.map((account) => ({
          Id: String(account),
          MessageBody: JSON.stringify({ account, day }),
        })),
      }),
    )
    if (Failed?.length) throw new Error(\`\${Failed.length} accounts were not queued\`)
  }
  console.log(ACCOUNTS, 'accounts to close for', day)
}
`

const CLOSE_ACCOUNT = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { SQSBatchItemFailure, SQSHandler } from 'aws-lambda'

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}))

export const handler: SQSHandler = async (event) => {
  const batchItemFailures: SQSBatchItemFailure[] = []
  for (const { messageId, body } of event.Records) {
    const { account, day } = JSON.parse(body) as { account: number; day: string }
    try {
      await documents.send(
        new PutCommand({ TableName: process.env.BALANCES_TABLE_NAME, Item: { account, day, balance: account * 100 } }),
      )
    } catch (error) {
      console.error('not closed', account, error)
      // Only this message comes back, not the whole batch.
      batchItemFailures.push({ itemIdentifier: messageId })
    }
  }
  return { batchItemFailures }
}
`

export const nightlyBatch = drawTemplate({
  id: 'nightly-batch',
  title: { en: 'Nightly batch', 'zh-CN': '夜间批处理' },
  summary: {
    en: 'A schedule starts the night’s work; a queue spreads it over a few functions.',
    'zh-CN': '定时任务启动夜间作业，队列把工作分摊给少量函数实例。',
  },
  note: 'One big job becomes many small messages: each is tried again by itself, and five at once spare the table.',
  nodes: {
    AtTwo: ['schedule', 0, 0, { expression: 'cron(0 2 * * ? *)' }],
    StartBatch: ['function', 1, 0, { codeUri: 'start-batch', timeoutMs: 30_000, memoryMb: 256 }],
    Accounts: ['queue', 2, 0, { visibilityTimeoutMs: 60_000 }],
    CloseAccount: ['function', 1, 1, { codeUri: 'close-account', timeoutMs: 10_000, memoryMb: 256 }],
    Balances: ['table', 0, 1, { hashKey: 'account', hashKeyType: 'N', rangeKey: 'day' }],
    DeadLetters: ['queue', 2, 1, { retentionMs: 1_209_600_000 }],
  },
  edges: {
    'AtTwo.fire > StartBatch.invoke': {},
    'StartBatch.call > Accounts.send': { actions: ['send'] },
    'Accounts.consume > CloseAccount.invoke': { batchSize: 5, maximumConcurrency: 5, reportBatchItemFailures: true },
    'CloseAccount.call > Balances.items': { actions: ['write'] },
    'Accounts.redrive > DeadLetters.send': {},
  },
  files: { 'start-batch/index.ts': START_BATCH, 'close-account/index.ts': CLOSE_ACCOUNT },
  // A moment before two, so that nobody has to wait for the night.
  startAt: '2026-01-05T01:59:58Z',
  duration: '1m',
})
