import { expect, test } from 'vitest'
import { formatInstant, formatUtc, formatUtcTime } from './times.ts'

const START = Date.UTC(2026, 0, 1)

test.each([
  [0, '0:00.000'],
  [4_217_900, '0:04.217'],
  [61_000_000, '1:01.000'],
  [3_723_004_000, '1:02:03.004'],
  [90_000_000_000, '25:00:00.000'],
])('%i µs reads %s on the run’s clock', (us, text) => expect(formatInstant(us)).toBe(text))

test('UTC is the run’s start plus virtual time', () => {
  expect(formatUtc(START, 4_217_900)).toBe('2026-01-01T00:00:04.217Z')
  expect(formatUtcTime(START, 86_400_000_000)).toBe('00:00:00.000')
})

test('beyond the calendar there is no text', () => {
  expect(formatUtc(START, 9e21)).toBe('')
})
