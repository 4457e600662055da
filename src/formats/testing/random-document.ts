// Random documents for round trips: built by commands, so that they are well formed, with hostile text wherever text
// may stand, and kept things nobody knows.
import type { Effect, FaultPlace } from '#faults'
import fc from 'fast-check'
import type { Json, JsonObject } from '#base'
import { NODE_KINDS, type NodeKind, nodeModels, type Port } from '#nodes/models'
import { apply, type Command, newWorkflow, type NodeId, type Workflow } from '#workflow'

/** What YAML, CloudFormation or JavaScript could take for something else. */
export const HOSTILE: readonly string[] = [
  '',
  ' ',
  '  leading',
  'trailing ',
  'yes',
  'No',
  'ON',
  'y',
  'null',
  '~',
  'true',
  '0',
  '-0',
  '007',
  '0o14',
  '0x1F',
  '1e3',
  '1_000',
  '12:30:45',
  '2026-01-01',
  '.inf',
  '.NaN',
  '=',
  '<<',
  '!!str x',
  '!Ref X',
  '&a',
  '*a',
  '%YAML 1.2',
  '@at',
  '`tick`',
  '- item',
  '? key',
  ': value',
  'a: b',
  'a #b',
  '#c',
  '---',
  '...',
  '|',
  '>',
  '| block',
  '[1',
  '{a',
  ']',
  '}',
  ',',
  '"',
  "'",
  '\\',
  '\\n',
  '${X}',
  '${!X}',
  '${AWS::Region}',
  '{{resolve:ssm:/x}}',
  'Fn::Sub',
  'Ref',
  'two\nlines',
  'two\nlines\n',
  '\n',
  '\n\n',
  'a\n\n\nb\n',
  ' a\nb',
  'a \nb',
  'a\n b\n  c',
  'a\r\nb',
  '\r',
  '\t',
  'a\tb',
  '\ttab\nline',
  '---\na',
  'a\n---\nb',
  'a\n...',
  '\u0000',
  '\u0007',
  '\u007f',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\ufffe',
  '\uffff',
  '\ud800',
  '\udc00x',
  '𝄞',
  'é',
  '订单',
  '👩‍👩‍👧',
  'constructor',
  'toString',
  'hasOwnProperty',
  'x'.repeat(2000),
  'word '.repeat(300),
  'https://x.example/?a=b&c=d#e',
  "it's",
  'AWS::NoValue',
  'Fn::GetAtt',
]

export const hostileText = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constantFrom(...HOSTILE),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.string({
      unit: fc.constantFrom(
        '\n',
        ' ',
        '#',
        ':',
        '-',
        '"',
        "'",
        '$',
        '{',
        '}',
        '!',
        '\\',
        'a',
        '\t',
        '\r',
        '|',
        '>',
        '订',
        '&',
        '*',
        ',',
        '[',
        ']',
      ),
      maxLength: 30,
    }),
    fc.array(fc.constantFrom(...HOSTILE), { minLength: 2, maxLength: 4 }).map((parts) => parts.join('')),
  )

const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])
const keyText = (): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.constantFrom(
        'Ref',
        'Fn::Sub',
        'Fn::GetAtt',
        'Tags',
        'Events',
        'Policies',
        'Timeout',
        'Environment',
        'Properties',
        'Type',
        'Metadata',
        'DependsOn',
      ),
      hostileText(),
    )
    .filter((key) => !FORBIDDEN.has(key))

export const keptJson = (): fc.Arbitrary<JsonObject> => {
  const { value } = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.oneof(
        hostileText(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
        fc.boolean(),
        fc.constant(null),
      ),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(keyText(), tie('value'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }))
  return fc.dictionary(keyText(), value, { maxKeys: 3, noNullPrototype: true })
}

const texts = (): fc.Arbitrary<Record<string, string>> =>
  fc.dictionary(
    fc.oneof(
      fc.constantFrom('LOG_LEVEL', 'URL', 'A', 'Ref'),
      hostileText().filter((key) => !FORBIDDEN.has(key)),
    ),
    hostileText(),
    { maxKeys: 3, noNullPrototype: true },
  )

