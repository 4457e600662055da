// A queue and its dead-letter queue are of one type: both FIFO or neither. And what can't name a message group can't
// send to a FIFO queue. [V]
import { findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Workflow } from '../document.ts'
import type { Problem } from '../refusal.ts'

/** Their deliveries carry no MessageGroupId here. */
const WITHOUT_GROUPS = ['topic', 'bucket', 'event-bus'] as const

export const fifoQueues = (workflow: Workflow): Problem[] => [...deadLetters(workflow), ...senders(workflow)]

function deadLetters(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'queue').flatMap(({ id, node: queue }) =>
    outgoing(workflow, id, 'redrive').flatMap(({ edge }): Problem[] => {
      const dead = findNode(workflow, edge.to.node)
      if (dead?.kind !== 'queue' || dead.config.fifo === queue.config.fifo) return []
      const { fifo } = queue.config
      return [
        {
          code: fifo ? 'queue-dead-letters-not-fifo' : 'queue-dead-letters-fifo',
          severity: 'error',
          node: edge.to.node,
          field: 'fifo',
          data: { queue: queue.name, dead: dead.name },
          fix: { type: 'edit-config', node: edge.to.node, patch: { fifo } },
        },
      ]
    }),
  )
}

function senders(workflow: Workflow): Problem[] {
  return WITHOUT_GROUPS.flatMap((kind) =>
    nodesOfKind(workflow, kind).flatMap(({ id, node }) =>
      Object.values(workflow.edges).flatMap((edge): Problem[] => {
        const queue = edge.from.node === id ? findNode(workflow, edge.to.node) : undefined
        if (queue?.kind !== 'queue' || !queue.config.fifo) return []
        const data = { source: node.name, queue: queue.name }
        return [{ code: 'queue-fifo-needs-group', severity: 'error', node: edge.to.node, field: 'fifo', data }]
      }),
    ),
  )
}
