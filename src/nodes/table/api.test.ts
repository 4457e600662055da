// Given this table, when a handler's SDK asks it this, then it answers so.
import type { Json, JsonObject } from '#base'
import { type NamedScript, runScripts, type ScriptRun } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

type Call = (operation: string, input?: JsonObject) => Promise<JsonObject>

/** One handler that talks to `t`; an error is `{ code, message, … }`. */
async function talk(
  table: JsonObject,
  conversation: (call: Call, script: NamedScript) => Promise<void>,
): Promise<ScriptRun> {
  const failures: unknown[] = []
  const run = await runScripts(
    {
      nodes: {
        t: ['table', { latencyMedianMs: 0, ...table }],
        f: ['function', { coldStartMedianMs: 0, timeoutMs: 900_000, maximumRetryAttempts: 0 }],
      },
      edges: { 'f.call > t.items': {} },
    },
    {
      byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } }],
      handlers: {
        async f(script) {
          const call: Call = async (operation, input = {}) => {
            const reply = await script.call('t', { type: 'api', operation, input })
            if (reply.type === 'api') return reply.output
            if (reply.type !== 'api-error') throw new Error(reply.type)
            const { code, message, members } = reply
            return { code, message, ...members }
          }
          await conversation(call, script).catch((error: unknown) => failures.push(error))
        },
      },
    },
  )
  if (failures.length > 0) throw failures[0]
  return run
}

const converse = async (...of: Parameters<typeof talk>): Promise<void> => void (await talk(...of))

const invalid = (message: unknown) => ({ code: 'ValidationException', message })
const s = (S: string) => ({ S })
const n = (value: number) => ({ N: String(value) })
const RANGED = { hashKey: 'pk', rangeKey: 'sk', rangeKeyType: 'N' }
const idsOf = (answer: JsonObject, name = 'id'): readonly Json[] =>
  ((answer['Items'] ?? []) as readonly Record<string, Record<string, string>>[]).map(
    (item) => Object.values(item[name] ?? {})[0] ?? '',
  )

