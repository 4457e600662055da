// Given this table, when items change, then these events, and these records in its stream.
import { hasShared, sharedPath } from '#base/testing/shared'
import type { JsonObject } from '#base'
import { type NamedScript, runScripts, type ScriptRun, type Stimulus } from '#emulator/testing'
import type { DynamoDBStreamEvent } from 'aws-lambda'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'

/** Items put at these times; `id` is the number of the put unless it is given. */
const puts = (...items: readonly (number | readonly [atMs: number, item: JsonObject])[]): Stimulus[] =>
  items.map((one, index) => {
    const [atMs, item] = typeof one === 'number' ? [one, { id: String(index + 1) }] : one
    return { atMs, node: 't', event: { kind: 'table', item: JSON.stringify(item) } }
  })

interface Given {
  readonly table?: JsonObject
  readonly handler?: (script: NamedScript) => Promise<unknown>
}

const consumed = (given: Given, byHand: readonly Stimulus[]): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        t: ['table', given.table ?? {}],
        f: ['function', { coldStartMedianMs: 0, coldStartP99Ms: 0, timeoutMs: 900_000 }],
      },
      edges: { 't.consume > f.invoke': {} },
    },
    { byHand, untilMs: 100_000_000, ...(given.handler ? { handlers: { f: given.handler } } : {}) },
  )

const eventOf = (script: NamedScript): DynamoDBStreamEvent =>
  JSON.parse(script.invocation.payload) as DynamoDBStreamEvent

describe('a change', () => {
  test('is in the stream with the images that the view has', async () => {
    const views: Record<string, unknown> = {}
    for (const streamViewType of ['KEYS_ONLY', 'NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES']) {
      await consumed(
        {
          table: { streamViewType },
          handler: async (script) => {
            views[streamViewType] = eventOf(script).Records.map(({ eventName, dynamodb }) => [
              eventName,
              dynamodb?.NewImage?.['x']?.N ?? '-',
              dynamodb?.OldImage?.['x']?.N ?? '-',
              dynamodb?.StreamViewType,
            ])
          },
        },
        puts([0, { id: 'a', x: 1 }], [1, { id: 'a', x: 2 }], [2, { Key: { id: 'a' } }]),
      )
    }
    const all = ['INSERT', 'MODIFY', 'REMOVE']
    const expected = (view: string, news: readonly string[], olds: readonly string[]) =>
      all.map((name, index) => [name, news[index], olds[index], view])
    expect(views).toEqual({
      KEYS_ONLY: expected('KEYS_ONLY', ['-', '-', '-'], ['-', '-', '-']),
      NEW_IMAGE: expected('NEW_IMAGE', ['1', '2', '-'], ['-', '-', '-']),
      OLD_IMAGE: expected('OLD_IMAGE', ['-', '-', '-'], ['-', '1', '2']),
      NEW_AND_OLD_IMAGES: expected('NEW_AND_OLD_IMAGES', ['1', '2', '-'], ['-', '1', '2']),
    })
  })

  test('that changes nothing leaves no record', async () => {
    const run = await consumed({}, puts([0, { id: 'a', x: 1 }], [1, { x: 1, id: 'a' }], [2, { Key: { id: 'b' } }]))
    expect(run.of('item-changed')).toHaveLength(1)
    expect(run.of('stream-record-added')).toHaveLength(1)
    expect(run.of('table-called')).toHaveLength(3)
  })

  test('of a table that nothing consumes leaves no record either', async () => {
    const run = await runScripts({ nodes: { t: ['table'] }, edges: {} }, { byHand: puts(0) })
    expect(run.of('item-changed')).toHaveLength(1)
    expect(run.of('stream-record-added')).toHaveLength(0)
  })

  test('written by hand that is no item is refused', async () => {
    const run = await consumed({}, puts([0, { other: 1 }]))
    expect(run.of('table-called')).toMatchObject([{ failure: 'ValidationException' }])
  })

  async function firstEvent(): Promise<DynamoDBStreamEvent | undefined> {
    let event: DynamoDBStreamEvent | undefined
    await consumed(
      {
        handler: async (script) => {
          event = eventOf(script)
        },
      },
      puts([0, { id: 'a' }]),
    )
    return event
  }

  const SAMPLE = 'corpus/lambda-events/dynamodb-event.json'
  test.skipIf(!hasShared(SAMPLE))('has the fields of a recorded one', async () => {
    const sample = JSON.parse(readFileSync(sharedPath(SAMPLE), 'utf8')) as DynamoDBStreamEvent
    const [ours] = (await firstEvent())?.Records ?? []
    const keys = (of: object | undefined) => Object.keys(of ?? {}).sort()
    expect(keys(ours)).toEqual(keys(sample.Records[1]))
    expect(keys(ours?.dynamodb)).toEqual(keys(sample.Records[1]?.dynamodb))
  })

  test('has the shape that AWS sends', async () => {
    expect(await firstEvent()).toEqual({
      Records: [
        {
          eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
          eventName: 'INSERT',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: 'us-east-1',
          dynamodb: {
            ApproximateCreationDateTime: 1_767_225_600,
            Keys: { id: { S: 'a' } },
            NewImage: { id: { S: 'a' } },
            SequenceNumber: expect.stringMatching(/^\d{21,40}$/),
            SizeBytes: 6,
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
          eventSourceARN: expect.stringMatching(
            /^arn:aws:dynamodb:us-east-1:123456789012:table\/t\/stream\/2026-01-01T00:00:00/,
          ),
        },
      ],
    })
  })
})

describe('an item whose time is over', () => {
  const EXPIRES = { ttlAttribute: 'expires', ttlWithinMs: 0 }
  const atSecond = (second: number): number => 1_767_225_600 + second

  test('is deleted, and the stream says by whom', async () => {
    const who: unknown[] = []
    const run = await consumed(
      {
        table: { ...EXPIRES, ttlWithinMs: 1000 },
        handler: async (script) => {
          for (const record of eventOf(script).Records) who.push([record.eventName, record.userIdentity?.principalId])
        },
      },
      [...puts([0, { id: 'a', expires: atSecond(60) }]), ...puts([120_000, { id: 'b' }])],
    )
    const [, expired] = run.of('item-changed')
    expect(expired).toMatchObject({ kind: 'REMOVE', expired: 1 })
    expect(Math.floor((expired?.at ?? 0) / 1_000_000)).toBe(60)
    expect(who).toEqual([
      ['INSERT', undefined],
      ['REMOVE', 'dynamodb.amazonaws.com'],
      ['INSERT', undefined],
    ])
  })

  test('lives on when its time was put off, and when it is no number', async () => {
    const run = await consumed({ table: EXPIRES }, [
      ...puts([0, { id: 'a', expires: atSecond(10) }], [5000, { id: 'a', expires: atSecond(3600) }]),
      ...puts([0, { id: 'b', expires: 'soon' }], [0, { id: 'c', expires: atSecond(-6 * 365 * 86_400) }]),
      ...puts([60_000, { id: 'z' }]),
    ])
    expect(run.of('item-changed').filter(({ expired }) => expired === 1)).toEqual([])
  })

  test('holds no run open', async () => {
    const run = await runScripts(
      { nodes: { t: ['table', { ttlAttribute: 'expires' }] }, edges: {} },
      { byHand: puts([0, { id: 'a', expires: atSecond(60) }]) },
    )
    expect(run.emulator.nowUs()).toBeLessThan(1_000_000)
  })
})
