// The life of a message in a standard queue: sent, delayed, visible, in flight, and then deleted, back, expired or
// moved to the dead-letter queue. Each of these is one event; together they conserve every message.
import { causalKey, MICROSECONDS_PER_MS, utf8ByteLength } from '#base'
import type { Because, DeadLetter, EmulationContext, MessageAttribute, ScheduledTimer } from '#emulator'
import { createMessageStore, type QueuedMessage } from './store.ts'

/** Messages received and not yet deleted. [V] */
export const MAXIMUM_IN_FLIGHT = 120_000

export type QueueTimer =
  | { readonly type: 'delayed'; readonly message: number }
  | { readonly type: 'invisible'; readonly message: number }
  | { readonly type: 'retention' }
  | { readonly type: 'retention-of'; readonly message: number }
  | { readonly type: 'window'; readonly edge: string }
  | { readonly type: 'scale'; readonly edge: string }
  | { readonly type: 'throttled'; readonly delivery: number }
  | { readonly type: 'receive-wait'; readonly receiver: number }

export interface Delivery {
  readonly id: number
  readonly messages: readonly QueuedMessage[]
}

export interface ReceiveBudget {
  readonly total: number
  readonly costOf: (message: QueuedMessage) => number
}

export interface QueueCore {
  visible(): number
  counts(): { readonly visible: number; readonly delayed: number; readonly inFlight: number }
  get(id: number): QueuedMessage | undefined
  find(messageId: string): QueuedMessage | undefined
  all(): Iterable<QueuedMessage>
  send(
    body: string,
    attributes: Readonly<Record<string, MessageAttribute>>,
    delayMs: number,
    because: Because,
  ): QueuedMessage
  takeDeadLetter(letter: DeadLetter, because: Because): void
  /**
   * Takes up to `maximum` visible messages that cost no more than `budget` together, at least one; those received too
   * often go to the dead-letter queue instead. To be delivered at once.
   */
  receive(maximum: number, budget?: ReceiveBudget): Delivery | undefined
  /** The event of a delivery comes first: its messages are recorded as its consequences. */
  deliver(delivery: Delivery, visibilityMs: number, cause: number): void
  /** Of a message in flight. */
  changeVisibility(message: QueuedMessage, visibilityMs: number): void
  /** Gone for good, whatever state it is in: a standard queue honours an old receipt. */
  remove(message: QueuedMessage, delivery: number): void
  timer(timer: QueueTimer): void
  /** The queue has other settings now: its retention counts for the messages that are there, too. [V] */
  reconfigure(): void
}

const microseconds = (ms: number): number => ms * MICROSECONDS_PER_MS

/** `onVisible` is called when there is something to receive that was not there before. */
export function createQueueCore(context: EmulationContext<'queue', QueueTimer>, onVisible: () => void): QueueCore {
  const store = createMessageStore()
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

  function send(
    body: string,
    attributes: Readonly<Record<string, MessageAttribute>>,
    delayMs: number,
    because: Because,
  ): QueuedMessage {
    const id = context.nextId()
    const messageId = context.luck.uuid(context.id, 'message-id', because.key)
    const visibleAtUs = context.now() + microseconds(delayMs)
    const bytes = utf8ByteLength(body)
    const event = context.record(
      { type: 'message-enqueued', message: id, messageId, body, visibleAtUs, bytes },
      because,
    )
    const key = causalKey(because.key, 'message')
    const { trace } = because
    const sentAtUs = context.now()
    const rest = {
      sentAtUs,
      trace,
      key,
      event,
      firstReceivedAtUs: -1,
      receiveCount: 0,
      delivery: -1,
      state: 'delayed',
      timer: undefined,
    } as const
    const message: QueuedMessage = { id, messageId, body, bytes, attributes, deliveries: [], ...rest }
    enter(message, delayMs)
    return message
  }

  function takeDeadLetter(letter: DeadLetter, because: Because): void {
    const { message: id, messageId, body, attributes, sentAtUs } = letter
    const bytes = utf8ByteLength(body)
    const event = context.record(
      { type: 'message-enqueued', message: id, messageId, body, visibleAtUs: context.now(), bytes },
      because,
    )
    const rest = {
      event,
      firstReceivedAtUs: -1,
      receiveCount: 0,
      delivery: -1,
      state: 'visible',
      timer: undefined,
    } as const
    const message: QueuedMessage = {
      id,
      deliveries: [],
      messageId,
      body,
      bytes,
      attributes,
      sentAtUs,
      trace: because.trace,
      key: because.key,
      ...rest,
    }
    watchRetentionOf(message)
    enter(message, 0)
  }

  function receive(maximum: number, budget?: ReceiveBudget): Delivery | undefined {
    const messages: QueuedMessage[] = []
    const most = Math.min(maximum, MAXIMUM_IN_FLIGHT - inFlight)
    let cost = 0
    while (messages.length < most) {
      const next = store.peekVisible()
      if (!next) break
      const tooOften = redrive !== undefined && next.receiveCount + 1 > redrive.config.maxReceiveCount
      cost += budget && !tooOften ? budget.costOf(next) : 0
      if (budget && cost > budget.total && messages.length > 0) break
      store.takeVisible()
      if (tooOften) deadLetter(next, redrive.to)
      else messages.push(next)
    }
    return messages.length > 0 ? { id: context.nextId(), messages } : undefined
  }

  function deadLetter(message: QueuedMessage, to: number): void {
    const { id, messageId, body, attributes, sentAtUs, receiveCount, trace, key } = message
    message.state = 'in-flight' // it is out of the line already
    const cause = context.record(
      { type: 'message-dead-lettered', message: id, receiveCount, to },
      { cause: message.event, trace },
    )
    store.remove(message)
    const letter: DeadLetter = { message: id, messageId, body, attributes, sentAtUs }
    context.tell(to, { type: 'dead-letter', letter }, { cause, trace, key })
  }

  function deliver(delivery: Delivery, visibilityMs: number, cause: number): void {
    const invisibleUntilUs = context.now() + microseconds(visibilityMs)
    for (const message of delivery.messages) {
      message.receiveCount += 1
      message.delivery = delivery.id
      message.deliveries.push(delivery.id)
      message.state = 'in-flight'
      inFlight += 1
      if (message.firstReceivedAtUs < 0) message.firstReceivedAtUs = context.now()
      const { id, receiveCount, trace } = message
      context.record(
        { type: 'message-delivered', message: id, receiveCount, delivery: delivery.id, invisibleUntilUs },
        { cause, trace },
      )
      hide(message, visibilityMs)
    }
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
      return
    }
    if (timer.type !== 'retention-of' && timer.type !== 'delayed' && timer.type !== 'invisible') return
    if (timer.type === 'retention-of') retentionOf.delete(timer.message)
    const message = store.get(timer.message)
    if (!message) return
    if (timer.type === 'retention-of') expire(message)
    else if (timer.type === 'delayed') {
      delayed -= 1
      store.makeVisible(message)
      onVisible()
    } else comeBack(message)
  }

  return {
    visible: () => store.visible,
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
      context.record(
        { type: 'message-deleted', message: message.id, delivery },
        { cause: message.event, trace: message.trace },
      )
      drop(message)
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
