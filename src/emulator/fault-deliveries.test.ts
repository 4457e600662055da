// What faults do to what the provider delivers by itself, and that no message is lost over it.
import type { Effect, Fault, FaultPlace } from '#faults'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildWorkflow } from '#workflow/testing'
import type { Message } from './message.ts'
import { runScripts, type ScriptRun, type ScriptRunOptions } from './testing/run-scripts.ts'

const node = (id: string): FaultPlace => ({ type: 'node', node: id })
const edge = (id: string): FaultPlace => ({ type: 'edge', edge: id })

const fault = (on: FaultPlace, effect: Effect, more: Partial<Fault> = {}): Fault => ({
  id: 'f1',
  on,
  startMs: 0,
  percent: 100,
  effect,
  ...more,
})

/** e1 topic → queue, e2 queue → work, e3 queue → dead letters, e4 topic → told. */
const pipeline = (faults: readonly Fault[]) =>
  buildWorkflow({
    nodes: {
      topic: ['topic'],
      orders: ['queue', { visibilityTimeoutMs: 30_000 }],
      work: ['function', { timeoutMs: 3000 }],
      dead: ['queue'],
      told: ['function'],
    },
    edges: {
      'topic.subscribe > orders.send': { rawDelivery: true },
      'orders.consume > work.invoke': { batchSize: 5 },
      'orders.redrive > dead.send': { maxReceiveCount: 3 },
      'topic.subscribe > told.invoke': {},
    },
    scenario: { faults },
  })

const publish = (message: string, atMs: number) => ({ atMs, node: 'topic', event: { kind: 'topic', message } }) as const

const bodiesOf = (script: { readonly invocation: { readonly payload: string } }): string[] =>
  (JSON.parse(script.invocation.payload) as { Records: { body: string }[] }).Records.map(({ body }) => body)

async function deliver(
  faults: readonly Fault[],
  options: ScriptRunOptions = {},
  messages: readonly string[] = ['{"n":1}'],
): Promise<{ readonly run: ScriptRun; readonly seen: string[] }> {
  const seen: string[] = []
  const run = await runScripts(pipeline(faults), {
    byHand: messages.map((message, index) => publish(message, 1000 + index * 10)),
    ...options,
    handlers: {
      async work(script) {
        seen.push(...bodiesOf(script))
      },
      ...options.handlers,
    },
  })
  return { run, seen }
}

describe('a delivery that meets a fault', () => {
  test('is tried again by the topic until its queue can be reached', async () => {
    const { run, seen } = await deliver([fault(edge('e1'), { type: 'outage', how: 'refused' }, { endMs: 20_000 })])
    expect(run.of('notification-retried').length).toBeGreaterThan(0)
    expect(run.of('notification-delivered')).toHaveLength(2)
    expect(seen).toEqual(['{"n":1}'])
  })

  test('counts as failed for a provider that hears nothing, so that it is tried again', async () => {
    const { run, seen } = await deliver([fault(edge('e1'), { type: 'drop' }, { endMs: 2000 })])
    const [retried] = run.of('notification-retried')
    expect(retried?.failure).toBe('RequestTimeout')
    expect(retried?.at).toBeGreaterThanOrEqual(16_000_000)
    expect(seen).toEqual(['{"n":1}'])
  })

  test('of a batch that is lost on the way comes back when it is visible again', async () => {
    const { run, seen } = await deliver([fault(edge('e2'), { type: 'drop' }, { endMs: 2000 })])
    const returned = run.of('message-returned', 'orders')
    const [delivered] = run.of('message-delivered', 'orders')
    expect(returned).toHaveLength(1)
    expect((returned[0]?.at ?? 0) - (delivered?.at ?? 0)).toBe(30_000_000)
    expect(run.of('delivery-ended').map(({ failure }) => failure)).toEqual(['function-error', ''])
    expect(seen).toEqual(['{"n":1}'])
    expect(run.of('message-deleted', 'orders')).toHaveLength(1)
  })

  test('of a batch that is throttled keeps its place and is tried again', async () => {
    const { run, seen } = await deliver([fault(edge('e2'), { type: 'error', kind: 'throttled' }, { endMs: 4000 })])
    expect(seen).toEqual(['{"n":1}'])
    expect(run.of('message-returned', 'orders')).toEqual([])
  })

  test('across a partition does its work, but nobody hears of it, so that it is done again', async () => {
    const cut = fault(edge('e2'), { type: 'partition' }, { startMs: 1500, endMs: 4000 })
    const { run, seen } = await deliver([cut], {
      handlers: {
        async work(script) {
          await script.sleep(1000)
        },
      },
    })
    expect(run.of('fault-hit').map(({ detail }) => JSON.parse(detail) as object)).toEqual([{ what: 'answer', lost: 1 }])
    expect(run.of('invocation-ended', 'work').map(({ outcome }) => outcome)).toEqual(['returned', 'returned'])
    expect(run.of('message-deleted', 'orders')).toHaveLength(1)
    expect(seen).toEqual([])
  })

  test('comes as often as a duplicate makes it', async () => {
    const { run, seen } = await deliver([fault(edge('e1'), { type: 'duplicate', copies: 2, withinMs: 500 })])
    expect(seen).toEqual(['{"n":1}', '{"n":1}', '{"n":1}'])
    expect(new Set(run.of('message-enqueued', 'orders').map(({ messageId }) => messageId)).size).toBe(3)
    expect(run.of('notification-delivered')).toHaveLength(2)
  })

  test('comes out of order, and not one is missing', async () => {
    const messages = Array.from({ length: 20 }, (_, index) => `{"n":${index}}`)
    const { seen } = await deliver([fault(edge('e1'), { type: 'reorder', withinMs: 2000 })], {}, messages)
    expect(seen).not.toEqual(messages)
    expect([...seen].sort()).toEqual([...messages].sort())
  })

  test('brings a corrupted body in an event that is whole', async () => {
    const { seen } = await deliver([fault(edge('e2'), { type: 'corrupt', how: 'truncate' })], {}, ['{"n":12345}'])
    expect(seen).toEqual(['{"n":'])
  })
})

