// What of a changed config a run under way takes at once: the fields that the kind calls live. The others keep the
// value the run began with.
import { type ChangeEffect, nodeModels } from '#nodes/models'
import type { Workflow, WorkflowEdge, WorkflowNode } from './document.ts'
import { findNode, outPort } from './graph.ts'

export interface ChangedFields {
  readonly live: readonly string[]
  readonly restart: readonly string[]
}

type Changes = (field: string) => ChangeEffect

function fieldsChanged(changes: Changes, one: object, other: object): ChangedFields {
  const [before, after] = [
    new Map<string, unknown>(Object.entries(one)),
    new Map<string, unknown>(Object.entries(other)),
  ]
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((name) => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)))
  const isLive = (name: string): boolean => changes(name) === 'live'
  return { live: changed.filter(isLive), restart: changed.filter((name) => !isLive(name)) }
}

/** The part with the live fields of `wanted`; the same object when they are as they were. */
function withLive<Part extends { readonly config: object }>(part: Part, wanted: object, changes: Changes): Part {
  const { live } = fieldsChanged(changes, part.config, wanted)
  if (live.length === 0) return part
  const config = new Map<string, unknown>(Object.entries(part.config))
  const given = new Map<string, unknown>(Object.entries(wanted))
  for (const name of live) {
    if (given.has(name)) config.set(name, given.get(name))
    else config.delete(name)
  }
  return { ...part, config: Object.fromEntries(config) }
}

/** Of the config of an edge, by the port it leaves. */
function edgeChanges(workflow: Workflow, { from }: WorkflowEdge): Changes {
  const source = findNode(workflow, from.node)
  return (source && outPort(source.kind, from.port)?.edgeChanges) ?? (() => 'restart')
}

/** In which fields of its config a node differs, by when a change of them takes effect. */
export const changedFields = ({ kind, config }: WorkflowNode, other: object): ChangedFields =>
  fieldsChanged(nodeModels[kind].changes, config, other)

/** The same of an edge of this document. */
export const changedEdgeFields = (workflow: Workflow, edge: WorkflowEdge, other: object): ChangedFields =>
  fieldsChanged(edgeChanges(workflow, edge), edge.config, other)

/** The node with the live fields of `wanted`; the same object when they are as they were. */
export const withLiveFields = <Node extends WorkflowNode>(node: Node, wanted: object): Node =>
  withLive(node, wanted, nodeModels[node.kind].changes)

/** The same of an edge of this document. */
export const withLiveEdgeFields = (workflow: Workflow, edge: WorkflowEdge, wanted: object): WorkflowEdge =>
  withLive(edge, wanted, edgeChanges(workflow, edge))
