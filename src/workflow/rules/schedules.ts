// A schedule that EventBridge would refuse, and inputs that are no JSON.
import { parseScheduleExpression } from '#nodes/models'
import type { Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import { checkJsonText } from '../json-text.ts'
import type { Problem } from '../refusal.ts'

export function schedules(workflow: Workflow): Problem[] {
  return nodesOfKind(workflow, 'schedule').flatMap(({ id, node }) => {
    const problems: Problem[] = []
    const { expression } = node.config
    const parsed = parseScheduleExpression(expression)
    if (!parsed.ok) {
      const data = { schedule: node.name, expression, reason: parsed.error }
      problems.push({ code: 'schedule-expression-invalid', severity: 'error', node: id, field: 'expression', data })
    }
    for (const { id: edge, edge: fire } of outgoing(workflow, id, 'fire')) {
      const input = edgeConfig(workflow, edge, 'schedule/fire')?.input ?? ''
      if (input === '' || !checkJsonText(input)) continue
      const data = { schedule: node.name, target: findNode(workflow, fire.to.node)?.name ?? '' }
      problems.push({ code: 'schedule-input-not-json', severity: 'error', node: id, edge, field: 'input', data })
    }
    return problems
  })
}
