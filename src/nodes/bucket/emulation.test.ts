// Given this bucket and these notifications, when its objects change, then these notifications reach these targets.
import type { Json, JsonObject } from '#base'
import { base64OfBytes, utf8Bytes } from '#base'
import { hasShared, sharedPath } from '#base/testing/shared'
import { type NamedScript, runScripts, type ScriptRun, type ScriptRunOptions, type Stimulus } from '#emulator/testing'
import type { ShortWorkflow } from '#workflow/testing'
import type { S3Event, S3EventRecord, S3ObjectCreatedNotificationEvent } from 'aws-lambda'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

const base64 = (text: string): string => base64OfBytes(utf8Bytes(text))

const put = (key: string, body = 'hello', atMs = 0): Stimulus => ({
  atMs,
  node: 'b',
  event: { kind: 'bucket', key, body: base64(body) },
})
const drop = (key: string, atMs: number): Stimulus => ({ atMs, node: 'b', event: { kind: 'bucket', key } })

const STEPS = {
  'object-changed': ['name', 'key', 'bytes'],
  'notification-tested': ['edge'],
  'notification-filtered': ['edge'],
  'notification-started': ['edge'],
  'notification-delivered': [],
  'notification-failed': ['failure'],
} as const

const f = ['function', { coldStartMedianMs: 0 }] as const

function run(edges: ShortWorkflow['edges'], options: ScriptRunOptions, bucket: JsonObject = {}): Promise<ScriptRun> {
  const nodes = {
    b: ['bucket', bucket],
    f,
    g: f,
    q: ['queue'],
    small: ['queue', { maximumMessageBytes: 1024 }],
    t: ['topic'],
    default: ['event-bus'],
  } as const
  return runScripts({ nodes, edges }, options)
}

const bodies = (run: ScriptRun, queue: string): JsonObject[] =>
  run.of('message-enqueued', queue).map(({ body }) => JSON.parse(body) as JsonObject)

const invocations = (run: ScriptRun, of = 'f'): S3Event[] =>
  run.of('invocation-requested', of).map(({ payload }) => JSON.parse(payload) as S3Event)

const records = (run: ScriptRun, of = 'f'): S3EventRecord[] => invocations(run, of).flatMap(({ Records }) => Records)

