// rate(…) and cron(…) as EventBridge rules read them: strict, six fields, UTC, Sunday is 1. (semantics A3.3)
import { civilFromEpochMs, daysFromCivil, failure, type Result, success } from '#base'

export type ScheduleReason =
  | 'shape'
  | 'rate-value'
  | 'rate-unit'
  | 'rate-plural'
  | 'cron-fields'
  | 'minutes'
  | 'hours'
  | 'day-of-month'
  | 'month'
  | 'day-of-week'
  | 'year'
  | 'one-question-mark'

type MonthDays =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  | { readonly kind: 'last' }
  | { readonly kind: 'last-weekday' }
  | { readonly kind: 'nearest-weekday'; readonly day: number }

/** Days of the week from 1 (Sunday) to 7. */
type WeekDays =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  | { readonly kind: 'last'; readonly day: number }
  | { readonly kind: 'nth'; readonly day: number; readonly nth: number }

export interface RateExpression {
  readonly kind: 'rate'
  readonly everyUs: number
}

export interface CronExpression {
  readonly kind: 'cron'
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  /** Exactly one of the two decides about days. */
  readonly days: { readonly of: 'month'; readonly which: MonthDays } | { readonly of: 'week'; readonly which: WeekDays }
  readonly months: readonly number[]
  readonly years: readonly number[]
}

export type ScheduleExpression = RateExpression | CronExpression

const MINUTE_US = 60_000_000
const DAY_MS = 86_400_000
const UNIT_US: Readonly<Record<string, number>> = { minute: MINUTE_US, hour: 60 * MINUTE_US, day: 1440 * MINUTE_US }
/** [V] */
const FIRST_YEAR = 1970
const LAST_YEAR = 2199
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

function parseRate(text: string): Result<RateExpression, ScheduleReason> {
  const [amount, unit, ...more] = text.split(' ')
  if (amount === undefined || unit === undefined || more.length > 0) return failure('shape')
  if (!/^[1-9][0-9]*$/.test(amount)) return failure('rate-value')
  const single = unit.replace(/s$/, '')
  const unitUs = Object.hasOwn(UNIT_US, single) ? UNIT_US[single] : undefined
  if (unitUs === undefined) return failure('rate-unit')
  // Strict in both directions: rate(1 minutes) and rate(10 minute) are refused. [R]
  if ((amount === '1') !== (unit === single)) return failure('rate-plural')
  return success({ kind: 'rate', everyUs: Number(amount) * unitUs })
}

interface Field {
  readonly low: number
  readonly high: number
  readonly names?: readonly string[]
  /** May a range go over the end, as FRI-MON? [K] */
  readonly wraps: boolean
  readonly steps: boolean
}

const MINUTES: Field = { low: 0, high: 59, wraps: true, steps: true }
const HOURS: Field = { low: 0, high: 23, wraps: true, steps: true }
const DAYS_OF_MONTH: Field = { low: 1, high: 31, wraps: true, steps: true }
const MONTH: Field = { low: 1, high: 12, names: MONTHS, wraps: true, steps: true }
const DAYS_OF_WEEK: Field = { low: 1, high: 7, names: WEEKDAYS, wraps: true, steps: false }
const YEARS: Field = { low: FIRST_YEAR, high: LAST_YEAR, wraps: false, steps: true }

function parseNumber(text: string, field: Field): number | undefined {
  const named = field.names?.indexOf(text.toUpperCase()) ?? -1
  if (named !== -1) return field.low + named
  if (!/^[0-9]{1,4}$/.test(text)) return undefined
  const value = Number(text)
  return value >= field.low && value <= field.high ? value : undefined
}

