// Given a bus with archives, when events come and some of them are replayed, then these rules get them again.
import type { Json, JsonObject } from '#base'
import { type NamedScript, runScripts, type ScriptRun, type ScriptRunOptions, type Stimulus } from '#emulator/testing'
import type { ShortWorkflow } from '#workflow/testing'
import { describe, expect, test } from 'vitest'
import { eventArchiveFault } from './rule-faults.ts'

const MINUTE = 60_000
const DAY = 1440 * MINUTE
const START_MS = Date.UTC(2026, 0, 1)

const put = (kind: string, atMs: number, more: JsonObject = {}): Stimulus => ({
  atMs,
  node: 'b',
  event: {
    kind: 'event-bus',
    event: JSON.stringify({ source: 'shop', 'detail-type': kind, detail: { kind, atMs }, ...more }),
  },
})

interface Given {
  readonly name?: string
  readonly archive?: string
  readonly fromMs?: number
  readonly toMs?: number
  readonly rules?: readonly string[]
}

const replay = (
  atMs: number,
  { name = 'again', archive = 'all', fromMs = 0, toMs = DAY, rules = [] }: Given = {},
): Stimulus => ({
  atMs,
  node: 'b',
  event: {
    kind: 'event-bus',
    replay: { name, archive, startMs: START_MS + fromMs, endMs: START_MS + toMs, rules },
  },
})

const ALL = { name: 'all' }
const BIG = { name: 'big', pattern: '{"detail-type":["Big"]}' }

function run(
  archives: readonly JsonObject[],
  options: ScriptRunOptions,
  edges: ShortWorkflow['edges'] = { 'b.rule > q.send': { name: 'toQ' } },
): Promise<ScriptRun> {
  const config = { archives: [...archives], deliveryMedianMs: 0, deliveryP99Ms: 0 }
  return runScripts({ nodes: { b: ['event-bus', config], q: ['queue'], r: ['queue'] }, edges }, options)
}

const bodies = (it: ScriptRun, node = 'q'): Record<string, Json>[] =>
  it.of('message-enqueued', node).map(({ body }) => JSON.parse(body) as Record<string, Json>)
const replayed = (it: ScriptRun, node?: string): Record<string, Json>[] =>
  bodies(it, node).filter((body) => body['replay-name'] !== undefined)

describe('an archive', () => {
  test('keeps the events that its pattern matches, and a replay brings them back under its name', async () => {
    const byHand = [put('Big', 1000), put('Small', 2000), put('Big', 3000), replay(10 * MINUTE, { archive: 'big' })]
    const it = await run([ALL, BIG], { byHand })
    expect(
      it.table({ 'event-archived': ['archive'], 'replay-started': ['events'], 'replay-ended': ['events'] }),
    ).toEqual([
      '1000 b event-archived archive=all',
      '1000 b event-archived archive=big',
      '2000 b event-archived archive=all',
      '3000 b event-archived archive=all',
      '3000 b event-archived archive=big',
      '600000 b replay-started events=2',
      '600000 b replay-ended events=2',
    ])
    const [first] = bodies(it)
    const again = replayed(it)
    expect(again).toHaveLength(2)
    // The same event, its id and time with it.
    expect(again).toContainEqual({ ...first, 'replay-name': 'again' })
  })

  test('keeps no event that comes out of one', async () => {
    const it = await run([ALL], { byHand: [put('Big', 0), replay(MINUTE), replay(2 * MINUTE, { name: 'more' })] })
    expect(it.of('event-archived')).toHaveLength(1)
    expect(replayed(it).map((body) => body['replay-name'])).toEqual(['again', 'more'])
  })

  test('forgets what is older than its retention', async () => {
    const byHand = [put('Old', 0), put('New', 1.5 * DAY), replay(2 * DAY, { toMs: 3 * DAY })]
    const it = await run([{ name: 'all', retentionDays: 1 }], { byHand, untilMs: 3 * DAY })
    expect(replayed(it).map((body) => body['detail-type'])).toEqual(['New'])
  })

  test('with a pattern that EventBridge refuses is none, and the reason is told before the run', async () => {
    const archive = { name: 'all', pattern: '{"source":"x"}', retentionDays: 0 }
    expect(eventArchiveFault(archive)?.message).toMatch(/^Event pattern is not valid\. Reason: /)
    expect(eventArchiveFault({ ...archive, pattern: '{"source":["x"]}' })).toBeUndefined()
    const it = await run([archive], { byHand: [put('Big', 0)] })
    expect(it.of('event-archived')).toEqual([])
  })
})

