// Which breaker is looked at, and over which time.
import type { BreakerKey } from '#trace'
import { definePanelMemory } from '../observe/use-panel-state.ts'

export type Range = 'range30' | 'range120' | 'range600' | 'rangeAll'

export const RANGES: Readonly<Record<Range, number>> = {
  range30: 30_000_000,
  range120: 120_000_000,
  range600: 600_000_000,
  rangeAll: Number.POSITIVE_INFINITY,
}

export const breakersMemory = definePanelMemory<{
  readonly chosen: BreakerKey | undefined
  readonly range: Range
  readonly showsEnded: boolean
}>({ chosen: undefined, range: 'range120', showsEnded: false })
