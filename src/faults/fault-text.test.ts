import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FaultWithoutId, parseFaults, type PlaceNames, printFaults } from './fault-text.ts'

const NAMES: Readonly<Record<string, FaultWithoutId['on']>> = {
  Payments: { type: 'node', node: 'n5' },
  'Checkout -> Payments': { type: 'edge', edge: 'e4' },
  'Orders -> Late (undelivered)': { type: 'edge', edge: 'e9' },
}
const names: PlaceNames = {
  placeOf: (name) => (Object.hasOwn(NAMES, name) ? NAMES[name] : undefined),
  nameOf: (place) => Object.keys(NAMES).find((name) => JSON.stringify(NAMES[name]) === JSON.stringify(place)),
}
const read = (text: string) => parseFaults(text, names)
const wrong = (text: string) => {
  const parsed = read(text)
  return parsed.ok ? [] : parsed.error.map(({ line, code }) => `${line} ${code}`)
}

const ms = fc.nat(86_400_000)
const effect: fc.Arbitrary<FaultWithoutId['effect']> = fc.oneof(
  fc.record({ type: fc.constant('latency' as const), medianMs: ms, p99Ms: ms }),
  fc
    .record({
      type: fc.constant('error' as const),
      kind: fc.constantFrom('server-error' as const, 'throttled' as const, 'network' as const, 'client-error' as const),
      status: fc.option(fc.integer({ min: 400, max: 599 }), { nil: undefined }),
      body: fc.option(fc.string(), { nil: undefined }),
    })
    .map(({ status, body, ...rest }) => ({
      ...rest,
      ...(status !== undefined && { status }),
      ...(body !== undefined && { body }),
    })),
  fc.constantFrom({ type: 'drop' as const }, { type: 'partition' as const }, { type: 'crash' as const }),
  fc.record({ type: fc.constant('duplicate' as const), copies: fc.integer({ min: 1, max: 100 }), withinMs: ms }),
  fc.record({ type: fc.constant('reorder' as const), withinMs: ms }),
  fc.record({
    type: fc.constant('corrupt' as const),
    how: fc.constantFrom('truncate' as const, 'garble' as const, 'empty' as const),
  }),
  fc.record({
    type: fc.constant('throttle' as const),
    perSecond: fc.integer({ min: 1, max: 1000 }),
    burst: fc.integer({ min: 1, max: 1000 }),
  }),
  fc.record({ type: fc.constant('outage' as const), how: fc.constantFrom('refused' as const, 'silent' as const) }),
  fc.constant({ type: 'poison' as const, pattern: '{"sku": [{"prefix": "x"}]}' }),
  fc.record({ type: fc.constant('slow-start' as const), factor: fc.integer({ min: 1, max: 99 }), overMs: ms }),
)
const fault: fc.Arbitrary<FaultWithoutId> = fc
  .record({
    on: fc.constantFrom(...Object.values(NAMES)),
    startMs: ms,
    lengthMs: fc.option(fc.integer({ min: 1, max: 86_400_000 }), { nil: undefined }),
    percent: fc.integer({ min: 1, max: 100 }),
    effect,
  })
  .map(({ lengthMs, ...rest }) => ({ ...rest, ...(lengthMs !== undefined && { endMs: rest.startMs + lengthMs }) }))

describe('faults as text', () => {
  test('what is printed is read back as the same faults', () => {
    fc.assert(
      fc.property(fc.array(fault, { maxLength: 6 }), (faults) => {
        expect(read(printFaults(faults, names))).toEqual({ ok: true, value: faults })
      }),
    )
  })

  test('is written as people would', () => {
    const text = [
      'Payments 10s..30s outage refused',
      'Checkout -> Payments 5s.. 50% latency 800ms p99 2s',
      'Orders -> Late (undelivered) 0s..1m error server-error status 502 body "down for \\"tea\\""',
    ].join('\n')
    const parsed = read(text)
    expect(parsed.ok && printFaults(parsed.value, names)).toBe(text)
  })

  test('spaces and empty lines count for nothing', () => {
    expect(read('\n  Checkout->Payments   10s..30s   drop \n\n')).toEqual({
      ok: true,
      value: [
        { on: NAMES['Checkout -> Payments'], startMs: 10_000, endMs: 30_000, percent: 100, effect: { type: 'drop' } },
      ],
    })
  })

  test.each([
    ['Nobody 10s..30s drop', '1 place'],
    ['\nPayments soon drop', '2 time'],
    ['Payments 30s..10s drop', '1 time'],
    ['Payments 10s..30s 0% drop', '1 percent'],
    ['Payments 10s..30s 120% drop', '1 percent'],
    ['Payments 10s..30s explode', '1 effect'],
    ['Payments 10s..30s constructor', '1 effect'],
    ['Payments 10s..30s latency much', '1 rest'],
    ['Payments 10s..30s drop it', '1 rest'],
    ['Payments 10s..30s error network body "half', '1 rest'],
  ])('%j is refused at its place', (text, place) => {
    expect(wrong(text)).toEqual([place])
  })

  test('each line that is wrong is told, and none is taken', () => {
    expect(wrong('Payments 1s..2s drop\nNobody 1s..2s drop\nPayments 1s..2s explode')).toEqual(['2 place', '3 effect'])
  })

  test('any text is read or refused in no time', () => {
    fc.assert(fc.property(fc.string({ maxLength: 2000 }), (text) => void read(text)))
    expect(wrong(`Payments 1s..2s ${' '.repeat(100_000)}x`)).toEqual(['1 effect'])
  })
})
