// Given this stream and these consumers, when records come, then these events and figures.
import { base64OfBytes, type JsonObject, md5, utf8Bytes } from '#base'
import { hasShared, sharedPath } from '#base/testing/shared'
import { type NamedScript, runScripts, type ScriptRun, type Stimulus } from '#emulator/testing'
import { createRunFolds, describeRun } from '#trace'
import { buildWorkflow, type ShortWorkflow } from '#workflow/testing'
import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda'
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

type Handler = (script: NamedScript) => Promise<unknown>

interface Given {
  readonly stream?: JsonObject
  readonly mapping?: JsonObject
  readonly f?: JsonObject
  readonly handler?: Handler
  readonly untilMs?: number
  readonly seed?: number
  readonly careful?: boolean
  readonly hasQueue?: boolean
}

const inBase64 = (text: string): string => base64OfBytes(utf8Bytes(text))

/** Records put at these times under these keys; the data is the number of the record unless it is given. */
const puts = (...records: readonly (readonly [atMs: number, key: string, data?: string])[]): Stimulus[] =>
  records.map(([atMs, partitionKey, data], index) => ({
    atMs,
    node: 's',
    event: { kind: 'stream', partitionKey, data: inBase64(data ?? String(index + 1)) },
  }))

const drawn = (given: Given): ShortWorkflow => ({
  nodes: {
    s: ['stream', given.stream ?? {}],
    f: ['function', { coldStartMedianMs: 0, coldStartP99Ms: 0, timeoutMs: 900_000, ...given.f }],
    ...(given.hasQueue ? { dead: ['queue', {}] as const } : {}),
  },
  edges: {
    's.consume > f.invoke': { ...given.mapping },
    ...(given.hasQueue ? { 's.undelivered > dead.send': {} } : {}),
  },
})

const consumed = (given: Given, byHand: readonly Stimulus[]): Promise<ScriptRun> =>
  runScripts(drawn(given), {
    byHand,
    untilMs: given.untilMs ?? 100_000_000,
    careful: given.careful ?? false,
    ...(given.handler ? { handlers: { f: given.handler } } : {}),
    ...(given.seed === undefined ? {} : { seed: given.seed }),
  })

const recordsOf = (script: NamedScript): readonly KinesisStreamRecord[] =>
  (JSON.parse(script.invocation.payload) as KinesisStreamEvent).Records
const textOf = ({ kinesis }: KinesisStreamRecord): string => Buffer.from(kinesis.data, 'base64').toString()

/** The batches that were tried, as their data. */
function tried(handler: Handler = async () => null): { readonly batches: string[]; readonly handler: Handler } {
  const batches: string[] = []
  return {
    batches,
    handler(script) {
      batches.push(recordsOf(script).map(textOf).join(' '))
      return handler(script)
    },
  }
}

const fails: Handler = () => Promise.reject(new Error('no'))

describe('a record', () => {
  test('goes to the shard whose range has the MD5 of its key', async () => {
    const keys = ['a', 'b', 'c', 'user-7', '键', '']
    const run = await consumed({ stream: { shardCount: 4 } }, puts(...keys.map((key) => [0, key] as const)))
    const shards = run.of('stream-record-added').map(({ partitionKey, shard }) => [partitionKey, shard])
    const quarter = (key: string) => Math.floor(Number.parseInt(md5(key)[0] ?? '', 16) / 4)
    expect(shards).toEqual(
      keys.filter((key) => key !== '').map((key) => [key, `shardId-${String(quarter(key)).padStart(12, '0')}`]),
    )
    expect(run.of('stream-called').at(-1)).toMatchObject({ failure: 'ValidationException', added: 0, refused: 1 })
  })

  test('beyond 1,000 in a second is refused, and taken in the next', async () => {
    const at = (atMs: number, count: number) => Array.from({ length: count }, () => [atMs, 'a'] as const)
    const run = await runScripts(
      { nodes: { s: ['stream'] }, edges: {} },
      { byHand: puts(...at(100, 1001), ...at(1100, 1)) },
    )
    expect(run.of('stream-record-added')).toHaveLength(1001)
    const refused = run.of('stream-called').filter(({ failure }) => failure !== '')
    expect(refused).toMatchObject([{ failure: 'ProvisionedThroughputExceededException', refused: 1 }])
    expect(run.of('stream-record-added').at(-1)?.at).toBeGreaterThan(1_000_000)
  })

  test('beyond 1 MB in a second is refused, on its shard only', async () => {
    const half = 'x'.repeat(600_000)
    // `a` and `b` hash into different halves.
    const run = await runScripts(
      { nodes: { s: ['stream', { shardCount: 2 }] }, edges: {} },
      { byHand: puts([0, 'a', half], [1, 'a', half], [2, 'b', half], [1001, 'a', half]) },
    )
    expect(run.of('stream-called').map(({ failure }) => failure !== '')).toEqual([false, true, false, false])
  })
})

