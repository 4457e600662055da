// Round instants for an axis: 1, 2, 5 of milliseconds and seconds; 1, 2, 5, 10, 15, 30 of minutes; hours and days.
import { formatUs } from '#ui/kit'
import type { TimeScale } from './time-scale.ts'

const SECOND = 1_000_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

const STEPS: readonly number[] = [
  ...[1, 10, 100, 1000, 10_000, 100_000, SECOND].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  10 * SECOND,
  15 * SECOND,
  30 * SECOND,
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 3, 6, 12, 24, 48, 120, 240].map((hours) => hours * HOUR),
]

/** The least round step that is not smaller. */
export const roundStep = (us: number): number =>
  STEPS.find((step) => step >= us) ?? Math.ceil(us / (24 * HOUR)) * 24 * HOUR

export interface Tick {
  readonly atUs: number
  readonly x: number
  readonly text: string
}

const MOST_TICKS = 64

/** Counted from `originUs`; none inside folded stretches, none closer than `apart` pixels. */
export function ticksOf(scale: TimeScale, originUs: number, apart = 72): readonly Tick[] {
  if (scale.perUs <= 0 || scale.width <= 0) return []
  const step = roundStep(apart / scale.perUs)
  const ticks: Tick[] = []
  let lastX = Number.NEGATIVE_INFINITY
  const first = Math.ceil((scale.fromUs - originUs) / step)
  let number = first
  while (originUs + number * step <= scale.toUs && ticks.length < MOST_TICKS) {
    const atUs = originUs + number * step
    const fold = scale.folds.find((candidate) => atUs > candidate.fromUs && atUs < candidate.toUs)
    if (fold) {
      number = Math.ceil((fold.toUs - originUs) / step)
      continue
    }
    const x = scale.x(atUs)
    if (x - lastX >= apart * 0.7 && x <= scale.width - 12) {
      ticks.push({ atUs, x, text: number === 0 ? '0' : formatUs(number * step) })
      lastX = x
    }
    number += 1
  }
  return ticks
}