describe('PutItem', () => {
  test('answers nothing, or the item before', () =>
    converse({}, async (call) => {
      expect(await call('PutItem', { Item: { id: s('a'), x: n(1) } })).toEqual({})
      expect(await call('PutItem', { Item: { id: s('a'), x: n(2) }, ReturnValues: 'ALL_OLD' })).toEqual({
        Attributes: { id: s('a'), x: n(1) },
      })
      expect(await call('GetItem', { Key: { id: s('a') } })).toEqual({ Item: { id: s('a'), x: n(2) } })
    }))

  test.each<[string, JsonObject, unknown]>([
    ['no item', {}, expect.stringContaining("Value null at 'item'")],
    ['no key', { Item: { x: n(1) } }, 'One or more parameter values were invalid: Missing the key id in the item'],
    [
      'a key of another type',
      { Item: { id: n(1) } },
      'One or more parameter values were invalid: Type mismatch for key id expected: S actual: N',
    ],
    [
      'an empty key',
      { Item: { id: s('') } },
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: id',
    ],
    [
      'a key of 2,049 bytes',
      { Item: { id: s('x'.repeat(2049)) } },
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
    [
      'more than 400 KB',
      { Item: { id: s('a'), x: s('x'.repeat(409_600)) } },
      'Item size has exceeded the maximum allowed size',
    ],
    [
      'a number of 39 digits',
      { Item: { id: s('a'), x: { N: '9'.repeat(39) } } },
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      'ReturnValues of an update',
      { Item: { id: s('a') }, ReturnValues: 'ALL_NEW' },
      'Return values set to invalid value',
    ],
    [
      'a value that is not used',
      { Item: { id: s('a') }, ConditionExpression: 'attribute_exists(id)', ExpressionAttributeValues: { ':x': n(1) } },
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:x}',
    ],
    ['a legacy parameter', { Item: { id: s('a') }, Expected: {} }, expect.stringContaining('Expected')],
  ])('of %s is refused', (_, input, message) =>
    converse({}, async (call) => {
      expect(await call('PutItem', input)).toEqual(invalid(message))
      expect(await call('Scan')).toMatchObject({ Count: 0 })
    }),
  )

  test('takes an item of just 400 KB', () =>
    converse({}, async (call) => {
      expect(await call('PutItem', { Item: { id: s('a'), x: s('x'.repeat(409_600 - 4)) } })).toEqual({})
    }))

  test('whose condition fails changes nothing and tells the item when asked', async () => {
    const run = await talk({}, async (call) => {
      await call('PutItem', { Item: { id: s('a'), x: n(1) } })
      const again = { Item: { id: s('a') }, ConditionExpression: 'attribute_not_exists(id)' }
      const failed = { code: 'ConditionalCheckFailedException', message: 'The conditional request failed' }
      expect(await call('PutItem', again)).toEqual(failed)
      expect(await call('PutItem', { ...again, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' })).toEqual({
        ...failed,
        Item: { id: s('a'), x: n(1) },
      })
    })
    expect(run.of('item-changed')).toHaveLength(1)
    expect(run.of('table-called').map(({ failure }) => failure)).toEqual([
      '',
      'ConditionalCheckFailedException',
      'ConditionalCheckFailedException',
    ])
  })
})

describe('UpdateItem', () => {
  const update = (returns: string) => ({
    Key: { id: s('a') },
    UpdateExpression: 'SET x = :two, m.k = :two REMOVE y',
    ExpressionAttributeValues: { ':two': n(2) },
    ReturnValues: returns,
  })
  test.each<[string, JsonObject]>([
    ['NONE', {}],
    ['ALL_OLD', { Attributes: { id: s('a'), x: n(1), y: n(1), m: { M: { k: n(1), l: n(1) } } } }],
    ['UPDATED_OLD', { Attributes: { x: n(1), y: n(1), m: { M: { k: n(1) } } } }],
    ['ALL_NEW', { Attributes: { id: s('a'), x: n(2), m: { M: { k: n(2), l: n(1) } } } }],
    ['UPDATED_NEW', { Attributes: { x: n(2), m: { M: { k: n(2) } } } }],
  ])('with ReturnValues %s answers so', (returns, expected) =>
    converse({}, async (call) => {
      await call('PutItem', { Item: { id: s('a'), x: n(1), y: n(1), m: { M: { k: n(1), l: n(1) } } } })
      expect(await call('UpdateItem', update(returns))).toEqual(expected)
    }),
  )

  test('makes an item of what is not there', () =>
    converse({}, async (call) => {
      expect(
        await call('UpdateItem', {
          Key: { id: s('a') },
          UpdateExpression: 'ADD hits :one',
          ExpressionAttributeValues: { ':one': n(1) },
          ReturnValues: 'ALL_NEW',
        }),
      ).toEqual({ Attributes: { id: s('a'), hits: n(1) } })
      expect(await call('UpdateItem', { Key: { id: s('b') } })).toEqual({})
      expect(await call('GetItem', { Key: { id: s('b') } })).toEqual({ Item: { id: s('b') } })
    }))

  test.each<[string, JsonObject, unknown]>([
    [
      'of the key',
      { Key: { id: s('a') }, UpdateExpression: 'SET id = :x', ExpressionAttributeValues: { ':x': s('b') } },
      'One or more parameter values were invalid: Cannot update attribute id. This attribute is part of the key',
    ],
    [
      'to more than 400 KB',
      {
        Key: { id: s('a') },
        UpdateExpression: 'SET x = :x',
        ExpressionAttributeValues: { ':x': s('x'.repeat(409_600)) },
      },
      'Item size to update has exceeded the maximum allowed size',
    ],
    [
      'of a key with more in it',
      { Key: { id: s('a'), x: n(1) } },
      'The provided key element does not match the schema',
    ],
    ['of a key of another type', { Key: { id: n(1) } }, 'The provided key element does not match the schema'],
  ])('%s is refused', (_, input, message) =>
    converse({}, async (call) => {
      expect(await call('UpdateItem', input)).toEqual(invalid(message))
    }),
  )
})

test('DeleteItem of what is not there succeeds; its condition is asked all the same', () =>
  converse({}, async (call) => {
    expect(await call('DeleteItem', { Key: { id: s('a') }, ReturnValues: 'ALL_OLD' })).toEqual({})
    const conditional = { Key: { id: s('a') }, ConditionExpression: 'attribute_exists(id)' }
    expect(await call('DeleteItem', conditional)).toMatchObject({ code: 'ConditionalCheckFailedException' })
  }))

test('GetItem projects, and counts capacity when asked', () =>
  converse({}, async (call) => {
    await call('PutItem', { Item: { id: s('a'), x: s('x'.repeat(5000)), y: n(1) } })
    const get = { Key: { id: s('a') }, ProjectionExpression: 'y', ReturnConsumedCapacity: 'TOTAL' }
    const capacity = (CapacityUnits: number) => ({ TableName: 't', CapacityUnits })
    expect(await call('GetItem', get)).toEqual({ Item: { y: n(1) }, ConsumedCapacity: capacity(1) })
    expect(await call('GetItem', { ...get, ConsistentRead: true })).toMatchObject({ ConsumedCapacity: capacity(2) })
    const put = { Item: { id: s('b'), x: s('x'.repeat(1500)) }, ReturnConsumedCapacity: 'TOTAL' }
    expect(await call('PutItem', put)).toEqual({ ConsumedCapacity: capacity(2) })
  }))

const fill = async (call: Call, ...keys: readonly number[]): Promise<void> => {
  for (const sk of keys) await call('PutItem', { Item: { pk: s('a'), sk: n(sk), odd: { BOOL: sk % 2 !== 0 } } })
}

describe('Query', () => {
  const query = (text: string, values: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
    KeyConditionExpression: text,
    ExpressionAttributeValues: { ':a': s('a'), ...values },
    ...more,
  })

  test.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['pk = :a', {}, {}, ['-2', '1', '3', '10']],
    ['pk = :a', {}, { ScanIndexForward: false }, ['10', '3', '1', '-2']],
    ['pk = :a AND sk = :x', { ':x': n(3) }, {}, ['3']],
    ['pk = :a AND sk < :x', { ':x': n(3) }, {}, ['-2', '1']],
    ['pk = :a AND sk <= :x', { ':x': n(3) }, { ScanIndexForward: false }, ['3', '1', '-2']],
    ['pk = :a AND sk > :x', { ':x': n(3) }, {}, ['10']],
    ['pk = :a AND sk >= :x', { ':x': n(2) }, {}, ['3', '10']],
    ['pk = :a AND sk BETWEEN :x AND :y', { ':x': n(1), ':y': n(3) }, {}, ['1', '3']],
  ])('%s gives what is there in the order of numbers', (text, values, more, expected) =>
    converse(RANGED, async (call) => {
      await fill(call, 10, 3, -2, 1)
      expect(idsOf(await call('Query', query(text, values, more)), 'sk')).toEqual(expected)
    }),
  )

  test('begins_with on a string key', () =>
    converse({ hashKey: 'pk', rangeKey: 'sk' }, async (call) => {
      for (const sk of ['b', 'ab', 'a', 'abc', 'B']) await call('PutItem', { Item: { pk: s('a'), sk: s(sk) } })
      const found = await call('Query', query('pk = :a AND begins_with(sk, :x)', { ':x': s('ab') }))
      expect(idsOf(found, 'sk')).toEqual(['ab', 'abc'])
    }))

  test('filters after the limit, and goes on where it ended', () =>
    converse(RANGED, async (call) => {
      await fill(call, 1, 2, 3, 4, 5)
      const page = query('pk = :a', { ':t': { BOOL: true } }, { FilterExpression: 'odd = :t', Limit: 2 })
      const first = await call('Query', page)
      expect(first).toMatchObject({ Count: 1, ScannedCount: 2, LastEvaluatedKey: { pk: s('a'), sk: n(2) } })
      const second = await call('Query', { ...page, ExclusiveStartKey: first['LastEvaluatedKey'] ?? null })
      expect(idsOf(second, 'sk')).toEqual(['3'])
      const third = await call('Query', { ...page, ExclusiveStartKey: second['LastEvaluatedKey'] ?? null })
      expect(idsOf(third, 'sk')).toEqual(['5'])
      expect(third).not.toHaveProperty('LastEvaluatedKey')
      const back = { ...page, ScanIndexForward: false, ExclusiveStartKey: { pk: s('a'), sk: n(4) } }
      expect(idsOf(await call('Query', back), 'sk')).toEqual(['3'])
    }))

  test('is cut where a page passes 1 MB', () =>
    converse(RANGED, async (call) => {
      for (const sk of [1, 2, 3, 4])
        await call('PutItem', { Item: { pk: s('a'), sk: n(sk), x: s('x'.repeat(400_000)) } })
      expect(await call('Query', query('pk = :a', {}, { Select: 'COUNT' }))).toEqual({
        Count: 3,
        ScannedCount: 3,
        LastEvaluatedKey: { pk: s('a'), sk: n(3) },
      })
    }))

  test('an index holds the items that have its key, with what it projects', () =>
    converse(
      {
        indexes: [
          { name: 'byStatus', hashKey: 'phase', rangeKey: 'at', rangeKeyType: 'N', projection: 'KEYS_ONLY' },
          { name: 'byOwner', hashKey: 'who', projection: 'INCLUDE', nonKeyAttributes: [{ name: 'x' }] },
        ],
      },
      async (call) => {
        const put = (id: string, item: JsonObject) => call('PutItem', { Item: { id: s(id), ...item } })
        await put('a', { phase: s('new'), at: n(2), x: n(1), y: n(1), who: s('me') })
        await put('b', { phase: s('new'), at: n(1) })
        await put('c', { phase: s('new') })
        await put('d', { phase: s('new'), at: n(1) })
        const states = {
          IndexName: 'byStatus',
          KeyConditionExpression: 'phase = :n',
          ExpressionAttributeValues: { ':n': s('new') },
        }
        const found = await call('Query', states)
        expect([...idsOf(found)].sort()).toEqual(['a', 'b', 'd'])
        expect(idsOf(found).at(-1)).toBe('a')
        expect((found['Items'] as readonly Json[]).at(-1)).toEqual({ id: s('a'), phase: s('new'), at: n(2) })
        const first = await call('Query', { ...states, Limit: 1 })
        expect(first['LastEvaluatedKey']).toHaveProperty('at')
        const rest = await call('Query', { ...states, ExclusiveStartKey: first['LastEvaluatedKey'] ?? null })
        expect([...idsOf(first), ...idsOf(rest)]).toEqual(idsOf(found))
        expect(await call('Scan', { IndexName: 'byOwner' })).toMatchObject({
          Items: [{ id: s('a'), who: s('me'), x: n(1) }],
        })
        await call('DeleteItem', { Key: { id: s('a') } })
        expect(await call('Scan', { IndexName: 'byOwner' })).toMatchObject({ Count: 0 })
        expect(await put('e', { phase: n(1) })).toEqual(
          invalid(
            'One or more parameter values were invalid: Type mismatch for Index Key phase Expected: S Actual: N IndexName: byStatus',
          ),
        )
        expect(await call('Query', { ...states, ConsistentRead: true })).toEqual(
          invalid('Consistent reads are not supported on global secondary indexes'),
        )
        expect(await call('Scan', { IndexName: 'nope' })).toEqual(
          invalid('The table does not have the specified index: nope'),
        )
      },
    ))

  test.each<[string, JsonObject, string]>([
    [
      'without a condition',
      {},
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ],
    [
      'of a key of another type',
      query('pk = :n', { ':a': n(1), ':n': n(1) }),
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:a}',
    ],
    [
      'of a sort key of another type',
      query('pk = :a AND sk = :x', { ':x': s('x') }),
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'with a filter on the key',
      query('pk = :a', { ':x': n(1) }, { FilterExpression: 'sk = :x' }),
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    ],
    [
      'with another start',
      query('pk = :a', {}, { ExclusiveStartKey: { pk: s('a') } }),
      'The provided starting key is invalid',
    ],
    [
      'with a limit of 0',
      query('pk = :a', {}, { Limit: 0 }),
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
  ])('%s is refused', (_, input, message) =>
    converse(RANGED, async (call) => {
      expect(await call('Query', input)).toEqual(invalid(message))
    }),
  )
})

