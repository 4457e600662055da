// Documents as templates: given these nodes and edges, then these resources; and what edits of an import change.
import { describe, expect, test } from 'vitest'
import type { Json, JsonObject } from '#base'
import { apply, type Command, type EdgeId, type NodeId, type Workflow } from '#workflow'
import { buildWorkflow, type ShortWorkflow } from '#workflow/testing'
import { TEMPLATE_FILE } from './project-files.ts'
import { readSamTemplate } from './read.ts'
import { readYaml } from './read-yaml.ts'
import { asObject, get } from './template.ts'
import { type SamProject, writeSamProject } from './write.ts'

const templateOf = (project: SamProject): Json => {
  const read = readYaml(project.files[TEMPLATE_FILE] as string)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value.value
}

const resourcesOf = (workflow: Workflow): JsonObject =>
  asObject(get(templateOf(writeSamProject(workflow)), 'Resources'))
const built = (short: ShortWorkflow): JsonObject => resourcesOf(buildWorkflow(short))
const properties = (resources: JsonObject, name: string): JsonObject => asObject(get(resources[name], 'Properties'))
const codes = (workflow: Workflow): string[] => writeSamProject(workflow).report.map(({ code }) => code)

const TS = 'export const handler = async () => {}\n'
const work = { codeUri: 'work', handler: 'index.handler' }

