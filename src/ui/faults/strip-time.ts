// The strip's time: how far it reaches, and what a hand's pixels are rounded to.
import { roundStep } from '../panels/draw/ticks.ts'

const US_PER_MS = 1000
const LEAST_HORIZON_MS = 60_000
/** Room to draw in after the last thing that is there. */
const ROOM = 1.15
/** A hand meets a step of so many pixels. */
const STEP_PIXELS = 4

/** Where the strip ends: a round time after all that is in it, so that it grows in few steps while a run goes on. */
export function horizonMs(nowMs: number, lastMs: number): number {
  const wanted = Math.max(LEAST_HORIZON_MS, nowMs, lastMs) * ROOM
  // Sixths: the round times 1, 2, 5 would double the strip at once.
  const step = roundStep((wanted * US_PER_MS) / 6) / US_PER_MS
  return Math.ceil(wanted / step) * step
}

export interface StripScale {
  readonly endMs: number
  readonly width: number
  /** What edges of faults snap to. */
  readonly stepMs: number
}

export function stripScale(endMs: number, width: number): StripScale {
  const wide = Math.max(1, width)
  return { endMs, width: wide, stepMs: Math.max(1, roundStep((endMs / wide) * STEP_PIXELS * US_PER_MS) / US_PER_MS) }
}

export const pixelOf = (scale: StripScale, ms: number): number => (ms / scale.endMs) * scale.width

/** Rounded to the scale's step, never before the run. */
export function snapped(scale: StripScale, ms: number): number {
  return Math.min(scale.endMs, Math.max(0, Math.round(ms / scale.stepMs) * scale.stepMs))
}

export const timeAt = (scale: StripScale, pixel: number): number => snapped(scale, (pixel / scale.width) * scale.endMs)

export interface Span {
  readonly startMs: number
  /** Absent: until the run ends. */
  readonly endMs?: number | undefined
}

export type Grip = 'start' | 'body' | 'end'

/** A span after its grip was moved by so many milliseconds. It keeps a step's length, and an open end stays open. */
export function dragged(scale: StripScale, span: Span, grip: Grip, byMs: number): Span {
  const { startMs, endMs } = span
  if (grip === 'body') {
    const start = snapped(scale, startMs + byMs)
    return endMs === undefined ? { startMs: start } : { startMs: start, endMs: start + (endMs - startMs) }
  }
  if (grip === 'start') {
    const latest = (endMs ?? scale.endMs) - scale.stepMs
    const start = Math.max(0, Math.min(snapped(scale, startMs + byMs), latest))
    return endMs === undefined ? { startMs: start } : { startMs: start, endMs }
  }
  const end = snapped(scale, (endMs ?? scale.endMs) + byMs)
  return { startMs, endMs: Math.max(startMs + scale.stepMs, end) }
}

/** What was drawn from one pixel to another; undefined when it was no more than a click. */
export function drawn(scale: StripScale, fromPixel: number, toPixel: number): Span | undefined {
  if (Math.abs(toPixel - fromPixel) < STEP_PIXELS) return undefined
  const [startMs, endMs] = [timeAt(scale, Math.min(fromPixel, toPixel)), timeAt(scale, Math.max(fromPixel, toPixel))]
  return { startMs, endMs: Math.max(endMs, startMs + scale.stepMs) }
}
