import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { civilFromEpochMs, daysFromCivil, formatIsoUtc, parseIsoUtc } from './calendar.ts'

const epoch = fc.integer({ min: Date.UTC(1600, 0, 1), max: Date.UTC(2400, 0, 1) })

describe('the calendar', () => {
  test('agrees with Date at any instant of eight centuries', () => {
    fc.assert(
      fc.property(epoch, (ms) => {
        const date = new Date(ms)
        expect(civilFromEpochMs(ms)).toEqual({
          year: date.getUTCFullYear(),
          month: date.getUTCMonth() + 1,
          day: date.getUTCDate(),
          hour: date.getUTCHours(),
          minute: date.getUTCMinutes(),
          second: date.getUTCSeconds(),
          millisecond: date.getUTCMilliseconds(),
          weekday: date.getUTCDay(),
        })
        expect(formatIsoUtc(ms)).toBe(date.toISOString())
        expect(parseIsoUtc(date.toISOString())).toBe(ms)
        expect(daysFromCivil(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(
          Math.floor(ms / 86_400_000),
        )
      }),
    )
  })

  test('knows every day of a leap year, a common one and the centuries', () => {
    for (const year of [1900, 2000, 2023, 2024, 2100])
      for (let ms = Date.UTC(year, 0, 1); ms < Date.UTC(year + 1, 0, 1); ms += 86_400_000)
        expect(formatIsoUtc(ms)).toBe(new Date(ms).toISOString())
  })

  test.each([
    ['2026-01-01T00:00:00Z', 1_767_225_600_000],
    ['2026-01-01T00:00:00.5Z', 1_767_225_600_500],
    ['2024-02-29T23:59:59.999Z', Date.UTC(2024, 1, 29, 23, 59, 59, 999)],
    ['2023-02-29T00:00:00Z', undefined],
    ['2026-13-01T00:00:00Z', undefined],
    ['2026-00-10T00:00:00Z', undefined],
    ['2026-01-32T00:00:00Z', undefined],
    ['2026-01-00T00:00:00Z', undefined],
    ['2026-01-01T24:00:00Z', undefined],
    ['2026-01-01T00:60:00Z', undefined],
    ['2026-01-01T00:00:60Z', undefined],
    ['2026-01-01T00:00:00', undefined],
    ['2026-01-01T00:00:00+01:00', undefined],
    ['2026-01-01', undefined],
    ['', undefined],
  ])('reads %j as %j', (text, ms) => {
    expect(parseIsoUtc(text)).toBe(ms)
  })
})
