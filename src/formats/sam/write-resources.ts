// Queues as resources, and what lets rules reach their targets.
import type { Json, JsonObject } from '#base'
import { type EdgeEntry, edgeConfig, findNode, type NodeEntry, type NodeId, outgoing } from '#workflow'
import { rememberedEdge, rememberedNode } from './kept.ts'
import { ATTRIBUTES, isEmpty, PERMISSION, QUEUE, QUEUE_POLICY, TOPIC_POLICY } from './template.ts'
import { arnOf, generate, nameOf, propertiesOf, reference, renameKept, splitKept, type Writing } from './writing.ts'

const keptOf = (writing: Writing, kept: JsonObject | undefined): JsonObject =>
  renameKept(writing, kept ?? {}) as JsonObject

const beside = (attributes: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== 'Type' && key !== 'Properties'))

export function setResource(
  writing: Writing,
  name: string,
  type: string,
  attributes: JsonObject,
  made: JsonObject,
  kept: JsonObject,
): void {
  const rest = Object.fromEntries(Object.entries(kept).filter(([key]) => !Object.hasOwn(made, key)))
  const properties = { ...made, ...rest }
  writing.resources[name] = {
    Type: type,
    ...beside(attributes),
    ...(!isEmpty(properties) && { Properties: properties }),
  }
}

export function writeQueue(writing: Writing, { id, node }: NodeEntry<'queue'>): void {
  const { values } = rememberedNode(writing.kept, id)
  const { attributes, properties: kept } = splitKept(node, ATTRIBUTES, writing)
  const { made, put } = propertiesOf(writing, values, kept, {})
  put('VisibilityTimeout', node.config.visibilityTimeoutMs / 1000, 30)
  put('DelaySeconds', node.config.delayMs / 1000, 0)
  put('MessageRetentionPeriod', node.config.retentionMs / 1000, 345_600)
  put('MaximumMessageSize', node.config.maximumMessageBytes, 1_048_576)
  put('ReceiveMessageWaitTimeSeconds', node.config.receiveWaitMs / 1000, 0)
  put('FifoQueue', node.config.fifo, false)
  // A standard queue must not have them.
  const { fifo, contentBasedDeduplication, deduplicationScope, fifoThroughputLimit } = node.config
  put('ContentBasedDeduplication', fifo && contentBasedDeduplication, false)
  put('DeduplicationScope', fifo ? deduplicationScope : 'queue', 'queue')
  put('FifoThroughputLimit', fifo ? fifoThroughputLimit : 'perQueue', 'perQueue')
  const redrive = outgoing(writing.workflow, id, 'redrive')[0]
  if (redrive) made['RedrivePolicy'] = redrivePolicy(writing, redrive)
  setResource(writing, node.name, QUEUE, attributes, made, kept)
}

function redrivePolicy(writing: Writing, { id, edge }: EdgeEntry): Json {
  const { values } = rememberedEdge(writing.kept, id)
  const kept = keptOf(writing, edge.kept)
  const { made, put } = propertiesOf(writing, values, kept, {})
  made['deadLetterTargetArn'] = reference(
    writing,
    values,
    'deadLetterTargetArn',
    edge.to.node,
    arnOf(nameOf(writing, edge.to.node)),
  )
  put('maxReceiveCount', edgeConfig(writing.workflow, id, 'queue/redrive')?.maxReceiveCount, undefined)
  return { ...made, ...Object.fromEntries(Object.entries(kept).filter(([key]) => !Object.hasOwn(made, key))) }
}

/** A rule may only reach what lets it. What was imported brought its own permission, or none. */
export function permit(writing: Writing, rule: string, { id, edge }: EdgeEntry): void {
  if (rememberedEdge(writing.kept, id).book['form'] === 'target') return
  const node = findNode(writing.workflow, edge.to.node)
  if (node?.kind === 'function') {
    writing.resources[generate(writing, `${rule}To${node.name}Permission`)] = {
      Type: PERMISSION,
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: node.name },
        Principal: 'events.amazonaws.com',
        SourceArn: arnOf(rule),
      },
    }
  }
  if (node?.kind === 'topic') {
    writing.resources[generate(writing, `${rule}To${node.name}Policy`)] = {
      Type: TOPIC_POLICY,
      Properties: {
        Topics: [{ Ref: node.name }],
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'events.amazonaws.com' },
              Action: 'sns:Publish',
              Resource: { Ref: node.name },
            },
          ],
        },
      },
    }
  }
  if (node?.kind === 'queue') permitQueue(writing, rule, node.name)
}

export const permitDeadLetters = (writing: Writing, rule: string, queue: NodeId): void => {
  const name = nameOf(writing, queue)
  if (!writing.generated.resources.includes(`${rule}To${name}Policy`)) permitQueue(writing, rule, name)
}

function permitQueue(writing: Writing, rule: string, queue: string): void {
  writing.resources[generate(writing, `${rule}To${queue}Policy`)] = {
    Type: QUEUE_POLICY,
    Properties: {
      Queues: [{ Ref: queue }],
      PolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'events.amazonaws.com' },
            Action: 'sqs:SendMessage',
            Resource: arnOf(queue),
            Condition: { ArnEquals: { 'aws:SourceArn': arnOf(rule) } },
          },
        ],
      },
    },
  }
}
