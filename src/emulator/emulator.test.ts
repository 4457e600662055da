import { causalKey } from '#base'
import { nodeEmulations } from '#nodes/emulations'
import { createTraceReader, type TraceEvent } from '#trace'
import type { EdgeId, NodeId, Workflow } from '#workflow'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { buildWorkflow } from '#workflow/testing'
import { createEmulator, type Emulator } from './emulator.ts'
import type { LoggedInput, PlannedInput, RunInput } from './input.ts'
import { createScriptHost, type ScriptHandler } from './testing/script-host.ts'

const MINUTE_US = 60_000_000

interface Ran {
  readonly events: readonly TraceEvent[]
  readonly fingerprint: string
  readonly emulator: Emulator
  readonly waits: number
}

interface RunOptions {
  readonly careful?: boolean
  readonly seed?: number
  readonly untilUs?: number
  readonly inputs?: readonly LoggedInput[]
  readonly planned?: readonly PlannedInput[]
  readonly slice?: number
}

function eventsOf(emulator: Emulator): TraceEvent[] {
  const reader = createTraceReader()
  for (let batch = emulator.trace.takeBatch(1000); batch; batch = emulator.trace.takeBatch(1000)) reader.append(batch)
  return Array.from({ length: reader.length }, (_, event) => reader.eventAt(event))
}

async function run(
  workflow: Workflow,
  handlers: Record<string, ScriptHandler>,
  options: RunOptions = {},
): Promise<Ran> {
  const ids = Object.keys(workflow.nodes).sort()
  const host = createScriptHost(
    Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [ids.indexOf(name), handler])),
  )
  const emulator = createEmulator({
    workflow,
    seed: options.seed ?? 7,
    emulations: nodeEmulations,
    host,
    careful: options.careful ?? false,
    ...(options.inputs ? { inputs: options.inputs } : {}),
    ...(options.planned ? { planned: options.planned } : {}),
  })
  const untilUs = options.untilUs ?? 10 * MINUTE_US
  while ((await emulator.runUntil(untilUs, options.slice)) === 'paused');
  const fingerprint = emulator.trace.fingerprint()
  return { events: eventsOf(emulator), fingerprint, emulator, waits: host.settles }
}

const pipeline = buildWorkflow({
  nodes: {
    api: ['http-api'],
    client: ['client', { arrivals: { shape: 'poisson', perSecond: 20, count: 60 } }],
    dead: ['queue'],
    queue: ['queue', { visibilityTimeoutMs: 5000 }],
    receive: ['function'],
    service: ['service', { errorRatePercent: 30 }],
    work: ['function'],
  },
  edges: {
    'client.call > api.request': { policies: [{ type: 'retry', maxAttempts: 3, baseMs: 50 }] },
    'api.route > receive.invoke': {},
    'receive.call > queue.send': {},
    'queue.consume > work.invoke': { batchSize: 3 },
    'work.call > service.request': {},
    'queue.redrive > dead.send': { maxReceiveCount: 2 },
  },
})

const editOf = (node: string, fields: object): RunInput => ({
  type: 'edit',
  node: node as NodeId,
  config: { ...pipeline.nodes[node as NodeId]?.config, ...fields },
})

const editOfEdge = (edge: string, fields: object): RunInput => ({
  type: 'edit-edge',
  edge: edge as EdgeId,
  config: { ...pipeline.edges[edge as EdgeId]?.config, ...fields },
})

const nodeIndex = (name: string): number => Object.keys(pipeline.nodes).sort().indexOf(name)

const handlers: Record<string, ScriptHandler> = {
  async receive(script) {
    script.log('received')
    for (let step = 0; step < 50; step++) await Promise.resolve()
    const input = { MessageBody: script.invocation.requestId }
    const [sent] = await Promise.all([
      script.ask(nodeIndex('queue'), { type: 'api', operation: 'SendMessage', input }),
      script.sleep(3),
    ])
    script.log('sent')
    return { statusCode: sent.type === 'api' ? 202 : 500 }
  },
  async work(script) {
    const request = { method: 'POST', url: 'https://api.example.com/', headers: {}, body: '' }
    async function* attempts() {
      for (let attempt = 0; attempt < 2; attempt++)
        yield await script.ask(nodeIndex('service'), { type: 'http', request })
    }
    let failed = 0
    for await (const reply of attempts()) if (reply.type !== 'http' || reply.response.status !== 200) failed += 1
    void script.sleep(2000).then(() => script.log('left over'))
    if (failed > 0) throw new Error('the service failed')
    return null
  },
}

