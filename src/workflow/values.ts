// Values against their schemas, with each complaint as a code: for edits as for whole documents. JSON that is let in
// is copied, so that nobody outside holds a part of a document.
import type * as z from 'zod/mini'
import { failure, type Json, type JsonObject, type Result, success } from '#base'
import { FORBIDDEN_KEYS, MAXIMUM_DEPTH } from './limits.ts'
import type { DocumentProblem, SentenceData } from './refusal.ts'
import type { SentenceCode } from './sentences/en.ts'

type Path = readonly PropertyKey[]

const joinPath = (path: Path): string => path.map(String).join('.')

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const problem = (code: SentenceCode, path: Path, data: SentenceData = {}): DocumentProblem => {
  const text = joinPath(path)
  return { code, path: text, data: { field: text, ...data } }
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return undefined
    at = (at as Readonly<Record<PropertyKey, unknown>>)[key]
  }
  return at
}

/** A copy of plain JSON without surprises: no prototype keys, no NaN, no −0, nothing deeper than the limit. */
function copyJson(value: unknown, path: Path = []): Result<Json, DocumentProblem> {
  if (path.length > MAXIMUM_DEPTH)
    return failure(problem('value-too-deep', path.slice(0, 8), { maximum: MAXIMUM_DEPTH }))
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return success(value)
  if (typeof value === 'number') {
    return Number.isFinite(value) ? success(value + 0) : failure(problem('value-type', path, { expected: 'number' }))
  }
  if (Array.isArray(value)) {
    const items: Json[] = []
    for (let index = 0; index < value.length; index++) {
      const item = copyJson(value[index], [...path, index])
      if (!item.ok) return item
      items.push(item.value)
    }
    return success(items)
  }
  if (!isObject(value)) return failure(problem('value-type', path, { expected: 'json' }))
  const copy: Record<string, Json> = {}
  for (const key of Object.keys(value)) {
    if (FORBIDDEN_KEYS.has(key)) return failure(problem('value-forbidden-key', [...path, key], { key }))
    const item = copyJson(value[key], [...path, key])
    if (!item.ok) return item
    copy[key] = item.value
  }
  return success(copy)
}

/** The first key that a schema left out: what nobody knows must not vanish silently. */
function droppedKey(given: unknown, kept: unknown, path: Path): Path | undefined {
  if (Array.isArray(given) && Array.isArray(kept)) {
    for (let index = 0; index < given.length; index++) {
      const found = droppedKey(given[index], kept[index], [...path, index])
      if (found) return found
    }
    return undefined
  }
  if (!isObject(given) || !isObject(kept)) return undefined
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(kept, key)) return [...path, key]
    const found = droppedKey(given[key], kept[key], [...path, key])
    if (found) return found
  }
  return undefined
}

function limitCode(origin: string, low: boolean, inclusive: boolean): SentenceCode {
  const counted = origin === 'string' || origin === 'array' || origin === 'set' || origin === 'map'
  if (low) return counted ? 'value-too-short' : inclusive ? 'value-minimum' : 'value-above'
  return counted ? 'value-too-long' : inclusive ? 'value-maximum' : 'value-below'
}

/** zod's complaint as one of ours. `value` is what was read, `path` where it stands in the document. */
function problemOfIssue(issue: z.core.$ZodIssue, value: unknown, path: Path): DocumentProblem {
  const at = [...path, ...issue.path]
  const missing = valueAt(value, issue.path) === undefined
  switch (issue.code) {
    case 'invalid_type':
      return problem(missing ? 'value-missing' : 'value-type', at, { expected: issue.expected })
    case 'too_small':
      return problem(limitCode(issue.origin, true, issue.inclusive !== false), at, { minimum: Number(issue.minimum) })
    case 'too_big':
      return problem(limitCode(issue.origin, false, issue.inclusive !== false), at, { maximum: Number(issue.maximum) })
    case 'invalid_value':
      return problem('value-choice', at, { choices: issue.values.map(String).join(', ') })
    case 'invalid_format':
      return problem('value-format', at, { format: issue.pattern ?? issue.format })
    case 'unrecognized_keys':
      return problem('value-unknown-field', [...at, ...issue.keys.slice(0, 1)])
    case 'invalid_union':
      return problem('value-not-a-choice', at)
    case 'custom':
      return problem(issue.params?.['code'] === 'fault-id-twice' ? 'fault-id-twice' : 'value-refused', at)
    default:
      return problem('value-refused', at)
  }
}

/** Reads a value by its schema: defaults filled in, every complaint with its place. */
export function readValue<Schema extends z.ZodMiniType>(
  schema: Schema,
  value: unknown,
  path: Path = [],
): Result<z.output<Schema>, readonly DocumentProblem[]> {
  const copy = value === undefined ? success(undefined) : copyJson(value, path)
  if (!copy.ok) return failure([copy.error])
  const read = schema.safeParse(copy.value)
  if (!read.success) return failure(read.error.issues.map((issue) => problemOfIssue(issue, copy.value, path)))
  const dropped = droppedKey(copy.value, read.data, path)
  return dropped ? failure([problem('value-unknown-field', dropped)]) : success(read.data)
}

/** `current` with the fields of `patch` set and those of `unset` left out, read by the schema. */
export function editValue<Schema extends z.ZodMiniType>(
  schema: Schema,
  current: JsonObject,
  patch: JsonObject,
  unset: readonly string[] = [],
): Result<z.output<Schema>, readonly DocumentProblem[]> {
  const safe = copyJson(patch)
  if (!safe.ok) return failure([safe.error])
  const edited: Record<string, Json> = { ...current, ...(safe.value as JsonObject) }
  for (const field of unset) delete edited[field]
  return readValue(schema, edited)
}
