// Tables of a template, and who consumes their streams: as an event of a function, or as a mapping of its own; and where
// what is given up goes.
import type { Json, JsonObject } from '#base'
import { addEdge, type Draft, type DraftEdge, type DraftNode, type Mutable, note, targetOf } from './draft.ts'
import { streamConsumerSchema, streamMappingSchema } from './edge-schemas.ts'
import { asFlag, asNumber, asText, secondsAsMs } from './read-property.ts'
import { keepAttributes, keepReference, keepRest, takeEdge } from './read-resources.ts'
import { readDefinitions, readFilters, readIndex, readKeySchema, SIMPLE_TYPES } from './table-shapes.ts'
import { get, isList, omit, type Resource, SIMPLE_TABLE, sameValue } from './template.ts'

export function readTable(draft: Draft, node: DraftNode, resource: Resource): void {
  keepAttributes(node, resource)
  if (resource.type === SIMPLE_TABLE) readSimpleTable(draft, node, resource)
  else readFullTable(draft, node, resource)
}

function readSimpleTable(draft: Draft, node: DraftNode, { properties }: Resource): void {
  node.book['type'] = SIMPLE_TABLE
  const given = get(properties, 'PrimaryKey')
  const key = given === undefined ? undefined : draft.resolver.resolve(given)
  const [name, type] = [get(key, 'Name'), get(key, 'Type')]
  const known = Object.entries(SIMPLE_TYPES).find(([word]) => word === type)?.[1]
  if (typeof name === 'string' && name !== '' && known)
    Object.assign(node.config, { hashKey: name, hashKeyType: known })
  else if (given !== undefined) note(draft, 'value-refused', { property: 'PrimaryKey' }, node)
  remember(draft, node, 'PrimaryKey', given)
  Object.assign(node.kept, omit(properties, new Set(known ? ['PrimaryKey'] : [])))
}

/** An expression is written again as long as it means the same. */
function remember(draft: Draft, node: DraftNode, property: string, given: Json | undefined): void {
  if (given !== undefined && !sameValue(draft.resolver.resolve(given), given)) node.values[property] = given
}

function readFullTable(draft: Draft, node: DraftNode, { properties }: Resource): void {
  const resolved = (property: string): Json | undefined => {
    const given = get(properties, property)
    return given === undefined ? undefined : draft.resolver.resolve(given)
  }
  const seen = new Set<string>()
  const taken = (property: string): void => {
    seen.add(property)
    remember(draft, node, property, get(properties, property))
  }
  const types = readDefinitions(resolved('AttributeDefinitions'))
  const key = readKeySchema(resolved('KeySchema'), types)
  if (key) {
    Object.assign(node.config, key)
    taken('KeySchema')
    taken('AttributeDefinitions')
    const others = get(properties, 'AttributeDefinitions')
    if (others !== undefined && get(properties, 'LocalSecondaryIndexes') !== undefined)
      node.values['AttributeDefinitions'] = others
  } else note(draft, 'value-refused', { property: 'KeySchema' }, node)
  readIndexes(draft, node, properties, types, seen)
  const stream = resolved('StreamSpecification')
  const view = get(stream, 'StreamViewType')
  if (typeof view === 'string' && Object.keys(stream as JsonObject).length === 1) {
    node.config['streamViewType'] = view
    node.book['streamed'] = true
    taken('StreamSpecification')
  }
  const expiry = resolved('TimeToLiveSpecification')
  const attribute = get(expiry, 'AttributeName')
  if (typeof attribute === 'string' && asFlag(get(expiry, 'Enabled') ?? false) === true) {
    node.config['ttlAttribute'] = attribute
    taken('TimeToLiveSpecification')
  }
  if (get(properties, 'BillingMode') === 'PAY_PER_REQUEST') seen.add('BillingMode')
  Object.assign(node.kept, omit(properties, seen))
}

/** Those that can be read; what a template says of them besides is remembered with them. */
function readIndexes(
  draft: Draft,
  node: DraftNode,
  properties: JsonObject,
  types: ReturnType<typeof readDefinitions>,
  seen: Set<string>,
): void {
  const given = get(properties, 'GlobalSecondaryIndexes')
  if (given === undefined) return
  const resolved = draft.resolver.resolve(given)
  const read = isList(resolved) ? resolved.map((one) => readIndex(one, types)) : [undefined]
  if (read.some((index) => index === undefined)) {
    note(draft, 'value-refused', { property: 'GlobalSecondaryIndexes' }, node)
    return
  }
  node.config['indexes'] = read as readonly object[] as readonly Json[]
  node.values['GlobalSecondaryIndexes'] = given
  seen.add('GlobalSecondaryIndexes')
}

const PROPERTIES = [
  'StartingPosition',
  'StartingPositionTimestamp',
  'BatchSize',
  'MaximumBatchingWindowInSeconds',
  'Enabled',
  'ParallelizationFactor',
  'MaximumRetryAttempts',
  'MaximumRecordAgeInSeconds',
  'BisectBatchOnFunctionError',
  'FunctionResponseTypes',
  'FilterCriteria',
  'DestinationConfig',
]

