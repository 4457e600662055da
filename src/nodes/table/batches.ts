// Batches: many single operations in one request.
import type { Json, JsonObject } from '#base'
import { type Item, itemJson, project } from '#items'
import { capacity, readUnits, writeUnits } from './capacity.ts'
import { keyText, readKey } from './keys.ts'
import type { Locks } from './locks.ts'
import { readProjection } from './reads.ts'
import { type ApiAnswer, constraint, invalid, type Read } from './refusal.ts'
import type { Row, TableStore } from './store.ts'
import { readExpressions, type Write, WRITES } from './writes.ts'

/** Items of one request. [V] */
export const MAXIMUM_BATCH_WRITES = 25
export const MAXIMUM_BATCH_READS = 100
/** Bytes of the items that one BatchGetItem answers. [V] */
const MAXIMUM_BATCH_BYTES = 16 * 1024 * 1024

export type Apply = (write: Write, after: Item | undefined, index: number) => void

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? (value as readonly Json[]) : [])

/** What RequestItems holds, by the names the request calls its tables. */
export function requestItems(input: JsonObject): Read<readonly (readonly [string, Json])[]> {
  const given = input['RequestItems']
  const entries = isObject(given) ? Object.entries(given) : []
  return entries.length > 0
    ? { ok: true, value: entries }
    : constraint("'{}'", 'requestItems', 'have length greater than or equal to 1')
}

export const tooManyWrites = invalid('Too many items requested for the BatchWriteItem call')
export const tooManyReads = invalid('Too many items requested for the BatchGetItem call')

function readWrite(entry: Json, store: TableStore): Read<Write> {
  const put = isObject(entry) ? entry['PutRequest'] : undefined
  const remove = isObject(entry) ? entry['DeleteRequest'] : undefined
  if (isObject(put) === isObject(remove))
    return invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    )
  return isObject(put)
    ? WRITES.PutItem({ Item: put['Item'] ?? null }, store)
    : WRITES.DeleteItem({ Key: isObject(remove) ? (remove['Key'] ?? null) : null }, store)
}

/** A batch that was read and can be carried out. */
export type ReadBatch = (locks: Locks, apply: Apply) => ApiAnswer

/** Reads the whole request before anything of it happens. */
export function readBatchWrite(input: JsonObject, store: TableStore, tableName: string): Read<ReadBatch> {
  const requests = requestItems(input)
  if (!requests.ok) return requests
  const [name, entries] = requests.value[0] as readonly [string, Json]
  const given = listOf(entries)
  if (given.length === 0)
    return invalid(`The batch write request list for a table cannot be null or empty: ${tableName}`)
  if (given.length > MAXIMUM_BATCH_WRITES) return tooManyWrites
  const writes: Write[] = []
  for (const entry of given) {
    const read = readWrite(entry, store)
    if (!read.ok) return read
    writes.push(read.value)
  }
  if (new Set(writes.map(({ key }) => keyText(key))).size < writes.length)
    return invalid('Provided list of item keys contains duplicates')
  const value: ReadBatch = (locks, apply) => {
    let units = 0
    const later: Json[] = []
    for (const [index, write] of writes.entries()) {
      // What a transaction holds is left for another try. [K]
      if (locks.isHeld(write.key)) {
        later.push(given[index] ?? null)
        continue
      }
      const before = store.get(write.key)
      const after = write.outcome(before?.item)
      if (!after.ok) return after
      apply(write, after.value, index)
      units += writeUnits(Math.max(before?.bytes ?? 0, store.get(write.key)?.bytes ?? 0))
    }
    const consumed = capacity(input, tableName, units)['ConsumedCapacity']
    return {
      ok: true,
      output: {
        UnprocessedItems: later.length > 0 ? { [name]: later } : {},
        ...(consumed !== undefined && { ConsumedCapacity: [consumed] }),
      },
      read: 0,
      written: writes.length - later.length,
    }
  }
  return { ok: true, value }
}

export function batchGet(input: JsonObject, store: TableStore, tableName: string): ApiAnswer {
  const requests = requestItems(input)
  if (!requests.ok) return requests
  const [name, given] = requests.value[0] as readonly [string, Json]
  const request = isObject(given) ? given : {}
  const keys = listOf(request['Keys'])
  if (keys.length === 0)
    return constraint("'[]'", `requestItems.${name}.member.keys`, 'have length greater than or equal to 1')
  if (keys.length > MAXIMUM_BATCH_READS) return tooManyReads
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
