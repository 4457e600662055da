// What the folds answer of spans and traces.
import type { Page } from './views.ts'

export const SPAN_KINDS = [
  /** A schedule came due: a point. */
  'firing',
  /** A logical call by a client or a handler, with all its attempts. */
  'call',
  'attempt',
  /** A policy refused the attempt: a point. */
  'refusal',
  'retry-wait',
  /** The http-api at work on a request. */
  'http-server',
  /** From the request of an invocation to its end, all its tries included. */
  'invocation',
  'initialisation',
  /** The handler at work. */
  'run',
  /** A message in its queue, from its sending or return to its delivery. */
  'queue-wait',
  /** A batch on its way through the consumer. */
  'delivery',
  /** The service at work on a request. */
  'service',
] as const
export type SpanKind = (typeof SPAN_KINDS)[number]

export const SPAN_STATUSES = ['unset', 'ok', 'error', 'refused'] as const
export type SpanStatus = (typeof SPAN_STATUSES)[number]

/** The parts of a span's name; empty or 0 where they don't apply. */
export interface SpanName {
  /** `POST /orders`, `sqs:SendMessage`, … */
  readonly operation: string
  readonly attempt: number
  readonly status: number
  /** A failure class, an outcome, a reason: a code. */
  readonly detail: string
}

export interface SpanView {
  readonly span: number
  /** -1: none. */
  readonly parent: number
  readonly trace: number
  readonly node: number
  /** The edge it travelled; -1: none. */
  readonly edge: number
  readonly kind: SpanKind
  readonly startUs: number
  /** Undefined: not ended yet. */
  readonly endUs: number | undefined
  readonly status: SpanStatus
  readonly name: SpanName
  /** Event that opened it, and that closed it (-1: still open). */
  readonly event: number
  readonly endEvent: number
}

export type TraceEnd = 'ok' | 'failed' | 'dead-lettered' | 'waiting'
export type TraceRoot = 'request' | 'firing' | 'event'

export interface TraceRow {
  readonly trace: number
  readonly root: TraceRoot
  readonly node: number
  readonly startUs: number
  /** Until its last span's end; of one that waits, until now. */
  readonly durationUs: number
  readonly spans: number
  readonly errors: number
  readonly attempts: number
  readonly end: TraceEnd
}

export interface TraceQuery extends Page {
  readonly errorsOnly?: boolean
  /** In the name of its root node, in its number, or in an operation of one of its calls. */
  readonly text?: string
  /** Traces with a span of this node. */
  readonly node?: number
  readonly order?: 'newest' | 'oldest' | 'slowest' | 'errors'
}

export interface TracePage {
  readonly total: number
  readonly rows: readonly TraceRow[]
}

export interface WaterfallQuery extends Page {
  readonly trace: number
  readonly errorsOnly?: boolean
  readonly text?: string
}

export interface WaterfallRow extends SpanView {
  readonly depth: number
  /** It began after its parent had ended, or its parent only caused it: drawn after it with a thin link. */
  readonly async: boolean
  /** Spans of other traces, or of batch mates, that also led to this one. */
  readonly links: readonly { readonly trace: number; readonly span: number }[]
  readonly critical: boolean
  readonly children: number
}

export interface Waterfall {
  readonly trace: number
  readonly startUs: number
  readonly endUs: number
  /** True while a span is open: endUs is now. */
  readonly open: boolean
  readonly total: number
  readonly rows: readonly WaterfallRow[]
  /** Stretches in which nothing of the trace went on but waiting, longest first, at most 20: for collapsing. */
  readonly idle: readonly { readonly fromUs: number; readonly toUs: number }[]
}
