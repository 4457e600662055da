// GetItem, Query and Scan: pages of at most 1 MB, filtered after they are cut.
import type { Json, JsonObject } from '#base'
import {
  type AttributeValue,
  attributeOf,
  attributesAsked,
  beginsWith,
  compareTexts,
  type Condition,
  holds,
  type Item,
  itemJson,
  orderText,
  parseKeyCondition,
  parseProjection,
  type Path,
  project,
  type RangeCondition,
  readItem,
  typeOf,
} from '#items'
import { capacity, readUnits } from './capacity.ts'
import { keyAttributes, keyIn, type KeyPart, type KeySchema, keyText, namesOf, readKey } from './keys.ts'
import {
  comparePartitions,
  comparePlaces,
  type Entry,
  firstNot,
  type OrderedRows,
  type Place,
  tokenOf,
} from './ordered-rows.ts'
import { type ApiAnswer, constraint, invalid, type Read } from './refusal.ts'
import type { IndexRows, Row, TableStore } from './store.ts'
import { type Expressions, readCondition, readExpressions } from './writes.ts'

/** Bytes of the items one page looks at. [V] */
const PAGE_BYTES = 1_048_576
const MAXIMUM_SEGMENTS = 1_000_000

/** The table or one of its indexes. */
interface Source {
  readonly schema: KeySchema
  readonly rows: OrderedRows<Row>
  readonly index: IndexRows | undefined
}

interface Page {
  readonly entries: readonly Entry<Row>[]
  /** Where the page ended, if it did before the source. */
  readonly last: Entry<Row> | undefined
  readonly bytes: number
}

function sourceOf(input: JsonObject, store: TableStore): Read<Source> {
  const name = input['IndexName']
  if (name === undefined) return { ok: true, value: { schema: store.schema, rows: store.rows, index: undefined } }
  const found = store.indexes.find(({ index }) => index.name === name)
  if (!found) return invalid(`The table does not have the specified index: ${String(name)}`)
  if (input['ConsistentRead'] === true) return invalid('Consistent reads are not supported on global secondary indexes')
  return { ok: true, value: { schema: found.schema, rows: found.rows, index: found } }
}

export function readProjection(input: JsonObject, { substitutions }: Expressions): Read<readonly Path[] | undefined> {
  const text = input['ProjectionExpression']
  if (typeof text !== 'string') return { ok: true, value: undefined }
  const parsed = parseProjection(text, substitutions)
  return parsed.ok ? parsed : invalid(parsed.error)
}

export function getItem(input: JsonObject, store: TableStore, tableName: string): ApiAnswer {
  if (input['Key'] === undefined) return constraint('null', 'key', 'not be null')
  const expressions = readExpressions(input, ['ProjectionExpression'])
  if (!expressions.ok) return expressions
  const paths = readProjection(input, expressions.value)
  if (!paths.ok) return paths
  const unused = expressions.value.done()
  if (unused) return unused
  const key = readKey(input['Key'], store.schema)
  if (!key.ok) return key
  const row = store.get(key.value.key)
  const units = readUnits(row?.bytes ?? 0, input['ConsistentRead'] === true)
  const item = row && (paths.value ? project(row.item, paths.value) : row.item)
  const output = { ...(item && { Item: itemJson(item) }), ...capacity(input, tableName, units) }
  return { ok: true, output, read: row ? 1 : 0, written: 0 }
}

const placeOf = (item: Item, { schema, index }: Source, store: TableStore): Place | undefined => {
  const key = keyIn(item, schema)
  const own = keyIn(item, store.schema)
  return key && own && { ...key, tie: index ? keyText(own) : '' }
}

/** Of the table's key and the index's. */
function startAt(input: JsonObject, source: Source, store: TableStore): Read<Place | undefined> {
  const given = input['ExclusiveStartKey']
  if (given === undefined || given === null) return { ok: true, value: undefined }
  const read = readItem(given)
  if (!read.ok) return invalid(read.error)
  const names = new Set([...namesOf(store.schema), ...namesOf(source.schema)])
  const place = placeOf(read.value, source, store)
  const isWhole =
    Object.keys(read.value).length === names.size && Object.keys(read.value).every((name) => names.has(name))
  if (!place || !isWhole) return invalid('The provided starting key is invalid')
  return { ok: true, value: place }
}

function limitOf(input: JsonObject): Read<number> {
  const given = input['Limit']
  if (given === undefined || given === null) return { ok: true, value: Number.POSITIVE_INFINITY }
  if (typeof given === 'number' && Number.isInteger(given) && given >= 1) return { ok: true, value: given }
  return constraint(`'${String(given)}'`, 'limit', 'have value greater than or equal to 1')
}

