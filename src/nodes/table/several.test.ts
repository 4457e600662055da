// Given several tables, when one request asks for items of all of them, then it happens in all or in none.
import type { Json, JsonObject } from '#base'
import { soakRuns } from '#base/testing/soak'
import { type NamedScript, runScripts, type ScriptRun } from '#emulator/testing'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

const LONG_MS = 300_000
const TABLES = ['a', 'b', 'c'] as const
type Table = (typeof TABLES)[number]

const s = (S: string): JsonObject => ({ S })
const n = (value: number): JsonObject => ({ N: String(value) })

type Call = (operation: string, input: JsonObject, first?: Table) => Promise<JsonObject>

/** An error is `{ code, message, … }`. */
const callOf =
  (script: NamedScript): Call =>
  async (operation, input, first = 'a') => {
    const reply = await script.call(first, { type: 'api', operation, input })
    if (reply.type === 'api') return reply.output
    if (reply.type !== 'api-error') return { code: reply.type }
    const { code, message, members } = reply
    return { code, message, ...members }
  }

type Conversation = (call: Call, script: NamedScript) => Promise<unknown>

/** `f` and `g` begin at the same time and talk to the tables. */
async function talk(f: Conversation, g?: Conversation): Promise<ScriptRun> {
  const failures: unknown[] = []
  const begun = ['f', ...(g ? ['g'] : [])]
  const worker = ['function', { coldStartMedianMs: 0, timeoutMs: 900_000, maximumRetryAttempts: 0 }] as const
  const handler = (of: Conversation) => (script: NamedScript) =>
    of(callOf(script), script).catch((error: unknown) => void failures.push(error))
  const run = await runScripts(
    {
      nodes: { a: ['table'], b: ['table'], c: ['table'], f: worker, g: worker },
      edges: Object.fromEntries(['f', 'g'].flatMap((name) => TABLES.map((one) => [`${name}.call > ${one}.items`, {}]))),
    },
    {
      byHand: begun.map((node) => ({ atMs: 0, node, event: { kind: 'function', mode: 'async', payload: '{}' } })),
      handlers: { f: handler(f), ...(g && { g: handler(g) }) },
    },
  )
  if (failures.length > 0) throw failures[0]
  return run
}

const put = (TableName: Table, id: string, more: JsonObject = {}): JsonObject => ({
  Put: { TableName, Item: { id: s(id), ...more } },
})
const unless = (TableName: Table, id: string): JsonObject => ({
  ConditionCheck: { TableName, Key: { id: s(id) }, ConditionExpression: 'attribute_not_exists(id)' },
})
const get = (TableName: Table, id: string): JsonObject => ({ Get: { TableName, Key: { id: s(id) } } })
const one = (id: string): JsonObject => ({ Key: { id: s(id) } })

