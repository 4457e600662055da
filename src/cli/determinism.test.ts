// The real host in a thread: however a run is waited for, paced or steered, its log is the same.
import { parseDuration } from '#base'
import { soakRuns } from '#base/testing/soak'
import type { LoggedInput } from '#workers/protocol'
import { type NodeId, ordersExample, type Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { randomWorkflow } from '#workflow/testing/random'
import { describe, expect, test } from 'vitest'
import { runWorkflow } from './run-workflow.ts'
import { eventsOf, runInThread, type ThreadRun } from './testing/thread-run.ts'

const SEEDS = Array.from({ length: soakRuns(100) }, (_, index) => index)

/** The first rows in which two logs differ: what a failure has to show. */
function firstDifference(one: ThreadRun, other: ThreadRun): unknown {
  const [a, b] = [eventsOf(one), eventsOf(other)]
  const index = a.findIndex((event, at) => JSON.stringify(event) !== JSON.stringify(b[at]))
  if (index < 0 && a.length === b.length) return undefined
  const from = Math.max(0, index < 0 ? Math.min(a.length, b.length) - 3 : index - 3)
  return { index, one: a.slice(from, from + 6), other: b.slice(from, from + 6) }
}

function expectSame(one: ThreadRun, other: ThreadRun): void {
  expect(firstDifference(one, other)).toBeUndefined()
  expect(other.fingerprint).toBe(one.fingerprint)
}

const lengthMs = (workflow: Workflow): number => parseDuration(workflow.scenario.duration) ?? 0

describe('a random workflow with real handlers', () => {
  test.each(SEEDS)(
    'number %i gives the same log the careful way and the fast way',
    { timeout: 120_000 },
    async (seed) => {
      const workflow = randomWorkflow(seed)
      const careful = await runInThread(workflow, { careful: true })
      const fast = await runInThread(workflow)
      // Where one of several environments left a rejection behind, the fast way asks for the careful one.
      if (fast.ambiguous) expect(eventsOf(fast)).toEqual(eventsOf(careful).slice(0, fast.reader.length))
      else expectSame(careful, fast)
      const again = await runWorkflow({ workflow, seed, endMs: lengthMs(workflow), planned: [] })
      expect(again.fingerprint).toBe(careful.fingerprint)
    },
  )

  test('gives another fingerprint for another seed', { timeout: 120_000 }, async () => {
    for (const number of SEEDS.slice(0, 10)) {
      const workflow = randomWorkflow(number)
      const [one, other] = [1, 2].map((seed) => runWorkflow({ workflow, seed, endMs: lengthMs(workflow), planned: [] }))
      expect((await one)?.fingerprint).not.toBe((await other)?.fingerprint)
    }
  })
})

test.each([
  ['that counts up to it', 'for (let n = 0; ; n++) if (n % 1000 === 0) console.log(n)', 1000],
  [
    'that reads the clock up to it',
    'const start = Date.now(); while (Date.now() - start < 998); console.log("late"); for (;;);',
    1,
  ],
  [
    'that waits for it',
    'await new Promise((go) => setTimeout(go, 998)); console.log("late"); await new Promise(() => setInterval(() => {}, 1))',
    10,
  ],
])(
  'the last line before a timeout is in the log, of a handler %s, in both ways',
  async (_what, body, computeStepNs) => {
    const workflow = buildWorkflow({
      nodes: {
        Caller: ['client', { arrivals: { shape: 'single' } }],
        Work: ['function', { codeUri: 'work', timeoutMs: 1000, memoryMb: 1769, computeStepNs }],
      },
      edges: { 'Caller.call > Work.invoke': {} },
      files: { 'work/index.mjs': `export const handler = async () => { ${body} }` },
    })
    const [fast, careful] = [await runInThread(workflow), await runInThread(workflow, { careful: true })]
    expectSame(careful, fast)
    const events = eventsOf(fast)
    const [started] = events.filter(({ type }) => type === 'invocation-started')
    const last = events.findLast((event) => event.type === 'log-written')
    expect((last?.writtenAtUs ?? 0) - (started?.at ?? 0)).toBeGreaterThan(998_000)
    expect(events.find((event) => event.type === 'invocation-ended')).toMatchObject({ outcome: 'timed-out' })
  },
)

test.each([
  [
    'in its fifth event',
    'let n = 0\nexport const handler = async () => { if (++n === 5) Array.prototype.last = () => 1 }',
    10,
  ],
  [
    'after it has waited, in its only event',
    'export const handler = async () => { await new Promise((go) => setTimeout(go, 5)); Array.prototype.last = () => 1 }',
    1,
  ],
])('a built-in that a handler changes %s is told, in both ways', async (_what, handler, count) => {
  const workflow = buildWorkflow({
    nodes: {
      Caller: ['client', { arrivals: { shape: 'constant', perSecond: 1, count } }],
      Work: ['function', { codeUri: 'work' }],
    },
    edges: { 'Caller.call > Work.invoke': {} },
    files: { 'work/index.mjs': handler },
  })
  const [fast, careful] = [await runInThread(workflow), await runInThread(workflow, { careful: true })]
  expectSame(careful, fast)
  const told = eventsOf(fast).flatMap((event) => (event.type === 'intrinsics-changed' ? [event.what] : []))
  expect(told).toEqual(['Array.prototype.last'])
})

test('a run paced, paused and given events and edits by hand in a thread replays from its inputs, the careful way too', {
  timeout: 60_000,
}, async () => {
  const orders = ordersExample()
  // Longer than any machine takes to steer: a run that has ended and goes on has ended twice.
  const workflow: Workflow = { ...orders, scenario: { ...orders.scenario, duration: '2m' } }
  const [queue] = Object.entries(orders.nodes).flatMap(([id, { name }]) => (name === 'Orders' ? [id as NodeId] : []))
  if (!queue) throw new Error('the example has no queue Orders')
  const provider = Object.entries(orders.nodes).find(([, { kind }]) => kind === 'service')
  if (!provider) throw new Error('the example has no service')
  const inputs: LoggedInput[] = []
  const byHand = await runInThread(workflow, {
    pace: 2,
    async steer(steering) {
      for (let order = 900; order < 904; order++) {
        inputs.push(
          await steering.apply({
            type: 'event',
            node: queue,
            event: { kind: 'queue', body: JSON.stringify({ order, amount: 3 }) },
          }),
        )
        const config = { ...provider[1].config, errorRatePercent: order % 2 === 0 ? 100 : 0 }
        inputs.push(await steering.apply({ type: 'edit', node: provider[0] as NodeId, config }))
        await steering.pause()
        await steering.step('invocation')
        await steering.play(order % 2 === 0 ? 3 : 1.5)
      }
      await steering.play('max')
    },
  })
  expect(eventsOf(byHand).filter(({ type }) => type === 'input-applied')).toHaveLength(8)
  expectSame(byHand, await runInThread(workflow, { inputs }))
  expectSame(byHand, await runInThread(workflow, { inputs, careful: true }))
})
