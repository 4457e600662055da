// Items that a transaction holds: prepared, and not yet settled. Nothing waits for them: who wants one is refused.
import { type Key, keyText } from './keys.ts'

export interface Locks {
  isHeld(key: Key): boolean
  hold(transaction: number, keys: readonly string[]): void
  release(transaction: number): void
}

export function createLocks(): Locks {
  const held = new Set<string>()
  const byTransaction = new Map<number, readonly string[]>()
  return {
    isHeld: (key) => held.size > 0 && held.has(keyText(key)),
    hold(transaction, keys) {
      byTransaction.set(transaction, keys)
      for (const key of keys) held.add(key)
    },
    release(transaction) {
      for (const key of byTransaction.get(transaction) ?? []) held.delete(key)
      byTransaction.delete(transaction)
    },
  }
}
