// The commands that take a workflow. Each answers its exit status: 0, 1 (an event finally failed, the workflow has errors), 2 (the
// input can't be used). What a person asked for goes to standard output, all else to standard error.
import { type JsonObject, keysInOrder, parseDuration } from '#base'
import { nodeModels } from '#nodes/models'
import { createWorkflowCompiler } from '#runtime'
import {
  checkWorkflow,
  findNodeByName,
  isNodeRuntime,
  notedProblems,
  type Problem,
  sentence,
  type Workflow,
} from '#workflow'
import { readFile } from 'node:fs/promises'
import type { Request } from './arguments.ts'
import { readEventFiles } from './events.ts'
import { loadWorkflow } from './load-workflow.ts'
import { jsonReport, logText, summaryOf, textReport, writeTrace } from './output.ts'
import { type FinishedRun, runWorkflow } from './run-workflow.ts'

export interface Console {
  out(text: string): void
  error(text: string): void
}

type RunRequest = Extract<Request, { command: 'run' }>
type InvokeRequest = Extract<Request, { command: 'invoke' }>

export const EXIT_OK = 0
export const EXIT_FAILED = 1
export const EXIT_UNUSABLE = 2

function problemLine(workflow: Workflow, problem: Problem): string {
  const node = problem.node === undefined ? undefined : workflow.nodes[problem.node]
  const edge = problem.edge === undefined ? undefined : workflow.edges[problem.edge]
  const from = edge && workflow.nodes[edge.from.node]?.name
  const to = edge && workflow.nodes[edge.to.node]?.name
  const place = node?.name ?? (from && to ? `${from} → ${to}` : workflow.name)
  return `${problem.severity}: ${place}: ${sentence(problem.code, problem.data, 'en')}\n`
}

/** Prints errors; true when there are some. */
export function hasErrors(workflow: Workflow, io: Console): boolean {
  const errors = checkWorkflow(workflow).filter(({ severity }) => severity === 'error')
  for (const problem of errors) io.error(problemLine(workflow, problem))
  return errors.length > 0
}

/** What the run came upon, such as a call without a connection. */
function tellNoted(workflow: Workflow, { description, folds }: FinishedRun, io: Console): void {
  const noted = folds.noted.noted.flatMap(({ node, code, detail }) => {
    const id = description.nodes[node]?.id
    return id === undefined ? [] : [{ node: id, code, detail }]
  })
  for (const problem of notedProblems(workflow, noted)) io.error(problemLine(workflow, problem))
}

function tellUnrunnable(workflow: Workflow, io: Console): void {
  for (const id of keysInOrder(workflow.nodes)) {
    const node = workflow.nodes[id]
    if (node?.kind === 'function' && !isNodeRuntime(node.config.runtime))
      io.error(`${node.name}: ${node.config.runtime} does not run in Faaslab yet; its invocations fail.\n`)
  }
}

const isEnabled = (config: object): boolean => !('enabled' in config) || config.enabled !== false

/** Makes events by themselves for ever: such a run needs an end. */
export const endlessSources = (workflow: Workflow): readonly string[] =>
  keysInOrder(workflow.nodes).flatMap((id) => {
    const node = workflow.nodes[id]
    if (!node || !nodeModels[node.kind].endless || !isEnabled(node.config)) return []
    if (node.kind !== 'client') return [node.name]
    const { arrivals } = node.config
    const ends = arrivals.shape === 'single' || arrivals.shape === 'recorded' || arrivals.count !== undefined
    return ends ? [] : [node.name]
  })

/** A workflow without errors; undefined where there is none: why was said. */
export async function openWorkflow(file: string, io: Console): Promise<Workflow | undefined> {
  const loaded = await loadWorkflow(file)
  if (!loaded.ok) {
    io.error(loaded.error)
    return undefined
  }
  const { workflow, notes } = loaded.value
  for (const note of notes) io.error(`${note}\n`)
  return hasErrors(workflow, io) ? undefined : workflow
}

type RunPlan = Omit<Parameters<typeof runWorkflow>[0], 'workflow'>

/** How it is to run; undefined where it can't: why was said. */
export async function planRun(
  workflow: Workflow,
  request: Pick<RunRequest, 'events' | 'forMs' | 'seed'>,
  io: Console,
): Promise<RunPlan | undefined> {
  const planned = await readEventFiles(workflow, request.events)
  if (!planned.ok) {
    io.error(`${planned.error}\n`)
    return undefined
  }
  const endMs = request.forMs ?? parseDuration(workflow.scenario.duration)
  const endless = endMs === undefined ? endlessSources(workflow) : []
  if (endless.length > 0) {
    io.error(`${endless.join(', ')} would go on for ever. Say how long the run is to be, such as --for 10m.\n`)
    return undefined
  }
  return { seed: request.seed ?? workflow.scenario.seed, endMs, planned: planned.value, onNews: tellRepairs(io) }
}

