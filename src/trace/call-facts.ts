// The decisions of a call's policies as facts for the log: one wording for handlers' calls and for clients'.
import type { BreakerStateName, CallNote } from '#resilience'
import type { TraceFact } from './events.ts'

export interface CallPlace {
  readonly call: number
  readonly edge: string
  /** -1: a client's. */
  readonly environment: number
}

const BREAKER_STATES = {
  CLOSED: 'closed',
  OPEN: 'open',
  HALF_OPEN: 'half-open',
  FORCED_OPEN: 'forced-open',
  DISABLED: 'disabled',
  METRICS_ONLY: 'metrics-only',
} as const satisfies Record<BreakerStateName, string>

/** The fact a note becomes; undefined where the log tells it already (an end says that no retry followed). */
export function factOfNote(note: CallNote, place: CallPlace, attempt: number): TraceFact | undefined {
  const { call, edge, environment } = place
  switch (note.type) {
    case 'retry-scheduled': {
      const { delayUs, lowUs, highUs, reason } = note
      return { type: 'retry-scheduled', call, attempt, delayUs, lowUs, highUs, failure: reason }
    }
    case 'call-refused': {
      const { layer, policy } = note
      const untilUs = ('opensUntilUs' in note ? note.opensUntilUs : undefined) ?? -1
      return { type: 'call-refused', call, attempt: attempt + 1, policy, untilUs, layer }
    }
    case 'call-waits': {
      const { layer, policy, untilUs = -1 } = note
      return { type: 'call-queued', call, attempt: attempt + 1, policy, layer, untilUs }
    }
    case 'breaker-asked':
      return { type: 'breaker-asked', call, edge, environment, layer: note.layer }
    case 'hedge-started': {
      const { layer, hedge, maxHedges, because } = note
      return { type: 'hedge-started', call, layer, hedge, maxHedges, because }
    }
    case 'attempt-given-up':
      return { type: 'attempt-given-up', call, attempt: note.attempt, layer: note.layer }
    case 'fell-back':
      return { type: 'fell-back', call, layer: note.layer, failure: note.failure, status: note.status }
    case 'retry-gave-up': {
      const { layer, attempts, reason, failure } = note
      return reason === 'budget-spent' ? { type: 'retry-denied', call, layer, attempts, reason, failure } : undefined
    }
    case 'call-timed-out':
      return { type: 'call-timed-out', call, attempt: note.attempt ?? attempt, limitUs: note.limitUs }
    case 'breaker-recorded': {
      const { layer, outcome, durationUs } = note
      return { type: 'breaker-recorded', edge, environment, layer, result: outcome, durationUs, call }
    }
    case 'breaker-changed': {
      const { from, to, reason, failed, slow, total, rate, threshold } = note.transition
      return {
        type: 'breaker-changed',
        edge,
        environment,
        layer: note.layer,
        from: BREAKER_STATES[from],
        to: BREAKER_STATES[to],
        reason,
        failed,
        slow,
        total,
        rate,
        threshold,
      }
    }
    case 'breaker-probed':
    case 'late-result-ignored':
      return undefined
  }
}
