// Topics and their subscriptions as resources, and what lets them reach queues and functions.
import type { Json, JsonObject } from '#base'
import { type EdgeEntry, edgeConfig, findNode, type NodeEntry, outgoing } from '#workflow'
import type { Subscription } from '#nodes/models'
import type { Mutable } from './draft.ts'
import { rememberedEdge, rememberedNode } from './kept.ts'
import {
  ATTRIBUTES,
  isList,
  isObject,
  LAMBDA_FUNCTION,
  PERMISSION,
  QUEUE_POLICY,
  sameValue,
  SUBSCRIPTION,
  TOPIC,
} from './template.ts'
import { setResource } from './write-resources.ts'
import {
  arnOf,
  claim,
  generate,
  lose,
  nameOf,
  propertiesOf,
  reference,
  renameKept,
  splitKept,
  type Writing,
} from './writing.ts'

export function writeTopic(writing: Writing, { id, node }: NodeEntry<'topic'>): void {
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const made: Mutable = {}
  const others = isList(kept['Subscription']) ? kept['Subscription'] : []
  const subscriptions = outgoing(writing.workflow, id, 'subscribe')
  const inline = subscriptions.filter((entry) => formOf(writing, entry) === 'inline')
  if (inline.length + others.length > 0)
    made['Subscription'] = [...inline.map((entry) => subscription(writing, entry, true)), ...others]
  setResource(writing, node.name, TOPIC, attributes, made, kept)
  for (const entry of subscriptions) {
    if (formOf(writing, entry) === 'resource') writeSubscription(writing, entry)
    if (rememberedEdge(writing.kept, entry.id).book['form'] === undefined) permit(writing, node.name, entry)
  }
  const { immediateRetries, preBackoffRetries, backoffRetries, postBackoffRetries, minimumDelayMs, maximumDelayMs } =
    node.config
  const given = [
    immediateRetries,
    preBackoffRetries,
    backoffRetries,
    postBackoffRetries,
    minimumDelayMs,
    maximumDelayMs,
  ]
  const isModel = [3, 2, 10, 100_000, 1000, 20_000].every((value, index) => given[index] === value)
  if (!isModel) lose(writing, 'topic-model-unwritten', { name: node.name }, id)
}

/** Where a subscription stands: with the topic, with the function, or as a resource. */
function formOf(writing: Writing, { id, edge }: EdgeEntry): 'inline' | 'event' | 'resource' {
  const { book } = rememberedEdge(writing.kept, id)
  if (book['form'] === 'inline') return 'inline'
  if (book['form'] === 'subscription' || edge.to.port !== 'invoke') return 'resource'
  return rememberedNode(writing.kept, edge.to.node).book['type'] === LAMBDA_FUNCTION ? 'resource' : 'event'
}

/** As an event of the function; undefined where it stands elsewhere. */
export function topicEvent(writing: Writing, entry: EdgeEntry): { name: string; body: Json } | undefined {
  if (formOf(writing, entry) !== 'event') return undefined
  const { book, values } = rememberedEdge(writing.kept, entry.id)
  const topic = nameOf(writing, entry.edge.from.node)
  const made: Mutable = { Topic: reference(writing, values, 'Topic', entry.edge.from.node, { Ref: topic }) }
  Object.assign(made, policies(writing, entry))
  const name = typeof book['name'] === 'string' ? book['name'] : topic
  return { name, body: { Type: 'SNS', Properties: { ...made, ...rest(writing, entry, made) } } }
}

function subscription(writing: Writing, entry: EdgeEntry, inline: boolean): JsonObject {
  const { edge, id } = entry
  const { values } = rememberedEdge(writing.kept, id)
  const to = edge.to.node
  const made: Mutable = {
    ...(!inline && {
      TopicArn: reference(writing, values, 'TopicArn', edge.from.node, { Ref: nameOf(writing, edge.from.node) }),
    }),
    Protocol: edge.to.port === 'invoke' ? 'lambda' : 'sqs',
    Endpoint: reference(writing, values, 'Endpoint', to, arnOf(nameOf(writing, to))),
  }
  Object.assign(made, policies(writing, entry))
  return { ...made, ...rest(writing, entry, made) }
}

