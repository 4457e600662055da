// The life of a message in a queue: sent, delayed, visible, in flight, and then deleted, back, expired or moved to
// another queue. Each of these is one event; together they conserve every message.
import { type CausalKey, causalKey, MICROSECONDS_PER_MS, sha256, utf8ByteLength } from '#base'
import type { Because, DeadLetter, EmulationContext, MessageAttribute, ScheduledTimer } from '#emulator'
import { createDeduplication, type Sent } from './deduplication.ts'
import { createFifoStore } from './fifo-store.ts'
import { createMessage, createMessageStore, type FifoPlace, type QueuedMessage, type Rest } from './store.ts'

/** Messages received and not yet deleted, of a standard and of a FIFO queue. [V] */
export const MAXIMUM_IN_FLIGHT = 120_000

export type QueueTimer =
  | { readonly type: 'delayed'; readonly message: number }
  | { readonly type: 'invisible'; readonly message: number }
  | { readonly type: 'retention' }
  | { readonly type: 'retention-of'; readonly message: number }
  | { readonly type: 'window'; readonly edge: string }
  | { readonly type: 'scale'; readonly edge: string }
  | { readonly type: 'throttled'; readonly delivery: number }
  | { readonly type: 'move'; readonly task: number }
  | { readonly type: 'receive-wait'; readonly receiver: number }

export interface Delivery {
  readonly id: number
  readonly messages: readonly QueuedMessage[]
}

export interface ReceiveBudget {
  readonly total: number
  readonly costOf: (message: QueuedMessage) => number
}

/** What a message comes with beside its body. */
export interface SentWith {
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly delayMs: number
  readonly group: string | undefined
  readonly deduplicationId: string | undefined
}

export interface QueueCore {
  /** What may be received now, and the bytes of its bodies. */
  receivable(): number
  receivableBytes(): number
  counts(): { readonly visible: number; readonly delayed: number; readonly inFlight: number }
  get(id: number): QueuedMessage | undefined
  find(messageId: string): QueuedMessage | undefined
  all(): Iterable<QueuedMessage>
  /** A FIFO queue answers a repetition with what it was sent first. */
  send(body: string, sentWith: SentWith, because: Because): Sent
  takeDeadLetter(letter: DeadLetter, because: Because): void
  /**
   * Takes up to `maximum` visible messages that cost no more than `budget` together, at least one; those received too
   * often go to the dead-letter queue instead, those that `accept` refuses are deleted. To be delivered at once.
   */
  receive(maximum: number, budget?: ReceiveBudget, accept?: (message: QueuedMessage) => boolean): Delivery | undefined
  /** The event of a delivery comes first: its messages are recorded as its consequences. */
  deliver(delivery: Delivery, visibilityMs: number, cause: number): void
  /** Of a message in flight. */
  changeVisibility(message: QueuedMessage, visibilityMs: number): void
  /** Gone for good, whatever state it is in: a standard queue honours an old receipt. [R] */
  remove(message: QueuedMessage, delivery: number): void
  /** All that are in the queue, those in flight too, are gone for good. [V] */
  purge(): void
  /** To another queue, as a new message there: its id and its age begin again, its receive count too. [V] */
  move(message: QueuedMessage, to: number): void
  timer(timer: QueueTimer): void
  /** The queue has other settings now: its retention counts for the messages that are there, too. [V] */
  reconfigure(): void
}

/** How the sequence numbers of a FIFO queue look: 20 digits. [V] */
const SEQUENCE_START = '1889'
const SEQUENCE_DIGITS = 20

/** What a message is when it comes, sent or moved. */
interface Arrival extends Pick<QueuedMessage, 'id' | 'messageId' | 'body' | 'sentAtUs'> {
  readonly rest: Rest
  readonly place?: FifoPlace
}

/** Of message groups whose messages were sent with a body only: what these have alike is kept once. */
const GROUPS_KEPT = 10_000

const microseconds = (ms: number): number => ms * MICROSECONDS_PER_MS

