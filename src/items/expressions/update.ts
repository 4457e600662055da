// Update expressions: SET, REMOVE, ADD and DELETE, read once and applied to an item as it was before.
import { failure, type Result, success } from '#base'
import { type AttributeValue, type Item, typeOf, typeWord } from '../attribute-value.ts'
import { addDecimals, decimalText, negate, parseDecimal } from '../decimal.ts'
import { setOf } from '../attribute-value.ts'
import { membersOf } from './condition.ts'
import { type Cursor, DEEPEST, parseWith, refuse } from './parser.ts'
import { type Path, pathClash, stepInto, valueAt } from './path.ts'
import type { Substitutions } from './substitutions.ts'

type Expression =
  | { readonly type: 'path'; readonly path: Path }
  | { readonly type: 'value'; readonly value: AttributeValue }
  | { readonly type: 'if-not-exists'; readonly path: Path; readonly otherwise: Expression }
  | { readonly type: 'list-append'; readonly left: Expression; readonly right: Expression }
  | { readonly type: 'sum'; readonly by: '+' | '-'; readonly left: Expression; readonly right: Expression }

type Action =
  | { readonly type: 'set'; readonly path: Path; readonly to: Expression }
  | { readonly type: 'remove'; readonly path: Path }
  | { readonly type: 'add' | 'delete'; readonly path: Path; readonly value: AttributeValue }

export interface Update {
  readonly actions: readonly Action[]
}

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type'
const NO_SUCH_PATH = 'The document path provided in the update expression is invalid for update'
const NO_SUCH_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item'

const wrongOperand = (by: string, value: AttributeValue, allowed: string): never =>
  refuse(
    `Incorrect operand type for operator or function; operator: ${by}, operand type: ${typeWord(value)}, typeSet: ${allowed}`,
  )

function sum(cursor: Cursor, depth: number): Expression {
  const left = term(cursor, depth)
  const by = cursor.take('+') ? '+' : cursor.take('-') ? '-' : undefined
  if (!by) return left
  const right = term(cursor, depth)
  for (const side of [left, right])
    if (side.type === 'value' && !('N' in side.value))
      refuse(
        `Incorrect operand type for operator or function; operator or function: ${by}, operand type: ${typeOf(side.value)}`,
      )
  return { type: 'sum', by, left, right }
}

function term(cursor: Cursor, depth: number): Expression {
  if (depth > DEEPEST) refuse('The expression has too many levels')
  if (cursor.take('(')) {
    const inner = sum(cursor, depth + 1)
    cursor.expect(')')
    return inner
  }
  const { kind, text } = cursor.peek()
  if (kind === 'value') return { type: 'value', value: cursor.value() }
  if (kind !== 'word' || cursor.peek(1).text !== '(')
    return cursor.isPath() ? { type: 'path', path: cursor.path() } : cursor.unexpected()
  if (text !== 'if_not_exists' && text !== 'list_append') refuse(`Invalid function name; function: ${text}`)
  cursor.next()
  cursor.expect('(')
  if (text === 'if_not_exists') {
    if (!cursor.isPath()) refuse(`Operator or function requires a document path; operator or function: ${text}`)
    const path = cursor.path()
    cursor.expect(',')
    const otherwise = sum(cursor, depth + 1)
    cursor.expect(')')
    return { type: 'if-not-exists', path, otherwise }
  }
  const left = sum(cursor, depth + 1)
  cursor.expect(',')
  const right = sum(cursor, depth + 1)
  cursor.expect(')')
  for (const side of [left, right])
    if (side.type === 'value' && !('L' in side.value))
      refuse(
        `Incorrect operand type for operator or function; operator or function: ${text}, operand type: ${typeOf(side.value)}`,
      )
  return { type: 'list-append', left, right }
}

function action(cursor: Cursor, clause: string): Action {
  const path = cursor.path()
  if (clause === 'SET') {
    cursor.expect('=')
    return { type: 'set', path, to: sum(cursor, 0) }
  }
  if (clause === 'REMOVE') return { type: 'remove', path }
  const value = cursor.value()
  const isSet = membersOf(value) !== undefined
  if (clause === 'ADD' && !isSet && !('N' in value)) wrongOperand(clause, value, 'ALLOWED_FOR_ADD_OPERAND')
  if (clause === 'DELETE' && !isSet) wrongOperand(clause, value, 'ALLOWED_FOR_DELETE_OPERAND')
  return { type: clause === 'ADD' ? 'add' : 'delete', path, value }
}

const CLAUSES = ['SET', 'REMOVE', 'ADD', 'DELETE'] as const

function readUpdate(cursor: Cursor): Update {
  const actions: Action[] = []
  const seen = new Set<string>()
  while (cursor.peek().kind !== 'end') {
    const clause = CLAUSES.find((one) => cursor.take(one)) ?? cursor.unexpected()
    if (seen.has(clause)) refuse(`The "${clause}" section can only be used once in an update expression;`)
    seen.add(clause)
    do actions.push(action(cursor, clause))
    while (cursor.take(','))
  }
  const clash = pathClash(actions.map(({ path }) => path))
  if (clash !== undefined) refuse(clash)
  return { actions }
}

export const parseUpdate = (text: string, substitutions: Substitutions): Result<Update, string> =>
  parseWith('UpdateExpression', text, substitutions, readUpdate)

export const updatedPaths = ({ actions }: Update): readonly Path[] => actions.map(({ path }) => path)

