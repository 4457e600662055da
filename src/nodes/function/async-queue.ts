// When Lambda tries an asynchronous event again, and when it gives it up. Pure.
// "How Lambda handles errors and retries with asynchronous invocation". [V]
import type { FunctionConfig } from './model.ts'

/** Waits before the first and the second retry of an event whose function failed. [V] */
const RETRY_DELAYS_MS = [60_000, 120_000] as const
/** Throttles: exponential from 1 s to 5 min, as long as the event is young enough. [V]; doubling [K] */
const THROTTLE_FIRST_DELAY_MS = 1000
const THROTTLE_LONGEST_DELAY_MS = 300_000

export type AsyncFailure =
  /** The function ran and failed; `attempts` counts the tries that ran. */
  { readonly type: 'failed'; readonly attempts: number } | { readonly type: 'throttled'; readonly throttles: number }

export type AsyncDecision =
  | { readonly type: 'retry'; readonly delayMs: number }
  | { readonly type: 'drop'; readonly condition: 'RetriesExhausted' | 'EventAgeExceeded' | 'ZeroReservedConcurrency' }

/** Age is checked before a retry: one that would come too late is not waited for, even when retries remain. [R] */
export function asyncRetry(
  config: Pick<FunctionConfig, 'maximumRetryAttempts' | 'maximumEventAgeMs' | 'reservedConcurrency'>,
  failure: AsyncFailure,
  ageMs: number,
): AsyncDecision {
  // Waiting would not help a function that may never run: its events are given up at once. [K]
  if (config.reservedConcurrency === 0) return { type: 'drop', condition: 'ZeroReservedConcurrency' }
  if (failure.type === 'failed' && failure.attempts > config.maximumRetryAttempts)
    return { type: 'drop', condition: 'RetriesExhausted' }
  const delayMs =
    failure.type === 'failed'
      ? (RETRY_DELAYS_MS[failure.attempts - 1] ?? RETRY_DELAYS_MS[1])
      : Math.min(THROTTLE_LONGEST_DELAY_MS, THROTTLE_FIRST_DELAY_MS * 2 ** (failure.throttles - 1))
  return ageMs + delayMs > config.maximumEventAgeMs
    ? { type: 'drop', condition: 'EventAgeExceeded' }
    : { type: 'retry', delayMs }
}
