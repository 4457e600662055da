// What AWS refuses, or makes little of, in a queue's subscription.
import { queueFilterFault } from '#nodes/models'
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
      if (
        !queue.config.fifo &&
        mapping.batchSize > LARGEST_BATCH_WITHOUT_WINDOW &&
        mapping.batchWindowMs < SMALLEST_WINDOW_MS
      ) {
        problems.push({
          code: 'queue-batch-needs-window',
          severity: 'error',
          edge: id,
          field: 'batchWindowMs',
          data: { ...names, batchSize: mapping.batchSize },
          fix: { type: 'edit-edge-config', edge: id, patch: { batchWindowMs: SMALLEST_WINDOW_MS } },
        })
      }
      if (queue.config.fifo && mapping.batchSize > LARGEST_BATCH_WITHOUT_WINDOW)
        problems.push({
          code: 'queue-fifo-batch-too-large',
          severity: 'error',
          edge: id,
          field: 'batchSize',
          data: { ...names, batchSize: mapping.batchSize },
          fix: {
            type: 'edit-edge-config',
            edge: id,
            patch: { batchSize: LARGEST_BATCH_WITHOUT_WINDOW, batchWindowMs: 0 },
          },
        })
      if (queue.config.fifo && mapping.batchWindowMs > 0)
        problems.push({
          code: 'queue-fifo-window',
          severity: 'error',
          edge: id,
          field: 'batchWindowMs',
          data: names,
          fix: { type: 'edit-edge-config', edge: id, patch: { batchWindowMs: 0 } },
        })
      const fault = queueFilterFault(mapping)
      if (fault)
        problems.push({
          code: 'queue-filter-refused',
          severity: 'error',
          edge: id,
          field: 'filters',
          data: { ...names, ...fault },
        })
      const isProvisioned = mapping.minimumPollers !== undefined || mapping.maximumPollers !== undefined
      if (isProvisioned && mapping.maximumConcurrency !== undefined)
        problems.push({
          code: 'queue-pollers-and-concurrency',
          severity: 'error',
          edge: id,
          field: 'maximumConcurrency',
          data: names,
        })
      if ((mapping.minimumPollers ?? 0) > (mapping.maximumPollers ?? Number.POSITIVE_INFINITY))
        problems.push({
          code: 'queue-pollers-crossed',
          severity: 'error',
          edge: id,
          field: 'maximumPollers',
          data: { ...names, minimum: mapping.minimumPollers ?? 0, maximum: mapping.maximumPollers ?? 0 },
          fix: { type: 'edit-edge-config', edge: id, patch: { maximumPollers: mapping.minimumPollers ?? 0 } },
        })
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
