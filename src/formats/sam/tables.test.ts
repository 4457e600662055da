// Tables, their streams' consumers and what handlers may do with them, from a template and back.
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

const resourcesOf = (files: Readonly<Record<string, string>>): JsonObject => {
  const yaml = readYaml(files[TEMPLATE_FILE] ?? '')
  if (!yaml.ok) throw new Error(JSON.stringify(yaml.error))
  return asObject(get(yaml.value.value, 'Resources'))
}

const written = (reading: SamReading): JsonObject => resourcesOf(writeSamProject(reading.workflow).files)
const properties = (resources: JsonObject, name: string): Json | undefined => get(resources[name], 'Properties')

const ORDERS = `Orders:
  Type: AWS::DynamoDB::Table
  Properties:
    AttributeDefinitions:
      - {AttributeName: pk, AttributeType: S}
      - {AttributeName: sk, AttributeType: N}
      - {AttributeName: day, AttributeType: S}
    KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: sk, KeyType: RANGE}]
    BillingMode: PAY_PER_REQUEST
    GlobalSecondaryIndexes:
      - IndexName: byDay
        KeySchema: [{AttributeName: day, KeyType: HASH}]
        Projection: {ProjectionType: INCLUDE, NonKeyAttributes: [total]}
        ProvisionedThroughput: {ReadCapacityUnits: 1, WriteCapacityUnits: 1}
    StreamSpecification: {StreamViewType: NEW_IMAGE}
    TimeToLiveSpecification: {AttributeName: expires, Enabled: true}
    PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}`
const WORK = `Work:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: work/
    Handler: index.handler
    Runtime: nodejs22.x`
const DEAD = 'Dead: {Type: AWS::SQS::Queue}'
const CONSUMED = `${WORK}
    Events:
      Changes:
        Type: DynamoDB
        Properties:
          Stream: !GetAtt Orders.StreamArn
          StartingPosition: LATEST
          BatchSize: 10
          MaximumBatchingWindowInSeconds: 5
          ParallelizationFactor: 2
          MaximumRetryAttempts: 3
          MaximumRecordAgeInSeconds: 3600
          BisectBatchOnFunctionError: true
          FunctionResponseTypes: [ReportBatchItemFailures]
          FilterCriteria: {Filters: [{Pattern: '{"eventName":["INSERT"]}'}]}
          TumblingWindowInSeconds: 60
          DestinationConfig: {OnFailure: {Type: SQS, Destination: !GetAtt Dead.Arn}}`

describe('a table', () => {
  test('is read with keys, indexes, stream and expiry, and written as it was', () => {
    const reading = read(ORDERS)
    expect(named(reading, 'Orders')).toMatchObject({
      kind: 'table',
      config: {
        hashKey: 'pk',
        hashKeyType: 'S',
        rangeKey: 'sk',
        rangeKeyType: 'N',
        indexes: [
          { name: 'byDay', hashKey: 'day', rangeKey: '', projection: 'INCLUDE', nonKeyAttributes: [{ name: 'total' }] },
        ],
        streamViewType: 'NEW_IMAGE',
        ttlAttribute: 'expires',
      },
      kept: { PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } },
    })
    const before = readYaml(`Resources:\n${ORDERS.replace(/^/gm, '  ')}`)
    expect(written(reading)['Orders']).toEqual(before.ok && get(get(before.value.value, 'Resources'), 'Orders'))
  })

  test('whose key can’t be read keeps it', () => {
    const reading = read('Odd: {Type: AWS::DynamoDB::Table, Properties: {KeySchema: !Ref Elsewhere}}')
    expect(named(reading, 'Odd')).toMatchObject({ config: { hashKey: 'id' } })
    expect(properties(written(reading), 'Odd')).toMatchObject({ KeySchema: { Ref: 'Elsewhere' } })
  })

  test('with local indexes keeps them and the attributes they need', () => {
    const local = ORDERS.replace(
      '    BillingMode',
      '    LocalSecondaryIndexes: [{IndexName: l, KeySchema: [{AttributeName: pk, KeyType: HASH}, {AttributeName: age, KeyType: RANGE}], Projection: {ProjectionType: ALL}}]\n    BillingMode',
    ).replace(
      '    KeySchema: [{AttributeName: pk',
      '      - {AttributeName: age, AttributeType: N}\n    KeySchema: [{AttributeName: pk',
    )
    const after = properties(written(read(local)), 'Orders')
    expect(get(after, 'LocalSecondaryIndexes')).toHaveLength(1)
    expect(get(after, 'AttributeDefinitions')).toContainEqual({ AttributeName: 'age', AttributeType: 'N' })
  })

  test.each([
    ['Simple: {Type: AWS::Serverless::SimpleTable}', { hashKey: 'id', hashKeyType: 'S' }],
    [
      'Simple: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: n, Type: Number}, Tags: {a: b}}}',
      { hashKey: 'n', hashKeyType: 'N' },
    ],
  ])('%s is a table with a key alone', (text, config) => {
    const reading = read(text)
    expect(named(reading, 'Simple')).toMatchObject({ kind: 'table', config })
    const before = readYaml(text)
    expect(written(reading)).toEqual(before.ok && before.value.value)
  })

  test('that was drawn is written with what CloudFormation asks for', () => {
    const workflow = buildWorkflow({ nodes: { Items: ['table', { rangeKey: 'at', rangeKeyType: 'N' }] }, edges: {} })
    expect(resourcesOf(writeSamProject(workflow).files)).toEqual({
      Items: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          KeySchema: [
            { AttributeName: 'id', KeyType: 'HASH' },
            { AttributeName: 'at', KeyType: 'RANGE' },
          ],
          AttributeDefinitions: [
            { AttributeName: 'id', AttributeType: 'S' },
            { AttributeName: 'at', AttributeType: 'N' },
          ],
          BillingMode: 'PAY_PER_REQUEST',
        },
      },
    })
  })
})