describe('Scan', () => {
  test('meets every item once, page by page and segment by segment', () =>
    converse(RANGED, async (call) => {
      for (const pk of ['a', 'b', 'c', 'd', 'e'])
        for (const sk of [1, 2]) await call('PutItem', { Item: { pk: s(pk), sk: n(sk), key: s(`${pk}${sk}`) } })
      const all = idsOf(await call('Scan'), 'key')
      expect(new Set(all).size).toBe(10)
      const paged: Json[] = []
      let start: Json | undefined
      do {
        const page = await call('Scan', { Limit: 3, ...(start !== undefined && { ExclusiveStartKey: start }) })
        paged.push(...idsOf(page, 'key'))
        start = page['LastEvaluatedKey']
      } while (start !== undefined)
      expect(paged).toEqual(all)
      const segments = await Promise.all([0, 1, 2].map((Segment) => call('Scan', { Segment, TotalSegments: 3 })))
      expect(segments.flatMap((page) => idsOf(page, 'key')).sort()).toEqual([...all].sort())
    }))
})

describe('batches', () => {
  const puts = (count: number): Json[] =>
    Array.from({ length: count }, (_, index) => ({ PutRequest: { Item: { id: s(`i${index}`) } } }))

  test('write and read what they are asked for', () =>
    converse({}, async (call) => {
      await call('PutItem', { Item: { id: s('old') } })
      const requests = [...puts(3), { DeleteRequest: { Key: { id: s('old') } } }]
      expect(await call('BatchWriteItem', { RequestItems: { t: requests } })).toEqual({ UnprocessedItems: {} })
      const Keys = ['i0', 'old', 'i2'].map((id) => ({ id: s(id) }))
      expect(await call('BatchGetItem', { RequestItems: { t: { Keys } } })).toEqual({
        Responses: { t: [{ id: s('i0') }, { id: s('i2') }] },
        UnprocessedKeys: {},
      })
    }))

  test('leave what would pass 16 MB for later', () =>
    converse({}, async (call) => {
      const Keys = Array.from({ length: 45 }, (_, index) => ({ id: s(`i${index}`) }))
      for (const Key of Keys) await call('PutItem', { Item: { ...Key, x: s('x'.repeat(400_000)) } })
      const answer = await call('BatchGetItem', { RequestItems: { t: { Keys } } })
      const got = (answer['Responses'] as Record<string, Json[]>)['t'] ?? []
      const later = (answer['UnprocessedKeys'] as Record<string, { Keys: Json[] }>)['t']?.Keys ?? []
      expect(got.length + later.length).toBe(45)
      expect(later.length).toBe(4)
    }))

  test.each<[string, string, JsonObject, unknown]>([
    [
      '26 writes',
      'BatchWriteItem',
      { RequestItems: { t: puts(26) } },
      'Too many items requested for the BatchWriteItem call',
    ],
    [
      'one item twice',
      'BatchWriteItem',
      { RequestItems: { t: [...puts(1), ...puts(1)] } },
      'Provided list of item keys contains duplicates',
    ],
    ['no table', 'BatchWriteItem', { RequestItems: {} }, expect.stringContaining("at 'requestItems'")],
    [
      '101 keys',
      'BatchGetItem',
      { RequestItems: { t: { Keys: Array.from({ length: 101 }, (_, index) => ({ id: s(`i${index}`) })) } } },
      'Too many items requested for the BatchGetItem call',
    ],
  ])('of %s are refused', (_, operation, input, message) =>
    converse({}, async (call) => {
      expect(await call(operation, input)).toEqual(invalid(message))
    }),
  )
})

