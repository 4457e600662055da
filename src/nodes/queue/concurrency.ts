// How many batches Lambda's pollers have under way at once: it grows while there is a backlog, and shrinks when the
// function fails or is throttled. "Using Lambda with Amazon SQS", scaling [V]; by how much it backs off is ours [K].
import type { EventSourceMapping } from './model.ts'

interface Scaling {
  readonly first: number
  readonly perMinute: number
  readonly maximum: number
  /** It backs off to this at the least. */
  readonly least: number
}

/** 5 batches at first, 300 a minute more, up to 1,250; it can go down to 2. [V] */
const STANDARD: Scaling = { first: 5, perMinute: 300, maximum: 1250, least: 2 }
/** Of each poller in provisioned mode; 1,000 a minute more; 2 pollers at least, 200 where no maximum is given. [V; the last K] */
const PER_POLLER = 10
const PROVISIONED_PER_MINUTE = 1000
const MINIMUM_POLLERS = 2
const MAXIMUM_POLLERS = 200
const MINUTE_US = 60_000_000

function scalingOf({ minimumPollers, maximumPollers }: EventSourceMapping): Scaling {
  if (minimumPollers === undefined && maximumPollers === undefined) return STANDARD
  const pollers = minimumPollers ?? MINIMUM_POLLERS
  const first = pollers * PER_POLLER
  const maximum = Math.max(pollers, maximumPollers ?? MAXIMUM_POLLERS) * PER_POLLER
  // Pollers that are paid for are there.
  return { first, perMinute: PROVISIONED_PER_MINUTE, maximum, least: first }
}

export interface Concurrency {
  /** Batches that may be under way. */
  allowed(): number
  /** Until one more may be; undefined: no more will be. */
  growsAfterUs(): number | undefined
  /** Is there more than the pollers can take? */
  backlog(is: boolean): void
  /** A batch failed or was throttled: half as many from now on. */
  backOff(): void
}

/** `config` is read at each use: an edit counts at once. */
export function createConcurrency(config: () => EventSourceMapping, now: () => number): Concurrency {
  /** What it has grown to, or backed off to, at `sinceUs`; undefined: where it starts. */
  let level: number | undefined
  /** Since when it has been growing; -1: it is not. */
  let sinceUs = -1

  function grown(): number {
    const { first, perMinute, maximum } = scalingOf(config())
    const more = sinceUs < 0 ? 0 : Math.floor(((now() - sinceUs) * perMinute) / MINUTE_US)
    return Math.min(maximum, (level ?? first) + more)
  }

  return {
    allowed: () => config().maximumConcurrency ?? grown(),
    growsAfterUs() {
      const { perMinute, maximum } = scalingOf(config())
      return config().maximumConcurrency !== undefined || grown() >= maximum ? undefined : MINUTE_US / perMinute
    },
    backlog(is) {
      if (is && sinceUs < 0) sinceUs = now()
      if (is) return
      // Idle pollers go, and those that had backed off come back.
      level = undefined
      sinceUs = -1
    },
    backOff() {
      level = Math.max(scalingOf(config()).least, Math.floor(grown() / 2))
      sinceUs = now()
    },
  }
}
