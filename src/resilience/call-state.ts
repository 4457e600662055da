// What is known of a call while it runs.
import type { HedgeState } from './hedge.ts'
import type { RetryState } from './retry.ts'
import type { TimeoutState } from './timeout.ts'

/** A policy that can let a call wait or refuse it. */
export type GatePolicy = 'circuit-breaker' | 'bulkhead' | 'rate-limiter' | 'adaptive-throttle'

export type LayerRun =
  /** Not begun, or nothing to remember. */
  | { readonly type: 'idle' }
  /** `cost`: tokens of its budget that the attempt under way took. */
  | { readonly type: 'retry'; readonly state: RetryState; readonly token: number | undefined; readonly cost: number }
  | { readonly type: 'timeout'; readonly state: TimeoutState; readonly token: number; readonly carried: boolean }
  | { readonly type: 'circuit-breaker'; readonly permittedAtUs: number }
  | { readonly type: 'bulkhead' }
  | { readonly type: 'adaptive-throttle' }
  | { readonly type: 'hedge'; readonly state: HedgeState; readonly token: number | undefined }
  /** A breaker outside has been asked. */
  | { readonly type: 'asking'; readonly token: number }
  /** Before a gate. `served`: a place has come free and is kept for it. */
  | {
      readonly type: 'waiting'
      readonly policy: GatePolicy
      readonly token: number
      readonly ticket: number
      readonly served: boolean
    }

/** A chain of layers with one attempt at a time: the whole call, or one of the attempts of a hedge in it. */
export interface Strand {
  readonly parent: Strand | undefined
  /** Layers before it are the parent's. */
  readonly first: number
  readonly layers: LayerRun[]
  /** The attempt under way; 0: none. */
  attempt: number
}

/** What must be given back once, when the attempt it was taken for has ended. */
export interface Hold {
  readonly layer: number
  readonly policy: Exclude<GatePolicy, 'rate-limiter'>
  readonly permittedAtUs: number
  released: boolean
}

export interface Abandoned {
  readonly attempt: number
  /** The timeout or hedge that gave it up. */
  readonly layer: number
  /** Innermost first. Attempts of one hedge share what was taken for all of them. */
  readonly holds: readonly Hold[]
}

/** Opaque to its owner, who keeps it while the call or any attempt of it runs. */
export interface Call extends Strand {
  readonly id: number | string
  /** No timeout of the call ends later. */
  readonly deadlineUs: number | undefined
  attempts: number
  tokens: number
  settled: boolean
  hedges: readonly Strand[]
  abandoned: readonly Abandoned[]
}

export const IDLE: LayerRun = { type: 'idle' }

/** Of the timeouts outside `layer`; `carriedOnly`: of those that go along with the call. */
export function nearestDeadline(strand: Strand, layer: number, carriedOnly = false): number | undefined {
  let nearest: number | undefined
  let end = layer
  for (let at: Strand | undefined = strand; at; at = at.parent) {
    for (let outer = at.first; outer < end; outer++) {
      const run = at.layers[outer]
      if (run?.type !== 'timeout' || run.state.state !== 'running' || (carriedOnly && !run.carried)) continue
      if (nearest === undefined || run.state.deadlineUs < nearest) nearest = run.state.deadlineUs
    }
    end = at.first
  }
  return nearest
}
