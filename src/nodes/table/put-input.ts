// An item that a person writes by hand: DynamoDB's JSON, or plain JSON, which becomes it. `{"Key": {…}}` deletes.
import type { Json, JsonObject } from '#base'
import { readItem } from '#items'

export interface TableInput {
  readonly operation: 'PutItem' | 'DeleteItem'
  readonly input: JsonObject
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** As the SDK's document client has it. */
function attributeValue(json: Json): JsonObject {
  if (json === null) return { NULL: true }
  if (typeof json === 'string') return { S: json }
  if (typeof json === 'number') return { N: String(json) }
  if (typeof json === 'boolean') return { BOOL: json }
  return isObject(json) ? { M: attributeValues(json) } : { L: (json as readonly Json[]).map(attributeValue) }
}

const attributeValues = (json: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(json).map(([name, value]) => [name, attributeValue(value)]))

const attributes = (json: JsonObject): JsonObject => (readItem(json).ok ? json : attributeValues(json))

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined
  }
}

/** Undefined: it is neither. */
export function readTableInput(text: string): TableInput | undefined {
  const value = parse(text)
  if (!isObject(value) || Object.keys(value).length === 0) return undefined
  const isAlone = Object.keys(value).length === 1
  const { Key: key, Item: item } = value
  if (isAlone && isObject(key)) return { operation: 'DeleteItem', input: { Key: attributes(key) } }
  return { operation: 'PutItem', input: { Item: attributes(isAlone && isObject(item) ? item : value) } }
}
