// What moves on the overlay: from the flights the observer reports to marks with a place on their edge. A mark takes
// a while that an eye can follow, however short the flight was. Plain data and time; draws nothing.
import type { Flight, FlightOutcome, RunDescription } from '#trace'
import type { EdgeId } from '#workflow'

/** What an eye can follow from one card to the next, in milliseconds. */
const TRAVEL_MS = 650
/** How long its outcome stays in sight at the end. */
const OUTCOME_MS = 380
/** One that never hears of its outcome leaves after this long. */
const PENDING_MS = 4000

export interface Particle {
  readonly span: number
  readonly trace: number
  readonly edge: EdgeId
  readonly startUs: number
  /** Milliseconds of the page's clock. */
  readonly bornMs: number
  outcome: FlightOutcome
  /** When its outcome was learned. */
  settledMs: number | undefined
}

export interface PlacedParticle {
  readonly particle: Particle
  /** 0 to 1 along the edge. */
  readonly at: number
  /** Its shape says how it ended. */
  readonly shown: FlightOutcome
  readonly opacity: number
}

export interface ParticleField {
  /** Takes a view in. `spreadMs`: how much page time the window covered, so that what began later starts later. */
  take(flights: readonly Flight[], run: RunDescription, nowMs: number, window: FlightWindow): void
  /** Where everything is now; what has ended is dropped. */
  place(nowMs: number): readonly PlacedParticle[]
  /** Start of the oldest flight whose outcome is still unknown. */
  oldestPendingUs(): number | undefined
  clear(): void
}

export interface FlightWindow {
  readonly fromUs: number
  readonly toUs: number
  readonly spreadMs: number
}

const endsAtMs = (particle: Particle): number =>
  Math.max(particle.bornMs + TRAVEL_MS, particle.settledMs ?? Number.POSITIVE_INFINITY) + OUTCOME_MS

export function createParticleField(): ParticleField {
  const particles = new Map<number, Particle>()
  return {
    take(flights, run, nowMs, { fromUs, toUs, spreadMs }) {
      for (const flight of flights) {
        const known = particles.get(flight.span)
        if (known) {
          if (known.outcome === 'pending' && flight.outcome !== 'pending') {
            known.outcome = flight.outcome
            known.settledMs = nowMs
          }
          continue
        }
        const edge = run.edges[flight.edge]
        if (!edge || flight.startUs < fromUs) continue
        const share = toUs > fromUs ? (flight.startUs - fromUs) / (toUs - fromUs) : 1
        const bornMs = nowMs + Math.max(0, share) * spreadMs
        particles.set(flight.span, {
          span: flight.span,
          trace: flight.trace,
          edge: edge.id,
          startUs: flight.startUs,
          bornMs,
          outcome: flight.outcome,
          settledMs: flight.outcome === 'pending' ? undefined : bornMs,
        })
      }
    },
    place(nowMs) {
      const placed: PlacedParticle[] = []
      for (const particle of particles.values()) {
        const age = nowMs - particle.bornMs
        if (age < 0) continue
        const end = endsAtMs(particle)
        if (nowMs > end || (particle.outcome === 'pending' && age > PENDING_MS)) {
          particles.delete(particle.span)
          continue
        }
        const at = Math.min(1, age / TRAVEL_MS)
        const arrived = at === 1
        const fading = arrived && particle.outcome !== 'pending' ? (end - nowMs) / OUTCOME_MS : 1
        placed.push({
          particle,
          at,
          shown: arrived || particle.outcome === 'retry' ? particle.outcome : shapeUnderWay(particle.outcome),
          opacity: Math.min(1, Math.max(0, fading)),
        })
      }
      return placed
    },
    oldestPendingUs() {
      let oldest: number | undefined
      for (const particle of particles.values())
        if (particle.outcome === 'pending' && (oldest === undefined || particle.startUs < oldest))
          oldest = particle.startUs
      return oldest
    },
    clear: () => particles.clear(),
  }
}

/** A refusal never travels, and a dead letter is one from its start; the rest shows its end at the end. */
const shapeUnderWay = (outcome: FlightOutcome): FlightOutcome =>
  outcome === 'refused' || outcome === 'dead-lettered' ? outcome : 'pending'
