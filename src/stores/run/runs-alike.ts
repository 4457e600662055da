// Would two documents run alike? Positions, notes and names of the document itself change nothing in a run.
import { keysInOrder } from '#base'
import type { Fault } from '#faults'
import {
  type ChangedFields,
  changedEdgeFields,
  changedFields,
  type EdgeId,
  type NodeId,
  settingsOf,
  type Workflow,
  type WorkflowEdge,
  type WorkflowNode,
  withLiveEdgeFields,
  withLiveFields,
} from '#workflow'

const isNone = ({ live, restart }: ChangedFields): boolean => live.length === 0 && restart.length === 0

const nodesAlike = (one: WorkflowNode, other: WorkflowNode): boolean =>
  one === other ||
  (one.kind === other.kind &&
    one.name === other.name &&
    (one.config === other.config || isNone(changedFields(one, other.config))))

const endsAlike = (one: WorkflowEdge, other: WorkflowEdge): boolean =>
  one.from.node === other.from.node &&
  one.from.port === other.from.port &&
  one.to.node === other.to.node &&
  one.to.port === other.to.port

const edgesAlike = (workflow: Workflow, one: WorkflowEdge, other: WorkflowEdge): boolean =>
  one === other ||
  (endsAlike(one, other) && (one.config === other.config || isNone(changedEdgeFields(workflow, one, other.config))))

function partsAlike<Id extends string, Part>(
  one: Readonly<Record<Id, Part>>,
  other: Readonly<Record<Id, Part>>,
  alike: (one: Part, other: Part) => boolean,
): boolean {
  if (one === other) return true
  const ids = keysInOrder(one)
  if (ids.length !== Object.keys(other).length) return false
  return ids.every((id) => {
    const [a, b]: readonly (Part | undefined)[] = [one[id], other[id]]
    return a !== undefined && b !== undefined && alike(a, b)
  })
}

const faultsAlike = (one: readonly Fault[], other: readonly Fault[]): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other)

const scenariosAlike = (one: Workflow['scenario'], other: Workflow['scenario']): boolean =>
  one === other ||
  (one.startAt === other.startAt &&
    one.seed === other.seed &&
    one.duration === other.duration &&
    faultsAlike(one.faults, other.faults))

export function runsAlike(one: Workflow, other: Workflow): boolean {
  if (one === other) return true
  if (one.files !== other.files || !scenariosAlike(one.scenario, other.scenario)) return false
  if (one.settings !== other.settings && JSON.stringify(settingsOf(one)) !== JSON.stringify(settingsOf(other)))
    return false
  return (
    partsAlike(one.nodes, other.nodes, nodesAlike) &&
    partsAlike(one.edges, other.edges, (a, b) => edgesAlike(one, a, b))
  )
}

/** A part of a run that another state of its document changes in live fields, as the run sees it from then on. */
export type LiveEdit =
  | { readonly type: 'edit'; readonly node: NodeId; readonly after: WorkflowNode }
  | { readonly type: 'edit-edge'; readonly edge: EdgeId; readonly after: WorkflowEdge }
  | { readonly type: 'edit-faults'; readonly faults: readonly Fault[] }

export const liveEdits = (running: Workflow, wanted: Workflow): readonly LiveEdit[] => [
  ...(running.nodes === wanted.nodes ? [] : keysInOrder(running.nodes)).flatMap((node): LiveEdit[] => {
    const [before, other] = [running.nodes[node], wanted.nodes[node]]
    if (!before || before.kind !== other?.kind || before.config === other.config) return []
    const after = withLiveFields(before, other.config)
    return after === before ? [] : [{ type: 'edit', node, after }]
  }),
  ...(running.edges === wanted.edges ? [] : keysInOrder(running.edges)).flatMap((edge): LiveEdit[] => {
    const [before, other] = [running.edges[edge], wanted.edges[edge]]
    if (!before || !other || !endsAlike(before, other) || before.config === other.config) return []
    const after = withLiveEdgeFields(running, before, other.config)
    return after === before ? [] : [{ type: 'edit-edge', edge, after }]
  }),
  ...(faultsAlike(running.scenario.faults, wanted.scenario.faults)
    ? []
    : [{ type: 'edit-faults' as const, faults: wanted.scenario.faults }]),
]

/** The document of a run that was told of these edits. */
export function withEdits(running: Workflow, edits: readonly LiveEdit[]): Workflow {
  if (edits.length === 0) return running
  const [nodes, edges] = [{ ...running.nodes }, { ...running.edges }]
  let { scenario } = running
  for (const edit of edits) {
    if (edit.type === 'edit') nodes[edit.node] = edit.after
    else if (edit.type === 'edit-edge') edges[edit.edge] = edit.after
    else scenario = { ...scenario, faults: edit.faults }
  }
  return { ...running, nodes, edges, scenario }
}
