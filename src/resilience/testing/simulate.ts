// A world for the call machine: attempts take the time and end as told, timers fire in order. Each answer is checked
// against the machine's invariants while it runs.
import fc from 'fast-check'
import { expect } from 'vitest'
import { createLuck } from '#base'
import { attemptEnded, breakerAnswered, type Call, startCall, timerFired } from '../call.ts'
import { breakerPolicyAt, type CallPolicies, createCallPolicies } from '../call-policies.ts'
import type { CallNote, CallStep, DrawDelay } from '../call-step.ts'
import { type BreakerState, createBreaker } from '../circuit-breaker.ts'
import type { Outcome } from '../outcome.ts'
import { FAILURE_CLASSES, type Policy } from '../policy.ts'
import { askShared, type BreakerAnswer, tellShared } from '../shared-breaker.ts'

export interface AttemptPlan {
  readonly durationUs: number
  readonly outcome: Outcome<string>
}

export interface Told {
  readonly atUs: number
  readonly call: number
  readonly step: CallStep<string>
}

interface Entry {
  readonly atUs: number
  readonly order: number
  readonly call: number
  readonly event:
    | { readonly type: 'start' }
    | { readonly type: 'timer'; readonly token: number; readonly woken?: true }
    | { readonly type: 'end'; readonly attempt: number }
    | {
        readonly type: 'answered'
        readonly asked: { readonly layer: number; readonly token: number }
        readonly answer: BreakerAnswer
      }
}

const WAKES_FIRST = 1e9

export const anyPlan: fc.Arbitrary<AttemptPlan> = fc.record({
  durationUs: fc.integer({ min: 0, max: 4_000_000 }),
  outcome: fc.oneof(
    fc.constant<Outcome<string>>({ ok: true, value: 'answer' }),
    fc.constantFrom(...FAILURE_CLASSES).map((failure): Outcome<string> => ({ ok: false, failure })),
  ),
})

/**
 * Call n starts at `startsUs[n]`; the k-th attempt of all goes as `plans[k % length]`. `onTurn` sees the end of each turn.
 * `asksOutside`: shared breakers are kept outside the calls' place, and answer at once.
 */
export function simulate(
  policies: readonly Policy[],
  startsUs: readonly number[],
  plans: readonly AttemptPlan[],
  onTurn: (scope: CallPolicies, told: readonly Told[], nowUs: number) => void = () => undefined,
  asksOutside = false,
): { readonly told: readonly Told[]; readonly scope: CallPolicies } {
  const scope = createCallPolicies(policies, asksOutside)
  const outside = new Map<number, BreakerState>()
  const outsideAt = (layer: number): BreakerState => outside.get(layer) ?? createBreaker(breakerPolicyAt(scope, layer))
  const luck = createLuck(7)
  const agenda: Entry[] = startsUs.map((atUs, call) => ({ atUs, order: call, call, event: { type: 'start' } }))
  const calls: (Call | undefined)[] = startsUs.map(() => undefined)
  const waiting = startsUs.map(() => new Set<number>())
  const told: Told[] = []
  const numbers = new Map<number, number>()
  let order = startsUs.length
  let wakes = 0
  let attempts = 0
  while (agenda.length > 0) {
    agenda.sort((a, b) => a.atUs - b.atUs || a.order - b.order)
    const { atUs, call: index, event } = agenda.shift() as Entry
    const tokens = waiting[index] as Set<number>
    const draw: DrawDelay = (layer, attempt) => luck.draw(`edge-${layer}`, 'jitter', index, attempt)
    let steps: CallStep<string>[]
    if (event.type === 'start') {
      const started = startCall<string>(scope, index, atUs, draw)
      calls[index] = started.call
      steps = started.steps
    } else {
      const call = calls[index] as Call
      if (event.type === 'answered') steps = breakerAnswered(scope, call, event.asked, event.answer, atUs, draw)
      else if (event.type === 'timer' && event.woken) {
        tokens.delete(event.token)
        steps = timerFired(scope, call, event.token, atUs, draw)
      } else if (event.type === 'timer') {
        if (!tokens.delete(event.token)) {
          expect(timerFired(scope, call, event.token, atUs, draw)).toEqual([])
          continue
        }
        steps = timerFired(scope, call, event.token, atUs, draw)
      } else {
        const plan = plans[event.attempt % plans.length] as AttemptPlan
        const number = numbers.get(event.attempt) as number
        steps = attemptEnded(scope, call, number, plan.outcome, atUs, draw)
      }
    }
    for (const step of steps) {
      told.push({ atUs, call: index, step })
      if (step.type === 'attempt') {
        const plan = plans[attempts % plans.length] as AttemptPlan
        numbers.set(attempts, step.attempt)
        agenda.push({
          atUs: atUs + plan.durationUs,
          order: order++,
          call: index,
          event: { type: 'end', attempt: attempts++ },
        })
      }
      if (step.type === 'wait') {
        expect(step.atUs).toBeGreaterThanOrEqual(atUs)
        tokens.add(step.token)
        agenda.push({ atUs: step.atUs, order: order++, call: index, event: { type: 'timer', token: step.token } })
      }
      if (step.type === 'wake') {
        // At once, before whatever else is due.
        const woken = { type: 'timer', token: step.token, woken: true } as const
        agenda.push({ atUs, order: wakes++ - WAKES_FIRST, call: step.call as number, event: woken })
      }
      if (step.type === 'ask-breaker') {
        const { state, answer } = askShared(breakerPolicyAt(scope, step.layer), outsideAt(step.layer), atUs)
        outside.set(step.layer, state)
        const event = { type: 'answered', asked: step, answer } as const
        agenda.push({ atUs, order: wakes++ - WAKES_FIRST, call: index, event })
      }
      if (step.type === 'tell-breaker') {
        const { state } = tellShared(breakerPolicyAt(scope, step.layer), outsideAt(step.layer), step.result, atUs)
        outside.set(step.layer, state)
      }
      if (step.type === 'cancel-wait') expect(tokens.delete(step.token)).toBe(true)
      if (step.type === 'settle') expect([...tokens]).toEqual([])
    }
    onTurn(scope, told, atUs)
  }
  return { told, scope }
}

export const notesOf = (told: readonly Told[]): CallNote[] =>
  told.flatMap(({ step }) => (step.type === 'note' ? [step.note] : []))
