// A run as the observer knows it: the log and all folds over it. Pure: messages and the host's clock come in, views
// and verdicts go out. The worker around it only moves messages.
import { type BreakerFold, createBreakerFold } from './breakers.ts'
import type { TraceEvent } from './events.ts'
import { flightsBetween } from './flights.ts'
import { createTraceReader, type TraceReader } from './log.ts'
import { createLogFold, type LogFold } from './logs.ts'
import { createNotedFold, type NotedFold } from './noted.ts'
import { createRetryFold, type RetryFold } from './retries.ts'
import { createSpanFold, type SpanFold } from './spans.ts'
import { createStatusFold, type StatusFold } from './status.ts'
import { runFigures } from './run-figures.ts'
import { summarise } from './summary.ts'
import { listTraces } from './trace-list.ts'
import { type Tally, tallyEvents, type TallyQuery } from './tally.ts'
import { afterBatch, type BatchExpectation, bytesOfBatch, checkBatch } from './validate.ts'
import type { BreakerQuery, BreakerRow, BreakerView } from './breakers-view-types.ts'
import type { FlightQuery, FlightView } from './flights-view-types.ts'
import type { LogPage, LogQuery } from './logs-view-types.ts'
import type { RetryPage, RetryQuery } from './retries-view-types.ts'
import type { TracePage, TraceQuery, Waterfall, WaterfallQuery } from './spans-view-types.ts'
import type { FigureQuery, RunFigures } from './run-figures-types.ts'
import type { RunStatus } from './status-view-types.ts'
import type { NotedProblem, RunSummary } from './summary-view-types.ts'
import type { RunDescription } from './views.ts'
import type { WaitingPage, WaitingQuery } from './waiting-view-types.ts'
import { createWaitingFold } from './waiting.ts'
import { planWaterfall, showWaterfall, type WaterfallPlan } from './waterfall.ts'

/** Entries and bytes kept of one run: then it has to stop. About 2 GB with their folds. */
export const EVENTS_AT_MOST = 20_000_000
const LOG_BYTES_AT_MOST = 1_500_000_000
/** Taken in per second of real time over a burst. An honest worker writes some 100 MB/s at full speed. */
export const BYTES_PER_SECOND_AT_MOST = 256_000_000
const BURST_BYTES = 512_000_000
const ROWS_AT_MOST = 10_000

export interface ObservedProblem {
  readonly code: 'malformed' | 'flooding' | 'full'
  readonly detail: string
}

export interface ObserverOptions {
  readonly maximumEventsOfBatch: number
  readonly maximumEvents?: number
}

export interface Observer {
  readonly run: RunDescription
  readonly reader: TraceReader
  readonly nowUs: number
  readonly problem: ObservedProblem | undefined
  readonly spans: number
  readonly traces: number
  readonly logLines: number
  readonly noted: readonly NotedProblem[]
  /** A message of the trace port, at a time of the host's clock. False: it was refused, and so will be all that follow. */
  receive(message: unknown, hostMs: number): boolean
  status(atUs?: number): RunStatus
  flights(query: FlightQuery): FlightView
  traceList(query: TraceQuery): TracePage
  waterfall(query: WaterfallQuery): Waterfall | undefined
  logs(query: LogQuery): LogPage
  waiting(query: WaitingQuery): WaitingPage
  breakers(atUs?: number): readonly BreakerRow[]
  breaker(query: BreakerQuery): BreakerView | undefined
  retries(query: RetryQuery): RetryPage
  summary(): RunSummary
  tally(queries: readonly TallyQuery[]): readonly Tally[]
  figures(query: FigureQuery): RunFigures | undefined
  events(from: number, count: number): readonly { readonly number: number; readonly event: TraceEvent }[]
  eventsAround(atUs: number, count: number): readonly { readonly number: number; readonly event: TraceEvent }[]
}

interface Folds {
  readonly spans: SpanFold
  readonly status: StatusFold
  readonly logs: LogFold
  readonly breakers: BreakerFold
  readonly retries: RetryFold
  readonly noted: NotedFold
}

export interface RunFolds extends Folds {
  /** All of them, in the order they need. */
  advance(reader: TraceReader): void
}

export function createRunFolds(run: RunDescription): RunFolds {
  const spans = createSpanFold(run)
  const folds: Folds = {
    spans,
    status: createStatusFold(run, spans),
    logs: createLogFold(run),
    breakers: createBreakerFold(run),
    retries: createRetryFold(run, spans),
    noted: createNotedFold(),
  }
  return {
    ...folds,
    advance(reader) {
      spans.advance(reader)
      folds.status.advance(reader)
      folds.logs.advance(reader)
      folds.breakers.advance(reader)
      folds.retries.advance(reader)
      folds.noted.advance(reader)
    },
  }
}

const paged = <Query extends { readonly from: number; readonly count: number }>(query: Query): Query => ({
  ...query,
  from: Math.max(0, Math.floor(query.from) || 0),
  count: Math.max(0, Math.min(ROWS_AT_MOST, Math.floor(query.count) || 0)),
})