describe('a transaction', () => {
  const update = (id: string, by: number, condition?: string): JsonObject => ({
    Update: {
      Key: { id: s(id) },
      UpdateExpression: 'ADD balance :n',
      ExpressionAttributeValues: { ':n': n(by), ...(condition && { ':zero': n(0) }) },
      ...(condition && { ConditionExpression: condition }),
    },
  })

  test('happens as a whole or not at all', async () => {
    const run = await talk({}, async (call) => {
      await call('PutItem', { Item: { id: s('me'), balance: n(5) } })
      const pay = (amount: number) => ({
        TransactItems: [
          update('me', -amount),
          update('you', amount),
          {
            ConditionCheck: {
              Key: { id: s('me') },
              ConditionExpression: 'attribute_exists(id)',
            },
          },
        ].slice(0, 2),
      })
      expect(await call('TransactWriteItems', pay(3))).toEqual({})
      const bad = {
        TransactItems: [update('you', 9), update('me', -9, 'balance > :zero AND balance < :zero')],
      }
      expect(await call('TransactWriteItems', bad)).toEqual({
        code: 'TransactionCanceledException',
        message:
          'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
        CancellationReasons: [
          { Code: 'None' },
          { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
        ],
      })
      const read = (id: string) => ({ Get: { Key: { id: s(id) } } })
      expect(await call('TransactGetItems', { TransactItems: [read('me'), read('you'), read('nobody')] })).toEqual({
        Responses: [{ Item: { id: s('me'), balance: n(2) } }, { Item: { id: s('you'), balance: n(3) } }, {}],
      })
    })
    expect(run.of('item-changed')).toHaveLength(3)
  })

  test('that is sent again with its token is not done again', () =>
    converse({}, async (call, script) => {
      const once = { TransactItems: [update('me', 1)], ClientRequestToken: 'one' }
      await call('TransactWriteItems', once)
      expect(await call('TransactWriteItems', once)).toEqual({})
      expect(await call('GetItem', { Key: { id: s('me') } })).toMatchObject({ Item: { balance: n(1) } })
      expect(await call('TransactWriteItems', { ...once, TransactItems: [update('me', 2)] })).toMatchObject({
        code: 'IdempotentParameterMismatchException',
      })
      await script.sleep(600_001)
      await call('TransactWriteItems', once)
      expect(await call('GetItem', { Key: { id: s('me') } })).toMatchObject({ Item: { balance: n(2) } })
    }))

  test.each<[string, JsonObject, unknown]>([
    ['of nothing', { TransactItems: [] }, expect.stringContaining('greater than or equal to 1')],
    [
      'of 101',
      { TransactItems: Array.from({ length: 101 }, (_, index) => update(`i${index}`, 1)) },
      expect.stringContaining('less than or equal to 100'),
    ],
    [
      'of one item twice',
      { TransactItems: [update('me', 1), update('me', 2)] },
      'Transaction request cannot include multiple operations on one item',
    ],
    ['of no action', { TransactItems: [{}] }, 'TransactItems can only contain one of Check, Put, Update or Delete'],
  ])('%s is refused', (_, input, message) =>
    converse({}, async (call) => {
      expect(await call('TransactWriteItems', input)).toEqual(invalid(message))
    }),
  )
})

test('DescribeTable tells keys, indexes, sizes', () =>
  converse({ ...RANGED, indexes: [{ name: 'byDay', hashKey: 'day' }] }, async (call) => {
    await fill(call, 1, 2)
    expect(await call('DescribeTable')).toMatchObject({
      Table: {
        TableName: 't',
        TableStatus: 'ACTIVE',
        ItemCount: 2,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'N' },
          { AttributeName: 'day', AttributeType: 'S' },
        ],
        GlobalSecondaryIndexes: [{ IndexName: 'byDay', ItemCount: 0 }],
      },
    })
  }))

test('an operation DynamoDB does not know is refused', () =>
  converse({}, async (call) => {
    expect(await call('Frobnicate')).toMatchObject({ code: 'UnknownOperationException' })
  }))
