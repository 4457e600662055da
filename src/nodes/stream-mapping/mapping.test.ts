// Given this mapping on a table's stream, when items change, then these batches. Times are milliseconds: a message
// between nodes takes 1, and so does the report of an environment; the stream is asked every 250.
import type { JsonObject } from '#base'
import { type Columns, type NamedScript, runScripts, type ScriptRun, type Stimulus } from '#emulator/testing'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

type Handler = (script: NamedScript) => Promise<unknown>

interface Given {
  readonly table?: JsonObject
  readonly mapping?: JsonObject
  readonly f?: JsonObject
  readonly handler?: Handler
  readonly untilMs?: number
  readonly seed?: number
  readonly careful?: boolean
  /** Where discarded records go. */
  readonly destination?: 'queue' | 'topic'
}

/** Items put at these times; `id` is the number of the put unless it is given. */
const puts = (...items: readonly (number | readonly [atMs: number, item: JsonObject])[]): Stimulus[] =>
  items.map((one, index) => {
    const [atMs, item] = typeof one === 'number' ? [one, { id: String(index + 1) }] : one
    return { atMs, node: 't', event: { kind: 'table', item: JSON.stringify(item) } }
  })

const consumed = (given: Given, byHand: readonly Stimulus[]): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        t: ['table', given.table ?? {}],
        f: ['function', { coldStartMedianMs: 0, coldStartP99Ms: 0, timeoutMs: 900_000, ...given.f }],
        ...(given.destination ? { dead: [given.destination, {}] as const } : {}),
      },
      edges: {
        't.consume > f.invoke': { ...given.mapping },
        ...(given.destination
          ? { [`t.undelivered > dead.${given.destination === 'queue' ? 'send' : 'publish'}`]: {} }
          : {}),
      },
    },
    {
      byHand,
      untilMs: given.untilMs ?? 100_000_000,
      careful: given.careful ?? false,
      ...(given.handler ? { handlers: { f: given.handler } } : {}),
      ...(given.seed === undefined ? {} : { seed: given.seed }),
    },
  )

const eventOf = (script: NamedScript): DynamoDBStreamEvent =>
  JSON.parse(script.invocation.payload) as DynamoDBStreamEvent
const idsOf = (script: NamedScript): readonly string[] =>
  eventOf(script).Records.map((record) => record.dynamodb?.Keys?.['id']?.S ?? '')
const fails: Handler = () => Promise.reject(new Error('no'))

/** Fails while `isBad` holds of one of the batch. */
const failsOn =
  (...bad: readonly string[]): Handler =>
  async (script) => {
    if (idsOf(script).some((id) => bad.includes(id))) throw new Error('bad')
  }

/** The batches that were tried, as their keys. */
function tried(handler: Handler): { readonly batches: string[]; readonly handler: Handler } {
  const batches: string[] = []
  return {
    batches,
    handler(script) {
      batches.push(idsOf(script).join(' '))
      return handler(script)
    },
  }
}

const ENDS: Columns = { 'records-settled': ['outcome', 'records'] }

