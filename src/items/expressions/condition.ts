// Condition and filter expressions: read into a tree, then asked of items.
import { base64ByteLength, type Result } from '#base'
import { ATTRIBUTE_TYPES, type AttributeValue, equalValues, typeOf, typeWord, type Item } from '../attribute-value.ts'
import { base64Characters } from '../base64.ts'
import { compareTexts, orderText } from '../order.ts'
import { type Cursor, DEEPEST, parseWith, refuse } from './parser.ts'
import { type Path, pathText, valueAt } from './path.ts'
import type { Substitutions } from './substitutions.ts'

export type Operand =
  | { readonly type: 'path'; readonly path: Path }
  | { readonly type: 'value'; readonly value: AttributeValue }
  | { readonly type: 'size'; readonly path: Path }

const COMPARATORS = ['=', '<>', '<', '<=', '>', '>='] as const
export type Comparator = (typeof COMPARATORS)[number]
const FUNCTIONS = ['attribute_exists', 'attribute_not_exists', 'attribute_type', 'begins_with', 'contains'] as const
type FunctionName = (typeof FUNCTIONS)[number]

export type Condition =
  | { readonly type: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly type: 'not'; readonly part: Condition }
  | { readonly type: 'compare'; readonly by: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly type: 'between'; readonly operand: Operand; readonly low: Operand; readonly high: Operand }
  | { readonly type: 'in'; readonly operand: Operand; readonly choices: readonly Operand[] }
  | { readonly type: 'function'; readonly name: FunctionName; readonly operands: readonly Operand[] }

/** Operands of IN. [V] */
const MAXIMUM_CHOICES = 100
const ARITY: Readonly<Record<FunctionName, number>> = {
  attribute_exists: 1,
  attribute_not_exists: 1,
  attribute_type: 2,
  begins_with: 2,
  contains: 2,
}

const comparator = (text: string): Comparator | undefined => COMPARATORS.find((one) => one === text)
const functionName = (text: string): FunctionName | undefined => FUNCTIONS.find((one) => one === text)

function operand(cursor: Cursor): Operand {
  if (cursor.peek().kind === 'value') return { type: 'value', value: cursor.value() }
  if (cursor.peek().kind === 'word' && cursor.peek(1).text === '(') {
    const name = cursor.next().text
    if (name !== 'size') return refuse(`Invalid function name; function: ${name}`)
    cursor.expect('(')
    if (cursor.peek().kind === 'value') {
      const value = cursor.value()
      return refuse(
        `Incorrect operand type for operator or function; operator or function: size, operand type: ${typeOf(value)}`,
      )
    }
    const path = cursor.path()
    cursor.expect(')')
    return { type: 'size', path }
  }
  return cursor.isPath() ? { type: 'path', path: cursor.path() } : cursor.unexpected()
}

const wrongType = (called: string, by: string, type: string): never =>
  refuse(`Incorrect operand type for operator or function; ${called}: ${by}, operand type: ${type}`)

function functionCall(cursor: Cursor, name: FunctionName): Condition {
  cursor.next()
  cursor.expect('(')
  const operands = [operand(cursor)]
  while (cursor.take(',')) operands.push(operand(cursor))
  cursor.expect(')')
  if (operands.length !== ARITY[name])
    refuse(
      `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${operands.length}`,
    )
  const [first, second] = operands
  const called = 'operator or function'
  if (first?.type === 'value' && name !== 'begins_with' && name !== 'contains')
    refuse(`Operator or function requires a document path; operator or function: ${name}`)
  if (first?.type === 'value' && name === 'begins_with' && !isStartable(first.value))
    wrongType(called, name, typeOf(first.value))
  if (second?.type === 'value' && name === 'begins_with' && !isStartable(second.value))
    wrongType(called, name, typeOf(second.value))
  if (second && name === 'attribute_type') {
    const type = second.type === 'value' && 'S' in second.value ? second.value.S : undefined
    if (second.type !== 'value' || type === undefined)
      return wrongType(called, name, second.type === 'value' ? typeOf(second.value) : second.type)
    if (!ATTRIBUTE_TYPES.some((one) => one === type))
      refuse(
        `Invalid attribute type name found; type: ${type}, valid types: {${[...ATTRIBUTE_TYPES].sort().join(',')}}`,
      )
  }
  return { type: 'function', name, operands }
}

