// Asks again when something is new, but never more often than said and never twice at once: a panel's load on the
// observer does not grow with the run's speed.
export interface PollerOptions<Answer> {
  readonly ask: () => Promise<Answer>
  readonly take: (answer: Answer) => void
  readonly fail: (error: unknown) => void
  readonly everyMs: number
  readonly nowMs: () => number
  /** Calls back after real milliseconds; the answer cancels. */
  readonly later: (delayMs: number, call: () => void) => () => void
}

export interface Poller {
  /** Something is new. */
  poke(): void
  /** Late answers are dropped. */
  stop(): void
}

export function createPoller<Answer>({ ask, take, fail, everyMs, nowMs, later }: PollerOptions<Answer>): Poller {
  let askedMs = Number.NEGATIVE_INFINITY
  let asking = false
  let stale = false
  let stopped = false
  let cancel: (() => void) | undefined

  function finish(): void {
    asking = false
    if (stale) poke()
  }

  function askNow(): void {
    cancel = undefined
    stale = false
    asking = true
    askedMs = nowMs()
    ask().then(
      (answer) => {
        if (stopped) return
        take(answer)
        finish()
      },
      (error: unknown) => {
        if (!stopped) fail(error)
      },
    )
  }

  function poke(): void {
    if (stopped || cancel) return
    if (asking) {
      stale = true
      return
    }
    const waitMs = askedMs + everyMs - nowMs()
    if (waitMs <= 0) askNow()
    else cancel = later(waitMs, askNow)
  }

  return {
    poke,
    stop() {
      stopped = true
      cancel?.()
      cancel = undefined
    },
  }
}
