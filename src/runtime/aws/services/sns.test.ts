import { expect, test } from 'vitest'
import type { Message, Reply } from '#emulator'
import type { Workflow } from '#workflow'
import { defaultConfig } from '#workflow'
import { createFakeKernel } from '../../environment/testing/fake-kernel.ts'
import { workflowOf } from '../../environment/testing/workflows.ts'
import { loadPackages } from '../testing/load-packages.ts'

const packages = await loadPackages(['@aws-sdk/client-sns'])

/** `Work` may publish to `News`; `Secret` is there too. */
function publishing(): Workflow {
  const workflow = workflowOf()
  const topic = (name: string) => ({ kind: 'topic', name, position: { x: 0, y: 0 }, config: defaultConfig('topic') })
  const edge = {
    from: { node: 'f1', port: 'call' },
    to: { node: 't1', port: 'publish' },
    config: { actions: [], env: '', policies: [] },
  }
  return {
    ...workflow,
    nodes: { ...workflow.nodes, t1: topic('News'), t2: topic('Hidden') },
    edges: { ...workflow.edges, e3: edge },
  } as Workflow
}

async function send(command: string, reply: Reply) {
  const seen: Message[] = []
  const kernel = await createFakeKernel({
    workflow: publishing(),
    packages,
    files: {
      f1: {
        'index.mjs': `import { SNS, SNSClient, PublishCommand, PublishBatchCommand, GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, CreateTopicCommand } from '@aws-sdk/client-sns'
const client = new SNSClient({})
const TopicArn = process.env.NEWS_TOPIC_ARN
export const handler = async () => {
  try {
    const { $metadata, ...rest } = await ${command.startsWith('new SNS(') ? command : `client.send(${command})`}
    return rest
  } catch (e) { return [e.name, e.message, e.$metadata?.httpStatusCode] }
}`,
      },
    },
    answer: (message) => {
      seen.push(message)
      return { afterUs: 5000, reply }
    },
  })
  const settled = await kernel.invoke(kernel.create('f1'), {}, 60_000)
  return { seen, result: JSON.parse(settled.payload) as unknown, kernel }
}

const answered = (output: Extract<Reply, { type: 'api' }>['output']): Reply => ({ type: 'api', output })
const ARN = 'arn:aws:sns:us-east-1:123456789012:News'

test.each<[string, string, Reply, unknown, string, object]>([
  [
    'a message with a subject and attributes',
    `new PublishCommand({ TopicArn, Message: 'a & <b> 订单\\n', Subject: 'Hi', MessageAttributes: { a: { DataType: 'String', StringValue: 'x=y' }, b: { DataType: 'Binary', BinaryValue: new Uint8Array([1, 2]) } } })`,
    answered({ MessageId: 'm-1' }),
    { MessageId: 'm-1' },
    'Publish',
    {
      TopicArn: ARN,
      Message: 'a & <b> 订单\n',
      Subject: 'Hi',
      MessageAttributes: {
        a: { DataType: 'String', StringValue: 'x=y' },
        b: { DataType: 'Binary', BinaryValue: 'AQI=' },
      },
    },
  ],
  [
    'a message by the aggregated client',
    `new SNS().publish({ TargetArn: TopicArn, Message: 'hi' })`,
    answered({ MessageId: 'm-1' }),
    { MessageId: 'm-1' },
    'Publish',
    { TargetArn: ARN, Message: 'hi' },
  ],
  [
    'a batch',
    `new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: '1' }, { Id: 'b', Message: '2', MessageAttributes: { n: { DataType: 'Number', StringValue: '3' } } }] })`,
    answered({
      Successful: [{ Id: 'a', MessageId: 'm-1' }],
      Failed: [{ Id: 'b', Code: 'InvalidParameter', Message: 'no & never', SenderFault: true }],
    }),
    {
      Successful: [{ Id: 'a', MessageId: 'm-1' }],
      Failed: [{ Id: 'b', Code: 'InvalidParameter', Message: 'no & never', SenderFault: true }],
    },
    'PublishBatch',
    {
      TopicArn: ARN,
      PublishBatchRequestEntries: [
        { Id: 'a', Message: '1' },
        { Id: 'b', Message: '2', MessageAttributes: { n: { DataType: 'Number', StringValue: '3' } } },
      ],
    },
  ],
  [
    'a question for attributes',
    `new GetTopicAttributesCommand({ TopicArn })`,
    answered({ Attributes: { TopicArn: ARN, Owner: '1' } }),
    { Attributes: { TopicArn: ARN, Owner: '1' } },
    'GetTopicAttributes',
    { TopicArn: ARN },
  ],
  [
    'a question for subscriptions',
    `new ListSubscriptionsByTopicCommand({ TopicArn })`,
    answered({ Subscriptions: [{ Protocol: 'sqs', Endpoint: 'x' }] }),
    { Subscriptions: [{ Protocol: 'sqs', Endpoint: 'x' }] },
    'ListSubscriptionsByTopic',
    { TopicArn: ARN },
  ],
])('the real SDK client brings %s', async (_, command, reply, result, operation, input) => {
  const sent = await send(command, reply)
  expect(sent.result).toEqual(result)
  expect(sent.seen).toEqual([{ type: 'api', operation, input }])
})

test.each<[string, string, Reply | undefined, unknown, string | undefined]>([
  [
    'a message that the topic refuses',
    `new PublishCommand({ TopicArn, Message: 'x', Subject: '\\n' })`,
    { type: 'api-error', status: 400, code: 'InvalidParameter', message: 'Invalid parameter: Subject' },
    ['InvalidParameterException', 'Invalid parameter: Subject', 400],
    undefined,
  ],
  [
    'a batch that is too long',
    `new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries: [{ Id: 'a', Message: '1' }] })`,
    { type: 'api-error', status: 400, code: 'TooManyEntriesInBatchRequest', message: 'more' },
    ['TooManyEntriesInBatchRequestException', 'more', 400],
    undefined,
  ],
  [
    'a topic without an edge',
    `new PublishCommand({ TopicArn: TopicArn.replace('News', 'Hidden'), Message: 'x' })`,
    undefined,
    ['AuthorizationErrorException', expect.stringContaining('perform: SNS:Publish on resource: arn:aws:sns:'), 403],
    'no-edge-for-call',
  ],
  [
    'a topic that is not there',
    `new PublishCommand({ TopicArn: TopicArn + 'paper', Message: 'x' })`,
    undefined,
    ['NotFoundException', 'Topic does not exist', 404],
    undefined,
  ],
  [
    'an operation that is not emulated',
    `new CreateTopicCommand({ Name: 'New' })`,
    undefined,
    ['InvalidAction', expect.stringContaining('CreateTopic'), 400],
    'operation-not-emulated',
  ],
])('%s is refused as the provider does', async (_, command, reply, error, problem) => {
  const { seen, result, kernel } = await send(command, reply ?? answered({}))
  expect(result).toEqual(error)
  expect(seen).toHaveLength(reply ? 1 : 0)
  const noted = kernel.facts().flatMap((fact) => (fact.type === 'problem-noted' ? [fact.code] : []))
  expect(noted).toEqual(problem === undefined ? [] : [problem])
})
