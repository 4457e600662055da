// Over random workflows of queues, topics, buses, buckets, streams and functions, whatever fails, is throttled, crashes,
// times out or is delivered twice: nothing is lost, nothing comes from nowhere, and each thing ends once.
import type { JsonObject } from '#base'
import { soakRuns } from '#base/testing/soak'
import type { TraceEvent } from '#trace'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type NamedScript, runScripts, type ScriptRun, type Stimulus } from './testing/run-scripts.ts'

/** Of a whole soak. */
const LONG_MS = 600_000
/** Longer than anything is tried for. */
const EIGHT_MINUTES = 480_000
const BEHAVIOURS = ['succeed', 'succeed', 'fail', 'crash', 'outlast', 'send-and-crash', 'send'] as const
type Behaviour = (typeof BEHAVIOURS)[number]

/** Every edge there may be; none leads back. */
const EDGES: readonly (readonly [edge: string, config?: JsonObject])[] = [
  ['topic.subscribe > first.send'],
  ['topic.subscribe > f.invoke', { errorRatePercent: 40 }],
  ['topic.undelivered > dead.send'],
  ['bus.rule > first.send', { maximumRetryAttempts: 2, errorRatePercent: 50 }],
  ['bus.rule > second.send'],
  ['bus.rule > g.invoke', { maximumRetryAttempts: 1, errorRatePercent: 60 }],
  ['bus.rule > topic.publish'],
  ['bus.undelivered > dead.send'],
  ['bucket.notify > first.send'],
  ['bucket.notify > topic.publish'],
  ['bucket.notify > bus.put'],
  ['bucket.notify > g.invoke'],
  ['first.consume > f.invoke', { batchSize: 3 }],
  ['first.redrive > dead.send', { maxReceiveCount: 2 }],
  ['second.consume > g.invoke', { batchSize: 2, batchWindowMs: 200 }],
  ['second.redrive > dead.send', { maxReceiveCount: 3 }],
  ['last.consume > h.invoke'],
  ['last.redrive > dead.send', { maxReceiveCount: 2 }],
  [
    'stream.consume > f.invoke',
    { batchSize: 4, maximumRetryAttempts: 2, bisectOnError: true, maximumRecordAgeMs: 120_000 },
  ],
  [
    'stream.consume > h.invoke',
    { batchSize: 2, maximumRetryAttempts: 1, parallelizationFactor: 2, maximumRecordAgeMs: 60_000 },
  ],
  ['stream.undelivered > dead.send'],
  ['table.consume > g.invoke', { batchSize: 3, maximumRetryAttempts: 2, maximumRecordAgeMs: 120_000 }],
  ['table.undelivered > dead.send'],
  ['f.dead-letter > dead.send'],
  ['g.on-failure > dead.send'],
]

const SOURCES = ['topic', 'bus', 'bucket', 'stream', 'table', 'first', 'second'] as const

