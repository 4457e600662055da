// A lane's attempts, waits and lines as places on a time axis. Pure geometry, painted elsewhere.
import type { RetryLane, RunDescription } from '#trace'
import { roundStep } from '../draw/ticks.ts'
import type { TimeScale } from '../draw/time-scale.ts'

const US_PER_MS = 1000

/** Instant after which the call is ended whatever it does: the tightest timeout around its retries. */
export function deadlineOf(run: RunDescription, lane: RetryLane): number | undefined {
  if (lane.kind !== 'call') return undefined
  const policies = run.edges[lane.edge]?.policies ?? []
  const innermostRetry = policies.findLastIndex(({ type }) => type === 'retry')
  const around = policies.flatMap((policy, place) =>
    policy.type === 'timeout' && place < innermostRetry ? [policy.timeoutMs] : [],
  )
  return around.length === 0 ? undefined : lane.startUs + Math.min(...around) * US_PER_MS
}

/** Until when something of the lane is drawn. */
export function laneEndUs(lane: RetryLane, nowUs: number): number {
  const ends = [
    lane.endUs ?? nowUs,
    ...lane.attempts.map(({ endUs }) => endUs ?? nowUs),
    ...lane.waits.map(({ startUs, delayUs, highUs }) => startUs + Math.max(delayUs, highUs)),
    ...lane.refusedAtUs,
    ...lane.gates.map(({ endUs }) => endUs ?? nowUs),
  ]
  return Math.max(lane.startUs, ...ends)
}

/** What all lanes fit into: from 0, in round lengths so that it seldom changes. */
export function alignedRange(
  lanes: readonly RetryLane[],
  nowUs: number,
): { readonly fromUs: number; readonly toUs: number } {
  const longest = Math.max(1000, ...lanes.map((lane) => laneEndUs(lane, nowUs) - lane.startUs))
  const step = roundStep(longest / 8)
  return { fromUs: 0, toUs: Math.ceil(longest / step) * step }
}

export function clockRange(
  lanes: readonly RetryLane[],
  nowUs: number,
): { readonly fromUs: number; readonly toUs: number } {
  const fromUs = Math.min(nowUs, ...lanes.map(({ startUs }) => startUs))
  const toUs = Math.max(fromUs + 1000, ...lanes.map((lane) => laneEndUs(lane, nowUs)))
  const step = roundStep((toUs - fromUs) / 8)
  return { fromUs: Math.floor(fromUs / step) * step, toUs: Math.ceil(toUs / step) * step }
}

export interface LaneShapes {
  readonly attempts: readonly {
    readonly x: number
    readonly width: number
    readonly tone: 'ok' | 'error' | 'refused' | 'pending'
    readonly open: boolean
    /** Begun beside others. */
    readonly hedge: boolean
    /** Nobody waits for it any more. */
    readonly givenUp: boolean
  }[]
  /** Attempts lie beside each other: each has half of the lane's height. */
  readonly isHedged: boolean
  /** Where the call waited before a gate. */
  readonly gates: readonly { readonly x: number; readonly width: number }[]
  readonly waits: readonly {
    readonly x: number
    readonly width: number
    /** Where it may have been drawn from; undefined: nothing was drawn by lot. */
    readonly range: { readonly x: number; readonly width: number; readonly pointX: number } | undefined
  }[]
  readonly refusedX: readonly number[]
  readonly deadlineX: number | undefined
  /** Where a message comes back to its queue unless it is deleted before. */
  readonly visibleX: readonly number[]
  readonly fellBackX: number | undefined
  readonly deniedX: number | undefined
  readonly endX: number
}

const LEAST_PX = 3

export function laneShapes(
  run: RunDescription,
  lane: RetryLane,
  scale: TimeScale,
  /** 0, or the lane's start when lanes are aligned. */
  originUs: number,
  nowUs: number,
): LaneShapes {
  const x = (us: number): number => scale.x(us - originUs)
  const deadlineUs = deadlineOf(run, lane)
  const waitEnd = (startUs: number, delayUs: number): number =>
    lane.end === 'pending' ? startUs + delayUs : Math.min(startUs + delayUs, lane.endUs ?? Number.POSITIVE_INFINITY)
  const place = (us: number | undefined): number | undefined => (us === undefined ? undefined : x(us))
  return {
    isHedged: lane.attempts.some(({ hedge }) => hedge !== undefined),
    attempts: lane.attempts.map(({ startUs, endUs, status, failure, hedge, givenUp }) => ({
      x: x(startUs),
      width: Math.max(LEAST_PX, x(endUs ?? nowUs) - x(startUs)),
      tone:
        endUs === undefined
          ? 'pending'
          : status === 'refused'
            ? 'refused'
            : status === 'error' || failure !== ''
              ? 'error'
              : 'ok',
      open: endUs === undefined,
      hedge: hedge !== undefined,
      givenUp,
    })),
    gates: lane.gates.map(({ startUs, endUs }) => ({
      x: x(startUs),
      width: Math.max(1, x(endUs ?? nowUs) - x(startUs)),
    })),
    waits: lane.waits.map(({ startUs, delayUs, lowUs, highUs }) => ({
      x: x(startUs),
      width: Math.max(1, x(waitEnd(startUs, delayUs)) - x(startUs)),
      range:
        highUs > lowUs
          ? { x: x(startUs + lowUs), width: x(startUs + highUs) - x(startUs + lowUs), pointX: x(startUs + delayUs) }
          : undefined,
    })),
    refusedX: lane.refusedAtUs.map(x),
    deadlineX: place(deadlineUs),
    visibleX: lane.attempts.flatMap(({ limitUs }) => (limitUs === undefined ? [] : [x(limitUs)])),
    fellBackX: place(lane.fellBackUs),
    deniedX: place(lane.deniedUs),
    endX: x(laneEndUs(lane, nowUs)),
  }
}

/** How many tries it gets at most; 0: no limit. What the log does not say of asynchronous events stands in the function. */
export const mostTries = (lane: RetryLane, ofFunction: number | undefined): number =>
  lane.kind === 'invocation' ? (ofFunction ?? 0) : lane.attemptsMax
