// What a sealed worker sends is data of unknown shape from code nobody trusts. A batch is taken only when every
// column, number and text in it is what the log's own writer could have written next.
import { failure, type Result, success } from '#base'
import { TRACE_LAYOUTS } from './events.ts'
import type { TraceBatch } from './log.ts'

/** A little above the largest thing a handler can return (6,291,556 bytes). */
export const TEXT_AT_MOST = 8_000_000
/** Characters of all texts of one batch, and bytes of its columns. */
const BATCH_CHARACTERS_AT_MOST = 64_000_000
const BATCH_BYTES_AT_MOST = 64_000_000

/** What the next batch must fit: where the log ends, and the tables it refers to. */
export interface BatchExpectation {
  readonly events: number
  readonly texts: number
  readonly atUs: number
  readonly nodes: number
  readonly maximumEvents: number
}

/** A code with the figures, for a report: `offsets: 3 at event 17`. */
export type Malformation = string

/** The next expectation after a batch that passed. */
export const afterBatch = (expected: BatchExpectation, batch: TraceBatch): BatchExpectation => ({
  ...expected,
  events: expected.events + batch.types.length,
  texts: expected.texts + batch.texts.length,
  atUs: batch.at[batch.at.length - 1] ?? expected.atUs,
})

export function bytesOfBatch(batch: TraceBatch): number {
  let bytes = 0
  for (const column of [batch.types, batch.at, batch.nodes, batch.causes, batch.traces, batch.offsets, batch.numbers])
    bytes += column.byteLength
  for (const text of batch.texts) bytes += 2 * text.length
  return bytes
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null

/** A typed array over memory of its own: a small view of a huge buffer would keep all of it. */
const isOwn = (column: { readonly buffer: { readonly byteLength: number }; readonly byteLength: number }): boolean =>
  column.byteLength === column.buffer.byteLength

function shapeOf(value: unknown): Result<TraceBatch, Malformation> {
  if (!isObject(value)) return failure('batch: no object')
  const { first, types, at, nodes, causes, traces, offsets, numbers, firstText, texts } = value
  if (typeof first !== 'number' || typeof firstText !== 'number') return failure('first: no number')
  if (!(types instanceof Uint8Array)) return failure('types: no Uint8Array')
  if (!(at instanceof Float64Array)) return failure('at: no Float64Array')
  if (!(nodes instanceof Int16Array)) return failure('nodes: no Int16Array')
  if (!(causes instanceof Int32Array)) return failure('causes: no Int32Array')
  if (!(traces instanceof Int32Array)) return failure('traces: no Int32Array')
  if (!(offsets instanceof Uint32Array)) return failure('offsets: no Uint32Array')
  if (!(numbers instanceof Float64Array)) return failure('numbers: no Float64Array')
  if (!Array.isArray(texts)) return failure('texts: no list')
  for (const column of [types, at, nodes, causes, traces, offsets, numbers])
    if (!isOwn(column)) return failure('memory: a view of more')
  return success({ first, types, at, nodes, causes, traces, offsets, numbers, firstText, texts })
}

function checkSizes(batch: TraceBatch, expected: BatchExpectation): Malformation | undefined {
  const { types, at, nodes, causes, traces, offsets, numbers } = batch
  const count = types.length
  if (batch.first !== expected.events) return `first: ${batch.first}, not ${expected.events}`
  if (batch.firstText !== expected.texts) return `firstText: ${batch.firstText}, not ${expected.texts}`
  if (count === 0 || count > expected.maximumEvents) return `events: ${count}`
  for (const column of [at, nodes, causes, traces])
    if (column.length !== count) return `columns: ${column.length} of ${count}`
  if (offsets.length !== count + 1) return `offsets: ${offsets.length} of ${count + 1}`
  if (offsets[0] !== 0 || offsets[count] !== numbers.length) return `numbers: ${numbers.length}, not ${offsets[count]}`
  if (numbers.byteLength > BATCH_BYTES_AT_MOST) return `bytes: ${numbers.byteLength}`
  return undefined
}

function checkTexts(batch: TraceBatch): Malformation | undefined {
  const texts: readonly unknown[] = batch.texts
  if (texts.length > batch.numbers.length) return `texts: ${texts.length} for ${batch.numbers.length} numbers`
  let characters = 0
  for (let index = 0; index < texts.length; index++) {
    const text = texts[index]
    if (typeof text !== 'string') return `texts: no text at ${index}`
    if (text.length > TEXT_AT_MOST) return `text: ${text.length} characters`
    characters += text.length
  }
  return characters > BATCH_CHARACTERS_AT_MOST ? `texts: ${characters} characters` : undefined
}

/** By type: 1 for each field that is a text. */
const TEXT_FIELDS: readonly Uint8Array[] = TRACE_LAYOUTS.map((layout) =>
  Uint8Array.from(layout, ({ isText }) => (isText ? 1 : 0)),
)

function checkEvents(batch: TraceBatch, expected: BatchExpectation): Malformation | undefined {
  const { types, at, nodes, causes, traces, offsets, numbers } = batch
  const texts = expected.texts + batch.texts.length
  let atUs = expected.atUs
  for (let index = 0; index < types.length; index++) {
    const layout = TEXT_FIELDS[types[index] as number]
    if (!layout) return `type: ${types[index]}`
    const now = at[index] as number
    if (!(Number.isSafeInteger(now) && now >= atUs)) return `at: ${now} after ${atUs}`
    atUs = now
    const node = nodes[index] as number
    if (node < -1 || node >= expected.nodes) return `node: ${node} of ${expected.nodes}`
    const cause = causes[index] as number
    if (cause < -1 || cause >= expected.events + index) return `cause: ${cause} of event ${expected.events + index}`
    if ((traces[index] as number) < -1) return `trace: ${traces[index]}`
    const from = offsets[index] as number
    if (offsets[index + 1] !== from + layout.length)
      return `offsets: ${offsets[index + 1]} at event ${expected.events + index}`
    for (let field = 0; field < layout.length; field++) {
      const value = numbers[from + field] as number
      if (layout[field] === 1 ? !(value >= 0 && value < texts && Number.isInteger(value)) : !Number.isFinite(value))
        return layout[field] === 1 && Number.isFinite(value) ? `text: ${value} of ${texts}` : `number: ${value}`
    }
  }
  return undefined
}

/** The batch, when it is the next one and sound. */
export function checkBatch(value: unknown, expected: BatchExpectation): Result<TraceBatch, Malformation> {
  const shaped = shapeOf(value)
  if (!shaped.ok) return shaped
  const batch = shaped.value
  const wrong = checkSizes(batch, expected) ?? checkTexts(batch) ?? checkEvents(batch, expected)
  return wrong === undefined ? shaped : failure(wrong)
}
