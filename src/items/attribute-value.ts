// What an item is made of, as DynamoDB's JSON has it: read and checked once, then trusted. Numbers are kept in their
// one canonical form, so that equal numbers are equal texts.
import {
  base64ByteLength,
  failure,
  type Json,
  type JsonObject,
  keysInOrder,
  type Result,
  success,
  utf8ByteLength,
} from '#base'
import { isBase64 } from './base64.ts'
import { decimalBytes, decimalText, parseDecimal } from './decimal.ts'

export const ATTRIBUTE_TYPES = ['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M'] as const
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number]

export type AttributeValue =
  | { readonly S: string }
  | { readonly N: string }
  /** Base64. */
  | { readonly B: string }
  | { readonly BOOL: boolean }
  | { readonly NULL: true }
  | { readonly SS: readonly string[] }
  | { readonly NS: readonly string[] }
  | { readonly BS: readonly string[] }
  | { readonly L: readonly AttributeValue[] }
  | { readonly M: Item }

export interface Item {
  readonly [name: string]: AttributeValue
}

/** Levels of lists and maps in each other. [V] */
const MAXIMUM_DEPTH = 32

export const typeOf = (value: AttributeValue): AttributeType => Object.keys(value)[0] as AttributeType

/** The name by which errors call a type. [K] */
const TYPE_WORDS: Readonly<Record<AttributeType, string>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  BOOL: 'BOOLEAN',
  NULL: 'NULL',
  SS: 'STRING_SET',
  NS: 'NUMBER_SET',
  BS: 'BINARY_SET',
  L: 'LIST',
  M: 'MAP',
}

export const typeWord = (value: AttributeValue): string => TYPE_WORDS[typeOf(value)]

/** What an item has under a name; what every object inherits is nothing. */
export const attributeOf = (item: Item, name: string): AttributeValue | undefined =>
  Object.hasOwn(item, name) ? item[name] : undefined

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const INVALID = 'One or more parameter values were invalid: '
const EMPTY = 'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'
const SEVERAL =
  'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes'
const TOO_DEEP = 'Nesting Levels have exceeded supported limits'
const NOT_BASE64 = 'Invalid attribute value type: Base64 encoded binary expected'
const SET_WORDS = { SS: 'string', NS: 'number', BS: 'binary' } as const

function readNumber(value: Json | undefined): Result<string, string> {
  if (typeof value !== 'string') return failure('The parameter cannot be converted to a numeric value')
  const decimal = parseDecimal(value)
  return decimal.ok ? success(decimalText(decimal.value)) : decimal
}

function readSet(type: 'SS' | 'NS' | 'BS', given: Json | undefined): Result<AttributeValue, string> {
  if (!Array.isArray(given)) return failure(EMPTY)
  if (given.length === 0) return failure(`${INVALID}An ${SET_WORDS[type]} set  may not be empty`)
  const members: string[] = []
  for (const member of given as readonly Json[]) {
    const read = type === 'NS' ? readNumber(member) : success(member)
    if (!read.ok) return read
    if (typeof read.value !== 'string') return failure(EMPTY)
    if (type === 'BS' && !isBase64(read.value)) return failure(NOT_BASE64)
    members.push(read.value)
  }
  if (new Set(members).size < members.length)
    return failure(`${INVALID}Input collection [${members.join(', ')}] contains duplicates.`)
  return success(setOf(type, members))
}

export const setOf = (type: 'SS' | 'NS' | 'BS', members: readonly string[]): AttributeValue =>
  type === 'SS' ? { SS: members } : type === 'NS' ? { NS: members } : { BS: members }