const isStartable = (value: AttributeValue): boolean => 'S' in value || 'B' in value

const sameOperand = (a: Operand, b: Operand): boolean =>
  a.type === 'path' && b.type === 'path' && pathText(a.path) === pathText(b.path)

function comparison(cursor: Cursor): Condition {
  const left = operand(cursor)
  if (cursor.take('BETWEEN')) {
    const low = operand(cursor)
    cursor.expect('AND')
    const high = operand(cursor)
    checkBounds(low, high)
    return { type: 'between', operand: left, low, high }
  }
  if (cursor.take('IN')) {
    cursor.expect('(')
    const choices = [operand(cursor)]
    while (cursor.take(',')) choices.push(operand(cursor))
    cursor.expect(')')
    if (choices.length > MAXIMUM_CHOICES)
      refuse(
        `Incorrect number of operands for operator or function; operator or function: IN, number of operands: ${choices.length}`,
      )
    return { type: 'in', operand: left, choices }
  }
  const by = comparator(cursor.peek().text)
  if (by === undefined) return cursor.unexpected()
  cursor.next()
  const right = operand(cursor)
  if (sameOperand(left, right))
    refuse(
      `The first operand must be distinct from the remaining operands for this operator or function; operator: ${by}, first operand: ${left.type === 'path' ? pathText(left.path) : ''}`,
    )
  if (by !== '=' && by !== '<>')
    for (const side of [left, right])
      if (side.type === 'value' && orderText(side.value) === undefined) wrongType('operator', by, typeWord(side.value))
  return { type: 'compare', by, left, right }
}

function checkBounds(low: Operand, high: Operand): void {
  if (low.type !== 'value' || high.type !== 'value') return
  const shown = (value: AttributeValue): string =>
    `AttributeValue: {${typeOf(value)}:${String(Object.values(value)[0])}}`
  const bounds = `lower bound operand: ${shown(low.value)}, upper bound operand: ${shown(high.value)}`
  if (typeOf(low.value) !== typeOf(high.value))
    refuse(`The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`)
  if ((compareValues(low.value, high.value) ?? 0) > 0)
    refuse(`The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`)
}

function primary(cursor: Cursor, depth: number): Condition {
  if (depth > DEEPEST) refuse('The expression has too many levels')
  if (cursor.take('NOT')) return { type: 'not', part: primary(cursor, depth + 1) }
  if (cursor.take('(')) {
    const inner = alternatives(cursor, depth + 1)
    cursor.expect(')')
    return inner
  }
  const { kind, text } = cursor.peek()
  const name = kind === 'word' && cursor.peek(1).text === '(' ? functionName(text) : undefined
  return name ? functionCall(cursor, name) : comparison(cursor)
}

function chain(cursor: Cursor, word: 'AND' | 'OR', part: () => Condition): Condition {
  const parts = [part()]
  while (cursor.take(word)) parts.push(part())
  const [first] = parts
  return parts.length === 1 && first ? first : { type: word === 'AND' ? 'and' : 'or', parts }
}

const alternatives = (cursor: Cursor, depth: number): Condition =>
  chain(cursor, 'OR', () => chain(cursor, 'AND', () => primary(cursor, depth)))

/** `called`: ConditionExpression, FilterExpression or KeyConditionExpression. */
export const parseCondition = (called: string, text: string, substitutions: Substitutions): Result<Condition, string> =>
  parseWith(called, text, substitutions, (cursor) => alternatives(cursor, 0))

/** Undefined where the two have no order: other types than one of strings, numbers and binary. */
function compareValues(a: AttributeValue, b: AttributeValue): number | undefined {
  if (typeOf(a) !== typeOf(b)) return undefined
  const [left, right] = [orderText(a), orderText(b)]
  return left === undefined || right === undefined ? undefined : compareTexts(left, right)
}

