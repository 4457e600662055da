// SQS as its SDK client meets it: queues by their URL, or by name where only the URL is asked for.
import { queueArn, queueUrl } from '#workflow'
import type { FunctionHosting } from '../../environment/function-hosting.ts'
import { jsonProtocol } from '../json-protocol.ts'
import { reach } from '../reach.ts'
import type { AwsService } from '../wire.ts'

const OPERATIONS: AwsService['operations'] = {
  SendMessage: 'send',
  SendMessageBatch: 'send',
  ReceiveMessage: 'receive',
  DeleteMessage: 'receive',
  DeleteMessageBatch: 'receive',
  ChangeMessageVisibility: 'receive',
  ChangeMessageVisibilityBatch: 'receive',
  GetQueueAttributes: 'any',
  GetQueueUrl: 'any',
  PurgeQueue: 'any',
  StartMessageMoveTask: 'receive',
  ListMessageMoveTasks: 'receive',
}

/** SQS speaks JSON now, but names its errors for old clients too. [V] */
const QUERY_CODES: Readonly<Record<string, string>> = {
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
}

function queueName(hosting: FunctionHosting, input: object): string | undefined {
  const url: unknown = Reflect.get(input, 'QueueUrl')
  if (typeof url === 'string') return hosting.queues.get(url)
  const arn: unknown = Reflect.get(input, 'SourceArn')
  if (typeof arn === 'string') return hosting.queues.get(queueUrl(arn.split(':').at(-1) ?? ''))
  const name: unknown = Reflect.get(input, 'QueueName')
  return typeof name === 'string' ? (hosting.queues.get(queueUrl(name)) ?? name) : undefined
}

export const sqs: AwsService = {
  clients: ['SQSClient', 'SQS'],
  protocol: jsonProtocol({ version: '1.0', namespace: 'com.amazonaws.sqs', queryCodes: QUERY_CODES }),
  operations: OPERATIONS,
  unknownOperation: (operation) => ({
    status: 400,
    code: 'InvalidAction',
    message: `The action ${operation} is not valid for this endpoint.`,
  }),
  route(hosting, operation, input) {
    const missing = { status: 400, code: 'QueueDoesNotExist', message: 'The specified queue does not exist.' }
    const queue = queueName(hosting, input)
    if (queue === undefined) return { type: 'refused', error: missing }
    return reach(hosting, {
      kind: 'queue',
      name: queue,
      arn: queueArn(queue),
      action: OPERATIONS[operation] ?? 'any',
      permission: `sqs:${operation.toLowerCase()}`,
      operation,
      deniedCode: 'AccessDenied',
      problem: 'no-edge-for-queue',
      detail: { queue },
      missing,
    })
  },
}
