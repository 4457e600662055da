// Key conditions of a query: one partition, and perhaps a stretch of it.
import { failure, type Result, success } from '#base'
import type { AttributeValue } from '../attribute-value.ts'
import { type Comparator, type Condition, type Operand, parseCondition } from './condition.ts'
import type { Substitutions } from './substitutions.ts'

export type RangeCondition =
  | { readonly type: 'compare'; readonly by: Exclude<Comparator, '<>'>; readonly value: AttributeValue }
  | { readonly type: 'between'; readonly low: AttributeValue; readonly high: AttributeValue }
  | { readonly type: 'begins-with'; readonly start: AttributeValue }

export interface KeyCondition {
  readonly hash: AttributeValue
  readonly range: RangeCondition | undefined
}

interface Part {
  readonly name: string
  readonly condition: RangeCondition
}

const UNSUPPORTED = 'Query key condition not supported'
const TURNED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const

const givenValue = (one: Operand | undefined): AttributeValue | undefined =>
  one?.type === 'value' ? one.value : undefined
const nameOf = (one: Operand | undefined): string | undefined =>
  one?.type === 'path' && one.path.length === 1 ? one.path[0] : undefined

function partOf(condition: Condition): Part | undefined {
  if (condition.type === 'compare' && condition.by !== '<>') {
    const { by, left, right } = condition
    const [name, value] = [nameOf(left), givenValue(right)]
    if (name !== undefined && value) return { name, condition: { type: 'compare', by, value } }
    const [turnedName, turnedValue] = [nameOf(right), givenValue(left)]
    if (turnedName === undefined || !turnedValue) return undefined
    return { name: turnedName, condition: { type: 'compare', by: TURNED[by], value: turnedValue } }
  }
  if (condition.type === 'between') {
    const [name, low, high] = [nameOf(condition.operand), givenValue(condition.low), givenValue(condition.high)]
    return name !== undefined && low && high ? { name, condition: { type: 'between', low, high } } : undefined
  }
  if (condition.type !== 'function' || condition.name !== 'begins_with') return undefined
  const [name, start] = [nameOf(condition.operands[0]), givenValue(condition.operands[1])]
  return name !== undefined && start ? { name, condition: { type: 'begins-with', start } } : undefined
}

const parts = (condition: Condition): readonly Condition[] =>
  condition.type === 'and' ? condition.parts.flatMap(parts) : [condition]

/** The first operator that a key condition can't have. */
function foreignOperator(condition: Condition): string | undefined {
  if (condition.type === 'or') return 'OR'
  if (condition.type === 'not') return 'NOT'
  if (condition.type === 'in') return 'IN'
  if (condition.type === 'compare' && condition.by === '<>') return '<>'
  if (condition.type === 'function' && condition.name !== 'begins_with') return condition.name
  return undefined
}

/** `range` undefined: a table or an index without one. */
export function parseKeyCondition(
  text: string,
  substitutions: Substitutions,
  hash: string,
  range: string | undefined,
): Result<KeyCondition, string> {
  const parsed = parseCondition('KeyConditionExpression', text, substitutions)
  if (!parsed.ok) return parsed
  const read: Part[] = []
  for (const one of parts(parsed.value)) {
    const foreign = foreignOperator(one)
    if (foreign !== undefined)
      return failure(`Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: ${foreign}`)
    const part = partOf(one)
    if (!part) return failure(UNSUPPORTED)
    if (read.some(({ name }) => name === part.name))
      return failure('KeyConditionExpressions must only contain one condition per key')
    read.push(part)
  }
  const ofHash = read.find(({ name }) => name === hash)
  if (!ofHash) return failure(`Query condition missed key schema element: ${hash}`)
  if (ofHash.condition.type !== 'compare' || ofHash.condition.by !== '=') return failure(UNSUPPORTED)
  const others = read.filter((part) => part !== ofHash)
  const ofRange = others.find(({ name }) => name === range)
  if (others.length > (ofRange ? 1 : 0))
    return failure(range === undefined || ofRange ? UNSUPPORTED : `Query condition missed key schema element: ${range}`)
  return success({ hash: ofHash.condition.value, range: ofRange?.condition })
}
