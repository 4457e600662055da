// What the folds answer of log lines.
import type { Page } from './views.ts'

export type LogLevel = 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL' | 'PLATFORM'

export interface LogRow {
  /** Place in the unfiltered list. */
  readonly line: number
  readonly event: number
  readonly atUs: number
  readonly node: number
  readonly environment: number
  /** -1: during initialisation. */
  readonly invocation: number
  readonly trace: number
  readonly level: LogLevel
  /** As it stands in the function's log stream, without the line's end. */
  readonly text: string
  /** Only what the handler wrote, or the whole line of the platform. */
  readonly message: string
  readonly requestId: string
}

export interface LogQuery extends Page {
  readonly text?: string
  readonly levels?: readonly LogLevel[]
  readonly node?: number
  readonly trace?: number
  readonly invocation?: number
  /** The last `count` lines instead of those from `from` on. */
  readonly follow?: boolean
}

export interface LogPage {
  /** Lines that pass the filter. */
  readonly total: number
  /** Place of the first row among them. */
  readonly from: number
  readonly rows: readonly LogRow[]
  /** Lines of all functions that were over a limit and are gone. */
  readonly dropped: number
}
