// Buckets of a template and whom they notify: with the bucket, or as an event of a function.
import type { Json, JsonObject } from '#base'
import type { NodeKind } from '#nodes/models'
import { addEdge, type Draft, type DraftEdge, type DraftNode, type Mutable, note, targetOf } from './draft.ts'
import { notificationSchema } from './edge-schemas.ts'
import type { Resolver } from './intrinsics.ts'
import { DEFAULT_BUS } from './read-event-buses.ts'
import { asFlag, asText, checked, takeProperty } from './read-property.ts'
import { keepAttributes, keepReference } from './read-resources.ts'
import { get, isEmpty, isList, isObject, listOf, omit, type Resource } from './template.ts'

const CONFIGURATION = 'NotificationConfiguration'

export function readBucket(draft: Draft, node: DraftNode, resource: Resource): void {
  const { properties } = resource
  const source = { own: properties, merged: properties }
  const seen = new Set<string>([CONFIGURATION])
  takeProperty(draft, node, source, 'BucketName', 'bucketName', asText, seen)
  takeProperty(draft, node, source, 'VersioningConfiguration', 'versioning', asVersioning, seen)
  Object.assign(node.kept, omit(properties, seen))
  keepAttributes(node, resource)
}

/** Suspended versioning is none for what comes from then on. */
const asVersioning = (value: Json): Json | undefined => {
  const status = get(value, 'Status')
  return status === 'Enabled' || status === 'Suspended' ? status === 'Enabled' : undefined
}

interface List {
  readonly list: string
  /** Names the target in it. */
  readonly property: string
  readonly kind: NodeKind
  readonly port: string
}

/** What a bucket's configuration has for each kind of target. */
export const LISTS = [
  { list: 'LambdaConfigurations', property: 'Function', kind: 'function', port: 'invoke' },
  { list: 'QueueConfigurations', property: 'Queue', kind: 'queue', port: 'send' },
  { list: 'TopicConfigurations', property: 'Topic', kind: 'topic', port: 'publish' },
] as const satisfies readonly List[]

/** How a target is named where nothing else was remembered. */
export const targetReference = (kind: NodeKind, name: string): Json =>
  kind === 'topic' ? { Ref: name } : { 'Fn::GetAtt': [name, 'Arn'] }

/** After all nodes are there. What names nobody here, or says what an edge can't, is kept. */
export function readNotifications(draft: Draft, node: DraftNode, { properties }: Resource): void {
  const given = get(properties, CONFIGURATION)
  if (given === undefined) return
  if (!isObject(given)) {
    node.kept[CONFIGURATION] = given
    return
  }
  const rest: Mutable = { ...given }
  for (const list of LISTS) {
    const configurations = get(given, list.list)
    if (!isList(configurations)) continue
    const left = readList(draft, node, list, configurations)
    if (left.length > 0) rest[list.list] = left
    else delete rest[list.list]
  }
  if (readBusConfiguration(draft, node, get(given, 'EventBridgeConfiguration'))) delete rest['EventBridgeConfiguration']
  if (isEmpty(rest)) return
  node.kept[CONFIGURATION] = rest
  const count = LISTS.reduce((sum, { list }) => sum + listOf(get(rest, list)).length, 0)
  if (count > 0) note(draft, 'notification-kept', { count }, node)
}

/** A prefix and a suffix; empty: any. */
interface KeyFilter {
  readonly prefix: string
  readonly suffix: string
}

interface Group {
  readonly key: string
  readonly edge: DraftEdge
}

