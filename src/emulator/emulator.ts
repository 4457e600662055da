// The kernel: takes the earliest entry, hands it to its node or environment, again and again. It knows no real
// time; whoever paces a run says how far it may go.
//
// Invariant 3: it never passes what a handler can still change. An environment resumed at time r can have an
//   effect on anything at r + LEAST_LATENCY_US at the earliest, so entries strictly before the least of these are
//   safe; at it, the kernel waits until all user code has run. (The careful way waits after each entry instead.)
// Invariant 5: events are recorded while an entry is processed and at no other time, so that the log has the order
//   of the agenda, however far the kernel looked ahead.
// Invariant 8: inputs enter between entries, and their place is logged: (time, entries before).
// Invariant 9: a node sees another config after an edit and at no other time.
// Invariant 10: what nodes of a kind hold in common is touched while an entry is processed and at no other time. Entries
//   leave in one order (1) however far the kernel looked ahead (3), so it is what it would be the careful way.
import { causalKey, createLuck, entriesInOrder, keysInOrder, type Luck, parseIsoUtc } from '#base'
import type { Fault } from '#faults'
import type { NodeKind } from '#nodes/models'
import { createTraceWriter, type TraceWriter } from '#trace'
import type { EdgeId, NodeId, Workflow, WorkflowNode } from '#workflow'
import { createAgenda, type Entry, type Work } from './agenda.ts'
import type { AccountEmulationFactory, Emulation, EmulationContext, EmulationFactory } from './emulation.ts'
import type { EnvironmentHost } from './environment-host.ts'
import { createFaultDesk } from './fault-desk.ts'
import { createEnvironments } from './environments.ts'
import type { HandSentEvent, LoggedInput, PlannedInput, RunInput } from './input.ts'
import type { Message } from './message.ts'
import { createNodeContext, type RunTable } from './node-context.ts'

export type EmulationTable = { readonly [Kind in NodeKind]: EmulationFactory<Kind, unknown> } & {
  /** Whoever has environments has it: they ask it. */
  readonly account: AccountEmulationFactory
}

export interface EmulatorOptions {
  readonly workflow: Workflow
  readonly seed: number
  /** Of each kind in the workflow. */
  readonly emulations: Partial<EmulationTable>
  readonly host: EnvironmentHost
  /** Waits for user code after each entry instead of looking ahead. The log is the same. */
  readonly careful: boolean
  /** To be applied again, each at its place. */
  readonly inputs?: readonly LoggedInput[]
  /** To be applied when their time comes, in order of time. */
  readonly planned?: readonly PlannedInput[]
  /** Entry number `entry` is about to resume this environment. */
  readonly mark?: (entry: number, environment: number, atUs: number) => void
}

/** quiet: nothing is left to happen · until: the next entry is later · paused: the number of entries was reached. */
export type RunStop = 'quiet' | 'until' | 'paused'

export interface Emulator {
  nowUs(): number
  /** Agenda entries processed so far. */
  entries(): number
  readonly trace: TraceWriter
  /** Processes entries up to and including untilUs, at most maximumEntries of them. Not to be called again before it resolves. */
  runUntil(untilUs: number, maximumEntries?: number): Promise<RunStop>
  /** Applies an input now, at atUs at the latest (never before now, never past the next entry). Not during runUntil. */
  apply(input: RunInput, atUs: number): Promise<LoggedInput>
  inputs(): readonly LoggedInput[]
  /** As they are now. */
  faults(): readonly Fault[]
}

/** `edited`: configs of edges as edits left them. */
const describeTable = (workflow: Workflow, edited: ReadonlyMap<EdgeId, object>): RunTable => {
  const ids = keysInOrder(workflow.nodes)
  const indexOf = new Map(ids.map((id, index) => [id, index]))
  const edges = entriesInOrder(workflow.edges)
  return {
    ids,
    names: ids.map((id) => workflow.nodes[id]?.name ?? id),
    edgesFrom: (node, port) =>
      edges
        .filter(([, edge]) => edge.from.node === node && edge.from.port === port)
        .map(([id, edge]) => ({
          id,
          to: indexOf.get(edge.to.node) as number,
          toPort: edge.to.port,
          get config() {
            return edited.get(id) ?? edge.config
          },
        })),
  }
}

