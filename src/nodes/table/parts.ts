// A table's part in a request over several tables: it prepares what concerns it, and does it or forgets it when the table
// that leads says so.
//
// Invariant: what is prepared of a transaction is done as a whole on commit and not at all otherwise; its items are held
// until then, so that nothing it was judged by has changed.
import type { JsonObject } from '#base'
import type { Because } from '#emulator'
import { type Apply, batchGet, type ReadBatch, readBatchWrite } from './batches.ts'
import type { Locks } from './locks.ts'
import { type ApiAnswer, invalid } from './refusal.ts'
import type { TableStore } from './store.ts'
import { isCancelled, type Prepared, prepareTransaction, readTransaction, told } from './transactions.ts'

export interface Part {
  readonly transaction: number
  readonly operation: string
  /** As the whole request's, with what concerns this table. */
  readonly input: JsonObject
}

export interface Parts {
  /** A read is done with that. `Reasons` of the output: one for each item of a transaction. */
  prepare(part: Part): ApiAnswer
  /** Undefined: nothing was prepared. */
  settle(transaction: number, commit: boolean, because: Because): ApiAnswer | undefined
}

/** So many transactions that are over are known: a part that comes late, or twice, holds nothing. */
const OVER_KEPT = 1000

export function createParts(
  name: string,
  store: TableStore,
  locks: Locks,
  applyBecause: (because: Because) => Apply,
): Parts {
  const prepared = new Map<number, Prepared>()
  const batches = new Map<number, ReadBatch>()
  const over = new Set<number>()

  function end(transaction: number): void {
    prepared.delete(transaction)
    batches.delete(transaction)
    locks.release(transaction)
    over.add(transaction)
    const [oldest] = over
    if (over.size > OVER_KEPT && oldest !== undefined) over.delete(oldest)
  }

  function prepareWrite({ transaction, input }: Part): ApiAnswer {
    const read = prepareTransaction(input, store, name, locks)
    if (!read.ok) return read
    const { keys, reasons, consumed } = read.value
    if (!isCancelled(reasons)) {
      prepared.set(transaction, read.value)
      locks.hold(transaction, keys)
    }
    return { ok: true, output: { Reasons: [...reasons], ...told(consumed) }, read: 0, written: 0 }
  }

  function prepareBatch({ transaction, input }: Part): ApiAnswer {
    const read = readBatchWrite(input, store, name)
    if (!read.ok) return read
    batches.set(transaction, read.value)
    return { ok: true, output: {}, read: 0, written: 0 }
  }

  return {
    prepare(part) {
      const { transaction, operation, input } = part
      if (over.has(transaction) || prepared.has(transaction) || batches.has(transaction))
        return invalid('This part of the request was prepared before.')
      if (operation === 'TransactWriteItems') return prepareWrite(part)
      if (operation === 'BatchWriteItem') return prepareBatch(part)
      if (operation === 'BatchGetItem') return batchGet(input, store, name)
      const answered = readTransaction(input, store, name, locks)
      if (!answered.ok) return answered
      const { output, reasons, found } = answered.value
      return { ok: true, output: { ...output, Reasons: [...reasons] }, read: found, written: 0 }
    },
    settle(transaction, commit, because) {
      const [writes, batch] = [prepared.get(transaction), batches.get(transaction)]
      end(transaction)
      if (!commit) return undefined
      const apply = applyBecause(because)
      if (batch) return batch(locks, apply)
      return writes && { ok: true, output: {}, read: 0, written: writes.carryOut(apply) }
    },
  }
}
