// What a write asks for, read and held against the table before anything happens: one item, a condition, what becomes of
// it. Single writes, batches and transactions are made of these.
import type { Json, JsonObject } from '#base'
import {
  applyUpdate,
  type Condition,
  holds,
  type Item,
  itemBytes,
  itemJson,
  parseCondition,
  parseUpdate,
  type Path,
  project,
  readItem,
  readSubstitutions,
  type Substitutions,
  unusedSubstitution,
  type Update,
  updatedPaths,
} from '#items'
import { checkIndexKeys, itemKey, type Key, namesOf, readKey } from './keys.ts'
import { constraint, invalid, type Read, refuse, type Refusal } from './refusal.ts'
import type { Row, TableStore } from './store.ts'

/** Bytes of an item: 400 KB. [V] */
const MAXIMUM_ITEM_BYTES = 409_600

export interface Write {
  readonly key: Key
  /** The item it makes of what is there; undefined: none. */
  readonly outcome: (before: Item | undefined) => Read<Item | undefined>
  readonly condition: Condition | undefined
  /** An error on a failed condition tells the item. */
  readonly tellsItem: boolean
  readonly answer: (before: Item | undefined, after: Item | undefined) => JsonObject
  /** A condition check writes nothing. */
  readonly isCheck: boolean
}

const isText = (value: Json | undefined): value is string => typeof value === 'string'

/** Of the parameters that came before expressions. */
const OLD_PARAMETERS = [
  'Expected',
  'AttributeUpdates',
  'ConditionalOperator',
  'AttributesToGet',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
]

/** Faaslab's own words: DynamoDB still takes them. */
function refuseOldParameters(input: JsonObject): Refusal | undefined {
  const old = OLD_PARAMETERS.find((name) => input[name] !== undefined)
  return old === undefined
    ? undefined
    : invalid(`The legacy parameter ${old} is not emulated here: use an expression instead.`)
}

export interface Expressions {
  readonly substitutions: Substitutions
  /** When all were read. */
  readonly done: () => Refusal | undefined
}

export function readExpressions(input: JsonObject, names: readonly string[]): Read<Expressions> {
  const old = refuseOldParameters(input)
  if (old) return old
  const hasExpression = names.some((name) => isText(input[name]))
  const read = readSubstitutions(input['ExpressionAttributeNames'], input['ExpressionAttributeValues'], hasExpression)
  if (!read.ok) return invalid(read.error)
  const substitutions = read.value
  const done = (): Refusal | undefined => {
    const unused = unusedSubstitution(substitutions)
    return unused === undefined ? undefined : invalid(unused)
  }
  return { ok: true, value: { substitutions, done } }
}

export function readCondition(
  input: JsonObject,
  name: string,
  { substitutions }: Expressions,
): Read<Condition | undefined> {
  const text = input[name]
  if (!isText(text)) return { ok: true, value: undefined }
  const parsed = parseCondition(name, text, substitutions)
  return parsed.ok ? parsed : invalid(parsed.error)
}

const RETURN_VALUES = ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'] as const
type ReturnValues = (typeof RETURN_VALUES)[number]

function readReturnValues(input: JsonObject, isUpdate: boolean): Read<ReturnValues> {
  const given = input['ReturnValues'] ?? 'NONE'
  const value = RETURN_VALUES.find((one) => one === given)
  if (value === undefined)
    return constraint(
      `'${String(given)}'`,
      'returnValues',
      'satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]',
    )
  if (!isUpdate && value !== 'NONE' && value !== 'ALL_OLD') return invalid('Return values set to invalid value')
  return { ok: true, value }
}

const attributes = (item: Item | undefined): JsonObject =>
  item && Object.keys(item).length > 0 ? { Attributes: itemJson(item) } : {}

function answerOf(returns: ReturnValues, paths: readonly Path[]): Write['answer'] {
  return (before, after) => {
    switch (returns) {
      case 'NONE':
        return {}
      case 'ALL_OLD':
        return attributes(before)
      case 'ALL_NEW':
        return attributes(after)
      case 'UPDATED_OLD':
        return attributes(before && project(before, paths))
      case 'UPDATED_NEW':
        return attributes(after && project(after, paths))
    }
  }
}

const tellsItem = (input: JsonObject): boolean => input['ReturnValuesOnConditionCheckFailure'] === 'ALL_OLD'

/** An item as it is to be stored. */
function checkItem(item: Item, store: TableStore, tooLarge: string): Read<Item> {
  const indexed = checkIndexKeys(
    item,
    store.indexes.map(({ index }) => index),
  )
  if (!indexed.ok) return indexed
  return itemBytes(item) > MAXIMUM_ITEM_BYTES ? invalid(tooLarge) : { ok: true, value: item }
}

