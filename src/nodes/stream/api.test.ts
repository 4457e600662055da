// Given this stream, when a handler's SDK asks it this, then it answers so.
import { base64OfBytes, type Json, type JsonObject, utf8Bytes } from '#base'
import { type NamedScript, runScripts } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

type Call = (operation: string, input?: JsonObject) => Promise<JsonObject>

/** One handler that talks to `s`; an error is `{ code, message }`. */
async function converse(
  stream: JsonObject,
  conversation: (call: Call, script: NamedScript) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = []
  await runScripts(
    {
      nodes: {
        s: ['stream', { latencyMedianMs: 0, ...stream }],
        f: ['function', { coldStartMedianMs: 0, timeoutMs: 900_000, maximumRetryAttempts: 0 }],
      },
      edges: { 'f.call > s.records': {} },
    },
    {
      byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } }],
      handlers: {
        async f(script) {
          const call: Call = async (operation, input = {}) => {
            const reply = await script.call('s', { type: 'api', operation, input })
            if (reply.type === 'api') return reply.output
            if (reply.type !== 'api-error') throw new Error(reply.type)
            return { code: reply.code, message: reply.message }
          }
          await conversation(call, script).catch((error: unknown) => failures.push(error))
        },
      },
    },
  )
  if (failures.length > 0) throw failures[0]
}

const inBase64 = (text: string): string => base64OfBytes(utf8Bytes(text))
const record = (PartitionKey: string, text = PartitionKey): JsonObject => ({ PartitionKey, Data: inBase64(text) })
const SHARD = { ShardId: 'shardId-000000000000' }
const listOf = (answer: JsonObject, name: string): readonly JsonObject[] =>
  (answer[name] ?? []) as readonly JsonObject[]
const dataOf = (answer: JsonObject): readonly Json[] =>
  listOf(answer, 'Records').map(({ Data }) => Buffer.from(String(Data), 'base64').toString())

async function iterator(call: Call, input: JsonObject): Promise<JsonObject> {
  return { ShardIterator: (await call('GetShardIterator', { ...SHARD, ...input }))['ShardIterator'] ?? '' }
}

describe('PutRecord', () => {
  test('answers with the shard and a number that grows', () =>
    converse({}, async (call) => {
      const [first, second] = [await call('PutRecord', record('a')), await call('PutRecord', record('a'))]
      expect(first).toEqual({ ...SHARD, SequenceNumber: expect.stringMatching(/^49\d{54}$/) as string })
      expect(BigInt(String(second['SequenceNumber'])) > BigInt(String(first['SequenceNumber']))).toBe(true)
    }))

  test('goes where an explicit hash key says', () =>
    converse({ shardCount: 2 }, async (call) => {
      const put = async (ExplicitHashKey: string) =>
        (await call('PutRecord', { ...record('a'), ExplicitHashKey }))['ShardId']
      expect(await put('0')).toBe('shardId-000000000000')
      expect(await put(String(2n ** 127n - 1n))).toBe('shardId-000000000000')
      expect(await put(String(2n ** 127n))).toBe('shardId-000000000001')
      expect(await put(String(2n ** 128n - 1n))).toBe('shardId-000000000001')
    }))

  test.each<[string, JsonObject, string]>([
    ['no data', { PartitionKey: 'a' }, 'ValidationException'],
    ['no partition key', { Data: '' }, 'ValidationException'],
    ['an empty partition key', record(''), 'ValidationException'],
    ['a partition key of 257 characters', record('k'.repeat(257)), 'ValidationException'],
    ['more than 1 MiB', record('a', 'x'.repeat(1_048_576)), 'ValidationException'],
    ['a hash key past the last', { ...record('a'), ExplicitHashKey: String(2n ** 128n) }, 'InvalidArgumentException'],
  ])('of %s is refused', (_, input, code) =>
    converse({}, async (call) => {
      expect(await call('PutRecord', input)).toMatchObject({ code })
    }),
  )

  test('takes just 1 MiB, its key counted', () =>
    converse({}, async (call) => {
      expect(await call('PutRecord', record('a', 'x'.repeat(1_048_575)))).toMatchObject(SHARD)
    }))
})