describe('the stream’s mapping', () => {
  test('asks four times a second and takes all there is', async () => {
    const seen = tried(async () => null)
    const run = await consumed({ handler: seen.handler }, puts(0, 100, 249, 260))
    expect(seen.batches).toEqual(['1 2 3', '4'])
    expect(run.of('delivery-started').map(({ at }) => at / 1000)).toEqual([250, 500])
    expect(run.table(ENDS)).toEqual([
      '254 t records-settled outcome=processed records=3',
      '503 t records-settled outcome=processed records=1',
    ])
  })

  test('goes on at once while there is more than a batch', async () => {
    const seen = tried(async () => null)
    const run = await consumed({ mapping: { batchSize: 2 }, handler: seen.handler }, puts(0, 0, 0, 0, 0))
    expect(seen.batches).toEqual(['1 2', '3 4', '5'])
    expect(run.of('delivery-started').map(({ at }) => at / 1000)).toEqual([250, 254, 257])
  })

  test('waits for its window, or for a full batch', async () => {
    const seen = tried(async () => null)
    const mapping = { batchSize: 3, batchWindowMs: 5000 }
    const run = await consumed({ mapping, handler: seen.handler }, puts(0, 1000, 10_000, 10_000, 10_600))
    expect(seen.batches).toEqual(['1 2', '3 4 5'])
    expect(run.of('delivery-started').map(({ at }) => at / 1000)).toEqual([5250, 10_600])
  })

  test('does not pass a record that fails until it expires after 24 hours', async () => {
    const seen = tried(failsOn('1'))
    const run = await consumed({ mapping: { batchSize: 1 }, handler: seen.handler }, puts(0, 0))
    expect(run.table(ENDS).map((row) => row.replace(/^\d+ /, ''))).toEqual([
      't records-settled outcome=expired records=1',
      't records-settled outcome=expired records=1',
    ])
    expect(new Set(seen.batches)).toEqual(new Set(['1']))
    expect((run.of('records-settled')[0]?.at ?? 0) / 3_600_000_000).toBeGreaterThan(24)
  })

  test('waits longer each time, up to the longest', async () => {
    const run = await consumed(
      { mapping: { maximumRetryAttempts: 4, maximumRetryDelayMs: 3000 }, handler: fails },
      puts(0),
    )
    expect(run.of('records-retried').map(({ delayUs, attempt }) => [delayUs / 1000, attempt])).toEqual([
      [1000, 2],
      [2000, 3],
      [3000, 4],
      [3000, 5],
    ])
    expect(run.table(ENDS).at(-1)).toContain('outcome=discarded records=1')
  })

  test.each<['queue' | 'topic']>([['queue'], ['topic']])(
    'tells a %s where the records are that it gave up',
    async (kind) => {
      const run = await consumed(
        { mapping: { maximumRetryAttempts: 1 }, handler: fails, destination: kind },
        puts(0, 100),
      )
      const [body] =
        kind === 'queue'
          ? run.of('message-enqueued').map((one) => one.body)
          : run.of('topic-published').map((one) => one.message)
      expect(JSON.parse(body ?? '')).toEqual({
        requestContext: {
          requestId: expect.any(String),
          functionArn: 'arn:aws:lambda:us-east-1:123456789012:function:f',
          condition: 'RetryAttemptsExhausted',
          approximateInvokeCount: 2,
        },
        responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
        version: '1.0',
        timestamp: expect.stringMatching(/^2026-01-01T00:00:01/),
        DDBStreamBatchInfo: {
          shardId: expect.stringMatching(/^shardId-/),
          startSequenceNumber: run.of('stream-record-added')[0]?.sequence,
          endSequenceNumber: run.of('stream-record-added')[1]?.sequence,
          approximateArrivalOfFirstRecord: expect.stringMatching(/^2026-01-01T00:00:00/),
          approximateArrivalOfLastRecord: expect.stringMatching(/^2026-01-01T00:00:00/),
          batchSize: 2,
          streamArn: expect.stringContaining(':table/t/stream/'),
        },
      })
    },
  )

  test('gives up records that are too old', async () => {
    const run = await consumed(
      { mapping: { maximumRecordAgeMs: 60_000 }, handler: fails, destination: 'queue' },
      puts(0),
    )
    expect(run.of('message-enqueued')[0]?.body).toContain('"condition":"RecordAgeExceeded"')
    expect(run.of('records-settled')).toMatchObject([{ outcome: 'discarded', records: 1 }])
  })

  test('finds the record that fails by cutting its batch in two, and uses no retries up for it', async () => {
    const seen = tried(failsOn('3'))
    const run = await consumed(
      { mapping: { bisectOnError: true, maximumRetryAttempts: 1 }, handler: seen.handler },
      puts(0, 0, 0, 0, 0),
    )
    expect(seen.batches).toEqual(['1 2 3 4 5', '1 2 3', '1 2', '3', '3', '4 5'])
    expect(run.table(ENDS).map((row) => row.replace(/^\S+ t records-settled /, ''))).toEqual([
      'outcome=processed records=2',
      'outcome=discarded records=1',
      'outcome=processed records=2',
    ])
  })

  const failures = (...identifiers: readonly (string | null)[]) => ({
    batchItemFailures: identifiers.map((itemIdentifier) => ({ itemIdentifier })),
  })
  const sequenceOf = (script: NamedScript, id: string): string =>
    eventOf(script).Records.find((record) => record.dynamodb?.Keys?.['id']?.S === id)?.dynamodb?.SequenceNumber ?? ''

  test('goes on from the lowest record that its function names', async () => {
    let first = true
    const seen = tried(async (script) => {
      if (!first) return null
      first = false
      return failures(sequenceOf(script, '4'), sequenceOf(script, '2'))
    })
    const run = await consumed({ mapping: { reportBatchItemFailures: true }, handler: seen.handler }, puts(0, 0, 0, 0))
    expect(seen.batches).toEqual(['1 2 3 4', '2 3 4'])
    expect(run.table(ENDS).map((row) => row.replace(/^\S+ t records-settled /, ''))).toEqual([
      'outcome=processed records=1',
      'outcome=processed records=3',
    ])
  })

  test.each<[string, unknown, number]>([
    ['nothing', null, 2],
    ['an empty object', {}, 2],
    ['an empty list', { batchItemFailures: [] }, 2],
    ['a null list', { batchItemFailures: null }, 2],
    ['an empty string', '', 2],
    ['a wrong key', { failures: [] }, 0],
    ['a null identifier', failures(null), 0],
    ['an empty identifier', failures(''), 0],
    ['an unknown identifier', failures('nobody'), 0],
    ['no list', { batchItemFailures: 'x' }, 0],
  ])('an answer of %s means so many processed', async (_, answer, processed) => {
    const run = await consumed(
      { mapping: { reportBatchItemFailures: true, maximumRetryAttempts: 0 }, handler: async () => answer },
      puts(0, 0),
    )
    expect(run.of('records-settled')).toMatchObject([
      { outcome: processed > 0 ? 'processed' : 'discarded', records: 2 },
    ])
  })

  test('takes only what its filters let pass', async () => {
    const seen = tried(async () => null)
    const filters = [
      { pattern: '{ "eventName": ["REMOVE"] }' },
      { pattern: '{ "dynamodb": { "NewImage": { "x": { "N": ["2"] } } } }' },
    ]
    const run = await consumed(
      { mapping: { filters }, handler: seen.handler },
      puts([0, { id: 'a', x: 1 }], [1, { id: 'b', x: 2 }], [2, { Key: { id: 'a' } }], [300, { id: 'c', x: 3 }]),
    )
    expect(seen.batches).toEqual(['b a'])
    expect(run.table(ENDS)).toEqual([
      '250 t records-settled outcome=filtered records=1',
      '254 t records-settled outcome=processed records=2',
      '500 t records-settled outcome=filtered records=1',
    ])
  })

  test('tries a throttled batch again without using retries up or counting it', async () => {
    const run = await consumed(
      {
        mapping: { maximumRetryAttempts: 0, maximumRecordAgeMs: 60_000 },
        f: { reservedConcurrency: 0 },
        destination: 'queue',
      },
      puts(0),
    )
    expect(run.of('records-retried').length).toBeGreaterThan(4)
    expect(run.of('records-retried')[0]?.failure).toBe('ReservedFunctionConcurrentInvocationLimitExceeded')
    expect(run.of('message-enqueued')[0]?.body).toContain('"condition":"RecordAgeExceeded","approximateInvokeCount":0')
  })

  test('that is switched off takes nothing', async () => {
    const run = await consumed({ mapping: { enabled: false } }, puts(0, 500))
    expect(run.of('delivery-started')).toEqual([])
  })

  test('runs several batches at once with the order of each key kept', async () => {
    const order = new Map<string, string[]>()
    let running = 0
    let most = 0
    const run = await consumed(
      {
        mapping: { parallelizationFactor: 4, batchSize: 2 },
        handler: async (script) => {
          running += 1
          most = Math.max(most, running)
          await script.sleep(100)
          running -= 1
          for (const { dynamodb } of eventOf(script).Records) {
            const id = dynamodb?.Keys?.['id']?.S ?? ''
            order.set(id, [...(order.get(id) ?? []), dynamodb?.NewImage?.['x']?.N ?? ''])
          }
        },
      },
      puts(
        ...Array.from({ length: 40 }, (_, index): readonly [number, JsonObject] => [
          index,
          { id: `k${index % 8}`, x: index },
        ]),
      ),
    )
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(4)
    for (const seen of order.values()) expect(seen).toEqual([...seen].sort((a, b) => Number(a) - Number(b)))
    expect(run.of('records-settled').reduce((sum, { records }) => sum + records, 0)).toBe(40)
  })
})

