// The filters of an event source mapping or a pipe: a record passes that matches one of them. What a record carries as
// text (an SQS body, a stream's data) is looked into as the filter expects it. Sources: Lambda developer guide, event
// filtering [V]; what happens where formats differ [V/K].
import { failure, type JsonObject, type Result, success } from '#base'
import { type EventPattern, matchesPattern, parseEventPattern } from './event-pattern.ts'
import { parseJson } from './json-text.ts'
import type { InvalidPattern } from './refusal.ts'

/** Lambda quotas: filters of one mapping, 10 on request [V]. */
export const MAX_FILTERS = 5

/** Lambda API reference, Filter.Pattern [V]. */
const MAX_FILTER_PATTERN_LENGTH = 4096

export interface FilterCriteria {
  readonly filters: readonly EventPattern[]
}

export interface InvalidFilter extends InvalidPattern {
  /** Which of the patterns, from 0. */
  readonly filter: number
}

/** Lambda says no more than this of a filter it refuses [R]; the reason is beside it. */
const LAMBDA_MESSAGE = 'Invalid filter pattern definition.'

export function parseFilterCriteria(patterns: readonly string[]): Result<FilterCriteria, InvalidFilter> {
  if (patterns.length > MAX_FILTERS) return refused(MAX_FILTERS, `More than ${MAX_FILTERS} filters`)
  const filters: EventPattern[] = []
  for (const [filter, text] of patterns.entries()) {
    if (text.length > MAX_FILTER_PATTERN_LENGTH) {
      return refused(filter, `Pattern is longer than ${MAX_FILTER_PATTERN_LENGTH} characters`)
    }
    const parsed = parseEventPattern(text, 'filter')
    if (!parsed.ok) return failure({ ...parsed.error, message: LAMBDA_MESSAGE, filter })
    filters.push(parsed.value)
  }
  return success({ filters })
}

const refused = (filter: number, reason: string): Result<never, InvalidFilter> =>
  failure({ reason, message: LAMBDA_MESSAGE, line: 1, column: 1, filter })

/** A record's own content where it is text: SQS has it under `body`, Kinesis (decoded) under `data`. */
export interface RecordPayload {
  readonly key: string
  readonly text: string
}

/** No filters let everything pass. */
export function matchesFilterCriteria(criteria: FilterCriteria, record: JsonObject, payload?: RecordPayload): boolean {
  if (criteria.filters.length === 0) return true
  return criteria.filters.some((filter) => {
    const seen = payload ? withPayload(filter, record, payload) : record
    return seen !== undefined && matchesPattern(filter, seen)
  })
}

/** The record as this filter sees it; undefined where JSON is expected and text came, or the other way round. */
function withPayload(filter: EventPattern, record: JsonObject, payload: RecordPayload): JsonObject | undefined {
  const { key, text } = payload
  const paths = filter.alternatives.flatMap((fields) => fields.map(({ path }) => path))
  const parsed = parseJson(text)
  const isJson = parsed !== undefined && parsed !== null && typeof parsed === 'object'
  if (paths.some((path) => path.startsWith(`${key}.`))) {
    return isJson ? { ...record, [key]: parsed } : undefined
  }
  if (paths.includes(key)) return isJson ? undefined : { ...record, [key]: text }
  return record
}
