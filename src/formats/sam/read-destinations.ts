// Where a function's asynchronous events go on to: destinations and the older dead-letter queue, as edges. What can't
// be an edge stays with the function as it was.
import type { Json, JsonObject } from '#base'
import type { NodeKind } from '#nodes/models'
import { addEdge, type Draft, type DraftNode, note, targetOf } from './draft.ts'
import { keepReference } from './read-resources.ts'
import { asObject, get, isEmpty, LAMBDA_FUNCTION, omit, type Resource } from './template.ts'

const DESTINATIONS = [
  ['OnSuccess', 'on-success'],
  ['OnFailure', 'on-failure'],
] as const

const KINDS: readonly NodeKind[] = ['queue', 'topic', 'event-bus', 'function']
const ENTRIES: Partial<Readonly<Record<NodeKind, string>>> = {
  topic: 'publish',
  'event-bus': 'put',
  function: 'invoke',
}

/** As the written template names it. */
export const destinationReference = (kind: NodeKind, logicalId: string): Json =>
  kind === 'topic' ? { Ref: logicalId } : { 'Fn::GetAtt': [logicalId, 'Arn'] }

function join(
  draft: Draft,
  node: DraftNode,
  port: string,
  given: Json | undefined,
  property: string,
  kinds: readonly NodeKind[],
): boolean {
  const target = targetOf(draft, given, kinds)
  const edge = target && addEdge(draft, node, port, target, ENTRIES[target.kind] ?? 'send')
  if (!edge) return false
  keepReference(edge, property, given, destinationReference(target.kind, target.logicalId))
  return true
}

export function readDestinations(draft: Draft, node: DraftNode, { type }: Resource): void {
  const invoke = asObject(node.kept['EventInvokeConfig'])
  const config = asObject(get(invoke, 'DestinationConfig'))
  const read = DESTINATIONS.filter(([property, port]) =>
    join(draft, node, port, get(get(config, property), 'Destination'), 'Destination', KINDS),
  ).map(([property]) => property)
  const rest = omit(config, new Set<string>(read))
  if (!isEmpty(rest)) note(draft, 'redrive-elsewhere', {}, node)
  keep(node, 'EventInvokeConfig', withRest(invoke, 'DestinationConfig', rest))
  const property = type === LAMBDA_FUNCTION ? 'DeadLetterConfig' : 'DeadLetterQueue'
  const letters = node.kept[property]
  if (letters === undefined) return
  if (join(draft, node, 'dead-letter', get(letters, 'TargetArn'), 'TargetArn', ['queue', 'topic']))
    delete node.kept[property]
  else note(draft, 'redrive-elsewhere', {}, node)
}

function withRest(object: JsonObject, property: string, rest: JsonObject): JsonObject {
  const others = omit(object, new Set([property]))
  return isEmpty(rest) ? others : { ...others, [property]: rest }
}

function keep(node: DraftNode, property: string, value: JsonObject): void {
  if (isEmpty(value)) delete node.kept[property]
  else node.kept[property] = value
}
