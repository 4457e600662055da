// The states that a hand can force a breaker into, as the breaker knows them.
import type { ForcedState } from '#resilience'
import type { ForcedBreakerState } from './message.ts'

export const FORCED_STATES: Readonly<Record<ForcedBreakerState, ForcedState>> = {
  closed: 'CLOSED',
  'forced-open': 'FORCED_OPEN',
  disabled: 'DISABLED',
  'metrics-only': 'METRICS_ONLY',
}
