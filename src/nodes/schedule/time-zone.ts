// The clock of a time zone, from a table of its changes: the pure rooms may not ask the host, whose tables differ.

export interface TimeZone {
  readonly name: string
  /** Milliseconds since 1970 at which each offset ends, in order; the last one never ends. */
  readonly untilMs: readonly number[]
  /** What the clock shows is UTC and this many minutes. */
  readonly offsetMinutes: readonly number[]
}

const MINUTE_MS = 60_000
/** No clock is further from UTC, nor changes by more. */
const FURTHEST_MS = 26 * 60 * MINUTE_MS

function indexAt({ untilMs }: TimeZone, epochMs: number): number {
  let low = 0
  let high = untilMs.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (epochMs < (untilMs[middle] as number)) high = middle
    else low = middle + 1
  }
  return low
}

export const offsetMinutesAt = (zone: TimeZone, epochMs: number): number =>
  zone.offsetMinutes[indexAt(zone, epochMs)] as number

/** When the clock first shows it; undefined where it skips it. */
export function firstInstantOf(zone: TimeZone, wallMs: number): number | undefined {
  for (let index = indexAt(zone, wallMs - FURTHEST_MS); index < zone.untilMs.length; index++) {
    const begin = index === 0 ? Number.NEGATIVE_INFINITY : (zone.untilMs[index - 1] as number)
    const epochMs = wallMs - (zone.offsetMinutes[index] as number) * MINUTE_MS
    if (epochMs >= begin && epochMs < (zone.untilMs[index] as number)) return epochMs
    if (begin > wallMs + FURTHEST_MS) return undefined
  }
  return undefined
}
