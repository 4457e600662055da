// The environment variables through which handlers learn of what their edges lead to.
import type { NodeKind } from '#nodes/models'
import type { EdgeId, NodeId, Workflow } from './document.ts'
import { edgeConfig, findEdge, findNode, outgoing } from './graph.ts'
import { words } from './names.ts'

/** As the models say. Here again, as a run's worker has to know them and starts faster without all schemas. */
export const VARIABLE_SUFFIXES: Readonly<Partial<Record<NodeKind, string>>> = {
  function: 'FUNCTION_NAME',
  queue: 'QUEUE_URL',
  service: 'URL',
  topic: 'TOPIC_ARN',
  'event-bus': 'BUS_NAME',
  stream: 'STREAM_NAME',
  table: 'TABLE_NAME',
  bucket: 'BUCKET_NAME',
}

/** `Orders`, `QUEUE_URL` → `ORDERS_QUEUE_URL`; what the name says already is not said again. */
export function variableName(targetName: string, suffix: string): string {
  const stem = words(targetName).join('_').toUpperCase()
  const first = suffix.split('_')[0] as string
  if (stem !== first && !stem.endsWith(`_${first}`)) return `${stem}_${suffix}`
  return stem + suffix.slice(first.length)
}

/** The variable that tells a handler what this call edge leads to: its own or one from the target's name. Undefined for other edges. */
export function callEnvName(workflow: Workflow, edge: EdgeId): string | undefined {
  const config = edgeConfig(workflow, edge, 'function/call')
  if (!config) return undefined
  if (config.env !== '') return config.env
  const target = findNode(workflow, findEdge(workflow, edge)?.to.node ?? '')
  const suffix = target && VARIABLE_SUFFIXES[target.kind]
  return target && suffix && variableName(target.name, suffix)
}

export interface CallVariable {
  readonly name: string
  readonly edge: EdgeId
  readonly target: NodeId
}

/** Every variable that a function gets from its call edges, in order of the edges' ids. */
export function callVariables(workflow: Workflow, functionNode: NodeId): readonly CallVariable[] {
  return outgoing(workflow, functionNode, 'call').flatMap(({ id, edge }) => {
    const name = callEnvName(workflow, id)
    return name === undefined ? [] : [{ name, edge: id, target: edge.to.node }]
  })
}
