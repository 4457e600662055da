// Given this rule, when time passes, then these firings. Times are milliseconds from 2026-01-01T00:00Z, a Thursday.
import type { ScheduledEvent } from 'aws-lambda'
import type { JsonObject } from '#base'
import { type NamedScript, runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'
import { scheduledEvent, schedulerEvent } from './scheduled-event.ts'

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

describe('a schedule of Scheduler', () => {
  const scheduler = (config: JsonObject): JsonObject => ({ flavour: 'scheduler', ...config })
  const minutesOf = (run: ScriptRun) => run.of('schedule-fired').map(({ at }) => at / 60_000_000)

  test('fires at a rate from the start, by the clock of its zone, and once at a time', async () => {
    const at = (config: JsonObject, untilMs: number, startAt?: string) =>
      scheduled(scheduler(config), { untilMs }, startAt).then(minutesOf)
    expect(await at({ expression: 'rate(1 minute)' }, 3 * MINUTE)).toEqual([0, 1, 2, 3])
    const daily = { expression: 'cron(0 9 * * ? *)', timeZone: 'America/New_York' }
    expect(await at(daily, 48 * HOUR, '2026-03-07T12:00:00Z')).toEqual([2 * 60, 25 * 60])
    expect(await at({ expression: 'at(2026-01-01T02:00:00)', timeZone: 'Europe/Berlin' }, 9 * HOUR)).toEqual([60])
  })

  test('fires between its dates alone', async () => {
    const config = { expression: 'rate(1 minute)', startDate: '2026-01-01T00:02:30Z', endDate: '2026-01-01T00:05:00Z' }
    expect(minutesOf(await scheduled(scheduler(config), { untilMs: HOUR }))).toEqual([2.5, 3.5, 4.5])
  })

  test('with a flexible window fires somewhere in it, the same in every run of one seed', async () => {
    const config = scheduler({ expression: 'rate(1 hour)', flexibleWindowMinutes: 15 })
    const run = (seed: number) => scheduled(config, { untilMs: 48 * HOUR, seed })
    const one = await run(1)
    expect((await run(1)).fingerprint).toBe(one.fingerprint)
    expect((await run(2)).fingerprint).not.toBe(one.fingerprint)
    const late = minutesOf(one).map((minute, hour) => minute - hour * 60)
    expect(late).toHaveLength(48)
    for (const minutes of late) {
      expect(minutes).toBeGreaterThanOrEqual(0)
      expect(minutes).toBeLessThan(15)
    }
    expect(Math.max(...late) - Math.min(...late)).toBeGreaterThan(7)
    // It tells its own time, not that of the call.
    expect(JSON.parse(one.of('invocation-requested')[3]?.payload ?? '')).toMatchObject({ time: '2026-01-01T03:00:00Z' })
  })

  test('gives its own notification where no input is set, and a bus an event of a source and type', async () => {
    const byHand = [{ atMs: 90_000, node: 's', event: { kind: 'schedule' } }] as const
    const config = scheduler({ enabled: false })
    const toFunction = await runScripts(
      { nodes: { s: ['schedule', config], f: ['function'] }, edges: { 's.fire > f.invoke': {} } },
      { byHand },
    )
    const [asked] = toFunction.of('invocation-requested')
    const given = JSON.parse(asked?.payload ?? '') as { id: string }
    expect(given).toEqual(schedulerEvent('s', given.id, 1_767_225_690_000))
    expect(given).toMatchObject({ source: 'aws.scheduler', detail: '{}', time: '2026-01-01T00:01:30Z' })
    const target = { eventSource: 'clock', eventDetailType: 'Tick', input: '{"a":1}' }
    const toBus = await runScripts(
      {
        nodes: { s: ['schedule', config], b: ['event-bus'], f: ['function'] },
        edges: { 's.fire > b.put': target, 'b.rule > f.invoke': {} },
      },
      { byHand },
    )
    expect(JSON.parse(toBus.of('event-put')[0]?.event ?? '')).toMatchObject({
      source: 'clock',
      'detail-type': 'Tick',
      detail: { a: 1 },
    })
  })

  test('fills in what its input asks for, anew in each try', async () => {
    const input =
      '<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.execution-id> <aws.scheduler.attempt-number>'
    const bodies = await deadLetters({ input, errorRatePercent: 100, maximumRetryAttempts: 2 })
    expect(bodies[0]?.body).toMatch(
      /^arn:aws:scheduler:us-east-1:123456789012:schedule\/default\/s 2026-01-01T00:00:00Z [0-9a-f]{16} 3$/,
    )
  })
})

/** What came to the dead-letter queue of a schedule that fires once, at 0, for a queue. */
async function deadLetters(target: JsonObject, config: JsonObject = { flavour: 'scheduler' }) {
  const letters: { body: string; attributes: Record<string, string> }[] = []
  await runScripts(
    {
      nodes: {
        s: ['schedule', { expression: 'rate(2 days)', ...config }],
        q: ['queue'],
        dead: ['queue'],
        f: ['function', { coldStartMedianMs: 0 }],
      },
      edges: { 's.fire > q.send': target, 's.undelivered > dead.send': {}, 'dead.consume > f.invoke': {} },
    },
    {
      untilMs: 47 * HOUR,
      handlers: {
        f: ({ invocation }: NamedScript) => {
          const { Records } = JSON.parse(invocation.payload) as {
            Records: { body: string; messageAttributes: Record<string, { stringValue: string }> }[]
          }
          for (const { body, messageAttributes } of Records) {
            const attributes = Object.entries(messageAttributes).map(([name, { stringValue }]) => [name, stringValue])
            letters.push({ body, attributes: Object.fromEntries(attributes) })
          }
          return Promise.resolve(null)
        },
      },
      ...(config['flavour'] === 'rule' && { byHand: [{ atMs: 0, node: 's', event: { kind: 'schedule' } }] }),
    },
  )
  return letters
}

describe('a target that fails', () => {
  test('is tried again, and its dead letter tells what Scheduler tells', async () => {
    const letters = await deadLetters({ errorRatePercent: 100, maximumRetryAttempts: 1, input: 'hello' })
    expect(letters).toMatchObject([
      {
        body: 'hello',
        attributes: {
          ERROR_CODE: 'INTERNAL_ERROR',
          EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: '1',
          SCHEDULED_TIME: '2026-01-01T00:00:00Z',
          SCHEDULE_ARN: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/s',
          TARGET_ARN: 'arn:aws:sqs:us-east-1:123456789012:q',
        },
      },
    ])
  })

  test('of a rule has the rule’s event and name in its dead letter', async () => {
    const letters = await deadLetters({ errorRatePercent: 100, maximumRetryAttempts: 0 }, { flavour: 'rule' })
    expect(letters[0]?.attributes).toMatchObject({ RULE_ARN: 'arn:aws:events:us-east-1:123456789012:rule/s' })
    expect(JSON.parse(letters[0]?.body ?? '')).toMatchObject({ source: 'aws.events' })
  })

  test('is given up when the event is too old, by default after a day and 185 retries', async () => {
    const run = (target: JsonObject) =>
      scheduled({ expression: 'rate(2 days)', flavour: 'scheduler' }, { untilMs: 47 * HOUR }, undefined, target)
    const old = await run({ errorRatePercent: 100, maximumEventAgeMs: 60_000 })
    expect(old.of('notification-failed')[0]?.at).toBeLessThanOrEqual(60_000_000)
    const patient = await run({ errorRatePercent: 100 })
    expect(patient.of('notification-failed')).toMatchObject([{ attempts: 186 }])
    expect(patient.of('notification-failed')[0]?.at).toBeLessThan(24 * HOUR * 1000)
  })

  test('that takes it at once leaves no trace of its delivery; one that took it later does', async () => {
    const facts = { 'notification-started': [], 'notification-delivered': ['attempts'] } as const
    const config = { expression: 'rate(1 minute)', flavour: 'scheduler' }
    expect((await scheduled(config, { untilMs: 5 * MINUTE })).table(facts)).toEqual([])
    const sometimes = await scheduled(config, { untilMs: HOUR }, undefined, { errorRatePercent: 50 })
    const late = sometimes.of('notification-delivered').map(({ attempts }) => attempts)
    expect(late.length).toBe(sometimes.of('notification-started').length)
    expect(Math.min(...late)).toBe(2)
  })

  test('that would always refuse it is not tried again', async () => {
    const run = await runScripts(
      {
        nodes: { s: ['schedule', { flavour: 'scheduler', expression: 'rate(1 day)' }], f: ['function'] },
        edges: { 's.fire > f.invoke': { input: 'no JSON' } },
      },
      { untilMs: HOUR },
    )
    expect(run.of('notification-failed')).toMatchObject([{ attempts: 1, failure: 'SDK_CLIENT_ERROR' }])
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
