// Retries along a path multiply: three layers of three tries are 27 calls of the last one. (semantics A6.3)
import { attemptsAtMost } from '#resilience'
import type { EdgeId, NodeId, Workflow, WorkflowEdge } from '../document.ts'
import { edgeConfig, edgePort, findNode, outgoing, outPort } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** Google's SRE book asks for at most three tries of a request in all; up to this product nothing is said. [V] */
const QUIET_PRODUCT = 3
/** How far a path is followed; each step multiplies by one edge. */
const LONGEST_PATH = 12
/** Paths looked at in one document: a dense graph has more than anybody can wait for. */
const MOST_STEPS = 20_000

interface Layer {
  readonly label: string
  readonly tries: number
}

/** How often one arrival at the start of this edge may go along it. */
function triesOfEdge(workflow: Workflow, id: EdgeId, edge: WorkflowEdge): number {
  const port = edgePort(workflow, edge.from)
  if (port === 'client/call' || port === 'function/call') {
    const policies = edgeConfig(workflow, id, port)?.policies ?? []
    return attemptsAtMost(policies)
  }
  if (port !== 'queue/consume') return 1
  const redrive = outgoing(workflow, edge.from.node, 'redrive')[0]
  return (redrive && edgeConfig(workflow, redrive.id, 'queue/redrive')?.maxReceiveCount) ?? 1
}

const isFailureEdge = (workflow: Workflow, { from }: WorkflowEdge): boolean => {
  const source = findNode(workflow, from.node)
  return source !== undefined && outPort(source.kind, from.port)?.edge === 'failure'
}

/** Warns once per last edge, with the worst path to it. */
export function multipliedRetries(workflow: Workflow): Problem[] {
  const worst = new Map<EdgeId, { product: number; layers: readonly Layer[]; source: NodeId }>()
  let steps = 0

  function follow(node: NodeId, product: number, layers: readonly Layer[], seen: readonly NodeId[]): void {
    if (seen.length > LONGEST_PATH) return
    for (const { id, edge } of outgoing(workflow, node)) {
      steps += 1
      if (steps > MOST_STEPS) return
      if (seen.includes(edge.to.node) || isFailureEdge(workflow, edge)) continue
      const tries = triesOfEdge(workflow, id, edge)
      const label = `${findNode(workflow, edge.from.node)?.name} → ${findNode(workflow, edge.to.node)?.name}`
      const along = tries > 1 ? [...layers, { label, tries }] : layers
      const total = product * tries
      if (tries > 1 && along.length > 1 && total > (worst.get(id)?.product ?? QUIET_PRODUCT))
        worst.set(id, { product: total, layers: along, source: edge.from.node })
      follow(edge.to.node, total, along, [...seen, edge.to.node])
    }
  }

  for (const id of Object.keys(workflow.nodes).sort() as NodeId[]) follow(id, 1, [], [id])
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
