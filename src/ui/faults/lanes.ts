// Faults of one place that overlap in time lie below each other.
import type { Fault } from '#faults'

/** By fault id: its lane, from 0. A lane is taken again once its fault has ended. */
export function lanesOf(faults: readonly Fault[]): ReadonlyMap<string, number> {
  const endsMs: number[] = []
  const lanes = new Map<string, number>()
  const inOrder = [...faults].sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1))
  for (const { id, startMs, endMs } of inOrder) {
    const free = endsMs.findIndex((end) => end <= startMs)
    const lane = free < 0 ? endsMs.length : free
    endsMs[lane] = endMs ?? Number.POSITIVE_INFINITY
    lanes.set(id, lane)
  }
  return lanes
}
