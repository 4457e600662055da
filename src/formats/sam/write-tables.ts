// Tables as resources.
import type { Json, JsonObject } from '#base'
import type { TableConfig } from '#nodes/models'
import { type NodeEntry, outgoing } from '#workflow'
import { rememberedNode } from './kept.ts'
import { definitionsOf, indexOf, keySchemaOf, readDefinitions, readIndex, SIMPLE_TYPES } from './table-shapes.ts'
import { ATTRIBUTES, get, isList, sameValue, SIMPLE_TABLE, TABLE } from './template.ts'
import { setResource } from './write-resources.ts'
import { lose, type Properties, propertiesOf, renameKept, splitKept, type Writing } from './writing.ts'

/** As the kind's model has it. */
const MODEL = { ttlWithinMs: 172_800_000, latencyMedianMs: 4, latencyP99Ms: 9 } as const

export function writeTable(writing: Writing, { id, node }: NodeEntry<'table'>): void {
  const { values, book } = rememberedNode(writing.kept, id)
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const properties = propertiesOf(writing, values, kept, {})
  const { config } = node
  const hasStream = book['streamed'] === true || outgoing(writing.workflow, id, 'consume').length > 0
  const isSimple =
    book['type'] === SIMPLE_TABLE &&
    !hasStream &&
    config.rangeKey === '' &&
    config.indexes.length === 0 &&
    config.ttlAttribute === ''
  if (isSimple) writeSimple(config, properties, kept)
  else writeFull(writing, config, properties, values, kept, hasStream)
  setResource(writing, node.name, isSimple ? SIMPLE_TABLE : TABLE, attributes, properties.made, kept)
  const isModel = Object.entries(MODEL).every(([field, value]) => config[field as keyof typeof MODEL] === value)
  if (!isModel) lose(writing, 'table-model-unwritten', { name: node.name }, id)
}

function writeSimple({ hashKey, hashKeyType }: TableConfig, { put }: Properties, kept: JsonObject): void {
  if (kept['PrimaryKey'] !== undefined && hashKey === 'id') return
  const Type = Object.entries(SIMPLE_TYPES).find(([, type]) => type === hashKeyType)?.[0] ?? 'String'
  put('PrimaryKey', { Name: hashKey, Type }, { Name: 'id', Type: 'String' })
}

function writeFull(
  writing: Writing,
  config: TableConfig,
  { made, put }: Properties,
  values: JsonObject,
  kept: JsonObject,
  hasStream: boolean,
): void {
  // What could not be read stays as it was until somebody sets a key.
  const isUnread = kept['KeySchema'] !== undefined && config.hashKey === 'id' && config.rangeKey === ''
  if (!isUnread) {
    put('KeySchema', keySchemaOf(config), undefined)
    put('AttributeDefinitions', definitions(writing, config, values, kept), undefined)
  }
  if (kept['BillingMode'] === undefined && kept['ProvisionedThroughput'] === undefined)
    made['BillingMode'] = 'PAY_PER_REQUEST'
  if (config.indexes.length > 0) made['GlobalSecondaryIndexes'] = indexes(writing, config, values)
  if (hasStream) put('StreamSpecification', { StreamViewType: config.streamViewType }, undefined)
  if (config.ttlAttribute !== '')
    put('TimeToLiveSpecification', { AttributeName: config.ttlAttribute, Enabled: true }, undefined)
}

/** With those that local indexes need, which are kept. */
function definitions(writing: Writing, config: TableConfig, values: JsonObject, kept: JsonObject): Json {
  const own = definitionsOf(config)
  if (kept['LocalSecondaryIndexes'] === undefined) return [...own]
  const before = writing.resolver.resolve(get(values, 'AttributeDefinitions') ?? null)
  const names = new Set(own.map(({ AttributeName }) => AttributeName))
  const others = isList(before) ? before.filter((one) => !names.has(get(one, 'AttributeName') ?? '')) : []
  return [...own, ...others]
}

/** As the template had them, as long as they say the same. */
function indexes(writing: Writing, config: TableConfig, values: JsonObject): Json {
  const before = get(values, 'GlobalSecondaryIndexes')
  const types = readDefinitions([...definitionsOf(config)])
  const given = isList(before) ? before : []
  return config.indexes.map((index): Json => {
    const same = given.find((one) => {
      const read = readIndex(writing.resolver.resolve(one) ?? null, types)
      return read !== undefined && sameValue({ ...read }, { ...index })
    })
    return same === undefined ? indexOf(index) : renameKept(writing, same)
  })
}
