import { describe, expect, it } from 'vitest'
import { TRACE_TYPE_NUMBERS } from './events.ts'
import { BYTES_PER_SECOND_AT_MOST, createObserver, type Observer } from './observer.ts'
import { createScribe, SCENE, writeOrder } from './testing/scene.ts'
import { type BatchExpectation, checkBatch, TEXT_AT_MOST } from './validate.ts'
import type { TraceBatch } from './log.ts'

const EXPECTED: BatchExpectation = { events: 0, texts: 0, atUs: 0, nodes: SCENE.nodes.length, maximumEvents: 100 }

/** A fresh sound batch: each test spoils its own. */
function soundBatch(): TraceBatch {
  const scribe = createScribe()
  writeOrder(scribe)
  return scribe.batches()[0] as TraceBatch
}

const withColumn = <C extends { slice(): C }>(column: C, change: (column: C) => void): C => {
  const copy = column.slice()
  change(copy)
  return copy
}
const set = (column: { [index: number]: number }, index: number, value: number): void => {
  column[index] = value
}

type Spoil = (batch: TraceBatch) => unknown

const spoiled: readonly (readonly [string, Spoil])[] = [
  ['nothing', () => undefined],
  ['null', () => null],
  ['a text', () => 'batch'],
  ['a list', () => []],
  ['without types', (batch) => ({ ...batch, types: undefined })],
  ['types as a plain list', (batch) => ({ ...batch, types: [...batch.types] })],
  ['types of another width', (batch) => ({ ...batch, types: Uint16Array.from(batch.types) })],
  ['times as a list', (batch) => ({ ...batch, at: [...batch.at] })],
  ['nodes of another width', (batch) => ({ ...batch, nodes: Int32Array.from(batch.nodes) })],
  ['causes as floats', (batch) => ({ ...batch, causes: Float64Array.from(batch.causes) })],
  ['traces missing', (batch) => ({ ...batch, traces: undefined })],
  ['offsets signed', (batch) => ({ ...batch, offsets: Int32Array.from(batch.offsets) })],
  ['numbers as a list', (batch) => ({ ...batch, numbers: [...batch.numbers] })],
  ['texts as an object', (batch) => ({ ...batch, texts: { ...batch.texts } })],
  [
    'a text that is a number',
    (batch) => ({ ...batch, texts: batch.texts.map((text, index) => (index === 2 ? 7 : text)) }),
  ],
  ['texts with a hole', (batch) => ({ ...batch, texts: Object.assign([...batch.texts], { 3: undefined }) })],
  [
    'a text beyond any payload',
    (batch) => ({ ...batch, texts: ['x'.repeat(TEXT_AT_MOST + 1), ...batch.texts.slice(1)] }),
  ],
  ['more texts than numbers', (batch) => ({ ...batch, texts: Array.from(batch.numbers, () => '').concat('one more') })],
  ['a first event that is not next', (batch) => ({ ...batch, first: 1 })],
  ['a first event that is no number', (batch) => ({ ...batch, first: '0' })],
  ['a first text that is not next', (batch) => ({ ...batch, firstText: 5 })],
  ['no events', () => ({ ...soundBatch(), types: new Uint8Array(0) })],
  ['fewer times than events', (batch) => ({ ...batch, at: batch.at.slice(1) })],
  ['more causes than events', (batch) => ({ ...batch, causes: Int32Array.of(...batch.causes, 0) })],
  ['offsets too short', (batch) => ({ ...batch, offsets: batch.offsets.slice(0, -1) })],
  ['numbers too many', (batch) => ({ ...batch, numbers: Float64Array.of(...batch.numbers, 1) })],
  [
    'offsets that do not begin at 0',
    (batch) => ({ ...batch, offsets: withColumn(batch.offsets, (column) => set(column, 0, 1)) }),
  ],
  [
    'an offset that does not fit its type',
    (batch) => ({ ...batch, offsets: withColumn(batch.offsets, (column) => set(column, 2, 9)) }),
  ],
  [
    'a type there is not',
    (batch) => ({ ...batch, types: withColumn(batch.types, (column) => set(column, 0, TRACE_TYPE_NUMBERS.size)) }),
  ],
  ['time that goes back', (batch) => ({ ...batch, at: withColumn(batch.at, (column) => set(column, 5, 1)) })],
  ['time that is none', (batch) => ({ ...batch, at: withColumn(batch.at, (column) => set(column, 5, Number.NaN)) })],
  ['half a microsecond', (batch) => ({ ...batch, at: withColumn(batch.at, (column) => set(column, 0, 0.5)) })],
  ['time before the log', (batch) => ({ ...batch, at: withColumn(batch.at, (column) => set(column, 0, -1)) })],
  [
    'a node the run has not',
    (batch) => ({ ...batch, nodes: withColumn(batch.nodes, (column) => set(column, 3, SCENE.nodes.length)) }),
  ],
  ['a node below the run', (batch) => ({ ...batch, nodes: withColumn(batch.nodes, (column) => set(column, 3, -2)) })],
  [
    'an event caused by itself',
    (batch) => ({ ...batch, causes: withColumn(batch.causes, (column) => set(column, 3, 3)) }),
  ],
  ['a cause below none', (batch) => ({ ...batch, causes: withColumn(batch.causes, (column) => set(column, 3, -2)) })],
  ['a trace below none', (batch) => ({ ...batch, traces: withColumn(batch.traces, (column) => set(column, 3, -2)) })],
  [
    'a number that is infinite',
    (batch) => ({ ...batch, numbers: withColumn(batch.numbers, (column) => set(column, 0, Number.POSITIVE_INFINITY)) }),
  ],
  [
    'a text nobody sent',
    (batch) => ({ ...batch, numbers: withColumn(batch.numbers, (column) => set(column, 4, batch.texts.length)) }),
  ],
  ['half a text', (batch) => ({ ...batch, numbers: withColumn(batch.numbers, (column) => set(column, 4, 0.5)) })],
  [
    'a small view of a huge buffer',
    (batch) => ({ ...batch, types: new Uint8Array(new ArrayBuffer(1_000_000), 0, batch.types.length) }),
  ],
]

