// What is still to happen, as data, in an order that depends on nothing but the entries themselves:
// (time, source, the source's own sequence). A source is an actor: a node, an environment, or the inputs.
//
// Invariant 1: entries leave in that order, and time never goes back.
import { createHeap, type Placed } from '#base'
import type { Because, EnvironmentReport } from './emulation.ts'
import type { HostedInvocation } from './environment-host.ts'
import type { TraceFact } from '#trace'
import type { EdgeId } from '#workflow'
import type { ForcedBreakerState, Message, Reply, ReplyAddress } from './message.ts'

/** What an entry does to its target. Those up to `edit` are for nodes, the others for environments. */
export type Work =
  | { readonly type: 'start' }
  | { readonly type: 'message'; readonly message: Message }
  | { readonly type: 'reply'; readonly request: number; readonly reply: Reply; readonly edge?: EdgeId }
  | { readonly type: 'timer'; readonly timer: unknown }
  | { readonly type: 'report'; readonly report: EnvironmentReport }
  /** Of the node itself, or of an edge that leaves it. */
  | { readonly type: 'edit'; readonly edge: EdgeId | undefined; readonly config: object }
  | { readonly type: 'force-breaker'; readonly edge: string; readonly layer: number; readonly to: ForcedBreakerState }
  | { readonly type: 'invoke'; readonly invocation: HostedInvocation; readonly because: Because }
  | { readonly type: 'environment-timer'; readonly timer: number }
  | { readonly type: 'fact'; readonly fact: TraceFact }
  /** Ends the environment if it still has this invocation in hand. */
  | { readonly type: 'kill'; readonly invocation: number }

export interface Entry extends Placed {
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
  /** Faults have held it back already. */
  readonly onTheWay?: true
}

export interface Agenda {
  /** Entries that hold the run open. */
  readonly strong: number
  add(entry: Entry): void
  peek(): Entry | undefined
  pop(): Entry | undefined
  /** Takes it out; no news when it has left already. */
  cancel(entry: Entry): void
}

const before = (a: Entry, b: Entry): boolean => {
  if (a.atUs !== b.atUs) return a.atUs < b.atUs
  if (a.source !== b.source) return a.source < b.source
  return a.sequence < b.sequence
}

export function createAgenda(): Agenda {
  const heap = createHeap(before)
  let strong = 0

  return {
    get strong() {
      return strong
    },
    add(entry) {
      if (!entry.weak) strong += 1
      heap.push(entry)
    },
    peek: heap.peek,
    pop() {
      const next = heap.pop()
      if (next && !next.weak) strong -= 1
      return next
    },
    cancel(entry) {
      if (entry.place < 0) return
      heap.remove(entry)
      if (!entry.weak) strong -= 1
    },
  }
}
