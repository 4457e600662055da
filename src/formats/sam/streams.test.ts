// Streams, their consumers and what handlers may do with them, from a template and back.
import type { Json, JsonObject } from '#base'
import { buildWorkflow } from '#workflow/testing'
import { describe, expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate, type SamReading } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const read = (resources: string): SamReading => {
  const result = readSamTemplate(`Resources:\n${resources.replace(/^/gm, '  ')}`)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const named = (reading: SamReading, name: string) =>
  Object.values(reading.workflow.nodes).find((node) => node.name === name)
const edgesFrom = (reading: SamReading, port: string) =>
  Object.values(reading.workflow.edges).filter((edge) => edge.from.port === port)

const resourcesOf = (files: Readonly<Record<string, string>>): JsonObject => {
  const yaml = readYaml(files[TEMPLATE_FILE] ?? '')
  if (!yaml.ok) throw new Error(JSON.stringify(yaml.error))
  return asObject(get(yaml.value.value, 'Resources'))
}

const written = (reading: SamReading): JsonObject => resourcesOf(writeSamProject(reading.workflow).files)
const properties = (resources: JsonObject, name: string): Json | undefined => get(resources[name], 'Properties')

const resourcesIn = (text: string): JsonObject => {
  const yaml = readYaml(text)
  if (!yaml.ok) throw new Error(JSON.stringify(yaml.error))
  return asObject(yaml.value.value)
}

const CLICKS = `Clicks:
  Type: AWS::Kinesis::Stream
  Properties:
    ShardCount: 2
    RetentionPeriodHours: 48
    StreamEncryption: {EncryptionType: KMS, KeyId: alias/aws/kinesis}`
const WORK = `Work:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: work/
    Handler: index.handler
    Runtime: nodejs22.x`
const DEAD = 'Dead: {Type: AWS::SQS::Queue}'
const CONSUMED = `${WORK}
    Events:
      OnClick:
        Type: Kinesis
        Properties:
          Stream: !GetAtt Clicks.Arn
          StartingPosition: AT_TIMESTAMP
          StartingPositionTimestamp: 1767225600
          BatchSize: 10
          ParallelizationFactor: 2
          MaximumRetryAttempts: 3
          BisectBatchOnFunctionError: true
          FilterCriteria: {Filters: [{Pattern: '{"data":{"page":["/"]}}'}]}
          TumblingWindowInSeconds: 60
          DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Dead.Arn}}`

describe('a stream', () => {
  test('is read with its shards and retention, and written as it was', () => {
    const reading = read(CLICKS)
    expect(named(reading, 'Clicks')).toMatchObject({
      kind: 'stream',
      config: { shardCount: 2, retentionMs: 172_800_000 },
      kept: { StreamEncryption: { EncryptionType: 'KMS' } },
    })
    expect(written(reading)).toEqual(resourcesIn(CLICKS))
  })

  test('on demand stays so', () => {
    const text = 'Clicks: {Type: AWS::Kinesis::Stream, Properties: {StreamModeDetails: {StreamMode: ON_DEMAND}}}'
    expect(written(read(text))).toEqual(resourcesIn(text))
  })

  test('that was drawn is written with its shards', () => {
    const workflow = buildWorkflow({ nodes: { Clicks: ['stream', { shardCount: 3 }] }, edges: {} })
    expect(resourcesOf(writeSamProject(workflow).files)).toEqual({
      Clicks: { Type: 'AWS::Kinesis::Stream', Properties: { ShardCount: 3 } },
    })
  })
})

describe('a consumer', () => {
  test('is read with all it says, and written as it was', () => {
    const reading = read([CLICKS, CONSUMED, DEAD].join('\n'))
    expect(edgesFrom(reading, 'consume')).toMatchObject([
      {
        config: {
          startingPosition: 'AT_TIMESTAMP',
          startingTimestampSeconds: 1_767_225_600,
          batchSize: 10,
          parallelizationFactor: 2,
          maximumRetryAttempts: 3,
          bisectOnError: true,
          filters: [{ pattern: '{"data":{"page":["/"]}}' }],
        },
        kept: { TumblingWindowInSeconds: 60 },
      },
    ])
    expect(edgesFrom(reading, 'undelivered')).toHaveLength(1)
    const after = properties(written(reading), 'Work')
    expect(get(after, 'Events')).toEqual(get(get(resourcesIn(CONSUMED)['Work'], 'Properties'), 'Events'))
  })

  test('is read from a mapping of its own, by the ARN of a stream with a name', () => {
    const text = [
      CLICKS.replace('    ShardCount', '    Name: clicks-2026\n    ShardCount'),
      WORK,
      `Mapping:
  Type: AWS::Lambda::EventSourceMapping
  Properties:
    EventSourceArn: arn:aws:kinesis:us-east-1:123456789012:stream/clicks-2026
    FunctionName: !Ref Work
    StartingPosition: LATEST`,
    ].join('\n')
    const reading = read(text)
    expect(edgesFrom(reading, 'consume')).toMatchObject([{ config: { startingPosition: 'LATEST' } }])
    expect(written(reading)['Mapping']).toEqual(resourcesIn(text)['Mapping'])
  })
})

describe('what a handler may do with a stream', () => {
  const WRITES = {
    Statement: [
      {
        Effect: 'Allow',
        Action: ['kinesis:PutRecord', 'kinesis:PutRecords'],
        Resource: { 'Fn::GetAtt': ['Clicks', 'Arn'] },
      },
    ],
  }
  test.each<[readonly string[], JsonObject]>([
    [[], { KinesisCrudPolicy: { StreamName: { Ref: 'Clicks' } } }],
    [['read'], { KinesisStreamReadPolicy: { StreamName: { Ref: 'Clicks' } } }],
    [['write'], WRITES],
  ])('%j is written as a policy, and read from it', (actions, policy) => {
    const workflow = buildWorkflow({
      nodes: { Clicks: ['stream'], Work: ['function', { handler: 'index.handler', codeUri: 'work' }] },
      edges: { 'Work.call > Clicks.records': { actions: [...actions] } },
      files: { 'work/index.mjs': 'export const handler = () => {}' },
    })
    const { files } = writeSamProject(workflow)
    const made = properties(resourcesOf(files), 'Work')
    expect(get(made, 'Policies')).toEqual([policy])
    expect(get(get(get(made, 'Environment'), 'Variables'), 'CLICKS_STREAM_NAME')).toEqual({ Ref: 'Clicks' })
    const again = readSamTemplate(files[TEMPLATE_FILE] ?? '', { 'work/index.mjs': 'export const handler = () => {}' })
    if (!again.ok) throw new Error(JSON.stringify(again.error))
    expect(edgesFrom(again.value, 'call')).toMatchObject([{ config: { actions } }])
    const rewritten = properties(resourcesOf(writeSamProject(again.value.workflow).files), 'Work')
    expect(get(rewritten, 'Policies')).toEqual([policy])
  })

  test('is read from a statement of somebody else’s', () => {
    const policies = `
    Policies:
      - Statement:
          - {Effect: Allow, Action: 'kinesis:Put*', Resource: !GetAtt Clicks.Arn}`
    const reading = read([CLICKS, WORK + policies].join('\n'))
    expect(edgesFrom(reading, 'call')).toMatchObject([{ config: { actions: ['write'] } }])
    expect(get(properties(written(reading), 'Work'), 'Policies')).toEqual(
      get(get(resourcesIn(WORK + policies)['Work'], 'Properties'), 'Policies'),
    )
  })
})
