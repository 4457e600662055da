// What the folds answer of circuit breakers.
import type { BreakerSnapshot } from '#resilience'
import type { BreakerWord } from './status-view-types.ts'

export interface BreakerKey {
  readonly edge: number
  /** -1: a client's, or one that is shared. */
  readonly environment: number
  readonly layer: number
}

export interface BreakerChange {
  readonly atUs: number
  readonly event: number
  readonly from: BreakerWord
  readonly to: BreakerWord
  /** A code: failure-rate, slow-rate, wait-elapsed, probes-succeeded, probes-failed, max-wait-half-open, forced. */
  readonly reason: string
  readonly failed: number
  readonly slow: number
  readonly total: number
  /** Percent; -1: not evaluated. */
  readonly rate: number
  readonly threshold: number
}

export interface BreakerRow extends BreakerKey {
  readonly state: BreakerWord
  readonly sinceUs: number
  readonly recorded: number
  readonly refused: number
  readonly opened: number
  readonly lastChange: BreakerChange | undefined
  /** When its environment ended and took it along; undefined: it lives. */
  readonly endedAtUs: number | undefined
}

export type BreakerTickResult = 'ok' | 'failed' | 'slow' | 'ignored' | 'not-permitted'

export interface BreakerTick {
  readonly atUs: number
  readonly event: number
  readonly result: BreakerTickResult
  readonly durationUs: number
}

export interface BreakerQuery extends BreakerKey {
  /** Undefined: now. */
  readonly atUs?: number
  /** Ticks and bands from here to `atUs`; undefined: the last two minutes of virtual time. */
  readonly fromUs?: number
  /** Ticks at most, the latest; default 500. */
  readonly ticks?: number
}

/** A call whose result counts in half-open. */
export interface BreakerProbe {
  readonly call: number
  readonly startUs: number
  /** Undefined: under way. */
  readonly endUs: number | undefined
  readonly result: Exclude<BreakerTickResult, 'not-permitted'> | 'pending'
}

export interface BreakerView extends BreakerKey {
  readonly atUs: number
  readonly state: BreakerWord
  readonly snapshot: BreakerSnapshot
  /** In half-open: the calls it let through and the results that came, in order of their arrival. Elsewhere none. */
  readonly probes: readonly BreakerProbe[]
  /** When it last saw something before atUs, and first after it. */
  readonly beforeUs: number | undefined
  readonly afterUs: number | undefined
  /** All changes up to atUs, oldest first, the latest 200. */
  readonly changes: readonly BreakerChange[]
  /** State bands that cover fromUs to atUs; from the first of `changes` on where there were more before. */
  readonly bands: readonly { readonly state: BreakerWord; readonly fromUs: number; readonly toUs: number }[]
  readonly ticks: readonly BreakerTick[]
  /** Ticks in the window before the limit. */
  readonly ticksTotal: number
}
