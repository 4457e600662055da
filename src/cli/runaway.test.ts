// Code that runs away in a thread: its invocation ends, and the pipeline beside it never notices.
import type { RunNews } from '#workers/supervisor'
import { partOfLog } from '#trace/testing'
import type { Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { MISBEHAVIOURS, PIPELINE, RUNAWAYS, runawayWorkflow } from '#workflow/testing/runaway'
import { expect, test } from 'vitest'
import { runWorkflow } from './run-workflow.ts'
import { eventsOf } from './testing/thread-run.ts'

async function runIt(workflow: Workflow) {
  const news: RunNews[] = []
  const run = await runWorkflow({ workflow, seed: 7, endMs: 10_000, planned: [], onNews: (said) => news.push(said) })
  const events = eventsOf(run)
  const names = run.description.nodes.map(({ name }) => name)
  return {
    fingerprint: run.fingerprint,
    verdicts: news.flatMap((said) => (said.type === 'verdict' ? [said.outcome] : [])),
    pipeline: partOfLog(events, names, PIPELINE),
    endsOf: (name: string) =>
      events.flatMap((event) =>
        event.type === 'invocation-ended' && names[event.node] === name ? [`${event.outcome} ${event.payload}`] : [],
      ),
  }
}

test('a loop and a backtracking expression end as timeouts, a memory hog as a crash, and the pipeline beside them never notices', {
  timeout: 120_000,
}, async () => {
  const alone = await runIt(runawayWorkflow([]))
  const beside = await runIt(runawayWorkflow(Object.entries(RUNAWAYS)))
  expect(beside.verdicts).toEqual(['timed-out', 'crashed'])
  expect(beside.endsOf('Looper')).toEqual([expect.stringMatching(/^timed-out .*Task timed out after 3.00 seconds/)])
  expect(beside.endsOf('Backtracker')).toEqual([
    expect.stringMatching(/^timed-out .*Task timed out after 3.00 seconds/),
  ])
  expect(beside.endsOf('Hoarder')).toEqual([expect.stringMatching(/^crashed .*signal: killed/)])
  expect(beside.pipeline).toEqual(alone.pipeline)
})

test('handlers that misbehave end as on Lambda', { timeout: 120_000 }, async () => {
  const alone = await runIt(runawayWorkflow([]))
  const workflow = runawayWorkflow(Object.entries(MISBEHAVIOURS).map(([name, [handler]]) => [name, handler]))
  const beside = await runIt(workflow)
  for (const [name, [, end]] of Object.entries(MISBEHAVIOURS))
    expect.soft(beside.endsOf(name), name).toEqual([expect.stringMatching(end)])
  expect(beside.pipeline).toEqual(alone.pipeline)
})

test('module code that never ends is over the limit of its init, and again over the function’s timeout', async () => {
  const workflow = buildWorkflow({
    nodes: {
      Caller: ['client', { arrivals: { shape: 'single' }, timeoutMs: 30_000 }],
      Work: ['function', { codeUri: 'work', timeoutMs: 3000 }],
    },
    edges: { 'Caller.call > Work.invoke': {} },
    files: { 'work/index.mjs': 'console.log("in"); for (;;);\nexport const handler = async () => 1' },
  })
  const run = await runWorkflow({ workflow, seed: 7, endMs: undefined, planned: [] })
  const lines = run.folds.logs.rowsFrom(run.reader, 0).map(({ message }) => message)
  expect(lines).toEqual([
    'in',
    expect.stringMatching(/^INIT_REPORT Init Duration: 10001\.00 ms\tPhase: init\tStatus: timeout$/),
    'in',
    expect.stringMatching(/^INIT_REPORT Init Duration: 3001\.00 ms\tPhase: init\tStatus: timeout$/),
    expect.stringMatching(/^START/),
    expect.stringMatching(/Task timed out after 3\.00 seconds$/),
    expect.stringMatching(/^END/),
    expect.stringMatching(/^REPORT .*Status: timeout/),
  ])
})

test('handlers that misbehave do it the same way again', { timeout: 120_000 }, async () => {
  // How deep a recursion goes is the engine's own affair.
  const handlers = Object.entries(MISBEHAVIOURS).filter(([name]) => name !== 'DeepRecursion')
  const workflow = runawayWorkflow(handlers.map(([name, [handler]]) => [name, handler]))
  expect((await runIt(workflow)).fingerprint).toBe((await runIt(workflow)).fingerprint)
})
