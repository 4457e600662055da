// Virtual time against real time: how far a run may go now. Real time comes in as an argument.
import type { Pace } from '#workers/protocol'

export interface Pacer {
  /** From here on, at this pace: virtual time is `nowUs` at real time `wallMs`. */
  anchor(nowUs: number, wallMs: number, pace: Pace): void
  /** The virtual time that real time has come to; Infinity at pace max. */
  allowedUs(wallMs: number): number
}

/** A run that fell behind this far goes on from where it is instead of making up for it in a burst. */
const LONGEST_LAG_US = 1_000_000

export function createPacer(): Pacer {
  let anchorUs = 0
  let anchorMs = 0
  let speed: Pace = 1
  return {
    anchor(nowUs, wallMs, pace) {
      anchorUs = nowUs
      anchorMs = wallMs
      speed = pace
    },
    allowedUs: (wallMs) =>
      speed === 'max' ? Number.POSITIVE_INFINITY : anchorUs + Math.floor(Math.max(0, wallMs - anchorMs) * 1000 * speed),
  }
}

/** Is a run that has come to nowUs so far behind that it should be anchored anew? */
export const isFarBehind = (nowUs: number, allowedUs: number, pace: Pace): boolean =>
  pace !== 'max' && allowedUs - nowUs > LONGEST_LAG_US * Math.max(1, pace)
