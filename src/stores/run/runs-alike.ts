// Would two documents run alike? Positions, notes and names of the document itself change nothing in a run.
import { keysInOrder } from '#base'
import { changedFields, type NodeId, type Workflow, type WorkflowNode, withLiveFields } from '#workflow'

const configsAlike = (one: WorkflowNode, other: WorkflowNode): boolean => {
  if (one.config === other.config) return true
  const { live, restart } = changedFields(one.kind, one.config, other.config)
  return live.length === 0 && restart.length === 0
}

export function runsAlike(one: Workflow, other: Workflow): boolean {
  if (one === other) return true
  if (one.edges !== other.edges || one.files !== other.files || one.scenario !== other.scenario) return false
  if (one.nodes === other.nodes) return true
  const ids = keysInOrder(one.nodes)
  if (ids.length !== Object.keys(other.nodes).length) return false
  return ids.every((id) => {
    const [a, b] = [one.nodes[id], other.nodes[id]]
    return a !== undefined && b !== undefined && a.kind === b.kind && a.name === b.name && configsAlike(a, b)
  })
}

/** The nodes of a run that another state of its document changes in live fields, as the run sees them from then on. */
export function liveEdits(
  running: Workflow,
  wanted: Workflow,
): readonly { readonly id: NodeId; readonly node: WorkflowNode }[] {
  if (running.nodes === wanted.nodes) return []
  return keysInOrder(running.nodes).flatMap((id) => {
    const [before, after] = [running.nodes[id], wanted.nodes[id]]
    if (!before || before.kind !== after?.kind || before.config === after.config) return []
    const node = withLiveFields(before, after.config)
    return node === before ? [] : [{ id, node }]
  })
}

/** The document of a run that was told of these edits. */
export const withEdits = (running: Workflow, edits: ReturnType<typeof liveEdits>): Workflow =>
  edits.length === 0
    ? running
    : { ...running, nodes: { ...running.nodes, ...Object.fromEntries(edits.map(({ id, node }) => [id, node])) } }
