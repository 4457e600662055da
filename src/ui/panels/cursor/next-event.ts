// From an instant to the log's next event or the one before.
import type { RunObserver } from '#workers/protocol'

export type Direction = -1 | 1

/** Undefined: there is none. */
export async function nextEventUs(
  observer: Pick<RunObserver, 'eventsAround'>,
  atUs: number,
  direction: Direction,
): Promise<number | undefined> {
  // Half of them lie before the instant or at it.
  const around = await observer.eventsAround(direction > 0 ? atUs : atUs - 1, 2)
  return direction > 0
    ? around.find(({ event }) => event.at > atUs)?.event.at
    : around.findLast(({ event }) => event.at < atUs)?.event.at
}
