// The event log of a run and its folds.
export {
  type FieldLayout,
  TRACE_EVENT_TYPES,
  TRACE_EVENTS,
  TRACE_LAYOUTS,
  TRACE_TYPE_NUMBERS,
  type TraceEvent,
  type TraceEventHead,
  type TraceEventOf,
  type TraceEventType,
  type TraceFact,
} from './events.ts'
export { createTraceReader, createTraceWriter, type TraceBatch, type TraceReader, type TraceWriter } from './log.ts'
export { type CallPlace, factOfNote } from './call-facts.ts'
export type {
  BreakerChange,
  BreakerKey,
  BreakerProbe,
  BreakerQuery,
  BreakerRow,
  BreakerTick,
  BreakerTickResult,
  BreakerView,
} from './breakers-view-types.ts'
export type { Flight, FlightOutcome, FlightQuery, FlightView } from './flights-view-types.ts'
export type { LogLevel, LogPage, LogQuery, LogRow } from './logs-view-types.ts'
export type {
  Amplification,
  ArrivalQuery,
  AttemptArrivals,
  PathStep,
  RequestPath,
  RetryAttempt,
  RetryEnd,
  RetryGate,
  RetryLane,
  RetryPage,
  RetryQuery,
  RetryWait,
} from './retries-view-types.ts'
export {
  type SpanKind,
  type SpanName,
  type SpanStatus,
  type SpanView,
  type TraceEnd,
  type TracePage,
  type TraceQuery,
  type TraceRoot,
  type TraceRow,
  type Waterfall,
  type WaterfallQuery,
  type WaterfallRow,
  SPAN_KINDS,
  SPAN_STATUSES,
} from './spans-view-types.ts'
export type {
  BreakerWord,
  CallEdgeStatus,
  ClientStatus,
  EdgeBreakers,
  FunctionStatus,
  HttpApiStatus,
  NodeStatus,
  QueueStatus,
  RunStatus,
  ScheduleStatus,
  BucketStatus,
  StreamStatus,
  TableStatus,
  TopicStatus,
  EventBusStatus,
  ServiceStatus,
} from './status-view-types.ts'
export type {
  CallCounters,
  CallsByTarget,
  MessageSummary,
  NodeSummary,
  NotedProblem,
  RunSummary,
} from './summary-view-types.ts'
export type { FigureQuery, RunFigures, WaitFigures } from './run-figures-types.ts'
export type { Page, RunDescription, RunEdge, RunEdgeKind, RunNode } from './views.ts'
export type { WaitingPage, WaitingQuery } from './waiting-view-types.ts'
export { type BreakerFold, createBreakerFold } from './breakers.ts'
export { describeRun } from './describe.ts'
export { flightsBetween } from './flights.ts'
export { type LoggedEvent, type LogLine, type LogPlace, logLines } from './log-lines.ts'
export { createLogFold, type LogFold } from './logs.ts'
export {
  BYTES_PER_SECOND_AT_MOST,
  createObserver,
  createRunFolds,
  EVENTS_AT_MOST,
  type ObservedProblem,
  type Observer,
  type ObserverOptions,
  type RunFolds,
} from './observer.ts'
export { createRetryFold, type RetryFold } from './retries.ts'
export { FIGURE_ROWS, type FigureRow, type FigureRowName, figureRows } from './figure-rows.ts'
export { runFigures } from './run-figures.ts'
export type { SpanTable } from './span-table.ts'
export { createSpanFold, type SpanFold } from './spans.ts'
export { createStatusFold, type StatusFold } from './status.ts'
export { summarise } from './summary.ts'
export { listTraces } from './trace-list.ts'
export {
  type EventQuery,
  type FieldTest,
  hasField,
  type Tally,
  tallyEvents,
  type TallyQuery,
  tellsEdge,
} from './tally.ts'
export { afterBatch, type BatchExpectation, checkBatch, type Malformation } from './validate.ts'
export { planWaterfall, showWaterfall, type WaterfallPlan } from './waterfall.ts'
