// Given these rules, when these events come, then these targets get this.
import type { JsonObject } from '#base'
import { type NamedScript, runScripts, type ScriptRun, type ScriptRunOptions, type Stimulus } from '#emulator/testing'
import type { EventBridgeEvent } from 'aws-lambda'
import type { ShortWorkflow } from '#workflow/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const HOUR = 3_600_000
const DAY = 24 * HOUR

const put = (event: JsonObject | string, atMs = 0): Stimulus => ({
  atMs,
  node: 'b',
  event: { kind: 'event-bus', event: typeof event === 'string' ? event : JSON.stringify(event) },
})

const order = (detail: JsonObject = { total: 42 }): JsonObject => ({
  source: 'shop.orders',
  'detail-type': 'Order Placed',
  detail,
})

const STEPS = {
  'event-put': ['source'],
  'notification-filtered': ['edge'],
  'notification-started': ['edge'],
  'notification-retried': ['attempt', 'failure'],
  'notification-delivered': ['attempts'],
  'notification-failed': ['attempts', 'failure'],
  'notification-dead-lettered': ['attempts', 'failure'],
} as const

const f = ['function', { coldStartMedianMs: 0 }] as const

function run(edges: ShortWorkflow['edges'], options: ScriptRunOptions, more: ShortWorkflow['nodes'] = {}) {
  const nodes = { b: ['event-bus'], c: ['event-bus'], f, q: ['queue'], t: ['topic'], dead: ['queue'], ...more } as const
  return runScripts({ nodes, edges }, options)
}

const payloads = (it: ScriptRun): unknown[] =>
  it.of('invocation-requested').map(({ payload }) => JSON.parse(payload) as unknown)

describe('an event', () => {
  test('reaches the target of every rule that it matches, and no other', async () => {
    const it = await run(
      {
        'b.rule > f.invoke': { pattern: '{"source":["shop.orders"]}' },
        'b.rule > q.send': { pattern: '{"detail":{"total":[{"numeric":[">",100]}]}}' },
        'b.rule > t.publish': {},
      },
      { byHand: [put(order())] },
    )
    expect(it.table(STEPS, 'b')).toEqual([
      '0 b event-put source=shop.orders',
      '0 b notification-started edge=e1',
      '0 b notification-filtered edge=e2',
      '0 b notification-started edge=e3',
      '2 b notification-delivered attempts=1',
      '2 b notification-delivered attempts=1',
    ])
    expect(it.of('topic-published', 't')).toHaveLength(1)
  })

  test('has the envelope that EventBridge gives it', async () => {
    const it = await run({ 'b.rule > f.invoke': {} }, { byHand: [put(order(), 1500)] })
    const [event] = payloads(it) as EventBridgeEvent<'Order Placed', { total: number }>[]
    expect(event).toEqual({
      version: '0',
      id: it.of('event-put')[0]?.eventId,
      'detail-type': 'Order Placed',
      source: 'shop.orders',
      account: '123456789012',
      time: '2026-01-01T00:00:01Z',
      region: 'us-east-1',
      resources: [],
      detail: { total: 42 },
    })
  })

  test.each([
    ['a constant', { input: '{"a":1}' }, { a: 1 }],
    ['a part of it', { inputPath: '$.detail.total' }, 42],
    ['a text made of it', { inputPaths: { t: '$.detail.total' }, inputTemplate: '"total <t>"' }, 'total 42'],
    [
      'the rule’s own names',
      { name: 'Big', inputTemplate: '{"rule":<aws.events.rule-arn>}' },
      { rule: 'arn:aws:events:us-east-1:123456789012:rule/b/Big' },
    ],
  ])('reaches its target as %s', async (_, config, payload) => {
    const it = await run({ 'b.rule > f.invoke': config }, { byHand: [put(order())] })
    expect(payloads(it)).toEqual([payload])
  })

  test('goes on to another bus as it is, with its id', async () => {
    const it = await run({ 'b.rule > c.put': { input: '{}' }, 'c.rule > f.invoke': {} }, { byHand: [put(order())] })
    expect(it.of('event-put', 'c')[0]?.eventId).toBe(it.of('event-put', 'b')[0]?.eventId)
    expect(payloads(it)).toMatchObject([{ source: 'shop.orders', detail: { total: 42 } }])
  })

  test('of a schedule is on the bus', async () => {
    const it = await run(
      { 's.fire > b.put': {}, 'b.rule > f.invoke': { pattern: '{"source":["aws.events"]}' } },
      { untilMs: 90_000 },
      { s: ['schedule', { expression: 'rate(1 minute)' }] },
    )
    expect(payloads(it)).toMatchObject([{ 'detail-type': 'Scheduled Event', detail: {} }])
  })

  test('passes no rule that is switched off', async () => {
    const it = await run({ 'b.rule > f.invoke': { enabled: false } }, { byHand: [put(order())] })
    expect(payloads(it)).toEqual([])
  })

  test.each([
    ['no JSON', '{', 'MalformedEvent'],
    ['without a source', { 'detail-type': 'x', detail: {} }, 'InvalidArgument'],
    ['without a type', { source: 'x', detail: {} }, 'InvalidArgument'],
    ['with a detail that is no object', { source: 'x', 'detail-type': 'y', detail: '1' }, 'MalformedDetail'],
    [
      'of AWS’s own source in an entry',
      { Source: 'aws.s3', DetailType: 'y', Detail: '{}' },
      'NotAuthorizedForSourceException',
    ],
  ])('sent by hand %s is refused, and that is noted', async (_, event, code) => {
    const it = await run({ 'b.rule > f.invoke': {} }, { byHand: [put(event)] })
    expect(it.of('event-put')).toEqual([])
    expect(it.of('problem-noted').map(({ detail }) => JSON.parse(detail) as unknown)).toMatchObject([
      { bus: 'b', code },
    ])
  })
})

