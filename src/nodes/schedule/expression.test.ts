import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatIsoUtc, parseIsoUtc } from '#base'
import { nextFiring, parseScheduleExpression } from './expression.ts'

const START = '2026-01-01T00:00:00Z'

function firings(text: string, count: number, startAt = START, afterUs = -1): string[] {
  const parsed = parseScheduleExpression(text)
  if (!parsed.ok) throw new Error(`${text}: ${parsed.error}`)
  const startMs = parseIsoUtc(startAt) as number
  const times: string[] = []
  let at = afterUs
  while (times.length < count) {
    at = nextFiring(parsed.value, at, startMs)
    if (at === Number.POSITIVE_INFINITY) break
    times.push(formatIsoUtc(startMs + at / 1000).slice(0, 16))
  }
  return times
}

describe('what is read', () => {
  test.each([
    'rate(1 minute)',
    'rate(5 minutes)',
    'rate(1 hour)',
    'rate(12 hours)',
    'rate(1 day)',
    'rate(365 days)',
    'cron(0 10 * * ? *)',
    'cron(15 12 * * ? *)',
    'cron(0 18 ? * MON-FRI *)',
    'cron(0 8 1 * ? *)',
    'cron(0/15 * * * ? *)',
    'cron(*/15 * * * ? *)',
    'cron(0/10 * ? * MON-FRI *)',
    'cron(0/5 8-17 ? * MON-FRI *)',
    'cron(0/30 20-2 ? * MON-FRI *)',
    'cron(0 9 ? * 2#1 *)',
    'cron(0 2 ? * SAT#3 *)',
    'cron(15 10 ? * 6L 2022-2023)',
    'cron(0 0 L * ? *)',
    'cron(0 0 LW * ? *)',
    'cron(0 0 15W * ? *)',
    'cron(5,35 14 * * ? *)',
    'cron(0 12 1 JAN,JUL ? 2030/2)',
    'cron(0/2 * ? * MON-FRI *)',
  ])('%s', (text) => {
    expect(parseScheduleExpression(text)).toMatchObject({ ok: true })
  })
})

describe('what is refused', () => {
  test.each([
    ['', 'shape'],
    ['5 minutes', 'shape'],
    ['rate()', 'shape'],
    ['rate(5)', 'shape'],
    ['rate(10)', 'shape'],
    ['RATE(1 minute)', 'shape'],
    ['Rate(5 minutes)', 'shape'],
    [' rate(10 minutes)', 'shape'],
    ['rate(10 minutes) ', 'shape'],
    ['rate (10 minutes)', 'shape'],
    ['rate( 10 minutes)', 'shape'],
    ['rate(10  minutes)', 'shape'],
    ['rate(10 minutes )', 'shape'],
    ['rate(0 minutes)', 'rate-value'],
    ['rate(-5 minutes)', 'rate-value'],
    ['rate(1.5 hours)', 'rate-value'],
    ['rate(05 minutes)', 'rate-value'],
    ['rate(1 minutes)', 'rate-plural'],
    ['rate(10 minute)', 'rate-plural'],
    ['rate(5 minute)', 'rate-plural'],
    ['rate(1 hours)', 'rate-plural'],
    ['rate(2 day)', 'rate-plural'],
    ['rate(10 MINUTES)', 'rate-unit'],
    ['rate(10 seconds)', 'rate-unit'],
    ['rate(1 second)', 'rate-unit'],
    ['rate(1 year)', 'rate-unit'],
    ['rate(2 weeks)', 'rate-unit'],
    ['rate(1 constructor)', 'rate-unit'],
    ['cron()', 'cron-fields'],
    ['cron(0 12 * * ?)', 'cron-fields'],
    ['cron(0 12 * * ? * *)', 'cron-fields'],
    ['cron(0  12 * * ? *)', 'cron-fields'],
    ['cron(0 1 * * * *)', 'one-question-mark'],
    ['cron(0 1 ? * ? *)', 'one-question-mark'],
    ['cron(0 1 1 * MON *)', 'one-question-mark'],
    ['cron(60 1 * * ? *)', 'minutes'],
    ['cron(71 8 1 * ? *)', 'minutes'],
    ['cron(0/0 1 * * ? *)', 'minutes'],
    ['cron(, 1 * * ? *)', 'minutes'],
    ['cron(0 24 * * ? *)', 'hours'],
    ['cron(0 dummy ? * MON-FRI *)', 'hours'],
    ['cron(0 1-2-3 * * ? *)', 'hours'],
    ['cron(0 1 0 * ? *)', 'day-of-month'],
    ['cron(0 1 32 * ? *)', 'day-of-month'],
    ['cron(0 1 32W * ? *)', 'day-of-month'],
    ['cron(0 1 1,L * ? *)', 'day-of-month'],
    ['cron(0 1 1 13 ? *)', 'month'],
    ['cron(0 1 1 ENERO ? *)', 'month'],
    ['cron(0 1 ? * 0 *)', 'day-of-week'],
    ['cron(0 1 ? * 8 *)', 'day-of-week'],
    ['cron(0 1 ? * MON#6 *)', 'day-of-week'],
    ['cron(0 1 ? * MON/2 *)', 'day-of-week'],
    ['cron(0 1 * * ? 1969)', 'year'],
    ['cron(0 1 * * ? 2200)', 'year'],
    ['cron(0 1 * * ? 2030-2020)', 'year'],
  ])('%s: %s', (text, reason) => {
    expect(parseScheduleExpression(text)).toEqual({ ok: false, error: reason })
  })
})

describe('when it fires', () => {
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
          const at = nextFiring(parsed.value, afterS * 1_000_000, startMs)
          if (at === Number.POSITIVE_INFINITY) return
          expect(Number.isSafeInteger(at)).toBe(true)
          expect(at).toBeGreaterThan(afterS * 1_000_000)
          const date = new Date(startMs + at / 1000)
          const has = (text: string, value: number): boolean => text === '?' || text.split(',').includes(String(value))
          expect(
            has(minute, date.getUTCMinutes()) && has(hour, date.getUTCHours()) && has(month, date.getUTCMonth() + 1),
          ).toBe(true)
          expect(has(dom as string, date.getUTCDate()) && has(dow as string, date.getUTCDay() + 1)).toBe(true)
          const again = nextFiring(parsed.value, at - 1, startMs)
          expect(again).toBe(at)
        },
      ),
      { numRuns: 300 },
    )
  })
})
