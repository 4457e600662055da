import { runScripts, type ScriptRun } from '#emulator/testing'
import type { NodeId } from '#workflow'
import { buildWorkflow, type ShortWorkflow } from '#workflow/testing'
import { expect, test } from 'vitest'
import { describeRun } from './describe.ts'
import type { WaitingPage } from './waiting-view-types.ts'
import { createWaitingFold } from './waiting.ts'

const WORKFLOW: ShortWorkflow = {
  nodes: {
    q: ['queue', { visibilityTimeoutMs: 5000 }],
    f: ['function', { coldStartMedianMs: 0, coldStartP99Ms: 0 }],
  },
  edges: { 'q.consume > f.invoke': { batchSize: 1 } },
}

const play = (untilMs: number): Promise<ScriptRun> =>
  runScripts(WORKFLOW, {
    byHand: ['a', 'b', 'c'].map((body) => ({ atMs: 1000, node: 'q', event: { kind: 'queue', body } })),
    handlers: {
      async f(script) {
        const { Records } = JSON.parse(script.invocation.payload) as { Records: { body: string }[] }
        if (Records[0]?.body === 'b') throw new Error('no')
      },
    },
    untilMs,
  })

const look = (run: ScriptRun, count: number): WaitingPage =>
  createWaitingFold(describeRun(buildWorkflow(WORKFLOW))).query(
    run.reader,
    { node: 'q' as NodeId, count },
    run.emulator.nowUs(),
  )

test('what is in a queue is told with its age and how often it was received, and stays', async () => {
  const run = await play(12_000)
  expect(look(run, 10)).toEqual({
    rows: [{ messageId: expect.any(String), body: 'b', ageUs: 11_000_000, receiveCount: 3, state: 'in-flight' }],
    total: 1,
  })
  const early = look(await play(1001), 2)
  expect([early.rows.map(({ body }) => body), early.total]).toEqual([['a', 'b'], 3])
  expect((await play(12_000)).fingerprint).toBe(run.fingerprint)
})
