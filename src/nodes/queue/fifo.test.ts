// Given a FIFO queue, when this is sent, received and left undone, then this order, these refusals and these repetitions.
import { type Json, type JsonObject, sha256 } from '#base'
import { soakRuns } from '#base/testing/soak'
import { type NamedScript, runScripts, type ScriptRun, type Stimulus } from '#emulator/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const FIFO = { fifo: true, contentBasedDeduplication: true }
const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }

type Call = (operation: string, input?: JsonObject) => Promise<JsonObject>
interface Talk {
  readonly call: Call
  readonly script: NamedScript
}

/** One handler that talks to `q`; an error is answered as `{ code, message }`. */
async function talk(config: JsonObject, conversation: (talk: Talk) => Promise<void>): Promise<ScriptRun> {
  const failures: unknown[] = []
  const run = await runScripts(
    {
      nodes: { q: ['queue', config], f: ['function', { ...NO_COLD_START, timeoutMs: 900_000 }] },
      edges: { 'f.call > q.send': {} },
    },
    {
      byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } }],
      handlers: {
        async f(script) {
          const call: Call = async (operation, input = {}) => {
            const answer = await script.call('q', { type: 'api', operation, input })
            if (answer.type === 'api') return answer.output
            return answer.type === 'api-error' ? { code: answer.code, message: answer.message } : {}
          }
          await conversation({ script, call }).catch((error: unknown) => failures.push(error))
        },
      },
    },
  )
  if (failures.length > 0) throw failures[0]
  return run
}

async function converse(...of: Parameters<typeof talk>): Promise<void> {
  await talk(...of)
}

const send = (call: Call, body: string, group = 'g', more: JsonObject = {}): Promise<JsonObject> =>
  call('SendMessage', { MessageBody: body, MessageGroupId: group, ...more })
const messagesOf = (answer: JsonObject): readonly JsonObject[] => (answer['Messages'] ?? []) as readonly JsonObject[]
const bodiesOf = (answer: JsonObject): readonly (Json | undefined)[] => messagesOf(answer).map(({ Body }) => Body)
const receive = (call: Call, most = 10, more: JsonObject = {}): Promise<JsonObject> =>
  call('ReceiveMessage', { MaxNumberOfMessages: most, ...more })
const handleOf = (answer: JsonObject, index = 0): JsonObject => ({
  ReceiptHandle: messagesOf(answer)[index]?.['ReceiptHandle'] ?? '',
})

describe('sending to a FIFO queue', () => {
  test.each<[string, JsonObject, JsonObject, string]>([
    ['without a group', FIFO, { MessageBody: 'x' }, 'MissingParameter'],
    ['with nothing to know it by', { fifo: true }, { MessageBody: 'x', MessageGroupId: 'g' }, 'InvalidParameterValue'],
    [
      'with a delay of its own',
      FIFO,
      { MessageBody: 'x', MessageGroupId: 'g', DelaySeconds: 1 },
      'InvalidParameterValue',
    ],
    [
      'with a group of 129 characters',
      FIFO,
      { MessageBody: 'x', MessageGroupId: 'g'.repeat(129) },
      'InvalidParameterValue',
    ],
    ['with a space in its group', FIFO, { MessageBody: 'x', MessageGroupId: 'a b' }, 'InvalidParameterValue'],
    [
      'with a deduplication id, to a standard queue',
      {},
      { MessageBody: 'x', MessageDeduplicationId: 'd' },
      'InvalidParameterValue',
    ],
  ])('is refused %s', (_, config, input, code) =>
    converse(config, async ({ call }) => {
      expect(await call('SendMessage', input)).toMatchObject({ code })
    }),
  )

  test('answers with a sequence number that grows; a delay of nought is none', () =>
    converse(FIFO, async ({ call }) => {
      const first = await send(call, 'a', 'g', { DelaySeconds: 0 })
      const second = await send(call, 'b', 'h')
      expect(first['SequenceNumber']).toMatch(/^\d{20}$/)
      expect(String(second['SequenceNumber']) > String(first['SequenceNumber'])).toBe(true)
    }))

  test('tells its attributes, and its name ends in .fifo', () =>
    converse(FIFO, async ({ call }) => {
      const { Attributes } = await call('GetQueueAttributes', { AttributeNames: ['All'] })
      expect(Attributes).toMatchObject({
        QueueArn: expect.stringMatching(/:q\.fifo$/),
        FifoQueue: 'true',
        ContentBasedDeduplication: 'true',
        DeduplicationScope: 'queue',
        FifoThroughputLimit: 'perQueue',
      })
      expect(await call('GetQueueUrl')).toEqual({ QueueUrl: expect.stringMatching(/\/q\.fifo$/) })
    }))

  test('a standard queue takes a group along, and keeps no order by it', () =>
    converse({}, async ({ call }) => {
      await send(call, 'a')
      await send(call, 'b')
      await receive(call, 1)
      const second = await receive(call, 1, { AttributeNames: ['MessageGroupId'] })
      expect(messagesOf(second)).toMatchObject([{ Body: 'b', Attributes: { MessageGroupId: 'g' } }])
    }))

  test('a message that is known by its body carries the SHA-256 of it', () =>
    converse(FIFO, async ({ call }) => {
      await send(call, 'hello')
      const got = await receive(call, 1, { AttributeNames: ['All'] })
      expect(messagesOf(got)[0]?.['Attributes']).toMatchObject({
        MessageDeduplicationId: sha256('hello'),
        MessageGroupId: 'g',
        SequenceNumber: expect.stringMatching(/^\d{20}$/),
      })
    }))
})

