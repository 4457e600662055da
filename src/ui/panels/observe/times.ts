// Instants of a run: on its own clock, and as the UTC time its handlers see.
const US_PER_MS = 1000

const two = (value: number): string => String(value).padStart(2, '0')

/** `0:04.217`, `1:02:03.004`. */
export function formatInstant(us: number): string {
  const ms = Math.floor(us / US_PER_MS)
  const seconds = Math.floor(ms / 1000)
  const tail = `${two(seconds % 60)}.${String(ms % 1000).padStart(3, '0')}`
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  return hours > 0 ? `${hours}:${two(minutes % 60)}:${tail}` : `${minutes}:${tail}`
}

/** `2026-01-01T00:00:04.217Z`; empty where the calendar ends. */
export function formatUtc(startAtMs: number, us: number): string {
  const at = new Date(Math.floor(startAtMs + us / US_PER_MS))
  return Number.isNaN(at.getTime()) ? '' : at.toISOString()
}

/** `00:00:04.217` of the day. */
export const formatUtcTime = (startAtMs: number, us: number): string => formatUtc(startAtMs, us).slice(11, 23)
