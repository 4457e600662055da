// Whatever fails, is throttled, crashes, times out or comes back: no message is lost, none is there twice, and each
// ends once: deleted, moved to the dead-letter queue, expired, or it waits. Over random pipelines and seeds.
import { type JsonObject, keysInOrder } from '#base'
import { soakRuns } from '#base/testing/soak'
import { type NamedScript, runScripts, type ScriptRun, type Stimulus } from '#emulator/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

const TEN_MINUTES = 600_000
/** Of a whole soak. */
const LONG_MS = 300_000
const BEHAVIOURS = ['succeed', 'fail', 'crash', 'outlast', 'linger', 'partial', 'nonsense'] as const
const OPERATIONS = ['send', 'send-batch', 'receive', 'wait', 'delete', 'show', 'hide', 'sleep'] as const

type Behaviour = (typeof BEHAVIOURS)[number]
type Operation = (typeof OPERATIONS)[number]

async function behave(script: NamedScript, behaviour: Behaviour): Promise<unknown> {
  const { Records } = JSON.parse(script.invocation.payload) as { Records: { messageId: string }[] }
  switch (behaviour) {
    case 'succeed':
      return script.sleep(20)
    case 'fail':
      throw new Error('no')
    case 'crash':
      await script.sleep(5)
      return script.end('crashed')
    case 'outlast':
      return script.sleep(60_000)
    case 'linger':
      return script.sleep(900)
    case 'partial':
      return { batchItemFailures: [{ itemIdentifier: Records[0]?.messageId }] }
    case 'nonsense':
      return { batchItemFailures: 'all' }
  }
}

/** A handler's own dealings with the queue, through its API. */
async function deal(script: NamedScript, operations: readonly Operation[]): Promise<void> {
  const handles: string[] = []
  const ask = async (operation: string, input: JsonObject): Promise<void> => {
    const reply = await script.call('q', { type: 'api', operation, input })
    if (reply.type !== 'api') return
    for (const message of (reply.output['Messages'] ?? []) as { ReceiptHandle: string }[])
      handles.push(message.ReceiptHandle)
  }
  for (const [index, operation] of operations.entries()) {
    const ReceiptHandle = handles[index % (handles.length + 1)] ?? '999999.1.1'
    if (operation === 'send') await ask('SendMessage', { MessageBody: 'x', DelaySeconds: index % 3 })
    if (operation === 'send-batch')
      await ask('SendMessageBatch', {
        Entries: [
          { Id: 'a', MessageBody: 'x' },
          { Id: 'b', MessageBody: 'y', DelaySeconds: 2 },
        ],
      })
    if (operation === 'receive') await ask('ReceiveMessage', { MaxNumberOfMessages: 3, VisibilityTimeout: index % 4 })
    if (operation === 'wait') await ask('ReceiveMessage', { WaitTimeSeconds: 2 })
    if (operation === 'delete') await ask('DeleteMessage', { ReceiptHandle })
    if (operation === 'show') await ask('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 0 })
    if (operation === 'hide') await ask('ChangeMessageVisibility', { ReceiptHandle, VisibilityTimeout: 3 })
    if (operation === 'sleep') await script.sleep(700)
  }
}

const pipeline = fc.record({
  queue: fc.record({
    visibilityTimeoutMs: fc.constantFrom(500, 1000, 4000, 30_000),
    delayMs: fc.constantFrom(0, 0, 1500),
    retentionMs: fc.constantFrom(60_000, 120_000, 345_600_000),
    duplicatesPercent: fc.constantFrom(0, 0, 30),
    latencyMedianMs: fc.constantFrom(0, 20),
  }),
  dead: fc.record({
    retentionMs: fc.constantFrom(60_000, 345_600_000),
    visibilityTimeoutMs: fc.constantFrom(1000, 30_000),
  }),
  mapping: fc.record({
    batchSize: fc.integer({ min: 1, max: 5 }),
    batchWindowMs: fc.constantFrom(0, 0, 300),
    reportBatchItemFailures: fc.boolean(),
  }),
  f: fc.record({ timeoutMs: fc.constantFrom(1000, 3000), coldStartMedianMs: fc.constantFrom(0, 200) }),
  reservedConcurrency: fc.constantFrom(undefined, 0, 1, 3),
  maximumConcurrency: fc.constantFrom(undefined, 2),
  maxReceiveCount: fc.constantFrom(undefined, 1, 2, 4),
  consumers: fc.integer({ min: 1, max: 2 }),
  deadConsumed: fc.boolean(),
  behaviours: fc.array(fc.constantFrom(...BEHAVIOURS), { minLength: 1, maxLength: 6 }),
  operations: fc.array(fc.constantFrom(...OPERATIONS), { maxLength: 12 }),
  sentAtMs: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 30 }),
  dealtAtMs: fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 3 }),
  seed: fc.integer({ min: 0 }),
})
type Pipeline = typeof pipeline extends fc.Arbitrary<infer P> ? P : never

const given = (value: JsonObject): JsonObject =>
  Object.fromEntries(keysInOrder(value).flatMap((key) => (value[key] === undefined ? [] : [[key, value[key]]])))

