// PutRecord and PutRecords: a record is taken by its shard, or refused alone.
import { base64ByteLength, type Json, type JsonObject, utf8ByteLength } from '#base'
import { ACCOUNT_ID } from '#workflow'
import { type ApiAnswer, constraint, invalidArgument, type Read, THROUGHPUT_EXCEEDED, refuse } from './refusal.ts'
import { HASH_KEYS, type KeptRecord, type Shard, type Shards, sequenceOf } from './shards.ts'

/** Data and partition key of a record: 1 MiB. A3.6 [V]; 10 MiB since late 2025 [K] */
const RECORD_BYTES = 1024 * 1024
/** Of one PutRecords: 500 records, 5 MiB. [V] */
const BATCH_RECORDS = 500
const BATCH_BYTES = 5 * 1024 * 1024
const LONGEST_KEY = 256

export interface Entry {
  readonly partitionKey: string
  readonly hash: bigint | undefined
  /** In base64. */
  readonly data: string
  readonly bytes: number
}

/** `added` is told of each record that is in the stream now. */
export type Added = (shard: Shard, record: KeptRecord, index: number) => void

const textOf = (input: JsonObject, name: string): string | undefined => {
  const value = input[name]
  return typeof value === 'string' ? value : undefined
}

/** `at` names the parameters: `records.1.member.` for the first of many. */
function readEntry(input: JsonObject, at: string): Read<Entry> {
  const [partitionKey, data, explicit] = ['PartitionKey', 'Data', 'ExplicitHashKey'].map((name) => textOf(input, name))
  if (data === undefined) return constraint('null', `${at}data`, 'not be null')
  if (partitionKey === undefined) return constraint('null', `${at}partitionKey`, 'not be null')
  const length = [...partitionKey].length
  if (length < 1) return constraint(`'${partitionKey}'`, `${at}partitionKey`, 'have length greater than or equal to 1')
  if (length > LONGEST_KEY)
    return constraint(`'${partitionKey}'`, `${at}partitionKey`, `have length less than or equal to ${LONGEST_KEY}`)
  const bytes = base64ByteLength(data) + utf8ByteLength(partitionKey)
  if (bytes > RECORD_BYTES)
    return constraint(`'${data.slice(0, 32)}…'`, `${at}data`, `have length less than or equal to ${RECORD_BYTES}`)
  if (explicit === undefined) return { ok: true, value: { partitionKey, hash: undefined, data, bytes } }
  const hash = /^(?:0|[1-9]\d{0,38})$/.test(explicit) ? BigInt(explicit) : HASH_KEYS
  if (hash >= HASH_KEYS)
    return invalidArgument(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicit}`,
    )
  return { ok: true, value: { partitionKey, hash, data, bytes } }
}

/** In the provider's words. [K] */
const exceeded = (shard: Shard, stream: string): string =>
  `Rate exceeded for shard ${shard.id} in stream ${stream} under account ${ACCOUNT_ID}.`

export function putRecord(input: JsonObject, shards: Shards, stream: string, nowUs: number, added: Added): ApiAnswer {
  const read = readEntry(input, '')
  if (!read.ok) return read
  const { partitionKey, hash, data, bytes } = read.value
  const shard = shards.shardFor(partitionKey, hash)
  const record = shards.put(shard, partitionKey, data, bytes, nowUs)
  if (!record) return refuse(THROUGHPUT_EXCEEDED, exceeded(shard, stream))
  added(shard, record, 0)
  const output = { ShardId: shard.id, SequenceNumber: sequenceOf(record.number) }
  return { ok: true, output, read: 0, added: 1, bytes, failure: '' }
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export function putRecords(input: JsonObject, shards: Shards, stream: string, nowUs: number, added: Added): ApiAnswer {
  const given = input['Records']
  const list = Array.isArray(given) ? (given as readonly Json[]) : undefined
  if (!list) return constraint('null', 'records', 'not be null')
  if (list.length === 0) return constraint("'[]'", 'records', 'have length greater than or equal to 1')
  if (list.length > BATCH_RECORDS)
    return constraint(`of ${list.length} items`, 'records', `have length less than or equal to ${BATCH_RECORDS}`)
  const entries: Entry[] = []
  for (const [index, one] of list.entries()) {
    const read = readEntry(isObject(one) ? one : {}, `records.${index + 1}.member.`)
    if (!read.ok) return read
    entries.push(read.value)
  }
  if (entries.reduce((sum, { bytes }) => sum + bytes, 0) > BATCH_BYTES)
    return invalidArgument('Records size exceeds 5 MB limit')
  const sums = { records: 0, bytes: 0 }
  const Records = entries.map(({ partitionKey, hash, data, bytes }, index): JsonObject => {
    const shard = shards.shardFor(partitionKey, hash)
    const record = shards.put(shard, partitionKey, data, bytes, nowUs)
    if (!record) return { ErrorCode: THROUGHPUT_EXCEEDED, ErrorMessage: exceeded(shard, stream) }
    sums.records += 1
    sums.bytes += bytes
    added(shard, record, index)
    return { SequenceNumber: sequenceOf(record.number), ShardId: shard.id }
  })
  const failed = entries.length - sums.records
  const output = { FailedRecordCount: failed, Records }
  return {
    ok: true,
    output,
    read: 0,
    added: sums.records,
    bytes: sums.bytes,
    failure: failed > 0 ? THROUGHPUT_EXCEEDED : '',
  }
}
