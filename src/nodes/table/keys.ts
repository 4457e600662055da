// Keys of a table and its indexes: what they are made of, and how they are found in an item or a request.
import type { JsonObject } from '#base'
import { attributeOf, type AttributeValue, type Item, orderText, readItem, typeOf } from '#items'
import { utf8ByteLength } from '#base'
import type { TableConfig, TableIndex } from './model.ts'
import { invalid, type Read } from './refusal.ts'

export interface KeyPart {
  readonly name: string
  readonly type: 'S' | 'N' | 'B'
}

export interface KeySchema {
  readonly hash: KeyPart
  readonly range: KeyPart | undefined
}

/** Bytes of a partition key and of a sort key. [V] */
const MAXIMUM_HASH_BYTES = 2048
const MAXIMUM_RANGE_BYTES = 1024

export const keySchemaOf = (
  of: Pick<TableConfig | TableIndex, 'hashKey' | 'hashKeyType' | 'rangeKey' | 'rangeKeyType'>,
): KeySchema => ({
  hash: { name: of.hashKey, type: of.hashKeyType },
  range: of.rangeKey === '' ? undefined : { name: of.rangeKey, type: of.rangeKeyType },
})

export const partsOf = ({ hash, range }: KeySchema): readonly KeyPart[] => (range ? [hash, range] : [hash])
export const namesOf = (schema: KeySchema): readonly string[] => partsOf(schema).map(({ name }) => name)

/** A key as texts that sort as its values do; equal for equal keys. */
export interface Key {
  readonly hash: string
  /** Empty where the schema has no sort key. */
  readonly range: string
}

export const keyText = ({ hash, range }: Key): string => JSON.stringify([hash, range])

const bytesOf = (value: AttributeValue): number =>
  'N' in value ? value.N.length : 'S' in value ? utf8ByteLength(value.S) : (orderText(value) ?? '').length

const isEmptyValue = (value: AttributeValue): boolean =>
  ('S' in value && value.S === '') || ('B' in value && value.B === '')

/** Undefined where the item lacks a part of the key or has it in another type: it is not in such an index. */
export function keyIn(item: Item, schema: KeySchema): Key | undefined {
  const [hash = '', range = ''] = partsOf(schema).map((part) => partText(item, part))
  return partsOf(schema).every((part) => partText(item, part) !== undefined) ? { hash, range } : undefined
}

const partText = (item: Item, { name, type }: KeyPart): string | undefined => {
  const value = attributeOf(item, name)
  return value && typeOf(value) === type ? orderText(value) : undefined
}

function checkValue({ name }: KeyPart, value: AttributeValue, isHash: boolean): Read<undefined> {
  if (isEmptyValue(value)) {
    const kind = 'S' in value ? 'string' : 'binary'
    return invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: ${name}`,
    )
  }
  const bytes = bytesOf(value)
  if (isHash && bytes > MAXIMUM_HASH_BYTES)
    return invalid(
      `One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of${MAXIMUM_HASH_BYTES} bytes`,
    )
  if (!isHash && bytes > MAXIMUM_RANGE_BYTES)
    return invalid(
      `One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of ${MAXIMUM_RANGE_BYTES} bytes`,
    )
  return { ok: true, value: undefined }
}

/** Of an item to be put. */
export function itemKey(item: Item, schema: KeySchema): Read<Key> {
  for (const part of partsOf(schema)) {
    const value = attributeOf(item, part.name)
    if (!value) return invalid(`One or more parameter values were invalid: Missing the key ${part.name} in the item`)
    if (typeOf(value) !== part.type)
      return invalid(
        `One or more parameter values were invalid: Type mismatch for key ${part.name} expected: ${part.type} actual: ${typeOf(value)}`,
      )
    const checked = checkValue(part, value, part === schema.hash)
    if (!checked.ok) return checked
  }
  return { ok: true, value: keyIn(item, schema) ?? { hash: '', range: '' } }
}

export interface GivenKey {
  readonly key: Key
  readonly attributes: Item
}

/** Of a request's Key: exactly the attributes of the schema. */
export function readKey(given: JsonObject[string] | undefined, schema: KeySchema): Read<GivenKey> {
  const read = readItem(given)
  if (!read.ok) return invalid(read.error)
  const attributes = read.value
  const parts = partsOf(schema)
  const isWhole =
    Object.keys(attributes).length === parts.length &&
    parts.every(({ name, type }) => {
      const value = attributeOf(attributes, name)
      return value !== undefined && typeOf(value) === type
    })
  if (!isWhole) return invalid('The provided key element does not match the schema')
  const key = itemKey(attributes, schema)
  return key.ok ? { ok: true, value: { key: key.value, attributes } } : key
}

/** The key's attributes of an item. */
export const keyAttributes = (item: Item, schema: KeySchema): Item =>
  Object.fromEntries(
    namesOf(schema).flatMap((name) => {
      const value = attributeOf(item, name)
      return value ? [[name, value] as const] : []
    }),
  )

/** An item may lack an index's key; it may not have it in another type. */
export function checkIndexKeys(item: Item, indexes: readonly TableIndex[]): Read<undefined> {
  for (const index of indexes)
    for (const part of partsOf(keySchemaOf(index))) {
      const value = attributeOf(item, part.name)
      if (!value) continue
      if (typeOf(value) !== part.type)
        return invalid(
          `One or more parameter values were invalid: Type mismatch for Index Key ${part.name} Expected: ${part.type} Actual: ${typeOf(value)} IndexName: ${index.name}`,
        )
      if (isEmptyValue(value))
        return invalid(
          `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${'S' in value ? 'string' : 'binary'} value. IndexName: ${index.name}, IndexKey: ${part.name}`,
        )
    }
  return { ok: true, value: undefined }
}