test('each record leaves each consumer once, in the order of its key, whatever fails', async () => {
  const mappings = fc.record({
    batchSize: fc.integer({ min: 1, max: 5 }),
    batchWindowMs: fc.constantFrom(0, 300),
    parallelizationFactor: fc.integer({ min: 1, max: 3 }),
    maximumRetryAttempts: fc.constantFrom(0, 1, 3),
    bisectOnError: fc.boolean(),
    reportBatchItemFailures: fc.boolean(),
    filters: fc.constantFrom<JsonObject[]>([], [{ pattern: '{"eventName":["INSERT","MODIFY"]}' }]),
  })
  const writes = fc.array(
    fc.record({
      atMs: fc.integer({ min: 0, max: 3000 }),
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      x: fc.integer({ min: 0, max: 3 }),
    }),
    { minLength: 1, maxLength: 30 },
  )
  await fc.assert(
    fc.asyncProperty(
      mappings,
      writes,
      fc.array(fc.constantFrom('ok', 'throw', 'part', 'slow'), { minLength: 1, maxLength: 12 }),
      fc.integer(),
      async (mapping, written, fates, seed) => {
        const go = async (careful: boolean) => {
          const seen = new Map<string, string[]>()
          let turn = 0
          const run = await consumed(
            {
              mapping,
              seed,
              careful,
              f: { reservedConcurrency: 2 },
              destination: 'queue',
              handler: async (script) => {
                const fate = fates[turn % fates.length]
                turn += 1
                const { Records } = eventOf(script)
                if (fate === 'throw') throw new Error('no')
                if (fate === 'slow') await script.sleep(400)
                const kept = fate === 'part' ? Records.slice(0, 1) : Records
                const done = fate === 'part' && mapping.reportBatchItemFailures ? kept : Records
                for (const { dynamodb } of done) {
                  const key = dynamodb?.Keys?.['id']?.S ?? ''
                  seen.set(key, [...(seen.get(key) ?? []), dynamodb?.SequenceNumber ?? ''])
                }
                const next = Records[1]?.dynamodb?.SequenceNumber
                return fate === 'part' && next !== undefined ? { batchItemFailures: [{ itemIdentifier: next }] } : null
              },
            },
            puts(
              ...written.map(({ atMs, id, x }): readonly [number, JsonObject] => [
                atMs,
                x === 0 ? { Key: { id } } : { id, x },
              ]),
            ),
          )
          return { run, seen }
        }
        const { run, seen } = await go(false)
        const added = run.of('stream-record-added').length
        const settled = run.of('records-settled').reduce((sum, { records }) => sum + records, 0)
        expect(settled).toBe(added)
        expect(run.of('item-changed').length).toBe(added)
        // What was processed of a key has growing sequence numbers.
        for (const sequences of seen.values())
          for (const [index, sequence] of sequences.entries())
            if (index > 0) expect(BigInt(sequence) > BigInt(sequences[index - 1] ?? '0')).toBe(true)
        const careful = await go(true)
        expect(careful.run.fingerprint).toBe(run.fingerprint)
      },
    ),
    { numRuns: 40 },
  )
})