describe('a transaction over several tables', () => {
  test('happens in all of them, and is answered as one', async () => {
    const run = await talk(async (call) => {
      const TransactItems = [put('b', '1'), put('a', '1'), unless('c', '1'), put('b', '2')]
      expect(await call('TransactWriteItems', { TransactItems, ReturnConsumedCapacity: 'TOTAL' }, 'b')).toEqual({
        ConsumedCapacity: [
          { TableName: 'b', CapacityUnits: 4 },
          { TableName: 'a', CapacityUnits: 2 },
          { TableName: 'c', CapacityUnits: 2 },
        ],
      })
      const asked = { TransactItems: [get('a', '1'), get('c', '1'), get('b', '2')] }
      expect(await call('TransactGetItems', asked)).toEqual({
        Responses: [{ Item: { id: s('1') } }, {}, { Item: { id: s('2') } }],
      })
    })
    expect(run.of('item-changed').map((event) => run.nameOf(event))).toEqual(['b', 'b', 'a'])
    expect(run.of('table-called', 'a').map(({ operation, written, read }) => [operation, written, read])).toEqual([
      ['TransactWriteItems', 1, 0],
      ['TransactGetItems', 0, 1],
    ])
  })

  test('that one table can’t do happens nowhere, and the reasons stand in the order of the request', async () => {
    const run = await talk(async (call) => {
      await call('PutItem', { Item: { id: s('1') } }, 'b')
      const TransactItems = [put('a', '1'), unless('b', '1'), put('c', '1')]
      expect(await call('TransactWriteItems', { TransactItems })).toEqual({
        code: 'TransactionCanceledException',
        message:
          'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, None]',
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
          { Code: 'None' },
        ],
      })
      // Nothing is held any more.
      expect(await call('TransactWriteItems', { TransactItems: [put('a', '1'), put('c', '1')] })).toEqual({})
    })
    expect(run.of('item-changed')).toHaveLength(3)
  })

  test('that is not valid for one table is refused as a whole', async () => {
    const run = await talk(async (call) => {
      const wrong = { Put: { TableName: 'b', Item: { other: s('1') } } }
      expect(await call('TransactWriteItems', { TransactItems: [put('a', '1'), wrong] })).toEqual({
        code: 'ValidationException',
        message: 'One or more parameter values were invalid: Missing the key id in the item',
      })
      expect(await call('PutItem', { Item: { id: s('1') } })).toEqual({})
    })
    expect(run.of('item-changed')).toHaveLength(1)
  })

  test('holds its items until it is over: who wants one is told of the conflict', async () => {
    const seen: JsonObject[] = []
    const run = await talk(
      (call) => call('TransactWriteItems', { TransactItems: [put('a', '1', { x: n(1) }), put('b', '1', { x: n(1) })] }),
      async (call, script) => {
        // The other begins at the same time: a has prepared at 2 ms, b at 3 ms, both are done at 5 ms.
        await script.sleep(1.5)
        const [write, both, batch, read] = [
          call('PutItem', { Item: { id: s('1') } }),
          call('TransactWriteItems', { TransactItems: [put('a', '1'), put('c', '1')] }),
          call('BatchWriteItem', { RequestItems: { a: [{ PutRequest: { Item: { id: s('1') } } }] } }),
          call('TransactGetItems', { TransactItems: [get('a', '1'), get('c', '2')] }),
        ]
        seen.push(...(await Promise.all([write, both, batch, read])))
        seen.push(await call('PutItem', { Item: { id: s('1') } }))
      },
    )
    const reason = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
    expect(seen).toEqual([
      { code: 'TransactionConflictException', message: 'Transaction is ongoing for the item' },
      expect.objectContaining({
        code: 'TransactionCanceledException',
        CancellationReasons: [reason, { Code: 'None' }],
      }),
      { UnprocessedItems: { a: [{ PutRequest: { Item: { id: s('1') } } }] } },
      expect.objectContaining({
        code: 'TransactionCanceledException',
        CancellationReasons: [reason, { Code: 'None' }],
      }),
      {},
    ])
    expect(run.of('item-changed')).toHaveLength(3)
  })

  test('that is sent again with its token is not done again', async () => {
    const run = await talk(async (call) => {
      const once = { TransactItems: [put('a', '1'), put('b', '1')], ClientRequestToken: 'one' }
      expect(await call('TransactWriteItems', once)).toEqual({})
      expect(await call('TransactWriteItems', once)).toEqual({})
    })
    expect(run.of('item-changed')).toHaveLength(2)
  })
})

