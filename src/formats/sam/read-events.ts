// What triggers functions: the events that SAM writes with them, and event source mappings of their own.
import type { Json } from '#base'
import { addEdge, type Draft, type DraftEdge, type DraftNode, type Mutable, note, targetOf } from './draft.ts'
import { mappingSchema } from './edge-schemas.ts'
import { intrinsicKey } from './intrinsics.ts'
import { asFlag, asNumber, checked, secondsAsMs } from './read-property.ts'
import { implicitApi } from './read-apis.ts'
import { addRoute, readRouteSettings } from './read-routes.ts'
import { keepReference, keepRest, takeEdge } from './read-resources.ts'
import { readScheduleEvent } from './read-schedules.ts'
import { readBucketEvent } from './read-buckets.ts'
import { readRuleEvent } from './read-event-buses.ts'
import { readStreamMapping } from './read-tables.ts'
import { readTopicEvent } from './read-topics.ts'
import { readFilters } from './table-shapes.ts'
import { ATTRIBUTES, asObject, get, isEmpty, isList, isObject, omit, type Resource } from './template.ts'

/** API events in SAM; the second is REST. */
const API_OF = { HttpApi: 'ApiId', Api: 'RestApiId' } as const

export function readEvents(draft: Draft, node: DraftNode, resource: Resource): void {
  const events = get(resource.properties, 'Events')
  if (events === undefined) return
  if (!isObject(events)) {
    node.kept['Events'] = events
    return
  }
  const rest: Mutable = {}
  for (const [name, event] of Object.entries(events)) {
    if (readEvent(draft, node, name, event)) continue
    rest[name] = event
    note(draft, 'event-kept', { event: name, type: String(draft.resolver.resolve(get(event, 'Type')) ?? '') }, node)
  }
  if (!isEmpty(rest)) node.kept['Events'] = rest
}

function readEvent(draft: Draft, node: DraftNode, name: string, event: Json): boolean {
  const type = get(event, 'Type')
  const properties = asObject(get(event, 'Properties'))
  if (!isObject(event) || Object.keys(event).some((key) => key !== 'Type' && key !== 'Properties')) return false
  if (type === 'SQS') return readMapping(draft, node, properties, 'Queue', { form: 'event', name })
  if (type === 'EventBridgeRule' || type === 'CloudWatchEvent')
    return readRuleEvent(draft, node, name, type, properties)
  if (type === 'S3') return readBucketEvent(draft, node, name, properties)
  if (type === 'DynamoDB' || type === 'Kinesis')
    return readStreamMapping(draft, node, properties, 'Stream', { form: 'event', name })
  if (type === 'SNS') return readTopicEvent(draft, node, name, properties)
  if (type === 'HttpApi' || type === 'Api') return readRouteEvent(draft, node, name, type, properties)
  if (type === 'Schedule' || type === 'ScheduleV2') return readScheduleEvent(draft, node, name, type, properties)
  return false
}

const MAPPING_PROPERTIES = [
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'Enabled',
  'FunctionResponseTypes',
  'ScalingConfig',
  'FilterCriteria',
  'ProvisionedPollerConfig',
]

function readMapping(draft: Draft, node: DraftNode, properties: Json, property: string, book: Mutable): boolean {
  const queue = targetOf(draft, get(properties, property), ['queue'])
  const edge = queue && addEdge(draft, queue, 'consume', node, 'invoke')
  if (!edge) return false
  takeEdge(draft, edge, properties, 'BatchSize', 'batchSize', asNumber, mappingSchema)
  takeEdge(draft, edge, properties, 'MaximumBatchingWindowInSeconds', 'batchWindowMs', secondsAsMs, mappingSchema)
  takeEdge(draft, edge, properties, 'Enabled', 'enabled', asFlag, mappingSchema)
  takeEdge(draft, edge, properties, 'FunctionResponseTypes', 'reportBatchItemFailures', asResponseTypes, mappingSchema)
  takeEdge(draft, edge, properties, 'ScalingConfig', 'maximumConcurrency', asScaling, mappingSchema)
  takeEdge(draft, edge, properties, 'FilterCriteria', 'filters', readFilters, mappingSchema)
  readPollers(draft, edge, properties)
  keepReference(edge, property, get(properties, property), { 'Fn::GetAtt': [queue.logicalId, 'Arn'] })
  keepRest(edge, properties, [...MAPPING_PROPERTIES, property, 'FunctionName'])
  Object.assign(edge.book, book)
  return true
}

