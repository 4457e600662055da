// Which minutes a cron expression means, by a calendar that knows no zone.
import { civilFromEpochMs, daysFromCivil } from '#base'
import type { CronExpression, MonthDays, WeekDays } from './expression.ts'

const DAY_MS = 86_400_000

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

/** Milliseconds since 1970 of the first match at or after a whole minute; Infinity: there is none. */
export function nextCronMs(cron: CronExpression, fromMs: number): number {
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