describe('a change', () => {
  test('reaches a function asynchronously, once, and what the function makes of it is the function’s', async () => {
    const it = await run(
      { 'b.notify > f.invoke': {} },
      { byHand: [put('in/a.txt')], handlers: { f: () => Promise.reject(new Error('no')) } },
    )
    expect(it.table(STEPS)).toEqual([
      '0 b object-changed name=ObjectCreated:Put key=in/a.txt bytes=5',
      '0 b notification-started edge=e1',
      '2 b notification-delivered',
    ])
    expect(it.of('invocation-requested').map(({ mode }) => mode)).toEqual(['async'])
    expect(it.of('invocation-started', 'f').map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  })

  test('is one record of an event, in the shape that AWS sends', async (context) => {
    const it = await run({ 'b.notify > f.invoke': {} }, { byHand: [put('in/my photo(1).jpg')] })
    const [record] = records(it)
    expect(record).toEqual({
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventTime: '2026-01-01T00:00:00.000Z',
      eventName: 'ObjectCreated:Put',
      userIdentity: { principalId: expect.any(String) },
      requestParameters: { sourceIPAddress: expect.any(String) },
      responseElements: {
        'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
        'x-amz-id-2': expect.any(String),
      },
      s3: {
        s3SchemaVersion: '1.0',
        configurationId: expect.any(String),
        bucket: { name: 'b-bucket', ownerIdentity: { principalId: expect.any(String) }, arn: 'arn:aws:s3:::b-bucket' },
        object: {
          key: 'in/my+photo%281%29.jpg',
          size: 5,
          eTag: '5d41402abc4b2a76b9719d911017c592',
          sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
        },
      },
    } satisfies S3EventRecord)
    if (!hasShared('corpus/lambda-events')) context.skip('../shared is not here')
    const recorded = JSON.parse(readFileSync(sharedPath('corpus/lambda-events/s3-event.json'), 'utf8')) as S3Event
    const shapeOf = (value: unknown): Json =>
      value !== null && typeof value === 'object'
        ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]))
        : typeof value
    const expected = shapeOf({
      ...recorded.Records[0],
      s3: { ...recorded.Records[0]?.s3, object: { ...recorded.Records[0]?.s3.object, versionId: undefined } },
    })
    const ours = { ...record, s3: { ...record?.s3, object: { ...record?.s3.object, versionId: undefined } } }
    expect(shapeOf(ours)).toEqual(expected)
  })

  test.each([
    ['a created one by default', {}, ['a.txt'], ['ObjectCreated:Put']],
    ['a removed one where it is wanted', { events: ['s3:ObjectRemoved:*'] }, ['a.txt'], ['ObjectRemoved:Delete']],
    [
      'both',
      { events: ['s3:ObjectCreated:Put', 's3:ObjectRemoved:Delete'] },
      ['a.txt'],
      ['ObjectCreated:Put', 'ObjectRemoved:Delete'],
    ],
    ['none of another type', { events: ['s3:ObjectCreated:Copy', 's3:ObjectCreated:Post'] }, ['a.txt'], []],
    ['one with the prefix', { prefix: 'in/' }, ['in/a.txt', 'out/a.txt', 'in'], ['ObjectCreated:Put']],
    ['one with the suffix', { suffix: '.txt' }, ['a.txt', 'a.jpg', '.txt.gz'], ['ObjectCreated:Put']],
    [
      'one with both',
      { prefix: 'in/', suffix: '.txt' },
      ['in/a.txt', 'in/a.jpg', 'a.txt', 'in/b/c.txt'],
      ['ObjectCreated:Put', 'ObjectCreated:Put'],
    ],
  ])('tells of %s', async (_, config, keys, names) => {
    const byHand = keys.flatMap((key, index) => [put(key, 'x', index), drop(key, 1000 + index)])
    const it = await run({ 'b.notify > f.invoke': config }, { byHand })
    expect(records(it).map(({ eventName }) => eventName)).toEqual(names)
  })

  test('that took an object away tells neither its size nor its tag', async () => {
    const it = await run(
      { 'b.notify > f.invoke': { events: ['s3:ObjectRemoved:*'] } },
      { byHand: [put('a'), drop('a', 10)] },
    )
    expect(Object.keys(records(it)[0]?.s3.object ?? {})).toEqual(['key', 'sequencer'])
  })

  test('of nothing is no change: a key that is not there is deleted without a word', async () => {
    const it = await run({ 'b.notify > f.invoke': { events: ['s3:ObjectRemoved:*'] } }, { byHand: [drop('a', 0)] })
    expect(it.table(STEPS)).toEqual([])
  })

  test('has a sequencer that grows', async () => {
    const it = await run(
      { 'b.notify > f.invoke': {} },
      { byHand: [put('a', '1', 0), put('a', '2', 0), put('a', '3', 9)] },
    )
    const sequencers = records(it).map(({ s3 }) => s3.object.sequencer)
    expect(sequencers).toHaveLength(3)
    expect([...sequencers].sort()).toEqual(sequencers)
    expect(new Set(sequencers).size).toBe(3)
  })

  test('that nobody can take is refused: its notification fails', async () => {
    const it = await run({ 'b.notify > small.send': {} }, { byHand: [put('x'.repeat(900))] })
    expect(it.table(STEPS).at(-1)).toBe('2 b notification-failed failure=InvalidParameterValue')
  })

  test('the bucket refuses is a problem that says why', async () => {
    const it = await run({}, { byHand: [put('x'.repeat(1025))] })
    expect(it.of('problem-noted').map(({ code, detail }) => [code, JSON.parse(detail) as unknown])).toEqual([
      ['object-refused', { bucket: 'b', code: 'KeyTooLongError', message: 'Your key is too long' }],
    ])
  })
})

describe('with versioning, a change', () => {
  const versioned = { versioning: true }

  test('names its version, and a delete leaves a marker', async () => {
    const it = await run(
      { 'b.notify > f.invoke': { events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] } },
      { byHand: [put('a'), drop('a', 10)] },
      versioned,
    )
    expect(records(it).map(({ eventName }) => eventName)).toEqual([
      'ObjectCreated:Put',
      'ObjectRemoved:DeleteMarkerCreated',
    ])
    const versions = records(it).map(({ s3 }) => s3.object.versionId)
    expect(new Set(versions).size).toBe(2)
    expect(versions).toEqual([expect.stringMatching(/^\w{32}$/), expect.stringMatching(/^\w{32}$/)])
  })

  test('of one version is a removal, though the key is still there', async () => {
    const it = await run(
      { 'b.notify > q.send': { events: ['s3:ObjectRemoved:*'] }, 'f.call > b.objects': {} },
      {
        byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', payload: '{}', mode: 'async' } }],
        handlers: {
          f: async ({ call }: NamedScript) => {
            const api = async (operation: string, input: JsonObject): Promise<JsonObject> => {
              const reply = await call('b', { type: 'api', operation, input })
              return reply.type === 'api' ? reply.output : { error: JSON.stringify(reply) }
            }
            const first = await api('PutObject', { Key: 'a', Body: base64('1') })
            await api('PutObject', { Key: 'a', Body: base64('22') })
            await api('DeleteObject', { Key: 'a', VersionId: first['VersionId'] ?? '' })
            return null
          },
        },
      },
      versioned,
    )
    const [, removed] = bodies(it, 'q')
    expect(removed).toMatchObject({ Records: [{ eventName: 'ObjectRemoved:Delete' }] })
    expect(it.of('object-changed').map(({ objectsAdded, bytesAdded }) => [objectsAdded, bytesAdded])).toEqual([
      [1, 1],
      [0, 2],
      [0, -1],
    ])
  })
})

