// Parts of a table that a template holds as lists and objects, and the fields of a config that say the same.
import type { Json, JsonObject } from '#base'
import type { TableConfig, TableIndex } from '#nodes/models'
import { get, isList, isObject } from './template.ts'

type KeyType = TableConfig['hashKeyType']

export interface KeyFields {
  readonly hashKey: string
  readonly hashKeyType: KeyType
  readonly rangeKey: string
  readonly rangeKeyType: KeyType
}

const keyType = (value: Json | undefined): KeyType | undefined =>
  value === 'S' || value === 'N' || value === 'B' ? value : undefined

/** AttributeDefinitions by name; undefined: something else. */
export function readDefinitions(value: Json | undefined): ReadonlyMap<string, KeyType> | undefined {
  if (!isList(value)) return undefined
  const types = new Map<string, KeyType>()
  for (const one of value) {
    const [name, type] = [get(one, 'AttributeName'), keyType(get(one, 'AttributeType'))]
    if (typeof name !== 'string' || type === undefined) return undefined
    types.set(name, type)
  }
  return types
}

export function readKeySchema(
  value: Json | undefined,
  types: ReadonlyMap<string, KeyType> | undefined,
): KeyFields | undefined {
  if (!isList(value) || value.length > 2 || !types) return undefined
  const nameOf = (kind: string): string | undefined => {
    const name = get(
      value.find((one) => get(one, 'KeyType') === kind),
      'AttributeName',
    )
    return typeof name === 'string' ? name : undefined
  }
  const [hashKey, rangeKey] = [nameOf('HASH'), nameOf('RANGE')]
  const hashKeyType = types.get(hashKey ?? '')
  const rangeKeyType = rangeKey === undefined ? 'S' : types.get(rangeKey)
  if (hashKey === undefined || !hashKeyType || !rangeKeyType) return undefined
  return { hashKey, hashKeyType, rangeKey: rangeKey ?? '', rangeKeyType }
}

export function readIndex(value: Json, types: ReadonlyMap<string, KeyType> | undefined): TableIndex | undefined {
  const name = get(value, 'IndexName')
  const key = readKeySchema(get(value, 'KeySchema'), types)
  const given = get(value, 'Projection')
  const projection = get(given, 'ProjectionType')
  const others = get(given, 'NonKeyAttributes') ?? []
  if (typeof name !== 'string' || !key || !isList(others)) return undefined
  if (projection !== 'ALL' && projection !== 'KEYS_ONLY' && projection !== 'INCLUDE') return undefined
  return { name, ...key, projection, nonKeyAttributes: others.map((one) => ({ name: String(one) })) }
}

export const keySchemaOf = ({ hashKey, rangeKey }: KeyFields): Json => [
  { AttributeName: hashKey, KeyType: 'HASH' },
  ...(rangeKey === '' ? [] : [{ AttributeName: rangeKey, KeyType: 'RANGE' }]),
]

/** Of the table's key and of all indexes'. */
export function definitionsOf(config: TableConfig): readonly JsonObject[] {
  const types = new Map<string, KeyType>()
  for (const { hashKey, hashKeyType, rangeKey, rangeKeyType } of [config, ...config.indexes]) {
    if (!types.has(hashKey)) types.set(hashKey, hashKeyType)
    if (rangeKey !== '' && !types.has(rangeKey)) types.set(rangeKey, rangeKeyType)
  }
  return Array.from(types, ([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }))
}

export const indexOf = (index: TableIndex): JsonObject => ({
  IndexName: index.name,
  KeySchema: keySchemaOf(index),
  Projection: {
    ProjectionType: index.projection,
    ...(index.projection === 'INCLUDE' && { NonKeyAttributes: index.nonKeyAttributes.map(({ name }) => name) }),
  },
})

/** The types of SAM's SimpleTable. */
export const SIMPLE_TYPES = { String: 'S', Number: 'N', Binary: 'B' } as const

/** `{ FilterCriteria: { Filters: [{ Pattern }] } }` as an edge has it; undefined where it holds something else. */
export function readFilters(value: Json): Json | undefined {
  const filters = get(value, 'Filters')
  if (!isObject(value) || Object.keys(value).length !== 1 || !isList(filters)) return undefined
  const patterns = filters.map((filter) => get(filter, 'Pattern'))
  return patterns.every((pattern) => typeof pattern === 'string')
    ? patterns.map((pattern) => ({ pattern: pattern as string }))
    : undefined
}
