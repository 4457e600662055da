// What stands in a function's log: the lines a handler wrote and those the platform adds, in Lambda's wording
// (START, END, REPORT: recorded [R]; the timeout's and the crash's lines [K]; INIT_REPORT [V]). Fields of a line are
// parted by tabs, as there.
import { formatIsoUtc, MICROSECONDS_PER_MS } from '#base'
import type { TraceEventOf } from './events.ts'
import type { LogLevel } from './logs-view-types.ts'
import type { RunNode } from './views.ts'

export type LoggedEvent =
  | TraceEventOf<'log-written'>
  | TraceEventOf<'invocation-started'>
  | TraceEventOf<'invocation-ended'>
  | TraceEventOf<'environment-initialised'>

export interface LogPlace {
  /** Epoch milliseconds of virtual time 0. */
  readonly startAtMs: number
  readonly node: Pick<RunNode, 'kind' | 'memoryMb' | 'timeoutMs'> | undefined
  /** Of the invocation; empty during initialisation. */
  readonly requestId: string
  /** The invocation's START line stands above already. */
  readonly started: boolean
}

export interface LogLine {
  readonly level: LogLevel
  readonly atUs: number
  readonly text: string
  readonly message: string
}

/** `failed` of an initialisation that was over its limit. */
const INIT_TOOK_TOO_LONG = 2

/** Outside an invocation Node's runtime prints the word. [K] */
const NO_REQUEST = 'undefined'

const milliseconds = (us: number): string => (us / MICROSECONDS_PER_MS).toFixed(2)
const isoAt = (place: LogPlace, atUs: number): string =>
  formatIsoUtc(Math.floor(place.startAtMs + atUs / MICROSECONDS_PER_MS))

const platform = (atUs: number, text: string): LogLine => ({ level: 'PLATFORM', atUs, text, message: text })
const start = (atUs: number, requestId: string): LogLine =>
  platform(atUs, `START RequestId: ${requestId} Version: $LATEST`)

function written(event: TraceEventOf<'log-written'>, place: LogPlace): LogLine {
  const { level, line, writtenAtUs } = event
  const requestId = event.invocation < 0 ? NO_REQUEST : place.requestId
  const isFunction = place.node?.kind === 'function'
  return {
    level,
    atUs: writtenAtUs,
    // What a service's own code writes has no provider's words around it.
    text: `${isoAt(place, writtenAtUs)}\t${isFunction ? `${requestId}\t` : ''}${level}\t${line}`,
    message: line,
  }
}

/** `errorMessage` of Lambda's error object. */
function errorMessage(payload: string): string | undefined {
  try {
    const error: unknown = JSON.parse(payload)
    if (typeof error !== 'object' || error === null || !('errorMessage' in error)) return undefined
    return typeof error.errorMessage === 'string' ? error.errorMessage : undefined
  } catch {
    return undefined
  }
}

function report(event: TraceEventOf<'invocation-ended'>, place: LogPlace): string {
  const fields = [
    `REPORT RequestId: ${place.requestId}`,
    `Duration: ${milliseconds(event.durationUs)} ms`,
    `Billed Duration: ${event.billedMs} ms`,
    `Memory Size: ${place.node?.memoryMb ?? 0} MB`,
    `Max Memory Used: ${event.maxMemoryMb} MB`,
  ]
  if (event.initUs >= 0) fields.push(`Init Duration: ${milliseconds(event.initUs)} ms`)
  if (event.outcome === 'timed-out') fields.push('Status: timeout')
  if (event.outcome === 'crashed') fields.push('Status: error', 'Error Type: Runtime.ExitError')
  return `${fields.join('\t')}\t`
}

function ended(event: TraceEventOf<'invocation-ended'>, place: LogPlace): LogLine[] {
  const { requestId } = place
  const lines: LogLine[] = place.started ? [] : [start(event.at, requestId)]
  if (event.outcome === 'timed-out') {
    const seconds = ((place.node?.timeoutMs ?? 0) / 1000).toFixed(2)
    // The timeout may have been another when this began: its error says which.
    const [told] = /Task timed out after \S+ seconds/.exec(errorMessage(event.payload) ?? '') ?? []
    const line = told ?? `Task timed out after ${seconds} seconds`
    lines.push(platform(event.at, `${isoAt(place, event.at)} ${requestId} ${line}`))
  }
  if (event.outcome === 'crashed') {
    const told = errorMessage(event.payload) ?? 'Runtime exited without providing a reason'
    lines.push(platform(event.at, told.startsWith('RequestId:') ? told : `RequestId: ${requestId} Error: ${told}`))
  }
  lines.push(platform(event.at, `END RequestId: ${requestId}`), platform(event.at, report(event, place)))
  return lines
}

/** The lines one event puts into the log, in their order; mostly none or one. */
export function logLines(event: LoggedEvent, place: LogPlace): readonly LogLine[] {
  switch (event.type) {
    case 'log-written':
      return [written(event, place)]
    case 'invocation-started':
      return [start(event.at, place.requestId)]
    case 'invocation-ended':
      return ended(event, place)
    case 'environment-initialised': {
      if (event.failed === 0) return []
      return [
        platform(
          event.at,
          `INIT_REPORT Init Duration: ${milliseconds(event.initUs)} ms\tPhase: init\tStatus: ${event.failed === INIT_TOOK_TOO_LONG ? 'timeout' : 'error\tError Type: Runtime.Unknown'}`,
        ),
      ]
    }
  }
}
