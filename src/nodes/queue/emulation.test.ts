// Given this queue and its consumers, when these messages come, then these events. Times are milliseconds: a message
// between nodes takes 1, and so does the report of an environment.
import type { JsonObject } from '#base'
import type { NamedScript } from '#emulator/testing'
import { type Columns, runScripts, type ScriptRun, type ScriptRunOptions, type Stimulus } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const MINUTE = 60_000
const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }

type Handler = (script: NamedScript) => Promise<unknown>

interface Given extends Omit<ScriptRunOptions, 'byHand' | 'handlers'> {
  readonly queue?: JsonObject
  readonly mapping?: JsonObject
  readonly f?: JsonObject
  readonly handler?: Handler
  readonly redrive?: JsonObject
  readonly dead?: JsonObject
}

/** Messages that arrive at these times; their bodies are 1, 2, 3 … */
const messagesAt = (...atMs: number[]): Stimulus[] =>
  atMs.map((at, index) => ({ atMs: at, node: 'q', event: { kind: 'queue', body: String(index + 1) } }))

/** A queue `q` whose only consumer is the function `f`, with a dead-letter queue `dead` when there is a redrive. */
const consumed = (given: Given, byHand: readonly Stimulus[]): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        q: ['queue', { visibilityTimeoutMs: 10_000, ...given.queue }],
        f: ['function', { ...NO_COLD_START, ...given.f }],
        ...(given.redrive ? { dead: ['queue', given.dead ?? {}] } : {}),
      },
      edges: {
        'q.consume > f.invoke': { ...given.mapping },
        ...(given.redrive ? { 'q.redrive > dead.send': given.redrive } : {}),
      },
    },
    {
      byHand,
      ...(given.handler ? { handlers: { f: given.handler } } : {}),
      ...(given.untilMs === undefined ? {} : { untilMs: given.untilMs }),
      ...(given.seed === undefined ? {} : { seed: given.seed }),
      ...(given.edits ? { edits: given.edits } : {}),
    },
  )

const fails: Handler = () => Promise.reject(new Error('no'))
const busy =
  (ms: number): Handler =>
  (script) =>
    script.sleep(ms)

const LIFE: Columns = {
  'message-delivered': ['receiveCount'],
  'message-returned': [],
  'message-deleted': [],
  'message-dead-lettered': ['receiveCount'],
  'message-expired': [],
}

