// Templates as tables: given this template, then these nodes, edges and notes.
import { describe, expect, test } from 'vitest'
import type { WorkflowNode } from '#workflow'
import { readKept } from './kept.ts'
import { readSamTemplate, type SamReading, samCodeFolders } from './read.ts'
import { writeSamProject } from './write.ts'

function read(resources: string, files: Readonly<Record<string, string>> = {}, sections = ''): SamReading {
  const result = readSamTemplate(`${sections}\nResources:\n${resources.replace(/^/gm, '  ')}`, files)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

const node = ({ workflow }: SamReading, name: string): WorkflowNode => {
  const found = Object.values(workflow.nodes).find((candidate) => candidate.name === name)
  if (!found) throw new Error(`there is no ${name}`)
  return found
}

/** `Orders.consume > Work`, with the config's fields that matter. */
const edges = ({ workflow }: SamReading): string[] =>
  Object.values(workflow.edges).map(({ from, to, config }) => {
    const ends = `${workflow.nodes[from.node]?.name}.${from.port} > ${workflow.nodes[to.node]?.name}`
    if ('path' in config) return `${ends} ${config.method} ${config.path}`
    if ('env' in config) return `${ends} [${config.actions.join()}] ${config.env}`.trim()
    return 'batchSize' in config ? `${ends} ${config.batchSize}` : ends
  })

const codes = ({ report }: SamReading): string[] => report.notes.map(({ code }) => code)

const WORK = `Work:
  Type: AWS::Serverless::Function
  Properties:
    CodeUri: ./work/
    Handler: index.handler
    Runtime: nodejs22.x`
const QUEUE = 'Orders: {Type: AWS::SQS::Queue}'

describe('functions', () => {
  test('limits in the template’s units become ours; what is not emulated is kept', () => {
    const reading = read(`${WORK}
    Timeout: 30
    MemorySize: "512"
    ReservedConcurrentExecutions: 0
    EventInvokeConfig: {MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60, DestinationConfig: {OnFailure: {Type: SNS}}}
    Architectures: [arm64]
    Environment: {Variables: {LEVEL: debug, N: 1, FLAG: true, EMPTY: ""}}
  DependsOn: Other
  Condition: Prod`)
    expect(node(reading, 'Work')).toMatchObject({
      kind: 'function',
      config: {
        codeUri: 'work',
        handler: 'index.handler',
        timeoutMs: 30_000,
        memoryMb: 512,
        reservedConcurrency: 0,
        maximumRetryAttempts: 0,
        maximumEventAgeMs: 60_000,
        environment: { LEVEL: 'debug', N: '1', FLAG: 'true', EMPTY: '' },
      },
      kept: {
        Architectures: ['arm64'],
        DependsOn: 'Other',
        Condition: 'Prod',
        EventInvokeConfig: { DestinationConfig: { OnFailure: { Type: 'SNS' } } },
      },
    })
  })

  test('Globals lie below the function’s own, parameters at their defaults', () => {
    const sections = `Parameters: {Memory: {Type: Number, Default: 256}, Stage: {Type: String}}
Globals: {Function: {Timeout: 9, MemorySize: 1024, Runtime: python3.13, Environment: {Variables: {A: global, B: global}}}}`
    const reading = read(
      `${WORK}
    MemorySize: !Ref Memory
    Environment: {Variables: {B: own, S: !Ref Stage}}`,
      {},
      sections,
    )
    expect(node(reading, 'Work').config).toMatchObject({
      timeoutMs: 9000,
      memoryMb: 256,
      runtime: 'nodejs22.x',
      environment: { A: 'global', B: 'own', S: '' },
    })
    expect(codes(reading)).toEqual(['variable-guessed'])
  })

  test.each([
    ['Timeout: !Ref Unknown', 'value-unresolved', 'Timeout'],
    ['Timeout: 5000', 'value-refused', 'Timeout'],
    ['MemorySize: lots', 'value-refused', 'MemorySize'],
  ])('%s runs with the default, is kept and said', (property, code, name) => {
    const reading = read(`${WORK}\n    ${property}`)
    expect(codes(reading)).toEqual([code])
    expect(node(reading, 'Work').kept).toHaveProperty([name])
  })

  test('only the files of its folder come along, without what is no code', () => {
    const files = {
      'work/index.ts': 'a',
      './work/lib/b.ts': 'b',
      'other/c.ts': 'c',
      'template.yaml': 'd',
      'work/.git/x': 'e',
    }
    expect(read(WORK, files).workflow.files).toEqual({ 'work/index.ts': 'a', 'work/lib/b.ts': 'b' })
  })

  test.each([
    ['a folder above the template', 'CodeUri: ../src', { '../src/index.ts': 'x' }, 'up/src', ['up/src/index.ts']],
    ['the root', 'CodeUri: .', { 'index.ts': 'x', 'samconfig.toml': '' }, '', ['index.ts']],
    [
      'an archive',
      'CodeUri: out/code.zip',
      { 'out/code.zip/index.mjs': 'x' },
      'out/code.zip',
      ['out/code.zip/index.mjs'],
    ],
    ['a bucket', 'CodeUri: {Bucket: b, Key: k}', { 'index.ts': 'x' }, 'work', []],
    ['a URL', 'CodeUri: s3://b/k', { 'index.ts': 'x' }, 'work', []],
    ['inline code', 'InlineCode: "exports.handler = 1"', {}, 'work', ['work/index.js']],
  ])('code in %s', (_what, code, files, folder, paths) => {
    const reading = read(
      `Work: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs22.x, Handler: index.handler, ${code}}}`,
      files,
    )
    expect(node(reading, 'Work').config).toMatchObject({ codeUri: folder })
    expect(Object.keys(reading.workflow.files)).toEqual(paths)
  })

  test('the entry point of esbuild says where the handler is', () => {
    const reading = read(`Work:
  Type: AWS::Serverless::Function
  Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [src/app.ts], Minify: true}}
  Properties: {CodeUri: work, Handler: app.handler, Runtime: nodejs22.x}`)
    expect(node(reading, 'Work').config).toMatchObject({ handler: 'src/app.handler' })
  })

  test.each([
    ['one on top', ['app.ts'], 'app.lambdaHandler', 'app.lambdaHandler'],
    ['one in a folder', ['src/handlers/app.ts'], 'app.lambdaHandler', 'src/handlers/app.lambdaHandler'],
    ['one without an ending', ['./src/app'], 'app.handler', 'src/app.handler'],
    ['several of one folder', ['src/a.ts', 'src/b.mts'], 'b.handler', 'src/b.handler'],
    ['several below one folder', ['src/orders/app.ts', 'src/mail/app.ts'], 'mail/app.handler', 'src/mail/app.handler'],
    ['several folders deep', ['src/app.ts', 'src/mail/send.ts'], 'mail/send.handler', 'src/mail/send.handler'],
    ['one that builds no such file', ['src/app.ts', 'lib/b.ts'], 'app.handler', 'app.handler'],
  ])('a handler names what esbuild makes of its entry points: %s', (_what, entries, handler, source) => {
    const template = `Work:
  Type: AWS::Serverless::Function
  Metadata: {BuildMethod: esbuild, BuildProperties: {EntryPoints: [${entries.join(', ')}]}}
  Properties: {CodeUri: work, Handler: ${handler}, Runtime: nodejs22.x}`
    const reading = read(template)
    expect(node(reading, 'Work').config).toMatchObject({ handler: source })
    expect(writeSamProject(reading.workflow).files['template.yaml']).toContain(`Handler: ${handler}`)
  })

  test('an image, or a function that names no runtime, runs nowhere here', () => {
    const reading = read('Work: {Type: AWS::Serverless::Function, Properties: {PackageType: Image, ImageUri: x}}')
    expect(node(reading, 'Work')).toMatchObject({
      config: { runtime: 'none' },
      kept: { PackageType: 'Image', ImageUri: 'x' },
    })
  })

  test('the folders to read from a disk are those that functions name', () => {
    const text = `Resources:
  A: {Type: AWS::Serverless::Function, Properties: {CodeUri: a/}}
  B: {Type: AWS::Serverless::Function, Properties: {CodeUri: a/}}
  C: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs22.x}}
  D: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: x}}}
  E: {Type: AWS::Serverless::Function, Properties: {InlineCode: x}}`
    expect(samCodeFolders(text)).toEqual({ ok: true, value: ['a/', '.'] })
  })
})

describe('what triggers functions', () => {
  const queueEvent = (properties: string): string =>
    `${WORK}\n    Events: {E: {Type: SQS, Properties: {${properties}}}}\n${QUEUE}`

  test('an SQS event is a consume edge with its mapping', () => {
    const reading = read(
      queueEvent(
        'Queue: !GetAtt Orders.Arn, BatchSize: 100, MaximumBatchingWindowInSeconds: 5, FunctionResponseTypes: [ReportBatchItemFailures], ScalingConfig: {MaximumConcurrency: 9}, Enabled: false, FilterCriteria: {Filters: [{Pattern: "{}"}]}, ProvisionedPollerConfig: {MinimumPollers: 3}',
      ),
    )
    expect(Object.values(reading.workflow.edges)[0]).toMatchObject({
      config: {
        batchSize: 100,
        batchWindowMs: 5000,
        reportBatchItemFailures: true,
        maximumConcurrency: 9,
        enabled: false,
        filters: [{ pattern: '{}' }],
        minimumPollers: 3,
      },
    })
  })

  test.each([
    ['Queue: !GetAtt Orders.Arn'],
    ['Queue: !GetAtt [Orders, Arn]'],
    ['Queue: {"Fn::GetAtt": Orders.Arn}'],
    ['Queue: !Sub "${Orders.Arn}"'],
    ['Queue: !Join ["", [!GetAtt Orders.Arn]]'],
    ['Queue: !If [Yes, !GetAtt Orders.Arn, x]'],
  ])('%s finds the queue', (property) => {
    expect(edges(read(queueEvent(property)))).toEqual(['Orders.consume > Work 10'])
  })

  test('a queue is found by its name in an ARN too, a function by its own', () => {
    const reading = read(`Orders: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub "\${AWS::StackName}-orders"}}
Work: {Type: AWS::Lambda::Function, Properties: {FunctionName: worker, Runtime: nodejs22.x, Handler: i.h, Code: {S3Bucket: b, S3Key: k}}}
Mapping:
  Type: AWS::Lambda::EventSourceMapping
  Properties: {FunctionName: worker, EventSourceArn: !Sub "arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:\${AWS::StackName}-orders", BatchSize: 3}`)
    expect(edges(reading)).toEqual(['Orders.consume > Work 3'])
    expect(reading.report.resources.map(({ became }) => became)).toEqual(['node', 'node', 'edge'])
  })

  test('a queue from elsewhere, and any other event, is kept with the function', () => {
    const reading = read(`${WORK}
    Events:
      Far: {Type: SQS, Properties: {Queue: !ImportValue q}}
      Topic: {Type: SNS, Properties: {Topic: !Ref T}}`)
    expect(Object.keys((node(reading, 'Work').kept?.['Events'] ?? {}) as object)).toEqual(['Far', 'Topic'])
    expect(codes(reading)).toEqual(['event-kept', 'event-kept'])
  })

  test('API events make routes, of the API they name or of the one that SAM makes', () => {
    const reading = read(`${WORK}
    Events:
      A: {Type: HttpApi, Properties: {Path: /a, Method: get, ApiId: !Ref Own}}
      B: {Type: HttpApi}
      C: {Type: HttpApi, Properties: {Path: "/{proxy+}", Method: ANY}}
      D: {Type: Api, Properties: {Path: d, Method: x-amazon-apigateway-any-method}}
Own: {Type: AWS::Serverless::HttpApi, Properties: {StageName: prod, CorsConfiguration: true}}`)
    expect(edges(reading)).toEqual([
      'Own.route > Work GET /a',
      'ServerlessHttpApi.route > Work ANY $default',
      'ServerlessHttpApi.route > Work ANY /{proxy+}',
      'ServerlessRestApi.route > Work ANY /d',
    ])
    expect(node(reading, 'Own')).toMatchObject({ config: { stage: 'prod', cors: { allowOrigins: ['*'] } } })
    expect(node(reading, 'ServerlessRestApi')).toMatchObject({ config: { type: 'rest' } })
    expect(codes(reading)).toEqual([])
  })

  test('routes of an inline definition, of HTTP API resources and of a quick API are drawn', () => {
    const uri = '!Sub "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Work.Arn}/invocations"'
    const reading = read(`${WORK}
Defined:
  Type: AWS::Serverless::Api
  Properties:
    StageName: x
    DefinitionBody: {paths: {/a: {get: {x-amazon-apigateway-integration: {uri: ${uri}}}, post: {x-amazon-apigateway-integration: {uri: "arn:aws:apigateway:r:sqs:path/q"}}}}}
Plain: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Name: p}}
Integration: {Type: AWS::ApiGatewayV2::Integration, Properties: {ApiId: !Ref Plain, IntegrationUri: !GetAtt Work.Arn}}
Route: {Type: AWS::ApiGatewayV2::Route, Properties: {ApiId: !Ref Plain, RouteKey: POST /b, Target: !Join [/, [integrations, !Ref Integration]]}}
Quick: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: HTTP, Target: ${uri}}}
Socket: {Type: AWS::ApiGatewayV2::Api, Properties: {ProtocolType: WEBSOCKET}}`)
    expect(edges(reading)).toEqual([
      'Plain.route > Work POST /b',
      'Defined.route > Work GET /a',
      'Quick.route > Work ANY $default',
    ])
    expect(reading.report.resources.map(({ logicalId, became }) => `${logicalId} ${became}`).slice(2)).toEqual([
      'Plain node',
      'Integration edge',
      'Route edge',
      'Quick node',
      'Socket kept',
    ])
    expect(codes(reading)).toEqual(['routes-kept'])
  })

  test('schedules: events, rules and EventBridge Scheduler', () => {
    const reading = read(`${WORK}
    Events: {Tick: {Type: Schedule, Properties: {Schedule: rate(5 minutes), Enabled: false, Input: '{"a":1}', Description: d}}}
${QUEUE}
Rule:
  Type: AWS::Events::Rule
  Properties: {ScheduleExpression: rate(1 hour), State: DISABLED, Targets: [{Arn: !GetAtt Orders.Arn, Id: q, Input: x}, {Arn: !GetAtt Work.Arn, Id: Work}, {Arn: !Ref Machine, Id: m}]}
Pattern: {Type: AWS::Events::Rule, Properties: {EventPattern: {source: [x]}}}
Later: {Type: AWS::Scheduler::Schedule, Properties: {ScheduleExpression: "cron(0 12 * * ? *)", FlexibleTimeWindow: {Mode: "OFF"}, Target: {Arn: !GetAtt Work.Arn, RoleArn: r}}}`)
    expect(edges(reading)).toEqual([
      'WorkTick.fire > Work',
      'Rule.fire > Orders',
      'Rule.fire > Work',
      'Later.fire > Work',
    ])
    expect(node(reading, 'WorkTick')).toMatchObject({
      config: { expression: 'rate(5 minutes)', enabled: false },
      kept: { Description: 'd' },
    })
    expect(node(reading, 'Rule')).toMatchObject({ config: { enabled: false }, kept: { Targets: [{ Id: 'm' }] } })
    expect(codes(reading)).toEqual(['target-elsewhere'])
    expect(reading.report.resources.find(({ logicalId }) => logicalId === 'Pattern')?.became).toBe('kept')
  })
})

describe('queues', () => {
  test('seconds become milliseconds, the redrive policy an edge, FIFO what a queue can be', () => {
    const reading = read(`Orders:
  Type: AWS::SQS::Queue
  Properties: {VisibilityTimeout: 60, DelaySeconds: 5, MessageRetentionPeriod: 120, ReceiveMessageWaitTimeSeconds: 20, FifoQueue: true, ContentBasedDeduplication: true, DeduplicationScope: messageGroup, FifoThroughputLimit: perMessageGroupId, RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 7}}
Dead: {Type: AWS::SQS::Queue}
Lost: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: !ImportValue x, maxReceiveCount: 1}}}`)
    expect(node(reading, 'Orders')).toMatchObject({
      config: {
        visibilityTimeoutMs: 60_000,
        delayMs: 5000,
        retentionMs: 120_000,
        receiveWaitMs: 20_000,
        fifo: true,
        contentBasedDeduplication: true,
        deduplicationScope: 'messageGroup',
        fifoThroughputLimit: 'perMessageGroupId',
      },
    })
    expect(edges(reading)).toEqual(['Orders.redrive > Dead'])
    expect(codes(reading)).toEqual(['redrive-elsewhere'])
  })
})

describe('calls', () => {
  const OTHER = 'Other: {Type: AWS::Serverless::Function, Properties: {Runtime: nodejs22.x, Handler: o.h, CodeUri: o}}'
  const call = (properties: string): string[] => edges(read(`${WORK}\n    ${properties}\n${QUEUE}\n${OTHER}`))

  test.each([
    ['Environment: {Variables: {Q: !Ref Orders}}', ['Work.call > Orders [] Q']],
    ['Environment: {Variables: {ORDERS_QUEUE_URL: !Ref Orders}}', ['Work.call > Orders []']],
    ['Environment: {Variables: {Q: !GetAtt Orders.QueueUrl}}', ['Work.call > Orders [] Q']],
    ['Environment: {Variables: {Q: !GetAtt Orders.QueueName}}', ['Work.call > Orders []']],
    ['Environment: {Variables: {F: !GetAtt Other.Arn}}', ['Work.call > Other [] F']],
    ['Policies: [{SQSSendMessagePolicy: {QueueName: !GetAtt Orders.QueueName}}]', ['Work.call > Orders []']],
    [
      'Policies: [{SQSSendMessagePolicy: {QueueName: !GetAtt Orders.QueueName}}, {SQSPollerPolicy: {QueueName: !GetAtt Orders.QueueName}}]',
      ['Work.call > Orders [send,receive]'],
    ],
    ['Policies: [{LambdaInvokePolicy: {FunctionName: !Ref Other}}]', ['Work.call > Other []']],
    [
      'Policies: {Statement: {Effect: Allow, Action: "sqs:Send*", Resource: !GetAtt Orders.Arn}}',
      ['Work.call > Orders []'],
    ],
    [
      'Policies: [{Statement: [{Effect: Allow, Action: [lambda:InvokeFunction], Resource: [!Sub "${Other.Arn}:*"]}]}]',
      ['Work.call > Other []'],
    ],
    ['Policies: [{Statement: [{Effect: Deny, Action: "sqs:*", Resource: !GetAtt Orders.Arn}]}]', []],
    ['Policies: [{Statement: [{Effect: Allow, Action: "sqs:*", Resource: "*"}]}]', []],
    ['Policies: [AmazonSQSFullAccess]', []],
  ])('%s', (properties, wanted) => {
    expect(call(properties)).toEqual(wanted)
  })

  test('a role’s statements and connectors count as well', () => {
    const reading =
      read(`Work: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn, Runtime: nodejs22.x, Handler: i.h, Code: {ZipFile: "x"}}}
Role: {Type: AWS::IAM::Role, Properties: {Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Orders.Arn}]}}]}}
${QUEUE}
${OTHER}
Link: {Type: AWS::Serverless::Connector, Properties: {Source: {Id: Other}, Destination: [{Id: Orders}, {Id: Work}], Permissions: [Write]}}`)
    expect(edges(reading)).toEqual(['Work.call > Orders []', 'Other.call > Orders []', 'Other.call > Work []'])
  })

  test('an alias of a function means the function', () => {
    const reading = read(`${WORK}
    Environment: {Variables: {A: !Ref Other.Alias, B: !Ref Live}}
${OTHER}
Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Other, Name: live}}`)
    expect(edges(reading)).toEqual(['Work.call > Other [] A'])
  })
})

describe('what is not usual', () => {
  test('resources that are none, loops and odd names are kept', () => {
    const reading = read(`"Fn::ForEach::Queues": [Name, [A, B], {"Q\${Name}": {Type: AWS::SQS::Queue}}]
Null: null
NoType: {Properties: {}}
Odd-Name.1: {Type: AWS::SQS::Queue}
Table: {Type: AWS::MSK::Cluster}`)
    expect(reading.report.resources.map(({ became }) => became)).toEqual(['kept', 'kept', 'kept', 'node', 'kept'])
    expect(node(reading, 'OddName1').kind).toBe('queue')
    expect(Object.keys(readKept(reading.workflow).resources)).toHaveLength(4)
  })

  test.each([
    ['Resources: 1', 'template-no-resources'],
    ['', 'template-no-resources'],
    ['[]', 'template-no-resources'],
    ['format: faaslab', 'template-no-resources'],
    ['Resources: {A: {Type: x, "__proto__": 1}}', 'template-forbidden-key'],
  ])('%s is refused', (text, code) => {
    const result = readSamTemplate(text)
    expect(result.ok ? [] : result.error.map((problem) => problem.code)).toEqual([code])
  })

  test('JSON templates are read as YAML ones', () => {
    const result = readSamTemplate(
      '{"Resources": {"Q": {"Type": "AWS::SQS::Queue", "Properties": {"DelaySeconds": {"Ref": "D"}}}}, "Parameters": {"D": {"Default": 9}}}',
    )
    expect(result.ok && Object.values(result.value.workflow.nodes)[0]?.config).toMatchObject({ delayMs: 9000 })
  })

  test('nodes without places stand in columns, what comes first on the left', () => {
    const reading = read(
      `${WORK}\n    Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Orders.Arn}}, T: {Type: Schedule, Properties: {Schedule: rate(1 day)}}}\n${QUEUE}\nAlone: {Type: AWS::SQS::Queue}`,
    )
    expect(['Orders', 'WorkT', 'Work', 'Alone'].map((name) => node(reading, name).position)).toEqual([
      { x: 80, y: 80 },
      { x: 80, y: 220 },
      { x: 360, y: 80 },
      { x: 640, y: 80 },
    ])
  })
})