/** Cuts a page off: `Limit` items, or so many that 1 MB is passed. */
function pageOf(entries: Iterable<Entry<Row>>, limit: number): Page {
  const taken: Entry<Row>[] = []
  let bytes = 0
  let isCut = false
  for (const entry of entries) {
    if (isCut) return { entries: taken, last: taken.at(-1), bytes }
    taken.push(entry)
    bytes += entry.row.bytes
    // A page that ends with its limit says where, even when nothing follows. [K]
    if (taken.length === limit) return { entries: taken, last: entry, bytes }
    isCut = bytes >= PAGE_BYTES
  }
  return { entries: taken, last: undefined, bytes }
}

/** What an index has of an item. */
function projected({ item }: Row, source: Source, store: TableStore): Item {
  const index = source.index?.index
  if (!index || index.projection === 'ALL') return item
  const names = [...namesOf(store.schema), ...namesOf(source.schema)]
  if (index.projection === 'INCLUDE') names.push(...index.nonKeyAttributes.map((one) => one.name))
  return Object.fromEntries(
    [...new Set(names)].flatMap((name) => {
      const value = attributeOf(item, name)
      return value ? [[name, value] as const] : []
    }),
  )
}

function output(
  input: JsonObject,
  page: Page,
  source: Source,
  store: TableStore,
  tableName: string,
  filter: Condition | undefined,
  paths: readonly Path[] | undefined,
): ApiAnswer {
  const all = page.entries.map(({ row }) => projected(row, source, store))
  const wanted = filter ? all.filter((item) => holds(filter, item)) : all
  const Items: Json[] = wanted.map((item) => itemJson(paths ? project(item, paths) : item))
  const { last } = page
  const key = last && {
    ...keyAttributes(last.row.item, source.schema),
    ...keyAttributes(last.row.item, store.schema),
  }
  return {
    ok: true,
    output: {
      ...(input['Select'] !== 'COUNT' && { Items }),
      Count: wanted.length,
      ScannedCount: page.entries.length,
      ...(key && { LastEvaluatedKey: itemJson(key) }),
      ...capacity(input, tableName, readUnits(page.bytes, input['ConsistentRead'] === true)),
    },
    read: page.entries.length,
    written: 0,
  }
}

function* backward<T>(all: readonly T[]): Generator<T> {
  for (let index = all.length - 1; index >= 0; index--) yield all[index] as T
}

/** The stretch of a partition that a range condition means, as far as order tells. */
function stretch(entries: readonly Entry<Row>[], condition: RangeCondition | undefined): readonly Entry<Row>[] {
  if (!condition) return entries
  const text = (value: AttributeValue): string => orderText(value) ?? ''
  const from = (bound: string, isAfter: boolean): number =>
    firstNot(entries, ({ place }) => {
      const order = compareTexts(place.range, bound)
      return isAfter ? order <= 0 : order < 0
    })
  if (condition.type === 'between')
    return entries.slice(from(text(condition.low), false), from(text(condition.high), true))
  if (condition.type === 'begins-with') {
    const start = text(condition.start)
    const first = from(start, false)
    const rest = entries.slice(first)
    return rest.slice(
      0,
      firstNot(rest, ({ place }) => place.range.startsWith(start)),
    )
  }
  const bound = text(condition.value)
  switch (condition.by) {
    case '=':
      return entries.slice(from(bound, false), from(bound, true))
    case '<':
      return entries.slice(0, from(bound, false))
    case '<=':
      return entries.slice(0, from(bound, true))
    case '>':
      return entries.slice(from(bound, true))
    case '>=':
      return entries.slice(from(bound, false))
  }
}

/** A key condition's values have the types of the key. */
function checkTypes(hash: AttributeValue, range: RangeCondition | undefined, schema: KeySchema): Read<undefined> {
  const wrong = ({ name, type }: KeyPart, value: AttributeValue): boolean => name !== '' && typeOf(value) !== type
  const values = !range
    ? []
    : range.type === 'compare'
      ? [range.value]
      : range.type === 'between'
        ? [range.low, range.high]
        : [range.start]
  const { range: part } = schema
  if (wrong(schema.hash, hash) || (part && values.some((value) => wrong(part, value))))
    return invalid('One or more parameter values were invalid: Condition parameter type does not match schema type')
  const [first] = values
  if (range?.type === 'begins-with' && first && !beginsWith(first, first))
    return invalid(
      'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
    )
  return { ok: true, value: undefined }
}