describe('the same message twice', () => {
  test('succeeds with the first one’s id and is delivered once', async () => {
    const run = await talk(FIFO, async ({ call }) => {
      const first = await send(call, 'a')
      expect(await send(call, 'a')).toEqual(first)
      expect(bodiesOf(await receive(call))).toEqual(['a'])
    })
    expect(run.of('message-enqueued')).toHaveLength(1)
    expect(run.of('message-deduplicated')).toHaveLength(1)
  })

  test('is a repetition though the first was deleted, for five minutes from its sending on', () =>
    converse({ ...FIFO, visibilityTimeoutMs: 1000 }, async ({ call, script }) => {
      const first = await send(call, 'a')
      await call('DeleteMessage', handleOf(await receive(call)))
      await script.sleep(299_000)
      expect(await send(call, 'a')).toEqual(first)
      await script.sleep(1000)
      expect((await send(call, 'a'))['MessageId']).not.toBe(first['MessageId'])
      expect(bodiesOf(await receive(call))).toEqual(['a'])
    }))

  test('is told by its deduplication id, whatever its body', () =>
    converse({ fifo: true }, async ({ call }) => {
      const id = { MessageDeduplicationId: 'd' }
      await send(call, 'a', 'g', id)
      await send(call, 'b', 'g', id)
      await send(call, 'a', 'g', { MessageDeduplicationId: 'e' })
      expect(bodiesOf(await receive(call))).toEqual(['a', 'a'])
    }))

  test.each([
    ['queue', ['a']],
    ['messageGroup', ['a', 'a']],
  ])('in two groups, under the scope %s', (deduplicationScope, bodies) =>
    converse({ ...FIFO, deduplicationScope }, async ({ call }) => {
      await send(call, 'a', 'g')
      await send(call, 'a', 'h')
      expect(bodiesOf(await receive(call))).toEqual(bodies)
    }),
  )
})

describe('a message group', () => {
  test('is closed while one of it is in flight; other groups are not', () =>
    converse(FIFO, async ({ call }) => {
      for (const [body, group] of ['a1 a', 'a2 a', 'b1 b'].map((text) => text.split(' ')))
        await send(call, body ?? '', group)
      const first = await receive(call, 1)
      expect(bodiesOf(first)).toEqual(['a1'])
      expect(bodiesOf(await receive(call))).toEqual(['b1'])
      expect(bodiesOf(await receive(call))).toEqual([])
      await call('DeleteMessage', handleOf(first))
      expect(bodiesOf(await receive(call))).toEqual(['a2'])
    }))

  test('gives as many as one receive takes, in order, then those of the next group', () =>
    converse(FIFO, async ({ call }) => {
      for (const text of ['a1 a', 'b1 b', 'a2 a', 'a3 a']) await send(call, text, text.slice(-1))
      expect(bodiesOf(await receive(call, 4))).toEqual(['a1 a', 'a2 a', 'a3 a', 'b1 b'])
    }))

  test('goes on where it stood when a message comes back', () =>
    converse({ ...FIFO, visibilityTimeoutMs: 1000 }, async ({ call, script }) => {
      await send(call, 'a1')
      await send(call, 'a2')
      await receive(call, 1)
      await script.sleep(1500)
      expect(bodiesOf(await receive(call))).toEqual(['a1', 'a2'])
    }))

  test('who waits for a message gets it when the group opens', () =>
    converse(FIFO, async ({ call, script }) => {
      await send(call, 'a1')
      await send(call, 'a2')
      const first = await receive(call, 1)
      const waiting = receive(call, 1, { WaitTimeSeconds: 20 })
      await script.sleep(3000)
      await call('DeleteMessage', handleOf(first))
      expect(bodiesOf(await waiting)).toEqual(['a2'])
    }))
})

