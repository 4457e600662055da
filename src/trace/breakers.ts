// Every breaker of a run, one per edge, environment and layer: its state, why it changed, and what it saw.
import { breakerSnapshot, type CircuitBreakerPolicy, isSharedBreaker, tellsAsking } from '#resilience'
import { breakerWord, type BreakerReplay, createBreakerReplay, eventOfInput } from './breaker-replay.ts'
import { createInt32List, type Int32List } from './columns.ts'
import { createEdgeLookup } from './edge-lookup.ts'
import { fieldOf, handlerTable } from './fields.ts'
import type { TraceReader } from './log.ts'
import { probesSince, recordedResult } from './breaker-probes.ts'
import type { BreakerChange, BreakerQuery, BreakerRow, BreakerTick, BreakerView } from './breakers-view-types.ts'
import type { BreakerWord } from './status-view-types.ts'
import type { RunDescription } from './views.ts'

export interface BreakerFold {
  advance(reader: TraceReader): void
  /** In order of edge, layer, environment. */
  list(reader: TraceReader, atUs?: number): BreakerRow[]
  show(reader: TraceReader, query: BreakerQuery, nowUs: number): BreakerView | undefined
}

interface Breaker {
  readonly edge: number
  readonly environment: number
  readonly layer: number
  readonly policy: CircuitBreakerPolicy
  readonly replay: BreakerReplay
  readonly changes: Int32List
  endedAtUs: number | undefined
  recorded: number
  refused: number
  opened: number
}

/** A call and the layers whose permission it holds. */
interface Asking {
  readonly edge: number
  readonly environment: number
  readonly holding: Set<number>
}

const NODES_AT_MOST = 32_768
const CHANGES_SHOWN = 200
const TICKS_SHOWN = 500
/** What a timeline shows when nobody says from where. */
const TIMELINE_US = 120_000_000

const CALL_EDGE = fieldOf('call-started', 'edge')
const CALL_ENVIRONMENT = fieldOf('call-started', 'environment')
const REFUSED_LAYER = fieldOf('call-refused', 'layer')
const ASKED = {
  edge: fieldOf('breaker-asked', 'edge'),
  environment: fieldOf('breaker-asked', 'environment'),
  layer: fieldOf('breaker-asked', 'layer'),
}
const RECORDED = {
  edge: fieldOf('breaker-recorded', 'edge'),
  environment: fieldOf('breaker-recorded', 'environment'),
  layer: fieldOf('breaker-recorded', 'layer'),
  call: fieldOf('breaker-recorded', 'call'),
}
const CHANGED = {
  edge: fieldOf('breaker-changed', 'edge'),
  environment: fieldOf('breaker-changed', 'environment'),
  layer: fieldOf('breaker-changed', 'layer'),
  to: fieldOf('breaker-changed', 'to'),
}

function changeAt(reader: TraceReader, event: number): BreakerChange | undefined {
  const changed = reader.eventAt(event)
  if (changed.type !== 'breaker-changed') return undefined
  const { at, from, to, reason, failed, slow, total, rate, threshold } = changed
  return { atUs: at, event, from, to, reason, failed, slow, total, rate, threshold }
}

