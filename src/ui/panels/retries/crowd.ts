// A hundred clients that fail at once, counted in bins: what each jitter makes of the same policy, over the same time.
import { type RetryPolicy, retryCrowd } from '#resilience'
import type { AttemptArrivals } from '#trace'

export const SHOWN_JITTERS = ['none', 'full', 'equal', 'decorrelated'] as const
export type ShownJitter = (typeof SHOWN_JITTERS)[number]

const CLIENTS = 100
/** A call that is refused or times out at once would hide the waits, one that takes long would hide the jitter. */
const FAILS_AFTER_US = 20_000
/** Waits that double make the first ones, where the waves are, too narrow for any bin: three retries show them. */
const ATTEMPTS_AT_MOST = 4

export const isShownJitter = (jitter: string): jitter is ShownJitter => SHOWN_JITTERS.some((shown) => shown === jitter)

/** `seed`: the run's, so that the picture is the same each time. */
export function crowdArrivals(policy: RetryPolicy, seed: number, bins: number): Record<ShownJitter, AttemptArrivals> {
  const maxAttempts = Math.min(policy.maxAttempts, ATTEMPTS_AT_MOST)
  const crowds = SHOWN_JITTERS.map((jitter) => ({
    jitter,
    arrivals: retryCrowd({ ...policy, jitter, maxAttempts }, { clients: CLIENTS, seed, failsAfterUs: FAILS_AFTER_US }),
  }))
  const last = crowds.reduce((latest, { arrivals }) => Math.max(latest, arrivals.at(-1)?.atUs ?? 0), 0)
  // One scale for all of them, or the switch would show nothing.
  const toUs = Math.max(1, Math.ceil(last * 1.02))
  const shown = {} as Record<ShownJitter, AttemptArrivals>
  for (const { jitter, arrivals } of crowds) {
    const first = Array.from({ length: bins }, () => 0)
    const again = Array.from({ length: bins }, () => 0)
    for (const { atUs, attempt } of arrivals) {
      const counts = attempt === 1 ? first : again
      const bin = Math.min(bins - 1, Math.floor((atUs / toUs) * bins))
      counts[bin] = (counts[bin] ?? 0) + 1
    }
    shown[jitter] = { fromUs: 0, toUs, first, again }
  }
  return shown
}

/** The most retries in one bin. */
export const mostAgain = ({ again }: AttemptArrivals): number => Math.max(0, ...again)
