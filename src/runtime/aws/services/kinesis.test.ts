// The real SDK client, in an environment, before the real emulation of a stream.
import { describe, expect, test } from 'vitest'
import type { Message } from '#emulator'
import { defaultConfig, type NodeOf, type Workflow } from '#workflow'
import { createFakeKernel } from '../../environment/testing/fake-kernel.ts'
import { workflowOf } from '../../environment/testing/workflows.ts'
import { loadPackages } from '../testing/load-packages.ts'
import { askAlone } from '../testing/lone-node.ts'

const packages = await loadPackages(['@aws-sdk/client-kinesis'])

const CONFIG: NodeOf<'stream'>['config'] = { ...defaultConfig('stream'), shardCount: 2 }
const stream = (name: string) => ({ kind: 'stream', name, position: { x: 0, y: 0 }, config: CONFIG })

/** `Work` may use `Clicks`; `Hidden` is there too, and `Audit` may only be written. */
function calling(): Workflow {
  const workflow = workflowOf()
  const edge = (to: string, actions: readonly string[]) => ({
    from: { node: 'f1', port: 'call' },
    to: { node: to, port: 'records' },
    config: { actions, env: '', policies: [] },
  })
  return {
    ...workflow,
    nodes: { ...workflow.nodes, s1: stream('Clicks'), s2: stream('Hidden'), s3: stream('Audit') },
    edges: { ...workflow.edges, e3: edge('s1', []), e4: edge('s3', ['write']) },
  } as Workflow
}

/** What the handler's code gives, or [name, message, status] of the error. */
async function handle(code: string) {
  const ask = askAlone(calling(), 's1', 1_500_000)
  const seen: Message[] = []
  const kernel = await createFakeKernel({
    workflow: calling(),
    packages,
    files: {
      f1: {
        'index.mjs': `import * as sdk from '@aws-sdk/client-kinesis'
const { Kinesis, KinesisClient, PutRecordCommand, PutRecordsCommand, GetShardIteratorCommand, GetRecordsCommand, DescribeStreamCommand, DescribeStreamSummaryCommand, ListShardsCommand, SplitShardCommand, ListStreamsCommand, ProvisionedThroughputExceededException, paginateListStreams } = sdk
const client = new KinesisClient({})
const StreamName = process.env.CLICKS_STREAM_NAME
const StreamARN = 'arn:aws:kinesis:us-east-1:123456789012:stream/Clicks'
const utf8 = (text) => new TextEncoder().encode(text)
const text = (bytes) => new TextDecoder().decode(bytes)
const bare = ({ $metadata, ...rest }) => rest
const send = async (command) => bare(await client.send(command))
export const handler = async () => {
  try { ${code} } catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode] }
}`,
      },
    },
    answer: (message) => {
      seen.push(message)
      return { afterUs: 5000, reply: ask(message) }
    },
  })
  const settled = await kernel.invoke(kernel.create('f1'), {}, 60_000)
  const problems = kernel.facts().flatMap((fact) => (fact.type === 'problem-noted' ? [fact.code] : []))
  return { seen, problems, result: JSON.parse(settled.payload) as unknown }
}

const SEQUENCE = expect.stringMatching(/^49\d{54}$/) as string