describe('a target', () => {
  test('that is a queue or a topic is tested first, with the message of S3', async () => {
    const it = await run({ 'b.notify > q.send': {}, 'b.notify > t.publish': {}, 't.subscribe > q.send': {} }, {})
    expect(it.table(STEPS, 'b')).toEqual(['0 b notification-tested edge=e1', '0 b notification-tested edge=e2'])
    expect(bodies(it, 'q')[0]).toEqual({
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: '2026-01-01T00:00:00.000Z',
      Bucket: 'b-bucket',
      RequestId: expect.stringMatching(/^[0-9A-F]{16}$/),
      HostId: expect.any(String),
    })
    expect(it.of('topic-published').map(({ subject }) => subject)).toEqual(['Amazon S3 Notification'])
  })

  test('that is a queue gets the event as the body, a topic as the message', async () => {
    const it = await run({ 'b.notify > q.send': {}, 'b.notify > t.publish': {} }, { byHand: [put('a', 'x', 10)] })
    const told = { Records: [{ eventName: 'ObjectCreated:Put', s3: { object: { key: 'a', size: 1 } } }] }
    expect(bodies(it, 'q')[1]).toMatchObject(told)
    expect(JSON.parse(it.of('topic-published')[1]?.message ?? '')).toMatchObject(told)
  })

  test('that is a bus gets every change as EventBridge tells it, whatever the filter says', async () => {
    const it = await run(
      { 'b.notify > default.put': { prefix: 'no/' }, 'default.rule > q.send': {} },
      { byHand: [put('my key'), drop('my key', 10)] },
      { versioning: true },
    )
    const [created, deleted] = bodies(it, 'q') as [JsonObject, JsonObject]
    expect(created).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': 'Object Created',
      source: 'aws.s3',
      account: '123456789012',
      time: '2026-01-01T00:00:00Z',
      region: 'us-east-1',
      resources: ['arn:aws:s3:::b-bucket'],
      detail: {
        version: '0',
        bucket: { name: 'b-bucket' },
        object: {
          key: 'my key',
          size: 5,
          etag: expect.any(String),
          'version-id': expect.any(String),
          sequencer: expect.any(String),
        },
        'request-id': expect.any(String),
        requester: '123456789012',
        'source-ip-address': '127.0.0.1',
        reason: 'PutObject',
      },
    } satisfies S3ObjectCreatedNotificationEvent)
    expect(deleted).toMatchObject({
      'detail-type': 'Object Deleted',
      detail: { reason: 'DeleteObject', 'deletion-type': 'Delete Marker Created', object: { key: 'my key' } },
    })
  })
})

test('a bucket keeps 128 MiB, all versions counted, and refuses what comes on top', { timeout: 60_000 }, async () => {
  const answers: string[] = []
  const ask = async ({ call }: NamedScript, operation: string, input: JsonObject): Promise<void> => {
    const reply = await call('b', { type: 'api', operation, input })
    answers.push(reply.type === 'api-error' ? reply.code : reply.type)
  }
  await run(
    { 'f.call > b.objects': {} },
    {
      byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', payload: '{}', mode: 'async' } }],
      handlers: {
        f: async (script: NamedScript) => {
          // 16 MiB of zeros.
          await ask(script, 'PutObject', { Key: '0', Body: `${'A'.repeat(22_369_622)}==` })
          for (const Key of ['1', '2', '3', '4', '5', '6', '7', '8'])
            await ask(script, 'CopyObject', { Key, SourceKey: '0' })
          await ask(script, 'DeleteObject', { Key: '1' })
          await ask(script, 'CopyObject', { Key: '8', SourceKey: '0' })
          return null
        },
      },
    },
  )
  expect(answers).toEqual([...Array<string>(8).fill('api'), 'QuotaExceeded', 'api', 'api'])
})