describe('a message', () => {
  test('is delivered at once and deleted when the function succeeds', async () => {
    const run = await consumed({ handler: busy(10) }, messagesAt(0))
    expect(run.table({ ...LIFE, 'message-enqueued': ['body', 'bytes'], 'delivery-ended': ['failed'] })).toEqual([
      '0 q message-enqueued body=1 bytes=1',
      '0 q message-delivered receiveCount=1',
      '14 q message-deleted',
      '14 q delivery-ended failed=0',
    ])
  })

  test('is delivered again at once as often as the queue says, though its function succeeds', async () => {
    const sent = Array.from({ length: 300 }, (_, index) => index * 1000)
    const run = await consumed({ queue: { duplicatesPercent: 30 }, handler: busy(100) }, messagesAt(...sent))
    const twice = new Set(run.of('message-delivered').flatMap((one) => (one.receiveCount > 1 ? [one.message] : [])))
    expect(twice.size).toBeGreaterThan(60)
    expect(twice.size).toBeLessThan(120)
    expect(run.of('message-deleted')).toHaveLength(300)
    const runs = run.of('invocation-ended').filter(({ outcome }) => outcome === 'returned')
    expect(runs).toHaveLength(run.of('message-delivered').length)
  })

  test.each([
    ['a standard queue', { duplicatesPercent: 0 }],
    ['a FIFO queue', { fifo: true, duplicatesPercent: 100 }],
  ])('is not delivered twice where nothing is set, nor by a FIFO queue: %s', async (_, queue) => {
    const run = await consumed({ queue }, messagesAt(...Array.from({ length: 50 }, (_, index) => index * 100)))
    expect(run.of('message-delivered')).toHaveLength(50)
    expect(run.of('message-deleted')).toHaveLength(50)
  })

  test('holds no run open once it is deleted', async () => {
    const run = await consumed({ queue: { visibilityTimeoutMs: 43_200_000 } }, messagesAt(0))
    expect(run.emulator.nowUs()).toBe(4000)
  })

  test('is delayed as the queue says', async () => {
    const run = await consumed({ queue: { delayMs: 5000 } }, messagesAt(0, 1000))
    expect(run.table({ 'message-enqueued': ['visibleAtUs'], 'message-delivered': [] })).toEqual([
      '0 q message-enqueued visibleAtUs=5000000',
      '1000 q message-enqueued visibleAtUs=6000000',
      '5000 q message-delivered',
      '6000 q message-delivered',
    ])
  })

  test('comes back when its visibility timeout passes after a failure', async () => {
    const tries = [fails, busy(1)]
    const run = await consumed({ handler: (script) => (tries.shift() ?? fails)(script) }, messagesAt(0))
    expect(run.table({ ...LIFE, 'delivery-ended': ['failed', 'failure'] })).toEqual([
      '0 q message-delivered receiveCount=1',
      '4 q delivery-ended failed=1 failure=function-error',
      '10000 q message-returned',
      '10000 q message-delivered receiveCount=2',
      '10004 q message-deleted',
      '10004 q delivery-ended failed=0 failure=',
    ])
  })

  test('is delivered twice when the function outlasts the visibility timeout, and deleted once', async () => {
    const run = await consumed({ handler: busy(2500), queue: { visibilityTimeoutMs: 2000 } }, messagesAt(0))
    expect(run.table(LIFE)).toEqual([
      '0 q message-delivered receiveCount=1',
      '2000 q message-returned',
      '2000 q message-delivered receiveCount=2',
      '2504 q message-deleted',
    ])
  })

  test('goes to the dead-letter queue when it would be received once too often', async () => {
    const run = await consumed({ handler: fails, redrive: { maxReceiveCount: 2 } }, messagesAt(0))
    expect(run.table({ ...LIFE, 'message-enqueued': ['body'] })).toEqual([
      '0 q message-enqueued body=1',
      '0 q message-delivered receiveCount=1',
      '10000 q message-returned',
      '10000 q message-delivered receiveCount=2',
      '20000 q message-returned',
      '20000 q message-dead-lettered receiveCount=2',
      '20001 dead message-enqueued body=1',
    ])
    const [first, second] = run.of('message-enqueued')
    expect(second).toMatchObject({ message: first?.message, messageId: first?.messageId })
  })

  test('comes back for ever without a dead-letter queue, until it is too old', async () => {
    const run = await consumed(
      { handler: fails, queue: { retentionMs: MINUTE, visibilityTimeoutMs: 25_000 } },
      messagesAt(0),
    )
    expect(run.table(LIFE)).toEqual([
      '0 q message-delivered receiveCount=1',
      '25000 q message-returned',
      '25000 q message-delivered receiveCount=2',
      '50000 q message-returned',
      '50000 q message-delivered receiveCount=3',
      '60000 q message-expired',
    ])
  })

  test('expires when it is too old, whether it waits, is delayed or in flight', async () => {
    const config = { retentionMs: MINUTE }
    const rows = async (given: Given) =>
      (await consumed(given, [...messagesAt(0, 20_000), ...messagesAt(2 * MINUTE)])).table(LIFE)
    expect(await rows({ queue: config, mapping: { enabled: false } })).toEqual([
      '60000 q message-expired',
      '80000 q message-expired',
    ])
    expect(await rows({ queue: { ...config, delayMs: 900_000 } })).toEqual([
      '60000 q message-expired',
      '80000 q message-expired',
      '180000 q message-expired',
    ])
    const inFlight = {
      queue: { ...config, visibilityTimeoutMs: 600_000 },
      handler: busy(200_000),
      f: { timeoutMs: 300_000 },
    }
    expect((await rows(inFlight)).filter((row) => !row.includes('delivered'))).toEqual([
      '60000 q message-expired',
      '80000 q message-expired',
      '180000 q message-expired',
    ])
  })

  test('is as old in the dead-letter queue as when it was first sent', async () => {
    const run = await consumed(
      { handler: fails, redrive: { maxReceiveCount: 1 }, dead: { retentionMs: MINUTE }, untilMs: 10 * MINUTE },
      [
        ...messagesAt(0, 20_000),
        { atMs: 25_000, node: 'dead', event: { kind: 'queue', body: 'sent there' } },
        { atMs: 3 * MINUTE, node: 'dead', event: { kind: 'queue', body: 'later' } },
      ],
    )
    expect(run.table(LIFE, 'dead')).toEqual([
      '60000 dead message-expired',
      '80000 dead message-expired',
      '85000 dead message-expired',
    ])
  })

  test('that is too old for the dead-letter queue when it comes there expires at once', async () => {
    const run = await consumed(
      {
        handler: fails,
        redrive: { maxReceiveCount: 6 },
        dead: { retentionMs: MINUTE },
        queue: { visibilityTimeoutMs: 11_000 },
      },
      messagesAt(0, 2 * MINUTE),
    )
    expect(run.table(LIFE, 'dead').slice(0, 1)).toEqual(['66001 dead message-expired'])
  })

  test('waits, and holds no run open', async () => {
    const run = await consumed({ mapping: { enabled: false }, untilMs: 400_000_000 }, messagesAt(0))
    expect(run.table(LIFE)).toEqual([])
    expect(run.emulator.nowUs()).toBe(0)
  })
})