function evaluate(expression: Expression, item: Item): Result<AttributeValue, string> {
  switch (expression.type) {
    case 'value':
      return success(expression.value)
    case 'path': {
      const value = valueAt(item, expression.path)
      return value ? success(value) : failure(NO_SUCH_ATTRIBUTE)
    }
    case 'if-not-exists': {
      const value = valueAt(item, expression.path)
      return value ? success(value) : evaluate(expression.otherwise, item)
    }
    case 'list-append': {
      const [left, right] = [evaluate(expression.left, item), evaluate(expression.right, item)]
      if (!left.ok) return left
      if (!right.ok) return right
      if (!('L' in left.value) || !('L' in right.value)) return failure(WRONG_TYPE)
      return success({ L: [...left.value.L, ...right.value.L] })
    }
    case 'sum': {
      const [left, right] = [evaluate(expression.left, item), evaluate(expression.right, item)]
      if (!left.ok) return left
      return right.ok ? addNumbers(left.value, right.value, expression.by) : right
    }
  }
}

function addNumbers(left: AttributeValue, right: AttributeValue, by: '+' | '-'): Result<AttributeValue, string> {
  if (!('N' in left) || !('N' in right)) return failure(WRONG_TYPE)
  const [a, b] = [parseDecimal(left.N), parseDecimal(right.N)]
  if (!a.ok) return a
  if (!b.ok) return b
  const total = addDecimals(a.value, by === '+' ? b.value : negate(b.value))
  return total.ok ? success({ N: decimalText(total.value) }) : total
}

type Change = (old: AttributeValue | undefined) => AttributeValue | undefined

/** What stands at the end of the path becomes what `change` makes of it; undefined: it goes. */
function changeAt(
  value: AttributeValue,
  [step, ...rest]: readonly (string | number)[],
  change: Change,
): Result<AttributeValue, string> {
  if (step === undefined) return failure(NO_SUCH_PATH)
  const isList = typeof step === 'number'
  if (isList ? !('L' in value) : !('M' in value)) return failure(NO_SUCH_PATH)
  const old = stepInto(value, step)
  let made: AttributeValue | undefined
  if (rest.length === 0) made = change(old)
  else {
    if (old === undefined) return failure(NO_SUCH_PATH)
    const inner = changeAt(old, rest, change)
    if (!inner.ok) return inner
    made = inner.value
  }
  if ('L' in value) {
    const place = Math.min(Number(step), value.L.length)
    if (made === undefined && old === undefined) return success(value)
    return success({ L: value.L.toSpliced(place, 1, ...(made ? [made] : [])) })
  }
  if (!('M' in value)) return failure(NO_SUCH_PATH)
  if (made !== undefined) return success({ M: { ...value.M, [String(step)]: made } })
  return success({ M: Object.fromEntries(Object.entries(value.M).filter(([name]) => name !== step)) })
}

function addTo(old: AttributeValue | undefined, value: AttributeValue): Result<AttributeValue, string> {
  if (old === undefined) return success(value)
  if ('N' in value) return addNumbers(old, value, '+')
  const [present, more] = [membersOf(old), membersOf(value)]
  if (!present || !more || typeOf(old) !== typeOf(value)) return failure(WRONG_TYPE)
  return success(setOf(typeOf(old) as 'SS' | 'NS' | 'BS', [...new Set([...present, ...more])]))
}

function deleteFrom(
  old: AttributeValue | undefined,
  value: AttributeValue,
): Result<AttributeValue | undefined, string> {
  if (old === undefined) return success(undefined)
  const [present, less] = [membersOf(old), new Set(membersOf(value))]
  if (!present || typeOf(old) !== typeOf(value)) return failure(WRONG_TYPE)
  const left = present.filter((member) => !less.has(member))
  return success(left.length > 0 ? setOf(typeOf(old) as 'SS' | 'NS' | 'BS', left) : undefined)
}

/** What the action puts at its path; undefined: nothing is to be there. */
function outcomeOf(action: Action, item: Item): Result<AttributeValue | undefined, string> {
  switch (action.type) {
    case 'set':
      return evaluate(action.to, item)
    case 'remove':
      return success(undefined)
    case 'add':
      return addTo(valueAt(item, action.path), action.value)
    case 'delete':
      return deleteFrom(valueAt(item, action.path), action.value)
  }
}

/** Elements of a list go from its end, since paths mean places before the update; appended ones come in order. */
function byPlace(a: Path, b: Path): number {
  for (const [index, step] of a.entries()) {
    const other = b[index]
    if (step === other || typeof step !== 'number' || typeof other !== 'number') continue
    return step - other
  }
  return 0
}

/** Every operand is what it was before the update. The error is DynamoDB's sentence. [K] */
export function applyUpdate({ actions }: Update, item: Item): Result<Item, string> {
  const puts: { readonly path: Path; readonly value: AttributeValue }[] = []
  const removes: Path[] = []
  for (const action of actions) {
    const outcome = outcomeOf(action, item)
    if (!outcome.ok) return outcome
    const { path } = action
    if (outcome.value) puts.push({ path, value: outcome.value })
    else if (action.type === 'remove' || valueAt(item, path)) removes.push(path)
  }
  let whole: AttributeValue = { M: item }
  for (const { path, value } of puts.sort((a, b) => byPlace(a.path, b.path))) {
    const changed = changeAt(whole, path, () => value)
    if (!changed.ok) return changed
    whole = changed.value
  }
  for (const path of removes.sort((a, b) => byPlace(b, a))) {
    const changed = changeAt(whole, path, () => undefined)
    if (!changed.ok) return changed
    whole = changed.value
  }
  return success('M' in whole ? whole.M : item)
}
