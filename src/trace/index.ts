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
