// What the parts of `apply` share: an edit's result, and the checks every growing edit ends with.
import { failure, type Result, success } from '#base'
import type { Position, Workflow } from './document.ts'
import {
  MAXIMUM_BYTES,
  MAXIMUM_COORDINATE,
  MAXIMUM_EDGES,
  MAXIMUM_FILES,
  MAXIMUM_NODES,
  MAXIMUM_NOTES,
} from './limits.ts'
import type { DocumentProblem, Refusal, SentenceData } from './refusal.ts'
import type { SentenceCode } from './sentences/en.ts'
import { documentBytes } from './serialize.ts'

export type Edited = Result<Workflow, Refusal>

export const refuse = (code: SentenceCode, data: SentenceData = {}): Result<never, Refusal> => failure({ code, data })

/** The first of several complaints: an edit is refused with one sentence. */
export const refuseFirst = (problems: readonly DocumentProblem[]): Result<never, Refusal> => {
  const first = problems[0]
  return first ? failure({ code: first.code, data: first.data }) : refuse('value-refused', { field: '' })
}

export function checkPosition(position: Position, subject: string): Result<Position, Refusal> {
  const x = position.x + 0
  const y = position.y + 0
  if (!Number.isFinite(x) || !Number.isFinite(y)) return refuse('position-not-finite', { subject })
  if (Math.abs(x) > MAXIMUM_COORDINATE || Math.abs(y) > MAXIMUM_COORDINATE)
    return refuse('position-too-far', { subject, maximum: MAXIMUM_COORDINATE })
  return success({ x, y })
}

/** Is what an edit made still small enough to be saved and opened again? */
export function checkSize(before: Workflow, after: Workflow): Edited {
  if (after.nodes !== before.nodes) {
    const count = Object.keys(after.nodes).length
    if (count > MAXIMUM_NODES) return refuse('too-many-nodes', { count, maximum: MAXIMUM_NODES })
  }
  if (after.edges !== before.edges) {
    const count = Object.keys(after.edges).length
    if (count > MAXIMUM_EDGES) return refuse('too-many-edges', { count, maximum: MAXIMUM_EDGES })
  }
  if (after.files !== before.files) {
    const count = Object.keys(after.files).length
    if (count > MAXIMUM_FILES) return refuse('too-many-files', { count, maximum: MAXIMUM_FILES })
  }
  if (after.notes !== before.notes) {
    const count = Object.keys(after.notes).length
    if (count > MAXIMUM_NOTES) return refuse('too-many-notes', { count, maximum: MAXIMUM_NOTES })
  }
  const bytes = documentBytes(after)
  return bytes > MAXIMUM_BYTES ? refuse('too-large', { bytes, maximum: MAXIMUM_BYTES }) : success(after)
}

/** A record without some of its keys; the same record when none of them is there. */
export function without<K extends string, V>(
  record: Readonly<Record<K, V>>,
  keys: ReadonlySet<string>,
): Readonly<Record<K, V>> {
  const left = Object.entries<V>(record).filter(([key]) => !keys.has(key))
  return left.length === Object.keys(record).length ? record : (Object.fromEntries(left) as Record<K, V>)
}