describe('a receipt that is over', () => {
  test.each(['DeleteMessage'])('is refused by %s, and the message stays', (operation) =>
    converse({ ...FIFO, visibilityTimeoutMs: 1000 }, async ({ call, script }) => {
      await send(call, 'a')
      const first = await receive(call)
      await script.sleep(1500)
      const refused = {
        code: 'InvalidParameterValue',
        message: expect.stringMatching(/The receipt handle has expired\.$/),
      }
      expect(await call(operation, handleOf(first))).toEqual(refused)
      const second = await receive(call)
      expect(bodiesOf(second)).toEqual(['a'])
      expect(await call(operation, handleOf(first))).toEqual(refused)
      expect(await call('ChangeMessageVisibility', { ...handleOf(first), VisibilityTimeout: 0 })).toEqual(refused)
      expect(await call(operation, handleOf(second))).toEqual({})
    }),
  )
})

describe('the throughput of a FIFO queue', () => {
  const sendMany = async (call: Call, count: number): Promise<number> => {
    const answers = await Promise.all(Array.from({ length: count }, (_, n) => send(call, `m${n}`)))
    return answers.filter(({ code }) => code === 'RequestThrottled').length
  }
  test.each<[string, JsonObject, number]>([
    ['is 300 calls of an operation a second', FIFO, 50],
    [
      'knows no such limit in high throughput',
      { ...FIFO, deduplicationScope: 'messageGroup', fifoThroughputLimit: 'perMessageGroupId' },
      0,
    ],
  ])('%s', (_, config, throttled) =>
    converse(config, async ({ call, script }) => {
      await script.sleep(2000)
      expect(await sendMany(call, 350)).toBe(throttled)
    }),
  )
})

describe('a mapping on a FIFO queue', () => {
  const sent = (atMs: number, body: string): Stimulus => ({
    atMs,
    node: 'q',
    event: { kind: 'queue', body, group: body.slice(0, 1) },
  })

  async function mapped(
    bodies: readonly string[],
    handler: (records: readonly { body: string; messageId: string }[], script: NamedScript) => Promise<unknown>,
    mapping: JsonObject = {},
  ) {
    const seen: string[][] = []
    const run = await runScripts(
      {
        nodes: { q: ['queue', { ...FIFO, visibilityTimeoutMs: 10_000 }], f: ['function', { ...NO_COLD_START }] },
        edges: { 'q.consume > f.invoke': mapping },
      },
      {
        byHand: bodies.map((body, n) => sent(n, body)),
        untilMs: 60_000,
        handlers: {
          async f(script) {
            const { Records } = JSON.parse(script.invocation.payload) as {
              Records: { body: string; messageId: string }[]
            }
            seen.push(Records.map(({ body }) => body))
            return handler(Records, script)
          },
        },
      },
    )
    return { run, seen }
  }

  test('runs as many batches at once as there are groups', async () => {
    const { run } = await mapped(['a1', 'b1', 'a2', 'c1', 'b2'], (_, script) => script.sleep(500), { batchSize: 1 })
    expect(run.of('delivery-started').filter(({ at }) => at < 500_000)).toHaveLength(3)
    expect(run.of('message-deleted')).toHaveLength(5)
  })

  test('a group that fails is tried again before its later messages; others go on', async () => {
    let failed = 0
    const { seen } = await mapped(
      ['a1', 'a2', 'b1'],
      async (records) => {
        if (records[0]?.body === 'a1' && failed++ === 0) throw new Error('no')
      },
      { batchSize: 1 },
    )
    expect(seen).toEqual([['a1'], ['b1'], ['a1'], ['a2']])
  })

  test('a function that stops at its first failure, and names it and all after, keeps the order', async () => {
    const tries = new Map<string, number>()
    const { seen } = await mapped(
      ['a0', 'a1', 'a2', 'a3'],
      async (records, script) => {
        await script.sleep(100)
        const stop = records.findIndex(({ body }) => {
          tries.set(body, (tries.get(body) ?? 0) + 1)
          return body === 'a2' && tries.get(body) === 1
        })
        const failed = stop < 0 ? [] : records.slice(stop)
        return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
      },
      { reportBatchItemFailures: true },
    )
    expect(seen).toEqual([['a0'], ['a1', 'a2', 'a3'], ['a2', 'a3']])
  })

  test('its records carry what a FIFO queue knows them by', async () => {
    const { run } = await mapped(['a1'], async () => undefined)
    const [{ payload } = { payload: '' }] = run.of('invocation-requested')
    const { Records } = JSON.parse(payload) as { Records: { attributes: object; eventSourceARN: string }[] }
    expect(Records[0]?.attributes).toMatchObject({
      SequenceNumber: expect.stringMatching(/^\d{20}$/),
      MessageGroupId: 'a',
      MessageDeduplicationId: sha256('a1'),
    })
    expect(Records[0]?.eventSourceARN).toMatch(/:q\.fifo$/)
  })
})

