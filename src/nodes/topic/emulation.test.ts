// Given these subscriptions, when something is published, then these messages reach these subscribers.
import type { JsonObject } from '#base'
import type { SNSEventRecord, SNSMessage } from 'aws-lambda'
import { hasShared, sharedPath } from '#base/testing/shared'
import { readFileSync } from 'node:fs'
import { type NamedScript, runScripts, type ScriptRun, type ScriptRunOptions, type Stimulus } from '#emulator/testing'
import type { ShortWorkflow } from '#workflow/testing'
import { describe, expect, test } from 'vitest'

const HOUR = 3_600_000

const published = (message: string, rest: JsonObject = {}, atMs = 0): Stimulus => ({
  atMs,
  node: 't',
  event: { kind: 'topic', message, ...rest },
})

const STEPS = {
  'topic-published': [],
  'notification-filtered': ['edge'],
  'notification-started': ['edge'],
  'notification-retried': ['attempt', 'delayUs', 'failure'],
  'notification-delivered': ['attempts'],
  'notification-failed': ['attempts', 'failure'],
  'notification-dead-lettered': ['attempts', 'failure'],
} as const

const f = ['function', { coldStartMedianMs: 0 }] as const

function run(edges: ShortWorkflow['edges'], options: ScriptRunOptions, queue: JsonObject = {}): Promise<ScriptRun> {
  const nodes = { t: ['topic'], f, g: f, q: ['queue', queue], p: ['queue'], dead: ['queue'] } as const
  return runScripts({ nodes, edges }, options)
}

/** What the queue holds. */
const bodies = (run: ScriptRun, queue: string): unknown[] =>
  run.of('message-enqueued', queue).map(({ body }) => (body.startsWith('{') ? JSON.parse(body) : body))

describe('a message', () => {
  test('reaches every subscription, each on its own', async () => {
    const it = await run(
      { 't.subscribe > f.invoke': {}, 't.subscribe > g.invoke': {}, 't.subscribe > q.send': {} },
      { byHand: [published('hello')], handlers: { f: () => Promise.reject(new Error('no')) } },
    )
    expect(it.table(STEPS)).toEqual([
      '0 t topic-published',
      '0 t notification-started edge=e1',
      '0 t notification-started edge=e2',
      '0 t notification-started edge=e3',
      '2 t notification-delivered attempts=1',
      '2 t notification-delivered attempts=1',
      '2 t notification-delivered attempts=1',
    ])
    expect(it.of('invocation-requested').map(({ mode }) => mode)).toEqual(['async', 'async'])
    // What the function makes of it is the function's: its own retries.
    expect(it.of('invocation-started', 'f').map(({ attempt }) => attempt)).toEqual([1, 2, 3])
    expect(it.of('message-enqueued', 'q')).toHaveLength(1)
  })

  test('is the notification as JSON in a queue', async () => {
    const it = await run(
      { 't.subscribe > q.send': {} },
      { byHand: [published('hello', { subject: 'Hi', attributes: { a: { DataType: 'String', StringValue: 'b' } } })] },
    )
    expect(bodies(it, 'q')).toEqual([
      {
        Type: 'Notification',
        MessageId: it.of('topic-published')[0]?.messageId,
        TopicArn: 'arn:aws:sns:us-east-1:123456789012:t',
        Subject: 'Hi',
        Message: 'hello',
        Timestamp: '2026-01-01T00:00:00.000Z',
        SignatureVersion: '1',
        Signature: expect.any(String),
        SigningCertURL: expect.stringContaining('https://sns.us-east-1.amazonaws.com/'),
        UnsubscribeURL: expect.stringContaining('SubscriptionArn=arn:aws:sns:us-east-1:123456789012:t:'),
        MessageAttributes: { a: { Type: 'String', Value: 'b' } },
      },
    ])
  })

  test('has no subject and no attributes in it where none were given', async () => {
    const it = await run({ 't.subscribe > q.send': {} }, { byHand: [published('hello')] })
    expect(Object.keys(bodies(it, 'q')[0] as object)).not.toEqual(expect.arrayContaining(['Subject']))
    expect(Object.keys(bodies(it, 'q')[0] as object)).not.toEqual(expect.arrayContaining(['MessageAttributes']))
  })

  test('is itself with raw delivery, and its attributes are the queue’s', async () => {
    let seen: unknown
    const it = await run(
      { 't.subscribe > q.send': { rawDelivery: true }, 'q.consume > f.invoke': {} },
      {
        byHand: [published('hello', { attributes: { a: { DataType: 'Number', StringValue: '1' } } })],
        handlers: {
          f: ({ invocation }: NamedScript) => {
            seen = (JSON.parse(invocation.payload) as { Records: { messageAttributes: unknown }[] }).Records[0]
              ?.messageAttributes
            return Promise.resolve(null)
          },
        },
      },
    )
    expect(bodies(it, 'q')).toEqual(['hello'])
    expect(seen).toEqual({ a: { stringValue: '1', stringListValues: [], binaryListValues: [], dataType: 'Number' } })
  })

  test('is one record of an event to a function, in the shape that AWS sends', async (context) => {
    const it = await run(
      { 't.subscribe > f.invoke': {} },
      {
        byHand: [published('hello', { subject: 'Hi', attributes: { a: { DataType: 'Binary', BinaryValue: 'AQI=' } } })],
      },
    )
    const event = JSON.parse(it.of('invocation-requested')[0]?.payload ?? '') as { Records: SNSEventRecord[] }
    const [record] = event.Records
    const sns: SNSMessage | undefined = record?.Sns
    expect(sns).toMatchObject({
      Subject: 'Hi',
      Message: 'hello',
      MessageAttributes: { a: { Type: 'Binary', Value: 'AQI=' } },
    })
    expect(record?.EventSource).toBe('aws:sns')
    const path = 'corpus/lambda-events/sns-event.json'
    if (!hasShared(path)) return context.skip('no shared samples here')
    const sample = readFileSync(sharedPath(path), 'utf8')
    const [theirs] = (JSON.parse(sample) as { Records: SNSEventRecord[] }).Records
    expect(Object.keys(record ?? {}).sort()).toEqual(Object.keys(theirs ?? {}).sort())
    expect(Object.keys(sns ?? {}).sort()).toEqual(Object.keys(theirs?.Sns ?? {}).sort())
  })
})

