// One event of a call and what it brings, and the small acts that all parts of the call machine share.
import type { CallPolicies } from './call-policies.ts'
import type { Call } from './call-state.ts'
import type { CallNote, CallStep, DrawDelay } from './call-step.ts'

/** One event and what it brings. */
export interface Turn<V> {
  readonly scope: CallPolicies
  readonly call: Call
  readonly nowUs: number
  readonly draw: DrawDelay
  readonly steps: CallStep<V>[]
  /** Other calls that may go on; told last. */
  wakes: CallStep<V>[] | undefined
}

export function waitUntil<V>({ call, steps }: Turn<V>, atUs: number): number {
  call.tokens += 1
  steps.push({ type: 'wait', token: call.tokens, atUs })
  return call.tokens
}

export function pushNote<V>(steps: CallStep<V>[], note: CallNote): void {
  steps.push({ type: 'note', note })
}

export function pushNotes<V>(steps: CallStep<V>[], notes: readonly CallNote[]): void {
  for (const note of notes) pushNote(steps, note)
}

export function wake<V>(turn: Turn<V>, call: Call, token: number): void {
  turn.wakes ??= []
  turn.wakes.push({ type: 'wake', call: call.id, token })
}
