// Several items in one request: batches, which are many single operations, and transactions, which happen as a whole.
import { canonicalJson, type Json, type JsonObject } from '#base'
import { type Item, itemJson, project } from '#items'
import { capacity, readUnits, writeUnits } from './capacity.ts'
import { keyText, readKey } from './keys.ts'
import { readProjection } from './reads.ts'
import { type ApiAnswer, constraint, invalid, type Read, refuse, type Refusal } from './refusal.ts'
import type { Row, TableStore } from './store.ts'
import { judge, readExpressions, type Write, WRITES } from './writes.ts'

/** Items of one request. [V] */
const MAXIMUM_BATCH_WRITES = 25
const MAXIMUM_BATCH_READS = 100
const MAXIMUM_TRANSACTION = 100
/** Bytes of the items that one BatchGetItem answers. [V] */
const MAXIMUM_BATCH_BYTES = 16 * 1024 * 1024
/** Reads and writes of a transaction cost twice. [V] */
const TRANSACTION_FACTOR = 2

export type Apply = (write: Write, after: Item | undefined, index: number) => void

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

/** What RequestItems holds for the one table there is here, by the name the request calls it. */
function requestItems(input: JsonObject): Read<readonly [string, Json]> {
  const given = input['RequestItems']
  const [first] = isObject(given) ? Object.entries(given) : []
  return first
    ? { ok: true, value: first }
    : constraint("'{}'", 'requestItems', 'have length greater than or equal to 1')
}

export function batchWrite(input: JsonObject, store: TableStore, tableName: string, apply: Apply): ApiAnswer {
  const requests = requestItems(input)
  if (!requests.ok) return requests
  const [, entries] = requests.value
  const given = listOf(entries)
  if (given.length === 0)
    return invalid(`The batch write request list for a table cannot be null or empty: ${tableName}`)
  if (given.length > MAXIMUM_BATCH_WRITES) return invalid('Too many items requested for the BatchWriteItem call')
  const writes: Write[] = []
  for (const entry of given) {
    const put = isObject(entry) ? entry['PutRequest'] : undefined
    const remove = isObject(entry) ? entry['DeleteRequest'] : undefined
    if (isObject(put) === isObject(remove))
      return invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      )
    const read = isObject(put)
      ? WRITES.PutItem({ Item: put['Item'] ?? null }, store)
      : WRITES.DeleteItem({ Key: isObject(remove) ? (remove['Key'] ?? null) : null }, store)
    if (!read.ok) return read
    writes.push(read.value)
  }
  if (new Set(writes.map(({ key }) => keyText(key))).size < writes.length)
    return invalid('Provided list of item keys contains duplicates')
  let units = 0
  for (const [index, write] of writes.entries()) {
    const before = store.get(write.key)
    const after = write.outcome(before?.item)
    if (!after.ok) return after
    apply(write, after.value, index)
    units += writeUnits(Math.max(before?.bytes ?? 0, store.get(write.key)?.bytes ?? 0))
  }
  const consumed = capacity(input, tableName, units)['ConsumedCapacity']
  return {
    ok: true,
    output: { UnprocessedItems: {}, ...(consumed !== undefined && { ConsumedCapacity: [consumed] }) },
    read: 0,
    written: writes.length,
  }
}

export function batchGet(input: JsonObject, store: TableStore, tableName: string): ApiAnswer {
  const requests = requestItems(input)
  if (!requests.ok) return requests
  const [name, given] = requests.value
  const request = isObject(given) ? given : {}
  const keys = listOf(request['Keys'])
  if (keys.length === 0)
    return constraint("'[]'", `requestItems.${name}.member.keys`, 'have length greater than or equal to 1')
  if (keys.length > MAXIMUM_BATCH_READS) return invalid('Too many items requested for the BatchGetItem call')
  const expressions = readExpressions(request, ['ProjectionExpression'])
  if (!expressions.ok) return expressions
  const paths = readProjection(request, expressions.value)
  if (!paths.ok) return paths
  const unused = expressions.value.done()
  if (unused) return unused
  const read: Row[] = []
  const seen = new Set<string>()
  const later: Json[] = []
  let bytes = 0
  let units = 0
  for (const one of keys) {
    const key = readKey(one, store.schema)
    if (!key.ok) return key
    const text = keyText(key.value.key)
    if (seen.has(text)) return invalid('Provided list of item keys contains duplicates')
    seen.add(text)
    const row = store.get(key.value.key)
    if (bytes + (row?.bytes ?? 0) > MAXIMUM_BATCH_BYTES) {
      later.push(one)
      continue
    }
    bytes += row?.bytes ?? 0
    units += readUnits(row?.bytes ?? 0, request['ConsistentRead'] === true)
    if (row) read.push(row)
  }
  const consumed = capacity(input, tableName, units)['ConsumedCapacity']
  const items = read.map(({ item }) => itemJson(paths.value ? project(item, paths.value) : item))
  return {
    ok: true,
    output: {
      Responses: { [name]: items },
      UnprocessedKeys: later.length > 0 ? { [name]: { ...request, Keys: later } } : {},
      ...(consumed !== undefined && { ConsumedCapacity: [consumed] }),
    },
    read: read.length,
    written: 0,
  }
}

