// Random configs of each kind and of edges, of which only some are possible: the commands that take them decide.
import type { JsonObject } from '#base'
import type { NodeKind } from '#nodes/models'
import fc from 'fast-check'
import { hostileText, texts } from './hostile-texts.ts'

export const configs: { readonly [Kind in NodeKind]: () => fc.Arbitrary<JsonObject> } = {
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

export const edgeConfigs = (): fc.Arbitrary<JsonObject> =>
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
