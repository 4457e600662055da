// Retries along a path multiply: three layers of three tries are 27 calls of the last one. (semantics A6.3)
import { attemptsAtMost } from '#resilience'
import type { EdgeId, NodeId, Workflow, WorkflowEdge } from '../document.ts'
import { edgeConfig, edgePort, findNode, outgoing, outPort } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** Google's SRE book asks for at most three tries of a request in all; up to this product nothing is said. [V] */
const QUIET_PRODUCT = 3
/** The AWS SDK's standard mode: three attempts of each command. A6.3 [K] */
const SDK_ATTEMPTS = 3
/** How far a path is followed; each step multiplies by one edge. */
const LONGEST_PATH = 12
/** Paths looked at in one document: a dense graph has more than anybody can wait for. */
const MOST_STEPS = 20_000

interface Layer {
  readonly label: string
  readonly tries: number
  /** default: everybody has it without asking, so it counts only beside somebody's own policy. */
  readonly by: 'policy' | 'receives' | 'default'
}

const productOf = (layers: readonly Layer[]): number => layers.reduce((all, { tries }) => all * tries, 1)

/** Those that are worth telling. */
const countedOf = (layers: readonly Layer[]): readonly Layer[] =>
  layers.some(({ by }) => by === 'policy') ? layers : layers.filter(({ by }) => by !== 'default')

/** Ports whose events a function takes asynchronously: Lambda itself tries them again. */
const ASYNCHRONOUS = new Set(['topic/subscribe', 'bucket/notify', 'event-bus/rule', 'schedule/fire'])

/** What tries again where something goes along this edge, from the outside in. */
function layersOfEdge(workflow: Workflow, id: EdgeId, edge: WorkflowEdge): readonly Layer[] {
  const port = edgePort(workflow, edge.from)
  const target = findNode(workflow, edge.to.node)
  const label = `${findNode(workflow, edge.from.node)?.name} → ${target?.name}`
  if (port === 'client/call' || port === 'function/call') {
    const tries = attemptsAtMost(edgeConfig(workflow, id, port)?.policies ?? [])
    const bySdk = port === 'function/call' && target?.kind !== 'service' && target?.kind !== 'http-api'
    return bySdk && tries > 1
      ? [
          { label, tries, by: 'policy' },
          { label: 'AWS SDK', tries: SDK_ATTEMPTS, by: 'default' },
        ]
      : [{ label, tries, by: 'policy' }]
  }
  if (port !== undefined && ASYNCHRONOUS.has(port) && target?.kind === 'function')
    return [{ label, tries: target.config.maximumRetryAttempts + 1, by: 'default' }]
  if (port !== 'queue/consume') return []
  const redrive = outgoing(workflow, edge.from.node, 'redrive')[0]
  const receives = redrive && edgeConfig(workflow, redrive.id, 'queue/redrive')?.maxReceiveCount
  return [{ label, tries: receives ?? 1, by: 'receives' }]
}

const isFailureEdge = (workflow: Workflow, { from }: WorkflowEdge): boolean => {
  const source = findNode(workflow, from.node)
  return source !== undefined && outPort(source.kind, from.port)?.edge === 'failure'
}

/** Warns once per last edge, with the worst path to it. */
export function multipliedRetries(workflow: Workflow): Problem[] {
  const worst = new Map<EdgeId, { product: number; layers: readonly Layer[]; source: NodeId }>()
  let steps = 0

  function follow(node: NodeId, layers: readonly Layer[], seen: readonly NodeId[]): void {
    if (seen.length > LONGEST_PATH) return
    for (const { id, edge } of outgoing(workflow, node)) {
      steps += 1
      if (steps > MOST_STEPS) return
      if (seen.includes(edge.to.node) || isFailureEdge(workflow, edge)) continue
      const own = layersOfEdge(workflow, id, edge).filter(({ tries }) => tries > 1)
      const along = own.length > 0 ? [...layers, ...own] : layers
      const counted = countedOf(along)
      const product = productOf(counted)
      const adds = own.some((layer) => counted.includes(layer))
      if (adds && counted.length > 1 && product > (worst.get(id)?.product ?? QUIET_PRODUCT))
        worst.set(id, { product, layers: counted, source: edge.from.node })
      follow(edge.to.node, along, [...seen, edge.to.node])
    }
  }

  for (const id of Object.keys(workflow.nodes).sort() as NodeId[]) follow(id, [], [id])
  return [...worst].map(([edge, { product, layers, source }]) => ({
    code: 'retry-multiplies',
    severity: 'warning',
    node: source,
    edge,
    field: 'policies',
    data: {
      path: layers.map((layer) => layer.label).join(', '),
      product,
      factors: layers.map((layer) => layer.tries).join(' × '),
    },
  }))
}
