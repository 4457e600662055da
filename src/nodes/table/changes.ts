// What follows a change of an item: it is recorded, its expiry is watched, and the stream's consumers get to know it.
//
// Invariant 1: a write that changes nothing leaves no record. A3.5 [R]
// Invariant 2: records of one item have growing sequence numbers, in the order of its changes.
import { formatIsoUtc, MICROSECONDS_PER_MS } from '#base'
import type { Because, EmulationContext, ScheduledTimer } from '#emulator'
import { attributeOf, type Item, itemBytes, itemJson, itemText } from '#items'
import { createStreamMapping, type Mapping, type StreamTimer } from '#nodes/stream-mapping'
import { tableArn } from '#workflow'
import { type Key, keyAttributes, keyText } from './keys.ts'
import { type Change, streamRecord } from './stream-record.ts'
import type { TableStore } from './store.ts'

export type TableTimer = StreamTimer | { readonly type: 'expiry'; readonly key: Key; readonly because: Because }
type Context = EmulationContext<'table', TableTimer>

/** A stream keeps its records for 24 hours. [V] */
const RETENTION_MS = 86_400_000
/** Lambda polls the shards of a table's stream four times a second. [V] */
const POLL_MS = 250
/** What expired more than five years ago is left alone. [V] */
const LONGEST_AGO_SECONDS = 5 * 365 * 86_400
/** Sequence numbers have 21 digits and more. [R] */
const FIRST_SEQUENCE = 100_000_000_000_000_000_000n

export interface Changes {
  readonly streamArn: string | undefined
  /** Stores the item, or removes it. */
  write(key: Key, item: Item | undefined, because: Because): void
  readonly mappings: readonly Mapping[]
  expire(key: Key, because: Because): void
}

/** A stream is there when something consumes it. */
function mappingsOf(context: Context, arn: string): readonly Mapping[] {
  const discarded = context.outgoing('undelivered')
  const shard = `shardId-${String(context.startAtMs).padStart(20, '0')}-${context.luck.hex(context.id, 'shard', 0, 8)}`
  const source = { arn, shards: [shard], pollMs: POLL_MS, retentionMs: RETENTION_MS, infoName: 'DDBStreamBatchInfo' }
  return context.outgoing('consume').map((edge) => {
    const consumer = context.nameOf(edge.to)
    const destination =
      discarded.find(({ config }) => config.consumer === consumer) ??
      discarded.find(({ config }) => config.consumer === '')
    return createStreamMapping(context, edge, source, destination)
  })
}

const NAMES = { new: 'INSERT', changed: 'MODIFY', gone: 'REMOVE' } as const

export function createChanges(context: Context, store: TableStore): Changes {
  const { name } = context.node
  const label = formatIsoUtc(context.startAtMs).replace(/Z$/, '')
  const arn = `${tableArn(name)}/stream/${label}`
  const mappings = mappingsOf(context, arn)
  const expiries = new Map<string, ScheduledTimer>()
  const shard = 0
  let sequence = FIRST_SEQUENCE

  const nowMs = (): number => context.startAtMs + Math.floor(context.now() / MICROSECONDS_PER_MS)

  /** The second at which the item expires; undefined: never. */
  function expirySecond(item: Item | undefined): number | undefined {
    const { ttlAttribute } = context.node.config
    const value = item && ttlAttribute !== '' ? attributeOf(item, ttlAttribute) : undefined
    const second = value && 'N' in value ? Math.floor(Number(value.N)) : Number.NaN
    return Number.isFinite(second) ? second : undefined
  }

  function watch(key: Key, item: Item | undefined, because: Because): void {
    const text = keyText(key)
    const watched = expiries.get(text)
    if (watched) context.cancel(watched)
    expiries.delete(text)
    const second = expirySecond(item)
    if (second === undefined || second < nowMs() / 1000 - LONGEST_AGO_SECONDS) return
    const lateMs = context.luck.draw(context.id, 'expiry', because.key) * context.node.config.ttlWithinMs
    const delayMs = Math.max(0, second * 1000 - nowMs()) + lateMs
    const timer: TableTimer = { type: 'expiry', key, because }
    expiries.set(text, context.schedule(delayMs * MICROSECONDS_PER_MS, timer, { weak: true }))
  }

  function tell(change: Change, key: Key, because: Because): void {
    if (mappings.length === 0) return
    sequence += 1n
    const text = String(sequence)
    const { event, bytes } = streamRecord(change, {
      eventId: context.luck.hex(context.id, 'stream-event', because.key, 32),
      sequence: text,
      atSeconds: Math.floor(nowMs() / 1000),
      streamArn: arn,
      view: context.node.config.streamViewType,
    })
    const added = { shard: String(shard), sequence: text, bytes, partitionKey: '', data: '' }
    const cause = context.record({ type: 'stream-record-added', ...added }, because)
    const record = {
      sequence: text,
      orderKey: keyText(key),
      arrivedAtUs: context.now(),
      bytes,
      event,
      because: { ...because, cause },
    }
    for (const mapping of mappings) mapping.add(shard, record)
  }

  function change(key: Key, item: Item | undefined, because: Because, isExpiry: boolean): void {
    const before = store.get(key)?.item
    if (before === undefined && item === undefined) return
    if (before && item && itemText(before) === itemText(item)) return
    store.set(key, item)
    const keys = keyAttributes(item ?? before ?? {}, store.schema)
    const kind = !item ? NAMES.gone : before ? NAMES.changed : NAMES.new
    const bytes = item ? itemBytes(item) : 0
    const fact = {
      kind,
      keys: JSON.stringify(itemJson(keys)),
      image: item ? JSON.stringify(itemJson(item)) : '',
      bytes,
      bytesAdded: bytes - (before ? itemBytes(before) : 0),
      expired: isExpiry ? 1 : 0,
    }
    const cause = context.record({ type: 'item-changed', ...fact }, because)
    watch(key, item, because)
    tell({ name: kind, keys, before, after: item, isExpiry }, key, { ...because, cause })
  }

  return {
    streamArn: mappings.length > 0 ? arn : undefined,
    mappings,
    write: (key, item, because) => change(key, item, because, false),
    expire(key, because) {
      expiries.delete(keyText(key))
      const second = expirySecond(store.get(key)?.item)
      if (second !== undefined && second * 1000 <= nowMs()) change(key, undefined, because, true)
    },
  }
}
