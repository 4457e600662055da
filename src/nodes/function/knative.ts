// Knative's autoscaler (KPA): how many environments there should be, from the concurrency of the last minute and the
// last seconds. Pure. serving @ 98e5ef9, autoscaler.go [V]
import { MICROSECONDS_PER_MS } from '#base'
import type { KnativeScaling } from './scaling.ts'

export interface KnativeState {
  /** Since when it is in panic; -1: it is not. */
  readonly panicAtUs: number
  /** The most that a panic asked for: it is not given back before the panic is over. */
  readonly panicMost: number
  /** Since when none was asked for; -1: some are. */
  readonly zeroAtUs: number
}

export interface KnativeObservation {
  readonly nowUs: number
  /** Initialised environments. */
  readonly ready: number
  /** Events in hand or waiting, averaged over the stable and over the panic window. */
  readonly stable: number
  readonly panic: number
}

export const CALM: KnativeState = { panicAtUs: -1, panicMost: 0, zeroAtUs: -1 }

const clamp = (value: number, low: number, high: number): number => Math.min(Math.max(value, low), high)

export function decideKnative(
  scaling: KnativeScaling,
  state: KnativeState,
  { nowUs, ready: readyNow, stable, panic }: KnativeObservation,
): { readonly state: KnativeState; readonly desired: number } {
  const target = scaling.targetUtilizationPercent / 100
  const ready = Math.max(1, readyNow)
  const up = Math.ceil(scaling.maxScaleUpRate * ready)
  const down = Math.floor(ready / scaling.maxScaleDownRate)
  const wantedStable = clamp(Math.ceil(stable / target), down, up)
  const rawPanic = Math.ceil(panic / target)
  const wantedPanic = clamp(rawPanic, down, up)
  const isOver = rawPanic / ready >= scaling.panicThresholdPercent / 100

  let { panicAtUs, panicMost } = state
  if (isOver) {
    if (panicAtUs < 0) panicMost = 0
    panicAtUs = nowUs
  } else if (panicAtUs >= 0 && panicAtUs + scaling.stableWindowMs * MICROSECONDS_PER_MS < nowUs) {
    panicAtUs = -1
    panicMost = 0
  }
  let desired = wantedStable
  if (panicAtUs >= 0) {
    desired = Math.max(wantedStable, wantedPanic, panicMost)
    panicMost = desired
  }
  return withinBounds(scaling, { panicAtUs, panicMost, zeroAtUs: state.zeroAtUs }, desired, nowUs)
}

/** The last one goes after a grace, and as many as are set stay or are the most. */
function withinBounds(
  { minimumEnvironments, maximumEnvironments, scaleToZeroGraceMs }: KnativeScaling,
  state: KnativeState,
  wanted: number,
  nowUs: number,
): { readonly state: KnativeState; readonly desired: number } {
  const zeroAtUs = wanted > 0 ? -1 : state.zeroAtUs < 0 ? nowUs : state.zeroAtUs
  const isInGrace = wanted === 0 && nowUs - zeroAtUs < scaleToZeroGraceMs * MICROSECONDS_PER_MS
  const desired = clamp(isInGrace ? 1 : wanted, Math.min(minimumEnvironments, maximumEnvironments), maximumEnvironments)
  return { state: { ...state, zeroAtUs }, desired }
}
