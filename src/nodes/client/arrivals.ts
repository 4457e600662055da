// When the requests of a client come due. Pure; times in milliseconds from the start of the run.
import { drawExponential } from '#base'
import type { Arrivals } from './model.ts'

/** Recorded times in their order; the other shapes as they are. To be done once, before the first is asked for. */
export const inOrder = (arrivals: Arrivals): Arrivals =>
  arrivals.shape === 'recorded' ? { ...arrivals, atMs: [...arrivals.atMs].sort((a, b) => a - b) } : arrivals

/**
 * The time of the arrival after one at `previousMs`, or of the first one (n = 0, previousMs = 0); undefined: there is
 * none. `u` is uniform in [0, 1). `place` is that of the arrival in its shape, another than `n` after an edit: `count`
 * is of requests, whatever shapes they came in.
 */
export function nextArrivalMs(
  arrivals: Arrivals,
  n: number,
  previousMs: number,
  u: number,
  place = n,
): number | undefined {
  if ('count' in arrivals && arrivals.count !== undefined && n >= arrivals.count) return undefined
  switch (arrivals.shape) {
    case 'single':
      return place === 0 ? arrivals.atMs : undefined
    case 'recorded':
      return arrivals.atMs[place]
    case 'constant':
      return (place * 1000) / arrivals.perSecond
    case 'poisson':
      return previousMs + 1000 * drawExponential(arrivals.perSecond, u)
    case 'ramp':
      return rampArrivalMs(arrivals, place)
    case 'spike':
      return spikeArrivalMs(arrivals, place)
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

/** The place of the first arrival later than `afterMs`, as if the arrivals had been these from the start of the run. */
export function placeAfter(arrivals: Arrivals, afterMs: number): number {
  switch (arrivals.shape) {
    case 'single':
      return arrivals.atMs > afterMs ? 0 : 1
    case 'recorded': {
      const place = arrivals.atMs.findIndex((atMs) => atMs > afterMs)
      return place < 0 ? arrivals.atMs.length : place
    }
    case 'poisson':
      return 0
    default:
      return Math.floor(arrivalsUntil(arrivals, afterMs)) + 1
  }
}

/** The area under the rate. */
function arrivalsUntil(arrivals: Extract<Arrivals, { shape: 'constant' | 'ramp' | 'spike' }>, untilMs: number): number {
  switch (arrivals.shape) {
    case 'constant':
      return (untilMs * arrivals.perSecond) / 1000
    case 'ramp': {
      const [from, to] = [arrivals.fromPerSecond / 1000, arrivals.toPerSecond / 1000]
      const { overMs } = arrivals
      if (untilMs >= overMs) return ((from + to) / 2) * overMs + (untilMs - overMs) * to
      return from * untilMs + (((to - from) / overMs) * untilMs ** 2) / 2
    }
    case 'spike': {
      const { perSecond, spikePerSecond, atMs, forMs } = arrivals
      const inSpikeMs = Math.min(Math.max(untilMs - atMs, 0), forMs)
      return ((untilMs - inSpikeMs) * perSecond + inSpikeMs * spikePerSecond) / 1000
    }
  }
}
