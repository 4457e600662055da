// Runs a short workflow with scripts for handlers and tells what happened as rows, so that tests of behaviour read as
// tables: given this config, when these stimuli, then these events.
import type { JsonObject } from '#base'
import type { Fault } from '#faults'
import { nodeEmulations } from '#nodes/emulations'
import { type NodeKind, nodeModels } from '#nodes/models'
import { createTraceReader, type TraceEvent, type TraceEventOf, type TraceEventType, type TraceReader } from '#trace'
import { type EdgeId, type NodeId, outPort, type Workflow, withLiveEdgeFields, withLiveFields } from '#workflow'
import { buildWorkflow, type ShortWorkflow } from '#workflow/testing'
import { createEmulator, type Emulator } from '../emulator.ts'
import type { HandSentEvent, LoggedInput, PlannedInput } from '../input.ts'
import type { Message, QueueCommand, Reply } from '../message.ts'
import { createScriptHost, type Script, type ScriptHandler, type ScriptModule } from './script-host.ts'

/** What a script may do besides: ask another node by its name. */
export interface NamedScript extends Script {
  call(node: string, message: Message): Promise<Reply>
}

/** Fields of a node, or of an edge by its id, as they are from then on; those that are not live stay. */
export type LiveEdit = {
  readonly atMs: number
  readonly fields: JsonObject
} & ({ readonly node: string } | { readonly edge: string })

export interface Stimulus {
  readonly atMs: number
  readonly node: string
  readonly event: HandSentEvent
}

export interface CommandByHand {
  readonly atMs: number
  readonly node: string
  readonly command: QueueCommand
}

export interface ScriptRunOptions {
  readonly commands?: readonly CommandByHand[]
  /** By function name; without one it returns null at once. */
  readonly handlers?: Readonly<Record<string, (script: NamedScript) => Promise<unknown>>>
  /** Module code by function name; without it, module code takes no time. */
  readonly modules?: Readonly<Record<string, ScriptModule>>
  /** Events by hand. */
  readonly byHand?: readonly Stimulus[]
  /** Edits during the run. */
  readonly edits?: readonly LiveEdit[]
  /** The faults as they are from then on. */
  readonly faults?: readonly { readonly atMs: number; readonly faults: readonly Fault[] }[]
  readonly seed?: number
  readonly untilMs?: number
  readonly careful?: boolean
  readonly inputs?: readonly LoggedInput[]
  /** Inputs as they are, beside those above. */
  readonly planned?: readonly PlannedInput[]
}

/** The types of events to tell, and the fields of each. */
export type Columns = { readonly [T in TraceEventType]?: readonly (keyof TraceEventOf<T> & string)[] }

export interface ScriptRun {
  readonly events: readonly TraceEvent[]
  /** The same log, for folds. */
  readonly reader: TraceReader
  readonly fingerprint: string
  readonly emulator: Emulator
  /** Name of the node of an event, or of a node's index. */
  nameOf(of: TraceEvent | number): string
  of<T extends TraceEventType>(type: T, node?: string): readonly TraceEventOf<T>[]
  /** `12 f invocation-started cold=1`: milliseconds, node, type, fields; optionally only of these nodes. */
  table(columns: Columns, ...nodes: string[]): string[]
}

const HOUR_MS = 3_600_000
/** Of services: tests tell times to the millisecond, so a call takes the least there is where they set no other. */
const LATENCIES = ['latencyMedianMs', 'latencyP99Ms', 'deliveryMedianMs', 'deliveryP99Ms'] as const

function withoutLatency(short: ShortWorkflow): ShortWorkflow {
  const nodes = Object.entries(short.nodes).map(([name, [kind, config = {}]]) => {
    const known = Object.keys(nodeModels[kind as NodeKind].config.parse({}))
    const atOnce = LATENCIES.filter((field) => known.includes(field)).map((field) => [field, 0] as const)
    return [name, [kind, { ...Object.fromEntries(atOnce), ...config }]] as const
  })
  return { ...short, nodes: Object.fromEntries(nodes) }
}

