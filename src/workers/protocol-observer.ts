// What the page asks the observer, a worker of our own that keeps a run's log and its folds. The page wraps it with
// Comlink; every answer is plain data.
import type {
  BreakerQuery,
  BreakerRow,
  BreakerView,
  FigureQuery,
  FlightQuery,
  FlightView,
  LogPage,
  LogQuery,
  NotedProblem,
  RetryPage,
  RetryQuery,
  RunDescription,
  RunFigures,
  RunStatus,
  RunSummary,
  Tally,
  TallyQuery,
  TraceEvent,
  TracePage,
  TraceQuery,
  WaitingPage,
  WaitingQuery,
  Waterfall,
  WaterfallQuery,
} from '#trace'

/** The sealed worker broke the rules of the trace port: its frame is to be removed. */
export interface TraceProblem {
  readonly code: 'malformed' | 'flooding' | 'full'
  /** What was wrong, for a report of a mistake: a code with figures, no sentence. */
  readonly detail: string
}

/** What is new, at most once in 16 ms; the next one is sent only when this one was taken. */
export interface ObserverNews {
  readonly events: number
  readonly spans: number
  readonly traces: number
  readonly logLines: number
  /** How many problems the run noted. */
  readonly noted: number
  /** Virtual time of the run; it may be ahead of the last event. */
  readonly nowUs: number
  /** While `watchStatus` is on. */
  readonly status: RunStatus | undefined
  readonly problem: TraceProblem | undefined
}

export interface NumberedEvent {
  readonly number: number
  readonly event: TraceEvent
}

export interface RunObserver {
  /** Begins a run: what was kept of another is dropped. `port` is the sealed worker's trace port; transfer it. */
  attach(port: MessagePort, run: RunDescription): Promise<void>
  /** Lets go of the port and keeps the log. */
  detach(): Promise<void>
  /** One listener; pass it with Comlink's `proxy`. Undefined silences. */
  onNews(listener: ((news: ObserverNews) => void) | undefined): Promise<void>
  /** Puts the status into each news. */
  watchStatus(on: boolean): Promise<void>

  /** Now, or at any instant. */
  status(atUs?: number): Promise<RunStatus>
  flights(query: FlightQuery): Promise<FlightView>
  traces(query: TraceQuery): Promise<TracePage>
  waterfall(query: WaterfallQuery): Promise<Waterfall | undefined>
  logs(query: LogQuery): Promise<LogPage>
  /** What is in a queue, without taking it. */
  waiting(query: WaitingQuery): Promise<WaitingPage>
  /** All that recorded, refused or changed something, in order of edge, layer, environment. */
  breakers(atUs?: number): Promise<readonly BreakerRow[]>
  breaker(query: BreakerQuery): Promise<BreakerView | undefined>
  retries(query: RetryQuery): Promise<RetryPage>
  summary(): Promise<RunSummary>
  /** Counts events, for what checks a run; the whole log is read once. */
  tally(queries: readonly TallyQuery[]): Promise<readonly Tally[]>
  /** Of a call edge and the dependency behind it, to compare two runs; the log is read once. */
  figures(query: FigureQuery): Promise<RunFigures | undefined>
  noted(): Promise<readonly NotedProblem[]>
  events(from: number, count: number): Promise<readonly NumberedEvent[]>
  /** `count` events, about half of them before `atUs`. */
  eventsAround(atUs: number, count: number): Promise<readonly NumberedEvent[]>
}
