// One invocation of a function on its way: who asked, how often it was tried, and what its end is on record as.
import { MICROSECONDS_PER_MS, utf8ByteLength } from '#base'
import type { Because, Envelope, InvocationMode, Reply } from '#emulator'

/** Bytes of a response; recorded to the byte. [R] */
const MAXIMUM_RESPONSE_BYTES = 6_291_556
/** Bytes of a request: 6 MB, and 1 MB of an event since October 2025. A1.3 [V] */
const MAXIMUM_REQUEST_BYTES = { sync: 6_291_456, async: 1_048_576 } as const
const REQUEST_TYPES = { sync: 'RequestResponse', async: 'Event' } as const

export interface Invocation {
  readonly id: number
  /** The same for every try of one event. */
  readonly requestId: string
  readonly mode: InvocationMode
  readonly payload: string
  readonly envelope: Envelope
  /** A deadline that came along with the call. */
  readonly callerDeadlineUs: number | undefined
  readonly because: Because
  readonly receivedAtUs: number
  /** Its answer is to have the end of the log with it. */
  readonly wantsLog: boolean
  /** Faults to which what is in it is poison. */
  readonly poison: readonly string[] | undefined
  /** From 1: tries that ran. */
  attempt: number
  /** Throttled tries since the last that ran. */
  throttles: number
  /** Error object of the last try that ran and failed, of an asynchronous event. */
  response: string | undefined
  /** The end of its log, when it was wanted. */
  log: string | undefined
}

export type Outcome = 'returned' | 'threw' | 'timed-out' | 'crashed'

export interface Result {
  readonly outcome: Outcome
  /** JSON text: what the function returned, or its error object. */
  readonly payload: string
}

/** What a caller sees of a function that ran too long. [R] */
export function timedOut(requestId: string, timeoutMs: number): Result {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`
  return { outcome: 'timed-out', payload: JSON.stringify({ errorType: 'Sandbox.Timedout', errorMessage }) }
}

/** Refused before any code sees it; an event source mapping cuts its batches to fit. The words are [K]. */
export function requestTooLarge(mode: InvocationMode, payload: string): (Reply & { type: 'api-error' }) | undefined {
  if (mode === 'mapping') return undefined
  const limit = MAXIMUM_REQUEST_BYTES[mode]
  // A UTF-16 unit is three bytes at most: short texts need no counting.
  if (payload.length * 3 <= limit) return undefined
  const bytes = utf8ByteLength(payload)
  if (bytes <= limit) return undefined
  const message = `${bytes} byte payload is too large for the ${REQUEST_TYPES[mode]} invocation type (limit ${limit} bytes)`
  return { type: 'api-error', status: 413, code: 'RequestTooLargeException', message }
}

/** To who sends an event over the rate: it is not taken. [R], of an event [K] */
export const tooManyRequests = (reason: string): Reply => ({
  type: 'api-error',
  status: 429,
  code: 'TooManyRequestsException',
  message: 'Rate Exceeded.',
  members: { Type: 'User', Reason: reason },
})

/** A response over the limit is an error of the function. [R] */
export function withinResponseLimit(result: Result): Result {
  const { outcome, payload } = result
  // A UTF-16 unit is three bytes at most: short texts need no counting.
  if (outcome !== 'returned' || payload.length * 3 <= MAXIMUM_RESPONSE_BYTES) return result
  if (utf8ByteLength(payload) <= MAXIMUM_RESPONSE_BYTES) return result
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAXIMUM_RESPONSE_BYTES} bytes).`
  return { outcome: 'threw', payload: JSON.stringify({ errorMessage, errorType: 'Function.ResponseSizeTooLarge' }) }
}

/** Rounded up to 1 ms; the init phase is billed for every runtime since August 2025. [V] `initUs` -1: it was warm. */
export const billedMs = (durationUs: number, initUs: number): number =>
  Math.ceil((durationUs + Math.max(0, initUs)) / MICROSECONDS_PER_MS)
