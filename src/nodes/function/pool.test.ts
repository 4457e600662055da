// Given another way of scaling than Lambda's, when events come, then environments come and go like this.
import type { JsonObject } from '#base'
import { type Columns, runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const COLD = { coldStartMedianMs: 100, coldStartP99Ms: 100 }
const STARTS: Columns = { 'invocation-started': ['environment', 'cold'] }

interface Given extends Pick<ScriptRunOptions, 'modules' | 'untilMs' | 'careful'> {
  readonly config?: JsonObject
  readonly busyMs?: number
  readonly mode?: 'sync' | 'async'
}

const scaled = (scaling: JsonObject, atMs: readonly number[], given: Given = {}): Promise<ScriptRun> => {
  const { config = {}, busyMs = 100, mode = 'sync', ...options } = given
  return runScripts(
    { nodes: { f: ['function', { ...COLD, timeoutMs: 60_000, ...config, scaling }] }, edges: {} },
    {
      byHand: atMs.map((at) => ({ atMs: at, node: 'f', event: { kind: 'function', mode, payload: '{}' } })),
      handlers: { f: (script) => script.sleep(busyMs) },
      ...options,
    },
  )
}

const many = (count: number, atMs = 0): number[] => Array.from({ length: count }, () => atMs)

describe('a fixed pool', () => {
  test('is there from the beginning; who finds none free waits in line', async () => {
    const run = await scaled({ type: 'fixed', environments: 2 }, [10, 10, 10, 10, 10])
    expect(run.table(STARTS)).toEqual([
      '10 f invocation-started environment=1 cold=0',
      '10 f invocation-started environment=0 cold=0',
      '111 f invocation-started environment=0 cold=0',
      '111 f invocation-started environment=1 cold=0',
      '212 f invocation-started environment=0 cold=0',
    ])
  })

  test('never grows and never ends', async () => {
    const run = await scaled({ type: 'fixed', environments: 2 }, [10, 10, 10, 2_000_000])
    expect(run.of('environment-created')).toHaveLength(2)
    expect(run.of('environment-ended')).toEqual([])
  })

  test('throttles who finds the line full', async () => {
    const run = await scaled({ type: 'fixed', environments: 1, maximumWaiting: 2 }, many(5, 10))
    expect(run.of('invocation-throttled').map(({ reason }) => reason)).toEqual(['WaitingLineFull', 'WaitingLineFull'])
    expect(run.of('invocation-started')).toHaveLength(3)
  })

  test('lets an event that found the line full come back later', async () => {
    const run = await scaled({ type: 'fixed', environments: 1, maximumWaiting: 0 }, [10, 10], { mode: 'async' })
    expect(run.of('invocation-started').map(({ at }) => at / 1000)).toEqual([10, 1010])
  })

  test('replaces one that timed out, for who waits', async () => {
    const config = { timeoutMs: 1000 }
    const run = await scaled({ type: 'fixed', environments: 1 }, [10, 20], { config, busyMs: 5000 })
    expect(run.table({ ...STARTS, 'environment-ended': ['environment', 'reason'] })).toEqual([
      '10 f invocation-started environment=0 cold=0',
      '1011.001 f environment-ended environment=0 reason=timed-out',
      '1111.001 f invocation-started environment=1 cold=0',
      '2112.002 f environment-ended environment=1 reason=timed-out',
    ])
  })

  test('whose module code throws answers each with its error, and ends', async () => {
    const modules = { f: () => Promise.reject(new Error('no')) }
    const run = await scaled({ type: 'fixed', environments: 3 }, [10, 10, 500], { modules })
    expect(run.of('invocation-ended').map(({ outcome }) => outcome)).toEqual(['threw', 'threw', 'threw'])
  })

  test('has its own number for a limit, whatever is reserved', async () => {
    const run = await scaled({ type: 'fixed', environments: 1 }, [10], { config: { reservedConcurrency: 0 } })
    expect(run.of('invocation-started')).toHaveLength(1)
  })
})

describe('a keep-alive', () => {
  test('ends an idle environment after just so long', async () => {
    const run = await scaled({ type: 'keep-alive', keepAliveMs: 60_000 }, [0, 30_000, 200_000])
    expect(run.table({ ...STARTS, 'environment-ended': ['reason'] })).toEqual([
      '100 f invocation-started environment=0 cold=1',
      '30000 f invocation-started environment=0 cold=0',
      '90101 f environment-ended reason=expired',
      '200100 f invocation-started environment=1 cold=1',
    ])
  })

  test('throttles what would be one environment too many', async () => {
    const run = await scaled({ type: 'keep-alive', maximumEnvironments: 2 }, many(3))
    expect(run.of('invocation-throttled').map(({ reason }) => reason)).toEqual(['MaximumEnvironmentsExceeded'])
  })
})

describe('Knative’s autoscaler', () => {
  const steady = (fromMs: number, toMs: number, everyMs: number): number[] =>
    Array.from({ length: Math.floor((toMs - fromMs) / everyMs) }, (_, index) => fromMs + index * everyMs)

  /** How many there are at a second. */
  const countAt = (run: ScriptRun, seconds: number): number =>
    run.events.reduce((sum, { type, at }) => {
      if (at > seconds * 1_000_000) return sum
      return sum + (type === 'environment-created' ? 1 : type === 'environment-ended' ? -1 : 0)
    }, 0)

  test('makes as many as the load needs at 70 %', async () => {
    // 20 a second of 200 ms each are 4 at a time: 4 / 0.7 = 5.7.
    const run = await scaled({ type: 'knative' }, steady(0, 180_000, 50), { busyMs: 199, untilMs: 180_000 })
    expect(countAt(run, 1)).toBe(1)
    expect(countAt(run, 170)).toBe(6)
  })

  test('panics at a burst: the line is worked off by many', async () => {
    const run = await scaled({ type: 'knative' }, many(100, 10_000), { busyMs: 1000, untilMs: 60_000 })
    expect(countAt(run, 9)).toBe(1)
    expect(countAt(run, 13)).toBeGreaterThan(20)
    expect(run.of('invocation-ended')).toHaveLength(100)
  })

  test('goes to zero, a window and a grace after the last event, and the next one starts cold', async () => {
    const run = await scaled({ type: 'knative' }, [1000, 300_000])
    expect(run.of('environment-ended').map(({ reason }) => reason)).toEqual(['scaled-in'])
    const endedAt = (run.of('environment-ended')[0]?.at ?? 0) / 1_000_000
    expect(endedAt).toBeGreaterThanOrEqual(91)
    expect(endedAt).toBeLessThanOrEqual(95)
    expect(run.of('invocation-started').map(({ at }) => at / 1000)).toEqual([1000, 300_100])
  })

  test('keeps as many as are the least', async () => {
    const run = await scaled({ type: 'knative', minimumEnvironments: 3 }, [1000, 600_000])
    expect(run.of('environment-created')).toHaveLength(3)
    expect(run.of('environment-ended')).toEqual([])
  })

  test('holds no run open', async () => {
    const run = await scaled({ type: 'knative', minimumEnvironments: 1 }, [1000], { untilMs: 24 * 3_600_000 })
    expect(run.emulator.nowUs()).toBeLessThan(10_000_000)
  })
})

test.each(['lambda', 'fixed', 'keep-alive', 'knative'])(
  '%s: looking ahead gives the log of waiting after each step',
  async (type) => {
    const times = Array.from({ length: 60 }, (_, index) => (index * index * 7) % 5000)
    const given: Given = { busyMs: 300, config: type === 'lambda' ? { provisionedConcurrency: 2 } : {} }
    const [fast, careful] = await Promise.all([
      scaled({ type }, times, given),
      scaled({ type }, times, { ...given, careful: true }),
    ])
    expect(fast.fingerprint).toBe(careful.fingerprint)
  },
)