function sizeOf(value: AttributeValue): number | undefined {
  if ('S' in value) return value.S.length
  if ('B' in value) return base64ByteLength(value.B)
  if ('L' in value) return value.L.length
  if ('M' in value) return Object.keys(value.M).length
  return membersOf(value)?.length
}

export const membersOf = (value: AttributeValue): readonly string[] | undefined =>
  'SS' in value ? value.SS : 'NS' in value ? value.NS : 'BS' in value ? value.BS : undefined

function operandValue(one: Operand, item: Item): AttributeValue | undefined {
  if (one.type === 'value') return one.value
  const found = valueAt(item, one.path)
  if (one.type === 'path' || found === undefined) return found
  const size = sizeOf(found)
  return size === undefined ? undefined : { N: String(size) }
}

function holdsComparison(by: Comparator, a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  if (by === '=') return a !== undefined && b !== undefined && equalValues(a, b)
  // What is not there is unequal to everything. [K]
  if (by === '<>') return a === undefined || b === undefined || !equalValues(a, b)
  const order = a && b && compareValues(a, b)
  if (order === undefined) return false
  return by === '<' ? order < 0 : by === '<=' ? order <= 0 : by === '>' ? order > 0 : order >= 0
}

function contains(whole: AttributeValue, part: AttributeValue): boolean {
  if ('S' in whole) return 'S' in part && whole.S.includes(part.S)
  if ('B' in whole) return 'B' in part && base64Characters(whole.B).includes(base64Characters(part.B))
  if ('L' in whole) return whole.L.some((member) => equalValues(member, part))
  if ('SS' in whole) return 'S' in part && whole.SS.includes(part.S)
  if ('NS' in whole) return 'N' in part && whole.NS.includes(part.N)
  return 'BS' in whole && 'B' in part && whole.BS.includes(part.B)
}

export function beginsWith(whole: AttributeValue, start: AttributeValue): boolean {
  if ('S' in whole) return 'S' in start && whole.S.startsWith(start.S)
  return 'B' in whole && 'B' in start && base64Characters(whole.B).startsWith(base64Characters(start.B))
}

function holdsFunction(name: FunctionName, [first, second]: readonly Operand[], item: Item): boolean {
  const value = first && operandValue(first, item)
  if (name === 'attribute_exists') return value !== undefined
  if (name === 'attribute_not_exists') return value === undefined
  const other = second && operandValue(second, item)
  if (!value || !other) return false
  if (name === 'attribute_type') return 'S' in other && typeOf(value) === other.S
  return name === 'contains' ? contains(value, other) : beginsWith(value, other)
}

/** Of an item that is not there, `item` is empty. */
export function holds(condition: Condition, item: Item): boolean {
  switch (condition.type) {
    case 'and':
      return condition.parts.every((part) => holds(part, item))
    case 'or':
      return condition.parts.some((part) => holds(part, item))
    case 'not':
      return !holds(condition.part, item)
    case 'compare':
      return holdsComparison(condition.by, operandValue(condition.left, item), operandValue(condition.right, item))
    case 'between': {
      const value = operandValue(condition.operand, item)
      return (
        holdsComparison('>=', value, operandValue(condition.low, item)) &&
        holdsComparison('<=', value, operandValue(condition.high, item))
      )
    }
    case 'in':
      return condition.choices.some((choice) =>
        holdsComparison('=', operandValue(condition.operand, item), operandValue(choice, item)),
      )
    case 'function':
      return holdsFunction(condition.name, condition.operands, item)
  }
}

/** The attributes of the top level that a condition asks of. */
export function attributesAsked(condition: Condition): readonly string[] {
  const of = (one: Operand): string[] => (one.type === 'value' ? [] : [one.path[0]])
  switch (condition.type) {
    case 'and':
    case 'or':
      return condition.parts.flatMap(attributesAsked)
    case 'not':
      return attributesAsked(condition.part)
    case 'compare':
      return [...of(condition.left), ...of(condition.right)]
    case 'between':
      return [...of(condition.operand), ...of(condition.low), ...of(condition.high)]
    case 'in':
      return [...of(condition.operand), ...condition.choices.flatMap(of)]
    case 'function':
      return condition.operands.flatMap(of)
  }
}
