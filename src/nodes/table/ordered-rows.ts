// Rows by partition, sorted within it: what a table is, and each of its indexes. Partitions have an order of their own,
// by a hash of their key, in which a scan meets them.
import { compareTexts } from '#items'
import type { Key } from './keys.ts'

export interface Place extends Key {
  /** Tells rows of one index key apart; empty in the table itself. */
  readonly tie: string
}

export interface Entry<Row> {
  readonly place: Place
  readonly row: Row
}

export interface Partition<Row> {
  readonly hash: string
  readonly token: number
  readonly entries: Entry<Row>[]
}

export interface OrderedRows<Row> {
  get(place: Place): Row | undefined
  /** Where there is a row already, it is replaced. */
  put(place: Place, row: Row): void
  remove(place: Place): void
  partition(hash: string): readonly Entry<Row>[]
  /** In the order of a scan. */
  partitions(): readonly Partition<Row>[]
}

export const comparePlaces = (a: Omit<Place, 'hash'>, b: Omit<Place, 'hash'>): number =>
  compareTexts(a.range, b.range) || compareTexts(a.tie, b.tie)

/** Where a partition lies among all, as 32 bits. */
export function tokenOf(hash: string): number {
  let word = 0x811c9dc5
  for (let index = 0; index < hash.length; index++) word = Math.imul(word ^ hash.charCodeAt(index), 0x01000193)
  word = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  word = Math.imul(word ^ (word >>> 15), 0x846ca68b)
  return (word ^ (word >>> 16)) >>> 0
}

export const comparePartitions = (a: { token: number; hash: string }, b: { token: number; hash: string }): number =>
  a.token - b.token || compareTexts(a.hash, b.hash)

/** The first of sorted things of which `isBefore` no longer holds. */
export function firstNot<T>(sorted: readonly T[], isBefore: (one: T) => boolean): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (isBefore(sorted[middle] as T)) low = middle + 1
    else high = middle
  }
  return low
}

export function createOrderedRows<Row>(): OrderedRows<Row> {
  const byHash = new Map<string, Partition<Row>>()
  let inOrder: Partition<Row>[] | undefined = []

  const indexOf = (entries: readonly Entry<Row>[], place: Place): number =>
    firstNot(entries, (entry) => comparePlaces(entry.place, place) < 0)

  function find(place: Place): { partition: Partition<Row>; index: number; found: Entry<Row> | undefined } | undefined {
    const partition = byHash.get(place.hash)
    if (!partition) return undefined
    const index = indexOf(partition.entries, place)
    const entry = partition.entries[index]
    return { partition, index, found: entry && comparePlaces(entry.place, place) === 0 ? entry : undefined }
  }

  return {
    get: (place) => find(place)?.found?.row,
    put(place, row) {
      const at = find(place)
      if (at) at.partition.entries.splice(at.index, at.found ? 1 : 0, { place, row })
      else {
        byHash.set(place.hash, { hash: place.hash, token: tokenOf(place.hash), entries: [{ place, row }] })
        inOrder = undefined
      }
    },
    remove(place) {
      const at = find(place)
      if (!at?.found) return
      at.partition.entries.splice(at.index, 1)
      if (at.partition.entries.length > 0) return
      byHash.delete(place.hash)
      inOrder = undefined
    },
    partition: (hash) => byHash.get(hash)?.entries ?? [],
    partitions() {
      inOrder ??= [...byHash.values()].sort(comparePartitions)
      return inOrder
    },
  }
}
