// The event log: append-only, in typed columns, hashed as it grows. An event is a row of fixed head columns and
// a run of numbers in one pool; text is interned and stands there as its index.
import { createHash128 } from '#base'
import {
  type FieldLayout,
  TRACE_EVENT_TYPES,
  TRACE_LAYOUTS,
  TRACE_TYPE_NUMBERS,
  type TraceEvent,
  type TraceEventType,
  type TraceFact,
} from './events.ts'

/** A piece of the log as it crosses threads: columns from event `first` on, and the texts that are new in it. */
export interface TraceBatch {
  readonly first: number
  readonly types: Uint8Array
  readonly at: Float64Array
  readonly nodes: Int16Array
  readonly causes: Int32Array
  readonly traces: Int32Array
  /** Where each event's numbers begin in `numbers`; one more than there are events. */
  readonly offsets: Uint32Array
  readonly numbers: Float64Array
  readonly firstText: number
  readonly texts: readonly string[]
}

export interface TraceWriter {
  /** Entries recorded so far. */
  readonly length: number
  /** Records a fact and returns its number. */
  record(at: number, node: number, cause: number, trace: number, fact: TraceFact): number
  /** What came since the last call, at most `maximumEvents`; undefined when there is nothing. Each event is handed out once. */
  takeBatch(maximumEvents: number): TraceBatch | undefined
  /** Events of this type recorded so far. */
  countOf(type: TraceEventType): number
  /** 32 hexadecimal digits over every field of every event so far. */
  fingerprint(): string
}

interface Columns {
  types: Uint8Array
  at: Float64Array
  nodes: Int16Array
  causes: Int32Array
  traces: Int32Array
  offsets: Uint32Array
  /** How many texts there were after each event. */
  texts: Uint32Array
}

const FIRST_CAPACITY = 4096
const FIRST_NUMBERS = FIRST_CAPACITY * 6
/** Of the texts that are looked up again; longer ones are payloads, which rarely repeat. */
const LOOKED_UP_LENGTH = 256
/** Two places for each remainder: two words that meet there do not drive each other out. */
const LOOK_UP_PLACES = 8192
/** A batch ends before the event with which its new texts would pass this many characters. */
const BATCH_CHARACTERS = 16_000_000

const columns = (capacity: number): Columns => ({
  types: new Uint8Array(capacity),
  at: new Float64Array(capacity),
  nodes: new Int16Array(capacity),
  causes: new Int32Array(capacity),
  traces: new Int32Array(capacity),
  offsets: new Uint32Array(capacity + 1),
  texts: new Uint32Array(capacity),
})

const COLUMN_NAMES = ['types', 'at', 'nodes', 'causes', 'traces', 'texts'] as const

const grown = (old: Columns, capacity: number): Columns => {
  const next = columns(capacity)
  for (const name of [...COLUMN_NAMES, 'offsets'] as const) next[name].set(old[name])
  return next
}

/** A cheap look at a text: nearly all that differ give different ones, also those that count upwards. */
function glance(text: string): number {
  const { length } = text
  let seen = length
  if (length > 0) {
    seen = Math.imul(seen, 31) + text.charCodeAt(0)
    seen = Math.imul(seen, 31) + text.charCodeAt(length >> 1)
    seen = Math.imul(seen, 31) + text.charCodeAt(length - 1)
    if (length > 3) {
      seen = Math.imul(seen, 31) + text.charCodeAt(length - 2)
      seen = Math.imul(seen, 31) + text.charCodeAt(length - 3)
      seen = Math.imul(seen, 31) + text.charCodeAt(length >> 2)
    }
  }
  return seen ^ (seen >>> 13)
}

/** The last texts said, to be found again without a table that unique ones (ids, payloads) would fill. */
function createRecentTexts(): { find(text: string, otherwise: number): number } {
  const texts: (string | undefined)[] = Array.from({ length: LOOK_UP_PLACES })
  const numbers = new Int32Array(LOOK_UP_PLACES)
  return {
    /** The number the text has, or the one it gets now. */
    find(text, otherwise) {
      const first = (glance(text) * 2) & (LOOK_UP_PLACES - 1)
      if (texts[first] === text) return numbers[first] as number
      const second = first + 1
      const known = texts[second] === text ? (numbers[second] as number) : otherwise
      texts[second] = texts[first]
      numbers[second] = numbers[first] as number
      texts[first] = text
      numbers[first] = known
      return known
    },
  }
}

