// Why Lambda would refuse the filters of a queue's mapping.
import { parseFilterCriteria } from '#patterns'
import type { EventSourceMapping } from './model.ts'

export interface QueueFilterFault {
  /** Which of the patterns, from 1. */
  readonly number: number
  readonly reason: string
  readonly line: number
  readonly column: number
}

/** Undefined: they are fine, or there are none. */
export function queueFilterFault({ filters }: Pick<EventSourceMapping, 'filters'>): QueueFilterFault | undefined {
  const parsed = parseFilterCriteria(filters.map(({ pattern }) => pattern))
  if (parsed.ok) return undefined
  const { filter, reason, line, column } = parsed.error
  return { number: filter + 1, reason, line, column }
}
