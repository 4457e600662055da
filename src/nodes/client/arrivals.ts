// When the requests of a client come due. Pure; times in milliseconds from the start of the run.
import { drawExponential } from '#base'
import type { Arrivals } from './model.ts'

/** Recorded times in their order; the other shapes as they are. To be done once, before the first is asked for. */
export const inOrder = (arrivals: Arrivals): Arrivals =>
  arrivals.shape === 'recorded' ? { ...arrivals, atMs: [...arrivals.atMs].sort((a, b) => a - b) } : arrivals

/**
 * The time of the arrival after one at `previousMs`, or of the first one (n = 0, previousMs = 0); undefined: there is
 * none. `u` is uniform in [0, 1).
 */
export function nextArrivalMs(arrivals: Arrivals, n: number, previousMs: number, u: number): number | undefined {
  if ('count' in arrivals && arrivals.count !== undefined && n >= arrivals.count) return undefined
  switch (arrivals.shape) {
    case 'single':
      return n === 0 ? arrivals.atMs : undefined
    case 'recorded':
      return arrivals.atMs[n]
    case 'constant':
      return (n * 1000) / arrivals.perSecond
    case 'poisson':
      return previousMs + 1000 * drawExponential(arrivals.perSecond, u)
    case 'ramp':
      return rampArrivalMs(arrivals, n)
    case 'spike':
      return spikeArrivalMs(arrivals, n)
  }
}

/** The rate grows linearly: the n-th arrival is where the area under it reaches n. */
function rampArrivalMs(
  { fromPerSecond, toPerSecond, overMs }: Extract<Arrivals, { shape: 'ramp' }>,
  n: number,
): number {
  const from = fromPerSecond / 1000
  const to = toPerSecond / 1000
  const duringRamp = ((from + to) / 2) * overMs
  if (n === 0) return 0
  if (n >= duringRamp) return overMs + (n - duringRamp) / to
  const slope = (to - from) / overMs
  // Of the quadratic formula the form that loses no digits and needs no slope.
  return (2 * n) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * n)))
}

function spikeArrivalMs(
  { perSecond, spikePerSecond, atMs, forMs }: Extract<Arrivals, { shape: 'spike' }>,
  n: number,
): number {
  const calm = perSecond / 1000
  const high = spikePerSecond / 1000
  const before = calm * atMs
  if (n < before) return n / calm
  const during = high * forMs
  if (n < before + during) return atMs + (n - before) / high
  return atMs + forMs + (n - before - during) / calm
}
