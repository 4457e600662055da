// What the observer answers to a panel's question, kept fresh while the panel is seen. React hears of answers only,
// never of events.
import type { ObserverNews, RunObserver } from '#workers/protocol'
import { useEffect, useEffectEvent, useState } from 'react'
import { useApp, useRun } from '../../shell/app-context.tsx'
import { createPoller } from './poller.ts'

/** Eight times a second: faster than that nobody reads. */
const EVERY_MS = 125

interface Taken<Answer> {
  readonly run: number
  readonly key: string
  readonly answer: Answer
}

export interface RunViewOptions {
  /** Asks again only when this changed; without it any news do. */
  readonly newsOf?: (news: ObserverNews) => number
  readonly everyMs?: number
}

/**
 * `key` says what is asked: another key asks at once. The last answer stays until the next one is there, so that
 * nothing flickers while somebody scrolls. `answersKey` is the key that the answer belongs to.
 */
export function useRunView<Answer>(
  key: string,
  ask: (observer: RunObserver) => Promise<Answer>,
  options: RunViewOptions = {},
): { readonly answer: Answer | undefined; readonly answersKey: string | undefined } {
  const app = useApp()
  const run = useRun((state) => state.run)
  // The observer's thread comes a little later than the run's description, and the news of it come through the run.
  const started = useRun((state) => state.description !== undefined && app.run.observer() !== undefined)
  const [taken, setTaken] = useState<Taken<Answer>>()
  const [error, setError] = useState<{ readonly cause: unknown }>()
  const askNow = useEffectEvent(ask)
  const newsOf = useEffectEvent((news: ObserverNews) => options.newsOf?.(news))
  const everyMs = options.everyMs ?? EVERY_MS

  useEffect(() => {
    const observer = app.run.observer()
    if (!started || !observer) return
    const poller = createPoller<Answer>({
      ask: () => askNow(observer),
      take: (answer) => setTaken({ run, key, answer }),
      fail: (cause) => setError({ cause }),
      everyMs,
      nowMs: () => performance.now(),
      later(delayMs, call) {
        const timer = setTimeout(call, delayMs)
        return () => clearTimeout(timer)
      },
    })
    let known: number | undefined
    const unsubscribe = app.run.subscribeNews((news) => {
      const next = newsOf(news)
      if (document.hidden || (next !== undefined && next === known)) return
      known = next
      poller.poke()
    })
    const onShown = () => !document.hidden && poller.poke()
    document.addEventListener('visibilitychange', onShown)
    poller.poke()
    return () => {
      document.removeEventListener('visibilitychange', onShown)
      unsubscribe()
      poller.stop()
    }
  }, [app, run, started, key, everyMs])

  if (error) throw error.cause
  const current = taken?.run === run && started ? taken : undefined
  return { answer: current?.answer, answersKey: current?.key }
}
