// Given a template with schedules, when it is read and written again, then nothing of them is lost; given a drawn
// schedule, when it is written, then CloudFormation has all it asks for.
import type { Json } from '#base'
import type { Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { describe, expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Resources:
  Dead: { Type: AWS::SQS::Queue }
  Bus: { Type: AWS::Events::EventBus, Properties: { Name: Bus } }
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => null
      Handler: index.handler
      Events:
        Tick:
          Type: Schedule
          Properties:
            Schedule: rate(5 minutes)
            Enabled: false
            Input: '{"a":1}'
            RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 60 }
        Nightly:
          Type: ScheduleV2
          Properties:
            ScheduleExpression: cron(0 2 * * ? *)
            ScheduleExpressionTimezone: Europe/Berlin
            FlexibleTimeWindow: { Mode: FLEXIBLE, MaximumWindowInMinutes: 15 }
            StartDate: '2026-01-01T00:00:00Z'
            State: DISABLED
            DeadLetterConfig: { Arn: !GetAtt Dead.Arn }
            GroupName: reports
  Once:
    Type: AWS::Scheduler::Schedule
    Properties:
      ScheduleExpression: at(2026-01-31T08:00:00)
      FlexibleTimeWindow: { Mode: 'OFF' }
      ActionAfterCompletion: DELETE
      Target:
        Arn: !GetAtt Bus.Arn
        RoleArn: arn:aws:iam::123456789012:role/scheduler
        EventBridgeParameters: { DetailType: Closed, Source: shop }
        RetryPolicy: { MaximumRetryAttempts: 0 }
  Both:
    Type: AWS::Events::Rule
    Properties:
      ScheduleExpression: rate(1 hour)
      Targets:
        - { Id: Work, Arn: !GetAtt Work.Arn, DeadLetterConfig: { Arn: !GetAtt Dead.Arn } }
        - { Id: Dead, Arn: !GetAtt Dead.Arn }
`

function read(text: string): ReturnType<typeof readSamTemplate> & { ok: true } {
  const result = readSamTemplate(text, {})
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result
}

const nodeOf = (workflow: Workflow, name: string) => Object.values(workflow.nodes).find((node) => node.name === name)

function resourcesOf(workflow: Workflow): Readonly<Record<string, Json>> {
  const { files } = writeSamProject(workflow)
  const template = readYaml(String(files[TEMPLATE_FILE]))
  if (!template.ok) throw new Error(JSON.stringify(template.error))
  return asObject(get(template.value.value, 'Resources'))
}

describe('a template with schedules', () => {
  const { workflow } = read(TEMPLATE).value

  test('says which are rules and which are of EventBridge Scheduler, and all that these know', () => {
    expect(nodeOf(workflow, 'WorkTick')?.config).toMatchObject({ flavour: 'rule', enabled: false })
    expect(nodeOf(workflow, 'WorkNightly')?.config).toEqual({
      enabled: false,
      flavour: 'scheduler',
      expression: 'cron(0 2 * * ? *)',
      timeZone: 'Europe/Berlin',
      flexibleWindowMinutes: 15,
      startDate: '2026-01-01T00:00:00Z',
      endDate: '',
    })
    expect(nodeOf(workflow, 'Once')).toMatchObject({
      config: { flavour: 'scheduler', flexibleWindowMinutes: 0 },
      kept: { ActionAfterCompletion: 'DELETE' },
    })
  })

  test('draws their targets with retries, and a dead-letter queue where all targets have it', () => {
    const names = (id: string): string => workflow.nodes[id as keyof Workflow['nodes']]?.name ?? ''
    const ofSchedules = Object.values(workflow.edges).filter(
      ({ from }) => from.port === 'fire' || from.port === 'undelivered',
    )
    expect(
      ofSchedules.map(({ from, to, config }) => [`${names(from.node)}.${from.port} ${names(to.node)}`, config]),
    ).toEqual([
      [
        'WorkTick.fire Work',
        expect.objectContaining({ input: '{"a":1}', maximumRetryAttempts: 3, maximumEventAgeMs: 60_000 }),
      ],
      ['WorkNightly.fire Work', expect.anything()],
      [
        'Once.fire Bus',
        expect.objectContaining({ eventSource: 'shop', eventDetailType: 'Closed', maximumRetryAttempts: 0 }),
      ],
      ['Both.fire Work', expect.anything()],
      ['Both.fire Dead', expect.anything()],
      ['WorkNightly.undelivered Dead', expect.anything()],
    ])
    const [both] = Object.values(workflow.edges).filter(
      ({ from, to }) => names(from.node) === 'Both' && to.port === 'invoke',
    )
    expect(both?.kept).toMatchObject({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } })
  })

  test('is written as it was read', () => {
    const before = readYaml(TEMPLATE)
    if (!before.ok) throw new Error(JSON.stringify(before.error))
    const resources = asObject(get(before.value.value, 'Resources'))
    const written = resourcesOf(workflow)
    expect(get(get(written['Work'], 'Properties'), 'Events')).toEqual(
      get(get(resources['Work'], 'Properties'), 'Events'),
    )
    expect([written['Once'], written['Both']]).toEqual([resources['Once'], resources['Both']])
  })
})

test('a drawn schedule of Scheduler is written with its window, its zone and a role of its own', () => {
  const written = resourcesOf(
    buildWorkflow({
      nodes: {
        Nightly: ['schedule', { flavour: 'scheduler', timeZone: 'Asia/Kathmandu', endDate: '2027-01-01T00:00:00Z' }],
        Jobs: ['queue'],
        Dead: ['queue'],
      },
      edges: { 'Nightly.fire > Jobs.send': { input: 'go' }, 'Nightly.undelivered > Dead.send': {} },
    }),
  )
  expect(written['Nightly']).toEqual({
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      ScheduleExpression: 'rate(1 minute)',
      ScheduleExpressionTimezone: 'Asia/Kathmandu',
      FlexibleTimeWindow: { Mode: 'OFF' },
      EndDate: '2027-01-01T00:00:00Z',
      Target: {
        Arn: { 'Fn::GetAtt': ['Jobs', 'Arn'] },
        Input: 'go',
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } },
        RoleArn: { 'Fn::GetAtt': ['NightlyRole', 'Arn'] },
      },
    },
  })
  const policies = get(get(written['NightlyRole'], 'Properties'), 'Policies')
  expect(JSON.stringify(policies)).toContain('sqs:SendMessage')
  expect(JSON.stringify(policies)).toContain('"Dead"')
})

test('a drawn rule lets its dead-letter queue in', () => {
  const written = resourcesOf(
    buildWorkflow({
      nodes: { Tick: ['schedule'], Work: ['function'], Dead: ['queue'] },
      edges: { 'Tick.fire > Work.invoke': {}, 'Tick.undelivered > Dead.send': {} },
    }),
  )
  expect(Object.keys(written)).toContain('TickToDeadPolicy')
  expect(get(get(written['Tick'], 'Properties'), 'Targets')).toMatchObject([
    { DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['Dead', 'Arn'] } } },
  ])
})
