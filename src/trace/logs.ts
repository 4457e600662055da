// The run's log lines in their order. Kept are the numbers of the events that make lines; the text is made when it
// is looked at.
import { createInt32List } from './columns.ts'
import type { TraceEvent } from './events.ts'
import { fieldOf, handlerTable } from './fields.ts'
import { type LoggedEvent, type LogLine, logLines } from './log-lines.ts'
import type { TraceReader } from './log.ts'
import type { LogPage, LogQuery, LogRow } from './logs-view-types.ts'
import type { RunDescription } from './views.ts'

export interface LogFold {
  readonly lines: number
  readonly dropped: number
  advance(reader: TraceReader): void
  query(reader: TraceReader, query: LogQuery): LogPage
  /** Lines `from` to the end, unfiltered: what the command line prints as it goes. */
  rowsFrom(reader: TraceReader, from: number): LogRow[]
}

/** Lines of one event are told apart by a number from 0. */
const LINES_OF_ONE_EVENT = 8

const LOG_INVOCATION = fieldOf('log-written', 'invocation')
const DROPPED_LINES = fieldOf('logs-dropped', 'lines')
const REQUESTED_MODE = fieldOf('invocation-requested', 'mode')
const ENDED_OUTCOME = fieldOf('invocation-ended', 'outcome')
const INITIALISATION_FAILED = fieldOf('environment-initialised', 'failed')

interface Requested {
  readonly event: number
  readonly isAsync: boolean
  started: boolean
}

interface Filtered {
  readonly key: string
  /** Lines looked through. */
  seen: number
  readonly found: number[]
}

const isLogged = (event: TraceEvent): event is LoggedEvent =>
  event.type === 'log-written' ||
  event.type === 'invocation-started' ||
  event.type === 'invocation-ended' ||
  event.type === 'environment-initialised'

export function createLogFold(run: RunDescription): LogFold {
  const events = createInt32List()
  /** Which line of its event, and whether START was written before. */
  const details = createInt32List()
  /** The event that requested the invocation; -1: none. */
  const requests = createInt32List()
  const requested = new Map<number, Requested>()
  let folded = 0
  let dropped = 0
  let log: TraceReader
  let filtered: Filtered | undefined

  function add(event: number, request: number, started: boolean, lines: number): void {
    for (let line = 0; line < lines; line++) {
      events.push(event)
      details.push(line + (started ? LINES_OF_ONE_EVENT : 0))
      requests.push(request)
    }
  }

  function end(event: number): void {
    const number = log.numberOf(event, 0)
    const invocation = requested.get(number)
    const outcome = log.textOf(event, ENDED_OUTCOME)
    const started = invocation?.started ?? true
    const own = 2 + (started ? 0 : 1) + (outcome === 'timed-out' || outcome === 'crashed' ? 1 : 0)
    add(event, invocation?.event ?? -1, started, own)
    if (!invocation) return
    invocation.started = false
    if (!invocation.isAsync || outcome === 'returned') requested.delete(number)
  }

  const handlers = handlerTable({
    'invocation-requested'(event) {
      const isAsync = log.textOf(event, REQUESTED_MODE) === 'async'
      requested.set(log.numberOf(event, 0), { event, isAsync, started: false })
    },
    'invocation-throttled'(event) {
      const number = log.numberOf(event, 0)
      if (requested.get(number)?.isAsync === false) requested.delete(number)
    },
    'invocation-dropped': (event) => void requested.delete(log.numberOf(event, 0)),
    'invocation-started'(event) {
      const invocation = requested.get(log.numberOf(event, 0))
      if (invocation) invocation.started = true
      add(event, invocation?.event ?? -1, true, 1)
    },
    'invocation-ended': end,
    'environment-initialised'(event) {
      if (log.numberOf(event, INITIALISATION_FAILED)) add(event, -1, true, 1)
    },
    'log-written': (event) => add(event, requested.get(log.numberOf(event, LOG_INVOCATION))?.event ?? -1, true, 1),
    'logs-dropped'(event) {
      dropped += log.numberOf(event, DROPPED_LINES)
    },
  })

  function lineAt(
    reader: TraceReader,
    line: number,
  ): { event: LoggedEvent; text: LogLine; requestId: string } | undefined {
    const event = reader.eventAt(events.at(line))
    if (!isLogged(event)) return undefined
    const request = requests.at(line)
    const asked = request < 0 ? undefined : reader.eventAt(request)
    const requestId = asked?.type === 'invocation-requested' ? asked.requestId : ''
    const detail = details.at(line)
    const place = {
      startAtMs: run.startAtMs,
      node: run.nodes[event.node],
      requestId,
      started: detail >= LINES_OF_ONE_EVENT,
    }
    const text = logLines(event, place)[detail % LINES_OF_ONE_EVENT]
    return text && { event, text, requestId }
  }

  function rowAt(reader: TraceReader, line: number): LogRow | undefined {
    const found = lineAt(reader, line)
    if (!found) return undefined
    const { event, text, requestId } = found
    return {
      line,
      event: events.at(line),
      atUs: text.atUs,
      node: event.node,
      environment: event.environment,
      invocation: event.type === 'environment-initialised' ? -1 : event.invocation,
      trace: event.trace,
      level: text.level,
      text: text.text,
      message: text.message,
      requestId,
    }
  }

  function passes(reader: TraceReader, query: LogQuery, line: number, text: string): boolean {
    const event = events.at(line)
    if (query.node !== undefined && reader.nodeOf(event) !== query.node) return false
    if (query.trace !== undefined && reader.traceOf(event) !== query.trace) return false
    if (query.invocation === undefined && query.levels === undefined && text === '') return true
    const row = rowAt(reader, line)
    if (!row) return false
    if (query.invocation !== undefined && row.invocation !== query.invocation) return false
    if (query.levels !== undefined && !query.levels.includes(row.level)) return false
    return text === '' || row.text.toLowerCase().includes(text)
  }

  /** Lines never change, so a filter looked through once is only continued. */
  function matching(reader: TraceReader, query: LogQuery, text: string): number[] {
    const key = JSON.stringify([text, query.levels, query.node, query.trace, query.invocation])
    if (filtered?.key !== key) filtered = { key, seen: 0, found: [] }
    for (; filtered.seen < events.length; filtered.seen++)
      if (passes(reader, query, filtered.seen, text)) filtered.found.push(filtered.seen)
    return filtered.found
  }

  const rowsOf = (reader: TraceReader, lines: readonly number[]): LogRow[] =>
    lines.map((line) => rowAt(reader, line)).filter((row) => row !== undefined)

  const numbersFrom = (from: number, end: number): number[] =>
    Array.from({ length: Math.max(0, end - from) }, (_, index) => from + index)

  return {
    get lines() {
      return events.length
    },
    get dropped() {
      return dropped
    },
    advance(reader) {
      log = reader
      for (; folded < reader.length; folded++) handlers[reader.typeNumber(folded)]?.(folded)
    },
    query(reader, query) {
      const text = query.text?.trim().toLowerCase() ?? ''
      const { levels, node, trace, invocation } = query
      const all =
        text === '' && levels === undefined && node === undefined && trace === undefined && invocation === undefined
      const found = all ? undefined : matching(reader, query, text)
      const total = found ? found.length : events.length
      const from = query.follow ? Math.max(0, total - query.count) : query.from
      const end = Math.min(total, from + query.count)
      const lines = found ? found.slice(from, end) : numbersFrom(from, end)
      return { total, from, rows: rowsOf(reader, lines), dropped }
    },
    rowsFrom: (reader, from) => rowsOf(reader, numbersFrom(from, events.length)),
  }
}
