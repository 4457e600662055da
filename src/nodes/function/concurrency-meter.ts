// The average of a level over the last seconds, from the times at which it changed. Seconds are kept, not changes.
import { MICROSECONDS_PER_MS } from '#base'

export interface ConcurrencyMeter {
  /** From now on it is this. Times never go back. */
  set(nowUs: number, level: number): void
  /** Over the whole seconds and the part of one that the window reaches back; before the first second it was 0. */
  average(nowUs: number, windowMs: number): number
}

const SECOND_US = 1000 * MICROSECONDS_PER_MS

/** `seconds`: how far back it will be asked. */
export function createConcurrencyMeter(seconds: number): ConcurrencyMeter {
  /** Level × microseconds of a second, by the second's number. */
  const sums = new Float64Array(seconds + 2)
  let second = 0
  let atUs = 0
  let level = 0

  function advance(nowUs: number): void {
    const last = Math.floor(nowUs / SECOND_US)
    // What is older than all that is kept is the same for all of it.
    if (last - second > sums.length) {
      second = last - sums.length
      atUs = second * SECOND_US
      sums[second % sums.length] = 0
    }
    while (second < last) {
      const endUs = (second + 1) * SECOND_US
      sums[second % sums.length] = (sums[second % sums.length] as number) + level * (endUs - atUs)
      atUs = endUs
      second += 1
      sums[second % sums.length] = 0
    }
    sums[second % sums.length] = (sums[second % sums.length] as number) + level * (nowUs - atUs)
    atUs = nowUs
  }

  return {
    set(nowUs, now) {
      advance(nowUs)
      level = now
    },
    average(nowUs, windowMs) {
      advance(nowUs)
      const windowUs = Math.min(windowMs * MICROSECONDS_PER_MS, nowUs)
      if (windowUs <= 0) return level
      const first = Math.max(0, Math.floor((nowUs - windowUs) / SECOND_US))
      let sum = 0
      for (let each = first; each <= second; each++) sum += sums[each % sums.length] as number
      return sum / Math.max(1, nowUs - first * SECOND_US)
    },
  }
}
