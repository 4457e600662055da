// How a lane ended: shape, colour and word.
import type { GatePolicy } from '#resilience'
import type { RetryEnd } from '#trace'
import { type Outcome, OutcomeMark, useText } from '#ui/kit'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const MARKS: Readonly<Record<Exclude<RetryEnd, 'pending' | 'fell-back'>, Outcome>> = {
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

const GATES = {
  'circuit-breaker': 'gate.circuit-breaker',
  bulkhead: 'gate.bulkhead',
  'rate-limiter': 'gate.rate-limiter',
  'adaptive-throttle': 'gate',
} as const satisfies Record<GatePolicy, keyof (typeof retryTexts)['en']>

/** What a call waits before. */
export const gateWord = (policy: string): (typeof GATES)[GatePolicy] => (isGate(policy) ? GATES[policy] : 'gate')

/** `by`: the policy that refused it. */
export function LaneEnd({ end, by }: { readonly end: RetryEnd; readonly by?: string | undefined }) {
  const t = useText(retryTexts)
  const outcome = end === 'pending' || end === 'fell-back' ? undefined : MARKS[end]
  const word = t(end === 'refused' ? refusalWord(by) : end)
  return (
    <span className={css.end} data-outcome={outcome}>
      <span aria-hidden="true">
        {end === 'fell-back' ? <FallbackMark /> : <OutcomeMark outcome={outcome ?? 'retry'} />}
      </span>
      <span className={css.endWord} title={word}>
        {word}
      </span>
    </span>
  )
}

/** The same diamond as in the lanes. */
export const FallbackMark = () => (
  <svg className={css.fallback} viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
    <path d="M6 1.5L10.5 6L6 10.5L1.5 6z" />
  </svg>
)
