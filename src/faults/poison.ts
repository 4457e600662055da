// Poison: a message whose body matches an event pattern. The bodies are looked for where each source puts them in the
// event that a function gets.
import type { Json, JsonObject } from '#base'
import { type EventPattern, matchesPattern, parseEventPattern } from '#patterns'
import { textOfBase64 } from './bytes.ts'

/** AWS's reason against a pattern, and where in it; undefined: it is one. */
export interface PatternFault {
  readonly reason: string
  readonly line: number
  readonly column: number
}

export function poisonPatternFault(pattern: string): PatternFault | undefined {
  const parsed = parseEventPattern(pattern)
  if (parsed.ok) return undefined
  const { reason, line, column } = parsed.error
  return { reason, line, column }
}

/** `unreadable`: there is a body that no pattern can be applied to; it counts as no match. */
export interface PoisonVerdict {
  readonly matches: boolean
  readonly unreadable: boolean
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const member = (value: Json | undefined, name: string): Json | undefined =>
  isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined

/** What a sender put into one record: text, or a record that is its own body. */
function bodyOf(record: Json): Json | undefined {
  const body = member(record, 'body')
  if (typeof body === 'string') return body
  const told = member(member(record, 'Sns'), 'Message')
  if (typeof told === 'string') return told
  const data = member(member(record, 'kinesis'), 'data')
  if (typeof data === 'string') return textOfBase64(data)
  return record
}

/** Deeper ones no pattern is applied to, as EventBridge refuses to read them. [V] */
const DEEPEST = 1000

function isTooDeep(value: Json): boolean {
  let level: readonly Json[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) return true
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    return undefined // what is no JSON matches no pattern, and its reader is told
  }
}

/** Of a function's event: a batch's records, an HTTP request's body, or the event itself. */
function bodiesOf(event: Json): readonly (Json | undefined)[] {
  const records = member(event, 'Records')
  if (Array.isArray(records)) return records.map((record) => bodyOf(record))
  const isRequest = member(event, 'requestContext') !== undefined && typeof member(event, 'body') === 'string'
  return [isRequest ? member(event, 'body') : event]
}

const NONE: PoisonVerdict = { matches: false, unreadable: false }

export function judgePoison(pattern: EventPattern, payload: string): PoisonVerdict {
  const event = parsed(payload)
  if (event === undefined) return { ...NONE, unreadable: true }
  let unreadable = false
  for (const body of bodiesOf(event)) {
    const value = typeof body === 'string' ? parsed(body) : body
    if (!isObject(value) || isTooDeep(value)) unreadable = true
    else if (matchesPattern(pattern, value)) return { matches: true, unreadable }
  }
  return { matches: false, unreadable }
}

/** Undefined: AWS would refuse it, and a rule says so. */
export function readPoisonPattern(pattern: string): EventPattern | undefined {
  const read = parseEventPattern(pattern)
  return read.ok ? read.value : undefined
}
