// Topics in templates, both ways.
import type { Json, JsonObject } from '#base'
import { buildWorkflow } from '#workflow/testing'
import { edgeConfig, type EdgeId, type Workflow } from '#workflow'
import { expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate, type SamReading } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const templateOf = (workflow: Workflow): Json => {
  const read = readYaml(writeSamProject(workflow).files[TEMPLATE_FILE] as string)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value.value
}

const resourcesOf = (workflow: Workflow): JsonObject => asObject(get(templateOf(workflow), 'Resources'))

function read(text: string): SamReading {
  const result = readSamTemplate(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const drawn = () =>
  buildWorkflow({
    nodes: {
      News: ['topic'],
      Orders: ['queue'],
      Dead: ['queue'],
      Tick: ['schedule'],
      Work: ['function', { codeUri: 'work', handler: 'index.handler' }],
      Send: ['function', { codeUri: 'send', handler: 'index.handler' }],
    },
    edges: {
      'News.subscribe > Orders.send': { rawDelivery: true, filterPolicy: '{"kind":["order"]}' },
      'News.subscribe > Work.invoke': { filterPolicy: '{"a":{"b":["c"]}}', filterPolicyScope: 'MessageBody' },
      'News.undelivered > Dead.send': { endpoint: 'Orders' },
      'Send.call > News.publish': {},
      'Tick.fire > News.publish': {},
    },
    files: { 'work/index.mjs': 'export const handler = 1', 'send/index.mjs': 'export const handler = 1' },
  })

test('a drawn topic becomes a topic, its subscriptions, and what lets them and its publishers through', () => {
  const resources = resourcesOf(drawn())
  expect(resources['News']).toEqual({ Type: 'AWS::SNS::Topic' })
  expect(resources['NewsToOrders']).toEqual({
    Type: 'AWS::SNS::Subscription',
    Properties: {
      TopicArn: { Ref: 'News' },
      Protocol: 'sqs',
      Endpoint: { 'Fn::GetAtt': ['Orders', 'Arn'] },
      FilterPolicy: { kind: ['order'] },
      RawMessageDelivery: true,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
    },
  })
  expect(get(get(resources['Work'], 'Properties'), 'Events')).toEqual({
    News: {
      Type: 'SNS',
      Properties: { Topic: { Ref: 'News' }, FilterPolicy: { a: { b: ['c'] } }, FilterPolicyScope: 'MessageBody' },
    },
  })
  expect(get(get(resources['Send'], 'Properties'), 'Policies')).toEqual([
    { SNSPublishMessagePolicy: { TopicName: { 'Fn::GetAtt': ['News', 'TopicName'] } } },
  ])
  expect(get(get(resources['Send'], 'Properties'), 'Environment')).toEqual({
    Variables: { NEWS_TOPIC_ARN: { Ref: 'News' } },
  })
  expect(get(resources['NewsToOrdersPolicy'], 'Type')).toBe('AWS::SQS::QueuePolicy')
  expect(get(resources['NewsToDeadPolicy'], 'Type')).toBe('AWS::SQS::QueuePolicy')
  expect(get(resources['TickToNewsPolicy'], 'Type')).toBe('AWS::SNS::TopicPolicy')
})

test('it comes back as the same document', () => {
  const workflow = drawn()
  const project = writeSamProject(workflow)
  const back = readSamTemplate(project.files[TEMPLATE_FILE] as string, project.files)
  expect(back.ok && back.value.workflow).toMatchObject({ nodes: workflow.nodes, edges: workflow.edges })
})

test('a policy changed in the template’s own words is the document’s', () => {
  const project = writeSamProject(drawn())
  const text = (project.files[TEMPLATE_FILE] as string).replace('- order', '- return')
  const { workflow } = read(text)
  const [subscription] = Object.entries(workflow.edges).filter(
    ([, { from, to }]) => from.port === 'subscribe' && to.port === 'send',
  )
  expect(edgeConfig(workflow, subscription?.[0] as EdgeId, 'topic/subscribe')?.filterPolicy).toBe('{"kind":["return"]}')
})

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  News:
    Type: AWS::SNS::Topic
    Properties:
      DisplayName: News
      Subscription:
        - { Protocol: sqs, Endpoint: !GetAtt Orders.Arn }
        - { Protocol: email, Endpoint: me@example.com }
  Orders: { Type: AWS::SQS::Queue }
  Dead: { Type: AWS::SQS::Queue }
  Allow:
    Type: AWS::SQS::QueuePolicy
    Properties: { Queues: [!Ref Orders], PolicyDocument: { Statement: [] } }
  Own:
    Type: AWS::SNS::Subscription
    Properties:
      TopicArn: !Ref News
      Protocol: lambda
      Endpoint: !GetAtt Work.Arn
      FilterPolicyScope: MessageBody
      FilterPolicy: { kind: [order] }
      RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: work
      Handler: index.handler
      Runtime: nodejs22.x
  Hear:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: hear
      Handler: index.handler
      Runtime: nodejs22.x
      Environment: { Variables: { TOPIC: !Ref News } }
      Events:
        FromNews: { Type: SNS, Properties: { Topic: !Ref News, FilterPolicy: { kind: [order] } } }
        ByQueue: { Type: SNS, Properties: { Topic: !Ref News, SqsSubscription: true } }
`

test('an imported one has its subscriptions drawn wherever they stand; what can’t be is kept', () => {
  const { workflow, report } = read(TEMPLATE)
  const name = (id: string): string => Object.entries(workflow.nodes).find(([key]) => key === id)?.[1].name ?? ''
  const edges = Object.values(workflow.edges).map(
    ({ from, to, config }) =>
      `${name(from.node)}.${from.port} > ${name(to.node)}${'endpoint' in config ? ` for ${config.endpoint}` : ''}`,
  )
  expect(edges.sort()).toEqual([
    'Hear.call > News',
    'News.subscribe > Hear',
    'News.subscribe > Orders',
    'News.subscribe > Work',
    'News.undelivered > Dead for Work',
  ])
  expect(report.notes.map(({ code }) => code).sort()).toEqual(['event-kept', 'subscription-kept'])
  expect(report.resources.find(({ logicalId }) => logicalId === 'Allow')?.became).toBe('kept')
})

test('and is exported as it was', () => {
  const before = readYaml(TEMPLATE)
  expect(resourcesOf(read(TEMPLATE).workflow)).toEqual(before.ok && get(before.value.value, 'Resources'))
})
