// Tokens that come back steadily up to a capacity: how Lambda limits new environments and invocations. Pure.
import { MICROSECONDS_PER_MS } from '#base'

export interface TokenBucket {
  /** Takes one at this time; false: there is none. Times never go back. */
  take(nowUs: number, capacity: number, perSecond: number): boolean
}

const MICROSECONDS_PER_SECOND = 1000 * MICROSECONDS_PER_MS

/** Full at time 0. Capacity and rate are those at each taking: both may be edited. Tokens are kept whole × 1,000,000. */
export function createTokenBucket(): TokenBucket {
  let missing = 0
  let atUs = 0
  return {
    take(nowUs, capacity, perSecond) {
      // In millionths of a token: whole numbers, so that the same rate gives the same answers however often it is asked.
      missing = Math.max(0, missing - (nowUs - atUs) * perSecond)
      atUs = nowUs
      if (missing + MICROSECONDS_PER_SECOND > capacity * MICROSECONDS_PER_SECOND) return false
      missing += MICROSECONDS_PER_SECOND
      return true
    },
  }
}
