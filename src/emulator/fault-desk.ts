// Where faults meet what passes between nodes. A message is looked at when it arrives: first what happened to it on its
// way (it is late, there are more of it), then what becomes of it at the door (refused, lost, corrupted). An answer is
// looked at when it arrives, too. What a fault does inside a function it does when the invocation begins.
//
// Invariant 11: faults are judged while an entry is processed, by luck of (fault, cause) alone. So the fast way and the
//   careful way judge alike, and another fault, policy or node shifts nobody's luck.
import { causalKey, drawLogNormal, type Luck, MICROSECONDS_PER_MS } from '#base'
import { type EffectOf, type Fault, isActive, takeToken, type TokenBucket } from '#faults'
import type { NodeKind } from '#nodes/models'
import type { TraceFact } from '#trace'
import type { NodeId, Workflow } from '#workflow'
import type { Agenda, Entry, Work } from './agenda.ts'
import { type Because, LEAST_LATENCY_US } from './emulation.ts'
import { type Asker, gaveUpWaiting, type Refusal, refusalFor } from './fault-answers.ts'
import { corruptMessage, corruptReply } from './fault-corruption.ts'
import { createFaultPlaces, type FaultPlaces } from './fault-places.ts'
import { createSightings, type Sightings } from './fault-sightings.ts'
import { createFaultStrikes, type FaultStrikes } from './fault-strikes.ts'
import type { Message, Reply } from './message.ts'

/** Of what a fault says instead of a node: before nodes and inputs. */
const FAULT_SOURCE = -2
/** A source that delivers by itself takes it for failed when no answer came by then. SNS's time limit of HTTP. [V]; others [K] */
const PROVIDER_PATIENCE_US = 15_000_000
/** Copies of an entry come after it: parts of its own sequence, of which there are 2^10. */
const COPY_SEQUENCE = 1 / 1024

export interface FaultDesk extends Pick<FaultStrikes, 'strike' | 'slowness'> {
  set(faults: readonly Fault[]): void
  /** What of an entry reaches its target now: the entry, or a changed one; undefined: it was dealt with. */
  judge(entry: Entry): Entry | undefined
}

export interface FaultDeskOptions {
  readonly workflow: Workflow
  readonly ids: readonly NodeId[]
  readonly luck: Luck
  readonly agenda: Agenda
  now(): number
  /** Of an actor: a node is its own, an environment belongs to one; -1: it is none. */
  nodeOf(actor: number): number
  /** What an actor sends comes from this event; undefined: from what the entry says. */
  causeOf(actor: number): number | undefined
  record(node: number, because: { readonly cause: number; readonly trace: number }, fact: TraceFact): number
}

/** Between nodes and not of anybody's making: letters and settled transactions inside the provider, what a hand tells a node. */
const isExempt = ({ type }: Message): boolean =>
  type === 'dead-letter' || type === 'queue-command' || type === 'fire' || type === 'account' || type === 'table-settle'

/** Kinds that take messages for somebody else. */
const TAKES_MESSAGES: ReadonlySet<NodeKind> = new Set(['queue', 'topic', 'event-bus', 'stream'])
const POLLED: ReadonlySet<NodeKind> = new Set(['queue', 'stream', 'table'])

interface Passage {
  readonly entry: Entry
  readonly message: Message
  readonly from: number
  readonly to: number
  readonly asker: Asker
  readonly because: Because
}

type Loss = { readonly lost: true } | { readonly refusal: Refusal }

