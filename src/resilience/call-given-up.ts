// What happens to that part of a call which nobody waits for any more: a timeout around it has passed, or another attempt
// of its hedge has answered. Waits end; attempts are left to run, and give back what they hold when they end.
import { type Ended, leaveGate, stopWaiting } from './call-gates.ts'
import { type Call, type Hold, IDLE, type Strand } from './call-state.ts'
import { pushNote, type Turn } from './call-turn.ts'
import type { Outcome } from './outcome.ts'

/** Is `strand` an attempt of a hedge that lies inside `layer` of `outer`? */
function isInside(strand: Strand, outer: Strand, layer: number): boolean {
  for (let at: Strand | undefined = strand; at?.parent; at = at.parent) if (at.parent === outer) return at.first > layer
  return false
}

const strandsInside = (call: Call, outer: Strand, layer: number): readonly Strand[] =>
  call.hedges.length === 0 ? call.hedges : call.hedges.filter((strand) => isInside(strand, outer, layer))

/** The attempt under way inside `layer`; of several the last. */
export function attemptInside(call: Call, outer: Strand, layer: number): number | undefined {
  let attempt = outer.attempt
  for (const strand of strandsInside(call, outer, layer)) attempt = Math.max(attempt, strand.attempt)
  return attempt === 0 ? undefined : attempt
}

/** Ends the waits of the layers from `first` on, and takes what they hold, innermost first. */
function takeHolds<V>(turn: Turn<V>, strand: Strand, first: number): Hold[] {
  const holds: Hold[] = []
  for (let layer = turn.scope.policies.length - 1; layer >= first; layer--) {
    const run = strand.layers[layer] ?? IDLE
    switch (run.type) {
      case 'timeout':
      case 'retry':
      case 'hedge':
        if (run.token !== undefined) turn.steps.push({ type: 'cancel-wait', token: run.token })
        break
      case 'waiting':
        stopWaiting(turn, strand, layer)
        if (run.policy === 'bulkhead' && run.served)
          holds.push({ layer, policy: run.policy, permittedAtUs: turn.nowUs, released: false })
        break
      case 'circuit-breaker':
        holds.push({ layer, policy: run.type, permittedAtUs: run.permittedAtUs, released: false })
        break
      case 'bulkhead':
      case 'adaptive-throttle':
        holds.push({ layer, policy: run.type, permittedAtUs: turn.nowUs, released: false })
        break
      case 'asking':
      case 'idle':
        break
    }
    strand.layers[layer] = IDLE
  }
  return holds
}

/** Everything inside `layer` of `outer` ends unheard; attempts under way run on. Gives the numbers of those. */
export function giveUpInside<V>(turn: Turn<V>, outer: Strand, layer: number): readonly number[] {
  const { call } = turn
  const inside = strandsInside(call, outer, layer)
  const own = takeHolds(turn, outer, layer + 1)
  if (inside.length === 0) {
    const { attempt } = outer
    outer.attempt = 0
    if (attempt === 0) {
      for (const hold of own) release(turn, hold, 'nothing-ran', false)
      return []
    }
    call.abandoned = [...call.abandoned, { attempt, layer, holds: own }]
    return [attempt]
  }
  call.hedges = call.hedges.filter((strand) => !inside.includes(strand))
  return giveUpStrands(turn, outer, layer, own, inside)
}

function giveUpStrands<V>(
  turn: Turn<V>,
  outer: Strand,
  layer: number,
  own: readonly Hold[],
  inside: readonly Strand[],
): readonly number[] {
  const { call } = turn
  const holdsOf = new Map<Strand, readonly Hold[]>([[outer, own]])
  for (const strand of inside) holdsOf.set(strand, takeHolds(turn, strand, strand.first))
  const awaited = new Set<Hold>()
  const attempts: number[] = []
  for (const strand of inside) {
    const { attempt } = strand
    if (attempt === 0) continue
    strand.attempt = 0
    const holds: Hold[] = []
    for (let at: Strand | undefined = strand; at; at = at === outer ? undefined : at.parent)
      holds.push(...(holdsOf.get(at) ?? []))
    for (const hold of holds) awaited.add(hold)
    call.abandoned = [...call.abandoned, { attempt, layer, holds }]
    attempts.push(attempt)
  }
  for (const holds of holdsOf.values())
    for (const hold of holds) if (!awaited.has(hold)) release(turn, hold, 'nothing-ran', false)
  return attempts
}

/** Exactly once, by whichever attempt ends first. */
function release<V>(turn: Turn<V>, hold: Hold, ended: Ended<V>, late: boolean): void {
  if (hold.released) return
  hold.released = true
  leaveGate(turn, hold.layer, hold.policy, hold.permittedAtUs, ended, late)
}

export function ignoreLateResult<V>(turn: Turn<V>, attempt: number, outcome: Outcome<V>): void {
  const { call, steps } = turn
  const given = call.abandoned.find((one) => one.attempt === attempt)
  if (given === undefined) throw new Error(`Attempt ${attempt} of call ${call.id} is not under way`)
  call.abandoned = call.abandoned.filter((one) => one !== given)
  pushNote(steps, { type: 'late-result-ignored', layer: given.layer, attempt, ok: outcome.ok })
  for (const hold of given.holds) release(turn, hold, outcome, true)
}