describe('batches', () => {
  const BATCHES: Columns = { 'delivery-started': ['messages'] }

  test.each([
    ['10 by default', {}, [10, 10, 5]],
    ['1', { batchSize: 1 }, Array.from({ length: 25 }, () => 1)],
    ['100 and a window', { batchSize: 100, batchWindowMs: 1000 }, [25]],
  ])('hold as many messages as their size allows: %s', async (_, mapping, sizes) => {
    const run = await consumed(
      { mapping, queue: { delayMs: 1000 } },
      messagesAt(...Array.from({ length: 25 }, () => 0)),
    )
    // All become visible at one instant, one after the other: the first finds a free poller.
    const told = run.of('delivery-started').map(({ messages }) => messages)
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(25)
    expect(Math.max(...told)).toBeLessThanOrEqual(Math.max(...sizes))
    if (sizes.length === 1) expect(told).toEqual(sizes)
  })

  test('are sent when full, or when their window has passed', async () => {
    const mapping = { batchSize: 3, batchWindowMs: 5000 }
    const run = await consumed({ mapping }, messagesAt(0, 1000, 2000, 3000, 20_000))
    expect(run.table(BATCHES)).toEqual([
      '2000 q delivery-started messages=3',
      '8000 q delivery-started messages=1',
      '25000 q delivery-started messages=1',
    ])
  })

  test('whose messages another consumer took leave no elapsed window behind', async () => {
    const run = await runScripts(
      {
        nodes: { q: ['queue'], f: ['function', NO_COLD_START], g: ['function', NO_COLD_START] },
        edges: {
          'q.consume > f.invoke': { batchSize: 2, batchWindowMs: 5000 },
          'q.consume > g.invoke': { batchSize: 2, batchWindowMs: 1000 },
        },
      },
      { byHand: messagesAt(0, 6000) },
    )
    expect(run.table({ 'delivery-started': ['edge', 'messages'] })).toEqual([
      '1000 q delivery-started edge=e2 messages=1',
      '7000 q delivery-started edge=e2 messages=1',
    ])
  })

  test('are cut where their event would pass 6 MB', async () => {
    const body = 'x'.repeat(1_048_576)
    const byHand = Array.from({ length: 9 }, (): Stimulus => ({ atMs: 0, node: 'q', event: { kind: 'queue', body } }))
    const run = await consumed({ mapping: { batchSize: 10, batchWindowMs: 1000 } }, byHand)
    // The first is full before its window has passed.
    expect(run.table(BATCHES)).toEqual(['0 q delivery-started messages=5', '1000 q delivery-started messages=4'])
    for (const { payload } of run.of('invocation-requested')) expect(payload.length).toBeLessThan(6 * 1024 * 1024)
  })
})

describe('several consumers', () => {
  test('compete: each message goes to one of them, and both get some', async () => {
    const run = await runScripts(
      {
        nodes: { q: ['queue'], f: ['function', NO_COLD_START], g: ['function', NO_COLD_START] },
        edges: { 'q.consume > f.invoke': { batchSize: 1 }, 'q.consume > g.invoke': { batchSize: 1 } },
      },
      { byHand: messagesAt(...Array.from({ length: 20 }, (_, n) => n * 100)) },
    )
    const edges = run.of('delivery-started').map(({ edge }) => edge)
    expect(edges).toHaveLength(20)
    expect(edges.filter((edge) => edge === 'e1')).toHaveLength(10)
    expect(run.of('message-deleted')).toHaveLength(20)
  })
})