describe('what is drawn', () => {
  test('a consumer has its queue as an event, a sender its permission and the queue’s URL', () => {
    const resources = built({
      nodes: {
        Send: ['function', work],
        Orders: ['queue', { visibilityTimeoutMs: 60_000 }],
        Dead: ['queue'],
        Work: ['function', { ...work, timeoutMs: 9000, memoryMb: 512, reservedConcurrency: 2 }],
      },
      edges: {
        'Send.call > Orders.send': { env: 'QUEUE' },
        'Orders.consume > Work.invoke': { batchSize: 20, batchWindowMs: 1000, maximumConcurrency: 5 },
        'Orders.redrive > Dead.send': { maxReceiveCount: 4 },
      },
    })
    expect(properties(resources, 'Send')).toMatchObject({
      Environment: { Variables: { QUEUE: { Ref: 'Orders' } } },
      Policies: [{ SQSSendMessagePolicy: { QueueName: { 'Fn::GetAtt': ['Orders', 'QueueName'] } } }],
    })
    expect(properties(resources, 'Work')).toEqual({
      CodeUri: 'work',
      Handler: 'index.handler',
      Runtime: 'nodejs22.x',
      Timeout: 9,
      MemorySize: 512,
      ReservedConcurrentExecutions: 2,
      Events: {
        Orders: {
          Type: 'SQS',
          Properties: {
            Queue: { 'Fn::GetAtt': ['Orders', 'Arn'] },
            BatchSize: 20,
            MaximumBatchingWindowInSeconds: 1,
            ScalingConfig: { MaximumConcurrency: 5 },
          },
        },
      },
    })
    expect(properties(resources, 'Orders')).toEqual({
      VisibilityTimeout: 60,
      RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] }, maxReceiveCount: 4 },
    })
    expect(resources['Dead']).toEqual({ Type: 'AWS::SQS::Queue' })
  })

  test.each([
    [[], ['SQSSendMessagePolicy']],
    [['send'], ['SQSSendMessagePolicy']],
    [['receive'], ['SQSPollerPolicy']],
    [
      ['send', 'receive'],
      ['SQSSendMessagePolicy', 'SQSPollerPolicy'],
    ],
  ])('a call with the actions %j permits exactly %j', (actions, wanted) => {
    const resources = built({
      nodes: { A: ['function', work], Q: ['queue'] },
      edges: { 'A.call > Q.send': { actions } },
    })
    expect(
      (properties(resources, 'A')['Policies'] as readonly JsonObject[]).flatMap((policy) => Object.keys(policy)),
    ).toEqual(wanted)
  })

  test('routes stand with their function, the API by itself', () => {
    const resources = built({
      nodes: { Api: ['http-api', { timeoutMs: 5000, stage: 'prod' }], A: ['function', work] },
      edges: { 'Api.route > A.invoke': { method: 'GET', path: '/orders/{id}' } },
    })
    expect(resources['Api']).toEqual({ Type: 'AWS::Serverless::HttpApi', Properties: { StageName: 'prod' } })
    expect(properties(resources, 'A')['Events']).toEqual({
      Api: {
        Type: 'HttpApi',
        Properties: { Path: '/orders/{id}', Method: 'GET', ApiId: { Ref: 'Api' }, TimeoutInMillis: 5000 },
      },
    })
  })

  test('a schedule is a rule that its targets let in', () => {
    const resources = built({
      nodes: {
        Tick: ['schedule', { expression: 'rate(1 hour)', enabled: false }],
        A: ['function', work],
        Q: ['queue'],
      },
      edges: { 'Tick.fire > A.invoke': { input: '{}' }, 'Tick.fire > Q.send': {} },
    })
    expect(properties(resources, 'Tick')).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      State: 'DISABLED',
      Targets: [{ Id: 'A', Input: '{}' }, { Id: 'Q' }],
    })
    expect(properties(resources, 'TickToAPermission')).toMatchObject({
      FunctionName: { Ref: 'A' },
      Principal: 'events.amazonaws.com',
    })
    expect(get(resources['TickToQPolicy'], 'Type')).toBe('AWS::SQS::QueuePolicy')
  })

  test('TypeScript is built by esbuild, what it imports stands in a package.json', () => {
    const text = `import { SQSClient } from '@aws-sdk/client-sqs'\nimport { createHash } from 'node:crypto'\nimport path from 'path'\nimport { x } from './x'\n${TS}`
    const project = writeSamProject(
      buildWorkflow({
        nodes: { A: ['function', { codeUri: 'a', handler: 'src/app.handler' }] },
        edges: {},
        files: { 'a/src/app.ts': text, 'a/src/x.ts': '' },
      }),
    )
    const resource = asObject(get(templateOf(project), 'Resources'))['A']
    expect(get(resource, 'Metadata')).toMatchObject({
      BuildMethod: 'esbuild',
      BuildProperties: { EntryPoints: ['src/app.ts'] },
    })
    expect(get(get(resource, 'Properties'), 'Handler')).toBe('app.handler')
    expect(JSON.parse(project.files['a/package.json'] as string)).toEqual({
      name: 'a',
      private: true,
      dependencies: { '@aws-sdk/client-sqs': '^3.0.0' },
      devDependencies: { esbuild: '>=0.25' },
    })
  })

  test('JavaScript goes as it is', () => {
    const project = writeSamProject(
      buildWorkflow({ nodes: { A: ['function', work] }, edges: {}, files: { 'work/index.mjs': TS } }),
    )
    expect(Object.keys(project.files)).toEqual([TEMPLATE_FILE, 'work/index.mjs', 'README.md'])
    expect(get(asObject(get(templateOf(project), 'Resources'))['A'], 'Metadata')).toBeUndefined()
  })

  test('a service is a variable with its address', () => {
    const workflow = buildWorkflow({
      nodes: { A: ['function', work], Bank: ['service', { baseUrl: 'https://bank.example' }] },
      edges: { 'A.call > Bank.request': {} },
    })
    expect(properties(resourcesOf(workflow), 'A')['Environment']).toEqual({
      Variables: { BANK_URL: 'https://bank.example' },
    })
    expect(resourcesOf(workflow)).not.toHaveProperty('Bank')
  })

  test.each<[string, ShortWorkflow, string[]]>([
    [
      'traffic and services',
      { nodes: { C: ['client'], S: ['service'] }, edges: {} },
      ['sam-no-client', 'sam-no-service'],
    ],
    [
      'policies on calls',
      {
        nodes: { A: ['function', work], Q: ['queue'] },
        edges: { 'A.call > Q.send': { policies: [{ type: 'retry' }] } },
      },
      ['policies-unwritten'],
    ],
    [
      'a call to itself',
      { nodes: { A: ['function', work] }, edges: { 'A.call > A.invoke': {} } },
      ['self-call-variable', 'self-call-permission'],
    ],
    [
      'calls in a circle',
      {
        nodes: { A: ['function', work], B: ['function', work] },
        edges: { 'A.call > B.invoke': {}, 'B.call > A.invoke': {} },
      },
      ['circular-calls'],
    ],
    [
      'a variable that looks like an intrinsic',
      { nodes: { A: ['function', { ...work, environment: { Ref: 'x' } }] }, edges: {} },
      ['variable-unwritable'],
    ],
    [
      'a model of cold starts',
      { nodes: { A: ['function', { ...work, coldStartMedianMs: 1 }] }, edges: {} },
      ['model-unwritten'],
    ],
    ['a run’s duration', { nodes: { Q: ['queue'] }, edges: {}, scenario: { duration: '1m' } }, []],
    [
      'a file in the template’s place',
      { nodes: { Q: ['queue'] }, edges: {}, files: { 'template.yaml': 'x' } },
      ['template-file-moved'],
    ],
  ])('says that AWS has no word for %s', (_what, short, wanted) => {
    // A test's own seed differs from a new document's, which is said each time.
    expect(codes(buildWorkflow(short))).toEqual(
      [
        ...wanted.filter((code) => code !== 'template-file-moved'),
        'scenario-unwritten',
        ...wanted.filter((code) => code === 'template-file-moved'),
      ].sort(byRank(wanted)),
    )
  })
})

