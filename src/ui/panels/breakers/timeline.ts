// Ticks of a breaker's timeline, those that would lie upon each other as one.
import type { BreakerTick, BreakerTickResult } from '#trace'
import type { TimeScale } from '../draw/time-scale.ts'

export const LANES = ['ok', 'failed', 'slow', 'not-permitted'] as const
export type Lane = (typeof LANES)[number]

export interface TickMark {
  readonly lane: Lane
  readonly x: number
  readonly endX: number
  readonly count: number
  /** All of them were ignored: they count for nothing. */
  readonly ignored: boolean
}

const laneOf = (result: BreakerTickResult): Lane => (result === 'ignored' ? 'ok' : result)

/** `apart`: pixels below which two ticks of a lane are one. */
export function tickMarks(ticks: readonly BreakerTick[], scale: TimeScale, apart = 7): readonly TickMark[] {
  const marks: TickMark[] = []
  const last = new Map<Lane, number>()
  for (const { atUs, result } of ticks) {
    const lane = laneOf(result)
    const x = scale.x(atUs)
    const place = last.get(lane)
    const before = place === undefined ? undefined : marks[place]
    const ignored = result === 'ignored'
    if (before && place !== undefined && x - before.endX < apart)
      marks[place] = { ...before, endX: x, count: before.count + 1, ignored: before.ignored && ignored }
    else {
      last.set(lane, marks.length)
      marks.push({ lane, x, endX: x, count: 1, ignored })
    }
  }
  return marks
}

export const countTicks = (ticks: readonly BreakerTick[], result: BreakerTickResult): number =>
  ticks.reduce((sum, tick) => sum + (tick.result === result ? 1 : 0), 0)

/** The stretch to show when an instant of the past is looked at: it lies inside, and as much of the range as there is. */
export function timelineAround(
  atUs: number,
  rangeUs: number,
  nowUs: number,
): { readonly fromUs: number; readonly toUs: number } {
  const toUs = Math.min(nowUs, Math.max(atUs + rangeUs / 2, rangeUs))
  return { fromUs: Math.max(0, toUs - rangeUs), toUs }
}
