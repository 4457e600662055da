// Counted of calls: attempts and refusals by edge, and how many breakers of it are in which state.
import { BREAKER_WORDS, EDGE, NODE, RUN } from './counters.ts'
import { changePhase } from './environment-phase.ts'
import { type EventHandlers, fieldOf } from './fields.ts'
import { FINAL, UNREADABLE } from './ledger.ts'
import { entryOf, type StatusDesk } from './status-desk.ts'

const RECORDED_EDGE = fieldOf('breaker-recorded', 'edge')
const RECORDED_LAYER = fieldOf('breaker-recorded', 'layer')
const CHANGED_EDGE = fieldOf('breaker-changed', 'edge')
const CHANGED_LAYER = fieldOf('breaker-changed', 'layer')
const CHANGED_TO = fieldOf('breaker-changed', 'to')
const CALL_EDGE = fieldOf('call-started', 'edge')
const CALL_FAILURE = fieldOf('call-ended', 'failure')
const STATE_NUMBERS: Readonly<Record<string, number>> = Object.fromEntries(
  BREAKER_WORDS.map((word, index) => [word, index]),
)

export function callCounts(desk: StatusDesk): EventHandlers {
  const { ledger, lookup, spans } = desk

  function statesOf(edge: number, layer: number): Int32Array {
    const layers = entryOf(desk.into.breakers, edge, () => new Map<number, Int32Array>())
    return entryOf(layers, layer, () => new Int32Array(BREAKER_WORDS.length))
  }

  function addState(states: Int32Array, state: number, by: number): void {
    states[state] = (states[state] ?? 0) + by
  }

  return {
    'call-started'(event) {
      desk.countEdge(lookup.byId(desk.log.textOf(event, CALL_EDGE)), EDGE.calls)
      desk.count(event, NODE.inFlight)
    },
    'call-ended'(event) {
      desk.count(event, NODE.inFlight, -1)
      if (ledger.effectOf(event) !== FINAL) return
      const good = desk.log.textOf(event, CALL_FAILURE) === ''
      desk.count(event, good ? NODE.succeeded : NODE.failed)
      if (!good) desk.countRun(RUN.failedRequests)
    },
    'attempt-started'(event) {
      const edge = desk.edgeOf(event)
      desk.countEdge(edge, EDGE.attempts)
      desk.countEdge(edge, EDGE.inFlight)
      if (desk.log.numberOf(event, 1) > 1) desk.countEdge(edge, EDGE.retries)
    },
    'attempt-ended'(event) {
      const span = spans.spanOf(event)
      if (span >= 0 && spans.table.span.endEvent[span] === event) desk.countEdge(desk.edgeOf(event), EDGE.inFlight, -1)
    },
    'call-refused': (event) => desk.countEdge(desk.edgeOf(event), EDGE.refused),
    'breaker-recorded'(event) {
      const edge = lookup.byId(desk.log.textOf(event, RECORDED_EDGE))
      if (edge >= 0 && ledger.effectOf(event) === 0)
        addState(statesOf(edge, desk.log.numberOf(event, RECORDED_LAYER)), 0, 1)
    },
    'breaker-changed'(event) {
      const effect = ledger.effectOf(event)
      const edge = lookup.byId(desk.log.textOf(event, CHANGED_EDGE))
      const to = STATE_NUMBERS[desk.log.textOf(event, CHANGED_TO)]
      if (edge < 0 || effect === UNREADABLE || to === undefined) return
      const states = statesOf(edge, desk.log.numberOf(event, CHANGED_LAYER))
      if (effect > 0) addState(states, effect - 1, -1)
      addState(states, to, 1)
      if (to === STATE_NUMBERS.open) desk.countEdge(edge, EDGE.opened)
    },
    'environment-ended'(event) {
      changePhase(desk, event, undefined)
      for (const { edge, layer, state } of ledger.breakersEnded(event)) addState(statesOf(edge, layer), state, -1)
      for (const span of spans.lostAttempts(event))
        desk.countEdge(spans.table.span.edge[span] as number, EDGE.inFlight, -1)
    },
  }
}