const configs: { readonly [Kind in NodeKind]: () => fc.Arbitrary<JsonObject> } = {
  client: () =>
    fc.record(
      { body: hostileText(), headers: texts(), path: hostileText().map((text) => `/${text}`) },
      { requiredKeys: [] },
    ),
  'http-api': () =>
    fc.record(
      {
        type: fc.constantFrom('http', 'rest'),
        timeoutMs: fc.integer({ min: 50, max: 300_000 }),
        stage: fc.constantFrom('$default', 'Prod', 'prod', 'yes', 'a b'),
        stageVariables: fc.constantFrom({}, { tenant: 'acme' }, { a: '', b: '1' }),
        cors: fc.constantFrom<JsonObject>(
          { state: 'off' },
          { state: 'on' },
          { state: 'on', allowOrigins: ['*'], allowMethods: [] },
          { state: 'on', allowOrigins: [], allowHeaders: ["'a,b'"], exposeHeaders: ['x'], maxAgeMs: 1 },
          { state: 'on', allowOrigins: ['a', 'b'], allowMethods: ['GET'], allowCredentials: true, maxAgeMs: 60_000 },
        ),
        throttleRate: fc.double({ min: 0, max: 10_000, noNaN: true }).map((rate) => rate + 0),
        throttleBurst: fc.integer({ min: 0, max: 5000 }),
        binaryMediaTypes: fc.constantFrom([], ['*/*'], ['image/png', 'a~1b']),
      },
      { requiredKeys: [] },
    ),
  schedule: () =>
    fc.record(
      {
        enabled: fc.boolean(),
        flavour: fc.constantFrom('rule', 'scheduler'),
        timeZone: fc.oneof(
          fc.constantFrom('UTC', 'Europe/Berlin'),
          hostileText().map((text) => text.slice(0, 50)),
        ),
        flexibleWindowMinutes: fc.integer({ min: 0, max: 1440 }),
        startDate: fc.constantFrom('', '2026-01-01T00:00:00Z'),
        endDate: hostileText().map((text) => text.slice(0, 32)),
        expression: fc.oneof(
          fc.constant('rate(5 minutes)'),
          hostileText()
            .filter((text) => text !== '')
            .map((text) => text.slice(0, 256)),
        ),
      },
      { requiredKeys: [] },
    ),
  function: () =>
    fc.record(
      {
        runtime: fc.constantFrom('nodejs22.x', 'python3.13', 'none', 'y'),
        codeUri: fc.constantFrom('', 'work', 'work/', './a/b', '../up', 'a b', '.', '订单'),
        handler: fc.constantFrom('index.handler', 'src/app.handler', 'x.y.z', 'com.example.App::handle'),
        timeoutMs: fc.integer({ min: 1000, max: 900_000 }),
        memoryMb: fc.integer({ min: 128, max: 10_240 }),
        environment: texts(),
        reservedConcurrency: fc.integer({ min: 0, max: 1000 }),
        maximumRetryAttempts: fc.integer({ min: 0, max: 2 }),
        maximumEventAgeMs: fc.integer({ min: 60_000, max: 21_600_000 }),
        coldStartMedianMs: fc.integer({ min: 0, max: 1000 }),
      },
      { requiredKeys: [] },
    ),
  queue: () =>
    fc.record(
      {
        visibilityTimeoutMs: fc.integer({ min: 0, max: 43_200_000 }),
        delayMs: fc.integer({ min: 0, max: 900_000 }),
        retentionMs: fc.integer({ min: 60_000, max: 100_000_000 }),
      },
      { requiredKeys: [] },
    ),
  topic: () =>
    fc.record(
      { immediateRetries: fc.integer({ min: 0, max: 5 }), maximumDelayMs: fc.integer({ min: 1, max: 20_000 }) },
      { requiredKeys: [] },
    ),
  'event-bus': () =>
    fc.record(
      {
        minimumDelayMs: fc.integer({ min: 1, max: 5000 }),
        maximumDelayMs: fc.integer({ min: 1, max: 480_000 }),
        archives: fc.uniqueArray(
          fc.record({
            name: fc.stringMatching(/^[.\-_A-Za-z0-9]{1,48}$/),
            pattern: fc.constantFrom('{"source":["shop"]}', '{"source":[{"prefix":""}]}'),
            retentionDays: fc.integer({ min: 0, max: 400 }),
          }),
          { maxLength: 2, selector: ({ name }) => name },
        ),
      },
      { requiredKeys: [] },
    ),
  stream: () =>
    fc.record(
      {
        shardCount: fc.integer({ min: 1, max: 100 }),
        retentionMs: fc.constantFrom(86_400_000, 90_000_000, 31_536_000_000, 86_400_001),
        latencyMedianMs: fc.integer({ min: 0, max: 20 }),
      },
      { requiredKeys: [] },
    ),
  table: () =>
    fc.record(
      {
        hashKey: fc.constantFrom('id', 'pk', 'a b', 'Ref'),
        hashKeyType: fc.constantFrom('S', 'N', 'B'),
        rangeKey: fc.constantFrom('', 'sk'),
        rangeKeyType: fc.constantFrom('S', 'N', 'B'),
        indexes: fc.constantFrom<JsonObject[]>(
          [],
          [{ name: 'byStatus', hashKey: 'status' }],
          [
            { name: 'byDay', hashKey: 'day', rangeKey: 'total', rangeKeyType: 'N', projection: 'KEYS_ONLY' },
            { name: 'some', hashKey: 'x', projection: 'INCLUDE', nonKeyAttributes: [{ name: 'Ref' }] },
          ],
        ),
        streamViewType: fc.constantFrom('KEYS_ONLY', 'NEW_IMAGE', 'NEW_AND_OLD_IMAGES'),
        ttlAttribute: fc.constantFrom('', 'expires'),
        latencyMedianMs: fc.integer({ min: 0, max: 20 }),
      },
      { requiredKeys: [] },
    ),
  bucket: () =>
    fc.record(
      { versioning: fc.boolean(), bucketName: fc.constantFrom('', 'my.bucket-1', 'uploads') },
      { requiredKeys: [] },
    ),
  service: () =>
    fc.record(
      {
        baseUrl: fc.constantFrom('https://a.example', 'http://b.example/${x}', "https://c.example/'"),
        body: hostileText(),
        headers: texts(),
      },
      { requiredKeys: [] },
    ),
}

