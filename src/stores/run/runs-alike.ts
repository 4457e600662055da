// Would two documents run alike? Positions, notes and names of the document itself change nothing in a run.
import { keysInOrder } from '#base'
import type { Workflow } from '#workflow'

export function runsAlike(one: Workflow, other: Workflow): boolean {
  if (one === other) return true
  if (one.edges !== other.edges || one.files !== other.files || one.scenario !== other.scenario) return false
  if (one.nodes === other.nodes) return true
  const ids = keysInOrder(one.nodes)
  if (ids.length !== Object.keys(other.nodes).length) return false
  return ids.every((id) => {
    const [a, b] = [one.nodes[id], other.nodes[id]]
    return a !== undefined && b !== undefined && a.kind === b.kind && a.name === b.name && a.config === b.config
  })
}
