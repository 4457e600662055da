// What AWS refuses, or makes little of, in a queue's subscription.
import type { Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10" [R] */
const LARGEST_BATCH_WITHOUT_WINDOW = 10
const SMALLEST_WINDOW_MS = 1000

export function eventSourceMapping(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'queue').flatMap(({ id: queueId, node: queue }) =>
    outgoing(workflow, queueId, 'consume').flatMap(({ id, edge }): Problem[] => {
      const mapping = edgeConfig(workflow, id, 'queue/consume')
      const consumer = findNode(workflow, edge.to.node)
      if (!mapping || consumer?.kind !== 'function') return []
      const names = { queue: queue.name, function: consumer.name }
      const problems: Problem[] = []
      if (mapping.batchSize > LARGEST_BATCH_WITHOUT_WINDOW && mapping.batchWindowMs < SMALLEST_WINDOW_MS) {
        problems.push({
          code: 'queue-batch-needs-window',
          severity: 'error',
          edge: id,
          field: 'batchWindowMs',
          data: { ...names, batchSize: mapping.batchSize },
          fix: { type: 'edit-edge-config', edge: id, patch: { batchWindowMs: SMALLEST_WINDOW_MS } },
        })
      }
      const reserved = consumer.config.reservedConcurrency
      const maximum = mapping.maximumConcurrency
      if (reserved !== undefined && maximum !== undefined && maximum > reserved) {
        const data = { ...names, maximum, reserved }
        problems.push({
          code: 'queue-concurrency-above-reserved',
          severity: 'warning',
          edge: id,
          field: 'maximumConcurrency',
          data,
        })
      }
      return problems
    }),
  )
}
