// Given this rule, when time passes, then these firings. Times are milliseconds from 2026-01-01T00:00Z, a Thursday.
import type { ScheduledEvent } from 'aws-lambda'
import type { JsonObject } from '#base'
import { runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'
import { scheduledEvent } from './scheduled-event.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE

const scheduled = (
  config: JsonObject,
  options: ScriptRunOptions,
  startAt = '2026-01-01T00:00:00Z',
  target: JsonObject = {},
): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: { rule: ['schedule', config], f: ['function', { coldStartMedianMs: 0 }] },
      edges: { 'rule.fire > f.invoke': target },
      scenario: { startAt },
    },
    options,
  )

describe('a rule', () => {
  test.each([
    ['rate(1 minute)', 5 * MINUTE, [1, 2, 3, 4, 5]],
    ['rate(2 hours)', 5 * HOUR, [120, 240]],
    ['cron(30 * * * ? *)', 3 * HOUR, [30, 90, 150]],
    ['cron(0 2 * * ? *)', 26 * HOUR, [120, 26 * 60]],
    ['cron(0 0 ? * FRI *)', 200 * HOUR, [1440, 8 * 1440]],
    ['cron(0 0 1 1 ? 2030)', HOUR, []],
  ])('%s fires in %d ms at minutes %o', async (expression, untilMs, minutes) => {
    const run = await scheduled({ expression }, { untilMs })
    expect(run.of('schedule-fired').map(({ at }) => at / 60_000_000)).toEqual(minutes)
    expect(run.of('schedule-fired').map(({ firing }) => firing)).toEqual(minutes.map((_, index) => index))
  })

  test('counts a rate from the start of the run, and a cron by the clock', async () => {
    const startAt = '2026-01-01T10:07:30Z'
    const rate = await scheduled({ expression: 'rate(5 minutes)' }, { untilMs: 10 * MINUTE }, startAt)
    const cron = await scheduled({ expression: 'cron(0/5 * * * ? *)' }, { untilMs: 10 * MINUTE }, startAt)
    expect(rate.of('schedule-fired').map(({ at }) => at / 1e6)).toEqual([300, 600])
    expect(cron.of('schedule-fired').map(({ at }) => at / 1e6)).toEqual([150, 450])
  })

  test('that is disabled does not fire, except by hand', async () => {
    const run = await scheduled(
      { enabled: false },
      { untilMs: HOUR, byHand: [{ atMs: 90_000, node: 'rule', event: { kind: 'schedule' } }] },
    )
    expect(run.table({ 'schedule-fired': [], 'invocation-requested': ['mode'] })).toEqual([
      '90000 rule schedule-fired',
      '90001 f invocation-requested mode=async',
    ])
  })

  test('that can’t be read does not fire', async () => {
    const run = await scheduled({ expression: 'every minute' }, { untilMs: HOUR })
    expect(run.of('schedule-fired')).toEqual([])
  })

  test('that is fired by hand keeps its own times', async () => {
    const run = await scheduled(
      {},
      { untilMs: 2 * MINUTE, byHand: [{ atMs: 90_000, node: 'rule', event: { kind: 'schedule' } }] },
    )
    expect(run.of('schedule-fired').map(({ at }) => at / 1e6)).toEqual([60, 90, 120])
    expect(new Set(run.of('schedule-fired').map(({ trace }) => trace)).size).toBe(3)
  })
})