describe('a batch over several tables', () => {
  test('writes and reads in each of them', () =>
    talk(async (call) => {
      const writes = { a: [{ PutRequest: { Item: { id: s('1') } } }], b: [{ PutRequest: { Item: { id: s('2') } } }] }
      expect(await call('BatchWriteItem', { RequestItems: writes, ReturnConsumedCapacity: 'TOTAL' }, 'b')).toEqual({
        UnprocessedItems: {},
        ConsumedCapacity: [
          { TableName: 'a', CapacityUnits: 1 },
          { TableName: 'b', CapacityUnits: 1 },
        ],
      })
      const reads = { b: { Keys: [{ id: s('2') }] }, a: { Keys: [{ id: s('1') }, { id: s('9') }] } }
      expect(await call('BatchGetItem', { RequestItems: reads })).toEqual({
        Responses: { a: [{ id: s('1') }], b: [{ id: s('2') }] },
        UnprocessedKeys: {},
      })
    }))

  test('that is not valid for one of them writes nothing', async () => {
    const run = await talk(async (call) => {
      const writes = {
        a: [{ PutRequest: { Item: { id: s('1') } } }],
        b: [{ PutRequest: { Item: { id: n(2) } } }],
      }
      expect(await call('BatchWriteItem', { RequestItems: writes })).toMatchObject({ code: 'ValidationException' })
    })
    expect(run.of('item-changed')).toEqual([])
  })

  test.each([
    ['26 writes', 'BatchWriteItem', 26, 'Too many items requested for the BatchWriteItem call'],
    ['101 reads', 'BatchGetItem', 101, 'Too many items requested for the BatchGetItem call'],
  ])('of %s in all is refused', (_, operation, count, message) =>
    talk(async (call) => {
      const items = (from: number, to: number): Json => {
        const keys = Array.from({ length: to - from }, (_item, index) => ({ id: s(`${from + index}`) }))
        return operation === 'BatchGetItem' ? { Keys: keys } : keys.map((Key) => ({ DeleteRequest: { Key } }))
      }
      const RequestItems = { a: items(0, 20), b: items(0, count - 20) }
      expect(await call(operation, { RequestItems })).toEqual({ code: 'ValidationException', message })
    }).then(() => undefined),
  )
})

