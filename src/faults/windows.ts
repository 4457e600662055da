// When a fault is at work, and how much of it there is at a moment.
import type { EffectOf, Fault } from './fault.ts'

const US_PER_MS = 1000

export const isActive = ({ startMs, endMs }: Fault, atUs: number): boolean =>
  atUs >= startMs * US_PER_MS && (endMs === undefined || atUs < endMs * US_PER_MS)

/** How many times as long it takes `sinceUs` after a slow start began: from the factor down to 1. */
export function slownessAt({ factor, overMs }: EffectOf<'slow-start'>, sinceUs: number): number {
  const left = 1 - sinceUs / (overMs * US_PER_MS)
  return left <= 0 ? 1 : 1 + (factor - 1) * Math.min(1, left)
}

/** Tokens of a throttle: full at first. */
export interface TokenBucket {
  readonly tokens: number
  readonly atUs: number
}

const US_PER_SECOND = 1_000_000

/** One token, if there is one by now. */
export function takeToken(
  { perSecond, burst }: EffectOf<'throttle'>,
  bucket: TokenBucket | undefined,
  atUs: number,
): { readonly bucket: TokenBucket; readonly taken: boolean } {
  const before = bucket ?? { tokens: burst, atUs }
  const tokens = Math.min(burst, before.tokens + ((atUs - before.atUs) * perSecond) / US_PER_SECOND)
  const taken = tokens >= 1
  return { bucket: { tokens: taken ? tokens - 1 : tokens, atUs }, taken }
}