/** One item of a list: `*`, `5`, `1-5`, each with `/2` where the field has steps. */
function parseItem(text: string, field: Field): readonly number[] | undefined {
  const [span, stepText, ...more] = text.split('/') as [string, ...string[]]
  if (more.length > 0 || (stepText !== undefined && !field.steps)) return undefined
  const size = field.high - field.low + 1
  const step = stepText === undefined ? 1 : /^[0-9]{1,4}$/.test(stepText) ? Number(stepText) : 0
  if (step < 1 || step > size) return undefined
  let first = field.low
  let last = field.high
  if (span !== '*') {
    const ends = span.split('-')
    if (ends.length > 2) return undefined
    const [from, to] = ends.map((end) => parseNumber(end, field))
    if (from === undefined || (ends.length === 2 && to === undefined)) return undefined
    first = from
    last = to ?? (stepText === undefined ? from : field.high)
  }
  if (last < first && !field.wraps) return undefined
  const length = last >= first ? last - first : last + size - first
  const values: number[] = []
  for (let offset = 0; offset <= length; offset += step) values.push(field.low + ((first - field.low + offset) % size))
  return values
}

function parseList(text: string, field: Field): readonly number[] | undefined {
  const values = new Set<number>()
  for (const item of text.split(',')) {
    const found = parseItem(item, field)
    if (!found) return undefined
    for (const value of found) values.add(value)
  }
  return [...values].sort((a, b) => a - b)
}

/** L, LW and 15W stand alone; they are no part of lists. [K] */
function parseMonthDays(text: string): MonthDays | undefined {
  if (text === 'L') return { kind: 'last' }
  if (text === 'LW') return { kind: 'last-weekday' }
  if (text.endsWith('W')) {
    const day = parseNumber(text.slice(0, -1), DAYS_OF_MONTH)
    return day === undefined ? undefined : { kind: 'nearest-weekday', day }
  }
  const days = parseList(text, DAYS_OF_MONTH)
  return days && { kind: 'days', days }
}

/** `6L` is the last Friday, `6#3` the third; L alone is Saturday. */
function parseWeekDays(text: string): WeekDays | undefined {
  if (text === 'L') return { kind: 'days', days: [7] }
  if (text.endsWith('L')) {
    const day = parseNumber(text.slice(0, -1), DAYS_OF_WEEK)
    return day === undefined ? undefined : { kind: 'last', day }
  }
  const nth = /^(\w+)#([1-5])$/.exec(text)
  if (nth) {
    const day = parseNumber(nth[1] as string, DAYS_OF_WEEK)
    return day === undefined ? undefined : { kind: 'nth', day, nth: Number(nth[2]) }
  }
  const days = parseList(text, DAYS_OF_WEEK)
  return days && { kind: 'days', days }
}

function parseCron(text: string): Result<CronExpression, ScheduleReason> {
  const fields = text.split(' ')
  if (fields.length !== 6 || fields.includes('')) return failure('cron-fields')
  const [minuteText, hourText, monthDayText, monthText, weekDayText, yearText] = fields as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const minutes = parseList(minuteText, MINUTES)
  if (!minutes) return failure('minutes')
  const hours = parseList(hourText, HOURS)
  if (!hours) return failure('hours')
  const monthDays = monthDayText === '?' ? undefined : parseMonthDays(monthDayText)
  if (monthDayText !== '?' && !monthDays) return failure('day-of-month')
  const months = parseList(monthText, MONTH)
  if (!months) return failure('month')
  const weekDays = weekDayText === '?' ? undefined : parseWeekDays(weekDayText)
  if (weekDayText !== '?' && !weekDays) return failure('day-of-week')
  const years = parseList(yearText, YEARS)
  if (!years) return failure('year')
  if (monthDays && !weekDays)
    return success({ kind: 'cron', minutes, hours, days: { of: 'month', which: monthDays }, months, years })
  if (weekDays && !monthDays)
    return success({ kind: 'cron', minutes, hours, days: { of: 'week', which: weekDays }, months, years })
  return failure('one-question-mark')
}

/** Upper-case RATE, blanks around or inside the brackets, seconds: all refused, as the service does. [R] */
export function parseScheduleExpression(text: string): Result<ScheduleExpression, ScheduleReason> {
  const match = /^(rate|cron)\((.*)\)$/.exec(text)
  if (!match) return failure('shape')
  return match[1] === 'rate' ? parseRate(match[2] as string) : parseCron(match[2] as string)
}

