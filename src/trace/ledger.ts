// What an event found when it came: was the message in flight, the environment idle, the breaker known? Worked out
// once per event and kept as one byte, so that figures at any instant are counted again without knowing ids.
import { BREAKER_WORDS } from './counters.ts'
import { createEdgeLookup } from './edge-lookup.ts'
import { createInt32List, type Int32List, nextCapacity } from './columns.ts'
import { fieldOf, handlerTable } from './fields.ts'
import type { TraceReader } from './log.ts'
import type { RunDescription } from './views.ts'

/** Of a message's event. 0: nobody knows this message here. */
export const MESSAGE_KNOWN = 1
export const MESSAGE_WAS_IN_FLIGHT = 2
/** It had been dead-lettered before, so its end is counted already. */
export const MESSAGE_WAS_MOVED = 4

/** Of an environment's event. 0: unknown. */
export const ENVIRONMENT_INITIALISING = 1
export const ENVIRONMENT_BUSY = 2
export const ENVIRONMENT_IDLE = 3

/** Of a breaker's event: 0 when it is the first of this breaker, else 1 + its state before. */
const BREAKER_NEW = 0

/** Of the end of a client's call or of a request: nobody will try again. */
export const FINAL = 1

/** Messages of one queue, by slot: numbered as they came. */
export interface QueueSlots {
  /** Event of the sending. */
  readonly enqueued: Int32List
  /** Event at which it left this queue; 0: it is here. */
  readonly gone: Int32List
  readonly sentAtUs: (slot: number) => number
  readonly visibleAtUs: (slot: number) => number
}

interface Held {
  readonly node: number
  readonly slot: number
  inFlight: boolean
  moved: boolean
}

interface EndedBreaker {
  readonly edge: number
  readonly layer: number
  readonly state: number
}

export interface Ledger {
  advance(reader: TraceReader): void
  effectOf(event: number): number
  slotsOf(node: number): QueueSlots | undefined
  /** Breakers that ended with their environment. */
  breakersEnded(event: number): readonly EndedBreaker[]
  /** Messages moved to a dead-letter queue that they have not reached, and since when. */
  moving(): ReadonlyMap<number, number>
}

const VISIBLE_AT = fieldOf('message-enqueued', 'visibleAtUs')
const INITIALISATION_FAILED = fieldOf('environment-initialised', 'failed')
const STARTED_ENVIRONMENT = fieldOf('invocation-started', 'environment')
const ENDED_ENVIRONMENT = fieldOf('invocation-ended', 'environment')
const RECORDED = {
  edge: fieldOf('breaker-recorded', 'edge'),
  environment: fieldOf('breaker-recorded', 'environment'),
  layer: fieldOf('breaker-recorded', 'layer'),
}
const CHANGED = {
  edge: fieldOf('breaker-changed', 'edge'),
  environment: fieldOf('breaker-changed', 'environment'),
  layer: fieldOf('breaker-changed', 'layer'),
  to: fieldOf('breaker-changed', 'to'),
}
const CALL_ENVIRONMENT = fieldOf('call-started', 'environment')
const STATES: readonly string[] = BREAKER_WORDS
const NOTIFICATION_LETTER = fieldOf('notification-dead-lettered', 'message')
const SETTLED_LETTER = fieldOf('records-settled', 'message')
const REQUESTED_MODE = fieldOf('invocation-requested', 'mode')
/** Numbers are unique by kind of thing; the node keeps what two nodes might count alike apart. */
const NODES_AT_MOST = 32_768
const NONE: readonly EndedBreaker[] = []

