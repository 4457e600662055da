// GetShardIterator and GetRecords: reading a shard from a place on.
import { type Json, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import { ACCOUNT_ID, readStreamToken, streamToken } from '#workflow'
import { type ApiAnswer, constraint, done, invalidArgument, refuse, THROUGHPUT_EXCEEDED } from './refusal.ts'
import { firstIndex, type KeptRecord, numberOfSequence, type Shard, type Shards, sequenceOf } from './shards.ts'

/** "A shard iterator expires 5 minutes after it is returned." [V] */
const ITERATOR_LIVES_US = 300_000 * MICROSECONDS_PER_MS
/** GetRecords gives 10,000 records or 10 MiB at most. [V] */
const MOST_RECORDS = 10_000
const MOST_BYTES = 10 * 1024 * 1024

const TYPES = ['AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER', 'AT_TIMESTAMP', 'TRIM_HORIZON', 'LATEST']

export interface Reading {
  readonly shards: Shards
  readonly stream: string
  readonly startAtMs: number
  readonly nowUs: number
}

/** The record numbered so, or the next one of the shard. */
interface Place {
  readonly shard: string
  readonly from: number
  readonly atUs: number
}

const iteratorOf = (stream: string, { shard, from, atUs }: Place): string => streamToken(stream, [shard, from, atUs])

function placeOf(iterator: Json | undefined): Place | undefined {
  const [shard, from, atUs] = (typeof iterator === 'string' ? readStreamToken(iterator)?.rest : undefined) ?? []
  if (typeof shard !== 'string' || typeof from !== 'number' || typeof atUs !== 'number') return undefined
  return { shard, from, atUs }
}

const shardOf = (shards: Shards, id: Json | undefined): Shard | undefined => shards.all.find((one) => one.id === id)

const noShard = (reading: Reading, id: Json | undefined): ApiAnswer =>
  refuse(
    'ResourceNotFoundException',
    `Shard ${String(id)} in stream ${reading.stream} under account ${ACCOUNT_ID} does not exist`,
  )

const tooMany = (reading: Reading, { id }: Shard): ApiAnswer =>
  refuse(THROUGHPUT_EXCEEDED, `Rate exceeded for shard ${id} in stream ${reading.stream} under account ${ACCOUNT_ID}.`)

export function getShardIterator(input: JsonObject, reading: Reading): ApiAnswer {
  const { shards, stream, nowUs, startAtMs } = reading
  const { ShardId: id, ShardIteratorType: type, StartingSequenceNumber: sequence, Timestamp: timestamp } = input
  if (typeof type !== 'string') return constraint('null', 'shardIteratorType', 'not be null')
  if (!TYPES.includes(type))
    return constraint(`'${type}'`, 'shardIteratorType', `satisfy enum value set: [${TYPES.join(', ')}]`)
  const shard = shardOf(shards, id)
  if (!shard) return noShard(reading, id)
  const given = (from: number): ApiAnswer =>
    done({ ShardIterator: iteratorOf(stream, { shard: shard.id, from, atUs: nowUs }) })
  if (type === 'TRIM_HORIZON') return given(0)
  if (type === 'LATEST') return given(shards.next())
  if (type === 'AT_TIMESTAMP') {
    if (typeof timestamp !== 'number')
      return invalidArgument('Must either specify timestamp parameter for iterator type AT_TIMESTAMP.')
    const fromUs = (timestamp * 1000 - startAtMs) * MICROSECONDS_PER_MS
    const first = shard.records[firstIndex(shard.records, ({ arrivedAtUs }) => arrivedAtUs >= fromUs)]
    return given(first?.number ?? shards.next())
  }
  const number = typeof sequence === 'string' ? numberOfSequence(sequence) : undefined
  if (number === undefined)
    return invalidArgument(
      `StartingSequenceNumber ${String(sequence)} used in GetShardIterator on shard ${shard.id} in stream ${stream} under account ${ACCOUNT_ID} is invalid.`,
    )
  return given(type === 'AT_SEQUENCE_NUMBER' ? number : number + 1)
}

export function getRecords(input: JsonObject, reading: Reading): ApiAnswer {
  const { shards, stream, nowUs, startAtMs } = reading
  const limit = input['Limit'] ?? MOST_RECORDS
  if (typeof limit !== 'number' || limit < 1 || limit > MOST_RECORDS)
    return constraint(`'${String(limit)}'`, 'limit', `have value between 1 and ${MOST_RECORDS}`)
  const place = placeOf(input['ShardIterator'])
  if (!place) return invalidArgument('Invalid ShardIterator.')
  const shard = shardOf(shards, place.shard)
  if (!shard) return noShard(reading, place.shard)
  if (nowUs - place.atUs > ITERATOR_LIVES_US)
    return refuse('ExpiredIteratorException', 'Iterator expired. An iterator is good for 5 minutes: get another one.')
  if (!shards.mayRead(shard, nowUs)) return tooMany(reading, shard)
  const start = firstIndex(shard.records, ({ number }) => number >= place.from)
  const given: KeptRecord[] = []
  let bytes = 0
  for (let at = start; at < shard.records.length && given.length < limit; at++) {
    const record = shard.records[at] as KeptRecord
    if (bytes + record.bytes > MOST_BYTES) break
    bytes += record.bytes
    given.push(record)
  }
  shards.hasRead(shard, bytes, nowUs)
  const next = shard.records[start + given.length]
  // Nothing is left: whatever is numbered now is before what comes.
  const from = next?.number ?? shards.next()
  const output = {
    Records: given.map(({ number, partitionKey, data, arrivedAtUs }) => ({
      SequenceNumber: sequenceOf(number),
      ApproximateArrivalTimestamp: secondsAt(startAtMs, arrivedAtUs),
      Data: data,
      PartitionKey: partitionKey,
    })),
    NextShardIterator: iteratorOf(stream, { shard: shard.id, from, atUs: nowUs }),
    MillisBehindLatest: next ? Math.floor((nowUs - next.arrivedAtUs) / MICROSECONDS_PER_MS) : 0,
  }
  return { ok: true, output, read: given.length, added: 0, bytes: 0, failure: '' }
}

/** Seconds since 1970, with milliseconds behind the point. */
export const secondsAt = (startAtMs: number, atUs: number): number =>
  (startAtMs + Math.floor(atUs / MICROSECONDS_PER_MS)) / 1000
