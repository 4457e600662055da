// What the folds answer of messages on their way, for the overlay canvas.

export type FlightOutcome = 'ok' | 'retry' | 'error' | 'dead-lettered' | 'refused' | 'pending'

export interface Flight {
  readonly edge: number
  readonly span: number
  readonly trace: number
  readonly startUs: number
  /** When the other end got it; the same as endUs when it never did. */
  readonly arriveUs: number
  /** When its outcome was known; the end of the window while pending. */
  readonly endUs: number
  readonly outcome: FlightOutcome
}

export interface FlightQuery {
  readonly fromUs: number
  readonly toUs: number
  /** At most so many flights, the latest first to stay; rates cover all. */
  readonly limit?: number
}

export interface FlightView {
  /** In order of their start. */
  readonly flights: readonly Flight[]
  /** Flights in the window, those cut off included. */
  readonly total: number
  /** By edge index: begun per virtual second within the window. */
  readonly perSecond: readonly number[]
}
