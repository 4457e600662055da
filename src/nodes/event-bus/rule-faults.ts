// What EventBridge would refuse of a rule, in its words: found before a run, so that no such rule ever reaches one.
import { parseEventPattern, parseTargetInput } from '#patterns'
import type { EventArchive, EventRule } from './model.ts'
import { targetInputSettings } from './rule.ts'

export interface RuleFault {
  readonly field: 'pattern' | 'input'
  /** The provider's own message. */
  readonly message: string
  /** Of a pattern: where in its text, from 1. */
  readonly line: number
  readonly column: number
}

export function eventRuleFaults(rule: EventRule, targetId: string): readonly RuleFault[] {
  const faults: RuleFault[] = []
  const pattern = parseEventPattern(rule.pattern)
  if (!pattern.ok) {
    const { message, line, column } = pattern.error
    faults.push({ field: 'pattern', message, line, column })
  }
  const input = parseTargetInput(targetInputSettings(rule), targetId)
  if (!input.ok) faults.push({ field: 'input', message: input.error, line: 1, column: 1 })
  return faults
}

/** Of an archive's pattern. */
export function eventArchiveFault({ pattern }: EventArchive): Omit<RuleFault, 'field'> | undefined {
  const parsed = parseEventPattern(pattern)
  if (parsed.ok) return undefined
  const { message, line, column } = parsed.error
  return { message, line, column }
}