/** A writer that keeps only what was not taken yet; the reader on the other side keeps the log. */
export function createTraceWriter(): TraceWriter {
  const hash = createHash128()
  const recent = createRecentTexts()
  let store = columns(FIRST_CAPACITY)
  let capacity = FIRST_CAPACITY
  let numbers = new Float64Array(FIRST_NUMBERS)
  /** The same memory as words for the hash. */
  let words = new Int32Array(numbers.buffer)
  let held = 0
  let used = 0
  let taken = 0
  let textCount = 0
  let freshTexts: string[] = []
  const counts = new Float64Array(TRACE_EVENT_TYPES.length)

  /** A text is hashed where it is new; after that its number stands for it, which is hashed with the event. */
  function textIndex(value: string): number {
    if (value.length <= LOOKED_UP_LENGTH) {
      const index = recent.find(value, textCount)
      if (index !== textCount) return index
    }
    hash.addText(value)
    freshTexts.push(value)
    textCount += 1
    return textCount - 1
  }

  function reserve(fields: number): void {
    if (held === capacity) {
      capacity *= 2
      store = grown(store, capacity)
    }
    if (used + fields > numbers.length) {
      const larger = new Float64Array(numbers.length * 2)
      larger.set(numbers)
      numbers = larger
      words = new Int32Array(numbers.buffer)
    }
  }

  function record(at: number, node: number, cause: number, trace: number, fact: TraceFact): number {
    const type = TRACE_TYPE_NUMBERS.get(fact.type) as number
    const layout = TRACE_LAYOUTS[type] as (typeof TRACE_LAYOUTS)[number]
    // One more number than there are fields: the hash takes the time and the fields two by two.
    reserve(layout.length + 2)
    const from = used
    const values: Readonly<Record<string, unknown>> = fact
    for (let index = 0; index < layout.length; index++) {
      const value = values[(layout[index] as FieldLayout).name]
      numbers[used] = typeof value === 'number' ? value : textIndex(value as string)
      used += 1
    }
    numbers[used] = at
    numbers[used + 1] = 0
    hash.addWords(type, node, cause, trace)
    for (let word = 2 * from; word <= 2 * used; word += 4)
      hash.addWords(
        words[word] as number,
        words[word + 1] as number,
        words[word + 2] as number,
        words[word + 3] as number,
      )
    counts[type] = (counts[type] as number) + 1
    store.types[held] = type
    store.at[held] = at
    store.nodes[held] = node
    store.causes[held] = cause
    store.traces[held] = trace
    store.texts[held] = textCount
    held += 1
    store.offsets[held] = used
    return taken + held - 1
  }

  /** How many of the next events fit into one batch, and how many new texts they bring. */
  function reach(maximumEvents: number): { count: number; texts: number } {
    const firstText = textCount - freshTexts.length
    const most = Math.min(held, maximumEvents)
    let texts = 0
    let characters = 0
    for (let event = 0; event < most; event++) {
      const before = texts
      const known = (store.texts[event] as number) - firstText
      for (; texts < known; texts++) characters += (freshTexts[texts] as string).length
      if (characters > BATCH_CHARACTERS && event > 0) return { count: event, texts: before }
    }
    return { count: most, texts }
  }

  function takeBatch(maximumEvents: number): TraceBatch | undefined {
    if (held === 0) return undefined
    const { count, texts } = reach(maximumEvents)
    const end = store.offsets[count] as number
    const batch: TraceBatch = {
      first: taken,
      types: store.types.slice(0, count),
      at: store.at.slice(0, count),
      nodes: store.nodes.slice(0, count),
      causes: store.causes.slice(0, count),
      traces: store.traces.slice(0, count),
      offsets: store.offsets.slice(0, count + 1),
      numbers: numbers.slice(0, end),
      firstText: textCount - freshTexts.length,
      texts: freshTexts.slice(0, texts),
    }
    for (const name of COLUMN_NAMES) store[name].copyWithin(0, count, held)
    for (let index = count; index <= held; index++)
      store.offsets[index - count] = (store.offsets[index] as number) - end
    numbers.copyWithin(0, end, used)
    used -= end
    held -= count
    taken += count
    freshTexts = freshTexts.slice(texts)
    return batch
  }

  return {
    get length() {
      return taken + held
    },
    record,
    takeBatch,
    countOf: (type) => counts[TRACE_TYPE_NUMBERS.get(type) as number] as number,
    fingerprint: () => hash.digest(),
  }
}