/** The order in which they are said, with the scenario's before those of functions and files. */
const byRank =
  (wanted: readonly string[]) =>
  (a: string, b: string): number =>
    rank(a, wanted) - rank(b, wanted)
const rank = (code: string, wanted: readonly string[]): number =>
  code === 'scenario-unwritten'
    ? 50
    : code === 'model-unwritten' || code === 'template-file-moved'
      ? 60
      : wanted.indexOf(code)

const TEMPLATE = `Parameters: {Limit: {Type: Number, Default: 9}, Url: {Type: String}}
Globals: {Function: {Runtime: nodejs22.x, MemorySize: 256, Layers: [l]}}
Resources:
  Orders: {Type: AWS::SQS::Queue, Properties: {VisibilityTimeout: !Ref Limit, KmsMasterKeyId: k}}
  Work:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: work/
      Handler: index.handler
      Timeout: !Ref Limit
      Tracing: Active
      Environment: {Variables: {QUEUE: !Ref Orders, TABLE: !Ref Table, WHERE: !Sub "\${Url}/x"}}
      Policies: [AWSLambdaBasicExecutionRole, {SQSSendMessagePolicy: {QueueName: !GetAtt Orders.QueueName}}, {KMSDecryptPolicy: {KeyId: !Ref Table}}]
      Events:
        Mine: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn, FilterCriteria: {Filters: []}}}
        Stream: {Type: MSK, Properties: {Stream: !Ref Table}}
  Table: {Type: AWS::MSK::Cluster}
  Alarm: {Type: AWS::CloudWatch::Alarm, DependsOn: [Orders], Properties: {Dimensions: [{Value: !GetAtt Orders.QueueName}, {Value: !Sub "\${Orders}-\${!Orders}"}]}}
Outputs: {Q: {Value: !Ref Orders}}
`

const imported = (): Workflow => {
  const read = readSamTemplate(TEMPLATE)
  if (!read.ok) throw new Error(JSON.stringify(read.error))
  return read.value.workflow
}

const edited = (workflow: Workflow, ...commands: readonly Command[]): Workflow =>
  commands.reduce((before, command) => {
    const after = apply(before, command)
    if (!after.ok) throw new Error(after.error.code)
    return after.value
  }, workflow)

const idOf = (workflow: Workflow, name: string): NodeId =>
  Object.entries(workflow.nodes).find(([, node]) => node.name === name)?.[0] as NodeId

