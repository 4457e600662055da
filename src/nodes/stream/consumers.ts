// The functions that consume a stream: what each gets of a record, from where on, and where what it gives up is told.
import { bytesOfBase64, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import type { Because, EmulationContext } from '#emulator'
import { createStreamMapping, type Mapping, type StreamTimer } from '#nodes/stream-mapping'
import { ACCOUNT_ID, REGION, streamArn } from '#workflow'
import { secondsAt } from './reads.ts'
import { type KeptRecord, type Shard, type Shards, sequenceOf } from './shards.ts'

type Context = EmulationContext<'stream', StreamTimer>

/** "Lambda polls each shard at a base rate of once per second." [V] */
const POLL_MS = 1000
/** What a record's event has besides its key and its data. */
const EVENT_BYTES = 512

export interface Consumers {
  readonly mappings: readonly Mapping[]
  add(shard: Shard, record: KeptRecord, because: Because): void
}

/** A record as a function gets it. A3.6 [R] */
const recordEvent = (
  { number, partitionKey, data, arrivedAtUs }: KeptRecord,
  { id }: Shard,
  place: { readonly stream: string; readonly consumer: string; readonly startAtMs: number },
): JsonObject => ({
  kinesis: {
    kinesisSchemaVersion: '1.0',
    partitionKey,
    sequenceNumber: sequenceOf(number),
    data,
    approximateArrivalTimestamp: secondsAt(place.startAtMs, arrivedAtUs),
  },
  eventSource: 'aws:kinesis',
  eventVersion: '1.0',
  eventID: `${id}:${sequenceOf(number)}`,
  eventName: 'aws:kinesis:record',
  invokeIdentityArn: `arn:aws:iam::${ACCOUNT_ID}:role/${place.consumer}-role`,
  awsRegion: REGION,
  eventSourceARN: streamArn(place.stream),
})

const HEX = 16

/** UTF-8 as text; undefined: it is something else. */
function textOf(data: string): string | undefined {
  const escaped = Array.from(bytesOfBase64(data), (byte) => `%${byte.toString(HEX).padStart(2, '0')}`).join('')
  try {
    return decodeURIComponent(escaped)
  } catch {
    return undefined
  }
}

export function createConsumers(context: Context, shards: Shards): Consumers {
  const { name: stream, config } = context.node
  const source = {
    arn: streamArn(stream),
    shards: shards.all.map(({ id }) => id),
    pollMs: POLL_MS,
    retentionMs: config.retentionMs,
    infoName: 'KinesisBatchInfo',
  }
  const discarded = context.outgoing('undelivered')
  const consumers = context.outgoing('consume').map((edge) => {
    const consumer = context.nameOf(edge.to)
    const destination =
      discarded.find((one) => one.config.consumer === consumer) ?? discarded.find((one) => one.config.consumer === '')
    const { startingPosition, startingTimestampSeconds, filters } = edge.config
    // All begin with an empty stream: at its beginning and at its end there is nothing to pass over.
    const fromUs =
      startingPosition === 'AT_TIMESTAMP'
        ? (startingTimestampSeconds * 1000 - context.startAtMs) * MICROSECONDS_PER_MS
        : 0
    return {
      consumer,
      mapping: createStreamMapping(context, edge, { ...source, fromUs }, destination),
      isFiltered: filters.length > 0,
    }
  })
  const { startAtMs } = context

  return {
    mappings: consumers.map(({ mapping }) => mapping),
    add(shard, record, because) {
      for (const { consumer, mapping, isFiltered } of consumers) {
        const text = isFiltered ? textOf(record.data) : undefined
        mapping.add(shard.index, {
          sequence: sequenceOf(record.number),
          orderKey: record.partitionKey,
          arrivedAtUs: record.arrivedAtUs,
          bytes: record.data.length + record.partitionKey.length + EVENT_BYTES,
          event: recordEvent(record, shard, { stream, consumer, startAtMs }),
          ...(text !== undefined && { payload: { key: 'data', text } }),
          because,
        })
      }
    },
  }
}
