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
export {
  type Amplification,
  type ArrivalQuery,
  type AttemptArrivals,
  type BreakerChange,
  type BreakerKey,
  type BreakerQuery,
  type BreakerRow,
  type BreakerTick,
  type BreakerTickResult,
  type BreakerView,
  type BreakerWord,
  type CallCounters,
  type CallEdgeStatus,
  type CallsByTarget,
  type ClientStatus,
  type EdgeBreakers,
  type Flight,
  type FlightOutcome,
  type FlightQuery,
  type FlightView,
  type FunctionStatus,
  type HttpApiStatus,
  type LogLevel,
  type LogPage,
  type WaitingPage,
  type WaitingQuery,
  type LogQuery,
  type LogRow,
  type MessageSummary,
  type NodeStatus,
  type NodeSummary,
  type NotedProblem,
  type Page,
  type QueueStatus,
  type RetryAttempt,
  type RetryEnd,
  type RetryLane,
  type RetryPage,
  type RetryQuery,
  type RetryWait,
  type RunDescription,
  type RunEdge,
  type RunEdgeKind,
  type RunNode,
  type RunStatus,
  type RunSummary,
  type ScheduleStatus,
  type BucketStatus,
  type StreamStatus,
  type TableStatus,
  type TopicStatus,
  type EventBusStatus,
  type ServiceStatus,
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
} from './views.ts'
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
