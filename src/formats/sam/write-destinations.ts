// A function's destinations and dead-letter queue, as its properties.
import type { Json, JsonObject } from '#base'
import { type EdgeEntry, findNode, type NodeId, outgoing } from '#workflow'
import type { Mutable } from './draft.ts'
import { rememberedEdge } from './kept.ts'
import { destinationReference } from './read-destinations.ts'
import { get, isEmpty, isObject } from './template.ts'
import { reference, type Writing } from './writing.ts'

const TYPES: Readonly<Record<string, string>> = {
  queue: 'SQS',
  topic: 'SNS',
  'event-bus': 'EventBridge',
  function: 'Lambda',
}

const targetOf = (writing: Writing, { edge }: EdgeEntry): { readonly kind: string; readonly standard: Json } => {
  const node = findNode(writing.workflow, edge.to.node)
  const kind = node?.kind ?? 'queue'
  return { kind, standard: destinationReference(kind, node?.name ?? '') }
}

/** Of EventInvokeConfig, with what of it was kept; undefined: there is none. */
export function destinationConfig(writing: Writing, id: NodeId, kept: JsonObject): Json | undefined {
  const made: Mutable = {}
  for (const [property, port] of [
    ['OnSuccess', 'on-success'],
    ['OnFailure', 'on-failure'],
  ] as const) {
    const [entry] = outgoing(writing.workflow, id, port)
    if (!entry) continue
    const { kind, standard } = targetOf(writing, entry)
    const { values } = rememberedEdge(writing.kept, entry.id)
    const Destination = reference(writing, values, 'Destination', entry.edge.to.node, standard)
    made[property] = { Type: TYPES[kind] ?? 'SQS', Destination }
  }
  if (isEmpty(made)) return undefined
  const rest = get(kept, 'DestinationConfig')
  return isObject(rest) ? { ...rest, ...made } : made
}

export function writeDeadLetters(writing: Writing, id: NodeId, sam: boolean, made: Mutable): void {
  const [entry] = outgoing(writing.workflow, id, 'dead-letter')
  if (!entry) return
  const { kind, standard } = targetOf(writing, entry)
  const { values } = rememberedEdge(writing.kept, entry.id)
  const TargetArn = reference(writing, values, 'TargetArn', entry.edge.to.node, standard)
  if (sam) made['DeadLetterQueue'] = { Type: TYPES[kind] ?? 'SQS', TargetArn }
  else made['DeadLetterConfig'] = { TargetArn }
}