export async function run(request: RunRequest, io: Console): Promise<number> {
  const workflow = await openWorkflow(request.file, io)
  if (!workflow) return EXIT_UNUSABLE
  tellUnrunnable(workflow, io)
  const plan = await planRun(workflow, request, io)
  if (!plan) return EXIT_UNUSABLE
  const finished = await runWorkflow({ workflow, ...plan })
  if (request.logs) for (const line of logText(finished)) io.error(line)
  tellNoted(workflow, finished, io)
  if (request.trace !== undefined) await writeTrace(finished.reader, request.trace)
  io.out(request.json ? `${jsonReport(finished, plan.seed)}\n` : textReport(finished, plan.seed))
  return summaryOf(finished).finallyFailed ? EXIT_FAILED : EXIT_OK
}

export const tellRepairs =
  (io: Console) =>
  (news: { readonly type: string; readonly environment?: number; readonly outcome?: string }): void => {
    if (news.type === 'verdict')
      io.error(
        `Code in environment ${news.environment} never gave the thread back: its invocation ends as ${news.outcome}.\n`,
      )
  }

/** Sources that would make events of their own stay silent: one invocation was asked for. */
function withoutSources(workflow: Workflow): Workflow {
  const nodes = Object.fromEntries(
    Object.entries(workflow.nodes).map(([id, node]) =>
      node.kind === 'client' || node.kind === 'schedule'
        ? [id, { ...node, config: { ...node.config, enabled: false } }]
        : [id, node],
    ),
  )
  return { ...workflow, nodes: nodes as Workflow['nodes'] }
}

interface Ended {
  readonly outcome: string
  readonly payload: string
}

/** How the invocation that was asked for ended: the first one of its function in the log. */
function endOf(finished: FinishedRun, node: number): Ended | undefined {
  const { reader } = finished
  let invocation = -1
  for (let number = 0; number < reader.length; number++) {
    if (reader.nodeOf(number) !== node) continue
    const event = reader.eventAt(number)
    if (event.type === 'invocation-requested' && invocation < 0) invocation = event.invocation
    if (event.type === 'invocation-throttled' && event.invocation === invocation)
      return {
        outcome: 'throttled',
        payload: JSON.stringify({ Reason: event.reason, Type: 'User', message: 'Rate Exceeded.' }),
      }
    if (event.type === 'invocation-ended' && event.invocation === invocation) return event
  }
  return undefined
}

export async function invoke(request: InvokeRequest, io: Console): Promise<number> {
  const loaded = await loadWorkflow(request.file)
  if (!loaded.ok) {
    io.error(loaded.error)
    return EXIT_UNUSABLE
  }
  const workflow = withoutSources(loaded.value.workflow)
  const found = findNodeByName(workflow, request.functionName)
  if (found?.node.kind !== 'function') {
    const names = Object.values(workflow.nodes).flatMap((node) => (node.kind === 'function' ? [node.name] : []))
    io.error(`There is no function "${request.functionName}"; there are ${names.sort().join(', ') || 'none'}.\n`)
    return EXIT_UNUSABLE
  }
  if (hasErrors(workflow, io)) return EXIT_UNUSABLE
  let payload = '{}'
  if (request.event !== undefined) {
    try {
      payload = JSON.stringify(JSON.parse(await readFile(request.event, 'utf8')) as JsonObject)
    } catch (error) {
      io.error(
        `${request.event} can't be used as an event: ${error instanceof Error ? error.message : String(error)}\n`,
      )
      return EXIT_UNUSABLE
    }
  }
  const seed = request.seed ?? workflow.scenario.seed
  const event = { kind: 'function', payload, mode: 'sync' } as const
  const planned = [{ atUs: 0, input: { type: 'event', node: found.id, event } as const }]
  const finished = await runWorkflow({ workflow, seed, endMs: undefined, planned, onNews: tellRepairs(io) })
  const node = finished.description.nodes.findIndex(({ id }) => id === found.id)
  if (request.logs) for (const line of logText(finished, node)) io.error(line)
  tellNoted(workflow, finished, io)
  const ended = endOf(finished, node)
  if (!ended) {
    io.error(`${request.functionName} was never invoked.\n`)
    return EXIT_FAILED
  }
  io.out(`${ended.payload}\n`)
  return ended.outcome === 'returned' ? EXIT_OK : EXIT_FAILED
}

export async function check(file: string, io: Console): Promise<number> {
  const loaded = await loadWorkflow(file)
  if (!loaded.ok) {
    io.error(loaded.error)
    return EXIT_UNUSABLE
  }
  const { workflow, notes } = loaded.value
  for (const note of notes) io.out(`note: ${note}\n`)
  const problems = checkWorkflow(workflow)
  for (const problem of problems) io.out(problemLine(workflow, problem))
  const inCode = createWorkflowCompiler().compile(workflow).problems
  for (const { node, problem } of inCode) {
    const { file: path, line, column, message } = problem
    io.out(`error: ${workflow.nodes[node]?.name ?? node}: ${path}:${line}:${column}: ${message}\n`)
  }
  if (problems.length + notes.length + inCode.length === 0) io.out('No problems.\n')
  return inCode.length > 0 || problems.some(({ severity }) => severity === 'error') ? EXIT_FAILED : EXIT_OK
}
