// Buckets as resources, whom they notify, and what lets them reach queues, topics and functions.
import type { Json, JsonObject } from '#base'
import { type EdgeEntry, edgeConfig, findNode, incoming, type NodeEntry, type NodeId, outgoing } from '#workflow'
import type { BucketNotification } from '#nodes/models'
import type { Mutable } from './draft.ts'
import { rememberedEdge, rememberedNode } from './kept.ts'
import { filterRules, LISTS, readFilter, targetReference } from './read-buckets.ts'
import { DEFAULT_BUS } from './read-event-buses.ts'
import {
  asObject,
  ATTRIBUTES,
  BUCKET,
  isEmpty,
  isList,
  LAMBDA_FUNCTION,
  listOf,
  PERMISSION,
  QUEUE_POLICY,
  TOPIC_POLICY,
} from './template.ts'
import { setResource } from './write-resources.ts'
import {
  arnOf,
  behind,
  generate,
  lose,
  nameOf,
  propertiesOf,
  reference,
  renameKept,
  splitKept,
  type Writing,
} from './writing.ts'

export function writeBucket(writing: Writing, { id, node }: NodeEntry<'bucket'>): void {
  const { values } = rememberedNode(writing.kept, id)
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const { made, put } = propertiesOf(writing, values, kept, {})
  put('BucketName', node.config.bucketName, '')
  const name = madeName(writing, id)
  if (name !== undefined && made['BucketName'] === undefined) made['BucketName'] = name
  const status = (isOn: boolean) => ({ Status: isOn ? 'Enabled' : 'Suspended' })
  put('VersioningConfiguration', status(node.config.versioning), status(false))
  const configuration = { ...asObject(kept['NotificationConfiguration']) }
  const permits: string[] = []
  for (const entry of outgoing(writing.workflow, id, 'notify')) {
    if (isEvent(writing, entry)) continue
    if (entry.edge.to.port === 'put') writeBus(writing, entry, configuration)
    else writeConfiguration(writing, entry, configuration)
    permits.push(...permit(writing, node.name, entry))
  }
  if (!isEmpty(configuration)) made['NotificationConfiguration'] = configuration
  setResource(writing, node.name, BUCKET, withDependencies(attributes, permits), made, kept)
}

/** S3 asks its targets when the bucket is made: what lets it has to be there. */
function withDependencies(attributes: JsonObject, permits: readonly string[]): JsonObject {
  if (permits.length === 0) return attributes
  const all = [...listOf(attributes['DependsOn']), ...permits]
  return { ...attributes, DependsOn: all.length === 1 ? (all[0] as Json) : all }
}

/** Stands with the function; of a function that is no SAM's it stands with the bucket. */
function isEvent(writing: Writing, { id, edge }: EdgeEntry): boolean {
  if (edge.to.port !== 'invoke' || rememberedEdge(writing.kept, id).book['form'] === 'configuration') return false
  return rememberedNode(writing.kept, edge.to.node).book['type'] !== LAMBDA_FUNCTION
}

function writeBus(writing: Writing, { edge }: EdgeEntry, configuration: Mutable): void {
  const [bucket, bus] = [nameOf(writing, edge.from.node), nameOf(writing, edge.to.node)]
  if (bus === DEFAULT_BUS) configuration['EventBridgeConfiguration'] = { EventBridgeEnabled: true }
  else lose(writing, 'bucket-bus-unwritten', { name: bucket, bus }, edge.from.node)
}

function writeConfiguration(writing: Writing, { id, edge }: EdgeEntry, configuration: Mutable): void {
  const config = edgeConfig(writing.workflow, id, 'bucket/notify')
  const list = LISTS.find(({ port }) => port === edge.to.port)
  const target = findNode(writing.workflow, edge.to.node)
  if (!config || !list || !target) return
  const { values } = rememberedEdge(writing.kept, id)
  const standard = targetReference(target.kind, target.name)
  const told = {
    [list.property]: reference(writing, values, list.property, edge.to.node, standard),
    ...filterOf(writing, values, config),
  }
  const others = configuration[list.list]
  configuration[list.list] = [
    ...(isList(others) ? others : []),
    ...config.events.map((Event): Json => ({ Event, ...told })),
  ]
}

