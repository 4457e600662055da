// Event patterns of EventBridge rules, and of what borrows their language: Pipes and Lambda's event source mappings.
import { failure, type Json, type Result, success } from '#base'
import { type Alternative, compilePattern } from './compile.ts'
import { isObject } from './json-text.ts'
import { matchesAlternatives } from './match.ts'
import { ALL_OPERATORS, type Grammar } from './match-expression.ts'
import { type InvalidPattern, refusalAsResult } from './refusal.ts'
import { complexityRefusal } from './wildcard-complexity.ts'

/** A pattern ready to be asked; made by `parseEventPattern`. */
export interface EventPattern {
  readonly text: string
  readonly alternatives: readonly Alternative[]
}

/** `filter`: what Pipes and event source mappings take. */
export type PatternDialect = 'bus' | 'filter'

const GRAMMARS: Readonly<Record<PatternDialect, Grammar>> = {
  bus: {
    operators: ALL_OPERATORS,
    anythingBut: new Set(['equals-ignore-case', 'prefix', 'suffix', 'wildcard']),
    wildcardRefusal: complexityRefusal,
  },
  // EventBridge user guide, comparison operators: no wildcard, and anything-but of values only [V].
  filter: {
    operators: new Set([...ALL_OPERATORS].filter((operator) => operator !== 'wildcard')),
    anythingBut: new Set(),
    wildcardRefusal: complexityRefusal,
  },
}

const wording = (reason: string): string => `Event pattern is not valid. Reason: ${reason}`

export function parseEventPattern(text: string, dialect: PatternDialect = 'bus'): Result<EventPattern, InvalidPattern> {
  const parsed = readWith(text, GRAMMARS[dialect], wording)
  return parsed.ok ? success({ text, alternatives: parsed.value }) : parsed
}

/**
 * Where `$or` is not used as the operator, event-ruler takes it for a key like any other (GenericMachine.addRule [V]). If
 * that fails too, the fault in the operator says more to a reader, so it is the one reported [K].
 */
export function readWith(
  text: string,
  grammar: Grammar,
  words: (reason: string) => string,
): Result<readonly Alternative[], InvalidPattern> {
  const withOr = refusalAsResult(() => compilePattern(text, grammar), words)
  if (withOr.ok || !text.includes('$or')) return withOr
  const withoutOr = refusalAsResult(() => compilePattern(text, grammar, false), words)
  return withoutOr.ok ? withoutOr : failure(withOr.error)
}

export const matchesPattern = (pattern: EventPattern, event: Json): boolean =>
  isObject(event) && matchesAlternatives(pattern.alternatives, event)
