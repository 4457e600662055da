// A stream at work: Kinesis' operations on its shards, and the functions that consume them.
import { causalKey, type JsonObject, MICROSECONDS_PER_MS } from '#base'
import { type Because, callLatencyUs, type EmulationFactory, type Message } from '#emulator'
import type { StreamTimer } from '#nodes/stream-mapping'
import { edgeConfig, incoming } from '#workflow'
import { createConsumers } from './consumers.ts'
import { describeStream, describeStreamSummary, listShards } from './describe.ts'
import { type Added, putRecord, putRecords } from './puts.ts'
import { getRecords, getShardIterator } from './reads.ts'
import { type ApiAnswer, refuse } from './refusal.ts'
import { createShards, sequenceOf } from './shards.ts'

interface Request {
  readonly operation: string
  readonly input: JsonObject
}

function requestOf(message: Message): Request {
  if (message.type === 'api') return message
  if (message.type !== 'put-record') throw new Error(`A stream can't take ${message.type}.`)
  const { partitionKey, data } = message
  return { operation: 'PutRecord', input: { PartitionKey: partitionKey, Data: data } }
}

export const streamEmulation: EmulationFactory<'stream', StreamTimer> = (context) => {
  const { name, config } = context.node
  const isRead = incoming(context.workflow, context.id, 'records').some(({ id }) => {
    const actions = edgeConfig(context.workflow, id, 'function/call')?.actions ?? []
    return actions.length === 0 || actions.includes('read')
  })
  const shards = createShards(config.shardCount, config.retentionMs * MICROSECONDS_PER_MS, isRead)
  const consumers = createConsumers(context, shards)

  const addedBy =
    (because: Because): Added =>
    (shard, record, index) => {
      const { partitionKey, data, bytes } = record
      const fact = { shard: shard.id, sequence: sequenceOf(record.number), bytes, partitionKey, data }
      const cause = context.record({ type: 'stream-record-added', ...fact }, because)
      consumers.add(shard, record, { ...because, cause, key: causalKey(because.key, 'record', index) })
    }

  function call(operation: string, input: JsonObject, because: Because): ApiAnswer {
    const { startAtMs } = context
    const nowUs = context.now()
    const described = {
      name,
      createdAtSeconds: Math.floor(startAtMs / 1000),
      retentionMs: config.retentionMs,
      shards,
    }
    const reading = { shards, stream: name, startAtMs, nowUs }
    switch (operation) {
      case 'PutRecord':
        return putRecord(input, shards, name, nowUs, addedBy(because))
      case 'PutRecords':
        return putRecords(input, shards, name, nowUs, addedBy(because))
      case 'GetShardIterator':
        return getShardIterator(input, reading)
      case 'GetRecords':
        return getRecords(input, reading)
      case 'DescribeStream':
        return describeStream(input, described)
      case 'DescribeStreamSummary':
        return describeStreamSummary(described)
      case 'ListShards':
        return listShards(input, described)
      default:
        return refuse('UnknownOperationException', '')
    }
  }

  return {
    receive(message, envelope) {
      const { operation, input } = requestOf(message)
      const answered = call(operation, input, envelope)
      const { read, added, bytes } = answered.ok ? answered : { read: 0, added: 0, bytes: 0 }
      const failure = answered.ok ? answered.failure : answered.code
      const refused =
        answered.ok && operation === 'PutRecords' ? Number(answered.output['FailedRecordCount']) : answered.ok ? 0 : 1
      context.record({ type: 'stream-called', operation, failure, read, added, bytes, refused }, envelope)
      const delayUs = callLatencyUs(context, envelope.key)
      if (answered.ok) context.answer(envelope, { type: 'api', output: answered.output }, delayUs)
      else {
        const error = { status: 400, code: answered.code, message: answered.message }
        context.answer(envelope, { type: 'api-error', ...error }, delayUs)
      }
    },
    reply(request, answered) {
      for (const mapping of consumers.mappings) if (mapping.reply(request, answered)) return
    },
    timer(timer) {
      for (const mapping of consumers.mappings) if (mapping.timer(timer)) return
    },
  }
}
