// The #names and :values of a request. What an expression uses is remembered: DynamoDB refuses what none does.
import { failure, type Json, type JsonObject, type Result, success } from '#base'
import { type AttributeValue, readValue } from '../attribute-value.ts'

export interface Substitutions {
  readonly names: ReadonlyMap<string, string>
  readonly values: ReadonlyMap<string, AttributeValue>
  readonly usedNames: Set<string>
  readonly usedValues: Set<string>
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const NAME = /^#[A-Za-z0-9_]+$/
const VALUE = /^:[A-Za-z0-9_]+$/

/** Of a request's ExpressionAttributeNames and ExpressionAttributeValues. */
export function readSubstitutions(
  names: Json | undefined,
  values: Json | undefined,
  hasExpression: boolean,
): Result<Substitutions, string> {
  const read = { names: new Map<string, string>(), values: new Map<string, AttributeValue>() }
  for (const [given, called] of [
    [names, 'ExpressionAttributeNames'],
    [values, 'ExpressionAttributeValues'],
  ] as const) {
    if (given === undefined || given === null) continue
    if (!isObject(given)) return failure(`${called} must be a map`)
    if (!hasExpression) return failure(`${called} can only be specified when using expressions`)
    if (Object.keys(given).length === 0) return failure(`${called} must not be empty`)
  }
  for (const [key, name] of Object.entries(isObject(names ?? null) ? (names as JsonObject) : {})) {
    if (!NAME.test(key)) return failure(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${key}"`)
    if (typeof name !== 'string' || name === '')
      return failure(`ExpressionAttributeNames contains invalid value: Empty attribute name; key: ${key}`)
    read.names.set(key, name)
  }
  for (const [key, given] of Object.entries(isObject(values ?? null) ? (values as JsonObject) : {})) {
    if (!VALUE.test(key)) return failure(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${key}"`)
    const value = readValue(given)
    if (!value.ok) return failure(`ExpressionAttributeValues contains invalid value: ${value.error} for key ${key}`)
    read.values.set(key, value.value)
  }
  return success({ ...read, usedNames: new Set(), usedValues: new Set() })
}

/** When all expressions of a request are read. */
export function unusedSubstitution({ names, values, usedNames, usedValues }: Substitutions): string | undefined {
  const unused = (all: ReadonlyMap<string, unknown>, used: ReadonlySet<string>): string[] =>
    [...all.keys()].filter((key) => !used.has(key))
  const unusedNames = unused(names, usedNames)
  if (unusedNames.length > 0)
    return `Value provided in ExpressionAttributeNames unused in expressions: keys: {${unusedNames.join(', ')}}`
  const unusedValues = unused(values, usedValues)
  if (unusedValues.length > 0)
    return `Value provided in ExpressionAttributeValues unused in expressions: keys: {${unusedValues.join(', ')}}`
  return undefined
}