describe('PutRecords', () => {
  test('takes what its shards take, and says which records they refused', () =>
    converse({ shardCount: 2 }, async (call, script) => {
      const large = record('a', 'x'.repeat(600_000))
      const answer = await call('PutRecords', { Records: [large, large, record('b')] })
      expect(answer['FailedRecordCount']).toBe(1)
      expect(listOf(answer, 'Records')).toMatchObject([
        { ShardId: 'shardId-000000000000' },
        {
          ErrorCode: 'ProvisionedThroughputExceededException',
          ErrorMessage: expect.stringContaining('Rate exceeded for shard shardId-000000000000 in stream s') as string,
        },
        { ShardId: 'shardId-000000000001' },
      ])
      await script.sleep(1000)
      expect(await call('PutRecords', { Records: [large] })).toMatchObject({ FailedRecordCount: 0 })
    }))

  test.each<[string, JsonObject, string]>([
    ['none', { Records: [] }, 'ValidationException'],
    ['501', { Records: Array.from({ length: 501 }, () => record('a')) }, 'ValidationException'],
    ['one without a key', { Records: [record('a'), { Data: '' }] }, 'ValidationException'],
    [
      'more than 5 MiB',
      { Records: Array.from({ length: 6 }, () => record('a', 'x'.repeat(900_000))) },
      'InvalidArgumentException',
    ],
  ])('of %s is refused as a whole', (_, input, code) =>
    converse({}, async (call) => {
      expect(await call('PutRecords', input)).toMatchObject({ code })
      expect(dataOf(await call('GetRecords', await iterator(call, { ShardIteratorType: 'TRIM_HORIZON' })))).toEqual([])
    }),
  )
})

describe('a shard', () => {
  test('is read page by page, up to its end and what comes later', () =>
    converse({}, async (call, script) => {
      for (const key of ['a', 'b', 'c']) await call('PutRecord', record(key))
      const first = await call('GetRecords', {
        ...(await iterator(call, { ShardIteratorType: 'TRIM_HORIZON' })),
        Limit: 2,
      })
      expect(dataOf(first)).toEqual(['a', 'b'])
      expect(first['MillisBehindLatest']).toBeGreaterThan(0)
      expect(listOf(first, 'Records')[0]).toEqual({
        SequenceNumber: expect.stringMatching(/^49/) as string,
        PartitionKey: 'a',
        Data: 'YQ==',
        ApproximateArrivalTimestamp: expect.closeTo(1_767_225_600, -1) as number,
      })
      const next = async (answer: JsonObject) =>
        call('GetRecords', { ShardIterator: answer['NextShardIterator'] ?? '' })
      const second = await next(first)
      expect([dataOf(second), second['MillisBehindLatest']]).toEqual([['c'], 0])
      const third = await next(second)
      expect(dataOf(third)).toEqual([])
      await script.sleep(1000)
      await call('PutRecord', record('d'))
      expect(dataOf(await next(third))).toEqual(['d'])
    }))

  test.each<[string, (sequence: string) => JsonObject, readonly string[]]>([
    ['TRIM_HORIZON', () => ({ ShardIteratorType: 'TRIM_HORIZON' }), ['a', 'b', 'c']],
    ['LATEST', () => ({ ShardIteratorType: 'LATEST' }), []],
    [
      'AT_SEQUENCE_NUMBER',
      (of) => ({ ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: of }),
      ['b', 'c'],
    ],
    [
      'AFTER_SEQUENCE_NUMBER',
      (of) => ({ ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: of }),
      ['c'],
    ],
    ['AT_TIMESTAMP', () => ({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: 1_767_225_601 }), ['b', 'c']],
  ])('is read from %s on', (_, place, expected) =>
    converse({}, async (call, script) => {
      await call('PutRecord', record('a'))
      await script.sleep(2000)
      const { SequenceNumber } = await call('PutRecord', record('b'))
      await call('PutRecord', record('c'))
      const answer = await call('GetRecords', await iterator(call, place(String(SequenceNumber))))
      expect(dataOf(answer)).toEqual(expected)
    }),
  )

  test('gives five answers in a second', () =>
    converse({}, async (call, script) => {
      await script.sleep(1000 - 2)
      const at = await iterator(call, { ShardIteratorType: 'LATEST' })
      const codes: unknown[] = []
      for (let turn = 0; turn < 6; turn++) codes.push((await call('GetRecords', at))['code'])
      expect(codes).toEqual([...Array.from({ length: 5 }, () => undefined), 'ProvisionedThroughputExceededException'])
    }))

  test('forgets an iterator after five minutes', () =>
    converse({}, async (call, script) => {
      const at = await iterator(call, { ShardIteratorType: 'LATEST' })
      await script.sleep(301_000)
      expect(await call('GetRecords', at)).toMatchObject({ code: 'ExpiredIteratorException' })
    }))

  test.each<[string, string, JsonObject, string]>([
    ['an iterator for nothing', 'GetShardIterator', { ...SHARD }, 'ValidationException'],
    [
      'an iterator for a shard that is not there',
      'GetShardIterator',
      { ShardId: 'shardId-000000000009', ShardIteratorType: 'LATEST' },
      'ResourceNotFoundException',
    ],
    [
      'a number that is none',
      'GetShardIterator',
      { ...SHARD, ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber: 'x' },
      'InvalidArgumentException',
    ],
    ['an iterator that is none', 'GetRecords', { ShardIterator: 'x' }, 'InvalidArgumentException'],
    ['a limit of 10,001', 'GetRecords', { ShardIterator: 'x', Limit: 10_001 }, 'ValidationException'],
  ])('refuses %s', (_, operation, input, code) =>
    converse({}, async (call) => {
      expect(await call(operation, input)).toMatchObject({ code })
    }),
  )
})