describe('a function that consumes a stream', () => {
  test('is asked for once a second and gets all there is', async () => {
    const seen = tried()
    const run = await consumed({ handler: seen.handler }, puts([0, 'a'], [300, 'b'], [999, 'a'], [1100, 'a']))
    expect(seen.batches).toEqual(['1 2 3', '4'])
    expect(run.of('delivery-started').map(({ at }) => at / 1000)).toEqual([1000, 2000])
  })

  test('gets a batch of each shard on its own', async () => {
    const seen = tried()
    const run = await consumed(
      { stream: { shardCount: 2 }, handler: seen.handler },
      puts([0, 'a'], [0, 'b'], [0, 'a'], [0, 'b']),
    )
    expect([...seen.batches].sort()).toEqual(['1 3', '2 4'])
    expect(run.of('records-settled').map(({ records }) => records)).toEqual([2, 2])
  })

  test('that begins at a point in time passes over what came before', async () => {
    const seen = tried()
    const startingTimestampSeconds = 1_767_225_600 + 5
    const run = await consumed(
      { mapping: { startingPosition: 'AT_TIMESTAMP', startingTimestampSeconds }, handler: seen.handler },
      puts([0, 'a'], [4999, 'a'], [5001, 'a'], [9000, 'a']),
    )
    expect(seen.batches).toEqual(['3', '4'])
    expect(run.of('records-settled').map(({ outcome, records }) => `${outcome} ${records}`)).toEqual([
      'filtered 1',
      'filtered 1',
      'processed 1',
      'processed 1',
    ])
  })

  test.each<[string, string, readonly string[]]>([
    ['its data as JSON', '{"data":{"total":[{"numeric":[">",10]}]}}', ['{"total":11}']],
    ['its data as text', '{"data":["plain"]}', ['plain']],
    ['its partition key', '{"kinesis":{"partitionKey":["b"]}}', ['{"total":11}', 'plain']],
  ])('with a filter on %s gets what passes', async (_, pattern, expected) => {
    const seen = tried()
    await consumed(
      { mapping: { filters: [{ pattern }] }, handler: seen.handler },
      puts([0, 'a', '{"total":1}'], [0, 'b', '{"total":11}'], [0, 'b', 'plain']),
    )
    expect(seen.batches).toEqual([expected.join(' ')])
  })

  test('that fails holds up its shard until the records expire, and no other shard', async () => {
    const seen = tried(async (script) => {
      if (recordsOf(script).some((record) => textOf(record) === 'bad')) throw new Error('bad')
    })
    const run = await consumed(
      { stream: { shardCount: 2 }, mapping: { batchSize: 1 }, handler: seen.handler },
      puts([0, 'a', 'bad'], [0, 'a', 'behind'], [0, 'b', 'other']),
    )
    const ends = run.of('records-settled').map(({ outcome, at }) => `${outcome} ${Math.floor(at / 3_600_000_000)}`)
    expect(ends).toEqual(['processed 0', 'expired 24', 'expired 24'])
    expect(seen.batches).not.toContain('behind')
  })

  test('that fails after its retries has its records told to a queue, without their data', async () => {
    const run = await consumed(
      { mapping: { maximumRetryAttempts: 1 }, handler: fails, hasQueue: true },
      puts([0, 'a', 'secret'], [0, 'a']),
    )
    const [first, last] = run.of('stream-record-added')
    expect(JSON.parse(run.of('message-enqueued')[0]?.body ?? '')).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 2 },
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: first?.sequence,
        endSequenceNumber: last?.sequence,
        batchSize: 2,
        streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/s',
      },
    })
    expect(run.of('message-enqueued')[0]?.body).not.toContain('secret')
  })

  test('finds the record that fails by cutting its batch in two, and goes on from the record it names', async () => {
    const seen = tried(async (script) => {
      const records = recordsOf(script)
      const bad = records.find((record) => textOf(record) === '3')
      if (bad) return { batchItemFailures: [{ itemIdentifier: bad.kinesis.sequenceNumber }] }
    })
    await consumed(
      {
        mapping: { reportBatchItemFailures: true, bisectOnError: true, maximumRetryAttempts: 0 },
        handler: seen.handler,
      },
      puts([0, 'a'], [0, 'a'], [0, 'a'], [0, 'a']),
    )
    expect(seen.batches).toEqual(['1 2 3 4', '3 4', '3', '4'])
  })
})