const asResponseTypes = (value: Json): Json | undefined =>
  isList(value) && value.every((item) => item === 'ReportBatchItemFailures') ? value.length > 0 : undefined

/** `property` names the stream: Stream in an event, EventSourceArn in a resource. */
export function readStreamMapping(
  draft: Draft,
  node: DraftNode,
  properties: Json,
  property: string,
  book: Mutable,
): boolean {
  const table = targetOf(draft, get(properties, property), ['table', 'stream'])
  const edge = table && addEdge(draft, table, 'consume', node, 'invoke')
  if (!edge) return false
  const isStream = table.kind === 'stream'
  const take = (name: string, field: string, convert: (value: Json) => Json | undefined): void =>
    takeEdge(draft, edge, properties, name, field, convert, isStream ? streamConsumerSchema : streamMappingSchema)
  take('BatchSize', 'batchSize', asNumber)
  take('MaximumBatchingWindowInSeconds', 'batchWindowMs', secondsAsMs)
  take('Enabled', 'enabled', asFlag)
  take('ParallelizationFactor', 'parallelizationFactor', asNumber)
  take('MaximumRetryAttempts', 'maximumRetryAttempts', asNumber)
  take('BisectBatchOnFunctionError', 'bisectOnError', asFlag)
  take('FunctionResponseTypes', 'reportBatchItemFailures', asResponseTypes)
  take('FilterCriteria', 'filters', readFilters)
  if (asNumber(draft.resolver.resolve(get(properties, 'MaximumRecordAgeInSeconds') ?? null) ?? null) === -1)
    edge.values['MaximumRecordAgeInSeconds'] = -1
  else take('MaximumRecordAgeInSeconds', 'maximumRecordAgeMs', secondsAsMs)
  const start = get(properties, 'StartingPosition')
  if (isStream) {
    take('StartingPosition', 'startingPosition', asText)
    take('StartingPositionTimestamp', 'startingTimestampSeconds', asNumber)
  } else {
    if (start !== undefined && start !== 'TRIM_HORIZON') edge.values['StartingPosition'] = start
    keepTimestamp(edge, properties)
  }
  readDestination(draft, edge, get(properties, 'DestinationConfig'))
  const attribute = isStream ? 'Arn' : 'StreamArn'
  keepReference(edge, property, get(properties, property), { 'Fn::GetAtt': [table.logicalId, attribute] })
  keepRest(edge, properties, [...PROPERTIES, property, 'FunctionName'])
  Object.assign(edge.book, book)
  return true
}

/** A table's stream can't begin at one: what a template says all the same stays as it is. */
function keepTimestamp(edge: DraftEdge, properties: Json): void {
  const given = get(properties, 'StartingPositionTimestamp')
  if (given !== undefined) edge.kept['StartingPositionTimestamp'] = given
}

function readDestination(draft: Draft, edge: DraftEdge, config: Json | undefined): void {
  if (config === undefined) return
  const given = get(get(config, 'OnFailure'), 'Destination')
  const target = targetOf(draft, given, ['queue', 'topic'])
  if (!target || Object.keys(config as JsonObject).length !== 1) {
    edge.kept['DestinationConfig'] = config
    note(draft, 'redrive-elsewhere', {}, edge.from)
    return
  }
  const standard: Json =
    target.kind === 'topic' ? { Ref: target.logicalId } : { 'Fn::GetAtt': [target.logicalId, 'Arn'] }
  keepReference(edge, 'Destination', given, standard)
  draft.undelivered.set(edge, target)
}

/** Destinations as edges: one for all consumers where all have the same. */
export function readDiscarded(draft: Draft): void {
  for (const table of draft.nodes.values()) {
    if (table.kind !== 'table' && table.kind !== 'stream') continue
    const consumers = draft.edges.filter((edge) => edge.from === table && edge.port === 'consume')
    const targets = new Set(consumers.map((edge) => draft.undelivered.get(edge)))
    const [only] = targets
    const add = (target: DraftNode): DraftEdge | undefined =>
      addEdge(draft, table, 'undelivered', target, target.kind === 'topic' ? 'publish' : 'send')
    if (targets.size === 1 && only) {
      add(only)
      continue
    }
    for (const consumer of consumers) {
      const target = draft.undelivered.get(consumer)
      const edge = target && add(target)
      if (edge) edge.config['consumer'] = consumer.to.logicalId
    }
  }
}

/** What IAM calls reading and writing a table; the words of a statement are patterns. */
export const TABLE_ACTIONS = {
  read: ['getitem', 'batchgetitem', 'query', 'scan', 'transactgetitems'],
  write: ['putitem', 'updateitem', 'deleteitem', 'batchwriteitem', 'conditioncheckitem'],
} as const
