// Queues of a template and their redrive, and what every resource and every edge is read with.
import type { Json } from '#base'
import { addEdge, type Draft, type DraftEdge, type DraftNode, note, targetOf } from './draft.ts'
import { redriveSchema } from './edge-schemas.ts'
import { intrinsicKey } from './intrinsics.ts'
import {
  asFlag,
  asNumber,
  asText,
  checked,
  isDefault,
  type Schema,
  secondsAsMs,
  takeProperty,
} from './read-property.ts'
import { ATTRIBUTES, asObject, get, omit, type Resource } from './template.ts'

export function keepAttributes(node: DraftNode, resource: Resource): void {
  for (const [key, value] of Object.entries(resource.body)) {
    if (ATTRIBUTES.has(key) && key !== 'Type' && key !== 'Properties') node.kept[key] = value
  }
}

export function readQueue(draft: Draft, node: DraftNode, resource: Resource): void {
  const source = { own: resource.properties, merged: resource.properties }
  const seen = new Set<string>(['RedrivePolicy'])
  const take = (property: string, field: string, convert: (value: Json) => Json | undefined): void =>
    takeProperty(draft, node, source, property, field, convert, seen)
  take('VisibilityTimeout', 'visibilityTimeoutMs', secondsAsMs)
  take('DelaySeconds', 'delayMs', secondsAsMs)
  take('MessageRetentionPeriod', 'retentionMs', secondsAsMs)
  take('MaximumMessageSize', 'maximumMessageBytes', asNumber)
  take('ReceiveMessageWaitTimeSeconds', 'receiveWaitMs', secondsAsMs)
  take('FifoQueue', 'fifo', asFlag)
  take('ContentBasedDeduplication', 'contentBasedDeduplication', asFlag)
  take('DeduplicationScope', 'deduplicationScope', asText)
  take('FifoThroughputLimit', 'fifoThroughputLimit', asText)
  Object.assign(node.kept, omit(resource.properties, seen))
  keepAttributes(node, resource)
}

export function readRedrive(draft: Draft, node: DraftNode, resource: Resource): void {
  const policy = get(resource.properties, 'RedrivePolicy')
  if (policy === undefined) return
  const target = targetOf(draft, get(policy, 'deadLetterTargetArn'), ['queue'])
  const edge = target && addEdge(draft, node, 'redrive', target, 'send')
  if (!edge) {
    node.kept['RedrivePolicy'] = policy
    note(draft, 'redrive-elsewhere', {}, node)
    return
  }
  takeEdge(draft, edge, policy, 'maxReceiveCount', 'maxReceiveCount', asNumber, redriveSchema)
  keepReference(edge, 'deadLetterTargetArn', get(policy, 'deadLetterTargetArn'), {
    'Fn::GetAtt': [target.logicalId, 'Arn'],
  })
  keepRest(edge, policy, ['deadLetterTargetArn', 'maxReceiveCount'])
}

/** One property of what the provider keeps with an edge; unusable: it stays with the edge as it was. */
export function takeEdge(
  draft: Draft,
  edge: DraftEdge,
  from: Json | undefined,
  property: string,
  field: string,
  convert: (value: Json) => Json | undefined,
  schema: Schema,
): void {
  const given = get(from, property)
  if (given === undefined) return
  const resolved = draft.resolver.resolve(given)
  const value = checked(schema, field, resolved === undefined || resolved === null ? undefined : convert(resolved))
  if (value === undefined) {
    edge.kept[property] = given
    note(draft, resolved === undefined ? 'value-unresolved' : 'value-refused', { property }, edge.from)
    return
  }
  edge.config[field] = value
  if (intrinsicKey(given) !== undefined || isDefault(schema, field, value)) edge.values[property] = given
}

/** The reference as it was, where it isn't written as we would. */
export function keepReference(edge: DraftEdge, property: string, given: Json | undefined, standard: Json): void {
  if (given !== undefined && JSON.stringify(given) !== JSON.stringify(standard)) edge.values[property] = given
}

export function keepRest(edge: DraftEdge, from: Json | undefined, seen: readonly string[]): void {
  Object.assign(edge.kept, omit(asObject(from), new Set([...seen, ...Object.keys(edge.kept)])))
}

/** EventBridge: a target's id, 64 characters at most. [V] */
export const targetId = (name: string): string => name.slice(0, 64)
