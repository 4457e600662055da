// The document as it would be without one policy of one call: what a ghost run runs.
import type { Policy } from '#resilience'
import type { EdgeId, Workflow } from './document.ts'
import { edgeConfig } from './graph.ts'

/** Without the policy, or a retry as it is but for its jitter. */
export type GhostVariant = 'without' | 'no-jitter'

export interface PolicyPlace {
  readonly edge: EdgeId
  /** Its place in the edge's list, outermost first. */
  readonly layer: number
}

/**
 * Stands where a policy was taken away. It falls back on nothing, and so does nothing; but every other policy keeps its
 * layer, and with it its luck.
 */
const NOTHING: Policy = { type: 'fallback', status: 200, body: '', fallBackOn: [] }

const policiesOf = (workflow: Workflow, edge: EdgeId): readonly Policy[] =>
  (edgeConfig(workflow, edge, 'client/call') ?? edgeConfig(workflow, edge, 'function/call'))?.policies ?? []

export const policyAt = (workflow: Workflow, { edge, layer }: PolicyPlace): Policy | undefined =>
  policiesOf(workflow, edge)[layer]

export const hasJitter = (policy: Policy): boolean => policy.type === 'retry' && policy.jitter !== 'none'

function otherwise(policy: Policy, variant: GhostVariant): Policy | undefined {
  if (variant === 'without') return NOTHING
  return policy.type === 'retry' && hasJitter(policy) ? { ...policy, jitter: 'none' } : undefined
}

/** Undefined where there is no such policy, or nothing to take from it. */
export function withoutPolicy(workflow: Workflow, place: PolicyPlace, variant: GhostVariant): Workflow | undefined {
  const edge = workflow.edges[place.edge]
  const policy = policyAt(workflow, place)
  const other = policy && otherwise(policy, variant)
  if (!edge || !other) return undefined
  const policies = policiesOf(workflow, place.edge).with(place.layer, other)
  const config = { ...edge.config, policies }
  return { ...workflow, edges: { ...workflow.edges, [place.edge]: { ...edge, config } } }
}