describe('two edges between the same two', () => {
  const api = (faults: readonly Fault[]) =>
    buildWorkflow({
      nodes: {
        c: ['client', { arrivals: { shape: 'constant', perSecond: 1, count: 3 }, path: '/good' }],
        d: ['client', { arrivals: { shape: 'constant', perSecond: 1, count: 3 }, path: '/bad' }],
        api: ['http-api'],
        f: ['function'],
      },
      edges: {
        'c.call > api.request': {},
        'd.call > api.request': {},
        'api.route > f.invoke': { method: 'ANY', path: '/good' },
        'api.route > f.invoke ': { method: 'ANY', path: '/bad' },
      },
      scenario: { faults },
    })

  test.each<[string, Effect, number]>([
    ['an error', { type: 'error', kind: 'server-error' }, 500],
    ['a throttle', { type: 'error', kind: 'throttled' }, 503],
    ['a partition', { type: 'partition' }, 503],
  ])('%s drawn on one is met by what goes along that one', async (_what, effect, status) => {
    const run = await runScripts(api([fault(edge('e4'), effect)]), {
      handlers: { f: async () => ({ statusCode: 200 }) },
    })
    const statuses = run.of('http-responded').map((event) => event.status)
    expect([...statuses].sort()).toEqual([200, 200, 200, status, status, status])
  })
})

describe('a poison message', () => {
  const poison = (on: FaultPlace, more: Partial<Fault> = {}): Fault =>
    fault(on, { type: 'poison', pattern: '{"kind":["bad"]}' }, more)
  const messages = ['{"kind":"good","n":1}', '{"kind":"bad"}']
  /** One at a time, so that the good one does not fail with the bad. */
  const oneByOne = { edits: [{ atMs: 0, edge: 'e2', fields: { batchSize: 1 } }] }

  test.each([
    ['the edge', edge('e2')],
    ['the queue', node('orders')],
    ['the function', node('work')],
  ])('drawn on %s fails its consumer until it is a dead letter; others get through', async (_what, on) => {
    const { run, seen } = await deliver([poison(on)], oneByOne, messages)
    expect(seen).toEqual(['{"kind":"good","n":1}'])
    const failed = run.of('invocation-ended', 'work').filter(({ outcome }) => outcome === 'threw')
    expect(failed).toHaveLength(3)
    expect(JSON.parse(failed[0]?.payload ?? '')).toMatchObject({ errorType: 'PoisonMessage' })
    expect(run.of('message-dead-lettered', 'orders')).toHaveLength(1)
    expect(run.of('message-enqueued', 'dead')).toHaveLength(1)
  })

  test('goes back by redrive and is done, once the fault is over', async () => {
    const { run, seen } = await deliver(
      [poison(edge('e2'), { endMs: 200_000 })],
      { ...oneByOne, commands: [{ atMs: 300_000, node: 'dead', command: 'redrive' }] },
      messages,
    )
    expect(run.of('message-moved', 'dead')).toHaveLength(1)
    expect(seen).toEqual(messages)
    expect(run.of('message-deleted', 'orders')).toHaveLength(2)
  })

  test('that is no JSON counts as no match, and that is said once', async () => {
    const { run, seen } = await deliver([poison(edge('e2'))], oneByOne, ['plain', 'text', '{"kind":"bad"}'])
    expect(seen).toEqual(['plain', 'text'])
    expect(run.of('problem-noted').map(({ code, detail }) => [code, detail])).toEqual([
      ['poison-not-applied', '{"fault":"f1"}'],
    ])
  })
})

