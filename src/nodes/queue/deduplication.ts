// What a FIFO queue was sent in the last five minutes: the same again succeeds, and is not delivered. SQS developer
// guide, "Exactly-once processing" [V]
import { MICROSECONDS_PER_MS } from '#base'

/** From the first sending on; a repetition does not begin it again. [V; that [K]] */
const WINDOW_US = 300_000 * MICROSECONDS_PER_MS

export interface Sent {
  readonly message: number
  readonly messageId: string
  readonly sequenceNumber: string
}

export interface Deduplication {
  /** What was sent under this id, in this scope, less than five minutes ago. */
  known(scope: string, deduplicationId: string): Sent | undefined
  note(scope: string, deduplicationId: string, sent: Sent): void
}

export function createDeduplication(now: () => number): Deduplication {
  /** In the order of sending, so that the oldest are found first. */
  const recent = new Map<string, { readonly sent: Sent; readonly atUs: number }>()
  /** Neither holds a line break. */
  const keyOf = (scope: string, deduplicationId: string): string => `${scope}\n${deduplicationId}`

  function forget(): void {
    for (const [key, { atUs }] of recent) {
      if (now() - atUs < WINDOW_US) return
      recent.delete(key)
    }
  }

  return {
    known(scope, deduplicationId) {
      forget()
      return recent.get(keyOf(scope, deduplicationId))?.sent
    },
    note(scope, deduplicationId, sent) {
      recent.set(keyOf(scope, deduplicationId), { sent, atUs: now() })
    },
  }
}