export function createObserver(run: RunDescription, options: ObserverOptions): Observer {
  const reader = createTraceReader()
  const folds = createRunFolds(run)
  const { spans } = folds
  const maximumEvents = options.maximumEvents ?? EVENTS_AT_MOST
  let expected: BatchExpectation = {
    events: 0,
    texts: 0,
    atUs: 0,
    nodes: run.nodes.length,
    maximumEvents: options.maximumEventsOfBatch,
  }
  let nowUs = 0
  let problem: ObservedProblem | undefined
  let logBytes = 0
  let allowance = BURST_BYTES
  let allowedAtMs: number | undefined
  let plan: { trace: number; events: number; nowUs: number; plan: WaterfallPlan } | undefined

  function refuse(code: ObservedProblem['code'], detail: string): false {
    problem = { code, detail }
    return false
  }

  function isWithinPace(bytes: number, hostMs: number): boolean {
    const sinceMs = Math.max(0, hostMs - (allowedAtMs ?? hostMs))
    allowedAtMs = hostMs
    allowance = Math.min(BURST_BYTES, allowance + (sinceMs * BYTES_PER_SECOND_AT_MOST) / 1000) - bytes
    return allowance >= 0
  }

  function receive(message: unknown, hostMs: number): boolean {
    if (problem) return false
    if (typeof message !== 'object' || message === null || !('type' in message) || message.type !== 'batch')
      return refuse('malformed', 'message: no batch')
    if (!('batch' in message) || !('nowUs' in message)) return refuse('malformed', 'message: incomplete')
    const { batch: value, nowUs: told } = message
    if (typeof told !== 'number' || !Number.isSafeInteger(told) || told < nowUs)
      return refuse('malformed', `nowUs: ${String(told)} after ${nowUs}`)
    const checked = checkBatch(value, expected)
    if (!checked.ok) return refuse('malformed', checked.error)
    const batch = checked.value
    const bytes = bytesOfBatch(batch)
    if (!isWithinPace(bytes, hostMs)) return refuse('flooding', `bytes: ${bytes} more`)
    expected = afterBatch(expected, batch)
    reader.append(batch)
    try {
      folds.advance(reader)
    } catch (error) {
      // A log that no kernel writes, or a mistake of ours: either way this run's views can't be trusted from here on.
      return refuse('malformed', `fold: ${error instanceof Error ? error.message : String(error)}`)
    }
    nowUs = Math.max(told, expected.atUs)
    logBytes += bytes
    if (reader.length >= maximumEvents) return refuse('full', `events: ${reader.length}`)
    if (logBytes >= LOG_BYTES_AT_MOST) return refuse('full', `bytes: ${logBytes}`)
    return true
  }

  /** Rows are planned again only when something came. */
  function planOf(trace: number): WaterfallPlan | undefined {
    if (plan?.trace === trace && plan.events === reader.length && plan.nowUs === nowUs) return plan.plan
    const made = planWaterfall(spans.table, trace, nowUs)
    plan = made && { trace, events: reader.length, nowUs, plan: made }
    return made
  }

  function firstEventAfter(atUs: number): number {
    let low = 0
    let high = reader.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (reader.atOf(middle) <= atUs) low = middle + 1
      else high = middle
    }
    return low
  }

  const waiting = createWaitingFold(run)

  function events(from: number, count: number): { number: number; event: TraceEvent }[] {
    const page = paged({ from, count })
    const length = Math.max(0, Math.min(page.count, reader.length - page.from))
    return Array.from({ length }, (_, index) => ({
      number: page.from + index,
      event: reader.eventAt(page.from + index),
    }))
  }

  return {
    run,
    reader,
    get nowUs() {
      return nowUs
    },
    get problem() {
      return problem
    },
    get spans() {
      return spans.table.spans
    },
    get traces() {
      return spans.table.traces
    },
    get logLines() {
      return folds.logs.lines
    },
    noted: folds.noted.noted,
    receive,
    status: (atUs) =>
      atUs === undefined || atUs >= nowUs ? folds.status.status(nowUs) : folds.status.statusAt(reader, atUs),
    flights: (query) => flightsBetween(run, spans.table, spans.flights, reader, query),
    traceList: (query) => listTraces(run, spans.table, reader, paged(query), nowUs),
    waterfall(query) {
      const made = planOf(query.trace)
      return made && showWaterfall(run, spans.table, reader, made, paged(query), nowUs)
    },
    logs: (query) => folds.logs.query(reader, paged(query)),
    waiting: (query) => waiting.query(reader, { ...query, count: Math.min(query.count, ROWS_AT_MOST) }, nowUs),
    breakers: (atUs) => folds.breakers.list(reader, atUs),
    breaker: (query) => folds.breakers.show(reader, query, nowUs),
    retries: (query) => folds.retries.query(reader, paged(query)),
    summary: () => summarise(run, folds.status),
    tally: (queries) => tallyEvents(run, reader, queries),
    figures: (query) => runFigures(run, reader, query),
    events,
    eventsAround: (atUs, count) => events(Math.max(0, firstEventAfter(atUs) - Math.ceil(count / 2)), count),
  }
}
