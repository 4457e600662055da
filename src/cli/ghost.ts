// `faaslab ghost`: runs a workflow twice, as it is and without one policy of one call, and tells what the policy bought.
// The figures are those of the page's ghost run.
import { failure, keysInOrder, MICROSECONDS_PER_MS, type Result, success } from '#base'
import type { Policy } from '#resilience'
import { type RunFigures, runFigures } from '#trace'
import { edgeConfig, policyAt, type PolicyPlace, type Workflow, withoutPolicy } from '#workflow'
import type { Request } from './arguments.ts'
import { type Console, EXIT_OK, EXIT_UNUSABLE, openWorkflow, planRun } from './commands.ts'
import { ghostRows } from './ghost-rows.ts'
import { type FinishedRun, runWorkflow } from './run-workflow.ts'

type GhostRequest = Extract<Request, { command: 'ghost' }>

interface NamedCall {
  readonly place: PolicyPlace['edge']
  readonly name: string
  readonly policies: readonly Policy[]
}

function callsOf(workflow: Workflow): readonly NamedCall[] {
  return keysInOrder(workflow.edges).flatMap((id) => {
    const edge = workflow.edges[id]
    const config = edgeConfig(workflow, id, 'client/call') ?? edgeConfig(workflow, id, 'function/call')
    if (!edge || !config) return []
    const [from, to] = [workflow.nodes[edge.from.node]?.name ?? '', workflow.nodes[edge.to.node]?.name ?? '']
    return [{ place: id, name: `${from}:${to}`, policies: config.policies }]
  })
}

const listed = (calls: readonly NamedCall[]): string =>
  calls.flatMap(({ name, policies }) => policies.map(({ type }, layer) => `  ${name}/${layer + 1}  ${type}\n`)).join('')

/** `Orders:Payments/circuit-breaker`, or `/2` for the second policy from outside. */
function findPolicy(workflow: Workflow, text: string): Result<PolicyPlace, string> {
  const calls = callsOf(workflow)
  const slash = text.lastIndexOf('/')
  const [of, which] = [text.slice(0, slash), text.slice(slash + 1)]
  const found = calls.filter(({ name, place }) => name === of || place === of)
  const [call] = found
  if (!call || found.length > 1) {
    const why = call ? `There are several calls ${of}: name one by its id` : `There is no call "${of}"`
    return failure(`${why}. The policies are:\n${listed(calls)}`)
  }
  const layers = call.policies.flatMap(({ type }, layer) =>
    which === type || which === String(layer + 1) ? [layer] : [],
  )
  const [layer] = layers
  if (layer === undefined) return failure(`${of} has no policy "${which}". The policies are:\n${listed(calls)}`)
  if (layers.length > 1)
    return failure(`${of} has several policies "${which}": name one by its number.\n${listed([call])}`)
  return success({ edge: call.place, layer })
}

const figuresOf = (run: FinishedRun, { edge, layer }: PolicyPlace, toUs: number): RunFigures => {
  const index = run.description.edges.findIndex(({ id }) => id === edge)
  const figures = runFigures(run.description, run.reader, { edge: index, layer, toUs })
  if (!figures) throw new Error(`The run has no call ${edge}.`)
  return figures
}

export async function ghost(request: GhostRequest, io: Console): Promise<number> {
  const workflow = await openWorkflow(request.file, io)
  if (!workflow) return EXIT_UNUSABLE
  const place = findPolicy(workflow, request.without)
  if (!place.ok) {
    io.error(place.error)
    return EXIT_UNUSABLE
  }
  const variant = request.noJitter ? 'no-jitter' : 'without'
  const other = withoutPolicy(workflow, place.value, variant)
  if (!other) {
    io.error(`${request.without} has no jitter to go without.\n`)
    return EXIT_UNUSABLE
  }
  const plan = await planRun(workflow, request, io)
  if (!plan) return EXIT_UNUSABLE
  const { seed } = plan
  const real = await runWorkflow({ ...plan, workflow })
  const ghostly = await runWorkflow({ ...plan, workflow: other, endMs: real.virtualMs })
  const toUs = Math.round(real.virtualMs * MICROSECONDS_PER_MS) + 1
  const [withPolicy, without] = [figuresOf(real, place.value, toUs), figuresOf(ghostly, place.value, toUs)]
  const policy = policyAt(workflow, place.value)?.type ?? ''
  if (request.json) {
    const report = {
      edge: place.value.edge,
      layer: place.value.layer + 1,
      policy,
      variant,
      seed,
      with: withPolicy,
      without,
    }
    io.out(`${JSON.stringify(report, undefined, 2)}\n`)
  } else io.out(ghostRows(withPolicy, without, { without: request.without, variant, seed }))
  return EXIT_OK
}
