// Subscriptions that SNS would refuse, with its reason, and dead letters that are nobody's.
import { filterPolicyFault } from '#nodes/models'
import type { Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

export function topics(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'topic').flatMap(({ id, node }) => {
    const problems: Problem[] = []
    const subscribers = new Set<string>()
    for (const { id: edge, edge: drawn } of outgoing(workflow, id, 'subscribe')) {
      const target = findNode(workflow, drawn.to.node)?.name ?? ''
      subscribers.add(target)
      const config = edgeConfig(workflow, edge, 'topic/subscribe')
      const fault = config && filterPolicyFault(config)
      if (!fault) continue
      const { message, line, column } = fault
      const data = { topic: node.name, target, message, line, column }
      problems.push({
        code: 'topic-filter-policy-refused',
        severity: 'error',
        node: id,
        edge,
        field: 'filterPolicy',
        data,
      })
    }
    for (const { id: edge, edge: drawn } of outgoing(workflow, id, 'undelivered')) {
      const endpoint = edgeConfig(workflow, edge, 'topic/undelivered')?.endpoint ?? ''
      if (endpoint === '' || subscribers.has(endpoint)) continue
      const data = { topic: node.name, endpoint, queue: findNode(workflow, drawn.to.node)?.name ?? '' }
      problems.push({
        code: 'topic-dead-letters-of-nobody',
        severity: 'warning',
        node: id,
        edge,
        field: 'endpoint',
        data,
        fix: { type: 'edit-edge-config', edge, patch: { endpoint: '' } },
      })
    }
    return problems
  })
}
