import { describe, expect, test } from 'vitest'
import { parseScheduleExpression, scheduleRefusal } from './expression.ts'

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

describe('what Scheduler reads', () => {
  test.each([
    'rate(1 minute)',
    'rate(10 minutes)',
    'rate(1 minutes)',
    'cron(0 10 * * ? *)',
    'cron(15 10 ? * 6L 2022-2023)',
    'at(2022-12-12T00:00:00)',
  ])('%s', (text) => {
    expect(parseScheduleExpression(text, 'scheduler')).toMatchObject({ ok: true })
  })

  test('an instant without a zone of its own', () => {
    const value = { kind: 'at', wallMs: Date.UTC(2026, 10, 20, 13, 0, 5) }
    expect(parseScheduleExpression('at(2026-11-20T13:00:05)', 'scheduler')).toEqual({ ok: true, value })
  })

  // Refused by AWS itself; two that no calendar has are added.
  test.each([
    ['cron(0 1 * * * *)', 'one-question-mark'],
    ['cron(7 20 * * NOT *)', 'day-of-week'],
    ['cron(INVALID)', 'cron-fields'],
    ['cron(0 dummy ? * MON-FRI *)', 'hours'],
    ['cron(71 8 1 * ? *)', 'minutes'],
    ['cron()', 'cron-fields'],
    ['rate(10 seconds)', 'rate-unit'],
    ['rate(10 years)', 'rate-unit'],
    ['rate()', 'shape'],
    ['rate(10)', 'shape'],
    ['rate(10 minutess)', 'rate-unit'],
    ['rate(foo minutes)', 'rate-value'],
    ['rate(-10 minutes)', 'rate-value'],
    ['rate( 10 minutes )', 'shape'],
    [' rate(10 minutes)', 'shape'],
    ['at(2021-12-31T23:59:59Z)', 'at-shape'],
    ['at(2021-12-31)', 'at-shape'],
    ['at(2026-02-30T10:00:00)', 'at-shape'],
    ['at(2026-02-20T25:00:00)', 'at-shape'],
  ])('not %s: %s', (text, reason) => {
    expect(parseScheduleExpression(text, 'scheduler')).toEqual({ ok: false, error: reason })
    expect(scheduleRefusal(text, 'scheduler')).toBe(`Invalid Schedule Expression ${text}.`)
  })

  test('but a rule takes no single time, and says what rules say', () => {
    expect(parseScheduleExpression('at(2026-11-20T13:00:00)')).toEqual({ ok: false, error: 'at-in-rule' })
    expect(scheduleRefusal('rate(1 minutes)', 'rule')).toBe('Parameter ScheduleExpression is not valid.')
  })
})