describe('a batch from the sealed worker', () => {
  it('is taken when it is what the log comes to next', () => {
    expect(checkBatch(soundBatch(), EXPECTED)).toMatchObject({ ok: true })
  })

  it('may have a text index of a text that came before', () => {
    expect(soundBatch().numbers[4]).toBe(0)
  })

  for (const [what, spoil] of spoiled)
    it(`is refused: ${what}`, () => {
      const result = checkBatch(spoil(soundBatch()), EXPECTED)
      expect(result.ok).toBe(false)
      if (!result.ok) expect(result.error).toMatch(/^\w+: /)
    })

  it('is refused when it has more events than were agreed', () => {
    expect(checkBatch(soundBatch(), { ...EXPECTED, maximumEvents: 10 }).ok).toBe(false)
  })
})

const observe = (): Observer => createObserver(SCENE, { maximumEventsOfBatch: 20_000 })

describe('the observer', () => {
  const refusals: readonly (readonly [string, unknown])[] = [
    ['no object', 7],
    ['another message', { type: 'hello' }],
    ['a batch without its time', { type: 'batch', batch: soundBatch() }],
    ['a time that is none', { type: 'batch', batch: soundBatch(), nowUs: Number.NaN }],
    ['a time before 0', { type: 'batch', batch: soundBatch(), nowUs: -5 }],
  ]
  for (const [what, message] of refusals)
    it(`refuses ${what}, and all that follows`, () => {
      const observer = observe()
      expect(observer.receive(message, 0)).toBe(false)
      expect(observer.problem?.code).toBe('malformed')
      expect(observer.receive({ type: 'batch', batch: soundBatch(), nowUs: 40_000_000 }, 0)).toBe(false)
      expect(observer.reader.length).toBe(0)
    })

  it('takes a flood for what it is, and the same amount over a while for work', () => {
    const text = 'x'.repeat(7_000_000)
    const batchAt = (number: number): TraceBatch => ({
      first: number,
      types: Uint8Array.of(TRACE_TYPE_NUMBERS.get('service-called') as number),
      at: Float64Array.of(0),
      nodes: Int16Array.of(5),
      causes: Int32Array.of(-1),
      traces: Int32Array.of(-1),
      offsets: Uint32Array.of(0, 3),
      numbers: Float64Array.of(number, number, number),
      firstText: number,
      texts: [text],
    })
    const send = (everyMs: number): Observer => {
      const observer = observe()
      for (let number = 0; number < 60; number++)
        observer.receive({ type: 'batch', batch: batchAt(number), nowUs: 0 }, number * everyMs)
      return observer
    }
    expect(send(0).problem?.code).toBe('flooding')
    expect(send((14_000_000 / BYTES_PER_SECOND_AT_MOST) * 1000).problem).toBeUndefined()
  })

  it('says when it can hold no more, and keeps what it has', () => {
    const observer = createObserver(SCENE, { maximumEventsOfBatch: 20_000, maximumEvents: 10 })
    expect(observer.receive({ type: 'batch', batch: soundBatch(), nowUs: 40_000_000 }, 0)).toBe(false)
    expect(observer.problem?.code).toBe('full')
    expect(observer.traceList({ from: 0, count: 1 }).total).toBe(1)
  })
})
