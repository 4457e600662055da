// The document as text: the same for equal documents, readable, one entry a block so that diffs stay small. The text
// of an entry is kept as long as the entry itself, since an edit leaves nearly all of them alone.
import { entriesInOrder, type Json, type JsonObject, keysInOrder, utf8ByteLength } from '#base'
import type { Scenario, Workflow } from './document.ts'

interface EntryText {
  readonly text: string
  readonly bytes: number
}

const INDENT = '  '
const entryTexts = new WeakMap<object, EntryText>()
const fileBytes = new WeakMap<Workflow['files'], number>()

const isPlain = (value: Json): boolean => value === null || typeof value !== 'object'

function print(value: Json, indent: string): string {
  if (isPlain(value)) return JSON.stringify(value)
  const inner = indent + INDENT
  if (Array.isArray(value)) {
    if (value.every(isPlain)) return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`
    return `[\n${value.map((item) => inner + print(item, inner)).join(',\n')}\n${indent}]`
  }
  const object = value as JsonObject
  const keys = keysInOrder(object)
  if (keys.length === 0) return '{}'
  return `{\n${keys.map((key) => `${inner}${JSON.stringify(key)}: ${print(object[key] as Json, inner)}`).join(',\n')}\n${indent}}`
}

function entryText(entry: object): EntryText {
  const known = entryTexts.get(entry)
  if (known) return known
  const text = print(entry as JsonObject, INDENT + INDENT)
  const made = { text, bytes: utf8ByteLength(text) }
  entryTexts.set(entry, made)
  return made
}

function printRecord(record: Readonly<Record<string, object>>): string {
  const entries = entriesInOrder(record)
  if (entries.length === 0) return '{}'
  return `{\n${entries.map(([id, entry]) => `${INDENT}${INDENT}${JSON.stringify(id)}: ${entryText(entry).text}`).join(',\n')}\n${INDENT}}`
}

/** As it is saved: nothing of faults where there are none. */
export const scenarioJson = ({ faults, ...scenario }: Scenario) =>
  faults.length === 0 ? scenario : { ...scenario, faults: [...faults] }

/** Records by id in the order of code units; ends with a line break. */
export function serializeWorkflow(workflow: Workflow): string {
  const parts: [string, string][] = [
    ['format', JSON.stringify(workflow.format)],
    ['version', JSON.stringify(workflow.version)],
    ['name', JSON.stringify(workflow.name)],
    ['profile', JSON.stringify(workflow.profile)],
    ['nodes', printRecord(workflow.nodes)],
    ['edges', printRecord(workflow.edges)],
    ['files', print(workflow.files, INDENT)],
    ['scenario', print(scenarioJson(workflow.scenario), INDENT)],
    ['notes', printRecord(workflow.notes)],
  ]
  if (workflow.settings !== undefined) parts.push(['settings', print(workflow.settings as JsonObject, INDENT)])
  if (workflow.kept !== undefined) parts.push(['kept', print(workflow.kept, INDENT)])
  return `{\n${parts.map(([key, text]) => `${INDENT}"${key}": ${text}`).join(',\n')}\n}\n`
}

/** A block's id, quotes, colon, indent, comma and line break. */
const AROUND_ENTRY = 12
/** All that is not an entry: keys, braces, the scenario, a name of 200 characters in escapes. */
const AROUND_ALL = 4096

const fileEntryBytes = (path: string, text: string): number =>
  utf8ByteLength(JSON.stringify(path)) + utf8ByteLength(JSON.stringify(text)) + AROUND_ENTRY

function recordBytes(record: Readonly<Record<string, object>>): number {
  let bytes = 0
  for (const id of Object.keys(record)) bytes += entryText(record[id] as object).bytes + id.length + AROUND_ENTRY
  return bytes
}

function filesBytes(files: Workflow['files']): number {
  const known = fileBytes.get(files)
  if (known !== undefined) return known
  let bytes = 0
  for (const path of Object.keys(files)) bytes += fileEntryBytes(path, files[path] as string)
  fileBytes.set(files, bytes)
  return bytes
}

/** Says what changed from one record of files to the next, so that an edit costs its own file's length only. */
export function noteFileEdit(before: Workflow['files'], after: Workflow['files'], path: string): void {
  const known = fileBytes.get(before)
  if (known === undefined) return
  const size = (files: Workflow['files']): number =>
    Object.hasOwn(files, path) ? fileEntryBytes(path, files[path] as string) : 0
  fileBytes.set(after, known - size(before) + size(after))
}

/** Never below the length of `serializeWorkflow` in bytes, and close to it. */
export const documentBytes = (workflow: Workflow): number =>
  AROUND_ALL +
  recordBytes(workflow.nodes) +
  recordBytes(workflow.edges) +
  recordBytes(workflow.notes) +
  filesBytes(workflow.files) +
  workflow.scenario.faults.reduce((sum, fault) => sum + entryText(fault).bytes + AROUND_ENTRY, 0) +
  (workflow.settings === undefined ? 0 : entryText(workflow.settings).bytes) +
  (workflow.kept === undefined ? 0 : entryText(workflow.kept).bytes)