describe('a stream that a handler reads', () => {
  test('no longer has what is older than its retention', async () => {
    const DAY_MS = 86_400_000
    const seen: number[] = []
    const ask = (atMs: number): Stimulus => ({
      atMs,
      node: 'f',
      event: { kind: 'function', mode: 'async', payload: '{}' },
    })
    await runScripts(
      { nodes: { s: ['stream'], f: ['function'] }, edges: { 'f.call > s.records': { actions: ['read'] } } },
      {
        byHand: [...puts([0, 'a'], [60_000, 'a']), ask(DAY_MS - 60_000), ask(DAY_MS + 30_000), ask(DAY_MS + 120_000)],
        untilMs: 2 * DAY_MS,
        handlers: {
          async f(script) {
            const input = { ShardId: 'shardId-000000000000', ShardIteratorType: 'TRIM_HORIZON' }
            const at = await script.call('s', { type: 'api', operation: 'GetShardIterator', input })
            if (at.type !== 'api') throw new Error(at.type)
            const read = await script.call('s', { type: 'api', operation: 'GetRecords', input: at.output })
            if (read.type !== 'api') throw new Error(read.type)
            seen.push((read.output['Records'] as readonly unknown[]).length)
          },
        },
      },
    )
    expect(seen).toEqual([2, 1, 0])
  })
})

test('its status counts what came, was refused and waits, and how far its consumers are behind', async () => {
  const given = { mapping: { batchSize: 2, maximumRetryAttempts: 2, retryDelayMs: 10_000 }, handler: fails }
  const run = await consumed(given, puts([0, 'a'], [0, ''], [0, 'a'], [100, 'a']))
  const folds = createRunFolds(describeRun(buildWorkflow(drawn(given))))
  folds.advance(run.reader)
  const at = (ms: number) => folds.status.statusAt(run.reader, ms * 1000).nodes.find(({ kind }) => kind === 'stream')
  const came = { added: 3, bytes: 6, refused: 1, read: 0 }
  expect(at(500)).toMatchObject({ ...came, waiting: 3, processed: 0, iteratorAgeUs: 0 })
  expect(at(20_000)).toMatchObject({ ...came, waiting: 3, discarded: 0 })
  const behind = at(20_000)
  expect(behind && 'iteratorAgeUs' in behind ? Math.floor(behind.iteratorAgeUs / 1_000_000) : -1).toBe(11)
  expect(at(90_000)).toMatchObject({ ...came, waiting: 0, discarded: 3 })
})

