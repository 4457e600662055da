// When a schedule comes due. A rule counts in UTC from the start of the run; Scheduler by the clock of a zone, from a
// start date to an end date. (semantics A3.3)
import { parseIsoUtc } from '#base'
import { nextCronMs } from './cron.ts'
import { parseScheduleExpression, type ScheduleExpression, type ScheduleFlavour } from './expression.ts'
import type { ScheduleConfig } from './model.ts'
import { firstInstantOf, offsetMinutesAt, type TimeZone } from './time-zone.ts'
import { UTC } from './utc.ts'

export interface FiringPlan {
  readonly expression: ScheduleExpression
  readonly flavour: ScheduleFlavour
  /** Undefined: UTC. */
  readonly zone: TimeZone | undefined
  /** Milliseconds since 1970; Scheduler's, and of no meaning for at(…). [V] */
  readonly startDateMs: number | undefined
  /** Not after it. */
  readonly endDateMs: number | undefined
}

export type TimeZones = (name: string) => TimeZone | undefined

const MINUTE_MS = 60_000

/** Undefined: it never fires, as it can't be read. */
export function planOf(config: ScheduleConfig, timeZones: TimeZones): FiringPlan | undefined {
  const { flavour, timeZone, startDate, endDate } = config
  const expression = parseScheduleExpression(config.expression, flavour)
  if (!expression.ok) return undefined
  const plan = { expression: expression.value, flavour }
  if (flavour === 'rule') return { ...plan, zone: undefined, startDateMs: undefined, endDateMs: undefined }
  const zone = timeZone === UTC ? undefined : timeZones(timeZone)
  if (timeZone !== UTC && !zone) return undefined
  return { ...plan, zone, startDateMs: parseIsoUtc(startDate), endDateMs: parseIsoUtc(endDate) }
}

/** Of virtual time: what comes first is still to come. A rule created at 0 fires later than 0. */
export const beforeFirstFiring = (flavour: ScheduleFlavour): number => (flavour === 'scheduler' ? -1 : 0)

/**
 * The first firing strictly after `afterUs`, in whole microseconds of virtual time; Infinity when there is none. A rule's
 * rate fires first after one period; Scheduler's fires at its start date, or at once without one. [V]
 */
export function nextFiring(plan: FiringPlan, afterUs: number, startAtEpochMs: number): number {
  const { expression, startDateMs, endDateMs } = plan
  const startUs = startAtEpochMs * 1000
  const isOnce = expression.kind === 'at'
  const fromUs = isOnce || startDateMs === undefined ? afterUs : Math.max(afterUs, startDateMs * 1000 - startUs - 1)
  const next = dueAfter(plan, fromUs, startAtEpochMs)
  if (!isOnce && endDateMs !== undefined && next > endDateMs * 1000 - startUs) return Number.POSITIVE_INFINITY
  return Number.isSafeInteger(next) ? next : Number.POSITIVE_INFINITY
}

function dueAfter({ expression, flavour, zone, startDateMs }: FiringPlan, afterUs: number, startMs: number): number {
  switch (expression.kind) {
    case 'rate': {
      // Whatever the zone: a day is 24 hours. [V]
      const originUs = flavour === 'rule' || startDateMs === undefined ? 0 : startDateMs * 1000 - startMs * 1000
      const least = flavour === 'rule' ? 1 : 0
      return originUs + Math.max(least, Math.floor((afterUs - originUs) / expression.everyUs) + 1) * expression.everyUs
    }
    case 'cron': {
      const ofDay = (wallMs: number): number => nextCronMs(expression, wallMs)
      return nextByTheClock(ofDay, zone, startMs * 1000 + afterUs) * 1000 - startMs * 1000
    }
    case 'at': {
      const dueMs = zone ? firstInstantOf(zone, expression.wallMs) : expression.wallMs
      const dueUs = dueMs === undefined ? Number.POSITIVE_INFINITY : (dueMs - startMs) * 1000
      return dueUs > afterUs ? dueUs : Number.POSITIVE_INFINITY
    }
  }
}

/**
 * A time that the clock skips in spring does not fire; one that it shows twice in autumn fires once, the first time.
 * Scheduler user guide, "Daylight savings time". [V]
 */
function nextByTheClock(nextWallMs: (fromMs: number) => number, zone: TimeZone | undefined, afterUs: number): number {
  const afterMs = Math.floor(afterUs / 1000)
  const offsetMs = zone ? offsetMinutesAt(zone, afterMs) * MINUTE_MS : 0
  let fromMs = (Math.floor((afterMs + offsetMs) / MINUTE_MS) + 1) * MINUTE_MS
  while (true) {
    const wallMs = nextWallMs(fromMs)
    if (!zone || wallMs === Number.POSITIVE_INFINITY) return wallMs
    const dueMs = firstInstantOf(zone, wallMs)
    if (dueMs !== undefined && dueMs > afterMs) return dueMs
    fromMs = wallMs + MINUTE_MS
  }
}