describe('a consumer of a stream', () => {
  const edgesOf = (reading: SamReading) =>
    Object.values(reading.workflow.edges).map(({ from, to, config }) => ({
      from: `${reading.workflow.nodes[from.node]?.name}/${from.port}`,
      to: `${reading.workflow.nodes[to.node]?.name}/${to.port}`,
      config,
    }))

  test('is an edge, its destination another', () => {
    const reading = read(`${ORDERS}\n${CONSUMED}\n${DEAD}`)
    expect(edgesOf(reading)).toMatchObject([
      {
        from: 'Orders/consume',
        to: 'Work/invoke',
        config: {
          batchSize: 10,
          batchWindowMs: 5000,
          parallelizationFactor: 2,
          maximumRetryAttempts: 3,
          maximumRecordAgeMs: 3_600_000,
          bisectOnError: true,
          reportBatchItemFailures: true,
          filters: [{ pattern: '{"eventName":["INSERT"]}' }],
        },
      },
      { from: 'Orders/undelivered', to: 'Dead/send', config: { consumer: '' } },
    ])
    const before = readYaml(`Resources:\n${CONSUMED.replace(/^/gm, '  ')}`)
    expect(get(properties(written(reading), 'Work'), 'Events')).toEqual(
      before.ok && get(get(get(get(before.value.value, 'Resources'), 'Work'), 'Properties'), 'Events'),
    )
  })

  test('may be a mapping of its own', () => {
    const mapping = `Map:
  Type: AWS::Lambda::EventSourceMapping
  Properties:
    EventSourceArn: !GetAtt Orders.StreamArn
    FunctionName: !Ref Work
    StartingPosition: TRIM_HORIZON
    MaximumRetryAttempts: 2
    DestinationConfig: {OnFailure: {Destination: !GetAtt Dead.Arn}}`
    const reading = read(`${ORDERS}\n${WORK}\n${DEAD}\n${mapping}`)
    expect(reading.report.resources.find(({ logicalId }) => logicalId === 'Map')?.became).toBe('edge')
    const before = readYaml(mapping)
    expect(written(reading)['Map']).toEqual(before.ok && get(before.value.value, 'Map'))
  })

  test('of a drawn table is written with a start, and its destination as SAM wants it', () => {
    const workflow = buildWorkflow({
      nodes: { Items: ['table'], Work: ['function'], News: ['topic'] },
      edges: { 'Items.consume > Work.invoke': {}, 'Items.undelivered > News.publish': { consumer: 'Work' } },
    })
    const resources = resourcesOf(writeSamProject(workflow).files)
    expect(get(properties(resources, 'Items'), 'StreamSpecification')).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' })
    expect(get(properties(resources, 'Work'), 'Events')).toEqual({
      Items: {
        Type: 'DynamoDB',
        Properties: {
          Stream: { 'Fn::GetAtt': ['Items', 'StreamArn'] },
          StartingPosition: 'TRIM_HORIZON',
          DestinationConfig: { OnFailure: { Type: 'SNS', Destination: { Ref: 'News' } } },
        },
      },
    })
  })
})

describe('what a handler may do', () => {
  const actionsOf = (policies: string): Json | undefined => {
    const reading = read(`${ORDERS}\n${WORK}\n    Policies: ${policies}`)
    const [edge] = Object.values(reading.workflow.edges)
    return edge && get(edge.config as Json & typeof edge.config, 'actions')
  }
  test.each([
    ['[{DynamoDBReadPolicy: {TableName: !Ref Orders}}]', ['read']],
    ['[{DynamoDBWritePolicy: {TableName: !Ref Orders}}]', ['write']],
    ['[{DynamoDBCrudPolicy: {TableName: !Ref Orders}}]', ['read', 'write']],
    ['[{Statement: [{Effect: Allow, Action: ["dynamodb:Query"], Resource: !GetAtt Orders.Arn}]}]', ['read']],
    ['[{Statement: [{Effect: Allow, Action: "dynamodb:PutItem", Resource: !GetAtt Orders.Arn}]}]', ['write']],
    ['[{Statement: [{Effect: Allow, Action: "dynamodb:*", Resource: !GetAtt Orders.Arn}]}]', ['read', 'write']],
  ])('%s', (policies, actions) => {
    expect(actionsOf(policies)).toEqual(actions)
  })

  test.each([
    [[], 'DynamoDBCrudPolicy'],
    [['read'], 'DynamoDBReadPolicy'],
    [['write'], 'DynamoDBWritePolicy'],
    [['read', 'write'], 'DynamoDBCrudPolicy'],
  ])('an edge with %j is written as %s', (actions, policy) => {
    const workflow = buildWorkflow({
      nodes: { Items: ['table'], Work: ['function'] },
      edges: { 'Work.call > Items.items': { actions } },
    })
    const work = properties(resourcesOf(writeSamProject(workflow).files), 'Work')
    expect(get(work, 'Policies')).toEqual([{ [policy]: { TableName: { Ref: 'Items' } } }])
    expect(get(get(work, 'Environment'), 'Variables')).toEqual({ ITEMS_TABLE_NAME: { Ref: 'Items' } })
  })
})
