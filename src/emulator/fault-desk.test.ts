import type { JsonObject } from '#base'
import type { Effect, Fault, FaultPlace } from '#faults'
import { describe, expect, test } from 'vitest'
import { runScripts, type ScriptRun, type ScriptRunOptions } from './testing/run-scripts.ts'
import type { Message, Reply } from './message.ts'

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

const hitsIn = (run: ScriptRun): string[] => run.of('fault-hit').map(({ fault: id, effect }) => `${id} ${effect}`)

const http: Message = { type: 'http', request: { method: 'GET', url: 'https://s.example', headers: {}, body: '' } }
const invoke: Message = { type: 'invoke', mode: 'sync', payload: '{}' }
const api = (operation: string, input: JsonObject): Message => ({ type: 'api', operation, input })

const MESSAGES: Readonly<Record<string, Message>> = {
  service: http,
  function: invoke,
  queue: api('SendMessage', { MessageBody: 'hello' }),
  topic: api('Publish', { Message: 'hello' }),
  'event-bus': api('PutEvents', { Entries: [{ Source: 'a', DetailType: 'b', Detail: '{}' }] }),
  table: api('GetItem', { TableName: 'Target', Key: { id: { S: '1' } } }),
  stream: api('PutRecord', { StreamName: 'target', Data: 'aGk=', PartitionKey: 'k' }),
  bucket: api('GetObject', { Key: 'k' }),
}

const PORTS: Readonly<Record<string, string>> = {
  service: 'request',
  function: 'invoke',
  queue: 'send',
  topic: 'publish',
  'event-bus': 'put',
  table: 'items',
  stream: 'records',
  bucket: 'objects',
}

interface Called {
  readonly reply: Reply | undefined
  readonly tookMs: number
  readonly run: ScriptRun
}

/** A function asks one node of this kind once, along an edge that has the fault. */
async function call(kind: string, faults: readonly Fault[], options: ScriptRunOptions = {}): Promise<Called> {
  let reply: Reply | undefined
  let tookMs = -1
  const run = await runScripts(
    {
      nodes: { caller: ['function', { timeoutMs: 20_000 }], target: [kind] },
      edges: { [`caller.call > target.${PORTS[kind]}`]: {} },
      scenario: { faults },
    },
    {
      byHand: [{ atMs: 1000, node: 'caller', event: { kind: 'function', mode: 'sync', payload: '{}' } }],
      ...options,
      handlers: {
        async caller(script) {
          const from = script.now()
          reply = await script.call('target', MESSAGES[kind] as Message)
          tookMs = Math.round((script.now() - from) / 1000)
        },
        ...options.handlers,
      },
    },
  )
  return { reply, tookMs, run }
}

const shortOf = (reply: Reply | undefined): string => {
  if (!reply) return 'silence'
  if (reply.type === 'http') return `http ${reply.response.status}`
  if (reply.type === 'api-error') return `${reply.status} ${reply.code}`
  if (reply.type === 'invoked') return `invoked ${reply.status}`
  return reply.type === 'http-failure' ? reply.failure : reply.type
}

