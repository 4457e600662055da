// What the page sees of a run: one observer for all runs, its news, and the status of nodes and edges ten times a second
// at most.
import type { RunDescription, RunStatus } from '#trace'
import type { EdgeId } from '#workflow'
import type { ObserverNews, RunObserver } from '#workers/protocol'
import type { Remote } from 'comlink'
import type { StoreApi } from 'zustand/vanilla'
import type { RunState } from '../run-api.ts'
import type { Said } from '../said.ts'
import { loadMachinery } from './load-machinery.ts'

const SHOW_EVERY_MS = 100

export interface RunWatch {
  /** Made when first asked for, however many starts ask for it at once. */
  observe(): Promise<Remote<RunObserver>>
  /** The one there is. */
  observer(): Remote<RunObserver> | undefined
  /** Another run begins: the news of the one before are nobody's. */
  startAnew(): void
  subscribe(listener: (news: ObserverNews) => void): () => void
}

export interface RunWatchOptions {
  createObserver(): Worker
  readonly store: Pick<StoreApi<RunState>, 'getState' | 'setState'>
  /** The log that came is none that a kernel writes. */
  fail(message: Said): void
}

/** Keeps the old value where the new one says the same: subscribers of one node hear of that node alone. */
function keepEqual<K extends string, V>(
  before: Readonly<Record<K, V>>,
  entries: readonly (readonly [K, V])[],
): Readonly<Record<K, V>> {
  const next = {} as Record<K, V>
  let same = Object.keys(before).length === entries.length
  for (const [key, value] of entries) {
    const old = before[key]
    const keeps = old !== undefined && JSON.stringify(old) === JSON.stringify(value)
    next[key] = keeps ? old : value
    if (!keeps) same = false
  }
  return same ? before : next
}

function statusOf(
  description: RunDescription,
  status: RunStatus,
  nodes: RunState['nodes'],
  edges: RunState['edges'],
): Pick<RunState, 'nodes' | 'edges'> {
  const nodeEntries = description.nodes.flatMap(({ id, index }) => {
    const found = status.nodes[index]
    return found ? [[id, found] as const] : []
  })
  const edgeEntries = status.edges.flatMap((found) => {
    const id: EdgeId | undefined = description.edges[found.edge]?.id
    return id ? [[id, found] as const] : []
  })
  return { nodes: keepEqual(nodes, nodeEntries), edges: keepEqual(edges, edgeEntries) }
}

export function createRunWatch({ createObserver, store, fail }: RunWatchOptions): RunWatch {
  const { getState, setState } = store
  const listeners = new Set<(news: ObserverNews) => void>()
  let observer: Remote<RunObserver> | undefined
  let observing: Promise<Remote<RunObserver>> | undefined
  let lastShownMs = Number.NEGATIVE_INFINITY
  let latest: ObserverNews | undefined
  let showing = false

  function show(): void {
    showing = false
    const { description, nodes, edges } = getState()
    if (!latest || !description) return
    lastShownMs = performance.now()
    const { nowUs, events, status } = latest
    setState({ nowUs, events, ...(status ? statusOf(description, status, nodes, edges) : {}) })
  }

  /** Asked for when there are more than are known: mostly there are none. */
  async function askForNoted(count: number): Promise<void> {
    const { run, noted } = getState()
    if (count === noted.length || !observer) return
    const found = await observer.noted()
    if (run === getState().run) setState({ noted: found })
  }

  function heard(news: ObserverNews): void {
    if (news.problem) {
      fail({ code: 'run-trace', data: { reason: `${news.problem.code} ${news.problem.detail}` } })
      return
    }
    latest = news
    void askForNoted(news.noted)
    for (const listener of listeners) listener(news)
    const waitMs = lastShownMs + SHOW_EVERY_MS - performance.now()
    if (waitMs <= 0) show()
    else if (!showing) {
      showing = true
      setTimeout(show, waitMs)
    }
  }

  return {
    observe() {
      observing ??= (async () => {
        const { proxy, wrap } = await loadMachinery()
        const made = wrap<RunObserver>(createObserver())
        observer = made
        await made.onNews(proxy(heard))
        await made.watchStatus(true)
        return made
      })()
      return observing
    },
    observer: () => observer,
    startAnew() {
      latest = undefined
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
