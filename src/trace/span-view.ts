// One span as it is shown: its columns, and the parts of its name read from the events that opened and closed it.
import type { TraceReader } from './log.ts'
import type { SpanTable } from './span-table.ts'
import { SPAN_KINDS, SPAN_STATUSES, type SpanName, type SpanView } from './spans-view-types.ts'

export function operationOf(table: SpanTable, reader: TraceReader, span: number): string {
  const event = reader.eventAt(table.span.event[span] as number)
  switch (event.type) {
    case 'call-started':
      return event.operation
    case 'account-called':
      return `${event.service}:${event.operation}`
    case 'http-requested':
      return `${event.method} ${event.path}`
    case 'service-called':
      return `${event.method} ${event.url}`
    default:
      return ''
  }
}

function endOf(reader: TraceReader, endEvent: number): { status: number; detail: string } {
  if (endEvent < 0) return { status: 0, detail: '' }
  const event = reader.eventAt(endEvent)
  switch (event.type) {
    case 'attempt-ended':
    case 'call-ended':
    case 'account-called':
    case 'service-answered':
      return { status: event.status, detail: event.failure }
    case 'http-responded':
      return { status: event.status, detail: '' }
    case 'invocation-ended':
      return { status: 0, detail: event.outcome }
    case 'invocation-throttled':
    case 'environment-ended':
      return { status: 0, detail: event.reason }
    case 'invocation-dropped':
      return { status: 0, detail: event.condition }
    case 'invocation-retried':
      return { status: 0, detail: event.reason }
    case 'retry-scheduled':
    case 'delivery-ended':
    case 'notification-retried':
    case 'notification-failed':
    case 'destination-ended':
    case 'records-retried':
      return { status: 0, detail: event.failure }
    case 'notification-delivered':
      return { status: 0, detail: 'delivered' }
    case 'notification-dead-lettered':
      return { status: 0, detail: 'dead-lettered' }
    case 'invocation-refused':
      return { status: 0, detail: event.reason }
    case 'call-refused':
      return { status: 0, detail: event.policy }
    case 'message-delivered':
      return { status: 0, detail: 'delivered' }
    case 'message-deleted':
      return { status: 0, detail: 'deleted' }
    case 'message-expired':
      return { status: 0, detail: 'expired' }
    case 'message-dead-lettered':
      return { status: 0, detail: 'dead-lettered' }
    default:
      return { status: 0, detail: '' }
  }
}

function attemptOf(reader: TraceReader, event: number): number {
  const opening = reader.eventAt(event)
  switch (opening.type) {
    case 'attempt-started':
    case 'call-refused':
    case 'invocation-started':
    case 'retry-scheduled':
    case 'invocation-retried':
    case 'notification-retried':
    case 'records-retried':
      return opening.attempt
    default:
      return 0
  }
}

function nameOf(table: SpanTable, reader: TraceReader, span: number): SpanName {
  const event = table.span.event[span] as number
  const end = endOf(reader, table.span.endEvent[span] as number)
  return { operation: operationOf(table, reader, span), attempt: attemptOf(reader, event), ...end }
}

export const traceNumberOf = (table: SpanTable, span: number): number => {
  const row = table.span.row[span] as number
  return row < 0 ? -1 : (table.trace.number[row] as number)
}

export const endUsOf = (table: SpanTable, span: number): number | undefined => {
  const endUs = table.span.endUs[span] as number
  return Number.isNaN(endUs) ? undefined : endUs
}

export function spanView(table: SpanTable, reader: TraceReader, span: number): SpanView {
  const columns = table.span
  return {
    span,
    parent: columns.parent[span] as number,
    trace: traceNumberOf(table, span),
    node: columns.node[span] as number,
    edge: columns.edge[span] as number,
    kind: SPAN_KINDS[columns.kind[span] as number] as SpanView['kind'],
    startUs: columns.startUs[span] as number,
    endUs: endUsOf(table, span),
    status: SPAN_STATUSES[columns.status[span] as number] as SpanView['status'],
    name: nameOf(table, reader, span),
    event: columns.event[span] as number,
    endEvent: columns.endEvent[span] as number,
  }
}