describe('a call along an edge with a fault', () => {
  const KINDS = Object.keys(MESSAGES)

  test.each<[string, Effect, readonly string[]]>([
    [
      'is answered with the service’s own server error',
      { type: 'error', kind: 'server-error' },
      [
        'http 503',
        '500 ServiceException',
        '500 InternalFailure',
        '500 InternalError',
        '500 InternalException',
        '500 InternalServerError',
        '500 InternalFailureException',
        '500 InternalError',
      ],
    ],
    [
      'is answered with the service’s own throttle',
      { type: 'error', kind: 'throttled' },
      [
        'http 429',
        'invoked 429',
        '400 RequestThrottled',
        '429 Throttled',
        '400 ThrottlingException',
        '400 ProvisionedThroughputExceededException',
        '400 ProvisionedThroughputExceededException',
        '503 SlowDown',
      ],
    ],
    ['finds nobody there', { type: 'error', kind: 'network' }, KINDS.map(() => 'network')],
    ['is refused in an outage', { type: 'outage', how: 'refused' }, KINDS.map(() => 'network')],
    ['hears nothing in a silent outage', { type: 'outage', how: 'silent' }, KINDS.map(() => 'silence')],
    ['hears nothing when it is lost', { type: 'drop' }, KINDS.map(() => 'silence')],
    ['hears nothing across a partition', { type: 'partition' }, KINDS.map(() => 'silence')],
  ])('%s, whatever it calls', async (_title, effect, expected) => {
    for (const [index, kind] of KINDS.entries()) {
      const { reply, run } = await call(kind, [fault(edge('e1'), effect)])
      expect(`${kind}: ${shortOf(reply)}`).toBe(`${kind}: ${expected[index]}`)
      expect(hitsIn(run)).toEqual([`f1 ${effect.type}`])
      const [ended] = run.of('invocation-ended', 'caller')
      expect(ended?.outcome).toBe(expected[index] === 'silence' ? 'timed-out' : 'returned')
    }
  })

  test('says the status and the body it was given', async () => {
    const { reply } = await call('service', [
      fault(edge('e1'), { type: 'error', kind: 'client-error', status: 418, body: 'teapot' }),
    ])
    expect(reply).toEqual({ type: 'http', response: { status: 418, headers: {}, body: 'teapot' } })
  })

  test('comes later by what was drawn', async () => {
    const without = await call('queue', [])
    const late = await call('queue', [fault(edge('e1'), { type: 'latency', medianMs: 700, p99Ms: 700 })])
    expect(late.tookMs - without.tookMs).toBe(700)
    expect(late.reply?.type).toBe('api')
  })

  test('is let through as often as a throttle lets it', async () => {
    const run = await runScripts(
      {
        nodes: { c: ['client', { arrivals: { shape: 'constant', perSecond: 10, count: 50 } }], s: ['service'] },
        edges: { 'c.call > s.request': {} },
        scenario: { faults: [fault(edge('e1'), { type: 'throttle', perSecond: 2, burst: 3 })] },
      },
      {},
    )
    const statuses = run.of('attempt-ended').map(({ status }) => status)
    // Three at once, then two a second for five seconds.
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(12)
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(13)
    expect(statuses.filter((status) => status === 429).length).toBe(50 - statuses.filter((s) => s === 200).length)
  })

  test('gets a corrupted answer, though what it asked for was done', async () => {
    const { reply, run } = await call('queue', [fault(edge('e1'), { type: 'corrupt', how: 'truncate' })])
    expect(reply).toMatchObject({ type: 'api', corrupted: 'truncate' })
    expect(run.of('message-enqueued')).toHaveLength(1)
    const fetched = await call('service', [fault(edge('e1'), { type: 'corrupt', how: 'empty' })])
    expect(fetched.reply).toMatchObject({ type: 'http', response: { status: 200, body: '' } })
  })

  test('is not hit before the fault starts, nor once it has ended', async () => {
    const effect: Effect = { type: 'outage', how: 'refused' }
    expect(shortOf((await call('service', [fault(edge('e1'), effect, { startMs: 60_000 })])).reply)).toBe('http 200')
    expect(shortOf((await call('service', [fault(edge('e1'), effect, { endMs: 900 })])).reply)).toBe('http 200')
    expect(shortOf((await call('service', [fault(edge('e1'), effect, { startMs: 900, endMs: 9000 })])).reply)).toBe(
      'network',
    )
  })

  test('is hit as well by what is drawn on the node it reaches, and by nothing drawn elsewhere', async () => {
    const down: Effect = { type: 'outage', how: 'refused' }
    expect(shortOf((await call('service', [fault(node('target'), down)])).reply)).toBe('network')
    expect(shortOf((await call('service', [fault(node('nobody'), down)])).reply)).toBe('http 200')
    expect(shortOf((await call('service', [fault(edge('e9'), down)])).reply)).toBe('http 200')
  })
})

describe('what a fault does to its own function or service', () => {
  test('a crash kills the environment in the middle of what it does; the next event gets a new one', async () => {
    const twice = [1000, 5000].map((atMs) => ({
      atMs,
      node: 'caller',
      event: { kind: 'function', mode: 'sync', payload: '{}' } as const,
    }))
    const { run } = await call('service', [fault(node('caller'), { type: 'crash' }, { endMs: 4000 })], {
      byHand: twice,
      handlers: { caller: (script) => script.sleep(5000) },
    })
    const ended = run.of('invocation-ended', 'caller')
    expect(ended.map(({ outcome }) => outcome)).toEqual(['crashed', 'returned'])
    expect(JSON.parse(ended[0]?.payload ?? '')).toMatchObject({
      errorType: 'Runtime.ExitError',
      errorMessage: expect.stringContaining('signal: killed') as string,
    })
    expect(ended[0]?.durationUs).toBeLessThanOrEqual(1_000_000)
    expect(run.of('environment-created')).toHaveLength(2)
  })

  test('who would have been done sooner dies with its last step', async () => {
    const { run } = await call('service', [fault(node('caller'), { type: 'crash' })], {
      handlers: { caller: async () => 1 },
    })
    expect(run.of('invocation-ended').map(({ outcome }) => outcome)).toEqual(['crashed'])
  })

  test('a slow start makes what a service takes longer, less and less', async () => {
    const run = await runScripts(
      {
        nodes: {
          c: ['client', { arrivals: { shape: 'constant', perSecond: 1, count: 6 } }],
          s: ['service', { latencyMedianMs: 100, latencyP99Ms: 100 }],
        },
        edges: { 'c.call > s.request': {} },
        scenario: { faults: [fault(node('s'), { type: 'slow-start', factor: 5, overMs: 4000 })] },
      },
      {},
    )
    const [first = 0, ...others] = run.of('service-answered').map(({ durationUs }) => durationUs / 1000)
    expect(first).toBeGreaterThan(390)
    expect(others).toEqual([...others].sort((a, b) => b - a))
    expect(others.at(-1)).toBe(100)
    expect(run.of('fault-hit').length).toBeGreaterThanOrEqual(4)
  })

  test('a slow start makes a function’s cold start longer', async () => {
    const cold = async (faults: readonly Fault[]): Promise<number> => {
      const { run } = await call('service', faults)
      return run.of('environment-initialised')[0]?.initUs ?? 0
    }
    const slow = await cold([fault(node('caller'), { type: 'slow-start', factor: 4, overMs: 3_600_000 })])
    expect(slow / (await cold([]))).toBeGreaterThan(3.9)
  })
})
