// The shards of a stream: which one a record goes to, what each takes and gives within a second, and what it keeps.
//
// Invariant 1: records of one partition key are in one shard, in the order in which they came.
// Invariant 2: sequence numbers grow over the whole stream.
import { md5, MICROSECONDS_PER_MS } from '#base'

/** A shard takes 1 MB or 1,000 records a second; it gives 2 MB in 5 calls. A3.6 [V] */
const BYTES_IN_PER_SECOND = 1024 * 1024
const RECORDS_IN_PER_SECOND = 1000
const BYTES_OUT_PER_SECOND = 2 * 1024 * 1024
const READS_PER_SECOND = 5
const SECOND_US = 1000 * MICROSECONDS_PER_MS
/** A shard's hash keys are the numbers of 128 bits. [V] */
const HASH_BITS = 128n
export const HASH_KEYS = 1n << HASH_BITS
/** Sequence numbers have 56 digits. [R] */
const FIRST_SEQUENCE = 49_600_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000_000n
/** What a run keeps for those who read: the oldest records go first. Ours: a worker's memory has an end. */
const KEPT_BYTES = 64 * 1024 * 1024

export interface KeptRecord {
  /** Counted over the whole stream. */
  readonly number: number
  readonly partitionKey: string
  /** In base64. */
  readonly data: string
  readonly bytes: number
  readonly arrivedAtUs: number
}

interface Window {
  second: number
  records: number
  bytes: number
  reads: number
}

export interface Shard {
  readonly index: number
  readonly id: string
  readonly firstHash: bigint
  readonly lastHash: bigint
  /** Oldest first. */
  records: KeptRecord[]
  readonly window: Window
  /** Until then what was read counts against the reading of this shard. */
  busyUntilUs: number
}

export interface Shards {
  readonly all: readonly Shard[]
  /** `hash`: an explicit one, instead of the key's MD5. */
  shardFor(partitionKey: string, hash: bigint | undefined): Shard
  /** Undefined: that is more than the shard takes in this second. */
  put(shard: Shard, partitionKey: string, data: string, bytes: number, nowUs: number): KeptRecord | undefined
  /** May the shard be read now? Counts as a call. */
  mayRead(shard: Shard, nowUs: number): boolean
  /** So many bytes were read. */
  hasRead(shard: Shard, bytes: number, nowUs: number): void
  /** Number of the record that comes next. */
  next(): number
}

export const sequenceOf = (number: number): string => String(FIRST_SEQUENCE + BigInt(number))

/** Undefined: no sequence number of such a stream. */
export function numberOfSequence(sequence: string): number | undefined {
  if (!/^\d{1,128}$/.test(sequence)) return undefined
  const number = BigInt(sequence) - FIRST_SEQUENCE
  return number >= 0n && number <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(number) : undefined
}

const firstHashOf = (index: number, count: number): bigint =>
  (BigInt(index) * HASH_KEYS + BigInt(count) - 1n) / BigInt(count)

const windowAt = (window: Window, nowUs: number): Window => {
  const second = Math.floor(nowUs / SECOND_US)
  if (window.second !== second) Object.assign(window, { second, records: 0, bytes: 0, reads: 0 })
  return window
}

/** Index of the first record for which `isThere` holds, as for all behind it. */
export function firstIndex(records: readonly KeptRecord[], isThere: (record: KeptRecord) => boolean): number {
  let [low, high] = [0, records.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (isThere(records[middle] as KeptRecord)) high = middle
    else low = middle + 1
  }
  return low
}

export function createShards(count: number, retentionUs: number, isKept: boolean): Shards {
  const all = Array.from(
    { length: count },
    (_, index): Shard => ({
      index,
      id: `shardId-${String(index).padStart(12, '0')}`,
      firstHash: firstHashOf(index, count),
      lastHash: firstHashOf(index + 1, count) - 1n,
      records: [],
      window: { second: -1, records: 0, bytes: 0, reads: 0 },
      busyUntilUs: 0,
    }),
  )
  let counted = 0
  let keptBytes = 0

  function drop(shard: Shard, index: number): void {
    for (let at = 0; at < index; at++) keptBytes -= shard.records[at]?.bytes ?? 0
    if (index > 0) shard.records = shard.records.slice(index)
  }

  /** Beyond what is kept, half of the shard that holds most goes at once. */
  function makeRoom(): void {
    while (keptBytes > KEPT_BYTES) {
      const fullest = all.reduce((most, shard) => (shard.records.length > most.records.length ? shard : most))
      drop(fullest, Math.ceil(fullest.records.length / 2))
    }
  }

  const trim = (shard: Shard, nowUs: number): void =>
    drop(
      shard,
      firstIndex(shard.records, ({ arrivedAtUs }) => arrivedAtUs > nowUs - retentionUs),
    )

  return {
    all,
    next: () => counted,
    shardFor(partitionKey, hash) {
      const at = hash ?? BigInt(`0x${md5(partitionKey)}`)
      return all[Number((at * BigInt(count)) >> HASH_BITS)] as Shard
    },
    put(shard, partitionKey, data, bytes, nowUs) {
      const window = windowAt(shard.window, nowUs)
      if (window.records + 1 > RECORDS_IN_PER_SECOND || window.bytes + bytes > BYTES_IN_PER_SECOND) return undefined
      window.records += 1
      window.bytes += bytes
      const record = { number: counted, partitionKey, data, bytes, arrivedAtUs: nowUs }
      counted += 1
      if (isKept) {
        shard.records.push(record)
        keptBytes += bytes
        makeRoom()
      }
      return record
    },
    mayRead(shard, nowUs) {
      trim(shard, nowUs)
      const window = windowAt(shard.window, nowUs)
      if (nowUs < shard.busyUntilUs || window.reads + 1 > READS_PER_SECOND) return false
      window.reads += 1
      return true
    },
    hasRead(shard, bytes, nowUs) {
      // "If a call returns 10 MB, calls within the next 5 seconds throw." [V]
      if (bytes > BYTES_OUT_PER_SECOND)
        shard.busyUntilUs = nowUs + Math.floor((bytes / BYTES_OUT_PER_SECOND) * SECOND_US)
    },
  }
}