function readPut(input: JsonObject, store: TableStore): Read<Write> {
  if (input['Item'] === undefined) return constraint('null', 'item', 'not be null')
  const returns = readReturnValues(input, false)
  if (!returns.ok) return returns
  const read = readItem(input['Item'])
  if (!read.ok) return invalid(read.error)
  const expressions = readExpressions(input, ['ConditionExpression'])
  if (!expressions.ok) return expressions
  const condition = readCondition(input, 'ConditionExpression', expressions.value)
  if (!condition.ok) return condition
  const unused = expressions.value.done()
  if (unused) return unused
  const key = itemKey(read.value, store.schema)
  if (!key.ok) return key
  const item = checkItem(read.value, store, 'Item size has exceeded the maximum allowed size')
  if (!item.ok) return item
  return {
    ok: true,
    value: {
      key: key.value,
      condition: condition.value,
      outcome: () => item,
      tellsItem: tellsItem(input),
      answer: answerOf(returns.value, []),
      isCheck: false,
    },
  }
}

function readDelete(input: JsonObject, store: TableStore): Read<Write> {
  if (input['Key'] === undefined) return constraint('null', 'key', 'not be null')
  const returns = readReturnValues(input, false)
  if (!returns.ok) return returns
  const expressions = readExpressions(input, ['ConditionExpression'])
  if (!expressions.ok) return expressions
  const condition = readCondition(input, 'ConditionExpression', expressions.value)
  if (!condition.ok) return condition
  const unused = expressions.value.done()
  if (unused) return unused
  const key = readKey(input['Key'], store.schema)
  if (!key.ok) return key
  return {
    ok: true,
    value: {
      key: key.value.key,
      condition: condition.value,
      outcome: () => ({ ok: true, value: undefined }),
      tellsItem: tellsItem(input),
      answer: answerOf(returns.value, []),
      isCheck: false,
    },
  }
}

function readCheck(input: JsonObject, store: TableStore): Read<Write> {
  if (!isText(input['ConditionExpression'])) return constraint('null', 'conditionExpression', 'not be null')
  const read = readDelete({ ...input, ReturnValues: 'NONE' }, store)
  if (!read.ok) return read
  return { ok: true, value: { ...read.value, outcome: (before) => ({ ok: true, value: before }), isCheck: true } }
}

function readUpdate(input: JsonObject, store: TableStore): Read<Write> {
  if (input['Key'] === undefined) return constraint('null', 'key', 'not be null')
  const returns = readReturnValues(input, true)
  if (!returns.ok) return returns
  const expressions = readExpressions(input, ['ConditionExpression', 'UpdateExpression'])
  if (!expressions.ok) return expressions
  const text = input['UpdateExpression']
  const parsed = isText(text) ? parseUpdate(text, expressions.value.substitutions) : undefined
  if (parsed && !parsed.ok) return invalid(parsed.error)
  const condition = readCondition(input, 'ConditionExpression', expressions.value)
  if (!condition.ok) return condition
  const unused = expressions.value.done()
  if (unused) return unused
  const update: Update = parsed?.value ?? { actions: [] }
  const paths = updatedPaths(update)
  const ofKey = paths.find(([name]) => namesOf(store.schema).includes(name))
  if (ofKey)
    return invalid(
      `One or more parameter values were invalid: Cannot update attribute ${ofKey[0]}. This attribute is part of the key`,
    )
  const key = readKey(input['Key'], store.schema)
  if (!key.ok) return key
  return {
    ok: true,
    value: {
      key: key.value.key,
      condition: condition.value,
      outcome(before) {
        const applied = applyUpdate(update, before ?? key.value.attributes)
        if (!applied.ok) return invalid(applied.error)
        return checkItem(applied.value, store, 'Item size to update has exceeded the maximum allowed size')
      },
      tellsItem: tellsItem(input),
      answer: answerOf(returns.value, paths),
      isCheck: false,
    },
  }
}

export const WRITES = {
  PutItem: readPut,
  UpdateItem: readUpdate,
  DeleteItem: readDelete,
  ConditionCheck: readCheck,
} as const

/** Why the write can't be, if so, with the item where it was asked for. */
export function judge(write: Write, row: Row | undefined): Refusal | undefined {
  if (!write.condition || holds(write.condition, row?.item ?? {})) return undefined
  const members = write.tellsItem && row ? { Item: itemJson(row.item) } : undefined
  return refuse('ConditionalCheckFailedException', 'The conditional request failed', members)
}
