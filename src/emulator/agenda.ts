// What is still to happen, as data, in an order that depends on nothing but the entries themselves:
// (time, source, the source's own sequence). A source is an actor: a node, an environment, or the inputs.
//
// Invariant 1: entries leave in that order, and time never goes back.
import { createHeap } from '#base'
import type { Because, EnvironmentReport } from './emulation.ts'
import type { HostedInvocation } from './environment-host.ts'
import type { TraceFact } from '#trace'
import type { ForcedBreakerState, Message, Reply, ReplyAddress } from './message.ts'

/** What an entry does to its target. The first five are for nodes, the others for environments. */
export type Work =
  | { readonly type: 'start' }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'reply'; readonly request: number; readonly reply: Reply }
  | { readonly type: 'timer'; readonly timer: unknown }
  | { readonly type: 'report'; readonly report: EnvironmentReport }
  | { readonly type: 'force-breaker'; readonly edge: string; readonly layer: number; readonly to: ForcedBreakerState }
  | { readonly type: 'invoke'; readonly invocation: HostedInvocation; readonly because: Because }
  | { readonly type: 'environment-timer'; readonly timer: number }
  | { readonly type: 'fact'; readonly fact: TraceFact }

export interface Entry {
  atUs: number
  readonly source: number
  readonly sequence: number
  /** Node index, or number of nodes + environment. */
  readonly target: number
  readonly work: Work
  readonly replyTo: ReplyAddress | undefined
  cause: number
  readonly trace: number
  readonly key: number
  /** Holds no run open. */
  readonly weak: boolean
  cancelled: boolean
}

export interface Agenda {
  /** Entries that hold the run open. */
  readonly strong: number
  add(entry: Entry): void
  /** The next entry that was not cancelled. */
  peek(): Entry | undefined
  pop(): Entry | undefined
  cancel(entry: Entry): void
}

const before = (a: Entry, b: Entry): boolean => {
  if (a.atUs !== b.atUs) return a.atUs < b.atUs
  if (a.source !== b.source) return a.source < b.source
  return a.sequence < b.sequence
}

/** Below this many cancelled entries it is not worth clearing them out. */
const DEAD_ENTRIES_KEPT = 1024

export function createAgenda(): Agenda {
  const heap = createHeap(before)
  let strong = 0
  let dead = 0

  function peek(): Entry | undefined {
    let next = heap.peek()
    while (next?.cancelled) {
      heap.pop()
      dead -= 1
      next = heap.peek()
    }
    return next
  }

  return {
    get strong() {
      return strong
    },
    add(entry) {
      if (!entry.weak) strong += 1
      heap.push(entry)
    },
    peek,
    pop() {
      const next = peek()
      if (!next) return undefined
      heap.pop()
      next.cancelled = true // left the agenda: cancelling it later is no news
      if (!next.weak) strong -= 1
      return next
    },
    cancel(entry) {
      if (entry.cancelled) return
      entry.cancelled = true
      if (!entry.weak) strong -= 1
      dead += 1
      if (dead > DEAD_ENTRIES_KEPT && dead * 2 > heap.size) {
        heap.keep((other) => !other.cancelled)
        dead = 0
      }
    },
  }
}
