// How a lane ended: shape, colour and word.
import type { GatePolicy } from '#resilience'
import type { RetryEnd } from '#trace'
import { type Outcome, OutcomeMark, useText } from '#ui/kit'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const MARKS: Readonly<Record<Exclude<RetryEnd, 'pending'>, Outcome>> = {
  ok: 'ok',
  failed: 'error',
  'timed-out': 'error',
  dropped: 'error',
  expired: 'error',
  refused: 'refused',
  'dead-lettered': 'dead-lettered',
}

const REFUSALS = {
  'circuit-breaker': 'by.circuit-breaker',
  bulkhead: 'by.bulkhead',
  'rate-limiter': 'by.rate-limiter',
  'adaptive-throttle': 'by.adaptive-throttle',
} as const satisfies Record<GatePolicy, keyof (typeof retryTexts)['en']>

const isGate = (policy: string): policy is GatePolicy => Object.hasOwn(REFUSALS, policy)

/** By whom, if the log says so. */
export const refusalWord = (policy = ''): (typeof REFUSALS)[GatePolicy] | 'refused' =>
  isGate(policy) ? REFUSALS[policy] : 'refused'

/** `by`: the policy that refused it. */
export function LaneEnd({ end, by }: { readonly end: RetryEnd; readonly by?: string | undefined }) {
  const t = useText(retryTexts)
  const outcome = end === 'pending' ? undefined : MARKS[end]
  return (
    <span className={css.end} data-outcome={outcome}>
      <span aria-hidden="true">{outcome ? <OutcomeMark outcome={outcome} /> : <OutcomeMark outcome="retry" />}</span>
      {t(end === 'refused' ? refusalWord(by) : end)}
    </span>
  )
}
