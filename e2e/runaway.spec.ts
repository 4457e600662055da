// Code that never gives the thread back, eats all memory or misbehaves otherwise: its invocation ends, and nothing else
// changes. Runs in which a sandbox's process may die report by themselves (see Harness.report).
import { soakRuns } from '#base/testing/soak'
import { partOfLog } from '#trace/testing'
import { serializeWorkflow, type Workflow } from '#workflow'
import { MISBEHAVIOURS, PIPELINE, RUNAWAYS, runawayWorkflow } from '#workflow/testing/runaway'
import type { Report } from './harness/api.ts'
import { expect, type HarnessPage, test } from './support/harness.ts'
import { longestPageTaskMs } from './support/page-tasks.ts'

const LONGEST_TASK_MS = 50

// One after the other: who shares the machine with a memory hog waits for it.
test.describe.configure({ mode: 'default' })

const namesOf = (workflow: Workflow): string[] =>
  Object.keys(workflow.nodes)
    .sort()
    .map((id) => workflow.nodes[id as keyof typeof workflow.nodes]?.name ?? id)

async function runIt({ page, server }: HarnessPage, workflow: Workflow) {
  await page.evaluate((request) => window.harness.report(request), { document: serializeWorkflow(workflow) })
  const report = JSON.parse(await server.report()) as Report
  const events = report.events.map(({ event }) => event)
  const names = namesOf(workflow)
  return {
    ...report.outcome,
    pipeline: partOfLog(events, names, PIPELINE),
    endsOf: (name: string) =>
      events.flatMap((event) =>
        event.type === 'invocation-ended' && names[event.node] === name ? [`${event.outcome} ${event.payload}`] : [],
      ),
    droppedLines: events.reduce((sum, event) => sum + (event.type === 'logs-dropped' ? event.lines : 0), 0),
  }
}

test('a loop and a backtracking expression end as timeouts, a memory hog as a crash, and the pipeline beside them never notices', async ({
  browser,
  harness,
}) => {
  test.setTimeout(120_000)
  const alone = await runIt(harness, runawayWorkflow([]))
  expect(alone.phase).toBe('ended')
  expect(alone.pipeline.length).toBeGreaterThan(500)
  let beside = alone
  const longestMs = await longestPageTaskMs(browser, harness.page, async () => {
    beside = await runIt(harness, runawayWorkflow(Object.entries(RUNAWAYS)))
  })
  expect(beside.phase).toBe('ended')
  expect(beside.endsOf('Looper')).toEqual([expect.stringMatching(/^timed-out .*Task timed out after 3.00 seconds/)])
  expect(beside.endsOf('Backtracker')).toEqual([
    expect.stringMatching(/^timed-out .*Task timed out after 3.00 seconds/),
  ])
  expect(beside.endsOf('Hoarder')).toEqual([expect.stringMatching(/^crashed .*signal: killed/)])
  expect(beside.pipeline).toEqual(alone.pipeline)
  expect(longestMs).toBeLessThanOrEqual(LONGEST_TASK_MS)
})

test('handlers that misbehave end as on Lambda, and the run lives on', async ({ browser, harness }) => {
  test.setTimeout(120_000)
  const alone = await runIt(harness, runawayWorkflow([]))
  const workflow = runawayWorkflow(Object.entries(MISBEHAVIOURS).map(([name, [handler]]) => [name, handler]))
  let beside = alone
  const longestMs = await longestPageTaskMs(browser, harness.page, async () => {
    beside = await runIt(harness, workflow)
  })
  expect(beside).toMatchObject({ phase: 'ended', messages: [] })
  for (const [name, [, end]] of Object.entries(MISBEHAVIOURS))
    expect.soft(beside.endsOf(name), name).toEqual([expect.stringMatching(end)])
  expect(beside.droppedLines).toBeGreaterThan(990_000)
  expect(beside.pipeline).toEqual(alone.pipeline)
  expect(longestMs).toBeLessThanOrEqual(LONGEST_TASK_MS)
})

/** Each of them is a sandbox's process that dies. */
const BOMBS = [
  'export const handler = async () => { const kept = []; for (;;) kept.push(new Array(2000000).fill(kept.length + 0.5)) }',
  "export const handler = async () => { const kept = [], long = 'x'.repeat(1e7); for (;;) kept.push([long, kept.length, long].join()) }",
]

for (let number = 0; number < soakRuns(20); number++) {
  test(`after memory bomb ${number + 1} the page lives and the run ends`, async ({ harness }) => {
    test.setTimeout(60_000)
    const bombed = await runIt(harness, runawayWorkflow([['Bomb', BOMBS[number % BOMBS.length] ?? '']]))
    expect(bombed.phase).toBe('ended')
    // On a machine that is slow to fill its memory the patience with it ends first.
    expect(bombed.endsOf('Bomb')).toEqual([expect.stringMatching(/^(crashed .*signal: killed|timed-out )/)])
  })
}
