// Rules of a bus that EventBridge would refuse, with its reason; edges of one name that are no one rule; buses whose
// events go round.
import { eventArchiveFault, eventRuleFaults, eventRuleName } from '#nodes/models'
import type { NodeId, Workflow } from '../document.ts'
import { edgeConfig, findNode, nodesOfKind, outgoing } from '../graph.ts'
import type { Problem } from '../refusal.ts'

/** Targets of one rule. A3.2 [V] */
const MAXIMUM_TARGETS = 5

export function eventBusRules(workflow: Workflow): Problem[] {
  const archives = new Set<string>()
  return nodesOfKind(workflow, 'event-bus').flatMap(({ id, node }) => {
    const problems: Problem[] = []
    const rules = new Map<string, { readonly pattern: string; count: number }>()
    for (const { id: edge, edge: drawn } of outgoing(workflow, id, 'rule')) {
      const config = edgeConfig(workflow, edge, 'event-bus/rule')
      if (!config) continue
      const target = findNode(workflow, drawn.to.node)?.name ?? ''
      for (const { field, message, line, column } of eventRuleFaults(config, target)) {
        const data = { bus: node.name, target, message, line, column }
        problems.push({ code: 'event-rule-refused', severity: 'error', node: id, edge, field, data })
      }
      const name = eventRuleName(config, node.name, target)
      const rule = rules.get(name) ?? { pattern: config.pattern, count: 0 }
      rules.set(name, rule)
      rule.count += 1
      const said = { bus: node.name, rule: name }
      if (rule.pattern !== config.pattern)
        problems.push({
          code: 'event-rule-patterns-differ',
          severity: 'error',
          node: id,
          edge,
          field: 'pattern',
          data: said,
        })
      if (rule.count === MAXIMUM_TARGETS + 1) {
        const data = { ...said, count: rule.count, maximum: MAXIMUM_TARGETS }
        problems.push({ code: 'event-rule-targets', severity: 'error', node: id, edge, field: 'name', data })
      }
    }
    for (const [index, archive] of node.config.archives.entries()) {
      const at = { severity: 'error', node: id, field: `archives.${index}` } as const
      const said = { bus: node.name, archive: archive.name }
      const fault = eventArchiveFault(archive)
      if (fault) problems.push({ ...at, code: 'event-archive-refused', data: { ...said, ...fault } })
      // Archives of one account, whatever their bus. [V]
      if (archives.has(archive.name)) problems.push({ ...at, code: 'event-archive-twice', data: said })
      archives.add(archive.name)
    }
    if (comesBack(workflow, id))
      problems.push({ code: 'event-bus-cycle', severity: 'warning', node: id, data: { bus: node.name } })
    return problems
  })
}

/** Does a way along rules between buses lead back here? */
function comesBack(workflow: Workflow, start: NodeId): boolean {
  const seen = new Set<NodeId>()
  const open: NodeId[] = [start]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    for (const { id, edge } of outgoing(workflow, at, 'rule')) {
      if (edgeConfig(workflow, id, 'event-bus/rule')?.enabled !== true) continue
      if (edge.to.node === start) return true
      if (findNode(workflow, edge.to.node)?.kind !== 'event-bus' || seen.has(edge.to.node)) continue
      seen.add(edge.to.node)
      open.push(edge.to.node)
    }
  }
  return false
}