/** The error is DynamoDB's sentence of a ValidationException. [K] */
export function readValue(json: Json | undefined, depth = 0): Result<AttributeValue, string> {
  const types = isObject(json) ? ATTRIBUTE_TYPES.filter((type) => Object.hasOwn(json, type) && json[type] !== null) : []
  const [type] = types
  if (!isObject(json) || type === undefined) return failure(EMPTY)
  if (types.length > 1) return failure(SEVERAL)
  const given = json[type]
  switch (type) {
    case 'S':
      return typeof given === 'string' ? success({ S: given }) : failure(EMPTY)
    case 'N': {
      const number = readNumber(given)
      return number.ok ? success({ N: number.value }) : number
    }
    case 'B':
      return typeof given === 'string' && isBase64(given) ? success({ B: given }) : failure(NOT_BASE64)
    case 'BOOL':
      return typeof given === 'boolean' ? success({ BOOL: given }) : failure(EMPTY)
    case 'NULL':
      return given === true
        ? success({ NULL: true })
        : failure(`${INVALID}Null attribute value types must have the value of true`)
    case 'SS':
    case 'NS':
    case 'BS':
      return readSet(type, given)
    case 'L': {
      if (!Array.isArray(given)) return failure(EMPTY)
      if (depth >= MAXIMUM_DEPTH) return failure(TOO_DEEP)
      const list: AttributeValue[] = []
      for (const member of given as readonly Json[]) {
        const read = readValue(member, depth + 1)
        if (!read.ok) return read
        list.push(read.value)
      }
      return success({ L: list })
    }
    case 'M': {
      if (depth >= MAXIMUM_DEPTH) return failure(TOO_DEEP)
      const map = readItem(given, depth + 1)
      return map.ok ? success({ M: map.value }) : map
    }
  }
}

export function readItem(json: Json | undefined, depth = 0): Result<Item, string> {
  if (!isObject(json)) return failure(EMPTY)
  const entries: [string, AttributeValue][] = []
  for (const [name, given] of Object.entries(json)) {
    const read = readValue(given, depth)
    if (!read.ok) return read
    entries.push([name, read.value])
  }
  return success(Object.fromEntries(entries))
}

/** The same text for equal values: sets and maps have no order. */
export function valueText(value: AttributeValue): string {
  if ('M' in value) return `M${itemText(value.M)}`
  if ('L' in value) return `L[${value.L.map(valueText).join(',')}]`
  const type = typeOf(value)
  const content = 'SS' in value ? value.SS : 'NS' in value ? value.NS : 'BS' in value ? value.BS : undefined
  if (content) return `${type}${JSON.stringify([...content].sort())}`
  return type + JSON.stringify('S' in value ? value.S : 'N' in value ? value.N : 'B' in value ? value.B : value)
}

export const itemText = (item: Item): string =>
  `{${keysInOrder(item)
    .map((name) => `${JSON.stringify(name)}:${valueText(item[name] as AttributeValue)}`)
    .join(',')}}`

export const equalValues = (a: AttributeValue, b: AttributeValue): boolean =>
  a === b || (typeOf(a) === typeOf(b) && valueText(a) === valueText(b))

/** Bytes of a list or map beside its contents, and of each of its elements. [V] */
const CONTAINER_BYTES = 3
const ELEMENT_BYTES = 1

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((bytes, one) => bytes + of(one), 0)

function valueBytes(value: AttributeValue): number {
  if ('S' in value) return utf8ByteLength(value.S)
  if ('N' in value) return decimalBytes(value.N)
  if ('B' in value) return base64ByteLength(value.B)
  if ('SS' in value) return sum(value.SS, utf8ByteLength)
  if ('NS' in value) return sum(value.NS, decimalBytes)
  if ('BS' in value) return sum(value.BS, base64ByteLength)
  if ('L' in value) return CONTAINER_BYTES + sum(value.L, (member) => valueBytes(member) + ELEMENT_BYTES)
  if ('M' in value) return CONTAINER_BYTES + itemBytes(value.M) + ELEMENT_BYTES * Object.keys(value.M).length
  return 1
}

/** DynamoDB's size of an item: names and values. [V] */
export const itemBytes = (item: Item): number =>
  sum(Object.entries(item), ([name, value]) => utf8ByteLength(name) + valueBytes(value))

/** As plain JSON, for answers and events. */
export const itemJson = (item: Item): JsonObject => item as JsonObject & Item