const edgeConfigs = (): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    fc.constant({}),
    fc.record(
      {
        batchSize: fc.integer({ min: 1, max: 100 }),
        batchWindowMs: fc.integer({ min: 0, max: 300_000 }),
        enabled: fc.boolean(),
        reportBatchItemFailures: fc.boolean(),
        maximumConcurrency: fc.integer({ min: 2, max: 50 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        method: fc.constantFrom('ANY', 'GET', 'POST'),
        path: fc.constantFrom('$default', '/', '/orders/{id}', '/{proxy+}', '/a b', '/yes'),
        payloadFormat: fc.constantFrom('1.0', '2.0'),
        timeoutMs: fc.integer({ min: 50, max: 300_000 }),
        authorizer: fc.constantFrom('', 'NONE', 'Keys', 'Work'),
        throttleRate: fc.integer({ min: 0, max: 10_000 }),
        throttleBurst: fc.integer({ min: 0, max: 5000 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        name: fc.constantFrom('', 'Keys', 'yes', '7'),
        forAllRoutes: fc.boolean(),
        type: fc.constantFrom('REQUEST', 'TOKEN'),
        payloadFormat: fc.constantFrom('1.0', '2.0'),
        simpleResponses: fc.boolean(),
        identitySources: fc.subarray([
          '$request.header.X-Key',
          '$request.querystring.k',
          '$stageVariables.a',
          '$context.path',
        ]),
        validation: fc.constantFrom('', '.*', '('),
        ttlMs: fc.integer({ min: 0, max: 3_600_000 }),
      },
      { requiredKeys: [] },
    ),
    fc.record({ maxReceiveCount: fc.integer({ min: 1, max: 1000 }) }),
    fc.record({ endpoint: fc.constantFrom('', 'Orders', 'y') }),
    fc.record({ rule: fc.constantFrom('', 'Big', 'y') }),
    fc.record(
      {
        name: fc.constantFrom('', 'Big', 'a.b-c_d'),
        pattern: fc.oneof(
          fc.constantFrom('{"source":["a"]}', '{ "detail": { "a": [1, 2.50] } }', '{"Ref":["x"]}'),
          hostileText(),
        ),
        enabled: fc.boolean(),
        input: fc.constantFrom('', '{"a":1}'),
        inputTemplate: fc.constantFrom('', '"<a>"'),
        inputPaths: fc.constantFrom({}, { a: '$.detail' }),
        maximumRetryAttempts: fc.integer({ min: 0, max: 185 }),
        errorRatePercent: fc.integer({ min: 0, max: 100 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        rawDelivery: fc.boolean(),
        filterPolicy: fc.oneof(fc.constantFrom('', '{"a":["b"]}', '{ "a": [1, 2.50] }'), hostileText()),
        filterPolicyScope: fc.constantFrom('MessageAttributes', 'MessageBody'),
        errorRatePercent: fc.integer({ min: 0, max: 100 }),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        events: fc.subarray(['s3:ObjectCreated:*', 's3:ObjectRemoved:Delete', 's3:ObjectCreated:Copy'], {
          minLength: 1,
        }),
        prefix: fc.constantFrom('', 'in/', '${x}', 'yes'),
        suffix: fc.oneof(fc.constantFrom('', '.jpg', '1'), hostileText()),
      },
      { requiredKeys: [] },
    ),
    fc.record({ input: hostileText() }),
    fc.record({ consumer: fc.constantFrom('', 'Work', 'y') }),
    fc.record(
      {
        batchSize: fc.integer({ min: 1, max: 10_000 }),
        batchWindowMs: fc.integer({ min: 0, max: 300_000 }),
        parallelizationFactor: fc.integer({ min: 1, max: 10 }),
        maximumRetryAttempts: fc.integer({ min: -1, max: 10 }),
        maximumRecordAgeMs: fc.integer({ min: 60_000, max: 604_800_000 }),
        bisectOnError: fc.boolean(),
        filters: fc.constantFrom<JsonObject[]>([], [{ pattern: '{"eventName":["INSERT"]}' }, { pattern: '{' }]),
        retryDelayMs: fc.integer({ min: 1, max: 5000 }),
        startingPosition: fc.constantFrom('TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP'),
        startingTimestampSeconds: fc.constantFrom(0, 1_767_225_600, 1_767_225_600.5),
      },
      { requiredKeys: [] },
    ),
    fc.record(
      {
        actions: fc.subarray(['send', 'receive', 'invoke', 'request', 'read', 'write']),
        env: fc.oneof(
          fc.constantFrom('', 'URL', 'A', 'Ref', 'ORDERS_QUEUE_URL'),
          hostileText().map((text) => text.slice(0, 255)),
        ),
        policies: fc.array(
          fc.constantFrom<JsonObject>(
            { type: 'retry' },
            { type: 'timeout', timeoutMs: 5 },
            { type: 'circuit-breaker' },
            { type: 'circuit-breaker', rules: 'cockatiel', openWaitFactor: 2 },
            { type: 'circuit-breaker', scope: 'shared', sharedLatencyMedianMs: 3 },
            { type: 'retry', jitter: 'spread', budget: { type: 'tokens' }, retryAfterAddsAtMostMs: 0 },
            { type: 'bulkhead', maxWaitMs: 9 },
            { type: 'rate-limiter' },
            { type: 'fallback', body: '{"a":"${b}"}' },
            { type: 'hedge' },
            { type: 'adaptive-throttle' },
          ),
          { maxLength: 3 },
        ),
      },
      { requiredKeys: [] },
    ),
  )

const nodeArbitrary = (): fc.Arbitrary<Command> =>
  fc.constantFrom(...NODE_KINDS).chain((kind) =>
    fc
      .record({
        kind: fc.constant(kind),
        name: fc.option(
          fc.constantFrom(
            'Orders',
            'OrdersQueue',
            'y',
            'Null',
            'Api',
            'ServerlessHttpApi',
            'ServerlessRestApi',
            'Nothing',
            'Ref',
            'A',
            'toString',
          ),
          { nil: undefined },
        ),
        position: fc.record({
          x: fc.integer({ min: -999, max: 999 }),
          y: fc.double({ min: -999, max: 999, noNaN: true }).map((n) => n + 0),
        }),
        config: configs[kind](),
        kept: fc.option(keptJson(), { nil: undefined }),
      })
      .map(
        ({ name, kept, ...node }): Command => ({
          type: 'add-node',
          ...node,
          ...(name !== undefined && { name }),
          ...(kept && { kept }),
        }),
      ),
  )

interface WantedEdge {
  readonly from: number
  readonly fromPort: number
  readonly to: number
  readonly toPort: number
  readonly config: JsonObject
  readonly kept: JsonObject | undefined
}

const edgeArbitrary = (): fc.Arbitrary<WantedEdge> =>
  fc.record({
    from: fc.nat(11),
    fromPort: fc.nat(2),
    to: fc.nat(11),
    toPort: fc.nat(2),
    config: edgeConfigs(),
    kept: fc.option(keptJson(), { nil: undefined }),
  })

const filesArbitrary = (): fc.Arbitrary<Readonly<Record<string, string>>> =>
  fc.dictionary(
    fc.constantFrom(
      'work/index.ts',
      'work/lib/a.ts',
      'index.mjs',
      'template.yaml',
      'README.md',
      'package.json',
      'work/package.json',
      'notes.txt',
      'a/b/src/app.js',
      'up/up/x.js',
      '订单/index.js',
    ),
    fc.oneof(
      hostileText(),
      fc.constant("import { SQSClient } from '@aws-sdk/client-sqs'\nexport const handler = async () => {}\n"),
    ),
    { noNullPrototype: true },
  )

/** Whatever is refused is left out: what is left is a document. */
const attempt = (workflow: Workflow, command: Command): Workflow => {
  const edited = apply(workflow, command)
  return edited.ok ? edited.value : workflow
}

function connect(workflow: Workflow, wanted: WantedEdge): Workflow {
  const ids = Object.keys(workflow.nodes) as NodeId[]
  const from = ids[wanted.from % Math.max(1, ids.length)]
  const to = ids[wanted.to % Math.max(1, ids.length)]
  if (from === undefined || to === undefined) return workflow
  const ports = (id: NodeId, direction: 'in' | 'out'): readonly Port[] =>
    nodeModels[workflow.nodes[id]?.kind as NodeKind].ports.filter((port: Port) => port.direction === direction)
  const [out, into] = [ports(from, 'out'), ports(to, 'in')]
  const ends = {
    from: { node: from, port: out[wanted.fromPort % Math.max(1, out.length)]?.name ?? '' },
    to: { node: to, port: into[wanted.toPort % Math.max(1, into.length)]?.name ?? '' },
  }
  const kept = wanted.kept && { kept: wanted.kept }
  const configured = attempt(workflow, { type: 'connect', ...ends, config: wanted.config, ...kept })
  return configured === workflow ? attempt(workflow, { type: 'connect', ...ends, ...kept }) : configured
}

/** Without anything secret: that goes into no template. */
const settingsArbitrary = () =>
  fc.record(
    {
      parameters: fc.dictionary(
        fc.constantFrom('/shop/limit', 'zones', '/a/b.c-d_e', '7', 'Ref', 'yes'),
        fc.record({ type: fc.constantFrom('String' as const, 'StringList' as const), value: hostileText() }),
        { maxKeys: 3, noNullPrototype: true },
      ),
      account: fc.record(
        {
          concurrency: fc.integer({ min: 1, max: 2000 }),
          latencyMedianMs: fc.integer({ min: 0, max: 50 }),
          latencyP99Ms: fc.integer({ min: 0, max: 500 }),
        },
        { requiredKeys: ['latencyMedianMs', 'latencyP99Ms'] },
      ),
    },
    { requiredKeys: [] },
  )

/** On what is there by then, or on nothing: then it is not drawn. */
const faultArbitrary = (): fc.Arbitrary<Command> =>
  fc
    .record({
      on: fc.constantFrom<FaultPlace>(
        { type: 'node', node: 'n1' },
        { type: 'node', node: 'n4' },
        { type: 'edge', edge: 'e1' },
      ),
      startMs: fc.integer({ min: 0, max: 60_000 }),
      percent: fc.constantFrom(100, 12.5),
      effect: fc.oneof(
        fc.constant<Effect>({ type: 'drop' }),
        hostileText().map((body): Effect => ({ type: 'error', kind: 'server-error', status: 503, body })),
        hostileText().map((pattern): Effect => ({ type: 'poison', pattern: pattern.slice(0, 4096) })),
      ),
    })
    .map((fault) => ({ type: 'add-fault', fault }))

export const randomDocument = (): fc.Arbitrary<Workflow> =>
  fc
    .record({
      name: hostileText()
        .filter((text) => text !== '')
        .map((text) => text.slice(0, 200)),
      nodes: fc.array(nodeArbitrary(), { maxLength: 12 }),
      edges: fc.array(edgeArbitrary(), { maxLength: 20 }),
      files: filesArbitrary(),
      kept: fc.option(keptJson(), { nil: undefined }),
      note: fc.option(hostileText(), { nil: undefined }),
      seed: fc.nat(),
      duration: fc.constantFrom('', '10m', '1h30m'),
      settings: settingsArbitrary(),
      faults: fc.array(faultArbitrary(), { maxLength: 3 }),
      removed: fc.subarray(['n2', 'n3'] as NodeId[]),
    })
    .map(({ name, nodes, edges, files, kept, note, seed, duration, settings, faults, removed }) => {
      let workflow: Workflow = newWorkflow(name)
      for (const node of nodes) workflow = attempt(workflow, node)
      for (const edge of edges) workflow = connect(workflow, edge)
      for (const [path, text] of Object.entries(files)) workflow = attempt(workflow, { type: 'write-file', path, text })
      const gone = removed.filter((id) => Object.hasOwn(workflow.nodes, id))
      if (gone.length > 0) workflow = attempt(workflow, { type: 'remove', nodes: gone })
      if (note !== undefined) workflow = attempt(workflow, { type: 'add-note', text: note, position: { x: 1, y: 2 } })
      workflow = attempt(workflow, { type: 'edit-scenario', patch: { seed, duration } })
      workflow = attempt(workflow, { type: 'edit-settings', patch: settings })
      for (const fault of faults) workflow = attempt(workflow, fault)
      return kept ? { ...workflow, kept } : workflow
    })
