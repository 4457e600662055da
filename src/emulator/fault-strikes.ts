// What a fault does inside a function or a service: its invocations fail or die, and what it does takes longer.
import { type CausalKey, type Luck, MICROSECONDS_PER_MS } from '#base'
import { type EffectOf, type Fault, isActive, judgePoison, readPoisonPattern, slownessAt } from '#faults'
import type { TraceFact } from '#trace'
import type { Because } from './emulation.ts'
import type { HostedInvocation } from './environment-host.ts'

/** A killed environment dies at a drawn moment of this time, or with its last step if that comes sooner: a model. */
const CRASH_WITHIN_US = 1_000_000

export type Strike =
  | { readonly type: 'poison'; readonly payload: string }
  | { readonly type: 'crash'; readonly afterUs: number }

export interface FaultStrikes {
  /** Is something in this payload poison by the fault's pattern? What no pattern can be applied to is noted once. */
  isPoison(to: number, fault: Fault, effect: EffectOf<'poison'>, payload: string, because: Because): boolean
  /** What befalls an invocation that is about to begin in an environment of the node. */
  strike(node: number, invocation: HostedInvocation, because: Because): Strike | undefined
  /** How many times as long the node takes for this as it would. */
  slowness(node: number, because: Because): number
}

export interface FaultStrikesOptions {
  readonly luck: Luck
  now(): number
  /** As they are now. */
  faults(): readonly Fault[]
  /** Of those, what is drawn on the node itself. */
  at(node: number): readonly Fault[]
  isFunction(node: number): boolean
  hits(fault: Fault, purpose: string, key: CausalKey, attempt: number): boolean
  hit(node: number, fault: Fault, because: Because, detail: object): number
  record(node: number, because: Because, fact: TraceFact): number
}

/** As an error that the handler throws. */
const poisonedPayload = (requestId: string): string =>
  JSON.stringify({
    errorType: 'PoisonMessage',
    errorMessage: `RequestId: ${requestId} Error: The message can't be processed`,
    trace: [],
  })

export function createFaultStrikes(options: FaultStrikesOptions): FaultStrikes {
  const { luck, now, hits, hit } = options
  const patterns = new Map<string, ReturnType<typeof readPoisonPattern>>()
  const noted = new Set<string>()

  function patternOf(text: string): ReturnType<typeof readPoisonPattern> {
    if (!patterns.has(text)) patterns.set(text, readPoisonPattern(text))
    return patterns.get(text)
  }

  function isPoison(to: number, { id }: Fault, effect: EffectOf<'poison'>, payload: string, because: Because): boolean {
    const pattern = patternOf(effect.pattern)
    if (!pattern) return false
    const { matches, unreadable } = judgePoison(pattern, payload)
    const once = `${id} ${to}`
    if (unreadable && !noted.has(once)) {
      noted.add(once)
      options.record(to, because, {
        type: 'problem-noted',
        code: 'poison-not-applied',
        detail: JSON.stringify({ fault: id }),
      })
    }
    return matches
  }

  /** Marked where it came along, by what is drawn on its way; what is drawn on the function itself is judged now. */
  function isPoisoned(
    node: number,
    fault: Fault,
    effect: EffectOf<'poison'>,
    invocation: HostedInvocation,
    because: Because,
  ) {
    if (invocation.poison?.includes(fault.id)) return true
    return (
      options.at(node).includes(fault) &&
      isPoison(node, fault, effect, invocation.payload, because) &&
      hits(fault, 'hit', because.key, 0)
    )
  }

  return {
    isPoison,
    strike(node, invocation, because) {
      if (!options.isFunction(node)) return undefined
      for (const fault of options.faults()) {
        const { effect } = fault
        if (!isActive(fault, now())) continue
        if (effect.type === 'poison' && isPoisoned(node, fault, effect, invocation, because)) {
          hit(node, fault, because, { what: 'invoke' })
          return { type: 'poison', payload: poisonedPayload(invocation.requestId) }
        }
        if (effect.type !== 'crash' || !options.at(node).includes(fault)) continue
        if (!hits(fault, 'hit', because.key, 0)) continue
        const afterUs = Math.round(luck.draw(fault.id, 'crash', because.key) * CRASH_WITHIN_US)
        hit(node, fault, because, { what: 'invoke', withinMs: afterUs / MICROSECONDS_PER_MS })
        return { type: 'crash', afterUs }
      }
      return undefined
    },
    slowness(node, because) {
      let slowness = 1
      for (const fault of options.at(node)) {
        const { effect } = fault
        if (effect.type !== 'slow-start' || !isActive(fault, now())) continue
        const times = slownessAt(effect, now() - fault.startMs * MICROSECONDS_PER_MS)
        if (times === 1 || !hits(fault, 'hit', because.key, 0)) continue
        hit(node, fault, because, { times })
        slowness *= times
      }
      return slowness
    },
  }
}