/** `onVisible` is called when there is something to receive that was not there before. */
export function createQueueCore(context: EmulationContext<'queue', QueueTimer>, onVisible: () => void): QueueCore {
  const { fifo } = context.node.config
  const store = fifo ? createFifoStore() : createMessageStore()
  const deduplication = createDeduplication(context.now)
  let sequence = 0
  const idOf = (sendingKey: CausalKey): string => context.luck.uuid(context.id, 'message-id', sendingKey)
  /** Of a message that was sent with its body only. */
  const PLAIN: Rest = {
    attributes: {},
    group: undefined,
    movedFrom: -1,
    messageId: undefined,
    idOf,
    deduplicationOf: ({ messageId }) => messageId,
    sequenceOf: (place) => SEQUENCE_START + String(place).padStart(SEQUENCE_DIGITS - SEQUENCE_START.length, '0'),
  }
  /** By the group, and by whether the body is what they are known by. */
  const plainOf = new Map<string, Rest>()
  const redrive = context.outgoing('redrive')[0]
  let delayed = 0
  let inFlight = 0
  /** For the oldest of those that were sent here. */
  let retention: ScheduledTimer | undefined
  /** For each that came as a dead letter: its age counts from the first sending, so it may be due before older ones. [K] */
  const retentionOf = new Map<number, ScheduledTimer>()

  function watchRetention(): void {
    if (retention) return
    const [oldest] = store.all()
    if (oldest) retention = context.schedule(timeLeftUs(oldest), { type: 'retention' }, { weak: true })
  }

  function watchRetentionOf(message: QueuedMessage): void {
    const timer = { type: 'retention-of', message: message.id } as const
    retentionOf.set(message.id, context.schedule(timeLeftUs(message), timer, { weak: true }))
  }

  const timeLeftUs = ({ sentAtUs }: QueuedMessage): number =>
    Math.max(0, sentAtUs + microseconds(context.node.config.retentionMs) - context.now())

  function enter(message: QueuedMessage, delayMs: number): void {
    store.add(message)
    watchRetention()
    if (delayMs === 0) {
      store.makeVisible(message)
      onVisible()
    } else {
      delayed += 1
      message.timer = context.schedule(microseconds(delayMs), { type: 'delayed', message: message.id })
    }
  }

  function plainRest(group: string | undefined): Rest {
    if (group === undefined) return PLAIN
    const { contentBasedDeduplication: ofContent } = context.node.config
    const key = `${ofContent} ${group}`
    let rest = plainOf.get(key)
    if (!rest) {
      rest = { ...PLAIN, group, ...(ofContent && { deduplicationOf: ({ body }: QueuedMessage) => sha256(body) }) }
      if (plainOf.size >= GROUPS_KEPT) plainOf.clear()
      plainOf.set(key, rest)
    }
    return rest
  }

  /** Of this queue's own counting, which only grows. [V] */
  function nextPlace(): number {
    sequence += 1
    return sequence
  }

  function send(body: string, sentWith: SentWith, because: Because): Sent {
    const { delayMs, attributes, deduplicationId } = sentWith
    const messageId = idOf(because.key)
    const group = sentWith.group ?? (fifo ? '' : undefined)
    const place = fifo ? nextPlace() : 0
    const { contentBasedDeduplication, deduplicationScope } = context.node.config
    const knownBy = fifo ? (deduplicationId ?? (contentBasedDeduplication ? sha256(body) : messageId)) : ''
    const scope = deduplicationScope === 'messageGroup' ? `g${group ?? ''}` : ''
    const known = fifo ? deduplication.known(scope, knownBy) : undefined
    if (known) {
      context.record({ type: 'message-deduplicated', message: known.message, messageId: known.messageId }, because)
      return known
    }
    const message = context.nextId()
    const sent: Sent = { message, messageId, sequenceNumber: fifo ? PLAIN.sequenceOf(place) : '' }
    if (fifo) deduplication.note(scope, knownBy, sent)
    const plain = plainRest(group)
    const rest = Object.keys(attributes).length === 0 ? plain : { ...plain, attributes }
    const given = deduplicationId === undefined ? place : { place, deduplicationId }
    const arrival = { id: message, messageId, body, sentAtUs: context.now(), rest, ...(fifo && { place: given }) }
    enter(arrive(arrival, delayMs, because), delayMs)
    return sent
  }

  function takeDeadLetter(letter: DeadLetter, because: Because): void {
    const { message: id, messageId, body, attributes, sentAtUs, source = -1 } = letter
    const came = letter.fifo ?? (fifo ? { group: messageId, deduplicationId: messageId } : undefined)
    const place = fifo && came ? { place: nextPlace(), deduplicationId: came.deduplicationId } : undefined
    const rest = { ...PLAIN, attributes, group: came?.group, movedFrom: source, messageId }
    const message = arrive({ id, messageId, body, sentAtUs, rest, ...(place && { place }) }, 0, because)
    watchRetentionOf(message)
    enter(message, 0)
  }

  function arrive(arrival: Arrival, delayMs: number, because: Because): QueuedMessage {
    const { id, messageId, body, sentAtUs, rest, place } = arrival
    const bytes = utf8ByteLength(body)
    const visibleAtUs = context.now() + microseconds(delayMs)
    const event = context.record(
      { type: 'message-enqueued', message: id, messageId, body, visibleAtUs, bytes },
      because,
    )
    const { trace, key } = because
    return createMessage({ id, body, bytes, sentAtUs, trace, event, cameKey: key, rest, place })
  }

  function receive(
    maximum: number,
    budget?: ReceiveBudget,
    accept?: (message: QueuedMessage) => boolean,
  ): Delivery | undefined {
    const messages: QueuedMessage[] = []
    const most = Math.min(maximum, MAXIMUM_IN_FLIGHT - inFlight)
    let cost = 0
    while (messages.length < most) {
      const next = store.peekVisible()
      if (!next) break
      const tooOften = redrive !== undefined && next.receiveCount + 1 > redrive.config.maxReceiveCount
      if (!tooOften && accept && !accept(next)) {
        store.takeVisible()
        forget(next, -1)
        continue
      }
      cost += budget && !tooOften ? budget.costOf(next) : 0
      if (budget && cost > budget.total && messages.length > 0) break
      store.takeVisible()
      if (tooOften) deadLetter(next, redrive.to)
      else messages.push(next)
    }
    store.endReceive()
    return messages.length > 0 ? { id: context.nextId(), messages } : undefined
  }

  function deadLetter(message: QueuedMessage, to: number): void {
    const { id, receiveCount, trace, key } = message
    const cause = context.record(
      { type: 'message-dead-lettered', message: id, receiveCount, to },
      { cause: message.event, trace },
    )
    store.remove(message)
    context.tell(to, { type: 'dead-letter', letter: letterOf(message) }, { cause, trace, key })
  }

  function letterOf({ id, messageId, body, attributes, sentAtUs, fifo: ids }: QueuedMessage): DeadLetter {
    const own = ids ? { fifo: { group: ids.group, deduplicationId: ids.deduplicationId } } : {}
    return { message: id, messageId, body, attributes, sentAtUs, source: context.index, ...own }
  }

  function deliver(delivery: Delivery, visibilityMs: number, cause: number): void {
    const invisibleUntilUs = context.now() + microseconds(visibilityMs)
    for (const message of delivery.messages) {
      message.receiveCount += 1
      message.delivery = delivery.id
      message.deliveries = [...message.deliveries, delivery.id]
      message.state = 'in-flight'
      inFlight += 1
      if (message.firstReceivedAtUs < 0) message.firstReceivedAtUs = context.now()
      const { id, receiveCount, trace } = message
      context.record(
        { type: 'message-delivered', message: id, receiveCount, delivery: delivery.id, invisibleUntilUs },
        { cause, trace },
      )
      hide(message, isDeliveredAgain(message) ? 0 : visibilityMs)
    }
  }

  /** Another copy of it is still there to be received: a standard queue delivers at least once. [V] */
  function isDeliveredAgain({ key, receiveCount }: QueuedMessage): boolean {
    const { duplicatesPercent } = context.node.config
    if (fifo || duplicatesPercent === 0) return false
    return context.luck.draw(context.id, 'duplicate', key, receiveCount) * 100 < duplicatesPercent
  }

  function hide(message: QueuedMessage, visibilityMs: number): void {
    message.timer = context.schedule(microseconds(visibilityMs), { type: 'invisible', message: message.id })
  }

  function comeBack(message: QueuedMessage): void {
    const { id, delivery, event, trace } = message
    inFlight -= 1
    context.record({ type: 'message-returned', message: id, delivery }, { cause: event, trace })
    store.makeVisible(message)
    onVisible()
  }

  function drop(message: QueuedMessage): void {
    if (message.timer) context.cancel(message.timer)
    if (message.state === 'in-flight') inFlight -= 1
    else if (message.state === 'delayed') delayed -= 1
    store.remove(message)
  }

  function forget(message: QueuedMessage, delivery: number): void {
    const { id, event, trace } = message
    context.record({ type: 'message-deleted', message: id, delivery }, { cause: event, trace })
    drop(message)
  }

  /** What left a FIFO queue may have left its group open. */
  function offerGroups(): void {
    if (fifo && store.receivable > 0) onVisible()
  }

  function expire(message: QueuedMessage): void {
    context.record({ type: 'message-expired', message: message.id }, { cause: message.event, trace: message.trace })
    drop(message)
  }

  function timer(timer: QueueTimer): void {
    if (timer.type === 'retention') {
      retention = undefined
      for (const message of store.all()) {
        if (timeLeftUs(message) > 0) break
        expire(message)
      }
      watchRetention()
      offerGroups()
      return
    }
    if (timer.type !== 'retention-of' && timer.type !== 'delayed' && timer.type !== 'invisible') return
    if (timer.type === 'retention-of') retentionOf.delete(timer.message)
    const message = store.get(timer.message)
    if (!message) return
    if (timer.type === 'retention-of') {
      expire(message)
      offerGroups()
    } else if (timer.type === 'delayed') {
      delayed -= 1
      store.makeVisible(message)
      onVisible()
    } else comeBack(message)
  }

  return {
    receivable: () => store.receivable,
    receivableBytes: () => store.receivableBytes,
    counts: () => ({ visible: store.visible, delayed, inFlight }),
    get: store.get,
    find: store.find,
    all: store.all,
    send,
    takeDeadLetter,
    receive,
    deliver,
    changeVisibility(message, visibilityMs) {
      if (message.timer) context.cancel(message.timer)
      if (visibilityMs === 0) comeBack(message)
      else hide(message, visibilityMs)
    },
    remove(message, delivery) {
      forget(message, delivery)
      offerGroups()
    },
    purge() {
      for (const message of store.all()) forget(message, message.delivery)
    },
    move(message, to) {
      const { id, trace, key } = message
      const cause = context.record({ type: 'message-moved', message: id, to }, { cause: message.event, trace })
      const messageId = context.luck.uuid(context.id, 'moved-message-id', key)
      drop(message)
      const { source: _source, ...letter } = letterOf(message)
      context.tell(
        to,
        { type: 'dead-letter', letter: { ...letter, messageId, sentAtUs: context.now() } },
        { cause, trace, key: causalKey(key, 'moved') },
      )
    },
    timer,
    reconfigure() {
      if (retention) context.cancel(retention)
      retention = undefined
      watchRetention()
      for (const [id, timer] of [...retentionOf]) {
        context.cancel(timer)
        const message = store.get(id)
        if (message) watchRetentionOf(message)
        else retentionOf.delete(id)
      }
    },
  }
}
