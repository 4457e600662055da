// What every kind says about itself: its schema and its ports. Kinds meet through ports, by role; no kind
// knows another one's name.
import type * as z from 'zod/mini'

/** What an in-port can take; an out-port lists the roles it may be joined to. */
export type PortRole =
  | 'invocable'
  | 'message-sink'
  | 'dead-letter'
  | 'http-api'
  | 'topic'
  | 'event-bus'
  | 'table'
  | 'stream'
  | 'bucket'
  | 'external-http'

/** trigger: the provider calls the target · call: the source's own code (or traffic) calls · failure: what failed goes there. */
export type EdgeType = 'trigger' | 'call' | 'failure'

export interface InPort {
  readonly name: string
  readonly direction: 'in'
  readonly roles: readonly PortRole[]
}

export interface OutPort {
  readonly name: string
  readonly direction: 'out'
  readonly edge: EdgeType
  readonly connectsTo: readonly PortRole[]
  /** How many edges may leave this port; undefined: any number. */
  readonly maximumEdges?: number
  /** May several edges join this port to the same target (an API's routes)? */
  readonly parallelEdges?: true
  /** Of the configuration that the provider keeps with an edge leaving here. */
  readonly edgeConfig: z.ZodMiniType
  /** As a model's own: absent, every field of an edge's config waits for a restart. */
  readonly edgeChanges?: (field: string) => ChangeEffect
}

export type Port = InPort | OutPort

/** When a changed field takes effect in a run under way. */
export type ChangeEffect = 'live' | 'restart'

/** A model's `changes`: these fields take effect at once, all others when the run restarts. */
export const liveFields =
  <Config>(...names: readonly (keyof Config & string)[]): ((field: string) => ChangeEffect) =>
  (field) =>
    names.some((name) => name === field) ? 'live' : 'restart'

export interface NodeModel<Kind extends string, Schema extends z.ZodMiniType> {
  readonly kind: Kind
  /** Of `config`; every field has a default, so that `{}` is a valid node. */
  readonly config: Schema
  readonly ports: readonly Port[]
  /** Names a new node of this kind: `Queue`, `Queue2`, … */
  readonly defaultName: string
  /** Ends the variable through which a handler learns of such a node: `QUEUE_URL` in `ORDERS_QUEUE_URL`. Absent: code can't call it. */
  readonly variable?: string
  /** Does it make events by itself for ever (a schedule, traffic)? Such a run needs an end. */
  readonly endless: boolean
  /** A live field's emulation reads it anew at each use, or re-arms what it had armed by it (`reconfigure`). */
  readonly changes: (field: string) => ChangeEffect
}

export const defineModel = <const Kind extends string, Schema extends z.ZodMiniType>(
  model: NodeModel<Kind, Schema>,
): NodeModel<Kind, Schema> => model