export function query(input: JsonObject, store: TableStore, tableName: string): ApiAnswer {
  const source = sourceOf(input, store)
  if (!source.ok) return source
  const { schema, rows } = source.value
  const limit = limitOf(input)
  if (!limit.ok) return limit
  const expressions = readExpressions(input, ['KeyConditionExpression', 'FilterExpression', 'ProjectionExpression'])
  if (!expressions.ok) return expressions
  const text = input['KeyConditionExpression']
  if (typeof text !== 'string')
    return invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.')
  const filter = readCondition(input, 'FilterExpression', expressions.value)
  if (!filter.ok) return filter
  const condition = parseKeyCondition(text, expressions.value.substitutions, schema.hash.name, schema.range?.name)
  if (!condition.ok) return invalid(condition.error)
  const paths = readProjection(input, expressions.value)
  if (!paths.ok) return paths
  const unused = expressions.value.done()
  if (unused) return unused
  const keyFiltered = filter.value && attributesAsked(filter.value).find((name) => namesOf(schema).includes(name))
  if (keyFiltered !== undefined)
    return invalid(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${keyFiltered}`,
    )
  const { hash, range } = condition.value
  const types = checkTypes(hash, range, schema)
  if (!types.ok) return types
  const start = startAt(input, source.value, store)
  if (!start.ok) return start
  const isForward = input['ScanIndexForward'] !== false
  const partition = orderText(hash) ?? ''
  const place = start.value
  if (place && place.hash !== partition)
    return invalid('The provided starting key is outside query boundaries based on provided conditions')
  const all = stretch(rows.partition(partition), range)
  const left = !place
    ? all
    : isForward
      ? all.slice(firstNot(all, (entry) => comparePlaces(entry.place, place) <= 0))
      : all.slice(
          0,
          firstNot(all, (entry) => comparePlaces(entry.place, place) < 0),
        )
  const page = pageOf(isForward ? left : backward(left), limit.value)
  return output(input, page, source.value, store, tableName, filter.value, paths.value)
}

interface Segment {
  readonly number: number
  readonly of: number
}

function segmentOf(input: JsonObject): Read<Segment | undefined> {
  const [number, of] = [input['Segment'], input['TotalSegments']]
  if (number === undefined && of === undefined) return { ok: true, value: undefined }
  if (number === undefined)
    return invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    )
  if (of === undefined)
    return invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    )
  if (typeof of !== 'number' || of < 1 || of > MAXIMUM_SEGMENTS)
    return constraint(`'${String(of)}'`, 'totalSegments', 'have value less than or equal to 1000000')
  if (typeof number !== 'number' || number < 0 || number >= of)
    return invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${String(number)} is not less than TotalSegments: ${of}`,
    )
  return { ok: true, value: { number, of } }
}

function* scanned({ rows }: Source, after: Place | undefined, segment: Segment | undefined): Generator<Entry<Row>> {
  const partitions = rows.partitions()
  const start = after && { token: tokenOf(after.hash), hash: after.hash }
  const first = start ? firstNot(partitions, (partition) => comparePartitions(partition, start) < 0) : 0
  for (let index = first; index < partitions.length; index++) {
    const partition = partitions[index]
    if (!partition) return
    if (segment && Math.floor((partition.token * segment.of) / 2 ** 32) !== segment.number) continue
    for (const entry of partition.entries)
      if (!after || partition.hash !== after.hash || comparePlaces(entry.place, after) > 0) yield entry
  }
}

export function scan(input: JsonObject, store: TableStore, tableName: string): ApiAnswer {
  const source = sourceOf(input, store)
  if (!source.ok) return source
  const limit = limitOf(input)
  if (!limit.ok) return limit
  const segment = segmentOf(input)
  if (!segment.ok) return segment
  const expressions = readExpressions(input, ['FilterExpression', 'ProjectionExpression'])
  if (!expressions.ok) return expressions
  const filter = readCondition(input, 'FilterExpression', expressions.value)
  if (!filter.ok) return filter
  const paths = readProjection(input, expressions.value)
  if (!paths.ok) return paths
  const unused = expressions.value.done()
  if (unused) return unused
  const start = startAt(input, source.value, store)
  if (!start.ok) return start
  const page = pageOf(scanned(source.value, start.value, segment.value), limit.value)
  return output(input, page, source.value, store, tableName, filter.value, paths.value)
}
