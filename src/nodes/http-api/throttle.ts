// A token bucket on virtual time: it fills steadily up to what may come at once, and a request takes one. [V]
import { MICROSECONDS_PER_MS } from '#base'

const MICROSECONDS_PER_SECOND = 1000 * MICROSECONDS_PER_MS

export interface Limits {
  readonly ratePerSecond: number
  readonly burst: number
}

export interface TokenBucket {
  /** Takes a token if there is one. */
  take(nowUs: number, limits: Limits): boolean
}

/** Full at the start. Other limits count from the next request on. */
export function createTokenBucket(): TokenBucket {
  let tokens = Number.POSITIVE_INFINITY
  let filledAtUs = 0
  return {
    take(nowUs, { ratePerSecond, burst }) {
      tokens = Math.min(burst, tokens + ((nowUs - filledAtUs) * ratePerSecond) / MICROSECONDS_PER_SECOND)
      filledAtUs = nowUs
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
  }
}
