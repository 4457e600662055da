// The messages of a standard queue: which are visible, delayed, in flight; order by arrival, as good as it gets.
import { type CausalKey, causalKey } from '#base'
import type { MessageAttribute, ScheduledTimer } from '#emulator'

/** What a FIFO queue knows a message by; a standard queue carries the group only. */
export interface FifoIds {
  readonly group: string
  readonly deduplicationId: string
  /** Empty in a standard queue. */
  readonly sequenceNumber: string
}

export interface QueuedMessage {
  readonly id: number
  readonly messageId: string
  readonly body: string
  /** Of the body, in UTF-8. */
  readonly bytes: number
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  /** Of its message group, if it has one. */
  readonly group: string | undefined
  readonly fifo: FifoIds | undefined
  /** Index of the queue it was moved from; -1: it was sent here. */
  readonly movedFrom: number
  readonly sentAtUs: number
  readonly trace: number
  readonly key: CausalKey
  /** The event of its arrival here. */
  readonly event: number
  firstReceivedAtUs: number
  receiveCount: number
  /** Of the delivery it is in; -1: it is visible, delayed or gone. */
  delivery: number
  /** Of all its deliveries here, in order. */
  deliveries: readonly number[]
  state: 'delayed' | 'visible' | 'in-flight' | 'gone'
  /** Ends its delay or its invisibility. */
  timer: ScheduledTimer | undefined
}

/** What most messages of a queue have alike. */
export interface Rest {
  readonly attributes: QueuedMessage['attributes']
  readonly group: string | undefined
  readonly movedFrom: number
  /** Of one that was moved here; undefined: it follows from the key of its sending. */
  readonly messageId: string | undefined
  readonly idOf: (sendingKey: CausalKey) => string
  /** Of a FIFO queue: what a message that named no deduplication id is known by. */
  readonly deduplicationOf: (message: QueuedMessage) => string
  readonly sequenceOf: (place: number) => string
}

/** Of a FIFO queue's message: how many were sent before, and the deduplication id it came with. */
export type FifoPlace = number | { readonly place: number; readonly deduplicationId: string }

interface Arrived extends Pick<QueuedMessage, 'id' | 'body' | 'bytes' | 'sentAtUs' | 'trace' | 'event'> {
  /** Of the sending, or of the move. */
  readonly cameKey: CausalKey
  readonly rest: Rest
  /** In a FIFO queue. */
  readonly place: FifoPlace | undefined
}

const TWO_TO_32 = 2 ** 32
const MICROSECONDS_PER_SECOND = 1_000_000

/** What a message has beside, once it was delayed or delivered. */
interface Life {
  firstReceivedAtUs: number
  receiveCount: number
  delivery: number
  deliveries: readonly number[]
  timer: ScheduledTimer | undefined
}

const NO_LIFE: Readonly<Life> = {
  firstReceivedAtUs: -1,
  receiveCount: 0,
  delivery: -1,
  deliveries: [],
  timer: undefined,
}

/**
 * A million may wait at once: one that only waits has no more than it needs. Numbers of more than 32 bits are kept in two
 * parts, because a small one stands in its field and a large one beside it.
 */
class Message implements QueuedMessage {
  readonly id: number
  readonly body: string
  readonly bytes: number
  readonly trace: number
  readonly event: number
  state: QueuedMessage['state'] = 'delayed'
  readonly #sentSecond: number
  readonly #sentMicrosecond: number
  readonly #keyHigh: number
  readonly #keyLow: number
  protected readonly rest: Rest
  #life: Life | undefined

  constructor(arrived: Arrived) {
    this.id = arrived.id
    this.body = arrived.body
    this.bytes = arrived.bytes
    this.#sentSecond = Math.floor(arrived.sentAtUs / MICROSECONDS_PER_SECOND)
    this.#sentMicrosecond = arrived.sentAtUs % MICROSECONDS_PER_SECOND
    this.trace = arrived.trace
    this.event = arrived.event
    this.#keyHigh = Math.floor(arrived.cameKey / TWO_TO_32)
    this.#keyLow = arrived.cameKey | 0
    this.rest = arrived.rest
    this.#life = undefined
  }

