// The fields of an event as attributes: times made readable, long texts apart.
import type { TraceEvent } from '#trace'
import { formatUs } from '#ui/kit'
import { formatInstant } from '../observe/times.ts'

export interface Attribute {
  readonly name: string
  readonly value: string
}

export interface EventAttributes {
  readonly type: string
  readonly facts: readonly Attribute[]
  /** Payloads and bodies. */
  readonly texts: readonly Attribute[]
}

const HEAD: ReadonlySet<string> = new Set(['at', 'node', 'cause', 'trace', 'type'])
const TEXTS: ReadonlySet<string> = new Set(['payload', 'body', 'detail', 'headers'])
const LONGEST = 20_000

/** An instant or a length by what its name ends with. */
function textOf(name: string, value: string | number): string {
  if (typeof value === 'string') return value
  if (value < 0) return ''
  if (name.endsWith('AtUs') || name.endsWith('UntilUs') || name === 'untilUs') return formatInstant(value)
  if (name.endsWith('Us')) return formatUs(value)
  return String(value)
}

/** `durationUs` says it in its value. */
const nameOf = (name: string): string => name.replace(/Us$/, '')

function pretty(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  if (!/^\s*[[{]/.test(text) || text.length > LONGEST) return cut
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return cut // Looks like JSON and is none: shown as it is.
  }
}

export function attributesOf(event: TraceEvent): EventAttributes {
  const facts: Attribute[] = []
  const texts: Attribute[] = []
  for (const [name, value] of Object.entries(event) as [string, string | number][]) {
    if (HEAD.has(name)) continue
    if (TEXTS.has(name)) {
      if (value !== '') texts.push({ name, value: pretty(String(value)) })
      continue
    }
    const text = textOf(name, value)
    if (text !== '') facts.push({ name: nameOf(name), value: text })
  }
  return { type: event.type, facts, texts }
}

/** Of which invocation the event tells; undefined: of none. */
export const invocationOf = (event: TraceEvent): number | undefined =>
  'invocation' in event && event.invocation >= 0 ? event.invocation : undefined
