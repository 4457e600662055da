// Retry-After: an answer's own word on when to try again (RFC 9110, 10.2.3): seconds, or a date that is compared with
// the virtual clock. Anything else says nothing.
import { daysFromCivil, MICROSECONDS_PER_MS } from '#base'

const DAY_MS = 86_400_000
const SECONDS = /^\s*(\d{1,10})\s*$/
/** IMF-fixdate, the one form that is still written. */
const DATE = /^\s*[A-Za-z]{3}, (\d{2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2}) GMT\s*$/
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']

/** From now on, in microseconds; a date that is over asks for no wait. `nowMs`: since 1970. */
export function retryAfterUs(header: string, nowMs: number): number | undefined {
  const seconds = SECONDS.exec(header)
  if (seconds) return Number(seconds[1]) * 1000 * MICROSECONDS_PER_MS
  const date = DATE.exec(header)
  if (!date) return undefined
  const [, day, monthName = '', year, hour, minute, second] = date
  const month = MONTHS.indexOf(monthName.toLowerCase())
  if (month < 0) return undefined
  const timeMs = (Number(hour) * 3600 + Number(minute) * 60 + Number(second)) * 1000
  const atMs = daysFromCivil(Number(year), month + 1, Number(day)) * DAY_MS + timeMs
  return Math.max(0, Math.round((atMs - nowMs) * MICROSECONDS_PER_MS))
}
