// Waiting until all user code has run, and hearing of rejected promises that nobody handles, in a worker of any engine.

/** What a realm's host offers; taken before user code can reach any of it. */
export interface HostMessaging {
  readonly MessageChannel: typeof MessageChannel
  /** Calls back with the reason of each promise that nobody handled; the host itself must then stay silent about it. */
  readonly onUnhandledRejection: (listener: (reason: unknown) => void) => void
  /** Likewise what a listener of an event threw, which its host would report. */
  readonly onUncaughtException: (listener: (error: unknown) => void) => void
}

/** More hops than any engine was seen to need. */
const MOST_HOPS = 8

/** A macrotask: resolves when the promise jobs that were waiting, and those they led to, have run. */
export function createHop(Channel: typeof MessageChannel): () => Promise<void> {
  const { port1, port2 } = new Channel()
  let arrived: (() => void) | undefined
  port1.onmessage = () => {
    const resolve = arrived
    arrived = undefined
    resolve?.()
  }
  return () =>
    new Promise((resolve) => {
      arrived = resolve
      port2.postMessage(0)
    })
}

export interface Settling {
  readonly settle: () => Promise<void>
  readonly onUnhandledRejection: (listener: (reason: unknown) => void) => void
  readonly onUncaughtException: (listener: (error: unknown) => void) => void
}

/**
 * Chromium reports a rejection in a task of its own, after the first message; Node before it. How many hops it takes
 * is found out by trying, so that no wait is longer than it must be.
 */
export async function createSettling({
  MessageChannel,
  onUnhandledRejection,
  onUncaughtException,
}: HostMessaging): Promise<Settling> {
  const hop = createHop(MessageChannel)
  const probe = new Error('probe')
  let heard = false
  let listener: ((reason: unknown) => void) | undefined
  onUnhandledRejection((reason) => {
    if (reason === probe) heard = true
    else listener?.(reason)
  })
  let hops = 0
  // Rejected in a promise job, as user code does it.
  Promise.resolve().then(() => {
    void Promise.reject(probe)
  })
  while (!heard && hops < MOST_HOPS) {
    await hop()
    hops += 1
  }
  if (!heard) throw new Error('This engine reports no unhandled rejections.')
  const settle = async (): Promise<void> => {
    for (let index = 0; index < hops; index++) await hop()
  }
  return {
    settle: hops === 1 ? hop : settle,
    onUnhandledRejection: (next) => {
      listener = next
    },
    onUncaughtException,
  }
}
