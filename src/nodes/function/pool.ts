// Environments that are there before they are needed: a fixed number, or as many as Knative's autoscaler asks for.
// Whoever finds none free waits in line.
import { causalKey, MICROSECONDS_PER_MS } from '#base'
import type { EmulationContext } from '#emulator'
import { createConcurrencyMeter } from './concurrency-meter.ts'
import type { FunctionEnvironments } from './environments.ts'
import type { Invocation } from './invocation.ts'
import { CALM, decideKnative } from './knative.ts'
import type { FixedScaling, KnativeScaling } from './scaling.ts'

export interface PoolTimer {
  readonly type: 'autoscale'
}

export interface Pool {
  /** Time 0. */
  start(): void
  /** False: the line is full. */
  take(invocation: Invocation): boolean
  /** The first in line, who is told why an environment could not be made. */
  firstInLine(): Invocation | undefined
  freed(): void
  /** `initialised`: it had been at work; otherwise it could not be made. */
  lost(initialised: boolean): void
  /** How much is in hand or waits has changed. */
  changed(): void
  timer(): void
}

type Context = Pick<EmulationContext<'function', PoolTimer>, 'id' | 'now' | 'schedule'>

export function createPool(
  context: Context,
  scaling: FixedScaling | KnativeScaling,
  environments: FunctionEnvironments,
): Pool {
  const knative = scaling.type === 'knative' ? scaling : undefined
  const meter = createConcurrencyMeter(Math.ceil((knative?.stableWindowMs ?? 0) / 1000))
  const waiting: Invocation[] = []
  let target = scaling.type === 'fixed' ? scaling.environments : firstTarget(scaling)
  let state = CALM
  let made = 0
  let ticking = false

  /** As many as are missing. */
  function grow(wanted: number, atOnce: boolean): void {
    while (environments.size() < wanted) {
      made += 1
      environments.prepare(causalKey(causalKey(0, context.id), 'pool', made), atOnce)
    }
  }

  function shrink(): void {
    while (environments.size() > target && environments.endIdle());
  }

  /** Weak: looking at the line holds no run open, whoever stands in it waits for an environment. */
  function tick(): void {
    if (!knative || ticking) return
    ticking = true
    context.schedule(knative.tickMs * MICROSECONDS_PER_MS, { type: 'autoscale' }, { weak: true })
  }

  const changed = (): void => {
    if (knative) meter.set(context.now(), environments.busy() + waiting.length)
  }

  return {
    start() {
      grow(target, true)
      if (target > 0) tick()
    },
    take(invocation) {
      if (environments.reuse(invocation)) {
        changed()
        return true
      }
      if (waiting.length >= scaling.maximumWaiting) return false
      waiting.push(invocation)
      changed()
      // The first after a while wakes the autoscaler at once.
      target = Math.max(target, 1)
      grow(target, false)
      tick()
      return true
    },
    firstInLine: () => waiting.shift(),
    freed() {
      for (let next = waiting[0]; next && environments.reuse(next); next = waiting[0]) waiting.shift()
      shrink()
      changed()
    },
    lost(initialised) {
      // One that can't be made is tried again for who waits, and not for nobody.
      if (waiting.length > 0 || initialised) grow(waiting.length > 0 ? Math.max(target, 1) : target, false)
      changed()
    },
    changed,
    timer() {
      ticking = false
      if (!knative) return
      const nowUs = context.now()
      const observation = {
        nowUs,
        ready: environments.size() - environments.preparing(),
        stable: meter.average(nowUs, knative.stableWindowMs),
        panic: meter.average(nowUs, (knative.stableWindowMs * knative.panicWindowPercent) / 100),
      }
      const decision = decideKnative(knative, state, observation)
      state = decision.state
      target = waiting.length > 0 ? Math.max(1, decision.desired) : decision.desired
      grow(target, false)
      shrink()
      if (environments.size() > 0 || waiting.length > 0) tick()
    },
  }
}

const firstTarget = ({ initialEnvironments, minimumEnvironments, maximumEnvironments }: KnativeScaling): number =>
  Math.min(Math.max(initialEnvironments, minimumEnvironments), maximumEnvironments)