export async function runScripts(given: ShortWorkflow | Workflow, options: ScriptRunOptions = {}): Promise<ScriptRun> {
  const workflow = 'format' in given ? given : buildWorkflow(withoutLatency(given))
  const names = Object.keys(workflow.nodes).sort()
  const byIndex = <T>(record: Readonly<Record<string, T>> = {}): [number, T][] =>
    Object.entries(record).map(([name, value]) => [names.indexOf(name), value])
  const handlers = byIndex(options.handlers).map(([index, handler]): [number, ScriptHandler] => [
    index,
    (script) =>
      handler(
        Object.assign(script, { call: (node: string, message: Message) => script.ask(names.indexOf(node), message) }),
      ),
  ])
  const emulator = createEmulator({
    workflow,
    seed: options.seed ?? 7,
    emulations: nodeEmulations,
    host: createScriptHost(Object.fromEntries(handlers), Object.fromEntries(byIndex(options.modules))),
    careful: options.careful ?? false,
    planned: [
      ...(options.planned ?? []),
      ...(options.commands ?? []).map(commandByHand),
      ...eventsByHand(options.byHand ?? []),
      ...liveEdits(workflow, options.edits ?? []),
      ...(options.faults ?? []).map(({ atMs, faults }) => faultsEdited(atMs, faults)),
    ],
    ...(options.inputs ? { inputs: options.inputs } : {}),
  })
  await emulator.runUntil((options.untilMs ?? HOUR_MS) * 1000)
  const reader = readLog(emulator)
  const events = Array.from({ length: reader.length }, (_, event) => reader.eventAt(event))
  const nameOf = (of: TraceEvent | number): string => names[typeof of === 'number' ? of : of.node] ?? '-'

  return {
    events,
    reader,
    fingerprint: emulator.trace.fingerprint(),
    emulator,
    nameOf,
    of: <T extends TraceEventType>(type: T, node?: string) =>
      events.filter(
        (event): event is TraceEventOf<T> & TraceEvent =>
          event.type === type && (node === undefined || nameOf(event) === node),
      ),
    table: (columns, ...nodes) =>
      events
        .filter((event) => columns[event.type] && (nodes.length === 0 || nodes.includes(nameOf(event))))
        .map((event) => rowOf(event, nameOf(event), columns[event.type] ?? [])),
  }
}

const commandByHand = ({ atMs, node, command }: CommandByHand): PlannedInput => ({
  atUs: atMs * 1000,
  input: { type: 'queue-command', node: node as NodeId, command },
})

const faultsEdited = (atMs: number, faults: readonly Fault[]): PlannedInput => ({
  atUs: atMs * 1000,
  input: { type: 'edit-faults', faults },
})

const eventsByHand = (stimuli: readonly Stimulus[]): PlannedInput[] =>
  stimuli.map(({ atMs, node, event }) => ({
    atUs: atMs * 1000,
    input: { type: 'event', node: node as NodeId, event },
  }))

/** Each tells the whole config, with the edits before it. */
function liveEdits(workflow: Workflow, edits: readonly LiveEdit[]): PlannedInput[] {
  let current = workflow
  return edits.map((edit) => {
    const atUs = edit.atMs * 1000
    if ('edge' in edit) {
      const edge = edit.edge as EdgeId
      const before = current.edges[edge]
      const source = before && current.nodes[before.from.node]
      const schema = source && outPort(source.kind, before.from.port)?.edgeConfig
      if (!schema) throw new Error(`There is no edge ${edge}.`)
      const wanted = schema.parse({ ...before.config, ...edit.fields }) as object
      const after = withLiveEdgeFields(current, before, wanted)
      current = { ...current, edges: { ...current.edges, [edge]: after } }
      return { atUs, input: { type: 'edit-edge', edge, config: { ...after.config } } }
    }
    const node = edit.node as NodeId
    const before = current.nodes[node]
    if (!before) throw new Error(`There is no node ${node}.`)
    const after = withLiveFields(before, nodeModels[before.kind].config.parse({ ...before.config, ...edit.fields }))
    current = { ...current, nodes: { ...current.nodes, [node]: after } }
    return { atUs, input: { type: 'edit', node, config: { ...after.config } } }
  })
}

function readLog(emulator: Emulator): TraceReader {
  const reader = createTraceReader()
  for (let batch = emulator.trace.takeBatch(1000); batch; batch = emulator.trace.takeBatch(1000)) reader.append(batch)
  return reader
}

function rowOf(event: TraceEvent, node: string, fields: readonly string[]): string {
  const values = new Map(Object.entries(event))
  return [event.at / 1000, node, event.type, ...fields.map((field) => `${field}=${String(values.get(field))}`)].join(
    ' ',
  )
}