describe('partial batch failures', () => {
  const answering =
    (answer: (ids: string[]) => unknown): Handler =>
    async (script) => {
      const { Records } = JSON.parse(script.invocation.payload) as { Records: { messageId: string }[] }
      return answer(Records.map(({ messageId }) => messageId))
    }
  const mapping = { batchSize: 3, batchWindowMs: 1000, reportBatchItemFailures: true }
  const ENDS: Columns = { 'delivery-ended': ['failed', 'failure'] }

  test.each([
    [
      'a list fails those only',
      (ids: string[]) => ({ batchItemFailures: [{ itemIdentifier: ids[1] }] }),
      '1 batch-item-failures',
      2,
    ],
    ['an empty object is full success', () => ({}), '0 ', 3],
    ['null is full success', () => null, '0 ', 3],
    [
      'an unknown identifier fails all',
      () => ({ batchItemFailures: [{ itemIdentifier: 'x' }] }),
      '3 batch-response',
      0,
    ],
    ['another key fails all', () => ({ failures: [] }), '3 batch-response', 0],
  ])('%s', async (_, answer, end, deleted) => {
    const run = await consumed({ mapping, handler: answering(answer), untilMs: 5000 }, messagesAt(0, 0, 0))
    expect(run.of('delivery-ended').map(({ failed, failure }) => `${failed} ${failure}`)).toEqual([end])
    expect(run.of('message-deleted')).toHaveLength(deleted)
  })

  test('an error fails all', async () => {
    const run = await consumed({ mapping, handler: fails, untilMs: 5000 }, messagesAt(0, 0, 0))
    expect(run.table(ENDS)).toEqual(['4 q delivery-ended failed=3 failure=function-error'])
  })

  test('the failed ones come back alone', async () => {
    const sizes: number[] = []
    await consumed(
      {
        mapping,
        handler: async (script) => {
          const ids = (JSON.parse(script.invocation.payload) as { Records: { messageId: string }[] }).Records
          sizes.push(ids.length)
          return { batchItemFailures: sizes.length === 1 ? [{ itemIdentifier: ids[0]?.messageId }] : [] }
        },
      },
      messagesAt(0, 0, 0),
    )
    expect(sizes).toEqual([3, 1])
  })

  test('without ReportBatchItemFailures such an answer is success', async () => {
    const run = await consumed(
      { mapping: { ...mapping, reportBatchItemFailures: false }, handler: async () => ({ batchItemFailures: [{}] }) },
      messagesAt(0, 0, 0),
    )
    expect(run.of('message-deleted')).toHaveLength(3)
  })
})

describe('a mapping whose function is throttled', () => {
  test('keeps trying its batch, twice as long apart each time, and gives it up when the visibility timeout passes', async () => {
    const run = await consumed({ f: { reservedConcurrency: 0 }, redrive: { maxReceiveCount: 1 } }, messagesAt(0))
    const reason = 'ReservedFunctionConcurrentInvocationLimitExceeded'
    expect(run.table({ ...LIFE, 'invocation-throttled': [], 'delivery-ended': ['failed', 'failure'] })).toEqual([
      '0 q message-delivered receiveCount=1',
      '1 f invocation-throttled',
      '1003 f invocation-throttled',
      '3005 f invocation-throttled',
      '7007 f invocation-throttled',
      '10000 q message-returned',
      '10000 q message-dead-lettered receiveCount=1',
      `10000 q delivery-ended failed=1 failure=${reason}`,
    ])
  })

  test('keeps the place of a throttled batch: the backlog is not burnt through', async () => {
    const mapping = { batchSize: 1, maximumConcurrency: 2 }
    const run = await consumed({ f: { reservedConcurrency: 0 }, mapping, untilMs: 9000 }, messagesAt(0, 0, 0, 0, 0))
    expect(run.of('message-delivered')).toHaveLength(2)
  })

  test('succeeds once there is room', async () => {
    const mapping = { batchSize: 1 }
    const run = await consumed({ f: { reservedConcurrency: 1 }, mapping, handler: busy(500) }, messagesAt(0, 0))
    expect(run.table(LIFE)).toEqual([
      '0 q message-delivered receiveCount=1',
      '0 q message-delivered receiveCount=1',
      '504 q message-deleted',
      '1505 q message-deleted',
    ])
  })
})

