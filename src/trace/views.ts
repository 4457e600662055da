// What the folds answer: plain data that crosses threads as it is. Times are microseconds of virtual time, nodes and
// edges are indexes into the RunDescription, events and spans are their numbers in this run. No sentences: the UI
// makes those.
import type { Policy } from '#resilience'
import type { EdgeId, NodeId, WorkflowNode } from '#workflow'

export interface RunNode {
  readonly index: number
  readonly id: NodeId
  readonly name: string
  readonly kind: WorkflowNode['kind']
  /** Functions only; 0 elsewhere. */
  readonly memoryMb: number
  readonly timeoutMs: number
  /** Environments at once: reserved, what others leave of the account, or the pool; 0 where the word has no meaning. */
  readonly concurrencyLimit: number
  /** The same without a reservation. */
  readonly unreservedConcurrency: number
  /** Before the run it had no reservation: it draws from what all such functions have together. */
  readonly sharesAccount?: true
}

export type RunEdgeKind = 'call' | 'route' | 'fire' | 'consume' | 'redrive' | 'subscribe'

export interface RunEdge {
  readonly index: number
  readonly id: EdgeId
  readonly kind: RunEdgeKind
  readonly from: number
  readonly to: number
  /** Of a call edge, outermost first: a breaker's `layer` is its place here. */
  readonly policies: readonly Policy[]
  /** `POST /orders` of a route. */
  readonly route: string
  /** Of a redrive; 0 elsewhere. */
  readonly maxReceiveCount: number
}

/** The run's tables: nodes in order of their ids (the kernel's node indexes), edges in order of theirs. */
export interface RunDescription {
  readonly name: string
  /** Epoch milliseconds of virtual time 0. */
  readonly startAtMs: number
  readonly nodes: readonly RunNode[]
  readonly edges: readonly RunEdge[]
}

export interface Page {
  readonly from: number
  readonly count: number
}