const scene = fc.record({
  edges: fc.subarray([...EDGES.keys()], { minLength: 8 }),
  reserved: fc.tuple(fc.constantFrom(-1, 0, 1, 3), fc.constantFrom(-1, 1, 2), fc.constantFrom(-1, 1, 3)),
  behaviours: fc.array(fc.constantFrom(...BEHAVIOURS), { minLength: 1, maxLength: 6 }),
  duplicatesPercent: fc.constantFrom(0, 60),
  visibilityTimeoutMs: fc.constantFrom(2000, 5000),
  latency: fc.boolean(),
  shardCount: fc.integer({ min: 1, max: 3 }),
  sent: fc.array(fc.tuple(fc.constantFrom(...SOURCES), fc.integer({ min: 0, max: 20_000 })), {
    minLength: 1,
    maxLength: 40,
  }),
  seed: fc.integer({ min: 0 }),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

function stimulus([source, atMs]: Scene['sent'][number], index: number): Stimulus {
  switch (source) {
    case 'topic':
      return { atMs, node: source, event: { kind: 'topic', message: `t${index}` } }
    case 'bus':
      return {
        atMs,
        node: source,
        event: { kind: 'event-bus', event: JSON.stringify({ source: 's', 'detail-type': 't', detail: { index } }) },
      }
    case 'bucket':
      return { atMs, node: source, event: { kind: 'bucket', key: `k${index}`, body: '' } }
    case 'stream':
      return { atMs, node: source, event: { kind: 'stream', partitionKey: `p${index % 5}`, data: 'eA==' } }
    case 'table':
      return { atMs, node: source, event: { kind: 'table', item: JSON.stringify({ id: `i${index % 7}`, index }) } }
    default:
      return { atMs, node: source, event: { kind: 'queue', body: `m${index}` } }
  }
}

/** What a batch's records are known by; of another event, nothing. */
function recordIds(payload: string): readonly string[] {
  const { Records = [] } = JSON.parse(payload) as { Records?: readonly Record<string, unknown>[] }
  return Records.flatMap(({ messageId }) => (typeof messageId === 'string' ? [messageId] : []))
}

interface Played {
  readonly run: ScriptRun
  /** How often a handler came to its end with this message in its hands. */
  readonly handled: ReadonlyMap<string, number>
}

async function play(one: Scene, careful = false): Promise<Played> {
  const handled = new Map<string, number>()
  async function behave(script: NamedScript): Promise<unknown> {
    const behaviour: Behaviour = one.behaviours[script.invocation.key % one.behaviours.length] ?? 'fail'
    await script.sleep(30)
    if (behaviour.startsWith('send'))
      await script.call('last', { type: 'api', operation: 'SendMessage', input: { MessageBody: 'x' } })
    if (behaviour === 'fail') throw new Error('no')
    if (behaviour === 'outlast') await script.sleep(60_000)
    if (behaviour.endsWith('crash')) return script.end('crashed')
    for (const id of recordIds(script.invocation.payload)) handled.set(id, (handled.get(id) ?? 0) + 1)
    return null
  }
  const { visibilityTimeoutMs, duplicatesPercent, reserved, shardCount } = one
  const queue: readonly [string, JsonObject] = ['queue', { visibilityTimeoutMs, duplicatesPercent }]
  const worker = (index: 0 | 1 | 2): readonly [string, JsonObject] => {
    const concurrency = reserved[index] < 0 ? {} : { reservedConcurrency: reserved[index] }
    return ['function', { timeoutMs: 1000, coldStartMedianMs: 50, maximumEventAgeMs: 240_000, ...concurrency }]
  }
  const drawn = one.latency ? { latencyMedianMs: 20, latencyP99Ms: 200 } : {}
  const delivered = one.latency ? { ...drawn, deliveryMedianMs: 50, deliveryP99Ms: 900 } : {}
  const run = await runScripts(
    {
      nodes: {
        topic: ['topic', { postBackoffRetries: 0, backoffRetries: 2, ...delivered }],
        bus: ['event-bus', { maximumDelayMs: 5000, ...delivered }],
        bucket: ['bucket', delivered],
        stream: ['stream', { shardCount, ...drawn }],
        table: ['table', drawn],
        first: queue,
        second: queue,
        last: queue,
        dead: ['queue'],
        f: worker(0),
        g: worker(1),
        h: worker(2),
      },
      edges: {
        'f.call > last.send': {},
        'g.call > last.send': {},
        ...Object.fromEntries(one.edges.map((index) => [EDGES[index]?.[0] ?? '', EDGES[index]?.[1] ?? {}])),
      },
    },
    {
      seed: one.seed,
      careful,
      untilMs: EIGHT_MINUTES,
      byHand: one.sent.map(stimulus),
      handlers: { f: behave, g: behave, h: behave },
    },
  )
  return { run, handled }
}

const count = <K>(counts: Map<K, number>, key: K): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Each message is in one queue at a time, and leaves it once. */
function messagesEnd({ run, handled }: Played, ends: Set<string>): void {
  const held = new Map<string, string>()
  const letters = new Map<number, number>()
  for (const event of run.events) {
    const place = 'message' in event ? `${run.nameOf(event)}/${event.message}` : ''
    if (event.type === 'message-enqueued') {
      expect(held.has(place), `${place} comes once`).toBe(false)
      held.set(place, event.messageId)
      if (run.nameOf(event) === 'dead' && letters.delete(event.message)) ends.add('dead-lettered')
    } else if (
      event.type === 'message-deleted' ||
      event.type === 'message-expired' ||
      event.type === 'message-dead-lettered'
    ) {
      const messageId = held.get(place)
      expect(messageId, `${place} leaves once`).toBeDefined()
      if (event.type === 'message-deleted') {
        expect(handled.get(messageId ?? ''), `${place} was handled`).toBeGreaterThan(0)
        ends.add('handled')
      }
      if (event.type === 'message-dead-lettered') letters.set(event.message, event.to)
      held.set(place, '')
    } else if (event.type === 'notification-dead-lettered') letters.set(event.message, event.to)
    else if (event.type === 'records-settled' && event.message >= 0) letters.set(event.message, event.to)
  }
  expect([...letters], 'no dead letter is under way for ever').toEqual([])
}

/** Each publication is offered to each edge once, and each notification ends once. */
function notificationsEnd({ run }: Played, ends: Set<string>): void {
  const offered = new Map<string, number>()
  const open = new Set<number>()
  for (const event of run.events) {
    if (event.type === 'notification-started' || event.type === 'notification-filtered')
      count(offered, `${run.nameOf(event)} ${event.publication} ${event.edge}`)
    if (event.type === 'notification-started') open.add(event.notification)
    if (
      event.type === 'notification-delivered' ||
      event.type === 'notification-failed' ||
      event.type === 'notification-dead-lettered'
    ) {
      expect(open.delete(event.notification), `notification ${event.notification} ends once`).toBe(true)
      ends.add(event.type)
    }
  }
  expect([...open]).toEqual([])
  expect(new Set([...offered.values(), 1])).toEqual(new Set([1]))
}

/** Each asynchronous event succeeds or is dropped, once. */
function eventsEnd({ run }: Played, ends: Set<string>): void {
  const open = new Set(run.of('invocation-requested').flatMap((one) => (one.mode === 'async' ? [one.invocation] : [])))
  for (const event of run.events) {
    const isEnd =
      event.type === 'invocation-dropped' || (event.type === 'invocation-ended' && event.outcome === 'returned')
    if (!isEnd) continue
    const wasOpen = open.delete(event.invocation)
    if (event.type === 'invocation-dropped') expect(wasOpen, `event ${event.invocation} ends once`).toBe(true)
    if (event.type === 'invocation-dropped') ends.add('dropped')
  }
  expect([...open], 'no event is tried for ever').toEqual([])
}

/** Each record is settled for each consumer once, in the order of its shard's lanes. */
function recordsEnd({ run }: Played, ends: Set<string>, edges: readonly string[]): void {
  for (const node of ['stream', 'table']) {
    const consumers = edges.filter((edge) => edge.startsWith(`${node}.consume`)).length
    const added = run.of('stream-record-added', node).length
    const settled = run.of('records-settled', node)
    for (const { outcome } of settled) ends.add(outcome)
    expect(settled.reduce((sum, { records }) => sum + records, 0)).toBe(added * consumers)
  }
}

/** So many of these as there are of those. */
function arrivalsMatch({ run }: Played, one: Scene): void {
  const edges = new Map(
    ['f.call > last.send', 'g.call > last.send', ...one.edges.map((index) => EDGES[index]?.[0] ?? '')].map(
      (edge, index) => [`e${index + 1}`, edge.split('> ')[1]?.split('.')[0] ?? ''],
    ),
  )
  const arrived = new Map<string, number>()
  const started = new Map<number, string>()
  const expected = new Map<string, number>()
  const at = (event: TraceEvent, to: number): string => run.nameOf({ ...event, node: to })
  for (const event of run.events) {
    if (event.type === 'message-enqueued') count(arrived, run.nameOf(event))
    if (event.type === 'notification-started') started.set(event.notification, edges.get(event.edge) ?? '')
    if (event.type === 'notification-delivered') count(expected, started.get(event.notification) ?? '')
    if (event.type === 'notification-tested') count(expected, edges.get(event.edge) ?? '')
    if (event.type === 'destination-started') count(expected, edges.get(event.edge) ?? '')
    if (event.type === 'notification-dead-lettered' || event.type === 'message-dead-lettered')
      count(expected, at(event, event.to))
    if (event.type === 'records-settled' && event.message >= 0) count(expected, at(event, event.to))
  }
  for (const queue of ['first', 'second', 'dead']) {
    const byHand = one.sent.filter(([source]) => source === queue).length
    expect([queue, arrived.get(queue) ?? 0]).toEqual([queue, (expected.get(queue) ?? 0) + byHand])
  }
}

test('nothing is lost, nothing comes from nowhere, and each message, notification, event and record ends once', {
  timeout: LONG_MS,
}, async () => {
  const ends = new Set<string>()
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      const played = await play(one)
      messagesEnd(played, ends)
      notificationsEnd(played, ends)
      eventsEnd(played, ends)
      recordsEnd(
        played,
        ends,
        one.edges.map((index) => EDGES[index]?.[0] ?? ''),
      )
      arrivalsMatch(played, one)
    }),
    { numRuns: soakRuns(300), seed: 2026 },
  )
  expect([...ends].sort()).toEqual([
    'dead-lettered',
    'discarded',
    'dropped',
    'handled',
    'notification-dead-lettered',
    'notification-delivered',
    'notification-failed',
    'processed',
  ])
})

test('the same scene gives the same log, looking ahead or not', { timeout: LONG_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      expect((await play(one, true)).run.fingerprint).toBe((await play(one)).run.fingerprint)
    }),
    { numRuns: soakRuns(40), seed: 2026 },
  )
})