describe('a throttled function', () => {
  test('makes dead letters of messages it never saw', async () => {
    const given = { f: { reservedConcurrency: 1, timeoutMs: 30_000 }, redrive: { maxReceiveCount: 1 } }
    const run = await consumed(
      { ...given, queue: { visibilityTimeoutMs: 30_000 }, handler: busy(25_000), mapping: { batchSize: 1 } },
      messagesAt(0, 0, 0),
    )
    const saw = run.of('invocation-started').length
    expect([saw, run.of('message-deleted').length, run.of('message-dead-lettered').length]).toEqual([1, 1, 2])
  })
})

describe('filters', () => {
  const filters = [{ pattern: '{"body":{"kind":["order"]}}' }]
  const bodies = (...texts: string[]): Stimulus[] =>
    texts.map((body) => ({ atMs: 0, node: 'q', event: { kind: 'queue', body } }))

  test('let a message pass that matches; the others are deleted, and no function is called for them', async () => {
    const run = await consumed(
      { mapping: { filters, batchWindowMs: 1000 } },
      bodies('{"kind":"order","n":1}', '{"kind":"other"}', 'no JSON', '{"kind":"order","n":2}'),
    )
    expect(run.table({ 'message-filtered': ['message'], 'delivery-started': ['messages'] })).toEqual([
      expect.stringMatching(/^1000 q message-filtered/),
      expect.stringMatching(/^1000 q message-filtered/),
      '1000 q delivery-started messages=2',
    ])
    expect(run.of('message-deleted')).toHaveLength(4)
    expect(run.of('invocation-requested')).toHaveLength(1)
  })

  test('look into a text that is no JSON where they expect text', async () => {
    const run = await consumed({ mapping: { filters: [{ pattern: '{"body":["hello"]}' }] } }, bodies('hello', 'bye'))
    expect(run.of('message-filtered')).toHaveLength(1)
    expect(run.of('invocation-requested')).toHaveLength(1)
  })

  test('that are edited count for what is read after it', async () => {
    const run = await consumed(
      { mapping: { filters }, edits: [{ atMs: 500, edge: 'e1', fields: { filters: [] } }] },
      messagesAt(0, 1000),
    )
    expect([run.of('message-filtered').length, run.of('invocation-requested').length]).toEqual([1, 1])
  })
})

describe('how many batches at once', () => {
  const slow = { handler: busy(600_000), f: { timeoutMs: 900_000 }, queue: { visibilityTimeoutMs: 1_800_000 } }
  const started = (run: ScriptRun, untilMs: number): number =>
    run.of('delivery-started').filter(({ at }) => at <= untilMs * 1000).length
  const many = messagesAt(...Array.from({ length: 1400 }, () => 0))

  test('5 to begin with, 300 a minute more while there is a backlog', async () => {
    const run = await consumed(
      { ...slow, f: { ...slow.f, reservedConcurrency: 1000 }, mapping: { batchSize: 1 }, untilMs: 2 * MINUTE },
      many,
    )
    expect([0, 200, 1000, MINUTE, 2 * MINUTE].map((atMs) => started(run, atMs))).toEqual([5, 6, 10, 305, 605])
  })

  test('as many as MaximumConcurrency says, from the start', async () => {
    const run = await consumed(
      { ...slow, mapping: { batchSize: 1, maximumConcurrency: 20 }, untilMs: 5 * MINUTE },
      many,
    )
    expect([0, 5 * MINUTE].map((atMs) => started(run, atMs))).toEqual([20, 20])
  })

  test('5 again after the backlog is gone', async () => {
    const given = { handler: busy(3000), f: { timeoutMs: 10_000 }, mapping: { batchSize: 1 } }
    const run = await consumed(given, [
      ...messagesAt(...Array.from({ length: 40 }, () => 0)),
      ...messagesAt(...Array.from({ length: 40 }, () => MINUTE)),
    ])
    expect(started(run, 0)).toBe(5)
    expect(started(run, MINUTE - 1)).toBe(40)
    expect(started(run, MINUTE)).toBe(45)
  })

  test('none while the mapping is disabled', async () => {
    const run = await consumed({ mapping: { enabled: false } }, messagesAt(0, 1000))
    expect(run.of('delivery-started')).toEqual([])
  })
})