function play(one: Pipeline, careful = false): Promise<ScriptRun> {
  const { maxReceiveCount, reservedConcurrency, maximumConcurrency } = one
  const f = { ...one.f, ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }) }
  const mapping = given({ ...one.mapping, ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }) })
  const by = (script: NamedScript) =>
    behave(script, one.behaviours[script.invocation.key % one.behaviours.length] ?? 'fail')
  const byHand: Stimulus[] = [
    ...one.sentAtMs.map((atMs, index): Stimulus => ({ atMs, node: 'q', event: { kind: 'queue', body: `m${index}` } })),
    ...one.dealtAtMs.map(
      (atMs): Stimulus => ({ atMs, node: 'dealer', event: { kind: 'function', mode: 'async', payload: '{}' } }),
    ),
  ]
  return runScripts(
    {
      nodes: {
        q: ['queue', one.queue],
        dead: ['queue', one.dead],
        grave: ['queue'],
        f: ['function', f],
        g: ['function', one.f],
        undertaker: ['function', one.f],
        dealer: ['function', { timeoutMs: 30_000 }],
      },
      edges: {
        'dealer.call > q.send': {},
        'q.consume > f.invoke': mapping,
        ...(one.consumers > 1 ? { 'q.consume > g.invoke': mapping } : {}),
        ...(maxReceiveCount === undefined ? {} : { 'q.redrive > dead.send': { maxReceiveCount } }),
        ...(one.deadConsumed ? { 'dead.consume > undertaker.invoke': {} } : {}),
        'dead.redrive > grave.send': { maxReceiveCount: 2 },
      },
    },
    {
      seed: one.seed,
      careful,
      byHand,
      untilMs: TEN_MINUTES,
      handlers: { f: by, g: by, undertaker: by, dealer: (script) => deal(script, one.operations) },
    },
  )
}

interface Life {
  state: 'waiting' | 'in-flight' | 'deleted' | 'expired' | 'dead-lettered'
  receiveCount: number
  readonly messageId: string
  readonly visibleAtUs: number
}

/** Follows each message through each queue and refuses any step that can't be. */
function follow(run: ScriptRun, maxReceiveCounts: Readonly<Record<string, number | undefined>>): Map<string, Life> {
  const lives = new Map<string, Life>()
  const moving = new Map<number, { readonly to: number; readonly messageId: string }>()
  for (const event of run.events) {
    if (!('message' in event)) continue
    const queue = run.nameOf(event)
    const key = `${queue}/${event.message}`
    const life = lives.get(key)
    const step = `${event.at}: ${event.type} of ${key}, which is ${life?.state ?? 'nowhere'}`
    if (event.type === 'message-enqueued') {
      expect(life, step).toBeUndefined()
      const moved = moving.get(event.message)
      if (moved) expect(moved, step).toEqual({ to: event.node, messageId: event.messageId })
      moving.delete(event.message)
      const { messageId, visibleAtUs } = event
      lives.set(key, { state: 'waiting', receiveCount: 0, messageId, visibleAtUs })
      continue
    }
    if (!life) throw new Error(step)
    const maximum = maxReceiveCounts[queue] ?? Number.POSITIVE_INFINITY
    if (event.type === 'message-delivered') {
      expect(life.state, step).toBe('waiting')
      expect(event.receiveCount, step).toBe(life.receiveCount + 1)
      expect(event.receiveCount, step).toBeLessThanOrEqual(maximum)
      expect(event.at, step).toBeGreaterThanOrEqual(life.visibleAtUs)
      life.receiveCount = event.receiveCount
      life.state = 'in-flight'
    } else if (event.type === 'message-returned') {
      expect(life.state, step).toBe('in-flight')
      life.state = 'waiting'
    } else if (event.type === 'message-dead-lettered') {
      expect(life.state, step).toBe('waiting')
      expect([event.receiveCount, life.receiveCount], step).toEqual([maximum, maximum])
      moving.set(event.message, { to: event.to, messageId: life.messageId })
      life.state = 'dead-lettered'
    } else {
      expect(['waiting', 'in-flight'], step).toContain(life.state)
      life.state = event.type === 'message-deleted' ? 'deleted' : 'expired'
    }
  }
  expect([...moving.keys()], 'nothing is under way for ever').toEqual([])
  return lives
}

test('each message is conserved, received no more often than allowed, and ends once', {
  timeout: LONG_MS,
}, async () => {
  const ends = new Set<string>()
  await fc.assert(
    fc.asyncProperty(pipeline, async (one) => {
      const run = await play(one)
      const lives = follow(run, { q: one.maxReceiveCount, dead: 2 })
      for (const { state } of lives.values()) ends.add(state)
    }),
    { numRuns: soakRuns(400), seed: 2026 },
  )
  expect([...ends].sort()).toEqual(expect.arrayContaining(['dead-lettered', 'deleted', 'expired', 'waiting']))
})

test('the same pipeline and seed give the same log, looking ahead or not; another seed gives another one', {
  timeout: LONG_MS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(pipeline, async (one) => {
      const [run, careful, other] = [await play(one), await play(one, true), await play({ ...one, seed: one.seed + 1 })]
      expect(careful.fingerprint).toBe(run.fingerprint)
      expect(other.fingerprint).not.toBe(run.fingerprint)
    }),
    { numRuns: soakRuns(100), seed: 2026 },
  )
})
