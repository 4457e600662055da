// Undo and redo as patches: a step holds the entries it changed, before and after, and nothing of the rest. Edits are
// made elsewhere (`apply`); the patch is what differs, found by identity, since an edit shares all it left alone.
import type { Json, JsonObject } from '#base'
import type { Workflow } from '#workflow'
import type { Said } from './said.ts'

/** Steps kept; older ones can't be undone. */
const HISTORY_STEPS = 500
/** Of the JSON in all steps, before and after counted; the newest step is kept whatever its size. */
const HISTORY_BYTES = 64 * 1024 * 1024

/** One entry of a section (`nodes`, `files` …), or a whole field of the document. Absent: undefined. */
interface EntryPatch {
  readonly field: keyof Workflow
  readonly key: string | undefined
  readonly before: Json | undefined
  readonly after: Json | undefined
}

interface Step {
  readonly label: Said
  readonly patches: readonly EntryPatch[]
  readonly bytes: number
  readonly merge: string | undefined
  readonly atMs: number
}

const SECTIONS: readonly (keyof Workflow)[] = ['nodes', 'edges', 'files', 'notes']

const sectionOf = (workflow: Workflow, field: keyof Workflow): JsonObject => workflow[field] as JsonObject
const entryOf = (section: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(section, key) ? section[key] : undefined

const isObject = (value: Json | undefined): value is JsonObject => typeof value === 'object' && value !== null

/** What both share by identity costs nothing. */
function equalJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
  )
}

function diffSection(field: keyof Workflow, before: JsonObject, after: JsonObject, patches: EntryPatch[]): void {
  for (const key of Object.keys(before)) {
    const then = entryOf(before, key)
    const now = entryOf(after, key)
    if (then !== now && !equalJson(then, now)) patches.push({ field, key, before: then, after: now })
  }
  for (const key of Object.keys(after)) {
    if (!Object.hasOwn(before, key)) patches.push({ field, key, before: undefined, after: entryOf(after, key) })
  }
}

function diff(before: Workflow, after: Workflow): readonly EntryPatch[] {
  const patches: EntryPatch[] = []
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]) as Set<keyof Workflow>
  for (const field of fields) {
    if (before[field] === after[field]) continue
    if (SECTIONS.includes(field)) diffSection(field, sectionOf(before, field), sectionOf(after, field), patches)
    else {
      const patch = { field, key: undefined, before: before[field] as Json, after: after[field] as Json }
      if (!equalJson(patch.before, patch.after)) patches.push(patch)
    }
  }
  return patches
}

function applyPatches(workflow: Workflow, patches: readonly EntryPatch[], side: 'before' | 'after'): Workflow {
  const next: Record<string, Json | undefined> = { ...(workflow as Workflow & JsonObject) }
  const copied = new Set<string>()
  for (const { field, key, ...values } of patches) {
    const value = values[side]
    if (key === undefined) {
      if (value === undefined) delete next[field]
      else next[field] = value
      continue
    }
    if (!copied.has(field)) next[field] = { ...(next[field] as JsonObject) }
    copied.add(field)
    const section = next[field] as Record<string, Json>
    if (value === undefined) delete section[key]
    else section[key] = value
  }
  return next as JsonObject & Workflow
}

const patchId = (patch: EntryPatch): string => JSON.stringify([patch.field, patch.key ?? null])

/** Both after each other as one; what came back to where it was is left out. */
function joinPatches(first: readonly EntryPatch[], second: readonly EntryPatch[]): readonly EntryPatch[] {
  const joined = new Map(first.map((patch) => [patchId(patch), patch]))
  for (const patch of second) {
    const earlier = joined.get(patchId(patch))
    joined.set(patchId(patch), earlier ? { ...patch, before: earlier.before } : patch)
  }
  return [...joined.values()].filter((patch) => !equalJson(patch.before, patch.after))
}

const PER_VALUE_BYTES = 16

const sizes = new WeakMap<object, number>()

/** About what it takes in memory: two bytes a character, some for each value. */
function sizeOf(value: Json | undefined): number {
  if (!isObject(value)) return PER_VALUE_BYTES + (typeof value === 'string' ? value.length * 2 : 0)
  const known = sizes.get(value)
  if (known !== undefined) return known
  let bytes = PER_VALUE_BYTES
  for (const [key, item] of Object.entries<Json>(value)) bytes += key.length * 2 + sizeOf(item)
  sizes.set(value, bytes)
  return bytes
}

const bytesOf = (patches: readonly EntryPatch[]): number =>
  patches.reduce((bytes, patch) => bytes + sizeOf(patch.before) + sizeOf(patch.after), 0)

export interface HistoryEntry {
  readonly label: Said
  readonly merge?: string | undefined
  readonly mergeWithinMs?: number | undefined
  readonly atMs: number
}

export interface HistoryLimits {
  readonly steps: number
  readonly bytes: number
}

export interface History {
  /** False when nothing differs. */
  record(before: Workflow, after: Workflow, entry: HistoryEntry): boolean
  endMerge(): void
  undo(workflow: Workflow): Workflow | undefined
  redo(workflow: Workflow): Workflow | undefined
  undoLabel(): Said | undefined
  redoLabel(): Said | undefined
  size(): HistoryLimits
  clear(): void
}

export function createHistory(limits: HistoryLimits = { steps: HISTORY_STEPS, bytes: HISTORY_BYTES }): History {
  let past: Step[] = []
  let future: Step[] = []
  let bytes = 0
  let merging = false

  const push = (step: Step): void => {
    past.push(step)
    bytes += step.bytes
  }
  const pop = (): Step | undefined => {
    const step = past.pop()
    if (step) bytes -= step.bytes
    return step
  }

  function forget(): void {
    while (past.length > 1 && (past.length > limits.steps || bytes > limits.bytes)) {
      const oldest = past.shift()
      if (oldest) bytes -= oldest.bytes
    }
  }

  const goesOn = (step: Step | undefined, entry: HistoryEntry): step is Step =>
    merging &&
    step !== undefined &&
    entry.merge !== undefined &&
    step.merge === entry.merge &&
    (entry.mergeWithinMs === undefined || entry.atMs - step.atMs <= entry.mergeWithinMs)

  return {
    record(before, after, entry) {
      const patches = diff(before, after)
      if (patches.length === 0) return false
      for (const step of future) bytes -= step.bytes
      future = []
      const last = past.at(-1)
      const { label, merge, atMs } = entry
      if (goesOn(last, entry)) {
        pop()
        const joined = joinPatches(last.patches, patches)
        if (joined.length > 0) push({ ...last, atMs, patches: joined, bytes: bytesOf(joined) })
      } else push({ label, merge, atMs, patches, bytes: bytesOf(patches) })
      merging = merge !== undefined
      forget()
      return true
    },
    endMerge() {
      merging = false
    },
    undo(workflow) {
      merging = false
      const step = past.pop()
      if (!step) return undefined
      future.push(step)
      return applyPatches(workflow, step.patches, 'before')
    },
    redo(workflow) {
      merging = false
      const step = future.pop()
      if (!step) return undefined
      past.push(step)
      return applyPatches(workflow, step.patches, 'after')
    },
    undoLabel: () => past.at(-1)?.label,
    redoLabel: () => future.at(-1)?.label,
    size: () => ({ steps: past.length + future.length, bytes }),
    clear() {
      past = []
      future = []
      bytes = 0
      merging = false
    },
  }
}