describe('any faults at all', () => {
  const PLACES: readonly FaultPlace[] = [
    ...['e1', 'e2', 'e3', 'e4'].map(edge),
    ...['topic', 'orders', 'work', 'dead', 'told'].map(node),
  ]
  const effect = fc.oneof(
    fc.constantFrom<Effect>(
      { type: 'drop' },
      { type: 'partition' },
      { type: 'crash' },
      { type: 'outage', how: 'refused' },
      { type: 'outage', how: 'silent' },
      { type: 'corrupt', how: 'garble' },
      { type: 'corrupt', how: 'empty' },
      { type: 'throttle', perSecond: 1, burst: 1 },
      { type: 'poison', pattern: '{"n":[{"numeric":["<",6]}]}' },
      { type: 'slow-start', factor: 20, overMs: 20_000 },
      { type: 'duplicate', copies: 2, withinMs: 3000 },
      { type: 'reorder', withinMs: 5000 },
      { type: 'latency', medianMs: 300, p99Ms: 4000 },
    ),
    fc
      .constantFrom('server-error', 'throttled', 'network', 'client-error')
      .map((kind): Effect => ({ type: 'error', kind: kind as 'network' })),
  )
  const someFaults = fc
    .array(
      fc.record({
        on: fc.constantFrom(...PLACES),
        effect,
        startMs: fc.integer({ min: 0, max: 20_000 }),
        lengthMs: fc.integer({ min: 1, max: 30_000 }),
        percent: fc.constantFrom(100, 50, 10),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .map((drawn) =>
      drawn.map(
        ({ lengthMs, ...rest }, index): Fault => ({ id: `f${index}`, ...rest, endMs: rest.startMs + lengthMs }),
      ),
    )
  const messages = Array.from({ length: 12 }, (_, index) => `{"n":${index}}`)

  async function go(faults: readonly Fault[], more: ScriptRunOptions = {}): Promise<ScriptRun> {
    const { run } = await deliver(
      faults,
      {
        ...more,
        handlers: {
          async work(script) {
            await script.sleep(200)
            await Promise.resolve()
          },
        },
      },
      messages,
    )
    return run
  }

  test('lose no message: each is deleted, dead-lettered, expired or waiting, exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(someFaults, async (faults) => {
        const run = await go(faults)
        for (const queue of ['orders', 'dead']) {
          const ended = new Map<number, number>()
          const end = ({ message }: { readonly message: number }): void => {
            ended.set(message, (ended.get(message) ?? 0) + 1)
          }
          for (const event of run.of('message-deleted', queue)) end(event)
          for (const event of run.of('message-expired', queue)) end(event)
          for (const event of run.of('message-dead-lettered', queue)) end(event)
          const enqueued = run.of('message-enqueued', queue).map(({ message }) => message)
          expect(new Set(enqueued).size).toBe(enqueued.length)
          for (const [message, times] of ended) {
            expect(times).toBe(1)
            expect(enqueued).toContain(message)
          }
        }
        expect(run.of('message-enqueued', 'dead')).toHaveLength(run.of('message-dead-lettered', 'orders').length)
        const started = run.of('notification-started').length
        expect(run.of('notification-delivered').length + run.of('notification-failed').length).toBe(started)
        const deliveries = run.of('delivery-started').length
        expect(run.of('delivery-ended')).toHaveLength(deliveries)
      }),
      { numRuns: 40 },
    )
  })

  test('11: look the same the fast way and the careful way, drawn before the run or while it goes on', async () => {
    await fc.assert(
      fc.asyncProperty(someFaults, someFaults, async (first, then) => {
        const edits = { faults: [{ atMs: 1500, faults: then }] }
        const fast = await go(first, edits)
        const careful = await go(first, { ...edits, careful: true })
        expect(careful.fingerprint).toBe(fast.fingerprint)
        const replayed = await go(first, { inputs: fast.emulator.inputs(), byHand: [] })
        expect(replayed.fingerprint).toBe(fast.fingerprint)
      }),
      { numRuns: 15 },
    )
  })

  test('shift nobody else’s luck: what one hits, it hits beside another, too', async () => {
    const some = fault(edge('e4'), { type: 'error', kind: 'server-error' }, { id: 'a', percent: 40 })
    const other = fault(edge('e1'), { type: 'latency', medianMs: 50, p99Ms: 60 }, { id: 'b', percent: 70 })
    const hitBy = (run: ScriptRun): string[] =>
      run.of('fault-hit').flatMap(({ fault: id, trace }) => (id === 'a' ? [String(trace)] : []))
    const alone = hitBy(await go([some]))
    expect(alone.length).toBeGreaterThan(1)
    expect(hitBy(await go([other, some]))).toEqual(alone)
  })

  /** Every way there is between two nodes, with a function that asks each kind that code can ask. */
  const everything = (faults: readonly Fault[]) =>
    buildWorkflow({
      nodes: {
        c: ['client', { arrivals: { shape: 'constant', perSecond: 1, count: 5 }, path: '/orders' }],
        api: ['http-api'],
        asks: ['function', { timeoutMs: 5000 }],
        tick: ['schedule', { expression: 'rate(1 minute)' }],
        later: ['function', { maximumRetryAttempts: 1 }],
        bus: ['event-bus'],
        topic: ['topic'],
        queue: ['queue', { visibilityTimeoutMs: 30_000 }],
        dead: ['queue'],
        stream: ['stream'],
        table: ['table'],
        bucket: ['bucket'],
        service: ['service'],
        work: ['function'],
      },
      edges: {
        'c.call > api.request': {},
        'api.route > asks.invoke': { method: 'ANY', path: '/{proxy+}' },
        'asks.call > queue.send': {},
        'asks.call > topic.publish': {},
        'asks.call > bus.put': {},
        'asks.call > stream.records': {},
        'asks.call > table.items': {},
        'asks.call > bucket.objects': {},
        'asks.call > service.request': {},
        'asks.call > later.invoke': {},
        'tick.fire > later.invoke': {},
        'later.on-success > dead.send': {},
        'later.on-failure > topic.publish': {},
        'bus.rule > queue.send': {},
        'topic.subscribe > later.invoke': {},
        'queue.consume > work.invoke': {},
        'queue.redrive > dead.send': { maxReceiveCount: 2 },
        'stream.consume > work.invoke': { maximumRetryAttempts: 1 },
        'bucket.notify > topic.publish': {},
      },
      scenario: { faults },
    })
  const EVERYWHERE: readonly FaultPlace[] = [
    ...Object.keys(everything([]).edges).map(edge),
    ...Object.keys(everything([]).nodes).map(node),
  ]
  const asked = [
    ['queue', { type: 'api', operation: 'SendMessage', input: { MessageBody: '{"n":1}' } }],
    ['topic', { type: 'api', operation: 'Publish', input: { Message: '{"n":1}' } }],
    [
      'bus',
      { type: 'api', operation: 'PutEvents', input: { Entries: [{ Source: 'a', DetailType: 'b', Detail: '{}' }] } },
    ],
    [
      'stream',
      { type: 'api', operation: 'PutRecord', input: { StreamName: 'stream', Data: 'eyJuIjoxfQ==', PartitionKey: 'k' } },
    ],
    ['table', { type: 'api', operation: 'GetItem', input: { TableName: 'table', Key: { id: { S: '1' } } } }],
    ['bucket', { type: 'api', operation: 'PutObject', input: { Key: 'k', Body: 'aGk=' } }],
    ['later', { type: 'invoke', mode: 'async', payload: '{"n":1}' }],
    ['service', { type: 'http', request: { method: 'GET', url: 'https://api.example.com/', headers: {}, body: '' } }],
  ] as const satisfies readonly (readonly [string, Message])[]

  test('stop no run, wherever they are drawn: what is sent is delivered, failed or waiting in the end', async () => {
    const anywhere = fc.array(
      fc.record({ on: fc.constantFrom(...EVERYWHERE), effect, percent: fc.constantFrom(100, 30) }),
      { minLength: 1, maxLength: 3 },
    )
    const ran = (faults: readonly Fault[], careful: boolean) =>
      runScripts(everything(faults), {
        careful,
        untilMs: 900_000,
        handlers: {
          async asks(script) {
            await Promise.all(asked.map(([name, message]) => script.call(name, message)))
            return { statusCode: 200 }
          },
        },
      })
    const calm = await ran([], false)
    for (const type of ['notification-delivered', 'destination-ended', 'delivery-ended', 'schedule-fired'] as const)
      expect(calm.of(type).length).toBeGreaterThan(3)
    expect(calm.of('http-responded').map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    await fc.assert(
      fc.asyncProperty(anywhere, async (drawn) => {
        const faults = drawn.map((one, index): Fault => ({ id: `f${index}`, startMs: 0, endMs: 150_000, ...one }))
        const run = await ran(faults, false)
        expect(run.of('attempt-ended')).toHaveLength(run.of('attempt-started').length)
        expect(run.of('http-responded')).toHaveLength(run.of('http-requested').length)
        const begun = run.of('notification-started').length
        const done = run.of('notification-delivered').length + run.of('notification-failed').length
        expect(done).toBe(begun)
        expect(run.of('destination-ended')).toHaveLength(run.of('destination-started').length)
        expect(run.of('delivery-ended')).toHaveLength(run.of('delivery-started').length)
        expect((await ran(faults, true)).fingerprint).toBe(run.fingerprint)
      }),
      { numRuns: 30 },
    )
  })
})