const scene = fc.record({
  /** Of each handler: who pays whom, how much; whether it crashes as soon as it has asked; how long it waits before. */
  handlers: fc.array(
    fc.array(
      fc.record({
        from: fc.tuple(fc.constantFrom(...TABLES), fc.integer({ min: 0, max: 1 })),
        to: fc.tuple(fc.constantFrom(...TABLES), fc.integer({ min: 0, max: 1 })),
        amount: fc.integer({ min: 1, max: 80 }),
        leader: fc.constantFrom(...TABLES),
        crashes: fc.boolean(),
        waitMs: fc.integer({ min: 0, max: 4 }),
        reads: fc.boolean(),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    { minLength: 1, maxLength: 4 },
  ),
  faults: fc.array(
    fc.record({
      table: fc.constantFrom(...TABLES),
      percent: fc.constantFrom(20, 60),
      effect: fc.constantFrom<JsonObject>({ type: 'drop' }, { type: 'error', kind: 'server-error' }),
    }),
    { maxLength: 2 },
  ),
  latencyMs: fc.constantFrom(0, 3),
  seed: fc.integer({ min: 0 }),
})
type Scene = typeof scene extends fc.Arbitrary<infer S> ? S : never

const OPENING = 100

interface Played {
  readonly run: ScriptRun
  /** Of each transactional read that was answered: what all accounts held together. */
  readonly sums: readonly number[]
}

/** Accounts `0` and `1` in each table; each transfer leaves a mark in both tables. */
async function play(of: Scene, careful = false): Promise<Played> {
  const sums: number[] = []
  const accounts = TABLES.flatMap((table) => ['0', '1'].map((id) => [table, id] as const))
  const names = of.handlers.map((_, index) => `h${index}`)
  const worker = ['function', { coldStartMedianMs: 0, timeoutMs: 900_000, maximumRetryAttempts: 0 }] as const

  async function sumUp(call: Call): Promise<void> {
    const answered = await call('TransactGetItems', { TransactItems: accounts.map(([table, id]) => get(table, id)) })
    const responses = (answered['Responses'] ?? []) as readonly { Item?: { balance?: { N?: string } } }[]
    if (answered['code'] === undefined)
      sums.push(responses.reduce((sum, { Item }) => sum + Number(Item?.balance?.N ?? Number.NaN), 0))
  }

  const change = ([TableName, id]: readonly [Table, number], by: number, hasEnough: boolean): JsonObject => ({
    Update: {
      TableName,
      ...one(String(id)),
      UpdateExpression: 'ADD balance :by',
      ...(hasEnough && { ConditionExpression: 'balance >= :enough' }),
      ExpressionAttributeValues: { ':by': n(by), ...(hasEnough && { ':enough': n(-by) }) },
    },
  })

  async function open(script: NamedScript): Promise<void> {
    for (const [table, id] of accounts)
      await callOf(script)('PutItem', { Item: { id: s(id), balance: n(OPENING) } }, table)
  }

  async function transfer(script: NamedScript, index: number): Promise<unknown> {
    const call = callOf(script)
    for (const [number, { from, to, amount, leader, crashes, waitMs, reads }] of (of.handlers[index] ?? []).entries()) {
      await script.sleep(waitMs)
      if (from[0] === to[0] && from[1] === to[1]) continue
      const mark = `m${index}-${number}`
      const marks = [...new Set([from[0], to[0]])].map((table) => put(table, mark))
      const TransactItems = [change(from, -amount, true), change(to, amount, false), ...marks]
      const asked = call('TransactWriteItems', { TransactItems }, leader)
      if (crashes) return script.end('crashed')
      await asked
      if (reads) await sumUp(call)
    }
    return null
  }

  const run = await runScripts(
    {
      nodes: {
        ...Object.fromEntries(
          TABLES.map((table) => [table, ['table', { latencyMedianMs: of.latencyMs, latencyP99Ms: of.latencyMs * 4 }]]),
        ),
        opener: worker,
        ...Object.fromEntries(names.map((name) => [name, worker])),
      },
      edges: Object.fromEntries(
        ['opener', ...names].flatMap((name) => TABLES.map((table) => [`${name}.call > ${table}.items`, {}])),
      ),
      scenario: {
        faults: of.faults.map(({ table, percent, effect }, index) => ({
          id: `f${index}`,
          on: { type: 'node', node: table },
          startMs: 30_000,
          percent,
          effect,
        })) as never,
      },
    },
    {
      seed: of.seed,
      careful,
      byHand: ['opener', ...names].map((node, index) => ({
        atMs: index === 0 ? 0 : 60_000,
        node,
        event: { kind: 'function', mode: 'async', payload: '{}' },
      })),
      handlers: {
        opener: open,
        ...Object.fromEntries(names.map((name, index) => [name, (script: NamedScript) => transfer(script, index)])),
      },
    },
  )
  return { run, sums }
}

const imagesIn = ({ run }: Played): ReadonlyMap<string, { readonly balance?: { readonly N: string } }> =>
  new Map(
    run.of('item-changed').map((event) => {
      const { id } = JSON.parse(event.keys) as { id: { S: string } }
      return [`${run.nameOf(event)}/${id.S}`, JSON.parse(event.image) as { balance?: { N: string } }]
    }),
  )

test('whoever crashes, conflicts or is refused: money is neither made nor lost, and each transfer is whole', {
  timeout: LONG_MS,
}, async () => {
  let done = 0
  let conflicts = 0
  await fc.assert(
    fc.asyncProperty(scene, async (of) => {
      const played = await play(of)
      const images = imagesIn(played)
      const total = [...images.values()].reduce((sum, { balance }) => sum + Number(balance?.N ?? 0), 0)
      expect(total).toBe(TABLES.length * 2 * OPENING)
      for (const { balance } of images.values()) expect(Number(balance?.N ?? 0)).toBeGreaterThanOrEqual(0)
      for (const sum of played.sums) expect(sum).toBe(TABLES.length * 2 * OPENING)
      for (const [index, transfers] of of.handlers.entries())
        for (const [number, { from, to }] of transfers.entries()) {
          const marks = [from[0], to[0]].map((table) => images.has(`${table}/m${index}-${number}`))
          expect(new Set(marks).size, `transfer ${index}-${number} is whole`).toBe(1)
          if (marks[0]) done += 1
        }
      conflicts += played.run
        .of('table-called')
        .filter(({ failure }) => failure === 'TransactionCanceledException').length
    }),
    { numRuns: soakRuns(500), seed: 2026 },
  )
  expect(done).toBeGreaterThan(20)
  expect(conflicts).toBeGreaterThan(5)
})

test('the same transfers and seed give the same log, looking ahead or not', { timeout: LONG_MS }, async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (of) => {
      expect((await play(of, true)).run.fingerprint).toBe((await play(of)).run.fingerprint)
    }),
    { numRuns: soakRuns(100), seed: 2026 },
  )
})