describe('a description', () => {
  test('tells the shards, whose ranges meet and cover all keys', () =>
    converse({ shardCount: 3, retentionMs: 172_800_000 }, async (call) => {
      const { StreamDescription: described } = await call('DescribeStream')
      expect(described).toMatchObject({
        StreamName: 's',
        StreamARN: 'arn:aws:kinesis:us-east-1:123456789012:stream/s',
        StreamStatus: 'ACTIVE',
        RetentionPeriodHours: 48,
        HasMoreShards: false,
      })
      const ranges = listOf(described as JsonObject, 'Shards').map(
        ({ HashKeyRange }) => HashKeyRange as { StartingHashKey: string; EndingHashKey: string },
      )
      expect(ranges[0]?.StartingHashKey).toBe('0')
      expect(ranges[2]?.EndingHashKey).toBe(String(2n ** 128n - 1n))
      for (const [index, { StartingHashKey }] of ranges.entries())
        if (index > 0) expect(BigInt(StartingHashKey)).toBe(BigInt(ranges[index - 1]?.EndingHashKey ?? '0') + 1n)
      const { StreamDescriptionSummary: summary } = await call('DescribeStreamSummary')
      expect(summary).toMatchObject({ OpenShardCount: 3, ConsumerCount: 0 })
    }))

  test('lists the shards page by page', () =>
    converse({ shardCount: 5 }, async (call) => {
      const ids: Json[] = []
      let token: Json | undefined
      for (let turn = 0; turn < 5; turn++) {
        const answer: JsonObject = await call('ListShards', { MaxResults: 2, ...(token ? { NextToken: token } : {}) })
        ids.push(...listOf(answer, 'Shards').map(({ ShardId }) => ShardId ?? ''))
        token = answer['NextToken']
        if (token === undefined) break
      }
      expect(ids).toEqual([0, 1, 2, 3, 4].map((index) => `shardId-${String(index).padStart(12, '0')}`))
    }))

  test('of an operation that is not there is refused', () =>
    converse({}, async (call) => {
      expect(await call('SplitShard')).toMatchObject({ code: 'UnknownOperationException' })
    }))
})
