import type { Json } from '#base'
import { serializeWorkflow, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Bus:
    Type: AWS::Events::EventBus
    Properties: { Name: Bus }
  Dead: { Type: AWS::SQS::Queue }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => null
      Handler: index.handler
      Policies: [{ EventBridgePutEventsPolicy: { EventBusName: !Ref Bus } }]
      Events:
        Placed:
          Type: EventBridgeRule
          Properties:
            EventBusName: !Ref Bus
            Pattern: { source: [shop] }
            State: DISABLED
            RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 }
            DeadLetterConfig: { Arn: !GetAtt Dead.Arn }
        Old:
          Type: CloudWatchEvent
          Properties: { Pattern: { source: [aws.ec2] } }
  Audit:
    Type: AWS::Events::Rule
    Properties:
      EventBusName: !Ref Bus
      Description: everything
      EventPattern: { source: [{ prefix: '' }] }
      Targets:
        - { Id: queue, Arn: !GetAtt Dead.Arn, InputPath: $.detail }
        - Id: work
          Arn: !GetAtt Work.Arn
          InputTransformer: { InputPathsMap: { a: $.detail.a }, InputTemplate: '"<a>"' }
  Elsewhere:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [shop] }
      Targets: [{ Id: x, Arn: 'arn:aws:logs:us-east-1:1:log-group:x' }]
`

function read(text: string, files = {}): ReturnType<typeof readSamTemplate> & { ok: true } {
  const result = readSamTemplate(text, files)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result
}

const edgesOf = (workflow: Workflow): unknown[] =>
  Object.values(workflow.edges).map(({ from, to, config }) => {
    const end = ({ node, port }: typeof from): string => `${workflow.nodes[node]?.name}.${port}`
    return [`${end(from)} > ${end(to)}`, config]
  })

test('buses, rules and functions’ events become nodes and edges; a rule with a target elsewhere is kept', () => {
  const { workflow, report } = read(TEMPLATE).value
  expect(report.resources.map(({ logicalId, became }) => [logicalId, became])).toEqual([
    ['Bus', 'node'],
    ['Dead', 'node'],
    ['Work', 'node'],
    ['Audit', 'edge'],
    ['Elsewhere', 'kept'],
  ])
  expect(edgesOf(workflow)).toEqual([
    [
      'Bus.rule > Work.invoke',
      expect.objectContaining({
        name: 'WorkPlaced',
        pattern: '{"source":["shop"]}',
        enabled: false,
        maximumRetryAttempts: 3,
        maximumEventAgeMs: 60_000,
      }),
    ],
    ['default.rule > Work.invoke', expect.objectContaining({ name: 'WorkOld', pattern: '{"source":["aws.ec2"]}' })],
    ['Bus.rule > Dead.send', expect.objectContaining({ name: 'Audit', inputPath: '$.detail' })],
    [
      'Bus.rule > Work.invoke',
      expect.objectContaining({ name: 'Audit', inputTemplate: '"<a>"', inputPaths: { a: '$.detail.a' } }),
    ],
    ['Bus.undelivered > Dead.send', { rule: 'WorkPlaced' }],
    ['Work.call > Bus.put', expect.objectContaining({ actions: [] })],
  ])
})

test('what was read is written as it was, and reads as the same document', () => {
  const before = read(TEMPLATE).value.workflow
  const { files } = writeSamProject(before)
  const text = files[TEMPLATE_FILE] as string
  const written = readYaml(text)
  const original = readYaml(TEMPLATE)
  if (!written.ok || !original.ok) throw new Error('no YAML')
  const [now, then] = [written.value.value, original.value.value].map((value) => asObject(get(value, 'Resources')))
  for (const id of ['Bus', 'Audit', 'Elsewhere']) expect(now?.[id], id).toEqual(then?.[id])
  expect(get(get(now?.['Work'], 'Properties'), 'Events')).toEqual(get(get(then?.['Work'], 'Properties'), 'Events'))
  expect(serializeWorkflow(read(text, files).value.workflow)).toBe(serializeWorkflow(before))
})

test('what was drawn is written as a rule with its targets, and what lets it reach them', () => {
  const { files, report } = writeSamProject(
    buildWorkflow({
      nodes: { B: ['event-bus', { minimumDelayMs: 5 }], F: ['function'], Q: ['queue'], D: ['queue'] },
      edges: {
        'B.rule > F.invoke': { name: 'Big', pattern: '{"source":["a"]}' },
        'B.rule > Q.send': { name: 'Big', pattern: '{"source":["a"]}', input: '{}' },
        'B.undelivered > D.send': {},
      },
    }),
  )
  const yaml = readYaml(files[TEMPLATE_FILE] as string)
  const resources = asObject(get(yaml.ok ? yaml.value.value : undefined, 'Resources'))
  const letters = { Arn: { 'Fn::GetAtt': ['D', 'Arn'] } }
  expect(get(resources['Big'], 'Properties')).toEqual({
    EventBusName: { Ref: 'B' },
    Name: 'Big',
    EventPattern: { source: ['a'] },
    Targets: [
      { Arn: { 'Fn::GetAtt': ['F', 'Arn'] }, Id: 'F', DeadLetterConfig: letters },
      { Arn: { 'Fn::GetAtt': ['Q', 'Arn'] }, Id: 'Q', Input: '{}', DeadLetterConfig: letters },
    ],
  })
  for (const id of ['BigToFPermission', 'BigToQPolicy', 'BigToDPolicy']) expect(resources).toHaveProperty(id)
  expect(report.map(({ code }) => code)).toContain('event-bus-model-unwritten')
})

test('a pattern that is no JSON object is left out, and said', () => {
  const { report } = writeSamProject(
    buildWorkflow({
      nodes: { B: ['event-bus'], F: ['function'] },
      edges: { 'B.rule > F.invoke': { pattern: 'nonsense' } },
    }),
  )
  const said: Json = report.map(({ code }) => code)
  expect(said).toContain('event-pattern-unwritten')
})

test('archives stand with their bus, and are written as they were', () => {
  const template = `Transform: AWS::Serverless-2016-10-31
