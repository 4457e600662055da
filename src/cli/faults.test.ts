// Faults meet real code: an SDK client and a fetch, in the sealed worker's own text, see what they would see of AWS.
import type { Effect, Fault } from '#faults'
import { buildWorkflow } from '#workflow/testing'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { serializeWorkflow } from '#workflow'
import { run } from './commands.ts'
import { eventsOf, runInThread } from './testing/thread-run.ts'

const HANDLER = `import { SQSClient, SendMessageCommand } from '@aws-sdk/client-sqs'
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb'
import { S3Client, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
const once = { maxAttempts: 1 }
const asked = {
  fetch: async () => {
    const response = await fetch('https://pay.example/charge')
    return [response.status, response.headers.get('retry-after') ?? '', await response.text()]
  },
  json: async () => (await fetch('https://pay.example/charge')).json(),
  send: () => new SQSClient(once).send(new SendMessageCommand({ QueueUrl: process.env.ORDERS_QUEUE_URL, MessageBody: 'hi' })),
  sendAgain: () => new SQSClient({}).send(new SendMessageCommand({ QueueUrl: process.env.ORDERS_QUEUE_URL, MessageBody: 'hi' })),
  read: () => new DynamoDBClient(once).send(new GetItemCommand({ TableName: 'Items', Key: { id: { S: 'a' } } })),
  load: async () => {
    const client = new S3Client(once)
    await client.send(new PutObjectCommand({ Bucket: process.env.FILES_BUCKET_NAME, Key: 'k', Body: 'abcdef' }))
    return (await client.send(new GetObjectCommand({ Bucket: process.env.FILES_BUCKET_NAME, Key: 'k' }))).Body.transformToString()
  },
}
export const handler = async ({ n }) => {
  const what = process.env.CASES.split(',')[n - 1]
  try {
    const answer = await asked[what]()
    return { ok: typeof answer === 'object' && '$metadata' in answer ? answer.$metadata.attempts : answer }
  } catch (error) {
    return { name: error.name, code: error.cause?.code ?? error.code ?? '', status: error.$metadata?.httpStatusCode ?? 0, attempts: error.$metadata?.attempts ?? 0 }
  }
}`

const EDGES = { service: 'e1', queue: 'e2', table: 'e3', bucket: 'e4' } as const

const EVERY_MS = 30_000
type Case = readonly [what: string, on: keyof typeof EDGES, effect: Effect, expected: unknown]

/** Each case asks in half a minute of its own, in which its own fault is at work. */
function workflowOf(cases: readonly Case[]) {
  const faults = cases.map(
    ([, on, effect], index): Fault => ({
      id: `f${index}`,
      on: { type: 'edge', edge: EDGES[on] },
      startMs: index * EVERY_MS,
      endMs: (index + 1) * EVERY_MS,
      percent: 100,
      effect,
    }),
  )
  const environment = { CASES: cases.map(([what]) => what).join(',') }
  const arrivals = { shape: 'constant', perSecond: 1000 / EVERY_MS, count: cases.length }
  return buildWorkflow({
    nodes: {
      Work: ['function', { codeUri: 'work', handler: 'index.handler', timeoutMs: 10_000, environment }],
      Pay: ['service', { baseUrl: 'https://pay.example', body: '{"paid":true}' }],
      Orders: ['queue'],
      Items: ['table'],
      Files: ['bucket'],
      Traffic: ['client', { arrivals, body: '{"n":{{n}}}' }],
    },
    edges: {
      'Work.call > Pay.request': {},
      'Work.call > Orders.send': { actions: ['send'] },
      'Work.call > Items.items': { actions: ['read'] },
      'Work.call > Files.objects': { actions: ['read', 'write'] },
      'Traffic.call > Work.invoke': {},
    },
    files: { 'work/index.mjs': HANDLER },
    scenario: { duration: '10m', faults },
  })
}

