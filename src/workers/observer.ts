// The observer's work beside its folds: takes batches from the trace port one task at a time, gives credit back for
// each that was sound, tells the page what is new, and stops listening when the sealed worker breaks the rules.
import { createObserver, type Observer, type RunDescription } from '#trace'
import type { ObserverNews, RunObserver, TraceProblem } from './protocol-observer.ts'
import { BATCH_EVENTS, CREDIT, type TraceCredit } from './protocol.ts'

/** News at most once a frame; the first after a rest at once. */
const NEWS_EVERY_MS = 16
const NO_RUN: RunDescription = { name: '', startAtMs: 0, nodes: [], edges: [] }

const observe = (run: RunDescription): Observer => createObserver(run, { maximumEventsOfBatch: BATCH_EVENTS })

export function createRunObserver(): RunObserver {
  let observer = observe(NO_RUN)
  let port: MessagePort | undefined
  let pending: unknown[] = []
  let flooded: TraceProblem | undefined
  let listener: ((news: ObserverNews) => unknown) | undefined
  let watchesStatus = false
  /** News wait for: the listener's answer to the last, and the next frame. */
  let telling = false
  let stale = false
  let lastToldMs = Number.NEGATIVE_INFINITY
  const tasks = new MessageChannel()
  tasks.port1.onmessage = takeOne

  function letGo(): void {
    port?.close()
    port = undefined
    pending = []
  }

  function arrive(message: unknown): void {
    pending.push(message)
    // An honest worker never has more than CREDIT batches on their way.
    if (pending.length > CREDIT) {
      flooded = { code: 'flooding', detail: `batches: ${pending.length} without credit` }
      letGo()
      tellSoon()
    } else tasks.port2.postMessage(undefined)
  }

  function takeOne(): void {
    if (pending.length === 0 || !port) return
    const taken = observer.receive(pending.shift(), performance.now())
    if (taken) port.postMessage({ type: 'credit', batches: 1 } satisfies TraceCredit)
    else letGo()
    tellSoon()
  }

  function news(): ObserverNews {
    const { reader, spans, traces, logLines, noted, nowUs } = observer
    const status = watchesStatus ? observer.status() : undefined
    const problem = flooded ?? observer.problem
    return { events: reader.length, spans, traces, logLines, noted: noted.length, nowUs, status, problem }
  }

  function tellSoon(): void {
    stale = true
    if (!listener || telling) return
    telling = true
    const waitMs = lastToldMs + NEWS_EVERY_MS - performance.now()
    if (waitMs > 0) setTimeout(() => void tell(), waitMs)
    else void tell()
  }

  async function tell(): Promise<void> {
    stale = false
    lastToldMs = performance.now()
    await listener?.(news())
    telling = false
    if (stale) tellSoon()
  }

  return {
    async attach(tracePort, run) {
      letGo()
      observer = observe(run)
      flooded = undefined
      port = tracePort
      port.onmessage = ({ data }) => arrive(data)
      tellSoon()
    },
    async detach() {
      letGo()
    },
    async onNews(next) {
      listener = next
      if (next) tellSoon()
    },
    async watchStatus(on) {
      watchesStatus = on
      if (on) tellSoon()
    },
    status: async (atUs) => observer.status(atUs),
    flights: async (query) => observer.flights(query),
    traces: async (query) => observer.traceList(query),
    waterfall: async (query) => observer.waterfall(query),
    logs: async (query) => observer.logs(query),
    waiting: async (query) => observer.waiting(query),
    breakers: async (atUs) => observer.breakers(atUs),
    breaker: async (query) => observer.breaker(query),
    retries: async (query) => observer.retries(query),
    summary: async () => observer.summary(),
    tally: async (queries) => observer.tally(queries),
    figures: async (query) => observer.figures(query),
    noted: async () => observer.noted,
    events: async (from, count) => observer.events(from, count),
    eventsAround: async (atUs, count) => observer.eventsAround(atUs, count),
  }
}
