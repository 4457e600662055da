// The items of a table, and its indexes, which change with it at once.
import { type Item, itemBytes } from '#items'
import { type Key, keyIn, type KeySchema, keySchemaOf, keyText } from './keys.ts'
import type { TableConfig, TableIndex } from './model.ts'
import { createOrderedRows, type OrderedRows } from './ordered-rows.ts'

export interface Row {
  readonly item: Item
  readonly key: Key
  readonly bytes: number
}

export interface IndexRows {
  readonly index: TableIndex
  readonly schema: KeySchema
  readonly rows: OrderedRows<Row>
}

export interface TableStore {
  readonly schema: KeySchema
  readonly rows: OrderedRows<Row>
  readonly indexes: readonly IndexRows[]
  get(key: Key): Row | undefined
  /** Undefined: to be gone. Gives back what was there. */
  set(key: Key, item: Item | undefined): { readonly before: Row | undefined; readonly after: Row | undefined }
  readonly count: number
  readonly bytes: number
}

export function createTableStore(config: TableConfig): TableStore {
  const schema = keySchemaOf(config)
  const rows = createOrderedRows<Row>()
  const indexes = config.indexes.map(
    (index): IndexRows => ({ index, schema: keySchemaOf(index), rows: createOrderedRows() }),
  )
  let count = 0
  let bytes = 0

  function indexRow(row: Row, isThere: boolean): void {
    const tie = keyText(row.key)
    for (const { schema: own, rows: sorted } of indexes) {
      const key = keyIn(row.item, own)
      if (!key) continue
      if (isThere) sorted.put({ ...key, tie }, row)
      else sorted.remove({ ...key, tie })
    }
  }

  return {
    schema,
    rows,
    indexes,
    get: (key) => rows.get({ ...key, tie: '' }),
    set(key, item) {
      const place = { ...key, tie: '' }
      const before = rows.get(place)
      const after = item && { item, key, bytes: itemBytes(item) }
      if (before) indexRow(before, false)
      if (after) {
        rows.put(place, after)
        indexRow(after, true)
      } else rows.remove(place)
      count += (after ? 1 : 0) - (before ? 1 : 0)
      bytes += (after?.bytes ?? 0) - (before?.bytes ?? 0)
      return { before, after }
    },
    get count() {
      return count
    },
    get bytes() {
      return bytes
    },
  }
}
