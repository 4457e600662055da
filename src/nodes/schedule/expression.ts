// rate(…), cron(…) and at(…) as EventBridge reads them: rules strictly and without at(…), Scheduler a little less so.
// Six fields, Sunday is 1. (semantics A3.3)
import { failure, parseIsoUtc, type Result, success } from '#base'

/** A rule of EventBridge on a schedule, or a schedule of EventBridge Scheduler. */
export type ScheduleFlavour = 'rule' | 'scheduler'

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
  | 'at-shape'
  | 'at-in-rule'

export type MonthDays =
  | { readonly kind: 'days'; readonly days: readonly number[] }
  | { readonly kind: 'last' }
  | { readonly kind: 'last-weekday' }
  | { readonly kind: 'nearest-weekday'; readonly day: number }

/** Days of the week from 1 (Sunday) to 7. */
export type WeekDays =
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

/** Once, when the clock of the schedule's zone shows this. */
export interface AtExpression {
  readonly kind: 'at'
  /** As if the zone were UTC. */
  readonly wallMs: number
}

export type ScheduleExpression = RateExpression | CronExpression | AtExpression

const MINUTE_US = 60_000_000
const UNIT_US: Readonly<Record<string, number>> = { minute: MINUTE_US, hour: 60 * MINUTE_US, day: 1440 * MINUTE_US }
/** [V] */
const FIRST_YEAR = 1970
const LAST_YEAR = 2199
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC']
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

function parseRate(text: string, flavour: ScheduleFlavour): Result<RateExpression, ScheduleReason> {
  const [amount, unit, ...more] = text.split(' ')
  if (amount === undefined || unit === undefined || more.length > 0) return failure('shape')
  if (!/^[1-9][0-9]*$/.test(amount)) return failure('rate-value')
  const single = unit.replace(/s$/, '')
  const unitUs = Object.hasOwn(UNIT_US, single) ? UNIT_US[single] : undefined
  if (unitUs === undefined) return failure('rate-unit')
  // A rule is strict in both directions: rate(1 minutes) and rate(10 minute) are refused. [R] Scheduler takes both. [K]
  if (flavour === 'rule' && (amount === '1') !== (unit === single)) return failure('rate-plural')
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

/** No zone in the text: at(2021-12-31T23:59:59Z) and at(2021-12-31) are refused. [R] */
function parseAt(text: string): Result<AtExpression, ScheduleReason> {
  const wallMs = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/.test(text) ? parseIsoUtc(`${text}Z`) : undefined
  return wallMs === undefined ? failure('at-shape') : success({ kind: 'at', wallMs })
}

/** Upper-case RATE, blanks around or inside the brackets, seconds: all refused, as the service does. [R] */
export function parseScheduleExpression(
  text: string,
  flavour: ScheduleFlavour = 'rule',
): Result<ScheduleExpression, ScheduleReason> {
  const [, kind, inner = ''] = /^(rate|cron|at)\((.*)\)$/.exec(text) ?? []
  if (kind === 'rate') return parseRate(inner, flavour)
  if (kind === 'cron') return parseCron(inner)
  if (kind !== 'at') return failure('shape')
  return flavour === 'rule' ? failure('at-in-rule') : parseAt(inner)
}

/** What the service says of it. [R] */
export const scheduleRefusal = (expression: string, flavour: ScheduleFlavour): string =>
  flavour === 'rule' ? 'Parameter ScheduleExpression is not valid.' : `Invalid Schedule Expression ${expression}.`
