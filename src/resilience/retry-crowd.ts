// Many clients whose calls fail at the same instant, and what their retries make of it: the same draws as any retry's, so
// that a jitter can be seen before it is run.
import { causalKey, createLuck } from '#base'
import type { RetryPolicy } from './policy.ts'
import { firstAttempt, nextDelay } from './retry.ts'

export interface CrowdArrival {
  readonly atUs: number
  /** From 1. */
  readonly attempt: number
}

export interface CrowdOptions {
  readonly clients: number
  readonly seed: number
  /** How long each attempt takes until it fails. */
  readonly failsAfterUs: number
}

/** When attempts begin, in order of time; every one of them fails. A budget is not looked at. */
export function retryCrowd(policy: RetryPolicy, options: CrowdOptions): readonly CrowdArrival[] {
  const luck = createLuck(options.seed)
  const [failure] = policy.retryOn
  const arrivals: CrowdArrival[] = []
  for (let client = 0; client < options.clients; client++) {
    const key = causalKey(0, 'crowd', client)
    let state = firstAttempt(policy)
    let atUs = 0
    arrivals.push({ atUs, attempt: 1 })
    while (failure !== undefined) {
      const step = nextDelay(policy, state, failure, luck.draw('crowd', 'retry-jitter', key, state.attempt))
      if (step.decision === 'give-up') break
      state = step.state
      atUs += options.failsAfterUs + step.delayUs
      arrivals.push({ atUs, attempt: state.attempt })
    }
  }
  return arrivals.sort((a, b) => a.atUs - b.atUs || a.attempt - b.attempt)
}
