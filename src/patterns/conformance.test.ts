// Patterns and events recorded from AWS: the same answer here, and the same reason where a pattern is refused.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Json } from '#base'
import { hasShared, sharedPath } from '#base/testing/shared'
import { matchesPattern, parseEventPattern } from './event-pattern.ts'

const FILE = 'conformance/eventbridge-patterns.json'
const RECORDED = 83

interface RecordedCase {
  readonly name: string
  readonly event?: Json
  readonly event_raw?: string
  readonly pattern?: Json
  readonly pattern_raw?: string
  readonly expected: 'match' | 'no-match' | 'exception'
  readonly message?: string | null
}

const cases: readonly RecordedCase[] = hasShared(FILE) ? JSON.parse(readFileSync(sharedPath(FILE), 'utf8')) : []

function answer(recorded: RecordedCase): string {
  const parsed = parseEventPattern(recorded.pattern_raw ?? JSON.stringify(recorded.pattern))
  if (!parsed.ok) return parsed.error.message
  const event: Json = JSON.parse(recorded.event_raw ?? JSON.stringify(recorded.event))
  return matchesPattern(parsed.value, event) ? 'match' : 'no-match'
}

const expectedAnswer = ({ expected, message }: RecordedCase) => (expected === 'exception' ? message : expected)

test.skipIf(!hasShared(FILE))(`EventBridge's patterns answer as recorded, in all ${RECORDED} cases`, () => {
  const failed = cases.filter((recorded) => answer(recorded) !== expectedAnswer(recorded))
  process.stdout.write(`eventbridge-patterns: ${cases.length - failed.length}/${cases.length} passed\n`)
  expect(failed.map((recorded) => [recorded.name, answer(recorded), expectedAnswer(recorded)])).toEqual([])
  expect(cases).toHaveLength(RECORDED)
})