Resources:
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: Bus } }
  Everything:
    Type: AWS::Events::Archive
    Properties: { SourceArn: !GetAtt Bus.Arn, Description: all of it }
  Orders:
    Type: AWS::Events::Archive
    DeletionPolicy: Retain
    Properties:
      ArchiveName: orders
      SourceArn: !GetAtt Bus.Arn
      EventPattern: { source: [shop] }
      RetentionDays: 30
  Elsewhere:
    Type: AWS::Events::Archive
    Properties: { SourceArn: 'arn:aws:events:us-east-1:1:event-bus/other' }
`
  const { workflow, report } = read(template).value
  const [bus] = Object.values(workflow.nodes)
  expect(bus?.config).toMatchObject({
    archives: [
      { name: 'Everything', pattern: '{"source":[{"prefix":""}]}', retentionDays: 0 },
      { name: 'orders', pattern: '{"source":["shop"]}', retentionDays: 30 },
    ],
  })
  expect(report.resources.map(({ became }) => became)).toEqual(['node', 'edge', 'edge', 'kept'])
  const resourcesOf = (text: string): unknown => {
    const yaml = readYaml(text)
    return yaml.ok ? get(yaml.value.value, 'Resources') : undefined
  }
  const { files } = writeSamProject(workflow)
  expect(resourcesOf(files[TEMPLATE_FILE] as string)).toEqual(resourcesOf(template))
})

test('a drawn archive is written with its bus', () => {
  const archives = [
    { name: 'all', retentionDays: 7 },
    { name: 'odd.ones', pattern: '{"source":["x"]}' },
  ]
  const workflow = buildWorkflow({ nodes: { Bus: ['event-bus', { archives }] }, edges: {} })
  const yaml = readYaml(writeSamProject(workflow).files[TEMPLATE_FILE] as string)
  const resources = asObject(get(yaml.ok ? yaml.value.value : undefined, 'Resources'))
  const SourceArn = { 'Fn::GetAtt': ['Bus', 'Arn'] }
  expect(resources).toMatchObject({
    all: { Type: 'AWS::Events::Archive', Properties: { ArchiveName: 'all', SourceArn, RetentionDays: 7 } },
    oddones: { Properties: { ArchiveName: 'odd.ones', SourceArn, EventPattern: { source: ['x'] } } },
  })
})
