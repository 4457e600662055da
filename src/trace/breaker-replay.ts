// One breaker, brought back from what the log says about it: the same pure machine that ran is run again. States are
// values, so one is kept every so often and any instant is reached from the one before it.
import {
  type BreakerState,
  type BreakerStateName,
  type CircuitBreakerPolicy,
  createBreaker,
  type ForcedState,
  forceBreaker,
  recordResult,
  requestPermission,
  stateMet,
} from '#resilience'
import { createInt32List, type Int32List } from './columns.ts'
import type { TraceReader } from './log.ts'
import type { BreakerWord } from './status-view-types.ts'

/** Inputs between two kept states. */
const STRIDE = 128

const WORDS: Readonly<Record<BreakerStateName, BreakerWord>> = {
  CLOSED: 'closed',
  OPEN: 'open',
  HALF_OPEN: 'half-open',
  FORCED_OPEN: 'forced-open',
  DISABLED: 'disabled',
  METRICS_ONLY: 'metrics-only',
}
const FORCED: Readonly<Record<string, ForcedState>> = {
  closed: 'CLOSED',
  'forced-open': 'FORCED_OPEN',
  disabled: 'DISABLED',
  'metrics-only': 'METRICS_ONLY',
}

export const breakerWord = (state: BreakerStateName): BreakerWord => WORDS[state]

export interface BreakerReplay {
  readonly state: BreakerState
  /** Events that tell of it: results, permissions asked for, changes. A permission that was refused is there as ~event. */
  readonly inputs: Int32List
  /** A call asks to begin. Is it let through? */
  ask(event: number, atUs: number): boolean
  result(reader: TraceReader, event: number): void
  change(reader: TraceReader, event: number): void
  /** With all inputs up to and including this time. */
  stateAt(reader: TraceReader, atUs: number): BreakerState
  /** Inputs with a time of atUs or less. */
  inputsUntil(reader: TraceReader, atUs: number): number
}

export const eventOfInput = (input: number): number => (input < 0 ? ~input : input)

function afterResult(
  policy: CircuitBreakerPolicy,
  state: BreakerState,
  reader: TraceReader,
  event: number,
): BreakerState {
  const recorded = reader.eventAt(event)
  if (recorded.type !== 'breaker-recorded') return state
  return recordResult(policy, state, { outcome: recorded.result, durationUs: recorded.durationUs }, recorded.at).state
}

function afterChange(
  policy: CircuitBreakerPolicy,
  state: BreakerState,
  reader: TraceReader,
  event: number,
): BreakerState {
  const changed = reader.eventAt(event)
  if (changed.type !== 'breaker-changed') return state
  const forced = FORCED[changed.to]
  if (changed.reason === 'forced' && forced) return forceBreaker(policy, state, forced, changed.at).state
  if (changed.to !== 'half-open' || state.state !== 'OPEN') return state
  // The call that found the time up asks for its own permission next.
  return stateMet(policy, state, changed.at).state
}

export function createBreakerReplay(policy: CircuitBreakerPolicy): BreakerReplay {
  const inputs = createInt32List()
  const kept: BreakerState[] = []
  let state = createBreaker(policy)

  function take(input: number, next: BreakerState): void {
    if (inputs.length % STRIDE === 0) kept.push(state)
    inputs.push(input)
    state = next
  }

  function again(from: BreakerState, reader: TraceReader, input: number): BreakerState {
    const event = eventOfInput(input)
    const type = reader.typeOf(event)
    if (type === 'breaker-recorded') return afterResult(policy, from, reader, event)
    if (type === 'breaker-changed') return afterChange(policy, from, reader, event)
    return requestPermission(policy, from, reader.atOf(event)).state
  }

  function inputsUntil(reader: TraceReader, atUs: number): number {
    let low = 0
    let high = inputs.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (reader.atOf(eventOfInput(inputs.at(middle))) <= atUs) low = middle + 1
      else high = middle
    }
    return low
  }

  return {
    get state() {
      return state
    },
    inputs,
    ask(event, atUs) {
      const step = requestPermission(policy, state, atUs)
      take(step.permitted ? event : ~event, step.state)
      return step.permitted
    },
    result: (reader, event) => take(event, afterResult(policy, state, reader, event)),
    change: (reader, event) => take(event, afterChange(policy, state, reader, event)),
    stateAt(reader, atUs) {
      const end = inputsUntil(reader, atUs)
      if (end === inputs.length) return state
      const first = Math.floor(end / STRIDE)
      let then = kept[first] ?? createBreaker(policy)
      for (let index = first * STRIDE; index < end; index++) then = again(then, reader, inputs.at(index))
      return then
    },
    inputsUntil,
  }
}