describe('over random failures, throttles and crashes', () => {
  const pipeline = fc.record({
    visibilityTimeoutMs: fc.constantFrom(1000, 3000),
    batchSize: fc.integer({ min: 1, max: 10 }),
    reservedConcurrency: fc.constantFrom(undefined, 1, 2),
    groups: fc.integer({ min: 1, max: 4 }),
    sentAtMs: fc.array(fc.integer({ min: 0, max: 8000 }), { minLength: 1, maxLength: 25 }),
    behaviours: fc.array(fc.constantFrom('succeed', 'fail', 'crash', 'partial'), { minLength: 1, maxLength: 6 }),
    seed: fc.integer({ min: 0 }),
  })
  type Pipeline = typeof pipeline extends fc.Arbitrary<infer P> ? P : never

  const play = (one: Pipeline, careful = false): Promise<ScriptRun> =>
    runScripts(
      {
        nodes: {
          q: ['queue', { ...FIFO, visibilityTimeoutMs: one.visibilityTimeoutMs }],
          f: [
            'function',
            {
              timeoutMs: 1000,
              ...(one.reservedConcurrency === undefined ? {} : { reservedConcurrency: one.reservedConcurrency }),
            },
          ],
        },
        edges: { 'q.consume > f.invoke': { batchSize: one.batchSize, reportBatchItemFailures: true } },
      },
      {
        seed: one.seed,
        careful,
        untilMs: 600_000,
        byHand: one.sentAtMs.map((atMs, n) => ({
          atMs,
          node: 'q',
          event: { kind: 'queue', body: `m${n}`, group: `g${n % one.groups}` },
        })),
        handlers: {
          async f(script) {
            const { Records } = JSON.parse(script.invocation.payload) as { Records: { messageId: string }[] }
            const isLate = script.now() > 60_000_000
            const behaviour = isLate ? 'succeed' : one.behaviours[script.invocation.key % one.behaviours.length]
            await script.sleep(50)
            if (behaviour === 'fail') throw new Error('no')
            if (behaviour === 'crash') return script.end('crashed')
            const failed = behaviour === 'partial' ? Records.slice(Math.floor(Records.length / 2)) : []
            return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) }
          },
        },
      },
    )

  test('each message is delivered at least once, none is lost, and no group gets out of order', async () => {
    await fc.assert(
      fc.asyncProperty(pipeline, async (one) => {
        const run = await play(one)
        expect((await play(one, true)).fingerprint).toBe(run.fingerprint)
        const groupOf = new Map(
          run.of('message-enqueued').map(({ message, body }) => [message, Number(body.slice(1)) % one.groups]),
        )
        const waiting = new Map<number, number[]>()
        for (const { message } of run.of('message-enqueued')) {
          const group = groupOf.get(message) ?? -1
          waiting.set(group, [...(waiting.get(group) ?? []), message])
        }
        const inFlight = new Map<number, Set<number>>()
        for (const event of run.events) {
          if (!('message' in event) || typeof event.message !== 'number') continue
          const group = groupOf.get(event.message) ?? -1
          const line = waiting.get(group) ?? []
          const held = inFlight.get(group) ?? new Set()
          inFlight.set(group, held)
          if (event.type === 'message-delivered') {
            // The next of its group that nobody holds, and nobody of another delivery holds one.
            expect(line.find((other) => !held.has(other))).toBe(event.message)
            held.add(event.message)
          } else if (event.type === 'message-returned') held.delete(event.message)
          else if (event.type === 'message-deleted') {
            held.delete(event.message)
            waiting.set(
              group,
              line.filter((other) => other !== event.message),
            )
          }
        }
        expect([...waiting.values()].flat()).toEqual([])
      }),
      { numRuns: soakRuns(120), seed: 2026 },
    )
  }, 300_000)
})
