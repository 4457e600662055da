// What happened in the last minute of virtual time: how many ended well or badly, and how long answers took.
const MICROSECONDS_PER_SECOND = 1_000_000
const RECENT_SECONDS = 60
const RECENT_US = RECENT_SECONDS * MICROSECONDS_PER_SECOND
/** Of each second: which one, how many ended, how many of them badly. */
const CELLS = 3
const LATENCIES = 1024

/** A ring of seconds. */
export type RecentRates = Float64Array

export const createRecentRates = (): RecentRates => new Float64Array(RECENT_SECONDS * CELLS).fill(-1)

export function addToRates(rates: RecentRates, atUs: number, failed: boolean): void {
  const second = Math.floor(atUs / MICROSECONDS_PER_SECOND)
  const cell = (second % RECENT_SECONDS) * CELLS
  if (rates[cell] !== second) {
    rates[cell] = second
    rates[cell + 1] = 0
    rates[cell + 2] = 0
  }
  rates[cell + 1] = (rates[cell + 1] as number) + 1
  if (failed) rates[cell + 2] = (rates[cell + 2] as number) + 1
}

/** 0 to 1; undefined when nothing ended. */
export function recentErrorRate(rates: RecentRates | undefined, nowUs: number): number | undefined {
  if (!rates) return undefined
  const oldest = Math.floor(nowUs / MICROSECONDS_PER_SECOND) - RECENT_SECONDS
  let total = 0
  let failed = 0
  for (let cell = 0; cell < rates.length; cell += CELLS) {
    const second = rates[cell] as number
    if (second < 0 || second <= oldest) continue
    total += rates[cell + 1] as number
    failed += rates[cell + 2] as number
  }
  return total === 0 ? undefined : failed / total
}

/** A ring of the latest durations: when, how long. */
export interface RecentLatencies {
  readonly cells: Float64Array
  next: number
}

export const createRecentLatencies = (): RecentLatencies => ({
  cells: new Float64Array(2 * LATENCIES).fill(-1),
  next: 0,
})

export const copyOfLatencies = (latencies: RecentLatencies): RecentLatencies => ({
  cells: latencies.cells.slice(),
  next: latencies.next,
})

export function addLatency(latencies: RecentLatencies, atUs: number, durationUs: number): void {
  const cell = 2 * (latencies.next % LATENCIES)
  latencies.cells[cell] = atUs
  latencies.cells[cell + 1] = durationUs
  latencies.next += 1
}

/** The durations of the last minute, shortest first. */
export function recentLatencies(latencies: RecentLatencies | undefined, nowUs: number): Float64Array {
  if (!latencies) return new Float64Array(0)
  const found: number[] = []
  const held = Math.min(latencies.next, LATENCIES)
  for (let index = 0; index < held; index++)
    if ((latencies.cells[2 * index] as number) > nowUs - RECENT_US) found.push(latencies.cells[2 * index + 1] as number)
  return Float64Array.from(found).sort()
}

/** Nearest rank; undefined of nothing. */
export const percentile = (sorted: Float64Array, percent: number): number | undefined =>
  sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)]