const objectRequest = (event: HandSentEvent & { readonly kind: 'bucket' }): Message => {
  const { key, body, contentType, metadata } = event
  if (body === undefined) return { type: 'api', operation: 'DeleteObject', input: { Key: key } }
  const type = contentType === undefined ? {} : { ContentType: contentType }
  const input = { Key: key, Body: body, ...type, ...(metadata === undefined ? {} : { Metadata: metadata }) }
  return { type: 'api', operation: 'PutObject', input }
}

const messageOf = (event: HandSentEvent): Message => {
  switch (event.kind) {
    case 'http-api':
    case 'service':
      return { type: 'http', request: event.request }
    case 'queue': {
      const { kind: _kind, ...sent } = event
      return { type: 'enqueue', ...sent }
    }
    case 'topic': {
      const { kind: _kind, ...publication } = event
      return { type: 'publish', ...publication }
    }
    case 'event-bus':
      if ('replay' in event) return { type: 'replay', replay: event.replay }
      return { type: 'put-event', event: event.event }
    case 'bucket':
      return objectRequest(event)
    case 'stream':
      return { type: 'put-record', partitionKey: event.partitionKey, data: event.data }
    case 'table':
      return { type: 'write-item', item: event.item }
    case 'function':
      return { type: 'invoke', mode: event.mode, payload: event.payload }
    case 'schedule':
    case 'client':
      return { type: 'fire' }
  }
}

const INPUT_SOURCE = -1

