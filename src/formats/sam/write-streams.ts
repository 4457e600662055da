// What consumes a stream, a table's or one of its own: the properties of its mapping, as an event of the function or as a resource.
import type { JsonObject } from '#base'
import { type EdgeEntry, edgeConfig, findNode, type NodeId, outgoing } from '#workflow'
import type { Mutable } from './draft.ts'
import { rememberedEdge } from './kept.ts'
import { get } from './template.ts'
import { arnOf, lose, nameOf, propertiesOf, reference, renameKept, type Writing } from './writing.ts'

/** Of an event, or of a mapping of its own; `property` names the stream. */
export function streamProperties(writing: Writing, { id, edge }: EdgeEntry, property: string): Mutable {
  const { values } = rememberedEdge(writing.kept, id)
  const consumer = edgeConfig(writing.workflow, id, 'stream/consume')
  const config = consumer ?? edgeConfig(writing.workflow, id, 'table/consume')
  const { made, put } = propertiesOf(writing, values, renameKept(writing, edge.kept ?? {}) as JsonObject, {})
  const table = nameOf(writing, edge.from.node)
  const attribute = consumer ? 'Arn' : 'StreamArn'
  made[property] = reference(writing, values, property, edge.from.node, { 'Fn::GetAtt': [table, attribute] })
  if (consumer) {
    put('StartingPosition', consumer.startingPosition, undefined)
    put('StartingPositionTimestamp', consumer.startingTimestampSeconds, 0)
  } else made['StartingPosition'] = get(values, 'StartingPosition') ?? 'TRIM_HORIZON'
  if (!config) return made
  put('BatchSize', config.batchSize, 100)
  put('MaximumBatchingWindowInSeconds', config.batchWindowMs / 1000, 0)
  put('Enabled', config.enabled, true)
  put('ParallelizationFactor', config.parallelizationFactor, 1)
  put('MaximumRetryAttempts', config.maximumRetryAttempts, -1)
  const ageMs = config.maximumRecordAgeMs
  if (ageMs !== undefined) put('MaximumRecordAgeInSeconds', ageMs / 1000, undefined)
  else if (get(values, 'MaximumRecordAgeInSeconds') === -1) made['MaximumRecordAgeInSeconds'] = -1
  put('BisectBatchOnFunctionError', config.bisectOnError, false)
  put('FunctionResponseTypes', config.reportBatchItemFailures ? ['ReportBatchItemFailures'] : undefined, undefined)
  if (config.filters.length > 0)
    put('FilterCriteria', { Filters: config.filters.map(({ pattern }) => ({ Pattern: pattern })) }, undefined)
  const destination = destinationOf(writing, edge)
  if (destination !== undefined) {
    const isTopic = findNode(writing.workflow, destination)?.kind === 'topic'
    const name = nameOf(writing, destination)
    const Destination = reference(writing, values, 'Destination', destination, isTopic ? { Ref: name } : arnOf(name))
    const Type = isTopic ? 'SNS' : 'SQS'
    made['DestinationConfig'] = { OnFailure: property === 'Stream' ? { Type, Destination } : { Destination } }
  }
  const { retryDelayMs, maximumRetryDelayMs } = config
  if (retryDelayMs !== 1000 || maximumRetryDelayMs !== 60_000)
    lose(writing, 'stream-model-unwritten', { name: table, to: nameOf(writing, edge.to.node) }, edge.from.node)
  return made
}

function destinationOf(writing: Writing, edge: EdgeEntry['edge']): NodeId | undefined {
  const name = nameOf(writing, edge.to.node)
  const ends = outgoing(writing.workflow, edge.from.node, 'undelivered').map((entry) => ({
    consumer: (
      edgeConfig(writing.workflow, entry.id, 'table/undelivered') ??
      edgeConfig(writing.workflow, entry.id, 'stream/undelivered')
    )?.consumer,
    to: entry.edge.to.node,
  }))
  return (ends.find((end) => end.consumer === name) ?? ends.find((end) => end.consumer === ''))?.to
}