describe('a filter policy', () => {
  const attributes = {
    store: { DataType: 'String', StringValue: 'north' },
    price: { DataType: 'Number', StringValue: '120' },
  }
  test.each<[name: string, subscription: JsonObject, passes: boolean]>([
    ['none', {}, true],
    ['empty', { filterPolicy: '{}' }, true],
    ['a value', { filterPolicy: '{"store":["north","south"]}' }, true],
    ['another value', { filterPolicy: '{"store":["south"]}' }, false],
    ['a number', { filterPolicy: '{"price":[{"numeric":[">=",100]}]}' }, true],
    ['and', { filterPolicy: '{"store":["north"],"price":[{"numeric":["<",100]}]}' }, false],
    ['absent', { filterPolicy: '{"color":[{"exists":false}]}' }, true],
    ['the body, not asked', { filterPolicy: '{"kind":["order"]}' }, false],
    ['the body', { filterPolicy: '{"kind":["order"]}', filterPolicyScope: 'MessageBody' }, true],
    [
      'nested in the body',
      { filterPolicy: '{"at":{"city":[{"prefix":"O"}]}}', filterPolicyScope: 'MessageBody' },
      true,
    ],
    ['the body, otherwise', { filterPolicy: '{"kind":["return"]}', filterPolicyScope: 'MessageBody' }, false],
  ])('%s', async (_name, subscription, passes) => {
    const it = await run(
      { 't.subscribe > q.send': subscription },
      { byHand: [published('{"kind":"order","at":{"city":"Oslo"}}', { attributes })] },
    )
    expect(it.of('message-enqueued', 'q')).toHaveLength(passes ? 1 : 0)
    expect(it.of('notification-filtered')).toHaveLength(passes ? 0 : 1)
  })
})

