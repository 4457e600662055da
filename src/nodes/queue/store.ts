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
  readonly fifo: FifoIds | undefined
  readonly movedFrom: number
  /** Of one that was moved here; undefined: it follows from the key of its sending. */
  readonly messageId: string | undefined
  readonly idOf: (sendingKey: CausalKey) => string
}

interface Arrived extends Pick<QueuedMessage, 'id' | 'body' | 'bytes' | 'sentAtUs' | 'trace' | 'event'> {
  /** Of the sending, or of the move. */
  readonly cameKey: CausalKey
  readonly rest: Rest
}

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

/** A million may wait at once: one that only waits has no more than it needs. */
class Message implements QueuedMessage {
  readonly id: number
  readonly body: string
  readonly bytes: number
  readonly sentAtUs: number
  readonly trace: number
  readonly event: number
  state: QueuedMessage['state'] = 'delayed'
  readonly #cameKey: CausalKey
  readonly #rest: Rest
  #life: Life | undefined

  constructor(arrived: Arrived) {
    this.id = arrived.id
    this.body = arrived.body
    this.bytes = arrived.bytes
    this.sentAtUs = arrived.sentAtUs
    this.trace = arrived.trace
    this.event = arrived.event
    this.#cameKey = arrived.cameKey
    this.#rest = arrived.rest
    this.#life = undefined
  }

  get messageId(): string {
    return this.#rest.messageId ?? this.#rest.idOf(this.#cameKey)
  }
  get key(): CausalKey {
    return this.#rest.messageId === undefined ? causalKey(this.#cameKey, 'message') : this.#cameKey
  }
  get attributes(): QueuedMessage['attributes'] {
    return this.#rest.attributes
  }
  get fifo(): FifoIds | undefined {
    return this.#rest.fifo
  }
  get movedFrom(): number {
    return this.#rest.movedFrom
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

/** It is delayed, until the store is told otherwise. */
export const createMessage = (arrived: Arrived): QueuedMessage => new Message(arrived)

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
