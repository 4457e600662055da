// What a ghost run is compared by: the figures of one call edge and of the dependency it leads to, over a span of
// virtual time that begins with the run.

export interface FigureQuery {
  /** A call edge. */
  readonly edge: number
  /** The policy whose breakers are shown as bands. */
  readonly layer: number
  /** The span ends before this virtual time. */
  readonly toUs: number
}

export interface WaitFigures {
  readonly ended: number
  readonly failed: number
  /** Of those that ended, nearest rank; undefined: none did. */
  readonly p50Us: number | undefined
  readonly p99Us: number | undefined
  /** Begun, and under way at the end of the span. */
  readonly pending: number
}

export interface RunFigures {
  readonly toUs: number
  /** Width of the bins below, which follow each other from time 0. */
  readonly binUs: number
  /** Attempts that came to the dependency, along all call edges that lead there. */
  readonly arrived: readonly number[]
  /** Those that failed, when they did. */
  readonly failed: readonly number[]
  /** Times a policy of the edge let a call not pass. */
  readonly refused: readonly number[]
  readonly load: {
    readonly attempts: number
    readonly failed: number
    /** Failed, or answered when nobody waited for it any more. */
    readonly wasted: number
    /** Most that came within one bin. */
    readonly peak: number
  }
  readonly refusals: number
  /** Calls along the edge, as whoever makes them sees them: retries, waits and refusals included. */
  readonly calls: WaitFigures
  /** Invocations of the function that calls; undefined where a client does. */
  readonly invocations: WaitFigures | undefined
  /** Calls of all clients: what the users of the whole see. Undefined where they are the calls above, or none. */
  readonly requests: WaitFigures | undefined
  /** When at least one breaker of the layer was open, and how many at most. */
  readonly open: readonly { readonly fromUs: number; readonly toUs: number; readonly breakers: number }[]
}
