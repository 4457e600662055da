// A table before a plain model of it: random operations, the same answers.
import type { JsonObject } from '#base'
import { runScripts } from '#emulator/testing'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

interface Plain {
  readonly pk: string
  readonly sk: number
  x: number
}

type Operation =
  | { readonly do: 'put'; readonly pk: string; readonly sk: number; readonly x: number; readonly onlyNew: boolean }
  | { readonly do: 'add'; readonly pk: string; readonly sk: number; readonly x: number; readonly below: number }
  | { readonly do: 'delete'; readonly pk: string; readonly sk: number }
  | { readonly do: 'get'; readonly pk: string; readonly sk: number }
  | { readonly do: 'query'; readonly pk: string; readonly from: number; readonly to: number; readonly back: boolean }
  | { readonly do: 'scan'; readonly x: number }
  | { readonly do: 'index'; readonly x: number }
  | { readonly do: 'transact'; readonly pk: string; readonly sk: number; readonly x: number }

const pk = fc.constantFrom('a', 'b', 'ab')
const sk = fc.integer({ min: -3, max: 12 })
const x = fc.integer({ min: 0, max: 4 })

const operations: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({ do: fc.constant('put' as const), pk, sk, x, onlyNew: fc.boolean() }),
  fc.record({ do: fc.constant('add' as const), pk, sk, x, below: fc.integer({ min: 0, max: 9 }) }),
  fc.record({ do: fc.constant('delete' as const), pk, sk }),
  fc.record({ do: fc.constant('get' as const), pk, sk }),
  fc.record({ do: fc.constant('query' as const), pk, from: sk, to: sk, back: fc.boolean() }),
  fc.record({ do: fc.constant('scan' as const), x }),
  fc.record({ do: fc.constant('index' as const), x }),
  fc.record({ do: fc.constant('transact' as const), pk, sk, x }),
)

const FAILED = 'ConditionalCheckFailedException'
const CANCELLED = 'TransactionCanceledException'

/** What each operation gives: items as `pk/sk=x`, or the error's name. */
function createPlain(): (operation: Operation) => string {
  let items: Plain[] = []
  const show = (some: readonly Plain[]): string => some.map((one) => `${one.pk}/${one.sk}=${one.x}`).join(' ')
  const find = (of: { readonly pk: string; readonly sk: number }): Plain | undefined =>
    items.find((one) => one.pk === of.pk && one.sk === of.sk)
  const set = (of: { readonly pk: string; readonly sk: number }, value: number): void => {
    const there = find(of)
    if (there) there.x = value
    else items.push({ pk: of.pk, sk: of.sk, x: value })
  }
  return (operation) => {
    switch (operation.do) {
      case 'put':
        if (operation.onlyNew && find(operation)) return FAILED
        set(operation, operation.x)
        return ''
      case 'add': {
        const there = find(operation)
        if (there && !(there.x < operation.below)) return FAILED
        set(operation, (there?.x ?? 0) + operation.x)
        return show([find(operation) as Plain])
      }
      case 'delete':
        items = items.filter((one) => one !== find(operation))
        return ''
      case 'get':
        return show(items.filter((one) => one === find(operation)))
      case 'query': {
        const found = items
          .filter((one) => one.pk === operation.pk && one.sk >= operation.from && one.sk <= operation.to)
          .sort((a, b) => a.sk - b.sk)
        return operation.from > operation.to ? 'ValidationException' : show(operation.back ? found.reverse() : found)
      }
      case 'scan':
      case 'index':
        return sorted(show(items.filter((one) => one.x === operation.x)))
      case 'transact': {
        if (find({ pk: 'guard', sk: 0 }) && operation.x > 2) return CANCELLED
        set({ pk: 'guard', sk: 0 }, 0)
        set(operation, operation.x)
        return ''
      }
    }
  }
}

const sorted = (text: string): string => text.split(' ').sort().join(' ')
const s = (S: string) => ({ S })
const n = (value: number) => ({ N: String(value) })

const key = (of: { readonly pk: string; readonly sk: number }) => ({ pk: s(of.pk), sk: n(of.sk) })

function requestOf(operation: Operation): readonly [string, JsonObject] {
  switch (operation.do) {
    case 'put':
      return [
        'PutItem',
        {
          Item: { ...key(operation), x: n(operation.x) },
          ...(operation.onlyNew && { ConditionExpression: 'attribute_not_exists(pk)' }),
        },
      ]
    case 'add':
      return [
        'UpdateItem',
        {
          Key: key(operation),
          UpdateExpression: 'SET x = if_not_exists(x, :zero) + :x',
          ConditionExpression: 'attribute_not_exists(x) OR x < :below',
          ExpressionAttributeValues: { ':zero': n(0), ':x': n(operation.x), ':below': n(operation.below) },
          ReturnValues: 'ALL_NEW',
        },
      ]
    case 'delete':
      return ['DeleteItem', { Key: key(operation) }]
    case 'get':
      return ['GetItem', { Key: key(operation) }]
    case 'query':
      return [
        'Query',
        {
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: { ':pk': s(operation.pk), ':from': n(operation.from), ':to': n(operation.to) },
          ScanIndexForward: !operation.back,
        },
      ]
    case 'scan':
      return ['Scan', { FilterExpression: 'x = :x', ExpressionAttributeValues: { ':x': n(operation.x) } }]
    case 'index':
      return [
        'Query',
        { IndexName: 'byX', KeyConditionExpression: 'x = :x', ExpressionAttributeValues: { ':x': n(operation.x) } },
      ]
    case 'transact':
      return [
        'TransactWriteItems',
        {
          TransactItems: [
            {
              Put: {
                Item: { ...key({ pk: 'guard', sk: 0 }), x: n(0) },
                ...(operation.x > 2 && { ConditionExpression: 'attribute_not_exists(pk)' }),
              },
            },
            { Put: { Item: { ...key(operation), x: n(operation.x) } } },
          ],
        },
      ]
  }
}

type Item = Readonly<Record<string, Readonly<Record<string, string>>>>
const showItem = (item: Item): string => `${item['pk']?.['S']}/${item['sk']?.['N']}=${item['x']?.['N']}`

test('random operations answer as a plain model of them does', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operations, { minLength: 1, maxLength: 40 }), async (list) => {
      const answers: string[] = []
      await runScripts(
        {
          nodes: {
            t: [
              'table',
              {
                hashKey: 'pk',
                rangeKey: 'sk',
                rangeKeyType: 'N',
                indexes: [{ name: 'byX', hashKey: 'x', hashKeyType: 'N' }],
              },
            ],
            f: ['function', { coldStartMedianMs: 0, timeoutMs: 900_000 }],
          },
          edges: { 'f.call > t.items': {} },
        },
        {
          byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode: 'async', payload: '{}' } }],
          handlers: {
            async f(script) {
              for (const operation of list) {
                const [name, input] = requestOf(operation)
                const reply = await script.call('t', { type: 'api', operation: name, input })
                if (reply.type === 'api-error') answers.push(reply.code)
                else if (reply.type === 'api') {
                  const { Item: one, Items: many, Attributes: attributes } = reply.output
                  const items = (many ?? [one ?? attributes].filter((item) => item !== undefined)) as readonly Item[]
                  const text = items.map(showItem).join(' ')
                  answers.push(operation.do === 'scan' || operation.do === 'index' ? sorted(text) : text)
                }
              }
            },
          },
        },
      )
      expect(answers).toEqual(list.map(createPlain()))
    }),
    { numRuns: 150 },
  )
})
