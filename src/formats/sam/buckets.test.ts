// Buckets and whom they notify, from a template to the document and back.
import type { Json } from '#base'
import { hasShared, sharedPath } from '#base/testing/shared'
import { serializeWorkflow, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { Ajv } from 'ajv'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { writeSamProject } from './write.ts'

const SCHEMA = 'corpus/schemas/sam.schema.json'

const TEMPLATE = `Transform: AWS::Serverless-2016-10-31
Parameters:
  Where: { Type: String, Default: in/ }
Resources:
  Uploads:
    Type: AWS::S3::Bucket
    DependsOn: TasksPolicy
    Properties:
      BucketName: my-uploads
      VersioningConfiguration: { Status: Enabled }
      BucketEncryption: { ServerSideEncryptionConfiguration: [] }
      NotificationConfiguration:
        EventBridgeConfiguration: { EventBridgeEnabled: true }
        QueueConfigurations:
          - Event: s3:ObjectRemoved:Delete
            Queue: !GetAtt Tasks.Arn
            Filter: { S3Key: { Rules: [{ Name: Prefix, Value: !Ref Where }, { Name: suffix, Value: .txt }] } }
          - Event: s3:ObjectRemoved:DeleteMarkerCreated
            Queue: !GetAtt Tasks.Arn
            Filter: { S3Key: { Rules: [{ Name: Prefix, Value: !Ref Where }, { Name: suffix, Value: .txt }] } }
          - { Event: s3:ObjectTagging:Put, Queue: !GetAtt Tasks.Arn }
        TopicConfigurations:
          - { Event: 's3:ObjectCreated:Copy', Topic: !Ref News }
        LambdaConfigurations:
          - { Event: 's3:ObjectCreated:Put', Function: 'arn:aws:lambda:us-east-1:1:function:elsewhere' }
  Tasks: { Type: AWS::SQS::Queue }
  TasksPolicy:
    Type: AWS::SQS::QueuePolicy
    Properties: { Queues: [!Ref Tasks], PolicyDocument: {} }
  News: { Type: AWS::SNS::Topic }
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [aws.s3] }
      Targets: [{ Id: tasks, Arn: !GetAtt Tasks.Arn }]
  Work:
    Type: AWS::Serverless::Function
    Properties:
      Runtime: nodejs22.x
      InlineCode: exports.handler = async () => null
      Handler: index.handler
      Environment: { Variables: { FROM: my-uploads, TO: !Ref Results } }
      Policies:
        - S3ReadPolicy: { BucketName: my-uploads }
        - S3CrudPolicy: { BucketName: !Ref Results }
        - Statement: [{ Effect: Allow, Action: ['s3:GetObject', 's3:Put*'], Resource: !Sub '\${Archive.Arn}/*' }]
      Events:
        Photo:
          Type: S3
          Properties:
            Bucket: !Ref Uploads
            Events: s3:ObjectCreated:*
            Filter: { S3Key: { Rules: [{ Name: suffix, Value: .jpg }] } }
  Results: { Type: AWS::S3::Bucket }
  Archive: { Type: AWS::S3::Bucket }
`

function read(text: string, files = {}): ReturnType<typeof readSamTemplate> & { ok: true } {
  const result = readSamTemplate(text, files)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result
}

const edgesOf = (workflow: Workflow): unknown[] =>
  Object.values(workflow.edges).map(({ from, to, config }) => [
    `${workflow.nodes[from.node]?.name}.${from.port} > ${workflow.nodes[to.node]?.name}.${to.port}`,
    config,
  ])

const plain = (text: string): Json => {
  const result = readYaml(text)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value.value
}

const resourcesOf = (workflow: Workflow): { [id: string]: Json } =>
  asObject(get(plain(writeSamProject(workflow).files[TEMPLATE_FILE] as string), 'Resources'))

test('a template’s buckets, notifications and permissions are nodes and edges, and the rest is kept', () => {
  const { workflow, report } = read(TEMPLATE).value
  expect(edgesOf(workflow)).toEqual(
    expect.arrayContaining([
      ['Uploads.notify > Work.invoke', { events: ['s3:ObjectCreated:*'], prefix: '', suffix: '.jpg' }],
      [
        'Uploads.notify > Tasks.send',
        {
          events: ['s3:ObjectRemoved:Delete', 's3:ObjectRemoved:DeleteMarkerCreated'],
          prefix: 'in/',
          suffix: '.txt',
        },
      ],
      ['Uploads.notify > News.publish', { events: ['s3:ObjectCreated:Copy'], prefix: '', suffix: '' }],
      ['Uploads.notify > default.put', { events: ['s3:ObjectCreated:*'], prefix: '', suffix: '' }],
      ['Work.call > Uploads.objects', { actions: ['read'], env: '', policies: [] }],
      ['Work.call > Results.objects', { actions: ['read', 'write'], env: 'TO', policies: [] }],
      ['Work.call > Archive.objects', { actions: ['read', 'write'], env: '', policies: [] }],
    ]),
  )
  const uploads = Object.values(workflow.nodes).find(({ name }) => name === 'Uploads')
  expect(uploads?.config).toMatchObject({ bucketName: 'my-uploads', versioning: true })
  expect(uploads?.kept).toMatchObject({
    BucketEncryption: { ServerSideEncryptionConfiguration: [] },
    NotificationConfiguration: {
      QueueConfigurations: [{ Event: 's3:ObjectTagging:Put', Queue: { 'Fn::GetAtt': ['Tasks', 'Arn'] } }],
      LambdaConfigurations: [{ Event: 's3:ObjectCreated:Put' }],
    },
  })
  expect(report.notes.map(({ code, data }) => [code, data['count'] ?? ''])).toContainEqual(['notification-kept', 2])
})

test('what was imported is exported as it was, and imports again as the same document', () => {
  const { workflow } = read(TEMPLATE).value
  const { files } = writeSamProject(workflow)
  const before = asObject(get(plain(TEMPLATE), 'Resources'))
  const after = resourcesOf(workflow)
  expect(Object.keys(after).sort()).toEqual(Object.keys(before).sort())
  const configuration = (resources: { readonly [id: string]: Json }): Json | undefined =>
    get(get(resources['Uploads'], 'Properties'), 'NotificationConfiguration')
  const [was, is] = [asObject(configuration(before)), asObject(configuration(after))]
  expect(is['TopicConfigurations']).toEqual(was['TopicConfigurations'])
  expect(is['LambdaConfigurations']).toEqual(was['LambdaConfigurations'])
  expect(is['EventBridgeConfiguration']).toEqual(was['EventBridgeConfiguration'])
  expect(is['QueueConfigurations']).toHaveLength(3)
  expect(get(after['Uploads'], 'DependsOn')).toBe('TasksPolicy')
  expect(get(get(after['Work'], 'Properties'), 'Events')).toEqual(get(get(before['Work'], 'Properties'), 'Events'))
  const again = read(files[TEMPLATE_FILE] as string, files)
  expect(serializeWorkflow(again.value.workflow)).toBe(serializeWorkflow(workflow))
})

const drawn = () =>
  buildWorkflow({
    nodes: {
      Photos: ['bucket', { versioning: true }],
      Results: ['bucket'],
      Work: ['function', { codeUri: 'work', handler: 'index.handler' }],
      Tasks: ['queue'],
      News: ['topic'],
      default: ['event-bus'],
      Other: ['event-bus'],
    },
    edges: {
      'Photos.notify > Work.invoke': { events: ['s3:ObjectCreated:Put', 's3:ObjectCreated:Copy'], prefix: 'in/' },
      'Photos.notify > Tasks.send': { events: ['s3:ObjectRemoved:Delete', 's3:ObjectRemoved:DeleteMarkerCreated'] },
      'Photos.notify > News.publish': { prefix: 'out/', suffix: '.jpg' },
      'Photos.notify > default.put': {},
      'Photos.notify > Other.put': {},
      'Work.call > Photos.objects': { actions: ['read'] },
      'Work.call > Results.objects': { actions: ['write'] },
    },
    files: { 'work/index.mjs': 'export const handler = async () => null\n' },
  })

test('what was drawn is exported with all it takes to work, and comes back as it was', () => {
  const { files, report } = writeSamProject(drawn())
  const resources = resourcesOf(drawn())
  const name = { 'Fn::Sub': 'photos-${AWS::AccountId}-${AWS::Region}' }
  const account = { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } }
  expect(resources['Photos']).toEqual({
    Type: 'AWS::S3::Bucket',
    DependsOn: ['PhotosToTasksPolicy', 'PhotosToNewsPolicy'],
    Properties: {
      BucketName: name,
      VersioningConfiguration: { Status: 'Enabled' },
      NotificationConfiguration: {
        QueueConfigurations: [
          { Event: 's3:ObjectRemoved:Delete', Queue: { 'Fn::GetAtt': ['Tasks', 'Arn'] } },
          { Event: 's3:ObjectRemoved:DeleteMarkerCreated', Queue: { 'Fn::GetAtt': ['Tasks', 'Arn'] } },
        ],
        TopicConfigurations: [
          {
            Event: 's3:ObjectCreated:*',
            Topic: { Ref: 'News' },
            Filter: {
              S3Key: {
                Rules: [
                  { Name: 'prefix', Value: 'out/' },
                  { Name: 'suffix', Value: '.jpg' },
                ],
              },
            },
          },
        ],
        EventBridgeConfiguration: { EventBridgeEnabled: true },
      },
    },
  })
  expect(get(resources['Work'], 'Properties')).toMatchObject({
    Environment: { Variables: { PHOTOS_BUCKET_NAME: name, RESULTS_BUCKET_NAME: { Ref: 'Results' } } },
    Policies: [{ S3ReadPolicy: { BucketName: name } }, { S3WritePolicy: { BucketName: { Ref: 'Results' } } }],
    Events: {
      Photos: {
        Type: 'S3',
        Properties: {
          Bucket: { Ref: 'Photos' },
          Events: ['s3:ObjectCreated:Put', 's3:ObjectCreated:Copy'],
          Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'in/' }] } },
        },
      },
    },
  })
  expect(resources['PhotosToTasksPolicy']).toMatchObject({
    Type: 'AWS::SQS::QueuePolicy',
    Properties: { PolicyDocument: { Statement: [{ Principal: { Service: 's3.amazonaws.com' }, Condition: account }] } },
  })
  expect(resources['PhotosToNewsPolicy']).toMatchObject({ Type: 'AWS::SNS::TopicPolicy' })
  expect(report.map(({ code }) => code)).toContain('bucket-bus-unwritten')
  expect(serializeWorkflow(read(files[TEMPLATE_FILE] as string, files).value.workflow)).toBe(serializeWorkflow(drawn()))
})

test.skipIf(!hasShared(SCHEMA))('what was drawn is a valid SAM template', { timeout: 60_000 }, () => {
  const { $schema: _draft, ...schema } = JSON.parse(readFileSync(sharedPath(SCHEMA), 'utf8')) as Record<string, unknown>
  const validate = new Ajv({ strict: false }).compile(schema)
  const exported = plain(writeSamProject(drawn()).files[TEMPLATE_FILE] as string)
  expect(validate(exported) || validate.errors).toBe(true)
})