describe('a target that fails', () => {
  const failing = { errorRatePercent: 100, name: 'R' }

  test('is tried again with growing waits until the retries are used up', async () => {
    const it = await run(
      { 'b.rule > f.invoke': { ...failing, maximumRetryAttempts: 3 }, 'b.undelivered > dead.send': { rule: 'R' } },
      { byHand: [put(order())] },
    )
    const waits = it.of('notification-retried').map(({ delayUs }) => delayUs / 1000)
    expect(waits).toHaveLength(3)
    for (const [index, wait] of waits.entries()) {
      expect(wait).toBeGreaterThanOrEqual(500 * 2 ** index)
      expect(wait).toBeLessThanOrEqual(1000 * 2 ** index)
    }
    expect(it.of('notification-dead-lettered')).toMatchObject([{ attempts: 4, failure: 'INTERNAL_ERROR' }])
    expect(JSON.parse(it.of('message-enqueued', 'dead')[0]?.body ?? '')).toMatchObject({ source: 'shop.orders' })
  })

  test('is given 185 retries within a day', async () => {
    const it = await run({ 'b.rule > f.invoke': failing }, { byHand: [put(order())], untilMs: 2 * DAY })
    const last = it.of('notification-failed')
    expect(last).toHaveLength(1)
    expect(last[0]?.attempts).toBe(186)
    expect(last[0]?.at).toBeLessThan(DAY * 1000)
  })

  test('is given up when the event would be too old', async () => {
    const it = await run(
      { 'b.rule > f.invoke': { ...failing, maximumEventAgeMs: 60_000 }, 'b.undelivered > dead.send': {} },
      { byHand: [put(order())] },
    )
    expect(it.of('notification-dead-lettered')[0]?.at).toBeLessThanOrEqual(60_000_000)
  })

  test.each([
    ['the retries', { maximumRetryAttempts: 1 }, 'MaximumRetryAttempts', '1'],
    ['the event’s age', { maximumEventAgeMs: 60_000 }, 'MaximumEventAgeInSeconds', expect.any(String)],
  ])('says in the dead letter that %s ended it', async (_, policy, condition, retries) => {
    let seen: unknown
    await run(
      {
        'b.rule > q.send': { ...failing, ...policy },
        'b.undelivered > dead.send': {},
        'dead.consume > f.invoke': {},
      },
      {
        byHand: [put(order())],
        handlers: {
          f: ({ invocation }: NamedScript) => {
            seen = (JSON.parse(invocation.payload) as { Records: { messageAttributes: unknown }[] }).Records[0]
            return Promise.resolve(null)
          },
        },
      },
    )
    expect(seen).toMatchObject({
      messageAttributes: {
        RULE_ARN: { stringValue: 'arn:aws:events:us-east-1:123456789012:rule/b/R' },
        TARGET_ARN: { stringValue: 'arn:aws:sqs:us-east-1:123456789012:q' },
        ERROR_CODE: { stringValue: 'INTERNAL_ERROR' },
        EXHAUSTED_RETRY_CONDITION: { stringValue: condition },
        RETRY_ATTEMPTS: { stringValue: retries },
      },
    })
  })

  test('that would always refuse it is not tried again', async () => {
    const it = await run(
      { 'b.rule > q.send': {}, 'b.undelivered > dead.send': {} },
      { byHand: [put(order({ text: 'x'.repeat(2000) }))] },
      { q: ['queue', { maximumMessageBytes: 1024 }] },
    )
    expect(it.of('notification-retried')).toEqual([])
    expect(it.of('notification-dead-lettered')).toMatchObject([{ attempts: 1, failure: 'InvalidParameterValue' }])
  })

  test('gets no text that is no JSON, though the template looked like it', async () => {
    const rule = { inputPaths: { t: '$.detail.text' }, inputTemplate: '{"text":"<t>"}' }
    const it = await run({ 'b.rule > f.invoke': rule }, { byHand: [put(order({ text: 'say "hi"' }))] })
    expect(it.of('notification-failed')).toMatchObject([{ attempts: 1, failure: 'SDK_CLIENT_ERROR' }])
  })
})