const monthLength = (year: number, month: number): number =>
  month === 12 ? 31 : daysFromCivil(year, month + 1, 1) - daysFromCivil(year, month, 1)

/** 1 is Sunday. */
const weekdayOf = (year: number, month: number, day: number): number =>
  ((((daysFromCivil(year, month, day) + 4) % 7) + 7) % 7) + 1

/** The weekday nearest to a day without leaving its month. */
function nearestWeekday(year: number, month: number, day: number): number {
  const weekday = weekdayOf(year, month, day)
  if (weekday === 7) return day === 1 ? 3 : day - 1
  if (weekday === 1) return day === monthLength(year, month) ? day - 2 : day + 1
  return day
}

function monthDaysIn(which: MonthDays, year: number, month: number): readonly number[] {
  const length = monthLength(year, month)
  switch (which.kind) {
    case 'days':
      return which.days.filter((day) => day <= length)
    case 'last':
      return [length]
    case 'last-weekday':
      return [nearestWeekday(year, month, length)]
    case 'nearest-weekday':
      return which.day <= length ? [nearestWeekday(year, month, which.day)] : []
  }
}

function weekDaysIn(which: WeekDays, year: number, month: number): readonly number[] {
  const length = monthLength(year, month)
  const first = weekdayOf(year, month, 1)
  const firstOf = (weekday: number): number => 1 + ((weekday - first + 7) % 7)
  switch (which.kind) {
    case 'days': {
      const days: number[] = []
      for (let day = 1; day <= length; day++) if (which.days.includes(((first + day - 2) % 7) + 1)) days.push(day)
      return days
    }
    case 'last':
      return [firstOf(which.day) + 7 * Math.floor((length - firstOf(which.day)) / 7)]
    case 'nth': {
      const day = firstOf(which.day) + 7 * (which.nth - 1)
      return day <= length ? [day] : []
    }
  }
}

const atOrAfter = (values: readonly number[], low: number): number | undefined => values.find((value) => value >= low)

/** Milliseconds since 1970 of the first match at or after a whole minute. */
function nextCronMs(cron: CronExpression, fromMs: number): number {
  const from = civilFromEpochMs(fromMs)
  for (const year of cron.years) {
    if (year < from.year) continue
    for (const month of cron.months) {
      const sameMonth = year === from.year && month === from.month
      if (year === from.year && month < from.month) continue
      const { days } = cron
      for (const day of days.of === 'month'
        ? monthDaysIn(days.which, year, month)
        : weekDaysIn(days.which, year, month)) {
        const sameDay = sameMonth && day === from.day
        if (sameMonth && day < from.day) continue
        for (const hour of cron.hours) {
          if (sameDay && hour < from.hour) continue
          const minute = atOrAfter(cron.minutes, sameDay && hour === from.hour ? from.minute : 0)
          if (minute !== undefined) return daysFromCivil(year, month, day) * DAY_MS + (hour * 60 + minute) * 60_000
        }
      }
    }
  }
  return Number.POSITIVE_INFINITY
}

/**
 * The first firing strictly after `afterUs`, in whole microseconds of virtual time; Infinity when there is none. A rate
 * counts from the start of the run, and fires first after one period.
 */
export function nextFiring(expression: ScheduleExpression, afterUs: number, startAtEpochMs: number): number {
  if (expression.kind === 'rate') {
    const next = Math.max(1, Math.floor(afterUs / expression.everyUs) + 1) * expression.everyUs
    return Number.isSafeInteger(next) ? next : Number.POSITIVE_INFINITY
  }
  const startUs = startAtEpochMs * 1000
  const nextMinuteMs = (Math.floor((startUs + afterUs) / MINUTE_US) + 1) * 60_000
  return nextCronMs(expression, nextMinuteMs) * 1000 - startUs
}
