// Given these limits, when so many come at once, then these are throttled, and with this reason.
import type { JsonObject } from '#base'
import { runScripts, type ScriptRun } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const NO_COLD_START = { coldStartMedianMs: 0, coldStartP99Ms: 0 }

/** `atMs`: a synchronous call by hand at each of these times. */
const calledAt = (
  atMs: readonly number[],
  config: JsonObject,
  busyMs: number,
  others: Readonly<Record<string, JsonObject>> = {},
): Promise<ScriptRun> =>
  runScripts(
    {
      nodes: {
        f: ['function', { ...NO_COLD_START, ...config }],
        ...Object.fromEntries(Object.entries(others).map(([name, other]) => [name, ['function', other]])),
      },
      edges: {},
    },
    {
      byHand: atMs.map((at) => ({ atMs: at, node: 'f', event: { kind: 'function', mode: 'sync', payload: '{}' } })),
      handlers: { f: (script) => script.sleep(busyMs) },
    },
  )

const many = (count: number, atMs = 0): number[] => Array.from({ length: count }, () => atMs)

const reasons = (run: ScriptRun): Record<string, number> => {
  const counted: Record<string, number> = {}
  for (const { reason } of run.of('invocation-throttled')) counted[reason] = (counted[reason] ?? 0) + 1
  return counted
}

describe('what others have reserved is not there for a function without a reservation', () => {
  const account = { scaling: { type: 'lambda', accountConcurrency: 10 } }
  test.each([
    ['alone it has the account’s', account, {}, { ConcurrentInvocationLimitExceeded: 2 }],
    ['another’s 4 leave it 6', account, { g: { reservedConcurrency: 4 } }, { ConcurrentInvocationLimitExceeded: 6 }],
    [
      'two others’ leave it nothing',
      account,
      { g: { reservedConcurrency: 4 }, h: { reservedConcurrency: 9 } },
      { ConcurrentInvocationLimitExceeded: 12 },
    ],
    [
      'its own share is its own',
      { ...account, reservedConcurrency: 10 },
      { g: { reservedConcurrency: 4 } },
      { ReservedFunctionConcurrentInvocationLimitExceeded: 2 },
    ],
  ])('%s', async (_, config, others, expected) => {
    expect(reasons(await calledAt(many(12), config, 1000, others))).toEqual(expected)
  })
})

describe('new environments', () => {
  test('are 1,000 at once, then 100 more each second', async () => {
    const config = { scaling: { type: 'lambda', accountConcurrency: 5000 }, timeoutMs: 60_000 }
    const run = await calledAt([...many(1200), ...many(150, 1000), ...many(150, 2000)], config, 30_000)
    expect(reasons(run)).toEqual({ ConcurrentInvocationLimitExceeded: 300 })
    const startedAt = run.of('environment-created').map(({ at }) => Math.floor(at / 1_000_000))
    expect([0, 1, 2].map((second) => startedAt.filter((at) => at === second).length)).toEqual([1000, 100, 100])
  })

  test('that are not needed cost nothing: who finds one free is not counted', async () => {
    const scaling = { type: 'lambda', environmentsPer10s: 1 }
    const run = await calledAt([0, 100, 200, 300], { scaling }, 10)
    expect(reasons(run)).toEqual({})
  })
})

describe('invocations', () => {
  test('are 10 a second for each unit of concurrency, however short', async () => {
    const times = Array.from({ length: 40 }, (_, index) => index * 2)
    const run = await calledAt(times, { reservedConcurrency: 2, computeBaseMs: 0 }, 1)
    // 20 at once, and 20 a second come back: one each 50 ms.
    expect(reasons(run)).toEqual({ ReservedFunctionInvocationRateLimitExceeded: 19 })
  })

  test('of an unreserved function are limited by the account', async () => {
    const times = Array.from({ length: 30 }, (_, index) => index * 2)
    const scaling = { type: 'lambda', accountConcurrency: 1 }
    const run = await calledAt(times, { scaling }, 1)
    expect(Object.keys(reasons(run))).toEqual(expect.arrayContaining(['FunctionInvocationRateLimitExceeded']))
  })

  test('of events are not counted: AWS’s own services may send as many as they like', async () => {
    const run = await runScripts(
      { nodes: { f: ['function', { ...NO_COLD_START, reservedConcurrency: 1 }] }, edges: {} },
      {
        byHand: Array.from({ length: 30 }, (_, index) => ({
          atMs: index * 3,
          node: 'f',
          event: { kind: 'function', mode: 'async', payload: '{}' },
        })),
      },
    )
    expect(run.of('invocation-throttled')).toEqual([])
  })
})

describe('a request', () => {
  const sent = (mode: 'sync' | 'async', bytes: number): Promise<ScriptRun> =>
    runScripts(
      { nodes: { f: ['function', NO_COLD_START] }, edges: {} },
      { byHand: [{ atMs: 0, node: 'f', event: { kind: 'function', mode, payload: `"${'x'.repeat(bytes - 2)}"` } }] },
    )

  test.each([
    ['an event of 1 MB passes', 'async', 1_048_576, []],
    ['an event of a byte more is refused', 'async', 1_048_577, ['RequestTooLargeException']],
    ['a call with 6 MB passes', 'sync', 6_291_456, []],
    ['a call with a byte more is refused', 'sync', 6_291_457, ['RequestTooLargeException']],
  ] as const)('%s', async (_, mode, bytes, refused) => {
    const run = await sent(mode, bytes)
    expect(run.of('invocation-refused').map(({ reason }) => reason)).toEqual(refused)
    expect(run.of('invocation-started')).toHaveLength(refused.length > 0 ? 0 : 1)
  })

  test('that is refused tells its caller what AWS says', async () => {
    const run = await runScripts(
      { nodes: { a: ['function', NO_COLD_START], f: ['function', NO_COLD_START] }, edges: { 'a.call > f.invoke': {} } },
      {
        byHand: [{ atMs: 0, node: 'a', event: { kind: 'function', mode: 'sync', payload: '{}' } }],
        handlers: {
          a: async (script) => script.call('f', { type: 'invoke', mode: 'async', payload: 'x'.repeat(1_048_577) }),
        },
      },
    )
    const [ended] = run.of('invocation-ended', 'a')
    expect(JSON.parse(ended?.payload ?? '')).toEqual({
      type: 'api-error',
      status: 413,
      code: 'RequestTooLargeException',
      message: '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    })
  })
})
