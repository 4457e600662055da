// One random sequence of calls, through a real library on fake timers and through our call machine, told in the same
// words: when attempts began, how calls ended, and how the breaker's state changed.
import fc from 'fast-check'
import { vi } from 'vitest'
import { breakersPassTime } from '../call-policies.ts'
import type { CallNote } from '../call-step.ts'
import type { BreakerStateName } from '../circuit-breaker.ts'
import type { Policy } from '../policy.ts'
import { type AttemptPlan, simulate } from './simulate.ts'

export interface Sequence {
  readonly startsMs: readonly number[]
  /** Of the k-th attempt of all. */
  readonly plans: readonly { readonly durationMs: number; readonly fails: boolean }[]
}

/**
 * Calls begin 1 ms after a tenth of a second and last a whole number of them and 2 ms, so that nothing falls on the same
 * instant as a timer of the library's own, where the order would be anybody's.
 */
export const anySequence = (gapMs: number, durationMs: number, calls: number): fc.Arbitrary<Sequence> =>
  fc.record({
    startsMs: fc
      .array(fc.nat(Math.ceil(gapMs / 100)), { minLength: 1, maxLength: calls })
      .map((gaps) => gaps.map((_, index) => 100 * gaps.slice(0, index + 1).reduce((sum, gap) => sum + gap, 0) + 1)),
    plans: fc.array(
      fc.record({ durationMs: fc.nat(Math.ceil(durationMs / 100)).map((n) => 100 * n + 2), fails: fc.boolean() }),
      { minLength: 1, maxLength: 40 },
    ),
  })

export interface Line {
  readonly atMs: number
  readonly text: string
}

/** In the order of time; what is at the same instant in the order of its words. */
export const inOrder = (lines: readonly Line[]): string[] =>
  lines
    .toSorted((a, b) => a.atMs - b.atMs || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ atMs, text }) => `${atMs} ${text}`)

const STATES: Readonly<Record<BreakerStateName, string>> = {
  CLOSED: 'closed',
  OPEN: 'open',
  HALF_OPEN: 'half-open',
  FORCED_OPEN: 'open',
  DISABLED: 'closed',
  METRICS_ONLY: 'closed',
}

export interface Told {
  readonly lines: readonly Line[]
  /** When the first result came in of a call that a breaker let through in a state it had left since. */
  readonly lateMs: number
}

export function throughOurs(policies: readonly Policy[], { startsMs, plans }: Sequence, untilMs: number): Told {
  const attempts = plans.map(
    ({ durationMs, fails }): AttemptPlan => ({
      durationUs: durationMs * 1000,
      outcome: fails ? { ok: false, failure: 'network' } : { ok: true },
    }),
  )
  const { told, scope } = simulate(
    policies,
    startsMs.map((ms) => ms * 1000),
    attempts,
  )
  const lines: Line[] = []
  const begun = new Map<number, number>()
  let changes = 0
  let lateMs = Number.POSITIVE_INFINITY
  const note = (said: CallNote): void => {
    if (said.type !== 'breaker-changed') return
    changes += 1
    lines.push({ atMs: said.transition.atUs / 1000, text: STATES[said.transition.to] })
  }
  for (const { atUs, call, step } of told) {
    const atMs = atUs / 1000
    if (step.type === 'attempt') {
      begun.set(call, changes)
      lines.push({ atMs, text: `call ${call} attempt ${step.attempt}` })
    }
    if (step.type === 'note') {
      if (step.note.type === 'breaker-recorded' && begun.get(call) !== changes) lateMs = Math.min(lateMs, atMs)
      note(step.note)
    }
    if (step.type === 'settle')
      lines.push({ atMs, text: `call ${call} ${step.outcome.ok ? 'ok' : step.outcome.failure}` })
  }
  for (const said of breakersPassTime(scope, untilMs * 1000)) note(said)
  return { lines, lateMs }
}

export interface Library {
  /** Makes the call; `action` is one attempt. Rejects with the words for its failure. */
  call(action: () => Promise<void>): Promise<void>
  close?(): void
}

/** `make` is given a way to tell of the breaker's changes. */
export async function throughLibrary(
  make: (changed: (state: string) => void) => Library,
  { startsMs, plans }: Sequence,
  untilMs: number,
): Promise<readonly Line[]> {
  vi.useFakeTimers({ now: 0 })
  try {
    const lines: Line[] = []
    const tell = (text: string): void => void lines.push({ atMs: Date.now(), text })
    const library = make(tell)
    let attempts = 0
    for (const [call, atMs] of startsMs.entries()) {
      let attempt = 0
      const action = (): Promise<void> => {
        attempt += 1
        tell(`call ${call} attempt ${attempt}`)
        const plan = plans[attempts % plans.length]
        attempts += 1
        return new Promise((resolve, reject) => {
          setTimeout(() => (plan?.fails ? reject(new Error('network')) : resolve()), plan?.durationMs)
        })
      }
      setTimeout(() => {
        library.call(action).then(
          () => tell(`call ${call} ok`),
          (error: unknown) => tell(`call ${call} ${error instanceof Error ? error.message : String(error)}`),
        )
      }, atMs)
    }
    await vi.advanceTimersByTimeAsync(untilMs)
    library.close?.()
    return lines
  } finally {
    vi.useRealTimers()
  }
}