describe('its targets', () => {
  test('each get their event, a function asynchronously and a queue as a message', async () => {
    const run = await runScripts(
      {
        nodes: {
          rule: ['schedule'],
          f: ['function', { coldStartMedianMs: 0 }],
          g: ['function', { coldStartMedianMs: 0 }],
          q: ['queue'],
        },
        edges: { 'rule.fire > f.invoke': {}, 'rule.fire > g.invoke': { input: '{"a":1}' }, 'rule.fire > q.send': {} },
      },
      { untilMs: MINUTE + 1000 },
    )
    expect(run.table({ 'invocation-requested': ['mode'], 'message-enqueued': [] })).toEqual([
      '60001 f invocation-requested mode=async',
      '60001 g invocation-requested mode=async',
      '60001 q message-enqueued',
    ])
    const [toF, toG] = run.of('invocation-requested')
    expect(JSON.parse(toF?.payload ?? '')).toMatchObject({
      'detail-type': 'Scheduled Event',
      time: '2026-01-01T00:01:00Z',
    })
    expect(toG?.payload).toBe('{"a":1}')
    expect(toF?.requestId).not.toBe(toG?.requestId)
    const [queued] = run.of('message-enqueued')
    expect(JSON.parse(queued?.body ?? '')).toEqual(JSON.parse(toF?.payload ?? ''))
  })

  test('that fail are tried again as asynchronous events are', async () => {
    const run = await scheduled(
      { expression: 'rate(1 day)' },
      { untilMs: 25 * HOUR, handlers: { f: () => Promise.reject(new Error('no')) } },
    )
    expect(run.of('invocation-started').map(({ attempt }) => attempt)).toEqual([1, 2, 3])
  })
})

test('the event is one for the types that handlers are written with', () => {
  const event: ScheduledEvent = scheduledEvent('nightly', '11111111-2222-4333-8444-555555555555', 1_767_225_600_999)
  expect(event).toEqual({
    version: '0',
    id: '11111111-2222-4333-8444-555555555555',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '123456789012',
    time: '2026-01-01T00:00:00Z',
    region: 'us-east-1',
    resources: ['arn:aws:events:us-east-1:123456789012:rule/nightly'],
    detail: {},
  })
})

describe('an edit during a run', () => {
  test.each([
    ['of the expression', {}, { expression: 'rate(2 minutes)' }, [1, 2, 4, 6]],
    ['that switches it off', {}, { enabled: false }, [1, 2]],
    ['that switches it on', { enabled: false }, { enabled: true }, [3, 4, 5, 6]],
    ['to something that is no expression', {}, { expression: 'now and then' }, [1, 2]],
  ])('%s counts from then on', async (_, config, fields, minutes) => {
    const run = await scheduled(
      { expression: 'rate(1 minute)', ...config },
      { untilMs: 6 * MINUTE, edits: [{ atMs: 2.5 * MINUTE, node: 'rule', fields }] },
    )
    expect(run.of('schedule-fired').map(({ at }) => at / 60_000_000)).toEqual(minutes)
    expect(run.of('schedule-fired').map(({ firing }) => firing)).toEqual(minutes.map((_minute, index) => index))
  })

  test('at the instant of a firing loses none and makes none twice', async () => {
    const edits = [{ atMs: 2 * MINUTE, node: 'rule', fields: { expression: 'rate(60 seconds)' } }]
    const other = [{ atMs: 2 * MINUTE, node: 'rule', fields: { expression: 'cron(* * * * ? *)' } }]
    for (const given of [edits, other]) {
      const run = await scheduled({ expression: 'rate(1 minute)' }, { untilMs: 4 * MINUTE, edits: given })
      expect(run.of('schedule-fired').map(({ at }) => at / 60_000_000)).toEqual(given === other ? [1, 2, 3, 4] : [1])
    }
  })

  test('of what a target gets counts for the firings that come after it', async () => {
    const edits = [{ atMs: 1.5 * MINUTE, edge: 'e1', fields: { input: '{"now":"this"}' } }]
    const run = await scheduled({ expression: 'rate(1 minute)' }, { untilMs: 3 * MINUTE, edits })
    const payloads = run.of('invocation-requested').map(({ payload }) => payload)
    expect(payloads).toHaveLength(2)
    expect(JSON.parse(payloads[0] ?? '')).toMatchObject({ source: 'aws.events' })
    expect(payloads[1]).toBe('{"now":"this"}')
  })
})