const CASES: readonly Case[] = [
  ['fetch', 'service', { type: 'error', kind: 'server-error', body: 'sorry' }, { ok: [503, '', 'sorry'] }],
  ['fetch', 'service', { type: 'throttle', perSecond: 0.001, burst: 1 }, { ok: [200, '', '{"paid":true}'] }],
  [
    'fetch',
    'service',
    { type: 'outage', how: 'refused' },
    { name: 'TypeError', code: 'ECONNREFUSED', status: 0, attempts: 0 },
  ],
  ['fetch', 'service', { type: 'drop' }, 'timed-out'],
  ['json', 'service', { type: 'corrupt', how: 'truncate' }, { name: 'SyntaxError', code: '', status: 0, attempts: 0 }],
  ['fetch', 'service', { type: 'corrupt', how: 'empty' }, { ok: [200, '', ''] }],
  [
    'send',
    'queue',
    { type: 'error', kind: 'throttled' },
    { name: 'RequestThrottled', code: '', status: 400, attempts: 1 },
  ],
  [
    'sendAgain',
    'queue',
    { type: 'error', kind: 'server-error' },
    { name: 'InternalFailure', code: '', status: 500, attempts: 3 },
  ],
  [
    'send',
    'queue',
    { type: 'outage', how: 'refused' },
    { name: 'Error', code: 'ECONNREFUSED', status: 0, attempts: 1 },
  ],
  ['send', 'queue', { type: 'outage', how: 'silent' }, 'timed-out'],
  ['send', 'queue', { type: 'latency', medianMs: 3000, p99Ms: 3000 }, { ok: 1 }],
  [
    'read',
    'table',
    { type: 'error', kind: 'throttled' },
    { name: 'ProvisionedThroughputExceededException', code: '', status: 400, attempts: 1 },
  ],
  ['read', 'table', { type: 'corrupt', how: 'garble' }, { name: 'SyntaxError', code: '', status: 200, attempts: 1 }],
  ['load', 'bucket', { type: 'error', kind: 'throttled' }, { name: 'SlowDown', code: '', status: 503, attempts: 1 }],
  ['load', 'bucket', { type: 'corrupt', how: 'truncate' }, { ok: 'abc' }],
]

test('a handler’s fetch and its SDK clients meet each fault as they would meet it at AWS, with one fingerprint', {
  timeout: 120_000,
}, async () => {
  const workflow = workflowOf(CASES)
  const fast = await runInThread(workflow)
  const ended = eventsOf(fast).flatMap((event) => (event.type === 'invocation-ended' ? [event] : []))
  const results = ended.map(({ outcome, payload }) =>
    outcome === 'returned' ? (JSON.parse(payload) as unknown) : outcome,
  )
  expect(results).toEqual(CASES.map(([, , , expected]) => expected))
  const careful = await runInThread(workflow, { careful: true })
  expect(careful.fingerprint).toBe(fast.fingerprint)
})

test('a headless run meets the faults of its scenario: what is poison fails it, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'faaslab-faults-'))
  const document = (faults: readonly Fault[]) =>
    buildWorkflow({
      nodes: {
        Traffic: ['client', { arrivals: { shape: 'constant', perSecond: 1, count: 4 }, body: '{"n":{{n}}}' }],
        Work: ['function', { codeUri: 'work', handler: 'index.handler' }],
      },
      edges: { 'Traffic.call > Work.invoke': {} },
      files: { 'work/index.mjs': 'export const handler = async ({ n }) => n' },
      scenario: { duration: '1m', faults },
    })
  const poison: Fault = {
    id: 'f1',
    on: { type: 'node', node: 'Work' },
    startMs: 0,
    percent: 100,
    effect: { type: 'poison', pattern: '{"n":[3]}' },
  }
  const figuresOf = async (faults: readonly Fault[]) => {
    const file = join(folder, 'w.faaslab.json')
    await writeFile(file, serializeWorkflow(document(faults)))
    let out = ''
    const status = await run(
      {
        command: 'run',
        file,
        seed: undefined,
        forMs: undefined,
        events: [],
        json: true,
        logs: false,
        trace: undefined,
      },
      { out: (text) => (out += text), error: () => undefined },
    )
    return { status, work: (JSON.parse(out) as { nodes: Record<string, object> }).nodes['Work'] }
  }
  expect(await figuresOf([])).toMatchObject({ status: 0, work: { succeeded: 4 } })
  expect(await figuresOf([poison])).toMatchObject({ status: 1, work: { succeeded: 3, failed: 1 } })
  await rm(folder, { recursive: true })
})
