// Topics of a template and who is subscribed to them: with the topic, as a resource of its own, or as an event of a
// function; and where what can't be delivered goes.
import type { Json, JsonObject } from '#base'
import { addEdge, type Draft, type DraftEdge, type DraftNode, note, targetOf } from './draft.ts'
import { subscriptionSchema } from './edge-schemas.ts'
import { asFlag, asText } from './read-property.ts'
import { keepAttributes, keepReference, keepRest, takeEdge } from './read-resources.ts'
import { ATTRIBUTES, get, isEmpty, isList, isObject, omit, type Resource, sameValue } from './template.ts'

export function readTopic(_draft: Draft, node: DraftNode, resource: Resource): void {
  Object.assign(node.kept, omit(resource.properties, new Set(['Subscription'])))
  keepAttributes(node, resource)
}

/** Those that stand with the topic. */
export function readInlineSubscriptions(draft: Draft, topic: DraftNode, resource: Resource): void {
  const given = get(resource.properties, 'Subscription')
  if (given === undefined) return
  const rest = isList(given)
    ? given.filter(
        (one) => !subscribe(draft, topic, get(one, 'Endpoint'), one, { form: 'inline' }, ['Protocol', 'Endpoint']),
      )
    : [given]
  if (rest.length === 0) return
  topic.kept['Subscription'] = rest
  note(draft, 'subscription-kept', { count: rest.length }, topic)
}

/** A resource of its own, where topic and endpoint are in this template; else it is kept whole. */
export function readSubscription(draft: Draft, resource: Resource): void {
  const { properties, id } = resource
  const topic = targetOf(draft, get(properties, 'TopicArn'), ['topic'])
  if (!topic || Object.keys(resource.body).some((key) => !ATTRIBUTES.has(key))) return
  const book = { form: 'subscription', name: id }
  const edge = subscribe(draft, topic, get(properties, 'Endpoint'), properties, book, [
    'Protocol',
    'Endpoint',
    'TopicArn',
  ])
  if (!edge) return
  keepReference(edge, 'TopicArn', get(properties, 'TopicArn'), { Ref: topic.logicalId })
  const attributes = omit(resource.body, new Set(['Type', 'Properties']))
  if (!isEmpty(attributes)) Object.assign(edge.kept, attributes)
  draft.became.set(id, 'edge')
}

/** A function's event of type SNS; one through a queue that SAM would make is kept. */
export function readTopicEvent(draft: Draft, node: DraftNode, name: string, properties: JsonObject): boolean {
  const topic = targetOf(draft, get(properties, 'Topic'), ['topic'])
  if (!topic || get(properties, 'SqsSubscription') !== undefined) return false
  const edge = addEdge(draft, topic, 'subscribe', node, 'invoke')
  if (!edge) return false
  readPolicies(draft, edge, properties)
  keepReference(edge, 'Topic', get(properties, 'Topic'), { Ref: topic.logicalId })
  keepRest(edge, properties, ['Topic', ...POLICIES])
  Object.assign(edge.book, { form: 'event', name })
  return true
}

const POLICIES = ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery', 'RedrivePolicy']

function subscribe(
  draft: Draft,
  topic: DraftNode,
  endpoint: Json | undefined,
  properties: Json,
  book: JsonObject,
  seen: readonly string[],
): DraftEdge | undefined {
  const to = targetOf(draft, endpoint, ['queue', 'function'])
  const protocol = draft.resolver.resolve(get(properties, 'Protocol'))
  if (!to || protocol !== (to.kind === 'queue' ? 'sqs' : 'lambda')) return undefined
  const edge = addEdge(draft, topic, 'subscribe', to, to.kind === 'queue' ? 'send' : 'invoke')
  if (!edge) return undefined
  readPolicies(draft, edge, properties)
  keepReference(edge, 'Endpoint', endpoint, { 'Fn::GetAtt': [to.logicalId, 'Arn'] })
  keepRest(edge, properties, [...seen, ...POLICIES])
  Object.assign(edge.book, book)
  return edge
}

function readPolicies(draft: Draft, edge: DraftEdge, properties: Json): void {
  takeEdge(draft, edge, properties, 'FilterPolicy', 'filterPolicy', asPolicyText, subscriptionSchema)
  takeEdge(draft, edge, properties, 'FilterPolicyScope', 'filterPolicyScope', asText, subscriptionSchema)
  takeEdge(draft, edge, properties, 'RawMessageDelivery', 'rawDelivery', asFlag, subscriptionSchema)
  const policy = get(properties, 'FilterPolicy')
  if (
    policy !== undefined &&
    edge.config['filterPolicy'] !== undefined &&
    !sameValue(draft.resolver.resolve(policy), policy)
  )
    edge.values['FilterPolicy'] = policy
  readRedrivePolicy(draft, edge, get(properties, 'RedrivePolicy'))
}

const asPolicyText = (value: Json): Json | undefined =>
  isObject(value) ? JSON.stringify(value) : typeof value === 'string' ? value : undefined

function readRedrivePolicy(draft: Draft, edge: DraftEdge, policy: Json | undefined): void {
  if (policy === undefined) return
  const arn = get(policy, 'deadLetterTargetArn')
  const target = targetOf(draft, arn, ['queue'])
  if (!target || Object.keys(policy as JsonObject).length !== 1) {
    edge.kept['RedrivePolicy'] = policy
    note(draft, 'redrive-elsewhere', {}, edge.from)
    return
  }
  keepReference(edge, 'deadLetterTargetArn', arn, { 'Fn::GetAtt': [target.logicalId, 'Arn'] })
  draft.undelivered.set(edge, target)
}

/** The dead-letter queues of subscriptions as edges: one for all where all have the same. */
export function readUndelivered(draft: Draft): void {
  for (const topic of draft.nodes.values()) {
    if (topic.kind !== 'topic') continue
    const subscriptions = draft.edges.filter((edge) => edge.from === topic && edge.port === 'subscribe')
    const targets = new Set(subscriptions.map((edge) => draft.undelivered.get(edge)))
    const [only] = targets
    if (targets.size === 1 && only) {
      addEdge(draft, topic, 'undelivered', only, 'send')
      continue
    }
    for (const subscription of subscriptions) {
      const target = draft.undelivered.get(subscription)
      const edge = target && addEdge(draft, topic, 'undelivered', target, 'send')
      if (edge) edge.config['endpoint'] = subscription.to.logicalId
    }
  }
}
