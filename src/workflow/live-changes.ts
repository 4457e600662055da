// What of a changed config a run under way takes at once: the fields that the kind calls live. The others keep the
// value the run began with.
import { type NodeKind, nodeModels } from '#nodes/models'
import type { WorkflowNode } from './document.ts'

export interface ChangedFields {
  readonly live: readonly string[]
  readonly restart: readonly string[]
}

/** In which fields two configs of a kind differ, by when a change of them takes effect. */
export function changedFields(kind: NodeKind, one: object, other: object): ChangedFields {
  const [before, after] = [
    new Map<string, unknown>(Object.entries(one)),
    new Map<string, unknown>(Object.entries(other)),
  ]
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((name) => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)))
  const isLive = (name: string): boolean => nodeModels[kind].changes(name) === 'live'
  return { live: changed.filter(isLive), restart: changed.filter((name) => !isLive(name)) }
}

/** The node with the live fields of `wanted`; the same object when they are as they were. */
export function withLiveFields<Node extends WorkflowNode>(node: Node, wanted: object): Node {
  const { live } = changedFields(node.kind, node.config, wanted)
  if (live.length === 0) return node
  const config = new Map<string, unknown>(Object.entries(node.config))
  const given = new Map<string, unknown>(Object.entries(wanted))
  for (const name of live) {
    if (given.has(name)) config.set(name, given.get(name))
    else config.delete(name)
  }
  return { ...node, config: Object.fromEntries(config) }
}
