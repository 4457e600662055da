// Logs that no kernel would write: facts of every type with ids that may or may not exist. Folds must take them.
import { TRACE_EVENT_TYPES, TRACE_EVENTS, type TraceEventType, type TraceFact } from '../events.ts'
import { createScribe, SCENE, type Scribe } from './scene.ts'

const WORDS: Readonly<Record<string, readonly string[]>> = {
  outcome: ['returned', 'threw', 'timed-out', 'crashed'],
  mode: ['sync', 'async', 'mapping'],
  level: ['INFO', 'ERROR'],
  result: ['success', 'failure', 'ignored'],
  from: ['closed', 'open', 'half-open'],
  to: ['closed', 'open', 'half-open', 'forced-open', 'nonsense'],
  reason: ['forced', 'wait-elapsed', 'failure-rate', 'expired'],
  kind: ['event', 'verdict'],
  failure: ['', '', 'network', 'timeout', 'not-permitted'],
  edge: ['e0', 'e1', 'e2', 'e3', 'e4', 'e4', 'e5', 'e9'],
}

/** Uniform in [0, 1), the same for the same seed. */
export function createDice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 0x1_0000_0000
  }
}

export function writeRandomLog(seed: number, events: number): Scribe {
  const dice = createDice(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(dice() * list.length)] as T
  const scribe = createScribe()
  let atUs = 0
  for (let event = 0; event < events; event++) {
    const type: TraceEventType = pick(TRACE_EVENT_TYPES)
    const fields: Record<string, string | number> = {}
    for (const [name, field] of Object.entries(TRACE_EVENTS[type]))
      fields[name] = field.text
        ? pick(WORDS[name] ?? ['', 'x', 'y'])
        : Math.floor(dice() * (name.endsWith('Us') ? 5_000_000 : 4))
    atUs += Math.floor(dice() * 20_000)
    const fact: unknown = { type, ...fields }
    const cause = dice() < 0.2 ? -1 : Math.floor(dice() * event)
    scribe.note(
      atUs,
      Math.floor(dice() * (SCENE.nodes.length + 1)) - 1,
      event === 0 ? -1 : cause,
      Math.floor(dice() * 7) - 1,
      fact as TraceFact,
    )
  }
  return scribe
}