export function createEmulator(options: EmulatorOptions): Emulator {
  const { workflow, host, careful } = options
  const editedEdges = new Map<EdgeId, object>()
  const table = describeTable(workflow, editedEdges)
  const nodes = table.ids.length
  /** Actors are the nodes, the account, and the environments after them. */
  const firstEnvironment = nodes + 1
  const startAtMs = parseIsoUtc(workflow.scenario.startAt) ?? 0
  const luck: Luck = createLuck(options.seed)
  const trace = createTraceWriter()
  const agenda = createAgenda()
  const toReplay = [...(options.inputs ?? [])]
  const toCome = [...(options.planned ?? [])].sort((a, b) => a.atUs - b.atUs)
  const applied: LoggedInput[] = []
  /** As the run sees them: with the edits it was told of. */
  const nodesNow = table.ids.map((id) => workflow.nodes[id] as WorkflowNode)
  let faults: readonly Fault[] = []
  let nowUs = 0
  let entries = 0
  let ids = 0
  let traces = 0
  let acting = false

  const now = (): number => nowUs
  const commons = new Map<() => object, object>()
  const environments = createEnvironments({
    firstActor: firstEnvironment,
    host,
    agenda,
    now,
    mark(environment) {
      acting = true
      options.mark?.(entries, environment, nowUs)
    },
    record: (node, because, cause, fact) => trace.record(nowUs, node, cause, because.trace, fact),
    strike: (node, invocation, because) => (hasFaults ? desk.strike(node, invocation, because) : undefined),
  })
  const desk = createFaultDesk({
    workflow,
    ids: table.ids,
    luck,
    agenda,
    now,
    nodeOf: (actor) => (actor < firstEnvironment ? actor : environments.nodeOfActor(actor)),
    causeOf: environments.causeOfActor,
    record: (node, because, fact) => trace.record(nowUs, node, because.cause, because.trace, fact),
  })
  let hasFaults = false
  setFaults(workflow.scenario.faults)

  trace.record(0, -1, -1, -1, { type: 'run-started', seed: options.seed, startAtMs })
  const emulations: Emulation<unknown>[] = table.ids.map((id, index) => buildEmulation(id, index))
  const { account } = options.emulations
  if (account) emulations.push(account(contextOf(nodes, '@account' as NodeId)))
  for (const [index, emulation] of emulations.entries())
    if (emulation.start) add(index, index, 0, { type: 'start' }, causalKey(0, id(index)))

  function setFaults(given: readonly Fault[]): void {
    faults = given
    hasFaults = given.length > 0
    desk.set(given)
  }

  function id(index: number): NodeId {
    return table.ids[index] as NodeId
  }

  function common<Shared extends object>(create: () => Shared): Shared {
    const made = commons.get(create) ?? create()
    commons.set(create, made)
    return made as Shared
  }

  function contextOf(index: number, node: NodeId): EmulationContext<never, unknown> {
    return createNodeContext<never>({
      index,
      id: node,
      common,
      workflow,
      table,
      startAtMs,
      luck,
      agenda,
      trace,
      environments: environments.control(index),
      now,
      node: () => nodesNow[index] as WorkflowNode,
      nextId: () => ids++,
      newTrace: () => traces++,
      slowness: (because) => (hasFaults ? desk.slowness(index, because) : 1),
    })
  }

  function buildEmulation(node: NodeId, index: number): Emulation<unknown> {
    const kind = workflow.nodes[node]?.kind as NodeKind
    const factory: EmulationFactory<never, unknown> | undefined = options.emulations[kind]
    if (!factory) throw new Error(`There is no emulation of ${kind}.`)
    return factory(contextOf(index, node))
  }

  /** Sequence 0 of a node's own counter is free: its context counts from 1. */
  function add(
    source: number,
    target: number,
    sequence: number,
    work: Work,
    key: number,
    traceNumber = -1,
    cause = -1,
  ): void {
    agenda.add({
      atUs: nowUs,
      source,
      sequence,
      target,
      work,
      replyTo: undefined,
      cause,
      trace: traceNumber,
      key,
      weak: false,
      place: -1,
    })
  }

  function process(given: Entry): void {
    nowUs = given.atUs
    const entry = hasFaults ? desk.judge(given) : given
    if (entry) take(entry)
    entries += 1
  }

  function take(entry: Entry): void {
    if (entry.target >= firstEnvironment) environments.process(entry)
    else if (entry.work.type === 'edit') reconfigure(entry.target, entry.work)
    else react(emulations[entry.target] as Emulation<unknown>, entry)
  }

  function reconfigure(index: number, { edge, config }: Extract<Work, { type: 'edit' }>): void {
    if (edge !== undefined) editedEdges.set(edge, config)
    else nodesNow[index] = { ...(nodesNow[index] as WorkflowNode), config } as WorkflowNode
    emulations[index]?.reconfigure?.()
  }

  function react(emulation: Emulation<unknown>, entry: Entry): void {
    const { work } = entry
    switch (work.type) {
      case 'message':
        if (entry.replyTo) entry.cause = environments.causeOfActor(entry.replyTo.actor) ?? entry.cause
        emulation.receive(work.message, entry)
        return
      case 'reply':
        emulation.reply?.(work.request, work.reply)
        return
      case 'timer':
        emulation.timer?.(work.timer)
        return
      case 'report':
        if (!environments.exists(work.report.environment)) return
        environments.freeze(work.report.environment)
        emulation.environment?.(work.report)
        return
      case 'start':
        emulation.start?.()
        return
      case 'force-breaker':
        emulation.forceBreaker?.(work.edge, work.layer, work.to)
        return
      default:
        throw new Error(`A node can't take ${work.type}.`)
    }
  }

  async function settle(): Promise<void> {
    if (!acting) return
    await host.settle()
    acting = false
    environments.settled()
  }

  /** Index of the node it leaves; -1: there is no such edge. */
  const sourceOf = (edge: EdgeId): number => table.ids.indexOf(workflow.edges[edge]?.from.node ?? ('' as NodeId))

  function enter(input: RunInput, sequence = applied.length): void {
    const isOfNode = input.type === 'event' || input.type === 'edit' || input.type === 'queue-command'
    const of = isOfNode ? table.ids.indexOf(input.node) : input.type === 'edit-edge' ? sourceOf(input.edge) : -1
    if (isOfNode && of < 0) throw new RangeError(`There is no node ${input.node} in this run.`)
    if (input.type === 'edit-edge' && of < 0) throw new RangeError(`There is no edge ${input.edge} in this run.`)
    const cause = trace.record(nowUs, of, -1, -1, {
      type: 'input-applied',
      kind: input.type,
      detail: JSON.stringify(input),
    })
    const key = causalKey(causalKey(0, 'input'), 'input', sequence)
    if (input.type === 'verdict') environments.setVerdict(input.environment, input.outcome)
    else if (input.type === 'event') {
      add(INPUT_SOURCE, of, sequence, { type: 'message', message: messageOf(input.event) }, key, traces++, cause)
    } else if (input.type === 'queue-command') {
      const message: Message = { type: 'queue-command', command: input.command }
      add(INPUT_SOURCE, of, sequence, { type: 'message', message }, key, -1, cause)
    } else if (input.type === 'edit') {
      add(INPUT_SOURCE, of, sequence, { type: 'edit', edge: undefined, config: input.config }, key, -1, cause)
    } else if (input.type === 'edit-edge') {
      add(INPUT_SOURCE, of, sequence, { type: 'edit', edge: input.edge, config: input.config }, key, -1, cause)
    } else if (input.type === 'edit-faults') {
      setFaults(input.faults)
    } else {
      const target = input.environment >= 0 ? firstEnvironment + input.environment : sourceOf(input.edge)
      if (target < 0) throw new RangeError(`There is no edge ${input.edge} in this run.`)
      if (input.environment < 0 || environments.exists(input.environment))
        add(
          INPUT_SOURCE,
          target,
          sequence,
          { type: 'force-breaker', edge: input.edge, layer: input.layer, to: input.to },
          key,
          -1,
          cause,
        )
    }
  }

  async function apply(input: RunInput, atUs: number, number?: number): Promise<LoggedInput> {
    await settle()
    const next = agenda.peek()
    nowUs = Math.max(nowUs, Math.min(atUs, next ? next.atUs : atUs))
    enter(input, number)
    const logged: LoggedInput = { atUs: nowUs, entriesBefore: entries, input }
    applied.push(logged)
    return logged
  }

  async function replayInputs(untilUs: number): Promise<void> {
    while (toReplay[0]?.entriesBefore === entries && toReplay[0].atUs <= untilUs) {
      const { input, atUs } = toReplay.shift() as LoggedInput
      await apply(input, atUs)
    }
  }

  async function runUntil(untilUs: number, maximumEntries = Number.POSITIVE_INFINITY): Promise<RunStop> {
    const last = entries + maximumEntries
    for (;;) {
      if (toReplay.length > 0) await replayInputs(untilUs)
      const next = agenda.peek()
      const planned = toCome[0]
      if (planned && planned.atUs <= untilUs && (!next || planned.atUs <= next.atUs)) {
        if (acting) await settle()
        else {
          toCome.shift()
          await apply(planned.input, planned.atUs, planned.number)
        }
        continue
      }
      const due =
        next !== undefined &&
        next.atUs <= untilUs &&
        (agenda.strong > 0 || planned !== undefined || toReplay.length > 0)
      if (acting && (careful || !due || next.atUs >= environments.horizonUs() || environments.mustWait(next))) {
        await settle()
        continue
      }
      if (entries >= last) return 'paused'
      if (!due) {
        if (agenda.strong === 0 && !planned) return 'quiet'
        nowUs = Math.max(nowUs, Math.min(untilUs, next?.atUs ?? untilUs))
        return 'until'
      }
      process(agenda.pop() as Entry)
    }
  }

  return { nowUs: now, entries: () => entries, trace, runUntil, apply, inputs: () => applied, faults: () => faults }
}