describe('its event', () => {
  async function firstEvent(): Promise<KinesisStreamEvent | undefined> {
    let event: KinesisStreamEvent | undefined
    await consumed(
      {
        handler: async (script) => {
          event = { Records: [...recordsOf(script)] }
        },
      },
      puts([250, 'user-7', 'Hello World']),
    )
    return event
  }

  test('has the shape that AWS sends', async () => {
    const sequenceNumber = expect.stringMatching(/^49\d{54}$/) as string
    expect(await firstEvent()).toEqual({
      Records: [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'user-7',
            sequenceNumber,
            data: 'SGVsbG8gV29ybGQ=',
            approximateArrivalTimestamp: 1_767_225_600.25,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: expect.stringMatching(/^shardId-000000000000:49\d{54}$/) as string,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: 'arn:aws:iam::123456789012:role/f-role',
          awsRegion: 'us-east-1',
          eventSourceARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/s',
        },
      ],
    } satisfies KinesisStreamEvent)
  })

  const SAMPLE = 'corpus/lambda-events/kinesis-event.json'
  test.skipIf(!hasShared(SAMPLE))('has the fields of a recorded one', async () => {
    const sample = JSON.parse(readFileSync(sharedPath(SAMPLE), 'utf8')) as KinesisStreamEvent
    const [ours] = (await firstEvent())?.Records ?? []
    const keys = (of: object | undefined) => Object.keys(of ?? {}).sort()
    expect(keys(ours)).toEqual(keys(sample.Records[0]))
    expect(keys(ours?.kinesis)).toEqual(keys(sample.Records[0]?.kinesis))
  })
})

test('each record leaves its consumer once, in the order of its key, whatever fails, looking ahead or not', async () => {
  const mappings = fc.record({
    batchSize: fc.integer({ min: 1, max: 5 }),
    batchWindowMs: fc.constantFrom(0, 300),
    parallelizationFactor: fc.integer({ min: 1, max: 3 }),
    maximumRetryAttempts: fc.constantFrom(0, 1, 3),
    bisectOnError: fc.boolean(),
    reportBatchItemFailures: fc.boolean(),
    filters: fc.constantFrom<JsonObject[]>([], [{ pattern: '{"data":[{"anything-but":"2"}]}' }]),
  })
  const written = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 3000 }), fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2', '3')),
    { minLength: 1, maxLength: 30 },
  )
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 3 }),
      mappings,
      written,
      fc.array(fc.constantFrom('ok', 'throw', 'part', 'slow'), { minLength: 1, maxLength: 12 }),
      fc.integer(),
      async (shardCount, mapping, records, fates, seed) => {
        const go = async (careful: boolean) => {
          const seen = new Map<string, string[]>()
          let turn = 0
          const handler: Handler = async (script) => {
            const fate = fates[turn % fates.length]
            turn += 1
            const batch = recordsOf(script)
            if (fate === 'throw') throw new Error('no')
            if (fate === 'slow') await script.sleep(400)
            const isPart = fate === 'part' && mapping.reportBatchItemFailures && batch.length > 1
            for (const { kinesis } of isPart ? batch.slice(0, 1) : batch) {
              const { partitionKey, sequenceNumber } = kinesis
              seen.set(partitionKey, [...(seen.get(partitionKey) ?? []), sequenceNumber])
            }
            return isPart ? { batchItemFailures: [{ itemIdentifier: batch[1]?.kinesis.sequenceNumber }] } : null
          }
          const f = { reservedConcurrency: 2 }
          const given = { stream: { shardCount }, mapping, seed, careful, f, handler, hasQueue: true }
          return { run: await consumed(given, puts(...records)), seen }
        }
        const { run, seen } = await go(false)
        expect(run.of('stream-record-added')).toHaveLength(records.length)
        const settled = run.of('records-settled').reduce((sum, one) => sum + one.records, 0)
        expect(settled).toBe(records.length)
        for (const sequences of seen.values())
          for (const [index, sequence] of sequences.entries())
            if (index > 0) expect(BigInt(sequence) > BigInt(sequences[index - 1] ?? '0')).toBe(true)
        const careful = await go(true)
        expect(careful.run.fingerprint).toBe(run.fingerprint)
      },
    ),
    { numRuns: 30 },
  )
})