export interface TraceReader {
  readonly length: number
  /** Takes over a batch; throws a RangeError when it is not the next one. */
  append(batch: TraceBatch): void
  typeOf(event: number): (typeof TRACE_EVENT_TYPES)[number]
  /** The type's place in TRACE_EVENT_TYPES: cheaper than its name in a hot loop. */
  typeNumber(event: number): number
  atOf(event: number): number
  nodeOf(event: number): number
  causeOf(event: number): number
  traceOf(event: number): number
  /** Field `index` of an event, as TRACE_LAYOUTS orders them. */
  numberOf(event: number, index: number): number
  textOf(event: number, index: number): string
  /** The event as an object; for what is shown, not for folding millions. */
  eventAt(event: number): TraceEvent
}

/** Keeps batches as they came: nothing is copied, an event is found by its batch. */
export function createTraceReader(): TraceReader {
  const batches: TraceBatch[] = []
  const firsts: number[] = []
  const texts: string[] = []
  let length = 0
  // The batch read last, taken apart: folds read millions of fields, nearly all in the batch of the one before.
  let first = 0
  let end = 0
  let types: TraceBatch['types'] = new Uint8Array(0)
  let at: TraceBatch['at'] = new Float64Array(0)
  let nodes: TraceBatch['nodes'] = new Int16Array(0)
  let causes: TraceBatch['causes'] = new Int32Array(0)
  let traces: TraceBatch['traces'] = new Int32Array(0)
  let offsets: TraceBatch['offsets'] = new Uint32Array(0)
  let numbers: TraceBatch['numbers'] = new Float64Array(0)

  function turnTo(event: number): void {
    if (event < 0 || event >= length) throw new RangeError(`There is no event ${event}: the log has ${length}.`)
    let low = 0
    let high = firsts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((firsts[middle] as number) <= event) low = middle
      else high = middle - 1
    }
    const batch = batches[low] as TraceBatch
    first = batch.first
    end = first + batch.types.length
    ;({ types, at, nodes, causes, traces, offsets, numbers } = batch)
  }

  function numberOf(event: number, index: number): number {
    if (event < first || event >= end) turnTo(event)
    return numbers[(offsets[event - first] as number) + index] as number
  }
  const textOf = (event: number, index: number): string => texts[numberOf(event, index)] as string
  function typeNumber(event: number): number {
    if (event < first || event >= end) turnTo(event)
    return types[event - first] as number
  }
  function atOf(event: number): number {
    if (event < first || event >= end) turnTo(event)
    return at[event - first] as number
  }
  function nodeOf(event: number): number {
    if (event < first || event >= end) turnTo(event)
    return nodes[event - first] as number
  }
  function causeOf(event: number): number {
    if (event < first || event >= end) turnTo(event)
    return causes[event - first] as number
  }
  function traceOf(event: number): number {
    if (event < first || event >= end) turnTo(event)
    return traces[event - first] as number
  }

  return {
    get length() {
      return length
    },
    append(batch) {
      if (batch.first !== length || batch.firstText !== texts.length)
        throw new RangeError(`A batch begins at event ${batch.first}, but the log has ${length}.`)
      batches.push(batch)
      firsts.push(batch.first)
      for (const entry of batch.texts) texts.push(entry)
      length += batch.types.length
    },
    typeOf: (event) => TRACE_EVENT_TYPES[typeNumber(event)] as (typeof TRACE_EVENT_TYPES)[number],
    typeNumber,
    atOf,
    nodeOf,
    causeOf,
    traceOf,
    numberOf,
    textOf,
    eventAt(event) {
      const type = typeNumber(event)
      const fields: Record<string, number | string> = {}
      for (const [index, field] of (TRACE_LAYOUTS[type] ?? []).entries())
        fields[field.name] = field.isText ? textOf(event, index) : numberOf(event, index)
      const row: unknown = {
        type: TRACE_EVENT_TYPES[type],
        at: atOf(event),
        node: nodeOf(event),
        cause: causeOf(event),
        trace: traceOf(event),
        ...fields,
      }
      return row as TraceEvent
    },
  }
}
