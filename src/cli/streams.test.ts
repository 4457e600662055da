// A stream in the sealed worker's own text: a handler puts clicks with the real client, another one counts them page by
// page in the order they came, one record of which it can't read; looking ahead or not.
import type { TraceEvent } from '#trace'
import type { NodeId } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { runInThread } from './testing/thread-run.ts'

const TAKE = `import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis'
const client = new KinesisClient({})
export const handler = async ({ clicks }) => {
  const Records = clicks.map((click) => ({ PartitionKey: click.user, Data: Buffer.from(JSON.stringify(click)) }))
  const { FailedRecordCount } = await client.send(
    new PutRecordsCommand({ StreamName: process.env.CLICKS_STREAM_NAME, Records }),
  )
  if (FailedRecordCount > 0) throw new Error(FailedRecordCount + ' were refused')
}`

const COUNT = `export const handler = async (event) => {
  for (const { kinesis } of event.Records) {
    const { user, page } = JSON.parse(Buffer.from(kinesis.data, 'base64').toString())
    if (page === 'bad') return { batchItemFailures: [{ itemIdentifier: kinesis.sequenceNumber }] }
    console.log(user, page)
  }
}`

const clicks = buildWorkflow({
  nodes: {
    take: ['function', { codeUri: 'take', handler: 'index.handler' }],
    Clicks: ['stream', { shardCount: 2 }],
    count: ['function', { codeUri: 'count', handler: 'index.handler' }],
    Lost: ['queue'],
  },
  edges: {
    'take.call > Clicks.records': { actions: ['write'] },
    'Clicks.consume > count.invoke': { maximumRetryAttempts: 1, bisectOnError: true, reportBatchItemFailures: true },
    'Clicks.undelivered > Lost.send': {},
  },
  files: { 'take/index.mjs': TAKE, 'count/index.mjs': COUNT },
  scenario: { duration: '1m' },
})

const taken = (...given: readonly (readonly [user: string, page: string])[]) => ({
  atUs: 0,
  entriesBefore: 0,
  input: {
    type: 'event',
    node: 'take' as NodeId,
    event: {
      kind: 'function',
      payload: JSON.stringify({ clicks: given.map(([user, page]) => ({ user, page })) }),
      mode: 'async',
    },
  } as const,
})

test('what is put into a stream is consumed in the order of its keys, around a record that fails, with one fingerprint', {
  timeout: 120_000,
}, async () => {
  const inputs = [taken(['a', '1'], ['b', '1'], ['a', '2'], ['a', 'bad'], ['b', '2'], ['a', '3'])]
  const [fast, careful] = [await runInThread(clicks, { inputs }), await runInThread(clicks, { inputs, careful: true })]
  const events = Array.from({ length: fast.reader.length }, (_, event): TraceEvent => fast.reader.eventAt(event))
  const said = events.flatMap((event) =>
    event.type === 'log-written' ? [event.line.split('\t').at(-1)?.trim() ?? ''] : [],
  )
  const of = (user: string) => said.flatMap((line) => (line.startsWith(`${user} `) ? [line.slice(2)] : []))
  expect([of('a'), of('b')]).toEqual([
    ['1', '2', '3'],
    ['1', '2'],
  ])
  const lost = events.flatMap((event) => (event.type === 'message-enqueued' ? [event.body] : []))
  expect(lost).toHaveLength(1)
  expect(lost[0]).toContain('"KinesisBatchInfo":{"shardId":"shardId-000000000000"')
  expect(events.flatMap((event) => (event.type === 'problem-noted' ? [event.code] : []))).toEqual([])
  expect(careful.fingerprint).toBe(fast.fingerprint)
})
