// A consumed queue without a dead-letter queue: a message that always fails comes back until it expires.
import type { Workflow } from '../document.ts'
import { nodesOfKind, outgoing, takesDeadLetters } from '../graph.ts'
import { uniqueName } from '../names.ts'
import type { Problem } from '../refusal.ts'

/** Below the queue, out of the way of what it leads to. */
const BELOW = 160

export function queueWithoutDeadLetters(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'queue').flatMap(({ id, node }): Problem[] => {
    const consumed = outgoing(workflow, id, 'consume').length > 0
    const isDeadLetterQueue = takesDeadLetters(workflow, id)
    if (!consumed || isDeadLetterQueue || outgoing(workflow, id, 'redrive').length > 0) return []
    return [
      {
        code: 'queue-no-dead-letter',
        severity: 'warning',
        node: id,
        data: { queue: node.name, retentionMs: node.config.retentionMs },
        fix: {
          type: 'add-and-connect',
          node: {
            kind: 'queue',
            name: uniqueName(workflow, `${node.name.slice(0, 240)}DeadLetters`),
            position: { x: node.position.x, y: node.position.y + BELOW },
            config: { retentionMs: MAXIMUM_RETENTION_MS, ...(node.config.fifo ? { fifo: true } : {}) },
          },
          end: { node: id, port: 'redrive' },
        },
      },
    ]
  })
}

/** 14 days: an expiry counts from the first sending, so dead letters need longer than the queue gives. [V] */
const MAXIMUM_RETENTION_MS = 1_209_600_000
