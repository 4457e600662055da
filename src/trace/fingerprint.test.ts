// The fingerprint covers every field of every event: whichever is altered, it is another one.
import { expect, test } from 'vitest'
import { TRACE_EVENT_TYPES, TRACE_EVENTS, TRACE_LAYOUTS, type TraceEventType, type TraceFact } from './events.ts'
import { createTraceWriter } from './log.ts'

interface Row {
  readonly at: number
  readonly node: number
  readonly cause: number
  readonly trace: number
  readonly fact: Readonly<Record<string, string | number>>
}

const HEAD = ['at', 'node', 'cause', 'trace'] as const

const rowOf = (type: TraceEventType, index: number): Row => ({
  at: 1000 + index,
  node: index % 3,
  cause: index - 1,
  trace: index % 2,
  fact: Object.fromEntries([
    ['type', type],
    ...Object.entries(TRACE_EVENTS[type]).map(([name, field], place) => [
      name,
      field.text ? `${name} ${index}` : 10 * index + place,
    ]),
  ]),
})

const ROWS: readonly Row[] = TRACE_EVENT_TYPES.map(rowOf)

function fingerprintOf(rows: readonly Row[]): string {
  const writer = createTraceWriter()
  for (const { at, node, cause, trace, fact } of rows) {
    const said: unknown = fact
    writer.record(at, node, cause, trace, said as TraceFact)
  }
  return writer.fingerprint()
}

const whole = fingerprintOf(ROWS)

const altered = (index: number, change: (row: Row) => Row): string =>
  fingerprintOf(ROWS.map((row, at) => (at === index ? change(row) : row)))

test.each(TRACE_EVENT_TYPES.map((type, index) => [type, index] as const))(
  'altering any field of %s changes the fingerprint',
  (type, index) => {
    const seen = new Set([whole])
    const fields = TRACE_LAYOUTS[index] ?? []
    const expectNew = (fingerprint: string, what: string): void => {
      expect(seen.has(fingerprint), `${type}.${what}`).toBe(false)
      seen.add(fingerprint)
    }
    for (const name of HEAD)
      expectNew(
        altered(index, (row) => ({ ...row, [name]: row[name] + 1 })),
        name,
      )
    for (const { name, isText } of fields) {
      const set = (value: string | number) =>
        altered(index, (row) => ({ ...row, fact: { ...row.fact, [name]: value } }))
      const value = ROWS[index]?.fact[name]
      if (isText) {
        expectNew(set(`${String(value)}.`), name)
        expectNew(set(''), `${name} empty`)
        expectNew(set(`${String(value)}`.replace(/^./, (first) => first.toUpperCase())), `${name} in capitals`)
      } else {
        expectNew(set(Number(value) + 1), name)
        expectNew(set(-Number(value) - 0.5), `${name} negative`)
        // Beyond whole numbers of 32 bits, and the least difference a number can have.
        expectNew(set(Number(value) + 2 ** 40), `${name} large`)
        expectNew(set(Number(value) * (1 + Number.EPSILON) + Number.MIN_VALUE), `${name} by the least`)
      }
    }
  },
)

test('leaving an event out, adding one or changing their order changes the fingerprint', () => {
  const seen = new Set([whole])
  for (let index = 0; index < ROWS.length; index++) {
    seen.add(fingerprintOf(ROWS.filter((_, at) => at !== index)))
    seen.add(fingerprintOf([...ROWS.slice(0, index), ...ROWS.slice(index, index + 1), ...ROWS.slice(index)]))
  }
  expect(seen.size).toBe(1 + 2 * ROWS.length)
  expect(fingerprintOf([...ROWS].reverse())).not.toBe(whole)
})

test('a text that ends where the next begins is not the same as one that goes on', () => {
  const note = (code: string, detail: string): Row => ({
    at: 0,
    node: 0,
    cause: -1,
    trace: -1,
    fact: { type: 'problem-noted', code, detail },
  })
  expect(fingerprintOf([note('ab', 'c')])).not.toBe(fingerprintOf([note('a', 'bc')]))
})

test('what is taken out in batches, and when, does not change the fingerprint', () => {
  const writer = createTraceWriter()
  for (const { at, node, cause, trace, fact } of ROWS) {
    const said: unknown = fact
    writer.record(at, node, cause, trace, said as TraceFact)
    writer.takeBatch(1)
    writer.fingerprint()
  }
  expect(writer.fingerprint()).toBe(whole)
})
