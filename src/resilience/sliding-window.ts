// What a breaker remembers: the last N calls, or the calls of the last N seconds in one-second buckets.
// Windows are values: recording gives a new one and the old one stays as it was. They share an append-only strip, which
// a window never reads beyond its own end, so a record costs O(1) amortised however large the window is.
import { MICROSECONDS_PER_MS } from '#base'

const MICROSECONDS_PER_SECOND = 1000 * MICROSECONDS_PER_MS
const FAILED = 1
const SLOW = 2
const SPARE_CELLS = 16

/** `used` cells are written and never change again; only the window that ends there may append in place. */
interface Strip {
  readonly cells: Int32Array
  used: number
}

interface Counts {
  readonly total: number
  readonly failed: number
  readonly slow: number
}

export interface CountWindow extends Counts {
  readonly type: 'count'
  readonly size: number
  readonly strip: Strip
  readonly start: number
}

export interface TimeWindow extends Counts {
  readonly type: 'time'
  /** Seconds, the current one included. */
  readonly size: number
  /** Earlier seconds in which something happened, `BUCKET` cells each: second, total, failed, slow. */
  readonly strip: Strip
  readonly start: number
  readonly end: number
  readonly second: number
  readonly secondTotal: number
  readonly secondFailed: number
  readonly secondSlow: number
}

export type SlidingWindow = CountWindow | TimeWindow

export interface WindowCell {
  readonly failed: boolean
  readonly slow: boolean
}

export interface WindowBucket extends Counts {
  /** Whole seconds of virtual time. */
  readonly second: number
}

const BUCKET = 4

const emptyStrip = (): Strip => ({ cells: new Int32Array(0), used: 0 })

export const createCountWindow = (size: number): CountWindow => ({
  type: 'count',
  size,
  strip: emptyStrip(),
  start: 0,
  total: 0,
  failed: 0,
  slow: 0,
})

export const createTimeWindow = (size: number): TimeWindow => ({
  type: 'time',
  size,
  strip: emptyStrip(),
  start: 0,
  end: 0,
  second: 0,
  secondTotal: 0,
  secondFailed: 0,
  secondSlow: 0,
  total: 0,
  failed: 0,
  slow: 0,
})

/** May `end` be written in place? If not, `moved` gives a strip of its own that holds start..end from 0 on. */
const fits = (strip: Strip, end: number, cells: number): boolean =>
  strip.used === end && end + cells <= strip.cells.length

function moved(strip: Strip, start: number, end: number): Strip {
  const cells = new Int32Array(2 * (end - start) + SPARE_CELLS)
  cells.set(strip.cells.subarray(start, end))
  return { cells, used: end - start }
}

function recordCall(window: CountWindow, failed: boolean, slow: boolean): CountWindow {
  let { strip, start } = window
  let end = start + window.total
  if (!fits(strip, end, 1)) {
    strip = moved(strip, start, end)
    end = window.total
    start = 0
  }
  strip.cells[end] = (failed ? FAILED : 0) | (slow ? SLOW : 0)
  strip.used = end + 1
  const full = window.total === window.size
  const leaving = full ? (strip.cells[start] as number) : 0
  return {
    type: 'count',
    size: window.size,
    strip,
    start: full ? start + 1 : start,
    total: full ? window.total : window.total + 1,
    failed: window.failed + (failed ? 1 : 0) - (leaving & FAILED),
    slow: window.slow + (slow ? 1 : 0) - (leaving >> 1),
  }
}

/** The window at `second`: the current bucket joins the earlier ones, those older than the window leave. */
function movedTo(window: TimeWindow, second: number): TimeWindow {
  if (second <= window.second) return window
  let { strip, start, end, total, failed, slow } = window
  if (window.secondTotal > 0 || window.secondFailed > 0 || window.secondSlow > 0) {
    if (!fits(strip, end, BUCKET)) {
      strip = moved(strip, start, end)
      end -= start
      start = 0
    }
    strip.cells[end] = window.second
    strip.cells[end + 1] = window.secondTotal
    strip.cells[end + 2] = window.secondFailed
    strip.cells[end + 3] = window.secondSlow
    end += BUCKET
    strip.used = end
  }
  while (start < end && (strip.cells[start] as number) <= second - window.size) {
    total -= strip.cells[start + 1] as number
    failed -= strip.cells[start + 2] as number
    slow -= strip.cells[start + 3] as number
    start += BUCKET
  }
  return {
    type: 'time',
    size: window.size,
    strip,
    start,
    end,
    second,
    secondTotal: 0,
    secondFailed: 0,
    secondSlow: 0,
    total,
    failed,
    slow,
  }
}

function recordSecond(window: TimeWindow, failed: boolean, slow: boolean, nowUs: number, calls: 0 | 1): TimeWindow {
  const at = windowAt(window, nowUs)
  const failedNow = failed ? 1 : 0
  const slowNow = slow ? 1 : 0
  return {
    type: 'time',
    size: at.size,
    strip: at.strip,
    start: at.start,
    end: at.end,
    second: at.second,
    secondTotal: at.secondTotal + calls,
    secondFailed: at.secondFailed + failedNow,
    secondSlow: at.secondSlow + slowNow,
    total: at.total + calls,
    failed: at.failed + failedNow,
    slow: at.slow + slowNow,
  }
}

/** What a reader sees now: of a time window, old seconds have left. The window given stays as it is. */
export function windowAt<W extends SlidingWindow>(window: W, nowUs: number): W
export function windowAt(window: SlidingWindow, nowUs: number): SlidingWindow {
  return window.type === 'count' ? window : movedTo(window, Math.floor(nowUs / MICROSECONDS_PER_SECOND))
}

/** `calls` 0: of seconds, where the call was counted when it asked. */
export const recordInWindow = (
  window: SlidingWindow,
  failed: boolean,
  slow: boolean,
  nowUs: number,
  calls: 0 | 1 = 1,
): SlidingWindow =>
  window.type === 'count' ? recordCall(window, failed, slow) : recordSecond(window, failed, slow, nowUs, calls)

/** A call that asks counts now, whatever becomes of it. */
export const askInWindow = <W extends SlidingWindow>(window: W, nowUs: number): SlidingWindow =>
  window.type === 'time' ? recordSecond(window, false, false, nowUs, 1) : window

/** Oldest first. */
export function windowCells(window: CountWindow): WindowCell[] {
  const cells: WindowCell[] = []
  for (let index = window.start; index < window.start + window.total; index++) {
    const cell = window.strip.cells[index] as number
    cells.push({ failed: (cell & FAILED) !== 0, slow: (cell & SLOW) !== 0 })
  }
  return cells
}

/** One bucket for each of the window's seconds, oldest first, the current one last, empty ones too. */
export function windowBuckets(window: TimeWindow, nowUs: number): WindowBucket[] {
  const at = windowAt(window, nowUs)
  const buckets: WindowBucket[] = []
  let index = at.start
  for (let second = at.second - at.size + 1; second < at.second; second++) {
    if (index < at.end && at.strip.cells[index] === second) {
      const [, total = 0, failed = 0, slow = 0] = at.strip.cells.subarray(index, index + BUCKET)
      buckets.push({ second, total, failed, slow })
      index += BUCKET
    } else buckets.push({ second, total: 0, failed: 0, slow: 0 })
  }
  buckets.push({ second: at.second, total: at.secondTotal, failed: at.secondFailed, slow: at.secondSlow })
  return buckets
}