/** Those that differ in their event only are one edge. */
function readList(draft: Draft, node: DraftNode, list: List, configurations: readonly Json[]): readonly Json[] {
  let last: Group | undefined
  return configurations.filter((configuration) => {
    const event = draft.resolver.resolve(get(configuration, 'Event'))
    const target = targetOf(draft, get(configuration, list.property), [list.kind])
    const filter = readFilter(draft.resolver, get(configuration, 'Filter'))
    const known = new Set(['Event', list.property, 'Filter'])
    if (!target || !filter || !isObject(configuration) || Object.keys(configuration).some((key) => !known.has(key)))
      return true
    const key = JSON.stringify([target.logicalId, omit(configuration, new Set(['Event']))])
    const events = last?.key === key ? [...listOf(last.edge.config['events']), event] : [event]
    if (checked(notificationSchema, 'events', events as Json) === undefined) return true
    if (last?.key === key) {
      last.edge.config['events'] = events as Json
      return false
    }
    const edge = addEdge(draft, node, 'notify', target, list.port)
    if (!edge) return true
    edge.config['events'] = events as Json
    takeFilter(edge, filter, get(configuration, 'Filter'))
    keepReference(edge, list.property, configuration[list.property], targetReference(list.kind, target.logicalId))
    edge.book['form'] = 'configuration'
    last = { key, edge }
    return false
  })
}

function readBusConfiguration(draft: Draft, node: DraftNode, given: Json | undefined): boolean {
  const bus = draft.nodes.get(DEFAULT_BUS)
  const isOn = isObject(given) && asFlag(draft.resolver.resolve(get(given, 'EventBridgeEnabled') ?? true) ?? null)
  if (
    bus?.kind !== 'event-bus' ||
    isOn !== true ||
    Object.keys(given as JsonObject).some((key) => key !== 'EventBridgeEnabled')
  )
    return false
  return addEdge(draft, node, 'notify', bus, 'put') !== undefined
}

/** `{ S3Key: { Rules: [{ Name: prefix, Value }] } }`; undefined: what an edge can't say. */
export function readFilter(resolver: Resolver, given: Json | undefined): KeyFilter | undefined {
  if (given === undefined) return { prefix: '', suffix: '' }
  const rules = get(get(given, 'S3Key'), 'Rules')
  if (!isList(rules) || Object.keys(given as JsonObject).length !== 1) return undefined
  const filter: { prefix?: string; suffix?: string } = {}
  for (const rule of rules) {
    const name = String(resolver.resolve(get(rule, 'Name') ?? '')).toLowerCase()
    const value = resolver.resolve(get(rule, 'Value'))
    if ((name !== 'prefix' && name !== 'suffix') || filter[name] !== undefined || typeof value !== 'string')
      return undefined
    if (checked(notificationSchema, name, value) === undefined) return undefined
    filter[name] = value
  }
  return { prefix: '', suffix: '', ...filter }
}

/** As we write it. */
export function filterRules({ prefix, suffix }: KeyFilter): Json | undefined {
  const Rules = [
    ...(prefix === '' ? [] : [{ Name: 'prefix', Value: prefix }]),
    ...(suffix === '' ? [] : [{ Name: 'suffix', Value: suffix }]),
  ]
  return Rules.length === 0 ? undefined : { S3Key: { Rules } }
}

/** An expression behind it is remembered, and what says the same otherwise. */
function takeFilter(edge: DraftEdge, filter: KeyFilter, given: Json | undefined): void {
  Object.assign(edge.config, filter)
  if (given !== undefined && JSON.stringify(given) !== JSON.stringify(filterRules(filter)))
    edge.values['Filter'] = given
}

/** A function's event of type S3. */
export function readBucketEvent(draft: Draft, node: DraftNode, name: string, properties: JsonObject): boolean {
  const bucket = targetOf(draft, get(properties, 'Bucket'), ['bucket'])
  const filter = readFilter(draft.resolver, get(properties, 'Filter'))
  const events = listOf(get(properties, 'Events')).map((event) => draft.resolver.resolve(event) ?? null)
  const isUsable =
    filter !== undefined &&
    Object.keys(properties).every((key) => key === 'Bucket' || key === 'Events' || key === 'Filter') &&
    checked(notificationSchema, 'events', events) !== undefined
  const edge = bucket && isUsable ? addEdge(draft, bucket, 'notify', node, 'invoke') : undefined
  if (!bucket || !edge || !filter) return false
  edge.config['events'] = events
  takeFilter(edge, filter, get(properties, 'Filter'))
  keepReference(edge, 'Bucket', get(properties, 'Bucket'), { Ref: bucket.logicalId })
  Object.assign(edge.book, { form: 'event', name })
  return true
}