/** The way it was said, as long as that means the same. */
function filterOf(writing: Writing, values: JsonObject, { prefix, suffix }: BucketNotification): JsonObject {
  const before = values['Filter']
  const said = before === undefined ? undefined : readFilter(writing.resolver, before)
  const isSame = before !== undefined && said?.prefix === prefix && said.suffix === suffix
  const filter = isSame ? renameKept(writing, before) : filterRules({ prefix, suffix })
  return filter === undefined ? {} : { Filter: filter }
}

/** As an event of the function; undefined where it stands with the bucket. */
export function bucketEvent(writing: Writing, entry: EdgeEntry): { name: string; body: Json } | undefined {
  const config = edgeConfig(writing.workflow, entry.id, 'bucket/notify')
  if (!config || !isEvent(writing, entry)) return undefined
  const { book, values } = rememberedEdge(writing.kept, entry.id)
  const from = entry.edge.from.node
  const bucket = nameOf(writing, from)
  const Properties = {
    Bucket: reference(writing, values, 'Bucket', from, { Ref: bucket }),
    Events: config.events.length === 1 ? (config.events[0] as Json) : [...config.events],
    ...filterOf(writing, values, config),
  }
  return { name: typeof book['name'] === 'string' ? book['name'] : bucket, body: { Type: 'S3', Properties } }
}

/** Logical ids of what was made; what was imported brought its own permission. */
function permit(writing: Writing, bucket: string, { id, edge }: EdgeEntry): string[] {
  const target = findNode(writing.workflow, edge.to.node)
  if (!target || rememberedEdge(writing.kept, id).book['form'] !== undefined) return []
  const base = `${bucket}To${target.name}${target.kind === 'function' ? 'Permission' : 'Policy'}`
  if (writing.generated.resources.includes(base)) return []
  const body = permission(target.kind, target.name)
  if (!body) return []
  const name = generate(writing, base)
  writing.resources[name] = body
  return [name]
}

/** Not by the bucket's own ARN: the bucket waits for this, and would be waited for. */
const CONDITION = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }

function permission(kind: string, name: string): Json | undefined {
  if (kind === 'function')
    return {
      Type: PERMISSION,
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: name },
        Principal: 's3.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
      },
    }
  if (kind !== 'queue' && kind !== 'topic') return undefined
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 's3.amazonaws.com' },
    Action: kind === 'queue' ? 'sqs:SendMessage' : 'sns:Publish',
    Resource: kind === 'queue' ? arnOf(name) : { Ref: name },
    Condition: CONDITION,
  }
  const PolicyDocument = { Version: '2012-10-17', Statement: [statement] }
  return kind === 'queue'
    ? { Type: QUEUE_POLICY, Properties: { Queues: [{ Ref: name }], PolicyDocument } }
    : { Type: TOPIC_POLICY, Properties: { Topics: [{ Ref: name }], PolicyDocument } }
}

/** Of a bucket's name what stands before account and region: together at most 63 characters. */
const LONGEST_STEM = 34

/** A bucket that notifies a function which names the bucket can't be made: neither comes first. A name of its own helps. */
function isCircular(writing: Writing, id: NodeId): boolean {
  const notifies = outgoing(writing.workflow, id, 'notify').some(({ edge }) => edge.to.port === 'invoke')
  return notifies && incoming(writing.workflow, id, 'objects').length > 0
}

/** A name that is nobody else's, where the document gives none and one is needed. */
function madeName(writing: Writing, id: NodeId): Json | undefined {
  const node = findNode(writing.workflow, id)
  if (node?.kind !== 'bucket' || node.config.bucketName !== '' || node.kept?.['BucketName'] !== undefined)
    return undefined
  const stem = node.name.toLowerCase().slice(0, LONGEST_STEM)
  return isCircular(writing, id) ? { 'Fn::Sub': `${stem}-\${AWS::AccountId}-\${AWS::Region}` } : undefined
}

/** How others name the bucket. */
export function bucketReference(writing: Writing, id: NodeId): Json {
  const node = findNode(writing.workflow, id)
  const plain = { Ref: node?.name ?? '' }
  if (node?.kind !== 'bucket' || !isCircular(writing, id)) return plain
  const kept = node.kept?.['BucketName']
  if (kept !== undefined) return renameKept(writing, kept)
  const { bucketName } = node.config
  const expression = rememberedNode(writing.kept, id).values['BucketName']
  if (expression !== undefined && behind(writing, expression, bucketName)) return renameKept(writing, expression)
  return bucketName === '' ? (madeName(writing, id) ?? plain) : bucketName
}