export function createFaultDesk(options: FaultDeskOptions): FaultDesk {
  const { workflow, ids, luck, agenda, now } = options
  const kinds = ids.map((id) => workflow.nodes[id]?.kind as NodeKind)
  const nodes = ids.length
  let faults: readonly Fault[] = []
  let places: FaultPlaces = createFaultPlaces(workflow, faults)
  let sightings = new Map<string, Sightings>()
  let buckets = new Map<string, { readonly of: string; readonly bucket: TokenBucket }>()
  let sequence = 0

  function set(given: readonly Fault[]): void {
    faults = given
    places = createFaultPlaces(workflow, given)
    const kept = new Set(given.map(({ id }) => id))
    sightings = new Map([...sightings].filter(([id]) => kept.has(id)))
    // A throttle that was changed begins anew.
    const effects = new Map(given.map(({ id, effect }) => [id, JSON.stringify(effect)]))
    buckets = new Map([...buckets].filter(([id, { of }]) => effects.get(id) === of))
  }

  function askerOf(actor: number, from: number): Asker {
    if (actor >= nodes || kinds[from] === 'client') return 'code'
    return kinds[from] === 'http-api' ? 'gateway' : 'provider'
  }

  /** Code gives each attempt a key of its own; a provider tries the same again, which is told apart by counting. */
  function attemptOf(fault: Fault, key: number, asker: Asker): number {
    if (asker !== 'provider') return 0
    let seen = sightings.get(fault.id)
    if (!seen) {
      seen = createSightings()
      sightings.set(fault.id, seen)
    }
    return seen.count(key)
  }

  const hits = ({ id, percent }: Fault, purpose: string, key: number, attempt: number): boolean =>
    percent >= 100 || luck.draw(id, purpose, key, attempt) * 100 < percent

  function record(node: number, fault: Fault, because: Because, detail: object): number {
    return options.record(node, because, {
      type: 'fault-hit',
      fault: fault.id,
      effect: fault.effect.type,
      detail: JSON.stringify(detail),
    })
  }

  const strikes = createFaultStrikes({
    luck,
    now,
    faults: () => faults,
    at: (node) => places.at(node),
    isFunction: (node) => kinds[node] === 'function',
    hits,
    hit: record,
    record: options.record,
  })

  const whatOf = (message: Message): string => ('operation' in message ? message.operation : message.type)

  /** How late it is: undefined where the fault has no hand in that. */
  function delayUs({ id, effect }: Fault, { entry, message, asker, to }: Passage, attempt: number): number | undefined {
    const draw = (purpose: string, index: number): number => luck.draw(id, purpose, entry.key, attempt * 2 + index)
    if (effect.type === 'latency')
      return drawLogNormal(effect.medianMs, effect.p99Ms, draw('latency', 0), draw('latency', 1)) * MICROSECONDS_PER_MS
    if (effect.type === 'reorder' && isMessage(message, asker, to))
      return draw('reorder', 0) * effect.withinMs * MICROSECONDS_PER_MS
    return undefined
  }

  /** Something that is sent rather than asked: it can come twice, and after what was sent later. */
  const isMessage = (message: Message, asker: Asker, to: number): boolean =>
    TAKES_MESSAGES.has(kinds[to] as NodeKind) ||
    (asker === 'provider' && !(message.type === 'invoke' && message.mode === 'sync'))

  /** What happens on the way; undefined: it is not there yet. */
  function onTheWay(passage: Passage, met: readonly Fault[]): Entry | undefined {
    const { entry, message, asker, to, because } = passage
    let lateUs = 0
    for (const fault of met) {
      const { effect } = fault
      if (effect.type !== 'latency' && effect.type !== 'reorder' && effect.type !== 'duplicate') continue
      if (!isActive(fault, now())) continue
      if (effect.type !== 'latency' && !isMessage(message, asker, to)) continue
      const attempt = attemptOf(fault, entry.key, asker)
      if (!hits(fault, 'hit', entry.key, attempt)) continue
      if (effect.type === 'duplicate') duplicate(passage, fault, effect, attempt)
      else {
        const us = Math.round(delayUs(fault, passage, attempt) ?? 0)
        if (us === 0) continue
        lateUs += us
        record(to, fault, because, { what: whatOf(message), delayMs: Math.round(us / 100) / 10 })
      }
    }
    if (lateUs === 0) return entry
    agenda.add({ ...entry, atUs: now() + lateUs, place: -1, onTheWay: true })
    return undefined
  }

  function duplicate(passage: Passage, fault: Fault, effect: EffectOf<'duplicate'>, attempt: number): void {
    const { entry, message, to, because } = passage
    const cause = record(to, fault, because, { what: whatOf(message), copies: effect.copies })
    for (let copy = 1; copy <= effect.copies; copy++) {
      const key = causalKey(entry.key, `copy of ${fault.id}`, attempt * effect.copies + copy)
      const afterUs = Math.round(luck.draw(fault.id, 'copy', key) * effect.withinMs * MICROSECONDS_PER_MS)
      agenda.add({
        ...entry,
        atUs: now() + afterUs,
        sequence: entry.sequence + copy * COPY_SEQUENCE,
        replyTo: undefined,
        cause,
        key,
        place: -1,
        onTheWay: true,
      })
    }
  }

  /** Why it does not get through; undefined: this fault lets it pass. */
  function lossBy(fault: Fault): Loss | undefined {
    const { effect } = fault
    switch (effect.type) {
      case 'drop':
      case 'partition':
        return { lost: true }
      case 'outage':
        return effect.how === 'silent' ? { lost: true } : { refusal: { kind: 'network' } }
      case 'error':
        return { refusal: effect }
      case 'throttle': {
        const of = JSON.stringify(effect)
        const { bucket, taken } = takeToken(effect, buckets.get(fault.id)?.bucket, now())
        buckets.set(fault.id, { of, bucket })
        return taken ? undefined : { refusal: { kind: 'throttled' } }
      }
      default:
        return undefined
    }
  }

  function reply(entry: Entry, answer: Reply, cause: number, afterUs: number): void {
    if (!entry.replyTo) return
    const { actor, request } = entry.replyTo
    answerTo(actor, request, entry, answer, cause, afterUs)
  }

  function answerTo(actor: number, request: number, of: Entry, answer: Reply, cause: number, afterUs: number): void {
    sequence += 1
    agenda.add({
      atUs: now() + afterUs,
      source: FAULT_SOURCE,
      sequence,
      target: actor,
      work: { type: 'reply', request, reply: answer },
      replyTo: undefined,
      cause,
      trace: of.trace,
      key: of.key,
      weak: false,
      place: -1,
    })
  }

  /** A source that delivers by itself sees a failure in the end; all others have time limits of their own. */
  const patienceUs = (to: number, isPoller: boolean): number => {
    const target = workflow.nodes[ids[to] as NodeId]
    return isPoller && target?.kind === 'function'
      ? target.config.timeoutMs * MICROSECONDS_PER_MS + LEAST_LATENCY_US
      : PROVIDER_PATIENCE_US
  }

  const isPoller = (node: number): boolean => POLLED.has(kinds[node] as NodeKind)

  function lose({ entry, message, from, to, asker, because }: Passage, fault: Fault, loss: Loss): void {
    const what = whatOf(message)
    if ('refusal' in loss) {
      const { kind, status } = loss.refusal
      const cause = record(to, fault, because, { what, failure: kind, ...(status !== undefined && { status }) })
      reply(entry, refusalFor(message, kinds[to] as NodeKind, asker, loss.refusal), cause, LEAST_LATENCY_US)
      return
    }
    const cause = record(to, fault, because, { what, lost: 1 })
    if (asker === 'provider') reply(entry, gaveUpWaiting(isPoller(from)), cause, patienceUs(to, isPoller(from)))
  }

  function atTheDoor(passage: Passage, met: readonly Fault[]): Entry | undefined {
    const { entry, asker, to, because } = passage
    let { message } = passage
    for (const fault of met) {
      const { effect } = fault
      if (!isActive(fault, now())) continue
      switch (effect.type) {
        case 'drop':
        case 'partition':
        case 'outage':
        case 'error':
        case 'throttle': {
          if (!hits(fault, 'hit', entry.key, attemptOf(fault, entry.key, asker))) break
          const loss = lossBy(fault)
          if (!loss) break
          lose(passage, fault, loss)
          return undefined
        }
        case 'corrupt': {
          // Whoever waits for an answer gets that corrupted.
          if (asker !== 'provider' && entry.replyTo) break
          if (!hits(fault, 'hit', entry.key, attemptOf(fault, entry.key, asker))) break
          const corrupted = corruptMessage(message, effect.how)
          if (corrupted === message) break
          record(to, fault, because, { what: whatOf(message), how: effect.how })
          message = corrupted
          break
        }
        case 'poison':
          message = markPoison(passage, message, fault, effect)
          break
        default:
      }
    }
    if (message === passage.message) return entry
    return { ...entry, work: { type: 'message', message } }
  }

  function markPoison(
    { entry, to, asker, because }: Passage,
    message: Message,
    fault: Fault,
    effect: EffectOf<'poison'>,
  ): Message {
    // What is drawn on the function itself is judged when the invocation begins.
    const isOwn = fault.on.type === 'node' && fault.on.node === ids[to]
    if (message.type !== 'invoke' || isOwn) return message
    if (!strikes.isPoison(to, fault, effect, message.payload, because)) return message
    if (!hits(fault, 'hit', entry.key, attemptOf(fault, entry.key, asker))) return message
    return { ...message, poison: [...(message.poison ?? []), fault.id] }
  }

  function judgeMessage(entry: Entry, message: Message): Entry | undefined {
    const { target: to, source } = entry
    if (source < 0 || to >= nodes || source === to || isExempt(message)) return entry
    const from = options.nodeOf(source)
    // A function's environments ask their own node about breakers they share.
    if (from === to) return entry
    const met = places.between(from, to, source >= nodes || kinds[from] === 'client', entry.replyTo?.edge)
    if (met.length === 0) return entry
    const cause = (entry.replyTo && options.causeOf(entry.replyTo.actor)) ?? entry.cause
    const because = { cause, trace: entry.trace, key: entry.key }
    const passage: Passage = { entry, message, from, to, asker: askerOf(source, from), because }
    const there = entry.onTheWay ? entry : onTheWay(passage, met)
    return there && atTheDoor(passage, met)
  }

  function judgeReply(
    entry: Entry,
    { request, reply: answer, edge }: Work & { readonly type: 'reply' },
  ): Entry | undefined {
    const { source: from, target } = entry
    if (from < 0 || from >= nodes) return entry
    const to = options.nodeOf(target)
    if (from === to) return entry
    const met = places.between(to, from, target >= nodes || kinds[to] === 'client', edge)
    if (met.length === 0) return entry
    const asker = askerOf(target, to)
    let said = answer
    for (const fault of met) {
      const { effect } = fault
      if (effect.type !== 'partition' && effect.type !== 'corrupt') continue
      if (!isActive(fault, now())) continue
      if (effect.type === 'partition') {
        if (!hits(fault, 'hit-answer', entry.key, attemptOf(fault, entry.key, asker))) continue
        const cause = record(from, fault, entry, { what: 'answer', lost: 1 })
        if (asker === 'provider')
          answerTo(target, request, entry, gaveUpWaiting(isPoller(to)), cause, patienceUs(from, isPoller(to)))
        return undefined
      }
      if (asker === 'provider' || !hits(fault, 'hit', entry.key, 0)) continue
      const corrupted = corruptReply(said, effect.how, asker)
      if (corrupted === said) continue
      record(from, fault, entry, { what: 'answer', how: effect.how })
      said = corrupted
    }
    return said === answer ? entry : { ...entry, work: { type: 'reply', request, reply: said } }
  }

  return {
    set,
    judge(entry) {
      const { work } = entry
      if (work.type === 'message') return judgeMessage(entry, work.message)
      return work.type === 'reply' ? judgeReply(entry, work) : entry
    },
    strike: strikes.strike,
    slowness: strikes.slowness,
  }
}
