// The account's concurrency that functions without a reservation share. Each function says after each of its reactions how
// much it holds; who asks learns what the others hold at that moment, in the order of the agenda (invariant 10).
import { createTokenBucket, type TokenBucket } from './token-bucket.ts'

export interface AccountConcurrency {
  /** What functions without a reservation hold, but for this one. */
  heldByOthers(node: number): number
  hold(node: number, held: number): void
  /** Of all their synchronous invocations. */
  readonly invocations: TokenBucket
}

export function createAccountConcurrency(): AccountConcurrency {
  const heldBy = new Map<number, number>()
  let all = 0
  return {
    heldByOthers: (node) => all - (heldBy.get(node) ?? 0),
    hold(node, held) {
      const before = heldBy.get(node) ?? 0
      if (held === before) return
      all += held - before
      heldBy.set(node, held)
    },
    invocations: createTokenBucket(),
  }
}