describe('what was imported', () => {
  test('is exported with its expressions, its other resources and its other properties', () => {
    const template = templateOf(writeSamProject(imported()))
    const given = readYaml(TEMPLATE)
    const before = given.ok ? given.value.value : null
    const { Metadata: _ours, AWSTemplateFormatVersion: _version, Transform: _transform, ...after } = asObject(template)
    // SAM's policies of edges stand before the others; everything else is as it was.
    const policies = properties(asObject(after['Resources']), 'Work')['Policies'] as readonly Json[]
    expect(policies).toHaveLength(3)
    const sorted = (tree: Json): string =>
      JSON.stringify(tree, (key, value: Json) =>
        key === 'Policies'
          ? [...(value as readonly Json[])].map((item) => JSON.stringify(item)).sort()
          : key === 'CodeUri'
            ? 'work'
            : value,
      )
    expect(JSON.parse(sorted(after))).toEqual(JSON.parse(sorted(before)))
  })

  test('an edited value takes the place of its expression, and only that', () => {
    const before = imported()
    const after = resourcesOf(
      edited(before, { type: 'edit-config', node: idOf(before, 'Work'), patch: { timeoutMs: 20_000 } }),
    )
    expect(properties(after, 'Work')['Timeout']).toBe(20)
    expect(properties(after, 'Orders')['VisibilityTimeout']).toEqual({ Ref: 'Limit' })
  })

  test('a new name is followed by everything that is kept', () => {
    const before = imported()
    const after = edited(before, { type: 'rename-node', node: idOf(before, 'Orders'), name: 'Jobs' })
    const resources = resourcesOf(after)
    expect(resources).not.toHaveProperty('Orders')
    expect(properties(resources, 'Work')).toMatchObject({
      Environment: { Variables: { QUEUE: { Ref: 'Jobs' } } },
      Events: { Mine: { Properties: { Queue: { 'Fn::GetAtt': ['Jobs', 'Arn'] } } } },
    })
    expect(resources['Alarm']).toMatchObject({
      DependsOn: ['Jobs'],
      Properties: {
        Dimensions: [
          { Value: { 'Fn::GetAtt': ['Jobs', 'QueueName'] } },
          { Value: { 'Fn::Sub': '${Jobs}-${!Orders}' } },
        ],
      },
    })
    expect(get(get(templateOf(writeSamProject(after)), 'Outputs'), 'Q')).toEqual({ Value: { Ref: 'Jobs' } })
  })

  test('a removed edge takes its event, its variable and its permission along; what still names a removed node is said', () => {
    const before = imported()
    const after = edited(before, { type: 'remove', nodes: [idOf(before, 'Orders')] })
    const function_ = properties(resourcesOf(after), 'Work')
    expect(Object.keys(asObject(function_['Events']))).toEqual(['Stream'])
    expect(get(function_['Environment'], 'Variables')).not.toHaveProperty('QUEUE')
    expect(function_['Policies']).toEqual([
      'AWSLambdaBasicExecutionRole',
      { KMSDecryptPolicy: { KeyId: { Ref: 'Table' } } },
    ])
    expect(
      writeSamProject(after)
        .report.filter(({ code }) => code === 'refers-to-removed')
        .map(({ data }) => data['resource']),
    ).toEqual(['Alarm', 'Q'])
  })

  test('a node of our own may have the name of a resource that is kept: that one makes room', () => {
    const after = edited(imported(), { type: 'add-node', kind: 'queue', name: 'Table', position: { x: 0, y: 0 } })
    const resources = resourcesOf(after)
    expect(get(resources['Table'], 'Type')).toBe('AWS::SQS::Queue')
    expect(get(resources['TableKept'], 'Type')).toBe('AWS::MSK::Cluster')
    expect(properties(resources, 'Work')).toMatchObject({ Environment: { Variables: { TABLE: { Ref: 'TableKept' } } } })
  })

  test('edits survive another export and import', () => {
    const before = imported()
    const work_ = idOf(before, 'Work')
    const [edge] = Object.keys(before.edges) as EdgeId[]
    const after = edited(
      before,
      { type: 'rename-node', node: idOf(before, 'Orders'), name: 'Jobs' },
      { type: 'edit-edge-config', edge: edge as EdgeId, patch: { batchSize: 3 } },
      { type: 'add-node', kind: 'client', position: { x: 5, y: 5 } },
      { type: 'move-nodes', positions: { [work_]: { x: 1.5, y: -7 } } as Record<NodeId, { x: number; y: number }> },
    )
    const { files } = writeSamProject(after)
    const again = readSamTemplate(files[TEMPLATE_FILE] as string, files)
    expect(again.ok && { ...again.value.workflow, kept: 0 }).toEqual({ ...after, kept: 0 })
  })

  test('what was added to an exported template by hand is read, what was changed there counts', () => {
    const workflow = buildWorkflow({ nodes: { Orders: ['queue'], C: ['client'] }, edges: {} })
    const text = (writeSamProject(workflow).files[TEMPLATE_FILE] as string).replace(
      '  Orders:\n    Type: AWS::SQS::Queue\n',
      '  Orders:\n    Type: AWS::SQS::Queue\n    Properties: {DelaySeconds: 7}\n  Table: {Type: AWS::MSK::Cluster}\n  More: {Type: AWS::SQS::Queue}\n',
    )
    const read = readSamTemplate(text)
    if (!read.ok) throw new Error(JSON.stringify(read.error))
    expect(read.value.workflow.nodes).toMatchObject({
      Orders: { config: { delayMs: 7000 } },
      C: { kind: 'client' },
      n1: { name: 'More' },
    })
    expect(get(get(read.value.workflow.kept, 'sam'), 'resources')).toEqual({ Table: { Type: 'AWS::MSK::Cluster' } })
  })

  test('a note of ours that is broken is set aside, not followed', () => {
    const text = 'Metadata: {Faaslab: {version: 9}}\nResources: {Q: {Type: AWS::SQS::Queue}}'
    const read = readSamTemplate(text)
    expect(read.ok && read.value.report.notes.map(({ code }) => code)).toEqual(['metadata-unusable'])
  })
})
