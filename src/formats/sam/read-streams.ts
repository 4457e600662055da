// Streams of a template; who consumes them is read as for a table's stream.
import type { Json } from '#base'
import type { Draft, DraftNode } from './draft.ts'
import { asNumber, takeProperty } from './read-property.ts'
import { keepAttributes } from './read-resources.ts'
import { omit, type Resource } from './template.ts'

const HOUR_MS = 3_600_000

const hoursAsMs = (value: Json): Json | undefined => {
  const hours = asNumber(value)
  return typeof hours === 'number' ? hours * HOUR_MS : undefined
}

export function readStream(draft: Draft, node: DraftNode, resource: Resource): void {
  const source = { own: resource.properties, merged: resource.properties }
  const seen = new Set<string>()
  takeProperty(draft, node, source, 'ShardCount', 'shardCount', asNumber, seen)
  takeProperty(draft, node, source, 'RetentionPeriodHours', 'retentionMs', hoursAsMs, seen)
  Object.assign(node.kept, omit(resource.properties, seen))
  keepAttributes(node, resource)
}

/** What IAM calls reading and writing a stream; the words of a statement are patterns. */
export const STREAM_ACTIONS = {
  read: ['getrecords', 'getsharditerator'],
  write: ['putrecord', 'putrecords'],
} as const

/** SAM has no policy for writing alone. What one may do who may do nothing in particular is everything. */
export function streamPolicy(name: string, actions: ReadonlySet<string>): Json {
  if (actions.has('read') === actions.has('write')) return { KinesisCrudPolicy: { StreamName: { Ref: name } } }
  if (actions.has('read')) return { KinesisStreamReadPolicy: { StreamName: { Ref: name } } }
  const Action = ['kinesis:PutRecord', 'kinesis:PutRecords']
  return { Statement: [{ Effect: 'Allow', Action, Resource: { 'Fn::GetAtt': [name, 'Arn'] } }] }
}