describe('an endpoint that fails', () => {
  const retries = {
    immediateRetries: 1,
    preBackoffRetries: 1,
    backoffRetries: 3,
    postBackoffRetries: 1,
    maximumDelayMs: 3000,
  }
  const failing = (edges: ShortWorkflow['edges']) =>
    runScripts(
      { nodes: { t: ['topic', retries], q: ['queue'], p: ['queue'], dead: ['queue'], own: ['queue'] }, edges },
      { byHand: [published('hello')], untilMs: HOUR },
    )

  test('is tried again at once, before the back-off, with growing waits and after it, then given up', async () => {
    const it = await failing({ 't.subscribe > q.send': { errorRatePercent: 100 } })
    expect(it.table(STEPS)).toEqual([
      '0 t topic-published',
      '0 t notification-started edge=e1',
      '0 t notification-retried attempt=2 delayUs=0 failure=server-error',
      '0 t notification-retried attempt=3 delayUs=1000000 failure=server-error',
      '1000 t notification-retried attempt=4 delayUs=1000000 failure=server-error',
      '2000 t notification-retried attempt=5 delayUs=2000000 failure=server-error',
      '4000 t notification-retried attempt=6 delayUs=3000000 failure=server-error',
      '7000 t notification-retried attempt=7 delayUs=3000000 failure=server-error',
      '10000 t notification-failed attempts=7 failure=server-error',
    ])
  })

  test('holds no other subscription up', async () => {
    const it = await failing({ 't.subscribe > q.send': { errorRatePercent: 100 }, 't.subscribe > p.send': {} })
    expect(it.of('message-enqueued', 'p').map(({ at }) => at)).toEqual([1000])
  })

  test('has its messages moved to the dead-letter queue of its subscription, else to the one for all', async () => {
    const it = await failing({
      't.subscribe > q.send': { errorRatePercent: 100 },
      't.subscribe > p.send': { errorRatePercent: 100, rawDelivery: true },
      't.undelivered > dead.send': {},
      't.undelivered > own.send': { endpoint: 'p' },
    })
    expect(bodies(it, 'dead')).toMatchObject([{ Type: 'Notification', Message: 'hello' }])
    expect(bodies(it, 'own')).toEqual(['hello'])
    expect(it.of('notification-dead-lettered').map(({ message }) => message)).toEqual(
      it.of('message-enqueued').map(({ message }) => message),
    )
  })
})

test('a message too large for its queue is an error that no retry mends: it is moved at once', async () => {
  const it = await run(
    { 't.subscribe > q.send': {}, 't.undelivered > dead.send': {} },
    { byHand: [published('x'.repeat(2000))] },
    { maximumMessageBytes: 1024 },
  )
  expect(it.table(STEPS)).toEqual([
    '0 t topic-published',
    '0 t notification-started edge=e1',
    '2 t notification-dead-lettered attempts=1 failure=InvalidParameterValue',
  ])
  expect(it.of('message-enqueued', 'dead')).toHaveLength(1)
})

test('more than ten attributes can’t be a queue’s: raw delivery refuses them', async () => {
  const attributes = Object.fromEntries(
    Array.from({ length: 11 }, (_, index) => [`a${index}`, { DataType: 'String', StringValue: 'b' }]),
  )
  const it = await run({ 't.subscribe > q.send': { rawDelivery: true } }, { byHand: [published('m', { attributes })] })
  expect(it.of('notification-failed').map(({ attempts }) => attempts)).toEqual([1])
})

test('a schedule publishes its event', async () => {
  const it = await runScripts(
    {
      nodes: { s: ['schedule'], t: ['topic'], q: ['queue'] },
      edges: { 's.fire > t.publish': {}, 't.subscribe > q.send': {} },
    },
    { untilMs: 61_000 },
  )
  const [body] = bodies(it, 'q') as { Message: string }[]
  expect(JSON.parse(body?.Message ?? '')).toMatchObject({ 'detail-type': 'Scheduled Event' })
})

test('an edit of the retries during a run counts for the next one', async () => {
  const it = await runScripts(
    {
      nodes: {
        t: ['topic', { immediateRetries: 0, preBackoffRetries: 2, postBackoffRetries: 0, backoffRetries: 0 }],
        q: ['queue'],
      },
      edges: { 't.subscribe > q.send': { errorRatePercent: 100 } },
    },
    {
      byHand: [published('hello')],
      edits: [{ atMs: 1500, node: 't', fields: { backoffRetries: 1, minimumDelayMs: 7000 } }],
    },
  )
  expect(it.of('notification-retried').map(({ delayUs }) => delayUs / 1e6)).toEqual([1, 1, 7])
  expect(it.of('notification-failed')).toMatchObject([{ attempts: 4 }])
})

test('an edit of a subscription during a run counts for the next try', async () => {
  const it = await run(
    { 't.subscribe > q.send': { errorRatePercent: 100 } },
    {
      byHand: [published('hello')],
      edits: [{ atMs: 500, edge: 'e1', fields: { errorRatePercent: 0, rawDelivery: true } }],
    },
  )
  expect(it.of('notification-delivered')).toMatchObject([{ attempts: 5 }])
  expect(bodies(it, 'q')).toEqual(['hello'])
})