export function createBreakerFold(run: RunDescription): BreakerFold {
  const lookup = createEdgeLookup(run)
  const layersOf: readonly (readonly number[])[] = run.edges.map(({ policies }) =>
    policies.flatMap((policy, layer) => (policy.type === 'circuit-breaker' ? [layer] : [])),
  )
  /** By edge: breakers say themselves when they are asked. */
  const isTold: readonly boolean[] = run.edges.map(({ policies }) => tellsAsking(policies))
  const breakers = new Map<string, Breaker>()
  const ofEnvironment = new Map<number, Breaker[]>()
  const asking = new Map<number, Asking>()
  let folded = 0
  let log: TraceReader

  function breakerOf(edge: number, environment: number, layer: number): Breaker | undefined {
    const key = `${edge} ${environment} ${layer}`
    const known = breakers.get(key)
    if (known) return known
    const policy = run.edges[edge]?.policies[layer]
    if (policy?.type !== 'circuit-breaker') return undefined
    const replay = createBreakerReplay(policy)
    const added: Breaker = {
      edge,
      environment,
      layer,
      policy,
      replay,
      changes: createInt32List(),
      endedAtUs: undefined,
      recorded: 0,
      refused: 0,
      opened: 0,
    }
    breakers.set(key, added)
    const own = ofEnvironment.get(environment)
    if (own) own.push(added)
    else ofEnvironment.set(environment, [added])
    return added
  }

  const keyOf = (event: number, call: number): number => call * NODES_AT_MOST + log.nodeOf(event)

  /** From the outermost inwards, those whose permission the call does not hold, until one refuses. */
  function ask(event: number, last = Number.POSITIVE_INFINITY): void {
    const call = asking.get(keyOf(event, log.numberOf(event, 0)))
    if (!call || isTold[call.edge]) return
    for (const layer of layersOf[call.edge] ?? []) {
      if (layer > last) return
      if (call.holding.has(layer)) continue
      const breaker = breakerOf(call.edge, call.environment, layer)
      if (!breaker) return
      if (!breaker.replay.ask(event, log.atOf(event))) {
        breaker.refused += 1
        return
      }
      call.holding.add(layer)
    }
  }

  /** One that refuses is asked as others are; one that says so itself is asked alone. */
  function refuse(event: number): void {
    const layer = log.numberOf(event, REFUSED_LAYER)
    const call = asking.get(keyOf(event, log.numberOf(event, 0)))
    if (!call || !isTold[call.edge]) {
      ask(event, layer)
      return
    }
    // One that environments share was asked elsewhere, and said so.
    if (isSharedOutside(call, layer)) return
    const breaker = breakerOf(call.edge, call.environment, layer)
    if (breaker && !breaker.replay.ask(event, log.atOf(event))) breaker.refused += 1
  }

  function isSharedOutside({ edge, environment }: Asking, layer: number): boolean {
    const policy = run.edges[edge]?.policies[layer]
    return environment >= 0 && policy !== undefined && isSharedBreaker(policy)
  }

  function asked(event: number): void {
    const breaker = placed(event, ASKED)
    if (breaker && !breaker.replay.ask(event, log.atOf(event))) breaker.refused += 1
  }

  function placed(event: number, place: { edge: number; environment: number; layer: number }): Breaker | undefined {
    const edge = lookup.byId(log.textOf(event, place.edge))
    return breakerOf(edge, log.numberOf(event, place.environment), log.numberOf(event, place.layer))
  }

  const handlers = handlerTable({
    'call-started'(event) {
      const edge = lookup.byId(log.textOf(event, CALL_EDGE))
      if ((layersOf[edge]?.length ?? 0) === 0) return
      const environment = log.numberOf(event, CALL_ENVIRONMENT)
      asking.set(keyOf(event, log.numberOf(event, 0)), { edge, environment, holding: new Set() })
    },
    'attempt-started': (event) => ask(event),
    'call-refused': refuse,
    'breaker-asked': asked,
    'call-ended': (event) => void asking.delete(keyOf(event, log.numberOf(event, 0))),
    'breaker-recorded'(event) {
      const breaker = placed(event, RECORDED)
      breaker?.replay.result(log, event)
      if (breaker) breaker.recorded += 1
      asking.get(keyOf(event, log.numberOf(event, RECORDED.call)))?.holding.delete(log.numberOf(event, RECORDED.layer))
    },
    'breaker-changed'(event) {
      const breaker = placed(event, CHANGED)
      breaker?.replay.change(log, event)
      breaker?.changes.push(event)
      if (breaker && log.textOf(event, CHANGED.to) === 'open') breaker.opened += 1
    },
    'environment-ended'(event) {
      const environment = log.numberOf(event, 0)
      for (const breaker of ofEnvironment.get(environment) ?? []) breaker.endedAtUs = log.atOf(event)
      ofEnvironment.delete(environment)
    },
  })

  function changesUntil(reader: TraceReader, breaker: Breaker, atUs: number): number {
    let end = breaker.changes.length
    while (end > 0 && reader.atOf(breaker.changes.at(end - 1)) > atUs) end -= 1
    return end
  }

  function countsUntil(
    reader: TraceReader,
    breaker: Breaker,
    atUs: number,
  ): Pick<BreakerRow, 'recorded' | 'refused' | 'opened'> {
    const { inputs } = breaker.replay
    const end = breaker.replay.inputsUntil(reader, atUs)
    if (end === inputs.length) return breaker
    let refused = 0
    let recorded = 0
    let opened = 0
    for (let index = 0; index < end; index++) {
      const input = inputs.at(index)
      if (input < 0) refused += 1
      else if (reader.typeOf(input) === 'breaker-recorded') recorded += 1
      else if (changeAt(reader, input)?.to === 'open') opened += 1
    }
    return { recorded, refused, opened }
  }

  function rowOf(reader: TraceReader, breaker: Breaker, atUs: number): BreakerRow {
    const { edge, environment, layer, replay } = breaker
    const end = changesUntil(reader, breaker, atUs)
    const last = end > 0 ? changeAt(reader, breaker.changes.at(end - 1)) : undefined
    const { recorded, refused, opened } = countsUntil(reader, breaker, atUs)
    return {
      edge,
      environment,
      layer,
      state: last?.to ?? breakerWord(replay.stateAt(reader, atUs).state),
      sinceUs: last?.atUs ?? 0,
      recorded,
      refused,
      opened,
      lastChange: last,
      endedAtUs: breaker.endedAtUs !== undefined && breaker.endedAtUs <= atUs ? breaker.endedAtUs : undefined,
    }
  }

  function tickOf(reader: TraceReader, breaker: Breaker, input: number): BreakerTick | undefined {
    const event = reader.eventAt(eventOfInput(input))
    if (input < 0) return { atUs: event.at, event: ~input, result: 'not-permitted', durationUs: 0 }
    if (event.type !== 'breaker-recorded') return undefined
    const { at, durationUs } = event
    return { atUs: at, event: input, result: recordedResult(breaker.policy, event), durationUs }
  }

  function bandsOf(changes: readonly BreakerChange[], fromUs: number, atUs: number): BreakerView['bands'] {
    const bands: { state: BreakerWord; fromUs: number; toUs: number }[] = []
    let state: BreakerWord = changes[0]?.from ?? 'closed'
    let sinceUs = fromUs
    for (const change of changes) {
      if (change.atUs > fromUs) {
        if (change.atUs > sinceUs) bands.push({ state, fromUs: sinceUs, toUs: change.atUs })
        sinceUs = change.atUs
      }
      state = change.to
    }
    bands.push({ state, fromUs: sinceUs, toUs: Math.max(sinceUs, atUs) })
    return bands
  }

  function show(reader: TraceReader, query: BreakerQuery, nowUs: number): BreakerView | undefined {
    const breaker = breakers.get(`${query.edge} ${query.environment} ${query.layer}`)
    if (!breaker) return undefined
    const { replay, policy } = breaker
    const atUs = query.atUs ?? nowUs
    const fromUs = query.fromUs ?? Math.max(0, atUs - TIMELINE_US)
    const limit = query.ticks ?? TICKS_SHOWN
    const snapshot = breakerSnapshot(policy, replay.stateAt(reader, atUs), atUs)
    const changesEnd = changesUntil(reader, breaker, atUs)
    const changes: BreakerChange[] = []
    for (let index = Math.max(0, changesEnd - CHANGES_SHOWN); index < changesEnd; index++) {
      const change = changeAt(reader, breaker.changes.at(index))
      if (change) changes.push(change)
    }
    const end = replay.inputsUntil(reader, atUs)
    const first = Math.min(end, replay.inputsUntil(reader, fromUs - 1))
    const ticks: BreakerTick[] = []
    let ticksTotal = 0
    for (let index = end - 1; index >= first; index--) {
      const input = replay.inputs.at(index)
      if (input >= 0 && reader.typeOf(input) !== 'breaker-recorded') continue
      ticksTotal += 1
      const tick = ticks.length < limit ? tickOf(reader, breaker, input) : undefined
      if (tick) ticks.push(tick)
    }
    const { edge, environment, layer } = breaker
    const last = changes.at(-1)
    const isHalfOpen = snapshot.state === 'HALF_OPEN' && last?.to === 'half-open'
    const inputTime = (index: number): number | undefined =>
      index < 0 || index >= replay.inputs.length ? undefined : reader.atOf(eventOfInput(replay.inputs.at(index)))
    return {
      edge,
      environment,
      layer,
      atUs,
      state: breakerWord(snapshot.state),
      snapshot,
      probes: isHalfOpen
        ? probesSince(reader, replay.inputs, policy, last.event, replay.inputsUntil(reader, atUs))
        : [],
      beforeUs: inputTime(replay.inputsUntil(reader, atUs - 1) - 1),
      afterUs: inputTime(end),
      changes,
      bands: bandsOf(changes, changesEnd > CHANGES_SHOWN ? Math.max(fromUs, changes[0]?.atUs ?? 0) : fromUs, atUs),
      ticks: ticks.reverse(),
      ticksTotal,
    }
  }

  return {
    advance(reader) {
      log = reader
      for (; folded < reader.length; folded++) handlers[reader.typeNumber(folded)]?.(folded)
    },
    list: (reader, atUs = Number.POSITIVE_INFINITY) =>
      [...breakers.values()]
        .sort((a, b) => a.edge - b.edge || a.layer - b.layer || a.environment - b.environment)
        .map((breaker) => rowOf(reader, breaker, atUs)),
    show,
  }
}
