// Whatever fails and however often: each published message reaches each subscription that wants it once, or its
// dead-letter queue once, or is given up once, or is still on its way. Over random topics and seeds.
import { soakRuns } from '#base/testing/soak'
import { runScripts, type ScriptRun, type Stimulus } from '#emulator/testing'
import { createStatusFold, createSpanFold, describeRun, summarise } from '#trace'
import { buildWorkflow } from '#workflow/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const LONG_MS = 300_000
const POLICIES = ['', '{"n":[1]}', '{"n":[{"numeric":["<",2]}]}', '{"n":[{"exists":false}]}'] as const
/** Which of the values 0, 1, 2 and none each of them lets pass. */
const PASSES: readonly (readonly (number | undefined)[])[] = [[0, 1, 2, undefined], [1], [0, 1], [undefined]]

const scene = fc.record({
  retries: fc.record({
    immediateRetries: fc.integer({ min: 0, max: 2 }),
    preBackoffRetries: fc.integer({ min: 0, max: 1 }),
    backoffRetries: fc.integer({ min: 0, max: 3 }),
    postBackoffRetries: fc.constantFrom(0, 1, 100_000),
    maximumDelayMs: fc.constantFrom(1000, 20_000),
  }),
  subscriptions: fc.array(
    fc.record({
      policy: fc.nat({ max: POLICIES.length - 1 }),
      rawDelivery: fc.boolean(),
      errorRatePercent: fc.constantFrom(0, 50, 100),
      tooSmall: fc.boolean(),
      own: fc.boolean(),
      isFunction: fc.boolean(),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  deadLetters: fc.boolean(),
  messages: fc.array(
    fc.record({ atMs: fc.nat({ max: 20_000 }), n: fc.constantFrom(undefined, 0, 1, 2), large: fc.boolean() }),
    { minLength: 1, maxLength: 15 },
  ),
  seed: fc.nat(),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

function draw({ subscriptions, retries, deadLetters }: Scene) {
  const nodes = subscriptions.map(({ isFunction, tooSmall }, index) =>
    isFunction
      ? ([`s${index}`, ['function', { coldStartMedianMs: 0 }]] as const)
      : ([`s${index}`, ['queue', tooSmall ? { maximumMessageBytes: 1024 } : {}]] as const),
  )
  const edges = subscriptions.flatMap(({ policy, rawDelivery, errorRatePercent, own, isFunction }, index) => [
    [
      `t.subscribe > s${index}.${isFunction ? 'invoke' : 'send'}`,
      { filterPolicy: POLICIES[policy] ?? '', rawDelivery, errorRatePercent },
    ] as const,
    ...(own ? [[`t.undelivered > d${index}.send`, { endpoint: `s${index}` }] as const] : []),
  ])
  const own = subscriptions.flatMap((one, index) => (one.own ? [[`d${index}`, ['queue']] as const] : []))
  return buildWorkflow({
    nodes: { t: ['topic', retries], all: ['queue'], ...Object.fromEntries([...nodes, ...own]) },
    edges: { ...Object.fromEntries(edges), ...(deadLetters ? { 't.undelivered > all.send': {} } : {}) },
  })
}

function play(one: Scene, careful = false): Promise<ScriptRun> {
  const byHand = one.messages.map(
    ({ atMs, n, large }): Stimulus => ({
      atMs,
      node: 't',
      event: {
        kind: 'topic',
        message: large ? 'x'.repeat(1500) : 'x',
        attributes: n === undefined ? {} : { n: { DataType: 'Number', StringValue: String(n) } },
      },
    }),
  )
  return runScripts(draw(one), { byHand, seed: one.seed, careful, untilMs: 120_000 })
}

test('each message for each subscription is delivered, moved, given up or tried again, exactly once', {
  timeout: LONG_MS,
}, async () => {
  const ends = new Set<string>()
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      const run = await play(one)
      const wanted = one.subscriptions.reduce(
        (sum, { policy }) => sum + one.messages.filter(({ n }) => PASSES[policy]?.includes(n)).length,
        0,
      )
      const open = new Map<number, string>()
      const letters = new Set<number>()
      for (const event of run.events) {
        if (event.type === 'notification-started') {
          expect(open.has(event.notification)).toBe(false)
          open.set(event.notification, 'waiting')
        } else if ('notification' in event) {
          expect(open.get(event.notification)).toBe('waiting')
          if (event.type === 'notification-retried') continue
          open.set(event.notification, event.type)
          if (event.type === 'notification-dead-lettered') letters.add(event.message)
        }
      }
      const count = (end: string): number => [...open.values()].filter((one) => one === end).length
      for (const end of open.values()) ends.add(end)
      expect(open.size).toBe(wanted)
      expect(run.of('notification-filtered')).toHaveLength(one.messages.length * one.subscriptions.length - wanted)
      // What was delivered has arrived, once; what was moved too.
      const arrived = run.events.filter((event) => run.nameOf(event).startsWith('s'))
      const taken = arrived.filter(({ type }) => type === 'message-enqueued' || type === 'invocation-requested')
      expect(taken).toHaveLength(count('notification-delivered'))
      const moved = run.of('message-enqueued').filter((event) => !run.nameOf(event).startsWith('s'))
      expect(new Set(moved.map(({ message }) => message))).toEqual(letters)
      expect(moved).toHaveLength(letters.size)
      // The run's sum says the same.
      const sum = summaryOf(run, one)
      expect(sum.nodes['t']).toEqual({
        kind: 'topic',
        published: one.messages.length,
        delivered: count('notification-delivered'),
        filtered: one.messages.length * one.subscriptions.length - wanted,
        failed: count('notification-failed'),
        deadLettered: letters.size,
      })
      const { sent, delivered, deadLettered, expired, waiting, lost } = sum.messages
      expect(lost).toBe(0)
      expect(sent).toBe(delivered + deadLettered + expired + waiting)
    }),
    { numRuns: soakRuns(200), seed: 2026 },
  )
  expect([...ends].sort()).toEqual([
    'notification-dead-lettered',
    'notification-delivered',
    'notification-failed',
    'waiting',
  ])
})

function summaryOf(run: ScriptRun, one: Scene) {
  const description = describeRun(draw(one))
  const spans = createSpanFold(description)
  const status = createStatusFold(description, spans)
  spans.advance(run.reader)
  status.advance(run.reader)
  return summarise(description, status)
}

test('the same topic and seed give the same log, looking ahead or not', { timeout: LONG_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      expect((await play(one, true)).fingerprint).toBe((await play(one)).fingerprint)
    }),
    { numRuns: soakRuns(50), seed: 2026 },
  )
})
