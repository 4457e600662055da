// The messages of a standard queue: which are visible, delayed, in flight; order by arrival, as good as it gets.
import type { CausalKey } from '#base'
import type { MessageAttribute } from '#emulator'

export interface QueuedMessage {
  readonly id: number
  readonly messageId: string
  readonly body: string
  readonly attributes: Readonly<Record<string, MessageAttribute>>
  readonly sentAtUs: number
  readonly trace: number
  readonly key: CausalKey
  /** The event of its arrival here. */
  readonly event: number
  firstReceivedAtUs: number
  receiveCount: number
  /** Of the delivery it is in; -1: it is visible, delayed or gone. */
  delivery: number
  state: 'delayed' | 'visible' | 'in-flight' | 'gone'
}

export interface MessageStore {
  readonly visible: number
  add(message: QueuedMessage): void
  get(id: number): QueuedMessage | undefined
  makeVisible(message: QueuedMessage): void
  /** The next visible message, no longer visible; undefined: there is none. */
  takeVisible(): QueuedMessage | undefined
  remove(message: QueuedMessage): void
  all(): Iterable<QueuedMessage>
}

/** Taken entries at the front are cut off once there are this many and they are the greater part. */
const COMPACT_AT = 1024

export function createMessageStore(): MessageStore {
  const messages = new Map<number, QueuedMessage>()
  let line: QueuedMessage[] = []
  let head = 0
  let visible = 0

  function takeVisible(): QueuedMessage | undefined {
    while (head < line.length) {
      const next = line[head] as QueuedMessage
      head += 1
      if (head > COMPACT_AT && head * 2 > line.length) {
        line = line.slice(head)
        head = 0
      }
      if (next.state !== 'visible') continue
      visible -= 1
      return next
    }
    return undefined
  }

  return {
    get visible() {
      return visible
    },
    add(message) {
      messages.set(message.id, message)
    },
    get: (id) => messages.get(id),
    makeVisible(message) {
      message.state = 'visible'
      message.delivery = -1
      visible += 1
      line.push(message)
    },
    takeVisible,
    remove(message) {
      if (message.state === 'visible') visible -= 1
      message.state = 'gone'
      messages.delete(message.id)
    },
    all: () => messages.values(),
  }
}