describe('an edit during a run', () => {
  const edited = (given: Given, atMs: readonly number[], editAtMs: number, fields: JsonObject): Promise<ScriptRun> =>
    consumed({ ...given, edits: [{ atMs: editAtMs, node: 'q', fields }] }, messagesAt(...atMs))

  test('of the visibility timeout counts for what is received after it', async () => {
    const run = await edited({ handler: fails, untilMs: 15_000 }, [0], 5000, { visibilityTimeoutMs: 2000 })
    expect(run.of('message-returned').map(({ at }) => at / 1000)).toEqual([10_000, 12_000, 14_000])
  })

  test('of the delay counts for what is sent after it', async () => {
    const run = await edited({ queue: { delayMs: 5000 } }, [0, 2000], 1000, { delayMs: 0 })
    expect(run.of('message-delivered').map(({ at }) => at / 1000)).toEqual([2000, 5000])
  })

  test.each([
    ['shorter', 600_000, 60_000, [200_000, 200_000, 210_000]],
    ['longer', 180_000, 300_000, [300_000, 350_000, 450_000]],
  ])('of the retention counts for the messages that are there, too, when it is %s', async (_, before, after, ends) => {
    const atMs = [0, 50_000, 150_000, 2_000_000]
    const run = await runScripts(
      { nodes: { q: ['queue', { retentionMs: before }] }, edges: {} },
      {
        byHand: messagesAt(...atMs),
        edits: [{ atMs: before === 600_000 ? 200_000 : 100_000, node: 'q', fields: { retentionMs: after } }],
      },
    )
    expect(run.of('message-expired').map(({ at }) => at / 1000)).toEqual(ends)
  })

  test('of the retention counts for dead letters by the age they came with', async () => {
    const run = await consumed(
      {
        handler: fails,
        redrive: { maxReceiveCount: 1 },
        edits: [{ atMs: 70_000, node: 'dead', fields: { retentionMs: 60_000 } }],
      },
      messagesAt(0, 55_000, 500_000),
    )
    expect(run.of('message-expired', 'dead').map(({ at }) => at / 1000)).toEqual([70_000, 115_000])
  })

  test('of maxReceiveCount counts when a message would be received next', async () => {
    const run = await consumed(
      {
        handler: fails,
        redrive: { maxReceiveCount: 5 },
        edits: [{ atMs: 15_000, edge: 'e2', fields: { maxReceiveCount: 2 } }],
      },
      messagesAt(0),
    )
    expect(run.of('message-dead-lettered')).toMatchObject([{ at: 20_000_000, receiveCount: 2 }])
  })

  test.each([
    ['the batch size', { batchWindowMs: 60_000 }, { batchSize: 2 }, [2, 2]],
    ['the window', { batchWindowMs: 60_000 }, { batchWindowMs: 0 }, [4]],
    ['the switch', { enabled: false }, { enabled: true }, [4]],
  ])('of %s of a mapping counts for the batches that begin after it', async (_, mapping, fields, sizes) => {
    const run = await consumed({ mapping, edits: [{ atMs: 2000, edge: 'e1', fields }] }, messagesAt(500, 500, 500, 500))
    expect(run.of('delivery-started').map(({ messages, at }) => [messages, at])).toEqual(
      sizes.map((size) => [size, 2_000_000]),
    )
  })

  test('of MaximumConcurrency lets more batches begin at once', async () => {
    const run = await consumed(
      {
        mapping: { batchSize: 1, maximumConcurrency: 2 },
        handler: busy(2500),
        edits: [{ atMs: 1000, edge: 'e1', fields: { maximumConcurrency: 4 } }],
      },
      messagesAt(0, 0, 0, 0, 0),
    )
    expect(run.of('delivery-started').map(({ at }) => at / 1e6)).toEqual([0, 0, 1, 1, expect.closeTo(2.5, 1)])
  })
})
