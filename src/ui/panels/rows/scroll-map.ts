// A scroller can't be as high as a million rows: beyond what browsers lay out exactly, its height is cut and scrolling
// covers the rows in larger steps.
const HIGHEST_PX = 12_000_000

export interface ScrollMap {
  /** Of the scrolled content. */
  readonly heightPx: number
  /** Pixels from the first row's top to the top of what is seen. */
  readonly offsetPx: (scrollTop: number) => number
  readonly scrollTopOf: (offsetPx: number) => number
  /** The height was cut: rows move against what is scrolled. */
  readonly isCut: boolean
}

export function scrollMap(count: number, rowHeightPx: number, viewPx: number): ScrollMap {
  const wantedPx = count * rowHeightPx
  const heightPx = Math.min(HIGHEST_PX, wantedPx)
  const scrollable = heightPx - viewPx
  const factor = heightPx < wantedPx && scrollable > 0 ? (wantedPx - viewPx) / scrollable : 1
  return {
    heightPx,
    offsetPx: (scrollTop) => scrollTop * factor,
    scrollTopOf: (offsetPx) => offsetPx / factor,
    isCut: factor !== 1,
  }
}

/** Rows mounted begin and end at multiples of this, so that most scroll events change nothing. */
const STEP = 8

/** Both ends move at once and, but for the list's own ends, as many are mounted: what is painted keeps its size. */
export function rowsInView(count: number, rowHeightPx: number, offsetPx: number, viewPx: number) {
  const base = Math.floor(offsetPx / rowHeightPx / STEP) * STEP
  const seen = Math.ceil(viewPx / rowHeightPx / STEP) * STEP
  const last = Math.min(count, base + seen + 2 * STEP)
  return { first: Math.max(0, Math.min(base - STEP, last)), last }
}
