// The sliding window as cells or bars to draw: what is in it, what leaves next and what has just left.
import type { BreakerSnapshot } from '#resilience'
import type { BreakerProbe, BreakerTick, BreakerView } from '#trace'

export type CellResult = 'ok' | 'failed' | 'slow'

export interface Cell {
  readonly result: CellResult | 'free'
  readonly leavesNext: boolean
}

export interface CountCells {
  /** Older ones that are not drawn. */
  readonly hidden: number
  readonly cells: readonly Cell[]
  /** The one that the latest pushed out; undefined: none was. */
  readonly left: CellResult | undefined
}

const CELLS_AT_MOST = 120

const resultOf = ({ failed, slow }: { readonly failed: boolean; readonly slow: boolean }): CellResult =>
  failed ? 'failed' : slow ? 'slow' : 'ok'

/** `ticks`: oldest first. Ticks since `sinceUs` are of this window. */
export function countCells(
  window: Extract<BreakerSnapshot['window'], { type: 'count' }>,
  ticks: readonly BreakerTick[],
  sinceUs: number,
): CountCells {
  const { size, cells } = window
  const full = cells.length === size && size > 0
  const taken = cells.map((cell, index): Cell => ({ result: resultOf(cell), leavesNext: full && index === 0 }))
  const free = Math.max(0, Math.min(size, CELLS_AT_MOST) - taken.length)
  const hidden = Math.max(0, taken.length - CELLS_AT_MOST)
  const recorded = ticks.filter(
    (tick) => tick.atUs >= sinceUs && tick.result !== 'not-permitted' && tick.result !== 'ignored',
  )
  const before = full ? recorded[recorded.length - size - 1] : undefined
  const left = before && (before.result === 'failed' ? 'failed' : before.result === 'slow' ? 'slow' : 'ok')
  return {
    hidden,
    cells: [
      ...taken.slice(hidden),
      ...Array.from({ length: free }, (): Cell => ({ result: 'free', leavesNext: false })),
    ],
    left,
  }
}

export interface Bucket {
  readonly second: number
  readonly total: number
  readonly failed: number
  readonly slow: number
  /** 0 to 1 of the tallest. */
  readonly height: number
  /** How much of it is still in the window: the oldest leaves little by little. */
  readonly left: number
}

const US_PER_SECOND = 1_000_000

export function timeBuckets(
  window: Extract<BreakerSnapshot['window'], { type: 'time' }>,
  nowUs: number,
): readonly Bucket[] {
  const tallest = Math.max(1, ...window.buckets.map(({ total }) => total))
  const share = (nowUs / US_PER_SECOND) % 1
  return window.buckets.map((bucket, index) => ({
    ...bucket,
    height: bucket.total / tallest,
    left: index === 0 && window.buckets.length === window.size ? 1 - share : 1,
  }))
}

export interface ProbeCell {
  readonly state: BreakerProbe['result'] | 'waiting'
  /** Under way or taken so long; undefined: not begun. */
  readonly tookUs: number | undefined
}

/** Each call that half-open lets through: those that ended, those under way, those not taken yet. */
export function probesOf({
  snapshot,
  probes,
  atUs,
}: Pick<BreakerView, 'snapshot' | 'probes' | 'atUs'>): readonly ProbeCell[] {
  return [
    ...probes.map(({ result, startUs, endUs }) => ({ state: result, tookUs: (endUs ?? atUs) - startUs })),
    ...Array.from({ length: snapshot.permitsLeft ?? 0 }, () => ({ state: 'waiting', tookUs: undefined }) as const),
  ]
}
