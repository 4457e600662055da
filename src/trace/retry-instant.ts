// A lane as it was at an instant: what had not happened yet is taken away again.
import type { RetryAttempt, RetryLane } from './retries-view-types.ts'

function attemptAsOf(attempt: RetryAttempt, atUs: number): RetryAttempt {
  const { endUs } = attempt
  if (endUs !== undefined && endUs <= atUs) return attempt
  return { ...attempt, endUs: undefined, failure: '', status: 'unset', givenUp: false }
}

const upTo = (us: number | undefined, atUs: number): number | undefined =>
  us !== undefined && us <= atUs ? us : undefined

export function laneAsOf(lane: RetryLane, atUs: number): RetryLane {
  const hasEnded = lane.endUs !== undefined && lane.endUs <= atUs
  return {
    ...lane,
    endUs: hasEnded ? lane.endUs : undefined,
    end: hasEnded ? lane.end : 'pending',
    attempts: lane.attempts.filter(({ startUs }) => startUs <= atUs).map((attempt) => attemptAsOf(attempt, atUs)),
    waits: lane.waits.filter(({ startUs }) => startUs <= atUs),
    refusedAtUs: lane.refusedAtUs.filter((us) => us <= atUs),
    refusedBy: lane.refusedBy.filter((_, place) => (lane.refusedAtUs[place] ?? 0) <= atUs),
    gates: lane.gates
      .filter(({ startUs }) => startUs <= atUs)
      .map((gate) => ({ ...gate, endUs: upTo(gate.endUs, atUs) })),
    fellBackUs: upTo(lane.fellBackUs, atUs),
    deniedUs: upTo(lane.deniedUs, atUs),
  }
}
