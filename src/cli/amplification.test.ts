// Retries that multiply, in real runs: what one request comes to, counted from the log.
import { createRunFolds, describeRun } from '#trace'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { runInThread } from './testing/thread-run.ts'

const RETRY = { type: 'retry', maxAttempts: 3, baseMs: 10, jitter: 'none' }

const TAKE = `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
const sqs = new SQSClient({})
export const handler = async () => {
  await sqs.send(new SendMessageCommand({ QueueUrl: process.env.JOBS_QUEUE_URL, MessageBody: '{}' }))
  throw new Error('after the message was sent')
}
`
const WORK = `export const handler = async () => {
  const answer = await fetch('https://api.example.com/')
  if (!answer.ok) throw new Error('no')
}
`

/** Shop tries three times, each time a message is sent and received three times, each time Pay is asked three times. */
const workflow = buildWorkflow({
  nodes: {
    Shop: ['client', { arrivals: { shape: 'single', atMs: 0 } }],
    Take: ['function', { codeUri: 'take' }],
    Jobs: ['queue'],
    Dead: ['queue'],
    Work: ['function', { codeUri: 'work' }],
    Pay: ['service', { errorRatePercent: 100 }],
  },
  edges: {
    'Shop.call > Take.invoke': { policies: [{ ...RETRY, retryOn: ['function-error'] }] },
    'Take.call > Jobs.send': {},
    'Jobs.consume > Work.invoke': { batchSize: 1 },
    'Jobs.redrive > Dead.send': { maxReceiveCount: 3 },
    'Work.call > Pay.request': { policies: [RETRY] },
  },
  files: { 'take/index.mjs': TAKE, 'work/index.mjs': WORK },
})

test('three tries of three layers are one request and twenty-seven calls', { timeout: 60_000 }, async () => {
  const { reader } = await runInThread(workflow)
  const run = describeRun(workflow)
  const folds = createRunFolds(run)
  folds.advance(reader)
  const page = folds.retries.query(reader, { from: 0, count: 100 })
  const nameOf = (node: number): string => run.nodes[node]?.name ?? ''
  expect(page.path?.calls).toBe(27)
  expect(page.path?.steps.map(({ kind, node, count }) => `${kind} ${nameOf(node)} ${count}`)).toEqual([
    'call Take 3',
    'call Jobs 3',
    'delivery Work 9',
    'call Pay 27',
  ])
  // Half way there it was not as many yet.
  const halfUs = Math.floor(reader.atOf(reader.length - 1) / 2)
  const then = folds.retries.query(reader, { from: 0, count: 100, atUs: halfUs })
  expect(then.path?.calls).toBeGreaterThan(0)
  expect(then.path?.calls).toBeLessThan(27)
  expect(then.lanes.every(({ attempts }) => attempts.every(({ startUs }) => startUs <= halfUs))).toBe(true)
})