function writeSubscription(writing: Writing, entry: EdgeEntry): void {
  const { book } = rememberedEdge(writing.kept, entry.id)
  const kept = renameKept(writing, entry.edge.kept ?? {}) as JsonObject
  const attributes = Object.fromEntries(
    Object.entries(kept).filter(([key]) => ATTRIBUTES.has(key) && key !== 'Type' && key !== 'Properties'),
  )
  const standard = `${nameOf(writing, entry.edge.from.node)}To${nameOf(writing, entry.edge.to.node)}`
  const name = claim(writing, typeof book['name'] === 'string' ? book['name'] : standard)
  writing.resources[name] = { Type: SUBSCRIPTION, ...attributes, Properties: subscription(writing, entry, false) }
}

const rest = (writing: Writing, entry: EdgeEntry, made: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(renameKept(writing, entry.edge.kept ?? {}) as JsonObject).filter(
      ([key]) => !Object.hasOwn(made, key) && !ATTRIBUTES.has(key),
    ),
  )

function policies(writing: Writing, entry: EdgeEntry): Mutable {
  const config = edgeConfig(writing.workflow, entry.id, 'topic/subscribe')
  if (!config) return {}
  const { values } = rememberedEdge(writing.kept, entry.id)
  const kept = renameKept(writing, entry.edge.kept ?? {}) as JsonObject
  const { made, put } = propertiesOf(writing, values, kept, {})
  const policy = policyOf(writing, entry, config)
  put('FilterPolicy', policy, undefined)
  put('FilterPolicyScope', config.filterPolicyScope, 'MessageAttributes')
  if (entry.edge.to.port !== 'invoke') put('RawMessageDelivery', config.rawDelivery, false)
  const deadLetters = deadLetterNode(writing, entry)
  if (deadLetters !== undefined) {
    const arn = arnOf(nameOf(writing, deadLetters))
    made['RedrivePolicy'] = {
      deadLetterTargetArn: reference(writing, values, 'deadLetterTargetArn', deadLetters, arn),
    }
  }
  return made
}

/** The template holds it as an object; what is none, or what CloudFormation would read otherwise, can't be written. */
function policyOf(writing: Writing, entry: EdgeEntry, { filterPolicy }: Subscription): Json | undefined {
  if (filterPolicy === '') return undefined
  const parsed = parsePolicy(filterPolicy)
  if (parsed !== undefined && sameValue(writing.resolver.resolve(parsed), parsed)) return parsed
  const { from, to } = entry.edge
  lose(
    writing,
    'filter-policy-unwritten',
    { name: nameOf(writing, from.node), to: nameOf(writing, to.node) },
    from.node,
  )
  return undefined
}

function parsePolicy(text: string): Json | undefined {
  try {
    const value = JSON.parse(text) as Json
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

function deadLetterNode(writing: Writing, { edge }: EdgeEntry): EdgeEntry['edge']['to']['node'] | undefined {
  const name = nameOf(writing, edge.to.node)
  const ends = outgoing(writing.workflow, edge.from.node, 'undelivered').map((entry) => ({
    endpoint: edgeConfig(writing.workflow, entry.id, 'topic/undelivered')?.endpoint,
    to: entry.edge.to.node,
  }))
  return (ends.find((end) => end.endpoint === name) ?? ends.find((end) => end.endpoint === ''))?.to
}

/** What was imported brought its own permission, or none; SAM makes one for a function's event. */
function permit(writing: Writing, topic: string, entry: EdgeEntry): void {
  const target = findNode(writing.workflow, entry.edge.to.node)
  const deadLetters = deadLetterNode(writing, entry)
  if (target?.kind === 'queue') permitQueue(writing, topic, target.name)
  if (target?.kind === 'function' && formOf(writing, entry) === 'resource')
    writing.resources[generate(writing, `${topic}To${target.name}Permission`)] = {
      Type: PERMISSION,
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: target.name },
        Principal: 'sns.amazonaws.com',
        SourceArn: { Ref: topic },
      },
    }
  if (deadLetters !== undefined) permitQueue(writing, topic, nameOf(writing, deadLetters))
}

function permitQueue(writing: Writing, topic: string, queue: string): void {
  const base = `${topic}To${queue}Policy`
  if (writing.generated.resources.includes(base)) return
  writing.resources[generate(writing, base)] = {
    Type: QUEUE_POLICY,
    Properties: {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'sns.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf(queue),
            Condition: { ArnEquals: { 'aws:SourceArn': { Ref: topic } } },
          },
        ],
      },
    },
  }
}
