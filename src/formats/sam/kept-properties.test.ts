// A property that a template sets and nothing here emulates: kept at its node, named as a problem there, and exported
// again. One for each kind.
import { checkWorkflow } from '#workflow'
import type { NodeKind } from '#nodes/models'
import { expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const FUNCTION = `Runtime: nodejs22.x
      InlineCode: exports.handler = async () => null
      Handler: index.handler`

const SET: readonly (readonly [kind: NodeKind, type: string, property: string, properties: string])[] = [
  ['queue', 'AWS::SQS::Queue', 'KmsMasterKeyId', 'KmsMasterKeyId: alias/own'],
  ['topic', 'AWS::SNS::Topic', 'TracingConfig', 'TracingConfig: Active'],
  ['event-bus', 'AWS::Events::EventBus', 'Description', '{ Name: Bus, Description: All of ours }'],
  ['bucket', 'AWS::S3::Bucket', 'ObjectLockEnabled', 'ObjectLockEnabled: true'],
  [
    'table',
    'AWS::DynamoDB::Table',
    'SSESpecification',
    `AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
      SSESpecification: { SSEEnabled: true }`,
  ],
  ['stream', 'AWS::Kinesis::Stream', 'StreamEncryption', '{ ShardCount: 1, StreamEncryption: { KeyId: own } }'],
  [
    'function',
    'AWS::Serverless::Function',
    'SnapStart',
    `${FUNCTION}\n      SnapStart: { ApplyOn: PublishedVersions }`,
  ],
  [
    'schedule',
    'AWS::Scheduler::Schedule',
    'KmsKeyArn',
    `ScheduleExpression: rate(1 hour)
      FlexibleTimeWindow: { Mode: 'OFF' }
      KmsKeyArn: own
      Target: { Arn: !GetAtt Work.Arn, RoleArn: own }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      ${FUNCTION}`,
  ],
  ['http-api', 'AWS::Serverless::HttpApi', 'DefaultRouteSettings', 'DefaultRouteSettings: { DataTraceEnabled: true }'],
]

test.each(SET)(
  'a property of a %s (%s, %s) is kept, named at the node, and exported',
  (kind, type, property, properties) => {
    const text = `Transform: AWS::Serverless-2016-10-31
Resources:
  It:
    Type: ${type}
    Properties:
      ${properties}
`
    const read = readSamTemplate(text)
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    const { workflow } = read.value
    const [[id, node] = ['', undefined]] = Object.entries(workflow.nodes).filter(([, one]) => one.kind === kind)
    expect(Object.keys(node?.kept ?? {})).toContain(property)
    const problem = checkWorkflow(workflow).find(({ code, node: at }) => code === 'kept-not-emulated' && at === id)
    expect(problem).toMatchObject({ severity: 'info', data: { properties: expect.stringContaining(property) } })
    const written = readYaml(writeSamProject(workflow).files[TEMPLATE_FILE] as string)
    if (!written.ok) throw new Error(JSON.stringify(written.error))
    const before = readYaml(text)
    if (!before.ok) throw new Error(JSON.stringify(before.error))
    const resource = (template: typeof before.value.value) =>
      get(get(get(asObject(get(template, 'Resources')), 'It'), 'Properties'), property)
    expect(resource(written.value.value)).toEqual(resource(before.value.value))
  },
)