describe('PutEvents', () => {
  const asks = async (Entries: readonly JsonObject[]) => {
    let reply: unknown
    const it = await run(
      { 'f.call > b.put': {}, 'b.rule > q.send': {} },
      {
        byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', payload: '{}', mode: 'async' } }],
        handlers: {
          f: async ({ call }: NamedScript) => {
            reply = await call('b', { type: 'api', operation: 'PutEvents', input: { Entries } })
            return null
          },
        },
      },
    )
    return { it, reply }
  }
  const entry = { Source: 's', DetailType: 't', Detail: '{}' }

  test('answers entry by entry', async () => {
    const { reply, it } = await asks([
      { ...entry, Time: 1_767_225_600, Resources: ['arn:a'] },
      { DetailType: 't', Detail: '{}' },
      { Source: 's', Detail: '{}' },
      { Source: 's', DetailType: 't' },
      { ...entry, Detail: '[1]' },
      { ...entry, Source: 'aws.ec2' },
    ])
    const required = (name: string) => ({
      ErrorCode: 'InvalidArgument',
      ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
    })
    expect(reply).toEqual({
      type: 'api',
      output: {
        FailedEntryCount: 5,
        Entries: [
          { EventId: it.of('event-put')[0]?.eventId },
          required('Source'),
          required('DetailType'),
          required('Detail'),
          { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' },
          { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' },
        ],
      },
    })
    expect(JSON.parse(it.of('message-enqueued')[0]?.body ?? '')).toMatchObject({
      time: '2026-01-01T00:00:00Z',
      resources: ['arn:a'],
    })
  })

  test.each([
    ['no entries', [], /greater than or equal to 1/],
    ['11 entries', Array.from({ length: 11 }, () => entry), /less than or equal to 10/],
    ['more than 1 MB', [{ ...entry, Detail: JSON.stringify({ a: 'x'.repeat(1_048_576) }) }], /over the limit/],
  ])('refuses %s as a whole', async (_, entries, message) => {
    const { reply, it } = await asks(entries)
    expect(reply).toMatchObject({ type: 'api-error', status: 400, code: 'ValidationException' })
    expect(reply).toMatchObject({ message: expect.stringMatching(message) })
    expect(it.of('event-put')).toEqual([])
  })
})

test('each event ends once for each rule it matches: delivered, dropped or dead-lettered', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ kind: fc.integer({ min: 0, max: 3 }), atMs: fc.integer({ min: 0, max: 5000 }) }), {
        maxLength: 12,
      }),
      fc.array(
        fc.record({
          matches: fc.subarray([0, 1, 2, 3], { minLength: 1 }),
          errorRatePercent: fc.constantFrom(0, 30, 100),
          maximumRetryAttempts: fc.integer({ min: 0, max: 4 }),
          deadLetters: fc.boolean(),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      fc.integer({ min: 0, max: 1000 }),
      async (events, rules, seed) => {
        const edges: Record<string, JsonObject> = {}
        for (const [index, { matches, errorRatePercent, maximumRetryAttempts, deadLetters }] of rules.entries()) {
          const pattern = JSON.stringify({ detail: { kind: matches } })
          edges[`b.rule > q${index}.send`] = { name: `R${index}`, pattern, errorRatePercent, maximumRetryAttempts }
          if (deadLetters) edges[`b.undelivered > d${index}.send`] = { rule: `R${index}` }
        }
        const queues = Object.fromEntries(
          rules.flatMap((_, index) => [
            [`q${index}`, ['queue'] as const],
            [`d${index}`, ['queue'] as const],
          ]),
        )
        const it = await run(
          edges,
          { byHand: events.map(({ kind, atMs }) => put(order({ kind }), atMs)), seed },
          queues,
        )
        const count = (type: Parameters<ScriptRun['of']>[0], node?: string) => it.of(type, node).length
        const expected = rules.map(({ matches }) => events.filter(({ kind }) => matches.includes(kind)).length)
        const sum = expected.reduce((total, one) => total + one, 0)
        expect(count('event-put')).toBe(events.length)
        expect(count('notification-started')).toBe(sum)
        expect(count('notification-filtered')).toBe(events.length * rules.length - sum)
        const ended = (
          ['notification-delivered', 'notification-failed', 'notification-dead-lettered'] as const
        ).flatMap((type) => it.of(type).map((event) => event.notification))
        expect(new Set(ended).size).toBe(sum)
        expect(ended).toHaveLength(sum)
        for (const [index, { deadLetters }] of rules.entries()) {
          const there = count('message-enqueued', `q${index}`) + count('message-enqueued', `d${index}`)
          expect(there).toBeLessThanOrEqual(expected[index] ?? 0)
          if (deadLetters) expect(there).toBe(expected[index])
        }
      },
    ),
    { numRuns: 40 },
  ))

test('an edit of the waits during a run counts for the next one', async () => {
  const it = await run(
    { 'b.rule > f.invoke': { errorRatePercent: 100, maximumRetryAttempts: 2 } },
    {
      byHand: [put(order())],
      edits: [{ atMs: 100, node: 'b', fields: { minimumDelayMs: 60_000 } }],
    },
  )
  const [first = 0, second = 0] = it.of('notification-retried').map(({ delayUs }) => delayUs / 1000)
  expect(first).toBeLessThanOrEqual(1000)
  expect(second).toBeGreaterThanOrEqual(60_000)
})

test('an edit of a rule’s retries during a run counts for the next try', async () => {
  const it = await run(
    { 'b.rule > f.invoke': { errorRatePercent: 100, maximumRetryAttempts: 9 } },
    { byHand: [put(order())], edits: [{ atMs: 100, edge: 'e1', fields: { maximumRetryAttempts: 1 } }] },
  )
  expect(it.of('notification-failed')).toMatchObject([{ attempts: 2 }])
})
