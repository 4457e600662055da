// The messages of a FIFO queue: each group in the order of its sending, and closed while one of it is in flight.
// A message that comes back stands where it stood. SQS developer guide, "FIFO queue delivery logic" [V]
import type { MessageStore, QueuedMessage } from './store.ts'

interface Group {
  readonly name: string
  line: QueuedMessage[]
  /** All before it are gone. */
  head: number
  /** Those of it that are in this queue. */
  size: number
  visible: number
  visibleBytes: number
  inFlight: number
  open: boolean
  /** Stands among those that may have something to receive. */
  queued: boolean
}

/** Entries of messages that are gone are cut off once there are this many and they are the greater part. */
const COMPACT_AT = 1024

export function createFifoStore(): MessageStore {
  const messages = new Map<number, QueuedMessage>()
  const byMessageId = new Map<string, QueuedMessage>()
  const groups = new Map<string, Group>()
  /** Groups in the order in which they came to have something; some may have nothing any more. */
  let ready: Group[] = []
  let firstReady = 0
  let visible = 0
  let receivable = 0
  let receivableBytes = 0
  /** Of the receive under way: its group stays open to it. */
  let taking: Group | undefined
  let cursor = 0
  let next: QueuedMessage | undefined

  function groupOf(message: QueuedMessage): Group {
    const name = message.group ?? ''
    const known = groups.get(name)
    if (known) return known
    const group: Group = {
      name,
      line: [],
      head: 0,
      size: 0,
      visible: 0,
      visibleBytes: 0,
      inFlight: 0,
      open: true,
      queued: false,
    }
    groups.set(name, group)
    return group
  }

  function offer(group: Group): void {
    if (group.queued || !group.open || group === taking || visibleFrom(group, group.head) < 0) return
    group.queued = true
    ready.push(group)
  }

  function setOpen(group: Group, open: boolean): void {
    if (group.open === open) return
    group.open = open
    const sign = open ? 1 : -1
    receivable += sign * group.visible
    receivableBytes += sign * group.visibleBytes
  }

  function countVisible(group: Group, message: QueuedMessage, sign: 1 | -1): void {
    visible += sign
    group.visible += sign
    group.visibleBytes += sign * message.bytes
    if (!group.open) return
    receivable += sign
    receivableBytes += sign * message.bytes
  }

  /** One of the group is no longer in flight. */
  function settle(group: Group): void {
    group.inFlight -= 1
    if (group.inFlight > 0 || group === taking) return
    setOpen(group, true)
    offer(group)
  }

  function trim(group: Group): void {
    while (group.head < group.line.length && group.line[group.head]?.state === 'gone') group.head += 1
    if (group.head <= COMPACT_AT || group.head * 2 <= group.line.length) return
    group.line = group.line.slice(group.head)
    cursor = group === taking ? cursor - group.head : cursor
    group.head = 0
  }

  /** The first that is there from this place on, if it is visible: a delayed one holds up those behind it. */
  function visibleFrom(group: Group, place: number): number {
    for (let index = Math.max(place, group.head); index < group.line.length; index++) {
      const state = group.line[index]?.state
      if (state === 'visible') return index
      if (state === 'delayed') return -1
    }
    return -1
  }

  function nextReady(): Group | undefined {
    while (firstReady < ready.length) {
      const group = ready[firstReady] as Group
      firstReady += 1
      if (firstReady > COMPACT_AT && firstReady * 2 > ready.length) {
        ready = ready.slice(firstReady)
        firstReady = 0
      }
      group.queued = false
      if (group.open && visibleFrom(group, group.head) >= 0) return group
    }
    return undefined
  }

  function peekVisible(): QueuedMessage | undefined {
    if (next?.state === 'visible') return next
    for (;;) {
      const place = taking ? visibleFrom(taking, cursor) : -1
      if (taking && place >= 0) {
        cursor = place
        next = taking.line[place]
        return next
      }
      closeTaking()
      taking = nextReady()
      cursor = 0
      if (!taking) return undefined
    }
  }

  function closeTaking(): void {
    const group = taking
    taking = undefined
    next = undefined
    if (!group) return
    if (group.size === 0) groups.delete(group.name)
    else if (group.inFlight > 0) setOpen(group, false)
    else offer(group)
  }

  return {
    get visible() {
      return visible
    },
    get receivable() {
      return receivable
    },
    get receivableBytes() {
      return receivableBytes
    },
    add(message) {
      messages.set(message.id, message)
      const group = groupOf(message)
      group.line.push(message)
      group.size += 1
    },
    get: (id) => messages.get(id),
    find: (messageId) => byMessageId.get(messageId),
    makeVisible(message) {
      const group = groupOf(message)
      const wasInFlight = message.state === 'in-flight'
      message.state = 'visible'
      message.delivery = -1
      countVisible(group, message, 1)
      if (wasInFlight) settle(group)
      offer(group)
    },
    peekVisible,
    takeVisible() {
      const message = peekVisible()
      if (!message || !taking) return undefined
      countVisible(taking, message, -1)
      message.state = 'in-flight'
      taking.inFlight += 1
      byMessageId.set(message.messageId, message)
      next = undefined
      return message
    },
    endReceive: closeTaking,
    remove(message) {
      const group = groupOf(message)
      const { state } = message
      if (state === 'visible') countVisible(group, message, -1)
      message.state = 'gone'
      messages.delete(message.id)
      if (byMessageId.get(message.messageId) === message) byMessageId.delete(message.messageId)
      group.size -= 1
      trim(group)
      if (state === 'in-flight') settle(group)
      else offer(group)
      if (group.size === 0 && group !== taking) groups.delete(group.name)
    },
    all: () => messages.values(),
  }
}
