// A message port whose other side nobody trusts, made safe for Comlink: what is not the answer of a call, or comes too
// often, never reaches it.
import type { Endpoint } from 'comlink'

/** Answers in a second; the page asks a few dozen times at most. */
const MOST_PER_SECOND = 2000
/** Characters and parts of one answer; the largest is a logged input with its event. */
const LARGEST_ANSWER = 8_000_000
const DEEPEST_ANSWER = 100

interface Answer {
  readonly id: string
  readonly type: 'RAW' | 'HANDLER'
  readonly value: unknown
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** Comlink's own form of an answer: a raw value, or an error; a proxy would be a door into us. */
function isAnswer(data: unknown): data is Answer {
  if (!isRecord(data) || typeof data.id !== 'string' || data.id.length > 100) return false
  if (data.type === 'RAW') return true
  return data.type === 'HANDLER' && data.name === 'throw'
}

/** Counts as it goes and stops at the limit: writing a huge answer out to measure it would be what the attacker wants. */
function isPlainAndSmall(value: unknown): boolean {
  let left = LARGEST_ANSWER
  function fits(part: unknown, depth: number): boolean {
    left -= 1
    if (left < 0 || depth > DEEPEST_ANSWER) return false
    if (typeof part === 'string') {
      left -= part.length
      return left >= 0
    }
    if (part === null || part === undefined || typeof part === 'boolean' || typeof part === 'number') return true
    if (Array.isArray(part)) return part.every((item) => fits(item, depth + 1))
    if (!isRecord(part) || Object.getPrototypeOf(part) !== Object.prototype) return false
    return Object.entries(part).every(([key, item]) => fits(key, depth) && fits(item, depth + 1))
  }
  return fits(value, 0)
}

/** `onAbuse` is called once, with what was wrong; after it nothing passes. */
export function guardedEndpoint(
  port: MessagePort,
  wallMs: () => number,
  onAbuse: (what: 'shape' | 'pace') => void,
): Endpoint {
  const listeners = new Map<EventListenerOrEventListenerObject, (event: MessageEvent) => void>()
  let second = 0
  let count = 0
  let closed = false

  function passes(event: MessageEvent): boolean {
    if (closed) return false
    const now = Math.floor(wallMs() / 1000)
    count = now === second ? count + 1 : 1
    second = now
    const wrong =
      count > MOST_PER_SECOND
        ? 'pace'
        : isAnswer(event.data) && event.ports.length === 0 && isPlainAndSmall(event.data.value)
          ? undefined
          : 'shape'
    if (!wrong) return true
    closed = true
    onAbuse(wrong)
    return false
  }

  return {
    postMessage: (message, transfer) => port.postMessage(message, transfer ?? []),
    addEventListener(type, listener) {
      const guarded = (event: MessageEvent): void => {
        if (!passes(event)) return
        if (typeof listener === 'function') listener(event)
        else listener.handleEvent(event)
      }
      listeners.set(listener, guarded)
      port.addEventListener(type as 'message', guarded)
    },
    removeEventListener(type, listener) {
      const guarded = listeners.get(listener)
      if (guarded) port.removeEventListener(type as 'message', guarded)
    },
    start: () => port.start(),
  }
}
