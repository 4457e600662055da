// Why a breaker changed, as the sentence's key and figures.
import type { CircuitBreakerPolicy } from '#resilience'
import type { BreakerChange } from '#trace'
import { formatUs, type TextData } from '#ui/kit'
import type { breakerTexts } from './texts.ts'

type ReasonKey = Extract<keyof (typeof breakerTexts)['en'], `r.${string}`>

const US_PER_MS = 1000

/** `70`, `66.7`. */
export const percent = (rate: number): string => String(Math.round(rate * 10) / 10)

export function reasonOf(
  change: BreakerChange,
  policy: CircuitBreakerPolicy,
): { readonly key: ReasonKey; readonly data: TextData } | undefined {
  const { failed, slow, total, rate, threshold } = change
  const counts = { failed, slow, total, rate: percent(rate), threshold: percent(threshold) }
  switch (change.reason) {
    case 'failure-rate':
    case 'slow-rate':
    case 'probes-succeeded':
      return { key: `r.${change.reason}`, data: counts }
    case 'probes-failed': {
      // Which of both rates was too high: the one that fits the figures.
      const bySlow = total > 0 && Math.abs((100 * failed) / total - rate) > 0.5
      return { key: bySlow ? 'r.probes-slow' : 'r.probes-failed', data: counts }
    }
    case 'wait-elapsed':
      return { key: 'r.wait-elapsed', data: { wait: formatUs(policy.waitDurationInOpenStateMs * US_PER_MS) } }
    case 'max-wait-half-open':
      return {
        key: 'r.max-wait-half-open',
        data: { wait: formatUs(policy.maxWaitDurationInHalfOpenStateMs * US_PER_MS) },
      }
    case 'forced':
      return { key: 'r.forced', data: {} }
    default:
      return undefined
  }
}