  get #cameKey(): CausalKey {
    return this.#keyHigh * TWO_TO_32 + (this.#keyLow >>> 0)
  }
  get sentAtUs(): number {
    return this.#sentSecond * MICROSECONDS_PER_SECOND + this.#sentMicrosecond
  }
  get messageId(): string {
    return this.rest.messageId ?? this.rest.idOf(this.#cameKey)
  }
  get key(): CausalKey {
    return this.rest.messageId === undefined ? causalKey(this.#cameKey, 'message') : this.#cameKey
  }
  get attributes(): QueuedMessage['attributes'] {
    return this.rest.attributes
  }
  get group(): string | undefined {
    return this.rest.group
  }
  get fifo(): FifoIds | undefined {
    const { group } = this.rest
    return group === undefined ? undefined : { group, deduplicationId: '', sequenceNumber: '' }
  }
  get movedFrom(): number {
    return this.rest.movedFrom
  }

  get #lived(): Life {
    this.#life ??= { ...NO_LIFE }
    return this.#life
  }

  get firstReceivedAtUs(): number {
    return (this.#life ?? NO_LIFE).firstReceivedAtUs
  }
  set firstReceivedAtUs(atUs: number) {
    this.#lived.firstReceivedAtUs = atUs
  }
  get receiveCount(): number {
    return (this.#life ?? NO_LIFE).receiveCount
  }
  set receiveCount(count: number) {
    this.#lived.receiveCount = count
  }
  get delivery(): number {
    return (this.#life ?? NO_LIFE).delivery
  }
  set delivery(delivery: number) {
    if (delivery !== this.delivery) this.#lived.delivery = delivery
  }
  get deliveries(): readonly number[] {
    return (this.#life ?? NO_LIFE).deliveries
  }
  set deliveries(deliveries: readonly number[]) {
    this.#lived.deliveries = deliveries
  }
  get timer(): ScheduledTimer | undefined {
    return (this.#life ?? NO_LIFE).timer
  }
  set timer(timer: ScheduledTimer | undefined) {
    this.#lived.timer = timer
  }
}

class FifoMessage extends Message {
  readonly #place: FifoPlace

  constructor(arrived: Arrived, place: FifoPlace) {
    super(arrived)
    this.#place = place
  }

  override get fifo(): FifoIds {
    const { group = '', deduplicationOf, sequenceOf } = this.rest
    const given = typeof this.#place === 'number' ? undefined : this.#place
    return {
      group,
      deduplicationId: given?.deduplicationId ?? deduplicationOf(this),
      sequenceNumber: sequenceOf(given?.place ?? Number(this.#place)),
    }
  }
}

/** It is delayed, until the store is told otherwise. */
export const createMessage = (arrived: Arrived): QueuedMessage =>
  arrived.place === undefined ? new Message(arrived) : new FifoMessage(arrived, arrived.place)

export interface MessageStore {
  /** Visible, whether it may be received now or must wait for another one of its group. */
  readonly visible: number
  /** What may be received now, and the bytes of its bodies. */
  readonly receivable: number
  readonly receivableBytes: number
  add(message: QueuedMessage): void
  get(id: number): QueuedMessage | undefined
  /** One that was taken once: before that nobody has a receipt for it. */
  find(messageId: string): QueuedMessage | undefined
  makeVisible(message: QueuedMessage): void
  /** The next visible message; undefined: there is none. */
  peekVisible(): QueuedMessage | undefined
  /** The same, no longer visible: its state is in flight. */
  takeVisible(): QueuedMessage | undefined
  /** What was taken since the last one was one receive. */
  endReceive(): void
  remove(message: QueuedMessage): void
  all(): Iterable<QueuedMessage>
}

/** Taken entries at the front are cut off once there are this many and they are the greater part. */
const COMPACT_AT = 1024

export function createMessageStore(): MessageStore {
  const messages = new Map<number, QueuedMessage>()
  const byMessageId = new Map<string, QueuedMessage>()
  let line: QueuedMessage[] = []
  let head = 0
  let visible = 0
  let visibleBytes = 0

  function peekVisible(): QueuedMessage | undefined {
    while (head < line.length && line[head]?.state !== 'visible') head += 1
    if (head > COMPACT_AT && head * 2 > line.length) {
      line = line.slice(head)
      head = 0
    }
    return line[head]
  }

  function takeVisible(): QueuedMessage | undefined {
    const next = peekVisible()
    if (!next) return undefined
    head += 1
    visible -= 1
    visibleBytes -= next.bytes
    next.state = 'in-flight'
    byMessageId.set(next.messageId, next)
    return next
  }

  return {
    get visible() {
      return visible
    },
    get receivable() {
      return visible
    },
    get receivableBytes() {
      return visibleBytes
    },
    add(message) {
      messages.set(message.id, message)
    },
    get: (id) => messages.get(id),
    find: (messageId) => byMessageId.get(messageId),
    makeVisible(message) {
      message.state = 'visible'
      message.delivery = -1
      visible += 1
      visibleBytes += message.bytes
      line.push(message)
    },
    peekVisible,
    takeVisible,
    endReceive() {},
    remove(message) {
      if (message.state === 'visible') {
        visible -= 1
        visibleBytes -= message.bytes
      }
      message.state = 'gone'
      messages.delete(message.id)
      if (byMessageId.get(message.messageId) === message) byMessageId.delete(message.messageId)
    },
    all: () => messages.values(),
  }
}
