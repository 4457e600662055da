// A consumer that may outlast the visibility timeout: AWS refuses the mapping. Six times the timeout and the batching
// window are recommended, so that retries of a throttled batch fit in. [V]
import type { Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

const RECOMMENDED_FACTOR = 6
/** SQS: visibility up to 12 h. [V] */
const MAXIMUM_VISIBILITY_MS = 43_200_000

export function functionTimeoutAndVisibility(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'queue').flatMap(({ id, node: queue }) => {
    const visibilityMs = queue.config.visibilityTimeoutMs
    return outgoing(workflow, id, 'consume').flatMap(({ id: mapping, edge }): Problem[] => {
      const consumer = findNode(workflow, edge.to.node)
      if (consumer?.kind !== 'function') return []
      const { timeoutMs } = consumer.config
      const windowMs = edgeConfig(workflow, mapping, 'queue/consume')?.batchWindowMs ?? 0
      const recommendedMs = Math.min(RECOMMENDED_FACTOR * timeoutMs + windowMs, MAXIMUM_VISIBILITY_MS)
      if (visibilityMs >= recommendedMs) return []
      const refused = visibilityMs < timeoutMs
      return [
        {
          code: refused ? 'queue-visibility-below-timeout' : 'queue-visibility-short',
          severity: refused ? 'error' : 'info',
          node: id,
          field: 'visibilityTimeoutMs',
          data: { queue: queue.name, function: consumer.name, timeoutMs, visibilityMs, recommendedMs },
          fix: { type: 'edit-config', node: id, patch: { visibilityTimeoutMs: recommendedMs } },
        },
      ]
    })
  })
}
