// How often a fault has seen a cause, so that a provider's next try of the same thing has luck of its own. Old causes are
// forgotten, a generation at a time: what is tried again comes soon.
import type { CausalKey } from '#base'

const GENERATION = 50_000

export interface Sightings {
  /** How many times it was seen before; from now on once more. */
  count(key: CausalKey): number
}

export function createSightings(): Sightings {
  let current = new Map<CausalKey, number>()
  let before = new Map<CausalKey, number>()

  return {
    count(key) {
      const seen = current.get(key) ?? before.get(key) ?? 0
      if (current.size >= GENERATION) {
        before = current
        current = new Map()
      }
      current.set(key, seen + 1)
      return seen
    },
  }
}
