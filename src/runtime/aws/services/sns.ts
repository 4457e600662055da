// SNS as its SDK client meets it: topics by their ARN, over the Query protocol.
import { topicArn } from '#workflow'
import { queryProtocol } from '../query-protocol.ts'
import { reach } from '../reach.ts'
import type { AwsService } from '../wire.ts'

const OPERATIONS: AwsService['operations'] = {
  Publish: 'send',
  PublishBatch: 'send',
  GetTopicAttributes: 'any',
  ListSubscriptionsByTopic: 'any',
}

/** A topic's name never holds a colon. */
function topicName(input: object): string {
  const given: unknown = Reflect.get(input, 'TopicArn') ?? Reflect.get(input, 'TargetArn')
  const arn = typeof given === 'string' ? given : ''
  const name = arn.slice(arn.lastIndexOf(':') + 1)
  return arn === topicArn(name) ? name : ''
}

export const sns: AwsService = {
  clients: ['SNSClient', 'SNS'],
  protocol: queryProtocol({ namespace: 'http://sns.amazonaws.com/doc/2010-03-31/', maps: ['Attributes'] }),
  operations: OPERATIONS,
  unknownOperation: (operation) => ({
    status: 400,
    code: 'InvalidAction',
    message: `The action ${operation} is not valid for this endpoint.`,
  }),
  route(hosting, operation, input) {
    const name = topicName(input)
    return reach(hosting, {
      kind: 'topic',
      name,
      arn: topicArn(name),
      action: OPERATIONS[operation] ?? 'any',
      // Publishing a batch needs the same permission. [V]
      permission: `SNS:${operation === 'PublishBatch' ? 'Publish' : operation}`,
      operation,
      deniedCode: 'AuthorizationError',
      problem: 'no-edge-for-call',
      detail: { kind: 'topic', target: name },
      missing: { status: 404, code: 'NotFound', message: 'Topic does not exist' },
    })
  },
}