export function createLedger(run: RunDescription): Ledger {
  const lookup = createEdgeLookup(run)
  const queues = new Map<number, { slots: QueueSlots; times: Float64Array[] }>()
  const held = new Map<number, Held>()
  const inTransit = new Map<number, number>()
  /** Notifications under way, by number: the node of their topic. */
  const notifications = new Map<number, number>()
  const environments = new Map<number, number>()
  const breakers = new Map<string, number>()
  const breakersOf = new Map<number, { readonly key: string; readonly edge: number; readonly layer: number }[]>()
  const ended = new Map<number, readonly EndedBreaker[]>()
  const clientCalls = new Set<number>()
  const handRequests = new Set<number>()
  const syncByHand = new Set<number>()
  let effects = new Uint8Array(0)
  let events = 0
  let log: TraceReader

  const keyOf = (event: number): number => log.numberOf(event, 0) * NODES_AT_MOST + log.nodeOf(event)
  const note = (event: number, effect: number): void => {
    effects[event] = effect
  }

  function queueOf(node: number): { slots: QueueSlots; times: Float64Array[] } {
    const known = queues.get(node)
    if (known) return known
    const times: Float64Array[] = [new Float64Array(0), new Float64Array(0)]
    const slots: QueueSlots = {
      enqueued: createInt32List(),
      gone: createInt32List(),
      sentAtUs: (slot) => times[0]?.[slot] ?? 0,
      visibleAtUs: (slot) => times[1]?.[slot] ?? 0,
    }
    const queue = { slots, times }
    queues.set(node, queue)
    return queue
  }

  function setTime(times: Float64Array[], which: 0 | 1, slot: number, atUs: number): void {
    let column = times[which] as Float64Array
    if (slot >= column.length) {
      const larger = new Float64Array(nextCapacity(slot + 1))
      larger.set(column)
      column = larger
      times[which] = larger
    }
    column[slot] = atUs
  }

  function enqueue(event: number): void {
    const number = log.numberOf(event, 0)
    const node = log.nodeOf(event)
    const moved = inTransit.delete(number)
    if (held.has(number)) return
    const { slots, times } = queueOf(node)
    const slot = slots.enqueued.length
    slots.enqueued.push(event)
    slots.gone.push(0)
    setTime(times, 0, slot, log.atOf(event))
    setTime(times, 1, slot, log.numberOf(event, VISIBLE_AT))
    held.set(number, { node, slot, inFlight: false, moved })
    note(event, MESSAGE_KNOWN | (moved ? MESSAGE_WAS_MOVED : 0))
  }

  /** What is known of the message an event of its queue speaks of. */
  function heldBy(event: number): Held | undefined {
    const message = held.get(log.numberOf(event, 0))
    if (!message || message.node !== log.nodeOf(event)) return undefined
    note(
      event,
      MESSAGE_KNOWN | (message.inFlight ? MESSAGE_WAS_IN_FLIGHT : 0) | (message.moved ? MESSAGE_WAS_MOVED : 0),
    )
    return message
  }

  function leave(event: number): boolean {
    const message = heldBy(event)
    if (!message) return false
    queues.get(message.node)?.slots.gone.set(message.slot, event)
    held.delete(log.numberOf(event, 0))
    return true
  }

  /** The end of a notification. */
  function arrive(event: number): boolean {
    const number = log.numberOf(event, 0)
    if (notifications.get(number) !== log.nodeOf(event)) return false
    notifications.delete(number)
    note(event, MESSAGE_KNOWN)
    return true
  }

  function breakerEvent(
    event: number,
    place: { edge: number; environment: number; layer: number },
    to: number | undefined,
  ): void {
    const edge = lookup.byId(log.textOf(event, place.edge))
    if (edge < 0) return
    const environment = log.numberOf(event, place.environment)
    const layer = log.numberOf(event, place.layer)
    const key = `${edge} ${environment} ${layer}`
    const before = breakers.get(key)
    if (before === undefined && environment >= 0) {
      const list = breakersOf.get(environment)
      if (list) list.push({ key, edge, layer })
      else breakersOf.set(environment, [{ key, edge, layer }])
    }
    breakers.set(key, to ?? before ?? 0)
    note(event, before === undefined ? BREAKER_NEW : 1 + before)
  }

  function endEnvironment(event: number): void {
    const environment = log.numberOf(event, 0)
    note(event, environments.get(environment) ?? 0)
    environments.delete(environment)
    const own = breakersOf.get(environment)
    if (!own) return
    ended.set(
      event,
      own.map(({ key, edge, layer }) => ({ edge, layer, state: breakers.get(key) ?? 0 })),
    )
    for (const { key } of own) breakers.delete(key)
    breakersOf.delete(environment)
  }

  /** From one phase to the next; an environment nobody created stays unknown. */
  function move(event: number, field: number, to: number): void {
    const environment = log.numberOf(event, field)
    const before = environments.get(environment)
    if (before === undefined) return
    note(event, before)
    environments.set(environment, to)
  }

  function isByHand(event: number): boolean {
    const cause = log.causeOf(event)
    return cause < 0 || cause >= event || log.typeOf(cause) === 'input-applied'
  }

  const handlers = handlerTable({
    'message-enqueued': enqueue,
    'message-delivered'(event) {
      const message = heldBy(event)
      if (message) message.inFlight = true
    },
    'message-returned'(event) {
      const message = heldBy(event)
      if (message) message.inFlight = false
    },
    'message-deleted': leave,
    'message-expired': leave,
    'message-dead-lettered'(event) {
      if (leave(event)) inTransit.set(log.numberOf(event, 0), log.atOf(event))
    },
    'message-moved'(event) {
      if (leave(event)) inTransit.set(log.numberOf(event, 0), log.atOf(event))
    },
    'notification-started'(event) {
      const number = log.numberOf(event, 0)
      if (notifications.has(number)) return
      notifications.set(number, log.nodeOf(event))
      note(event, MESSAGE_KNOWN)
    },
    'notification-delivered': arrive,
    'notification-failed': arrive,
    'notification-dead-lettered'(event) {
      if (arrive(event)) inTransit.set(log.numberOf(event, NOTIFICATION_LETTER), log.atOf(event))
    },
    'records-settled'(event) {
      const letter = log.numberOf(event, SETTLED_LETTER)
      if (letter >= 0) inTransit.set(letter, log.atOf(event))
    },
    'environment-created'(event) {
      const environment = log.numberOf(event, 0)
      if (environments.has(environment)) return
      environments.set(environment, ENVIRONMENT_INITIALISING)
      note(event, ENVIRONMENT_INITIALISING)
    },
    'environment-initialised'(event) {
      if (log.numberOf(event, INITIALISATION_FAILED) === 0) move(event, 0, ENVIRONMENT_IDLE)
    },
    'environment-ended': endEnvironment,
    'invocation-requested'(event) {
      if (log.textOf(event, REQUESTED_MODE) === 'sync' && isByHand(event)) syncByHand.add(log.numberOf(event, 0))
    },
    'invocation-throttled'(event) {
      if (syncByHand.delete(log.numberOf(event, 0))) note(event, FINAL)
    },
    'invocation-refused'(event) {
      if (syncByHand.delete(log.numberOf(event, 0))) note(event, FINAL)
    },
    'invocation-started': (event) => move(event, STARTED_ENVIRONMENT, ENVIRONMENT_BUSY),
    'invocation-ended'(event) {
      move(event, ENDED_ENVIRONMENT, ENVIRONMENT_IDLE)
      if (syncByHand.delete(log.numberOf(event, 0))) note(event, (effects[event] as number) | SYNC_BY_HAND)
    },
    'call-started'(event) {
      if (log.numberOf(event, CALL_ENVIRONMENT) < 0) clientCalls.add(keyOf(event))
    },
    'call-ended'(event) {
      if (clientCalls.delete(keyOf(event))) note(event, FINAL)
    },
    'http-requested'(event) {
      if (isByHand(event)) handRequests.add(keyOf(event))
    },
    'http-responded'(event) {
      if (handRequests.delete(keyOf(event))) note(event, FINAL)
    },
    'breaker-recorded': (event) => breakerEvent(event, RECORDED, undefined),
    'breaker-changed'(event) {
      const to = STATES.indexOf(log.textOf(event, CHANGED.to))
      if (to >= 0) breakerEvent(event, CHANGED, to)
      else note(event, UNREADABLE)
    },
  })

  return {
    advance(reader) {
      log = reader
      if (reader.length > effects.length) {
        const larger = new Uint8Array(nextCapacity(reader.length))
        larger.set(effects)
        effects = larger
      }
      for (; events < reader.length; events++) handlers[reader.typeNumber(events)]?.(events)
    },
    effectOf: (event) => effects[event] ?? 0,
    slotsOf: (node) => queues.get(node)?.slots,
    breakersEnded: (event) => ended.get(event) ?? NONE,
    moving: () => inTransit,
  }
}

/** With the phase of the environment, on an invocation's end: a person waited for it. */
export const SYNC_BY_HAND = 8
/** A state no breaker has. */
export const UNREADABLE = 255