const REASON_CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
}

function cancelled(refusals: readonly (Refusal | undefined)[]): Refusal {
  const CancellationReasons = refusals.map(
    (refusal): JsonObject =>
      refusal
        ? { Code: REASON_CODES[refusal.code] ?? refusal.code, Message: refusal.message, ...refusal.members }
        : { Code: 'None' },
  )
  const codes = CancellationReasons.map(({ Code }) => String(Code)).join(', ')
  return refuse(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons },
  )
}

const ACTIONS = [
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['ConditionCheck', 'ConditionCheck'],
] as const

function transactItems(input: JsonObject): Read<readonly Json[]> {
  const given = listOf(input['TransactItems'])
  if (given.length === 0) return constraint("'[]'", 'transactItems', 'have length greater than or equal to 1')
  if (given.length > MAXIMUM_TRANSACTION)
    return constraint(
      `'[${given.length} items]'`,
      'transactItems',
      `have length less than or equal to ${MAXIMUM_TRANSACTION}`,
    )
  return { ok: true, value: given }
}

export function transactWrite(input: JsonObject, store: TableStore, tableName: string, apply: Apply): ApiAnswer {
  const given = transactItems(input)
  if (!given.ok) return given
  const writes: Write[] = []
  for (const entry of given.value) {
    const actions = ACTIONS.filter(([name]) => isObject(entry) && isObject(entry[name]))
    const [action] = actions
    if (!action || actions.length > 1 || !isObject(entry))
      return invalid('TransactItems can only contain one of Check, Put, Update or Delete')
    const read = WRITES[action[1]](entry[action[0]] as JsonObject, store)
    if (!read.ok) return read
    writes.push(read.value)
  }
  if (new Set(writes.map(({ key }) => keyText(key))).size < writes.length)
    return invalid('Transaction request cannot include multiple operations on one item')
  const outcomes = writes.map((write) => {
    const row = store.get(write.key)
    return judge(write, row) ?? write.outcome(row?.item)
  })
  if (outcomes.some(({ ok }) => !ok)) return cancelled(outcomes.map((outcome) => (outcome.ok ? undefined : outcome)))
  let units = 0
  let written = 0
  for (const [index, write] of writes.entries()) {
    const outcome = outcomes[index]
    const before = store.get(write.key)
    if (outcome?.ok && !write.isCheck) {
      apply(write, outcome.value, index)
      written += 1
    }
    units += TRANSACTION_FACTOR * writeUnits(Math.max(before?.bytes ?? 0, store.get(write.key)?.bytes ?? 0))
  }
  const consumed = capacity(input, tableName, units)['ConsumedCapacity']
  return {
    ok: true,
    output: consumed === undefined ? {} : { ConsumedCapacity: [consumed] },
    read: 0,
    written,
  }
}

export function transactGet(input: JsonObject, store: TableStore, tableName: string): ApiAnswer {
  const given = transactItems(input)
  if (!given.ok) return given
  const Responses: JsonObject[] = []
  let units = 0
  let found = 0
  for (const entry of given.value) {
    const get = isObject(entry) ? entry['Get'] : undefined
    if (!isObject(get)) return constraint('null', 'transactItems.1.member.get', 'not be null')
    const expressions = readExpressions(get, ['ProjectionExpression'])
    if (!expressions.ok) return expressions
    const paths = readProjection(get, expressions.value)
    if (!paths.ok) return paths
    const unused = expressions.value.done()
    if (unused) return unused
    const key = readKey(get['Key'], store.schema)
    if (!key.ok) return key
    const row = store.get(key.value.key)
    units += TRANSACTION_FACTOR * readUnits(row?.bytes ?? 0, true)
    if (row) found += 1
    Responses.push(row ? { Item: itemJson(paths.value ? project(row.item, paths.value) : row.item) } : {})
  }
  const consumed = capacity(input, tableName, units)['ConsumedCapacity']
  return {
    ok: true,
    output: { Responses, ...(consumed !== undefined && { ConsumedCapacity: [consumed] }) },
    read: found,
    written: 0,
  }
}

/** A transaction sent again with its token within 10 minutes is not done again. [V] */
const TOKEN_KEPT_US = 600_000_000

export interface Tokens {
  /** Undefined: it is new, and remembered. */
  seen(input: JsonObject, nowUs: number): ApiAnswer | undefined
}

export function createTokens(): Tokens {
  const kept = new Map<string, { readonly request: string; readonly atUs: number }>()
  return {
    seen(input, nowUs) {
      const token = input['ClientRequestToken']
      if (typeof token !== 'string') return undefined
      for (const [old, { atUs }] of kept) {
        if (nowUs - atUs < TOKEN_KEPT_US) break
        kept.delete(old)
      }
      const request = canonicalJson(input)
      const before = kept.get(token)
      if (!before) {
        kept.set(token, { request, atUs: nowUs })
        return undefined
      }
      return before.request === request
        ? { ok: true, output: {}, read: 0, written: 0 }
        : refuse(
            'IdempotentParameterMismatchException',
            'Request parameters do not match the parameters of the previous request with the same client token',
          )
    },
  }
}