const POLLERS = { MinimumPollers: 'minimumPollers', MaximumPollers: 'maximumPollers' } as const

function readPollers(draft: Draft, edge: DraftEdge, properties: Json): void {
  const given = get(properties, 'ProvisionedPollerConfig')
  if (given === undefined) return
  const pollers = draft.resolver.resolve(given)
  const isOurs =
    isObject(pollers ?? null) && Object.keys(asObject(pollers)).every((name) => Object.hasOwn(POLLERS, name))
  const read = Object.entries(POLLERS).flatMap(([name, field]) => {
    const value = isOurs ? get(pollers, name) : undefined
    return value === undefined ? [] : [[field, checked(mappingSchema, field, asNumber(value))] as const]
  })
  if (read.length === 0 || read.some(([, value]) => value === undefined)) {
    edge.kept['ProvisionedPollerConfig'] = given
    note(
      draft,
      pollers === undefined ? 'value-unresolved' : 'value-refused',
      { property: 'ProvisionedPollerConfig' },
      edge.from,
    )
    return
  }
  for (const [field, value] of read) if (value !== undefined) edge.config[field] = value
  if (intrinsicKey(given) !== undefined) edge.values['ProvisionedPollerConfig'] = given
}

const asResponseTypes = (value: Json): Json | undefined =>
  isList(value) && value.every((item) => item === 'ReportBatchItemFailures') ? value.length > 0 : undefined

const asScaling = (value: Json): Json | undefined =>
  isObject(value) && Object.keys(value).length === 1 ? asNumber(get(value, 'MaximumConcurrency') ?? null) : undefined

/** A resource of its own: an SQS queue or a table and a function of this template, or it is kept whole. */
export function readMappingResource(draft: Draft, resource: Resource): void {
  const target = targetOf(draft, get(resource.properties, 'FunctionName'), ['function'])
  const extra = Object.keys(resource.body).some((key) => !ATTRIBUTES.has(key))
  if (!target || extra) return
  const book = { form: 'mapping', name: resource.id }
  const isRead =
    readMapping(draft, target, resource.properties, 'EventSourceArn', book) ||
    readStreamMapping(draft, target, resource.properties, 'EventSourceArn', book)
  if (!isRead) return
  const edge = draft.edges.at(-1)
  if (!edge) return
  keepReference(edge, 'FunctionName', get(resource.properties, 'FunctionName'), { Ref: target.logicalId })
  const attributes = omit(resource.body, new Set(['Type', 'Properties']))
  if (!isEmpty(attributes)) Object.assign(edge.kept, attributes)
  draft.became.set(resource.id, 'edge')
}

function readRouteEvent(
  draft: Draft,
  node: DraftNode,
  name: string,
  type: 'HttpApi' | 'Api',
  properties: Json,
): boolean {
  const property = API_OF[type]
  const given = get(properties, property)
  const path = draft.resolver.resolve(get(properties, 'Path') ?? '')
  const method = draft.resolver.resolve(get(properties, 'Method') ?? '')
  if (typeof path !== 'string' || typeof method !== 'string') return false
  const api = given === undefined ? implicitApi(draft, type === 'Api') : targetOf(draft, given, ['http-api'])
  if (!api) {
    // Said to be the implicit one by its name, which is no resource of the template.
    const named = draft.resolver
      .references(given)
      .some(({ id }) => id === 'ServerlessHttpApi' || id === 'ServerlessRestApi')
    return named && addRouteEvent(draft, implicitApi(draft, type === 'Api'), node, name, type, method, path, properties)
  }
  return addRouteEvent(draft, api, node, name, type, method, path, properties)
}

function addRouteEvent(
  draft: Draft,
  api: DraftNode,
  node: DraftNode,
  name: string,
  type: 'HttpApi' | 'Api',
  method: string,
  path: string,
  properties: Json,
): boolean {
  const edge = addRoute(draft, api, node, method, path)
  if (!edge) return false
  edge.book['form'] = 'event'
  edge.book['name'] = name
  for (const property of ['Path', 'Method']) {
    const given = get(properties, property)
    if (given !== undefined && typeof given !== 'string') edge.values[property] = given
  }
  const given = get(properties, API_OF[type])
  if (given === undefined) {
    if (api.book['form'] !== 'implicit') edge.book['implied'] = true
  } else keepReference(edge, API_OF[type], given, { Ref: api.logicalId })
  keepRest(edge, properties, ['Path', 'Method', API_OF[type], ...readRouteSettings(draft, edge, properties)])
  return true
}
