// Transactions: several items of a table in one request, which happens as a whole or not at all. Each is prepared, and
// holds its items from then on until it is settled; over several tables that takes a while.
import { canonicalJson, type Json, type JsonObject } from '#base'
import { itemBytes, itemJson, project } from '#items'
import type { Apply } from './batches.ts'
import { capacity, readUnits, writeUnits } from './capacity.ts'
import { keyText, readKey } from './keys.ts'
import type { Locks } from './locks.ts'
import { readProjection } from './reads.ts'
import { type ApiAnswer, constraint, invalid, type Read, refuse, type Refusal } from './refusal.ts'
import type { TableStore } from './store.ts'
import { judge, readExpressions, type Write, WRITES } from './writes.ts'

/** Items of one request. [V] */
const MAXIMUM_TRANSACTION = 100
/** Reads and writes of a transaction cost twice. [V] */
const TRANSACTION_FACTOR = 2

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const REASON_CODES: Readonly<Record<string, string>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  ValidationException: 'ValidationError',
}

const reasonOf = (refusal: Refusal | undefined): JsonObject =>
  refusal
    ? { Code: REASON_CODES[refusal.code] ?? refusal.code, Message: refusal.message, ...refusal.members }
    : { Code: 'None' }

/** One reason for each item of the request. */
export function cancelled(CancellationReasons: readonly JsonObject[]): Refusal {
  const codes = CancellationReasons.map(({ Code }) => String(Code)).join(', ')
  return refuse(
    'TransactionCanceledException',
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: [...CancellationReasons] },
  )
}

export const isCancelled = (reasons: readonly JsonObject[]): boolean => reasons.some(({ Code }) => Code !== 'None')

/** Another transaction holds the item. Wording [K]. */
const conflict = refuse('TransactionConflict', 'Transaction is ongoing for the item')

const ACTIONS = [
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['ConditionCheck', 'ConditionCheck'],
] as const

/** The items of the request, whatever their tables. */
export function transactItems(input: JsonObject): Read<readonly JsonObject[]> {
  const listed = input['TransactItems']
  const given: readonly Json[] = Array.isArray(listed) ? (listed as readonly Json[]) : []
  if (given.length === 0) return constraint("'[]'", 'transactItems', 'have length greater than or equal to 1')
  if (given.length > MAXIMUM_TRANSACTION)
    return constraint(
      `'[${given.length} items]'`,
      'transactItems',
      `have length less than or equal to ${MAXIMUM_TRANSACTION}`,
    )
  return { ok: true, value: given.map((one) => (isObject(one) ? one : {})) }
}

function readWrites(items: readonly JsonObject[], store: TableStore): Read<readonly Write[]> {
  const writes: Write[] = []
  for (const entry of items) {
    const actions = ACTIONS.filter(([name]) => isObject(entry[name]))
    const [action] = actions
    if (!action || actions.length > 1)
      return invalid('TransactItems can only contain one of Check, Put, Update or Delete')
    const read = WRITES[action[1]](entry[action[0]] as JsonObject, store)
    if (!read.ok) return read
    writes.push(read.value)
  }
  if (new Set(writes.map(({ key }) => keyText(key))).size < writes.length)
    return invalid('Transaction request cannot include multiple operations on one item')
  return { ok: true, value: writes }
}

/** What one table has prepared of a transaction. Nothing of it has happened. */
export interface Prepared {
  readonly keys: readonly string[]
  /** One for each item; with another code than None it can't be. */
  readonly reasons: readonly JsonObject[]
  /** What it costs, as the answer tells. */
  readonly consumed: readonly Json[]
  /** Does it; how many items changed. */
  readonly carryOut: (apply: Apply) => number
}

export function prepareTransaction(
  input: JsonObject,
  store: TableStore,
  tableName: string,
  locks: Locks,
): Read<Prepared> {
  const given = transactItems(input)
  if (!given.ok) return given
  const read = readWrites(given.value, store)
  if (!read.ok) return read
  let units = 0
  const outcomes = read.value.map((write) => {
    const row = store.get(write.key)
    const outcome = locks.isHeld(write.key) ? conflict : (judge(write, row) ?? write.outcome(row?.item))
    const bytes = outcome.ok && outcome.value ? itemBytes(outcome.value) : 0
    units += TRANSACTION_FACTOR * writeUnits(Math.max(row?.bytes ?? 0, bytes))
    return { write, outcome }
  })
  const consumed = capacity(input, tableName, units)['ConsumedCapacity']
  return {
    ok: true,
    value: {
      keys: read.value.map(({ key }) => keyText(key)),
      reasons: outcomes.map(({ outcome }) => reasonOf(outcome.ok ? undefined : outcome)),
      consumed: consumed === undefined ? [] : [consumed],
      carryOut(apply) {
        let written = 0
        for (const [index, { write, outcome }] of outcomes.entries()) {
          if (!outcome.ok || write.isCheck) continue
          apply(write, outcome.value, index)
          written += 1
        }
        return written
      },
    },
  }
}

export const told = (consumed: readonly Json[]): JsonObject =>
  consumed.length > 0 ? { ConsumedCapacity: [...consumed] } : {}

/** Of one table: prepared and carried out at once. */
export function transactWrite(
  input: JsonObject,
  store: TableStore,
  tableName: string,
  locks: Locks,
  apply: Apply,
): ApiAnswer {
  const prepared = prepareTransaction(input, store, tableName, locks)
  if (!prepared.ok) return prepared
  const { reasons, consumed, carryOut } = prepared.value
  if (isCancelled(reasons)) return cancelled(reasons)
  return { ok: true, output: told(consumed), read: 0, written: carryOut(apply) }
}

/** What can't be read because a transaction holds it is told as a reason beside the answers. */
export function readTransaction(
  input: JsonObject,
  store: TableStore,
  tableName: string,
  locks: Locks,
): Read<{ readonly output: JsonObject; readonly reasons: readonly JsonObject[]; readonly found: number }> {
  const given = transactItems(input)
  if (!given.ok) return given
  const Responses: JsonObject[] = []
  const reasons: JsonObject[] = []
  let units = 0
  let found = 0
  for (const entry of given.value) {
    const get = entry['Get']
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
    reasons.push(reasonOf(locks.isHeld(key.value.key) ? conflict : undefined))
    Responses.push(row ? { Item: itemJson(paths.value ? project(row.item, paths.value) : row.item) } : {})
  }
  const consumed = capacity(input, tableName, units)['ConsumedCapacity']
  const output = { Responses, ...told(consumed === undefined ? [] : [consumed]) }
  return { ok: true, value: { output, reasons, found } }
}

export function transactGet(input: JsonObject, store: TableStore, tableName: string, locks: Locks): ApiAnswer {
  const answered = readTransaction(input, store, tableName, locks)
  if (!answered.ok) return answered
  const { output, reasons, found } = answered.value
  return isCancelled(reasons) ? cancelled(reasons) : { ok: true, output, read: found, written: 0 }
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
