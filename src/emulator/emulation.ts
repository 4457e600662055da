// What a kind's emulation is given and what it gives: the context is its only source of now, luck, sending,
// waiting and recording.
import type { CausalKey, Luck } from '#base'
import type { TraceFact } from '#trace'
import type { EdgeConfigByPort, EdgeId, NodeId, NodeOf, Workflow } from '#workflow'
import type { NodeKind } from '#nodes/models'
import type { EnvironmentSpec, HostedInvocation } from './environment-host.ts'
import type { Envelope, ForcedBreakerState, Message, Reply } from './message.ts'

/** The least time any effect on another node takes, in microseconds: 1 ms, the smallest service latency. */
export const LEAST_LATENCY_US = 1000

/** What something is done because of: the event that caused it, its trace, and its key for luck. */
export interface Because {
  readonly cause: number
  readonly trace: number
  readonly key: CausalKey
}

export interface OutgoingEdge<Config> {
  readonly id: EdgeId
  /** Index of the target node. */
  readonly to: number
  readonly toPort: string
  /** As it is now: an edit during the run changes it, so a live field is read at each use. */
  readonly config: Config
}

export interface ScheduledTimer {
  readonly atUs: number
}

export interface TimerOptions {
  /** A weak timer holds no run open: idle expiry, retention. */
  readonly weak?: boolean
}

/** What an environment of this function reported, when the kernel came to it. */
export type EnvironmentReport =
  | {
      readonly type: 'initialised'
      readonly environment: number
      readonly ok: boolean
      readonly payload: string
      readonly atUs: number
    }
  | {
      readonly type: 'settled'
      readonly environment: number
      readonly invocation: number
      readonly outcome: 'returned' | 'threw' | 'crashed' | 'exhausted'
      readonly payload: string
      readonly maxMemoryMb: number
      /** The environment's own time of it: LEAST_LATENCY_US before now. */
      readonly atUs: number
    }

export interface EnvironmentControl {
  /** Creates an environment and begins its initialisation now; `initialised` will be reported. */
  create(because: Because, initialization?: EnvironmentSpec['initialization']): number
  /** Gives it an event, now. It must be initialised and free. */
  invoke(environment: number, invocation: HostedInvocation, because: Because): void
  /** What it has logged in the invocation in hand, one that keeps its log. */
  logged(environment: number): readonly TraceFact[]
  /** Ends it now, whatever it does. Nothing it still does has an effect. */
  end(environment: number): void
}

export interface EmulationContext<Kind extends NodeKind, Timer> {
  readonly id: NodeId
  /** In the node table: sorted node ids. */
  readonly index: number
  /** As it is now: an edit during the run changes its config, so a live field is read at each use. */
  readonly node: NodeOf<Kind>
  readonly workflow: Workflow
  /** Epoch milliseconds of virtual time 0. */
  readonly startAtMs: number
  readonly luck: Luck
  /**
   * What all nodes of this kind hold in common, made by the first that asks: an account's concurrency. It is read and
   * written in reactions only, so in the order of the agenda (invariant 10).
   */
  common<Shared extends object>(create: () => Shared): Shared
  /** Microseconds of virtual time. */
  now(): number
  nameOf(nodeIndex: number): string
  outgoing<Port extends string>(
    port: Port,
  ): readonly OutgoingEdge<EdgeConfigByPort[`${Kind}/${Port}` & keyof EdgeConfigByPort]>[]
  /** A number unique in the run. */
  nextId(): number
  /** A fresh trace: for what no other event caused. */
  newTrace(): number
  /**
   * Sends a message that wants an answer and returns the request's number; the answer comes to `reply`. `edge`: along
   * which it goes, where several may join the two.
   */
  ask(to: number, message: Message, because: Because, delayUs?: number, edge?: EdgeId): number
  /** Sends a message that wants none. Another node gets it no sooner than LEAST_LATENCY_US from now. */
  tell(to: number, message: Message, because: Because, delayUs?: number): void
  answer(envelope: Envelope, reply: Reply, delayUs?: number): void
  /** Comes back to this node's `timer` after delayUs ≥ 0. */
  schedule(delayUs: number, timer: Timer, options?: TimerOptions): ScheduledTimer
  cancel(timer: ScheduledTimer): void
  /** Records a fact of this node and returns its event number. */
  record(fact: TraceFact, because: { readonly cause: number; readonly trace: number }): number
  /** How many times as long what the node does for this takes, because of a fault; 1: as long as always. */
  slowness(because: Because): number
  readonly environments: EnvironmentControl
}

/** A node at work. State is its own; each reaction runs to its end before anything else does. */
export interface Emulation<Timer> {
  /** Time 0. */
  start?(): void
  receive(message: Message, envelope: Envelope): void
  reply?(request: number, reply: Reply): void
  timer?(timer: Timer): void
  environment?(report: EnvironmentReport): void
  /** The node, or an edge that leaves it, has another config now, of which only live fields may differ. */
  reconfigure?(): void
  forceBreaker?(edge: string, layer: number, to: ForcedBreakerState): void
}

/** What belongs to the account and to no node, as an actor that environments ask by message. */
export type AccountContext = Pick<
  EmulationContext<never, never>,
  'id' | 'workflow' | 'startAtMs' | 'luck' | 'now' | 'answer'
>
export type AccountEmulationFactory = (context: AccountContext) => Pick<Emulation<unknown>, 'receive'>

/** Builds a node's emulation. Timers are plain data: a run that is described by data can be replayed. */
export type EmulationFactory<Kind extends NodeKind, Timer> = (
  context: EmulationContext<Kind, Timer>,
) => Emulation<Timer>
