// A breaker's state from its notes alone, so that a picture drawn from the trace equals the emulator's own state.
import {
  type BreakerState,
  type ForcedState,
  forceBreaker,
  passTime,
  recordResult,
  requestPermission,
} from './circuit-breaker.ts'
import type { CallNote } from './call-step.ts'
import type { CircuitBreakerPolicy } from './policy.ts'

const FORCED: readonly string[] = ['CLOSED', 'FORCED_OPEN', 'DISABLED', 'METRICS_ONLY'] satisfies ForcedState[]
const isForced = (state: string): state is ForcedState => FORCED.includes(state)

/** `note` of this breaker's layer, told at `atUs`; start with `createBreaker`. Notes about other things change nothing. */
export function replayBreaker(
  policy: CircuitBreakerPolicy,
  state: BreakerState,
  note: CallNote,
  atUs: number,
): BreakerState {
  switch (note.type) {
    case 'breaker-recorded':
      return recordResult(policy, state, note, atUs).state
    case 'breaker-probed':
    case 'breaker-asked':
      return requestPermission(policy, state, atUs).state
    case 'call-refused':
      return requestPermission(policy, state, atUs).state
    case 'breaker-changed': {
      const { reason, to } = note.transition
      if (reason === 'forced' && isForced(to)) return forceBreaker(policy, state, to, atUs).state
      return passTime(policy, state, atUs).state
    }
    default:
      return state
  }
}
