// Destinations, dead-letter queues and provisioned concurrency of functions in templates, both ways.
import type { Json, JsonObject } from '#base'
import { buildWorkflow } from '#workflow/testing'
import { keysInOrder } from '#base'
import type { Workflow } from '#workflow'
import { expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const templateOf = (workflow: Workflow): JsonObject => {
  const read = readYaml(writeSamProject(workflow).files[TEMPLATE_FILE] as string)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return asObject(get(read.value.value, 'Resources'))
}

const propertiesOf = (resources: JsonObject, name: string): Json | undefined => get(resources[name], 'Properties')

function read(text: string): Workflow {
  const result = readSamTemplate(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.workflow
}

const edgesOf = (workflow: Workflow): string[] =>
  keysInOrder(workflow.edges).map((id) => {
    const edge = workflow.edges[id]
    const name = (node: string | undefined): string => workflow.nodes[node as keyof Workflow['nodes']]?.name ?? ''
    return `${name(edge?.from.node)}.${edge?.from.port} > ${name(edge?.to.node)}.${edge?.to.port}`
  })

const DRAWN = ['Work.dead-letter > Lost.send', 'Work.on-failure > Bus.put', 'Work.on-success > Next.invoke']

const drawn = () =>
  buildWorkflow({
    nodes: { Bus: ['event-bus'], Lost: ['queue'], Next: ['function'], Work: ['function'] },
    edges: Object.fromEntries(DRAWN.map((edge) => [edge, {}])),
  })

test('destinations and the dead-letter queue are the function’s properties, and are read as they were', () => {
  const resources = templateOf(drawn())
  expect(propertiesOf(resources, 'Work')).toMatchObject({
    DeadLetterQueue: { Type: 'SQS', TargetArn: { 'Fn::GetAtt': ['Lost', 'Arn'] } },
    EventInvokeConfig: {
      DestinationConfig: {
        OnSuccess: { Type: 'Lambda', Destination: { 'Fn::GetAtt': ['Next', 'Arn'] } },
        OnFailure: { Type: 'EventBridge', Destination: { 'Fn::GetAtt': ['Bus', 'Arn'] } },
      },
    },
  })
  const again = read(writeSamProject(drawn()).files[TEMPLATE_FILE] as string)
  expect(edgesOf(again).sort()).toEqual(DRAWN)
  expect(Object.values(again.nodes).map(({ kept }) => kept)).toEqual([undefined, undefined, undefined, undefined])
})

const TEMPLATE = `
Transform: AWS::Serverless-2016-10-31
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      InlineCode: 'exports.handler = async () => 1'
      DeadLetterQueue:
        Type: SNS
        TargetArn: !Ref Alarm
      EventInvokeConfig:
        MaximumRetryAttempts: 1
        DestinationConfig:
          OnSuccess:
            Type: SQS
          OnFailure:
            Type: SQS
            Destination: !GetAtt Lost.Arn
  Plain:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: nodejs22.x
      Code:
        ZipFile: 'exports.handler = async () => 1'
      DeadLetterConfig:
        TargetArn: !GetAtt Lost.Arn
  Lost:
    Type: AWS::SQS::Queue
  Alarm:
    Type: AWS::SNS::Topic
`

test('what names a node becomes an edge; a queue that SAM would make itself stays as it was', () => {
  const workflow = read(TEMPLATE)
  expect(edgesOf(workflow).sort()).toEqual([
    'Plain.dead-letter > Lost.send',
    'Work.dead-letter > Alarm.publish',
    'Work.on-failure > Lost.send',
  ])
  const resources = templateOf(workflow)
  expect(propertiesOf(resources, 'Work')).toMatchObject({
    DeadLetterQueue: { Type: 'SNS', TargetArn: { Ref: 'Alarm' } },
    EventInvokeConfig: {
      MaximumRetryAttempts: 1,
      DestinationConfig: {
        OnSuccess: { Type: 'SQS' },
        OnFailure: { Type: 'SQS', Destination: { 'Fn::GetAtt': ['Lost', 'Arn'] } },
      },
    },
  })
  expect(propertiesOf(resources, 'Plain')).toMatchObject({
    DeadLetterConfig: { TargetArn: { 'Fn::GetAtt': ['Lost', 'Arn'] } },
  })
})

const PROVISIONED = `
Transform: AWS::Serverless-2016-10-31
Globals:
  Function:
    Runtime: nodejs22.x
    Handler: index.handler
Resources:
  Work:
    Type: AWS::Serverless::Function
    Properties:
      InlineCode: 'exports.handler = async () => 1'
      AutoPublishAlias: prod
      ProvisionedConcurrencyConfig:
        ProvisionedConcurrentExecutions: 5
`

test('provisioned concurrency is read from the function, and its alias stays as it was', () => {
  const workflow = read(PROVISIONED)
  const [work] = Object.values(workflow.nodes)
  expect(work?.config).toMatchObject({ provisionedConcurrency: 5 })
  expect(propertiesOf(templateOf(workflow), 'Work')).toMatchObject({
    AutoPublishAlias: 'prod',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 5 },
  })
})

test('provisioned concurrency without an alias is written with one, and read again it is the same workflow', () => {
  const workflow = buildWorkflow({ nodes: { Work: ['function', { provisionedConcurrency: 2 }] }, edges: {} })
  const { files } = writeSamProject(workflow)
  expect(propertiesOf(templateOf(workflow), 'Work')).toMatchObject({
    AutoPublishAlias: 'live',
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 2 },
  })
  const [again] = Object.values(read(files[TEMPLATE_FILE] as string).nodes)
  expect(again?.config).toMatchObject({ provisionedConcurrency: 2 })
})

test('another way of scaling comes back from the template’s notes, and its writing says so', () => {
  const scaling = { type: 'keep-alive', keepAliveMs: 1000, maximumEnvironments: 5 }
  const workflow = buildWorkflow({ nodes: { Work: ['function', { scaling }] }, edges: {} })
  const { files, report } = writeSamProject(workflow)
  expect(report.map(({ code }) => code)).toContain('scaling-unwritten')
  const [again] = Object.values(read(files[TEMPLATE_FILE] as string).nodes)
  expect(again?.config).toMatchObject({ scaling })
})
