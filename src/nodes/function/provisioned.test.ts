// Given so many environments in advance, when events come, then these run where, and cold or not.
import type { JsonObject } from '#base'
import { type Columns, runScripts, type ScriptRun, type ScriptRunOptions } from '#emulator/testing'
import { describe, expect, test } from 'vitest'

const COLD = { coldStartMedianMs: 200, coldStartP99Ms: 200 }
const STARTS: Columns = {
  'invocation-started': ['environment', 'cold'],
  'environment-ended': ['environment', 'reason'],
}

const called = (
  atMs: readonly number[],
  config: JsonObject,
  options: Pick<ScriptRunOptions, 'handlers' | 'modules' | 'untilMs'> = {},
): Promise<ScriptRun> =>
  runScripts(
    { nodes: { f: ['function', { ...COLD, ...config }] }, edges: {} },
    {
      byHand: atMs.map((at) => ({ atMs: at, node: 'f', event: { kind: 'function', mode: 'sync', payload: '{}' } })),
      handlers: { f: (script) => script.sleep(50) },
      ...options,
    },
  )

describe('provisioned environments', () => {
  test('are there before the first event: no cold start, nothing of it billed', async () => {
    const run = await called([0, 0], { provisionedConcurrency: 2 })
    expect(run.table(STARTS)).toEqual([
      '1 f invocation-started environment=0 cold=0',
      '1 f invocation-started environment=1 cold=0',
    ])
    expect(run.of('invocation-ended').map(({ initUs, billedMs }) => [initUs, billedMs])).toEqual([
      [-1, 50],
      [-1, 50],
    ])
  })

  test('spill over to environments on demand, which start cold and expire', async () => {
    const config = { provisionedConcurrency: 1, idleExpiryMinimumMs: 1000, idleExpiryMaximumMs: 1000 }
    const run = await called([10, 10, 5000], config)
    expect(run.table(STARTS)).toEqual([
      '10 f invocation-started environment=0 cold=0',
      '210 f invocation-started environment=1 cold=1',
      '1261 f environment-ended environment=1 reason=expired',
      '5000 f invocation-started environment=0 cold=0',
    ])
  })

  test('are taken before those on demand, however lately these were used', async () => {
    const run = await called([10, 10, 400, 600], { provisionedConcurrency: 1 })
    expect(run.of('invocation-started').map(({ environment }) => environment)).toEqual([0, 1, 0, 0])
  })

  test('never expire', async () => {
    const run = await called([10, 3_000_000], { provisionedConcurrency: 1 })
    expect(run.of('environment-ended')).toEqual([])
    expect(run.of('environment-created')).toHaveLength(1)
  })

  test('are made anew after a crash, and until then events go to others', async () => {
    let first = true
    const run = await called(
      [10, 70, 500],
      { provisionedConcurrency: 1 },
      {
        handlers: {
          f: async (script) => {
            if (!first) return null
            first = false
            return script.end('crashed')
          },
        },
      },
    )
    expect(run.table(STARTS)).toEqual([
      '10 f invocation-started environment=0 cold=0',
      '11 f environment-ended environment=0 reason=crashed',
      '270 f invocation-started environment=2 cold=1',
      '500 f invocation-started environment=1 cold=0',
    ])
  })

  test('whose module code takes time keep the first events waiting for it', async () => {
    const run = await called([0], { provisionedConcurrency: 1 }, { modules: { f: (script) => script.sleep(30) } })
    expect(run.table(STARTS)).toEqual(['31 f invocation-started environment=0 cold=0'])
  })

  test('whose module code throws are not made again: events start cold, and fail', async () => {
    const run = await called(
      [0, 100],
      { provisionedConcurrency: 1 },
      {
        modules: { f: () => Promise.reject(new Error('no')) },
      },
    )
    expect(run.of('invocation-ended').map(({ outcome }) => outcome)).toEqual(['threw', 'threw'])
    expect(run.of('environment-ended').map(({ reason }) => reason)).toEqual(['init-failed', 'init-failed'])
  })

  test('may take longer than 10 s to initialise', async () => {
    const run = await called(
      [60_000],
      { provisionedConcurrency: 1 },
      {
        modules: { f: (script) => script.sleep(50_000) },
      },
    )
    expect(run.table(STARTS)).toEqual(['60000 f invocation-started environment=0 cold=0'])
  })
})
