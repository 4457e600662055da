// A source that makes events for ever needs an end to be run headless; in the page it may go on.
import { entriesInOrder } from '#base'
import { nodeModels } from '#nodes/models'
import type { Workflow, WorkflowNode } from '../document.ts'
import type { Problem } from '../refusal.ts'

function isEndless(node: WorkflowNode): boolean {
  if (!nodeModels[node.kind].endless) return false
  if (node.kind !== 'client') return !('enabled' in node.config) || node.config.enabled
  const { enabled, arrivals } = node.config
  const counted = arrivals.shape === 'single' || arrivals.shape === 'recorded' || arrivals.count !== undefined
  return enabled && !counted
}

export function runWithoutEnd(workflow: Workflow): Problem[] {
  if (workflow.scenario.duration !== '') return []
  return entriesInOrder(workflow.nodes).flatMap(([id, node]): Problem[] =>
    isEndless(node) ? [{ code: 'run-without-end', severity: 'info', node: id, data: { name: node.name } }] : [],
  )
}