describe('the kernel', () => {
  test('1: entries leave by time, source and the source’s own sequence, and time never goes back', async () => {
    const { events } = await run(pipeline, handlers)
    expect(events.length).toBeGreaterThan(1000)
    for (let index = 1; index < events.length; index++)
      expect((events[index] as TraceEvent).at).toBeGreaterThanOrEqual((events[index - 1] as TraceEvent).at)
  })

  test('2: an effect on another node takes at least 1 ms', async () => {
    const { events } = await run(pipeline, handlers)
    const across = events.filter((event) => event.cause >= 0 && (events[event.cause] as TraceEvent).node !== event.node)
    expect(across.length).toBeGreaterThan(100)
    for (const event of across) expect(event.at - (events[event.cause] as TraceEvent).at).toBeGreaterThanOrEqual(1000)
  })

  test('3: looking ahead and waiting after each entry give the same log, and looking ahead waits less often', async () => {
    const fast = await run(pipeline, handlers)
    const careful = await run(pipeline, handlers, { careful: true })
    expect(fast.events).toEqual(careful.events)
    expect(fast.fingerprint).toBe(careful.fingerprint)
    expect(fast.waits).toBeLessThan(careful.waits)
  })

  test('5: the log is the same however the run is cut into slices', async () => {
    const whole = await run(pipeline, handlers)
    const sliced = await run(pipeline, handlers, { slice: 7 })
    expect(sliced.fingerprint).toBe(whole.fingerprint)
  })

  test('6: an environment that was ended has no effect any more', async () => {
    const workflow = buildWorkflow({
      nodes: { client: ['client', { arrivals: { shape: 'single' } }], f: ['function', { timeoutMs: 1000 }] },
      edges: { 'client.call > f.invoke': {} },
    })
    const { events } = await run(workflow, {
      async f(script) {
        await script.sleep(5000)
        script.log('too late')
      },
    })
    expect(events.filter(({ type }) => type === 'log-written')).toEqual([])
    expect(events.filter((event) => event.type === 'invocation-ended').map((event) => event.outcome)).toEqual([
      'timed-out',
    ])
    expect(events.filter((event) => event.type === 'environment-ended').map((event) => event.reason)).toEqual([
      'timed-out',
    ])
  })

  test('7: work left over waits, frozen, for the next invocation of its environment', async () => {
    const workflow = buildWorkflow({
      nodes: { client: ['client', { arrivals: { shape: 'recorded', atMs: [0, 10_000] } }], f: ['function'] },
      edges: { 'client.call > f.invoke': {} },
    })
    const { events } = await run(workflow, {
      async f(script) {
        void script.sleep(2000).then(() => script.log('left over'))
        await script.sleep(10)
      },
    })
    const logs = events.filter((event) => event.type === 'log-written')
    const starts = events.filter((event) => event.type === 'invocation-started')
    expect(logs).toHaveLength(1)
    expect(starts).toHaveLength(2)
    expect(logs[0]?.at).toBe((starts[1]?.at ?? 0) + 1000)
  })

  test('a breaker is forced at once, also in an environment that sleeps', async () => {
    const workflow = buildWorkflow({
      nodes: { client: ['client', { arrivals: { shape: 'recorded', atMs: [0, 60_000] } }], f: ['function'] },
      edges: { 'client.call > f.invoke': {} },
    })
    const host = createScriptHost({ 1: async () => 1 })
    const emulator = createEmulator({ workflow, seed: 7, emulations: nodeEmulations, host, careful: false })
    await emulator.runUntil(10_000_000)
    const edge = 'e1' as EdgeId
    await emulator.apply({ type: 'force-breaker', edge, layer: 0, environment: 0, to: 'forced-open' }, 10_000_000)
    await emulator.runUntil(11_000_000)
    const changes = eventsOf(emulator).filter(({ type }) => type === 'breaker-changed')
    expect(changes).toMatchObject([{ at: 10_001_000, to: 'forced-open' }])
  })

  test('8: inputs have their place in the log, and the log of inputs replays the run', async () => {
    const host = createScriptHost(
      Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [nodeIndex(name), handler])),
    )
    const emulator = createEmulator({ workflow: pipeline, seed: 7, emulations: nodeEmulations, host, careful: false })
    await emulator.runUntil(300_000)
    await emulator.apply({ type: 'event', node: 'queue' as never, event: { kind: 'queue', body: 'by hand' } }, 300_000)
    await emulator.runUntil(900_000)
    await emulator.apply({ type: 'event', node: 'client' as never, event: { kind: 'client' } }, 900_000)
    await emulator.runUntil(10 * MINUTE_US)
    const replayed = await run(pipeline, handlers, { inputs: emulator.inputs(), careful: true })
    expect(emulator.inputs()).toHaveLength(2)
    expect(replayed.fingerprint).toBe(emulator.trace.fingerprint())
    expect(replayed.events.filter(({ type }) => type === 'input-applied')).toHaveLength(2)
  })

  test('8: an input that came after nothing but weak entries is replayed at its place too', async () => {
    const workflow = buildWorkflow({ nodes: { queue: ['queue', { retentionMs: 60_000 }] }, edges: {} })
    const event = (atUs: number) =>
      ({ atUs, input: { type: 'event', node: 'queue' as never, event: { kind: 'queue', body: 'x' } } }) as const
    const host = createScriptHost({})
    const planned = [event(0), event(3 * MINUTE_US)]
    const emulator = createEmulator({
      workflow,
      seed: 7,
      emulations: nodeEmulations,
      host,
      careful: false,
      planned,
    })
    await emulator.runUntil(10 * MINUTE_US)
    const replayed = await run(workflow, {}, { inputs: emulator.inputs() })
    expect(emulator.inputs().map(({ atUs }) => atUs)).toEqual([0, 3 * MINUTE_US])
    expect(replayed.events.map(({ type, at }) => `${type} ${at / MINUTE_US}`)).toEqual([
      'run-started 0',
      'input-applied 0',
      'message-enqueued 0',
      'message-expired 1',
      'input-applied 3',
      'message-enqueued 3',
    ])
    expect(replayed.fingerprint).toBe(emulator.trace.fingerprint())
  })

  test('8: a planned input keeps its time beside inputs that are replayed', async () => {
    const workflow = buildWorkflow({ nodes: { queue: ['queue', { retentionMs: 60_000 }] }, edges: {} })
    const event = (atUs: number): PlannedInput => ({
      atUs,
      input: { type: 'event', node: 'queue' as NodeId, event: { kind: 'queue', body: 'x' } },
    })
    const verdict: LoggedInput = {
      atUs: MINUTE_US,
      entriesBefore: 2,
      input: { type: 'verdict', environment: 5, outcome: 'crashed' },
    }
    const both = await run(workflow, {}, { planned: [event(0), event(3 * MINUTE_US)], inputs: [verdict] })
    expect(both.emulator.inputs().map(({ atUs, input }) => `${input.type} ${atUs / MINUTE_US}`)).toEqual([
      'event 0',
      'verdict 1',
      'event 3',
    ])
  })

  test('a planned input has the luck of the number it is given', async () => {
    const workflow = buildWorkflow({ nodes: { queue: ['queue'] }, edges: {} })
    const event = (body: string, number?: number): PlannedInput => ({
      atUs: 0,
      input: { type: 'event', node: 'queue' as NodeId, event: { kind: 'queue', body } },
      ...(number === undefined ? {} : { number }),
    })
    const ids = async (...planned: readonly PlannedInput[]) => {
      const { events } = await run(workflow, {}, { planned })
      return events.flatMap((one) => (one.type === 'message-enqueued' ? [`${one.body} ${one.messageId}`] : []))
    }
    const [, second] = await ids(event('first'), event('second'))
    expect(await ids(event('second'))).not.toEqual([second])
    expect(await ids(event('second', 1))).toEqual([second])
  })

  test('9: an edit changes its node from its place on, alike in both ways, and the log of inputs replays it', async () => {
    const scripts = Object.fromEntries(Object.entries(handlers).map(([name, handler]) => [nodeIndex(name), handler]))
    const edits = [
      { atUs: 1_500_000, input: editOf('service', { errorRatePercent: 100 }) },
      { atUs: 2_500_000, input: editOf('service', { errorRatePercent: 0 }) },
    ]
    const [fast, careful] = [false, true].map((isCareful) =>
      createEmulator({
        workflow: pipeline,
        seed: 7,
        emulations: nodeEmulations,
        host: createScriptHost(scripts),
        careful: isCareful,
        planned: edits,
      }),
    ) as [Emulator, Emulator]
    await fast.runUntil(10 * MINUTE_US)
    await careful.runUntil(10 * MINUTE_US)
    const events = eventsOf(fast)
    const statuses = (fromUs: number, toUs: number) =>
      new Set(
        events.flatMap((event) =>
          event.type === 'service-answered' &&
          event.at - event.durationUs >= fromUs &&
          event.at - event.durationUs < toUs
            ? [event.status]
            : [],
        ),
      )
    expect(statuses(0, 1_500_000)).toEqual(new Set([200, 500]))
    expect(statuses(1_500_000, 2_500_000)).toEqual(new Set([500]))
    expect(statuses(2_500_000, Number.POSITIVE_INFINITY)).toEqual(new Set([200]))
    expect(careful.trace.fingerprint()).toBe(fast.trace.fingerprint())
    const replayed = await run(pipeline, handlers, { inputs: fast.inputs() })
    expect(replayed.fingerprint).toBe(fast.trace.fingerprint())
    expect((await run(pipeline, handlers)).fingerprint).not.toBe(fast.trace.fingerprint())
  })

  test('9: an edit of a node or an edge that is not there is refused, and nothing is logged', async () => {
    const emulator = createEmulator({
      workflow: pipeline,
      seed: 7,
      emulations: nodeEmulations,
      host: createScriptHost({}),
      careful: false,
    })
    const before = emulator.trace.length
    await expect(emulator.apply(editOf('nobody', {}), 0)).rejects.toThrow('There is no node nobody in this run.')
    await expect(emulator.apply(editOfEdge('e99', {}), 0)).rejects.toThrow('There is no edge e99 in this run.')
    expect(emulator.inputs()).toHaveLength(0)
    expect(emulator.trace.length).toBe(before)
  })

  test('a verdict ends the environment it names: a crash as a killed process, a hang as a timeout', async () => {
    const first = await run(pipeline, handlers)
    const started = first.events.find((event) => event.type === 'invocation-started')
    for (const outcome of ['crashed', 'timed-out'] as const) {
      const input: LoggedInput = { atUs: 0, entriesBefore: 0, input: { type: 'verdict', environment: 0, outcome } }
      const { events } = await run(pipeline, handlers, { inputs: [input] })
      const failed = events.find((event) => event.type === 'environment-ended')
      expect(started).toBeDefined()
      expect(failed?.environment).toBe(0)
      expect(failed?.reason).toBe(outcome === 'crashed' ? 'init-failed' : 'timed-out')
    }
  })

  test('another seed gives another log, the same seed the same one', async () => {
    const [one, again, other] = [
      await run(pipeline, handlers),
      await run(pipeline, handlers),
      await run(pipeline, handlers, { seed: 8 }),
    ]
    expect(again.fingerprint).toBe(one.fingerprint)
    expect(other.fingerprint).not.toBe(one.fingerprint)
  })

  test('every message ends delivered, dead-lettered, expired or waiting, exactly once', async () => {
    const { events } = await run(pipeline, handlers, { untilUs: 60 * MINUTE_US })
    const ends = new Map<string, number>()
    for (const event of events) {
      if (event.type === 'message-enqueued') ends.set(`${event.node}/${event.message}`, 0)
      if (
        event.type === 'message-deleted' ||
        event.type === 'message-expired' ||
        event.type === 'message-dead-lettered'
      ) {
        const key = `${event.node}/${event.message}`
        ends.set(key, (ends.get(key) ?? 99) + 1)
      }
    }
    const dead = nodeIndex('dead')
    expect(ends.size).toBeGreaterThan(60)
    for (const [key, count] of ends) expect(`${key}: ${count}`).toBe(`${key}: ${key.startsWith(`${dead}/`) ? 0 : 1}`)
  })

  test('looking ahead equals waiting on random handlers', async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 40 }) }),
      fc.record({ do: fc.constant('ask' as const), ms: fc.constant(0) }),
      fc.record({ do: fc.constant('log' as const), ms: fc.constant(0) }),
      fc.record({ do: fc.constant('chain' as const), ms: fc.integer({ min: 1, max: 60 }) }),
      fc.record({ do: fc.constant('fork' as const), ms: fc.integer({ min: 0, max: 30 }) }),
      fc.record({ do: fc.constant('now' as const), ms: fc.integer({ min: 1, max: 2000 }) }),
      fc.record({ do: fc.constant('throw' as const), ms: fc.constant(0) }),
    )
    type Step = { readonly do: string; readonly ms: number }
    const play =
      (steps: readonly Step[]): ScriptHandler =>
      async (script) => {
        for (const { do: what, ms } of steps) {
          if (what === 'sleep') await script.sleep(ms)
          if (what === 'log') script.log(`${script.environment} ${ms}`)
          if (what === 'chain') for (let count = 0; count < ms; count++) await Promise.resolve()
          if (what === 'fork') void script.sleep(ms).then(() => script.log('forked'))
          if (what === 'now') for (let count = 0; count < ms; count++) script.now()
          if (what === 'throw') throw new Error('thrown')
          if (what === 'ask')
            await script.ask(nodeIndex('queue'), { type: 'api', operation: 'SendMessage', input: { MessageBody: 'x' } })
        }
        return script.now()
      }
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 8 }),
        fc.array(step, { maxLength: 5 }),
        fc.integer(),
        async (receive, work, seed) => {
          const scripts = { receive: play(receive), work: play(work.filter((one) => one.do !== 'ask')) }
          const fast = await run(pipeline, scripts, { seed, untilUs: 20_000_000 })
          const careful = await run(pipeline, scripts, { seed, untilUs: 20_000_000, careful: true })
          expect(fast.fingerprint).toBe(careful.fingerprint)
        },
      ),
      { numRuns: 40 },
    )
  })

  test('9: whatever is edited whenever, looking ahead equals waiting, and the log of inputs replays the run', async () => {
    const edit = fc.record({
      atMs: fc.integer({ min: 0, max: 6000 }),
      of: fc.constantFrom<readonly [string, object]>(
        ['client', { arrivals: { shape: 'constant', perSecond: 40, count: 60 } }],
        ['client', { arrivals: { shape: 'poisson', perSecond: 5, count: 60 }, timeoutMs: 500 }],
        ['client', { enabled: false }],
        ['api', { timeoutMs: 50 }],
        ['receive', { reservedConcurrency: 0 }],
        ['receive', { timeoutMs: 1000, idleExpiryMinimumMs: 0, idleExpiryMaximumMs: 1 }],
        ['work', { reservedConcurrency: 1, coldStartMedianMs: 1, coldStartP99Ms: 1 }],
        ['queue', { visibilityTimeoutMs: 0, delayMs: 1000 }],
        ['queue', { visibilityTimeoutMs: 20_000, retentionMs: 60_000 }],
        ['dead', { retentionMs: 60_000 }],
        ['service', { errorRatePercent: 100 }],
        ['service', { latencyMedianMs: 0, latencyP99Ms: 0 }],
        ['e4', { batchSize: 1, maximumConcurrency: 2 }],
        ['e4', { enabled: false }],
        ['e6', { maxReceiveCount: 1 }],
      ),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 6 }), fc.integer(), async (edits, seed) => {
        const planned = edits.map(({ atMs, of: [node, fields] }) => ({
          atUs: atMs * 1000,
          input: node.startsWith('e') ? editOfEdge(node, fields) : editOf(node, fields),
        }))
        const fast = await run(pipeline, handlers, { seed, untilUs: 2 * MINUTE_US, planned })
        const careful = await run(pipeline, handlers, { seed, untilUs: 2 * MINUTE_US, planned, careful: true })
        const inputs = fast.emulator.inputs()
        const replayed = await run(pipeline, handlers, { seed, untilUs: 2 * MINUTE_US, inputs, slice: 7 })
        expect(inputs).toHaveLength(edits.length)
        expect(careful.fingerprint).toBe(fast.fingerprint)
        expect(replayed.fingerprint).toBe(fast.fingerprint)
      }),
      { numRuns: 30 },
    )
  })

  test('a causal key depends on its parent, its purpose and its index', () => {
    const keys = [causalKey(1, 'a', 0), causalKey(2, 'a', 0), causalKey(1, 'b', 0), causalKey(1, 'a', 1)]
    expect(new Set(keys).size).toBe(4)
    expect(causalKey(1, 'a', 0)).toBe(keys[0])
  })
})
