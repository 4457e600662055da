// What one node's emulation may do, bound to its place: everything it brings about becomes an agenda entry.
//
// Invariant 2: an effect on another node takes at least LEAST_LATENCY_US. No node reads another one's state.
import type { Luck } from '#base'
import type { NodeKind } from '#nodes/models'
import type { TraceFact, TraceWriter } from '#trace'
import type { EdgeId, NodeId, NodeOf, Workflow, WorkflowNode } from '#workflow'
import type { Agenda, Entry, Work } from './agenda.ts'
import { type Because, type EmulationContext, LEAST_LATENCY_US, type ScheduledTimer } from './emulation.ts'
import type { EnvironmentControl } from './emulation.ts'
import type { ReplyAddress } from './message.ts'

/** The node table of a run: nodes by sorted id, edges by sorted id. */
export interface RunTable {
  readonly ids: readonly NodeId[]
  readonly names: readonly string[]
  readonly edgesFrom: (
    node: NodeId,
    port: string,
  ) => readonly { readonly id: EdgeId; readonly to: number; readonly toPort: string; readonly config: unknown }[]
}

export interface NodeContextOptions {
  readonly index: number
  readonly id: NodeId
  readonly workflow: Workflow
  readonly table: RunTable
  readonly startAtMs: number
  readonly luck: Luck
  readonly agenda: Agenda
  readonly trace: TraceWriter
  readonly environments: EnvironmentControl
  now(): number
  common<Shared extends object>(create: () => Shared): Shared
  /** As it is now. */
  node(): WorkflowNode
  nextId(): number
  newTrace(): number
  slowness(because: Because): number
}

export function createNodeContext<Kind extends NodeKind>(options: NodeContextOptions): EmulationContext<Kind, unknown> {
  const { index, id, table, agenda, trace, now } = options
  const outgoing = new Map<string, ReturnType<RunTable['edgesFrom']>>()
  let sequence = 0

  function add(
    target: number,
    work: Work,
    because: Because,
    delayUs: number,
    replyTo: ReplyAddress | undefined,
    weak = false,
  ): Entry {
    if (!(delayUs >= 0)) throw new RangeError(`${id} would act ${delayUs} µs from now.`)
    sequence += 1
    const entry: Entry = {
      atUs: now() + Math.round(target === index ? delayUs : Math.max(delayUs, LEAST_LATENCY_US)),
      source: index,
      sequence,
      target,
      work,
      replyTo,
      cause: because.cause,
      trace: because.trace,
      key: because.key,
      weak,
      place: -1,
    }
    agenda.add(entry)
    return entry
  }

  const nothing: Because = { cause: -1, trace: -1, key: 0 }

  return {
    id,
    index,
    get node() {
      return options.node() as NodeOf<Kind>
    },
    workflow: options.workflow,
    startAtMs: options.startAtMs,
    luck: options.luck,
    common: options.common,
    now,
    nameOf: (node) => table.names[node] ?? '',
    outgoing(port) {
      let edges = outgoing.get(port)
      if (!edges) {
        edges = table.edgesFrom(id, port)
        outgoing.set(port, edges)
      }
      return edges as ReturnType<EmulationContext<Kind, unknown>['outgoing']> as never
    },
    nextId: options.nextId,
    newTrace: options.newTrace,
    ask(to, message, because, delayUs = LEAST_LATENCY_US, edge = undefined) {
      const request = options.nextId()
      const address = edge === undefined ? { actor: index, request } : { actor: index, request, edge }
      add(to, { type: 'message', message }, because, delayUs, address)
      return request
    },
    tell(to, message, because, delayUs = LEAST_LATENCY_US) {
      add(to, { type: 'message', message }, because, delayUs, undefined)
    },
    answer(envelope, reply, delayUs = LEAST_LATENCY_US) {
      const address = envelope.replyTo
      if (!address) return
      const { actor, request, edge } = address
      const work: Work =
        edge === undefined ? { type: 'reply', request, reply } : { type: 'reply', request, reply, edge }
      add(actor, work, envelope, delayUs, undefined)
    },
    schedule(delayUs, timer, timerOptions) {
      return add(index, { type: 'timer', timer }, nothing, delayUs, undefined, timerOptions?.weak ?? false)
    },
    cancel(timer: ScheduledTimer) {
      agenda.cancel(timer as Entry)
    },
    record(fact: TraceFact, because) {
      return trace.record(now(), index, because.cause, because.trace, fact)
    },
    slowness: options.slowness,
    environments: options.environments,
  }
}
