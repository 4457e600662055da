// Circuit breakers that a function's environments share: their states lie in a table outside, which calls ask before they
// go on and tell of their results. The function keeps that table for its environments, who reach it by message only.
//
// A read or a write takes effect when it is through, just before its answer is sent. An environment that dies with a
// probe never tells its result: half-open then lasts until its longest wait ends it.
import { drawLogNormal, MICROSECONDS_PER_MS } from '#base'
import {
  type Because,
  type EmulationContext,
  type Envelope,
  FORCED_STATES,
  type ForcedBreakerState,
  LEAST_LATENCY_US,
  type Message,
  type ScheduledTimer,
} from '#emulator'
import {
  askShared,
  type BreakerState,
  type BreakerStep,
  type CallNote,
  type CircuitBreakerPolicy,
  createBreaker,
  forceBreaker,
  isShared,
  nextTransitionAtUs,
  passTime,
  sharedLatency,
  tellShared,
} from '#resilience'
import { factOfNote } from '#trace'

export type SharedBreakerMessage = Message & { readonly type: 'shared-breaker' }

export type SharedBreakerTimer =
  | { readonly type: 'shared-breaker'; readonly message: SharedBreakerMessage; readonly envelope: Envelope }
  /** It may change by itself. */
  | { readonly type: 'shared-breaker-due'; readonly edge: string; readonly layer: number }

export interface SharedBreakers {
  receive(message: SharedBreakerMessage, envelope: Envelope): void
  timer(timer: SharedBreakerTimer): void
  force(edge: string, layer: number, to: ForcedBreakerState): void
}

interface Kept {
  readonly edge: string
  readonly layer: number
  readonly policy: CircuitBreakerPolicy
  state: BreakerState
  due: ScheduledTimer | undefined
}

/** Shared by all: no environment's. */
const NOBODYS = -1
const BY_ITSELF: Pick<Because, 'cause' | 'trace'> = { cause: -1, trace: -1 }

export function createSharedBreakers<Timer>(
  context: EmulationContext<'function', Timer | SharedBreakerTimer>,
): SharedBreakers {
  const all = new Map<string, Kept>()

  function keptAt(edge: string, layer: number): Kept | undefined {
    const key = `${edge} ${layer}`
    const known = all.get(key)
    if (known) return known
    const policy = context.outgoing('call').find(({ id }) => id === edge)?.config.policies[layer]
    if (policy?.type !== 'circuit-breaker' || !isShared(policy)) return undefined
    const kept: Kept = { edge, layer, policy, state: createBreaker(policy), due: undefined }
    all.set(key, kept)
    return kept
  }

  function tell({ edge }: Kept, note: CallNote, because: typeof BY_ITSELF, call = NOBODYS): void {
    const fact = factOfNote(note, { call, edge, environment: NOBODYS }, 0)
    if (fact) context.record(fact, because)
  }

  function keep(kept: Kept, { state, transitions }: BreakerStep, because: typeof BY_ITSELF): void {
    kept.state = state
    const { layer } = kept
    for (const transition of transitions) tell(kept, { type: 'breaker-changed', layer, transition }, because)
    watch(kept)
  }

  /** Only to show the change when it comes; who asks finds it anyway. So it holds no run open. */
  function watch(kept: Kept): void {
    const { edge, layer, policy, state } = kept
    const atUs = nextTransitionAtUs(policy, state)
    if (kept.due?.atUs === atUs) return
    if (kept.due) context.cancel(kept.due)
    kept.due =
      atUs === undefined
        ? undefined
        : context.schedule(
            Math.max(0, atUs - context.now()),
            { type: 'shared-breaker-due', edge, layer },
            { weak: true },
          )
  }

  function latencyUs({ edge, policy }: Kept, { key }: Envelope): number {
    const { medianMs, p99Ms } = sharedLatency(policy)
    const draw = (part: number): number => context.luck.draw(edge, 'shared-breaker', key, part)
    return Math.round(drawLogNormal(medianMs, p99Ms, draw(0), draw(1)) * MICROSECONDS_PER_MS)
  }

  function apply({ edge, layer, call, result }: SharedBreakerMessage, envelope: Envelope): void {
    const kept = keptAt(edge, layer)
    if (!kept) return
    const { policy, state } = kept
    const nowUs = context.now()
    if (result) {
      tell(kept, { type: 'breaker-recorded', layer, ...result, late: false }, envelope, call)
      keep(kept, tellShared(policy, state, result, nowUs), envelope)
      return
    }
    const { answer, ...step } = askShared(policy, state, nowUs)
    keep(kept, step, envelope)
    tell(kept, { type: 'breaker-asked', layer }, envelope, call)
    context.answer(envelope, { type: 'shared-breaker', answer })
  }

  return {
    receive(message, envelope) {
      const kept = keptAt(message.edge, message.layer)
      if (!kept) throw new Error(`Nobody shares breaker ${message.layer} of edge ${message.edge}.`)
      // What is left of it after the way here and before the way back.
      const delayUs = Math.max(0, latencyUs(kept, envelope) - 2 * LEAST_LATENCY_US)
      context.schedule(delayUs, { type: 'shared-breaker', message, envelope })
    },
    timer(timer) {
      if (timer.type === 'shared-breaker') {
        apply(timer.message, timer.envelope)
        return
      }
      const kept = keptAt(timer.edge, timer.layer)
      if (!kept) return
      kept.due = undefined
      keep(kept, passTime(kept.policy, kept.state, context.now()), BY_ITSELF)
    },
    force(edge, layer, to) {
      const kept = keptAt(edge, layer)
      if (!kept) return
      const nowUs = context.now()
      const passed = passTime(kept.policy, kept.state, nowUs)
      keep(kept, passed, BY_ITSELF)
      keep(kept, forceBreaker(kept.policy, passed.state, FORCED_STATES[to], nowUs), BY_ITSELF)
    },
  }
}