describe('a handler’s client', () => {
  test.each<[string, string, unknown]>([
    [
      'puts a record by the name it is given',
      `return [StreamName, await send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: utf8('hello') }))]`,
      ['Clicks', { ShardId: 'shardId-000000000000', SequenceNumber: SEQUENCE }],
    ],
    [
      'puts several, and reads them by their shard with the aggregated client',
      `const kinesis = new Kinesis()
       const Records = ['one', 'two', 'three'].map((data) => ({ PartitionKey: 'a', Data: utf8(data) }))
       const put = await kinesis.putRecords({ StreamARN, Records })
       const { ShardIterator } = await kinesis.getShardIterator({ StreamARN, ShardId: put.Records[0].ShardId, ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: put.Records[0].SequenceNumber })
       const read = await kinesis.getRecords({ ShardIterator })
       return [put.FailedRecordCount, read.MillisBehindLatest, read.Records.map((record) => [record.PartitionKey, text(record.Data), record.ApproximateArrivalTimestamp.toISOString()])]`,
      [
        0,
        0,
        [
          ['a', 'two', '2026-01-01T00:00:01.500Z'],
          ['a', 'three', '2026-01-01T00:00:01.500Z'],
        ],
      ],
    ],
    [
      'reads from a point in time',
      `await send(new PutRecordCommand({ StreamName, PartitionKey: 'a', Data: utf8('x') }))
       const place = (seconds) => ({ StreamName, ShardId: 'shardId-000000000000', ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(1767225600000 + seconds * 1000) })
       const count = async (seconds) => (await send(new GetRecordsCommand(await send(new GetShardIteratorCommand(place(seconds)))))).Records.length
       return [await count(1), await count(2)]`,
      [1, 0],
    ],
    [
      'learns of its shards',
      `const { StreamDescription: whole } = await send(new DescribeStreamCommand({ StreamName }))
       const { StreamDescriptionSummary: summary } = await send(new DescribeStreamSummaryCommand({ StreamARN }))
       const first = await send(new ListShardsCommand({ StreamName, MaxResults: 1 }))
       const second = await send(new ListShardsCommand({ NextToken: first.NextToken }))
       return [whole.Shards.length, summary.OpenShardCount, whole.StreamCreationTimestamp.getUTCFullYear(), first.Shards[0].ShardId, second.Shards[0].ShardId, second.NextToken ?? 'end']`,
      [2, 2, 2026, 'shardId-000000000000', 'shardId-000000000001', 'end'],
    ],
    [
      'is told which records a shard refused',
      `const Records = Array.from({ length: 3 }, () => ({ PartitionKey: 'a', Data: new Uint8Array(600000) }))
       const { FailedRecordCount, Records: results } = await send(new PutRecordsCommand({ StreamName, Records }))
       return [FailedRecordCount, results.map(({ ErrorCode }) => ErrorCode ?? 'taken')]`,
      [2, ['taken', 'ProvisionedThroughputExceededException', 'ProvisionedThroughputExceededException']],
    ],
  ])('%s', async (_, code, expected) => {
    const { result, problems } = await handle(code)
    expect(result).toEqual(expected)
    expect(problems).toEqual([])
  })

  test('tries a record that its shard refuses three times, and has the error by its class', async () => {
    const { result, seen } = await handle(`
      const large = { StreamName, PartitionKey: 'a', Data: new Uint8Array(600000) }
      await send(new PutRecordCommand(large))
      try { await send(new PutRecordCommand(large)) } catch (error) {
        return [error instanceof ProvisionedThroughputExceededException, error.$metadata.attempts, error.message]
      }`)
    expect(result).toEqual([
      true,
      3,
      'Rate exceeded for shard shardId-000000000000 in stream Clicks under account 123456789012.',
    ])
    expect(seen).toHaveLength(4)
  })

  test.each<[string, string, string, readonly string[]]>([
    [
      'without a connection is not authorised',
      `return await send(new PutRecordCommand({ StreamName: 'Hidden', PartitionKey: 'a', Data: utf8('') }))`,
      'AccessDeniedException',
      ['no-edge-for-call'],
    ],
    [
      'that may write may not read',
      `return await send(new GetShardIteratorCommand({ StreamName: 'Audit', ShardId: 'shardId-000000000000', ShardIteratorType: 'LATEST' }))`,
      'AccessDeniedException',
      ['no-edge-for-call'],
    ],
    [
      'of a stream that is not there gets its refusal',
      `return await send(new PutRecordCommand({ StreamName: 'Nothing', PartitionKey: 'a', Data: utf8('') }))`,
      'ResourceNotFoundException',
      [],
    ],
    [
      'with an iterator of nobody is refused',
      `return await send(new GetRecordsCommand({ ShardIterator: 'AAAA' }))`,
      'InvalidArgumentException',
      [],
    ],
    [
      'with an operation that is not emulated is refused, and it is said once',
      `return await send(new SplitShardCommand({ StreamName, ShardToSplit: 'x', NewStartingHashKey: '1' }))`,
      'UnknownOperationException',
      ['operation-not-emulated'],
    ],
  ])('%s', async (_, code, name, expected) => {
    const { result, problems } = await handle(code)
    expect(result).toEqual([name, expect.any(String), 400])
    expect(problems).toEqual(expected)
  })
})
