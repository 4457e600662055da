// Given this expression in this zone, when the run starts here, then it fires at these times.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatIsoUtc, parseIsoUtc } from '#base'
import { parseScheduleExpression, type ScheduleExpression } from './expression.ts'
import { beforeFirstFiring, type FiringPlan, nextFiring } from './firings.ts'
import { timeZoneOf } from './time-zone-data.ts'

const START = '2026-01-01T00:00:00Z'

const planFor = (expression: ScheduleExpression, more: Partial<FiringPlan>): FiringPlan => ({
  expression,
  flavour: 'rule',
  zone: undefined,
  startDateMs: undefined,
  endDateMs: undefined,
  ...more,
})

function firings(text: string, count: number, startAt = START, more: Partial<FiringPlan> = {}): string[] {
  const parsed = parseScheduleExpression(text, more.flavour)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error}`)
  const startMs = parseIsoUtc(startAt) as number
  const plan = planFor(parsed.value, more)
  const times: string[] = []
  let at = plan.flavour === 'rule' ? -1 : beforeFirstFiring('scheduler')
  while (times.length < count) {
    at = nextFiring(plan, at, startMs)
    if (at === Number.POSITIVE_INFINITY) break
    times.push(formatIsoUtc(startMs + at / 1000).slice(0, 16))
  }
  return times
}

describe('a rule fires', () => {
  test.each<[string, string, string[]]>([
    ['rate(1 minute)', START, ['2026-01-01T00:01', '2026-01-01T00:02']],
    ['rate(2 days)', START, ['2026-01-03T00:00', '2026-01-05T00:00']],
    ['cron(0 10 * * ? *)', START, ['2026-01-01T10:00', '2026-01-02T10:00']],
    ['cron(*/20 23 * * ? *)', START, ['2026-01-01T23:00', '2026-01-01T23:20', '2026-01-01T23:40', '2026-01-02T23:00']],
    ['cron(0 0 1 1 ? *)', START, ['2026-01-01T00:00', '2027-01-01T00:00']],
    ['cron(0 18 ? * MON-FRI *)', START, ['2026-01-01T18:00', '2026-01-02T18:00', '2026-01-05T18:00']],
    ['cron(0 0 ? * 1 *)', START, ['2026-01-04T00:00', '2026-01-11T00:00']],
    [
      'cron(0 0 ? * FRI-MON *)',
      START,
      ['2026-01-02T00:00', '2026-01-03T00:00', '2026-01-04T00:00', '2026-01-05T00:00', '2026-01-09T00:00'],
    ],
    ['cron(0 0 ? * 6L *)', START, ['2026-01-30T00:00', '2026-02-27T00:00']],
    ['cron(0 2 ? * SAT#3 *)', START, ['2026-01-17T02:00', '2026-02-21T02:00']],
    ['cron(0 0 ? * MON#5 *)', START, ['2026-03-30T00:00', '2026-06-29T00:00']],
    ['cron(0 0 L * ? *)', START, ['2026-01-31T00:00', '2026-02-28T00:00', '2026-03-31T00:00']],
    ['cron(0 0 LW * ? *)', START, ['2026-01-30T00:00', '2026-02-27T00:00', '2026-03-31T00:00']],
    ['cron(0 0 1W * ? *)', '2026-02-01T00:00:00Z', ['2026-02-02T00:00', '2026-03-02T00:00', '2026-04-01T00:00']],
    ['cron(0 0 1W 8 ? *)', START, ['2026-08-03T00:00']],
    ['cron(0 0 15W * ? *)', '2026-02-01T00:00:00Z', ['2026-02-16T00:00', '2026-03-16T00:00']],
    ['cron(0 0 31W * ? *)', START, ['2026-01-30T00:00', '2026-03-31T00:00', '2026-05-29T00:00']],
    ['cron(0 12 29 2 ? *)', START, ['2028-02-29T12:00', '2032-02-29T12:00']],
    ['cron(30 6 ? JAN,JUL WED 2027)', START, ['2027-01-06T06:30', '2027-01-13T06:30']],
    ['cron(0 22-1 * * ? *)', START, ['2026-01-01T00:00', '2026-01-01T01:00', '2026-01-01T22:00', '2026-01-01T23:00']],
  ])('%s from %s', (text, startAt, expected) => {
    expect(firings(text, expected.length, startAt)).toEqual(expected)
  })

  test('a start between two minutes waits for the next whole one', () => {
    expect(firings('cron(* * * * ? *)', 2, '2026-01-01T00:00:30.500Z')).toEqual([
      '2026-01-01T00:01',
      '2026-01-01T00:02',
    ])
  })

  test.each(['cron(0 0 30 2 ? *)', 'cron(0 0 1 1 ? 2025)'])('%s has no firing left', (text) => {
    expect(firings(text, 1)).toEqual([])
  })

  test('firings are whole microseconds, strictly later, and match every field of the expression', () => {
    const list = (low: number, high: number) =>
      fc
        .uniqueArray(fc.integer({ min: low, max: high }), { minLength: 1, maxLength: 4 })
        .map((values) => values.join(','))
    const days = fc.oneof(
      list(1, 31).map((text) => [text, '?']),
      list(1, 7).map((text) => ['?', text]),
    )
    fc.assert(
      fc.property(
        list(0, 59),
        list(0, 23),
        days,
        list(1, 12),
        fc.integer({ min: 0, max: 400 * 86_400 }),
        (minute, hour, [dom, dow], month, afterS) => {
          const parsed = parseScheduleExpression(`cron(${minute} ${hour} ${dom} ${month} ${dow} *)`)
          if (!parsed.ok) throw new Error(parsed.error)
          const startMs = parseIsoUtc(START) as number
          const plan = planFor(parsed.value, {})
          const at = nextFiring(plan, afterS * 1_000_000, startMs)
          if (at === Number.POSITIVE_INFINITY) return
          expect(Number.isSafeInteger(at)).toBe(true)
          expect(at).toBeGreaterThan(afterS * 1_000_000)
          const date = new Date(startMs + at / 1000)
          const has = (text: string, value: number): boolean => text === '?' || text.split(',').includes(String(value))
          expect(
            has(minute, date.getUTCMinutes()) && has(hour, date.getUTCHours()) && has(month, date.getUTCMonth() + 1),
          ).toBe(true)
          expect(has(dom as string, date.getUTCDate()) && has(dow as string, date.getUTCDay() + 1)).toBe(true)
          const again = nextFiring(plan, at - 1, startMs)
          expect(again).toBe(at)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('a schedule of Scheduler fires', () => {
  const inZone = (name: string): Partial<FiringPlan> => ({ flavour: 'scheduler', zone: timeZoneOf(name) })

  test.each<[string, string, string, string[]]>([
    ['cron(0 9 * * ? *)', 'America/New_York', '2026-03-07T00:00:00Z', ['2026-03-07T14:00', '2026-03-08T13:00']],
    ['cron(0 9 * * ? *)', 'Europe/Berlin', '2026-10-24T00:00:00Z', ['2026-10-24T07:00', '2026-10-25T08:00']],
    ['cron(30 6 * * ? *)', 'Asia/Kathmandu', '2026-01-01T00:00:00Z', ['2026-01-01T00:45', '2026-01-02T00:45']],
    ['cron(0 0 1 * ? *)', 'Asia/Shanghai', '2026-01-02T00:00:00Z', ['2026-01-31T16:00', '2026-02-28T16:00']],
    ['cron(0 12 ? * MON *)', 'America/Sao_Paulo', '2026-11-01T00:00:00Z', ['2026-11-02T15:00', '2026-11-09T15:00']],
  ])('%s in %s by the clock there', (text, zone, startAt, expected) => {
    expect(firings(text, expected.length, startAt, inZone(zone))).toEqual(expected)
  })

  test.each<[string, string, string, string[]]>([
    ['cron(30 2 * * ? *)', 'America/New_York', '2026-03-07T12:00:00Z', ['2026-03-09T06:30', '2026-03-10T06:30']],
    ['cron(15 2 * * ? *)', 'Australia/Lord_Howe', '2026-10-02T20:00:00Z', ['2026-10-04T15:15', '2026-10-05T15:15']],
    ['cron(0 12 * * ? *)', 'Pacific/Apia', '2011-12-29T00:00:00Z', ['2011-12-29T22:00', '2011-12-30T22:00']],
  ])('%s in %s not on the day whose clock skips it', (text, zone, startAt, expected) => {
    expect(firings(text, expected.length, startAt, inZone(zone))).toEqual(expected)
  })

  test.each<[string, string, string, string[]]>([
    ['cron(30 1 * * ? *)', 'America/New_York', '2026-11-01T00:00:00Z', ['2026-11-01T05:30', '2026-11-02T06:30']],
    ['cron(0 * * * ? *)', 'Europe/Berlin', '2026-10-24T23:30:00Z', ['2026-10-25T00:00', '2026-10-25T02:00']],
    ['cron(45 1 * * ? *)', 'Australia/Lord_Howe', '2026-04-04T12:00:00Z', ['2026-04-04T14:45', '2026-04-05T15:15']],
  ])('%s in %s once where the clock shows it twice', (text, zone, startAt, expected) => {
    expect(firings(text, expected.length, startAt, inZone(zone))).toEqual(expected)
  })

  test('at a rate at once, and every 24 hours whatever the clock does', () => {
    const zone = inZone('America/New_York')
    expect(firings('rate(1 day)', 3, '2026-03-07T12:00:00Z', zone)).toEqual([
      '2026-03-07T12:00',
      '2026-03-08T12:00',
      '2026-03-09T12:00',
    ])
  })

  test.each([
    ['at(2026-07-01T09:00:00)', 'UTC', ['2026-07-01T09:00']],
    ['at(2026-07-01T09:00:00)', 'America/New_York', ['2026-07-01T13:00']],
    ['at(2026-11-01T01:30:00)', 'America/New_York', ['2026-11-01T05:30']],
    ['at(2026-03-08T02:30:00)', 'America/New_York', []],
    ['at(2025-12-31T23:59:59)', 'UTC', []],
  ])('%s in %s once: %o', (text, zone, expected) => {
    expect(firings(text, 2, START, inZone(zone))).toEqual(expected)
  })

  test('not before its start date, nor after its end date', () => {
    const dates = (start: string, end: string): Partial<FiringPlan> => ({
      flavour: 'scheduler',
      startDateMs: parseIsoUtc(start),
      endDateMs: parseIsoUtc(end),
    })
    const inHalfAnHour = dates('2026-01-01T00:30:00Z', '2026-01-01T03:00:00Z')
    expect(firings('rate(1 hour)', 9, START, inHalfAnHour)).toEqual([
      '2026-01-01T00:30',
      '2026-01-01T01:30',
      '2026-01-01T02:30',
    ])
    expect(firings('cron(0 * * * ? *)', 9, START, inHalfAnHour)).toEqual([
      '2026-01-01T01:00',
      '2026-01-01T02:00',
      '2026-01-01T03:00',
    ])
    // A start date in the past is where a rate counts from; a single time has neither.
    const since = dates('2025-12-31T23:45:00Z', '')
    expect(firings('rate(1 hour)', 2, START, since)).toEqual(['2026-01-01T00:45', '2026-01-01T01:45'])
    expect(firings('at(2026-01-01T05:00:00)', 2, START, inHalfAnHour)).toEqual(['2026-01-01T05:00'])
  })

  test('each time that its zone’s clock shows, in order and once', () => {
    const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Casablanca', 'Asia/Tehran']
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 0, max: 59 }),
        fc.integer({ min: 0, max: 23 }),
        fc.integer({ min: 0, max: 20_000 }),
        (name, minute, hour, day) => {
          const startAt = formatIsoUtc(day * 86_400_000).replace('.000', '')
          const times = firings(`cron(${minute} ${hour} * * ? *)`, 8, startAt, inZone(name))
          expect(new Set(times).size).toBe(8)
          expect([...times].sort()).toEqual(times)
          const shown = new Intl.DateTimeFormat('en-GB', { timeZone: name, timeStyle: 'short' })
          const two = (value: number): string => String(value).padStart(2, '0')
          for (const time of times) expect(shown.format(new Date(`${time}Z`))).toBe(`${two(hour)}:${two(minute)}`)
        },
      ),
      { numRuns: 200 },
    )
  })
})