describe('a replay', () => {
  test('is of the events whose own time is in its range, whenever they came', async () => {
    const time = (minutes: number): JsonObject => ({ time: `2026-01-01T00:${String(minutes).padStart(2, '0')}:00Z` })
    const byHand = [put('A', 0, time(1)), put('B', 0, time(5)), put('C', 0, time(9))]
    const range = { fromMs: 5 * MINUTE, toMs: 8 * MINUTE }
    const it = await run([ALL], { byHand: [...byHand, replay(MINUTE, range)] })
    expect(replayed(it).map((body) => body['detail-type'])).toEqual(['B'])
  })

  test('brings a minute’s events after those of the minute before it, and in no order within one', async () => {
    const kinds = Array.from({ length: 40 }, (_, index) => index)
    const byHand = kinds.map((index) => put(String(index), index * 3000))
    const it = await run([ALL], { byHand: [...byHand, replay(10 * MINUTE)] })
    const order = replayed(it).map((body) => Number(body['detail-type']))
    expect(order.slice(0, 20).every((index) => index < 20)).toBe(true)
    expect(order.slice(20).every((index) => index >= 20)).toBe(true)
    expect([...order].sort((a, b) => a - b)).toEqual(kinds)
    expect(order).not.toEqual(kinds)
    const other = await run([ALL], { byHand: [...byHand, replay(10 * MINUTE)] })
    expect(other.fingerprint).toBe(it.fingerprint)
  })

  test('is for the rules that are named alone', async () => {
    const edges = { 'b.rule > q.send': { name: 'toQ' }, 'b.rule > r.send': { name: 'toR' } }
    const it = await run([ALL], { byHand: [put('A', 0), replay(MINUTE, { rules: ['toR'] })] }, edges)
    expect([replayed(it, 'q').length, replayed(it, 'r').length]).toEqual([0, 1])
  })

  test('of nothing ends at once', async () => {
    const it = await run([ALL], { byHand: [replay(MINUTE)] })
    expect(it.of('replay-ended')).toMatchObject([{ events: 0 }])
  })

  test.each<[string, Given, string]>([
    ['of an archive that is not there', { archive: 'none' }, 'Archive none does not exist.'],
    ['that ends before it begins', { fromMs: DAY, toMs: 0 }, 'EventStartTime must be before EventEndTime.'],
    ['whose name is no name', { name: 'not this' }, 'Parameter ReplayName is not valid.'],
  ])('%s is refused, and that is noted', async (_, given, message) => {
    const it = await run([ALL], { byHand: [put('A', 0), replay(MINUTE, given)] })
    expect(it.of('replay-started')).toEqual([])
    const [noted] = it.of('problem-noted')
    expect(noted?.code).toBe('replay-refused')
    expect((JSON.parse(noted?.detail ?? '') as { message: string }).message).toContain(message)
  })

  test('under a name that was there before is refused', async () => {
    const it = await run([ALL], { byHand: [put('A', 0), replay(MINUTE), replay(2 * MINUTE)] })
    expect(it.of('replay-started')).toHaveLength(1)
    expect(it.of('problem-noted')[0]?.detail).toContain('ResourceAlreadyExistsException')
  })

  test('is started by StartReplay too, which answers in the provider’s words', async () => {
    const replies: unknown[] = []
    const input = (more: JsonObject = {}): JsonObject => ({
      ReplayName: 'code',
      EventSourceArn: 'arn:aws:events:us-east-1:123456789012:archive/all',
      EventStartTime: START_MS / 1000,
      EventEndTime: START_MS / 1000 + 86_400,
      Destination: { Arn: 'arn:aws:events:us-east-1:123456789012:event-bus/b' },
      ...more,
    })
    const it = await runScripts(
      {
        nodes: { b: ['event-bus', { archives: [ALL] }], f: ['function'], q: ['queue'] },
        edges: { 'f.call > b.put': {}, 'b.rule > q.send': {} },
      },
      {
        byHand: [put('A', 0), { atMs: MINUTE, node: 'f', event: { kind: 'function', payload: '{}', mode: 'async' } }],
        handlers: {
          f: async ({ call }: NamedScript) => {
            const ask = (asked: JsonObject) => call('b', { type: 'api', operation: 'StartReplay', input: asked })
            replies.push(await ask(input()))
            const other = 'arn:aws:events:us-east-1:123456789012:event-bus/other'
            replies.push(await ask(input({ ReplayName: 'x', Destination: { Arn: other } })))
            return null
          },
        },
      },
    )
    expect(replies).toMatchObject([
      {
        type: 'api',
        output: { ReplayArn: 'arn:aws:events:us-east-1:123456789012:replay/code', State: 'STARTING' },
      },
      {
        type: 'api-error',
        code: 'ValidationException',
        message: 'Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.',
      },
    ])
    expect(replayed(it)).toHaveLength(1)
    expect(it.of('problem-noted')).toEqual([])
  })
})
