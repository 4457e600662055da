// Given a service's latency, when it is called or passes something on, then it takes so long. Times are milliseconds.
import type { JsonObject } from '#base'
import { type NodeKind, nodeModels } from '#nodes/models'
import { describe, expect, test } from 'vitest'
import type { Message } from './message.ts'
import { runScripts, type Stimulus } from './testing/run-scripts.ts'

const calls: readonly (readonly [kind: NodeKind, port: string, message: Message])[] = [
  ['queue', 'send', { type: 'api', operation: 'SendMessage', input: { MessageBody: 'x' } }],
  ['topic', 'publish', { type: 'api', operation: 'Publish', input: { Message: 'x' } }],
  [
    'event-bus',
    'put',
    { type: 'api', operation: 'PutEvents', input: { Entries: [{ Source: 's', DetailType: 't', Detail: '{}' }] } },
  ],
  ['bucket', 'objects', { type: 'api', operation: 'PutObject', input: { Key: 'k', Body: '' } }],
  ['table', 'items', { type: 'api', operation: 'PutItem', input: { Item: { id: { S: '1' } } } }],
  ['stream', 'records', { type: 'api', operation: 'PutRecord', input: { PartitionKey: 'p', Data: 'eA==' } }],
  ['function', 'invoke', { type: 'invoke', mode: 'sync', payload: '{}' }],
]

const defaults = (kind: NodeKind): JsonObject => {
  const { latencyMedianMs, latencyP99Ms } = nodeModels[kind].config.parse({}) as Record<string, number>
  return { latencyMedianMs: latencyMedianMs ?? -1, latencyP99Ms: latencyP99Ms ?? -1 }
}

/** How long each of so many calls takes, one after the other, from one handler; `other` handlers call beside it. */
async function durations(kind: NodeKind, message: Message, many: number, config: JsonObject, others: string[] = []) {
  const port = calls.find(([of]) => of === kind)?.[1] ?? ''
  const taken: number[] = []
  const callers = ['f', ...others]
  await runScripts(
    {
      nodes: {
        ...Object.fromEntries(
          callers.map((name) => [name, ['function', { coldStartMedianMs: 0, timeoutMs: 900_000 }]]),
        ),
        s: [kind, { ...(kind === 'function' ? { coldStartMedianMs: 0 } : {}), ...config }],
      },
      edges: Object.fromEntries(callers.map((name) => [`${name}.call > s.${port}`, {}])),
    },
    {
      byHand: callers.map((node) => ({ atMs: 0, node, event: { kind: 'function', mode: 'async', payload: '{}' } })),
      handlers: Object.fromEntries(
        callers.map((name) => [
          name,
          async (script) => {
            for (let call = 0; call < many; call++) {
              const before = script.now()
              await script.call('s', message)
              if (name === 'f') taken.push((script.now() - before) / 1000)
            }
            return null
          },
        ]),
      ),
    },
  )
  return taken
}

describe('a call', () => {
  test.each(calls)(
    'of a %s takes a drawn time, its median and its 99th percentile those set',
    async (kind, _, message) => {
      const sorted = (await durations(kind, message, 400, { latencyMedianMs: 50, latencyP99Ms: 200 })).sort(
        (a, b) => a - b,
      )
      expect(sorted[200]).toBeGreaterThan(43)
      expect(sorted[200]).toBeLessThan(60)
      expect(sorted[395]).toBeGreaterThan(120)
      expect(sorted[0]).toBeGreaterThan(5)
    },
  )

  test.each(calls)('of a %s takes the least time between nodes where none is set', async (kind, _, message) => {
    const taken = await durations(kind, message, 3, { latencyMedianMs: 0, latencyP99Ms: 0 })
    // There and back, beside the microsecond of reading the clock; an environment reports a millisecond later.
    expect(taken.slice(1).map(Math.floor)).toEqual(kind === 'function' ? [3, 3] : [2, 2])
  })

  test.each(calls)('of a %s has a default of its own', (kind) => {
    const { latencyMedianMs, latencyP99Ms } = defaults(kind)
    expect(latencyMedianMs).toBeGreaterThan(1)
    expect(Number(latencyP99Ms)).toBeGreaterThan(Number(latencyMedianMs))
  })
  test.each(calls)('of a %s takes as long whoever else calls', async (kind, _, message) => {
    const config = { latencyMedianMs: 50, latencyP99Ms: 200 }
    // A function may be busy with the others.
    const others = kind === 'function' ? [] : ['g', 'h']
    expect(await durations(kind, message, 20, config, others)).toEqual(await durations(kind, message, 20, config))
  })
})

describe('a delivery', () => {
  const SENT: readonly (readonly [kind: NodeKind, edge: string, event: Stimulus['event']])[] = [
    ['topic', 's.subscribe > q.send', { kind: 'topic', message: 'x' }],
    ['event-bus', 's.rule > q.send', { kind: 'event-bus', event: '{"source":"s","detail-type":"t","detail":{}}' }],
    ['bucket', 's.notify > q.send', { kind: 'bucket', key: 'k', body: '' }],
  ]

  test.each(SENT)(
    'of a %s takes a drawn time, its median and its 99th percentile those set',
    async (kind, edge, event) => {
      const run = await runScripts(
        {
          nodes: { s: [kind, { deliveryMedianMs: 50, deliveryP99Ms: 200 }], q: ['queue'] },
          edges: { [edge]: {} },
        },
        { byHand: Array.from({ length: 400 }, (_, index) => ({ atMs: 10_000 + index * 1000, node: 's', event })) },
      )
      const started = run.of('notification-started')
      // A bucket's first message is its test.
      const taken = run
        .of('message-enqueued', 'q')
        .slice(kind === 'bucket' ? 1 : 0)
        .map(({ at }, index) => (at - (started[index]?.at ?? 0)) / 1000)
        .sort((a, b) => a - b)
      expect(taken).toHaveLength(400)
      expect(taken[200]).toBeGreaterThan(43)
      expect(taken[200]).toBeLessThan(60)
      expect(taken[395]).toBeGreaterThan(120)
      expect(taken[0]).toBeGreaterThan(5)
    },
  )

  test('to a function through a queue waits for the read of a poller', async () => {
    const run = await runScripts(
      {
        nodes: { s: ['queue', { latencyMedianMs: 50, latencyP99Ms: 200 }], f: ['function', { coldStartMedianMs: 0 }] },
        edges: { 's.consume > f.invoke': {} },
      },
      {
        byHand: Array.from({ length: 400 }, (_, index) => ({
          atMs: index * 1000,
          node: 's',
          event: { kind: 'queue', body: 'x' },
        })),
      },
    )
    const polled = run.of('delivery-started', 's')
    const taken = run.of('invocation-requested', 'f').map(({ at }, index) => (at - (polled[index]?.at ?? 0)) / 1000)
    expect(taken).toHaveLength(400)
    expect(taken.sort((a, b) => a - b)[200]).toBeGreaterThan(43)
    expect(taken[200]).toBeLessThan(60)
  })
})
