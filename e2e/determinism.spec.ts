// One document, one seed, one log of inputs: one fingerprint, in the page again and again, and without a browser.
import { soakRuns } from '#base/testing/soak'
import { ordersExample, serializeWorkflow } from '#workflow'
import { randomWorkflow } from '#workflow/testing/random'
import { MISBEHAVIOURS, runawayWorkflow } from '#workflow/testing/runaway'
import type { RunRequest } from './harness/api.ts'
import { expect, test } from './support/harness.ts'
import { runHeadless } from './support/headless.ts'

const RUNS = soakRuns(100)
/** In groups, so that two workers share them. */
const GROUP = 5

for (let from = 0; from < RUNS; from += GROUP) {
  const seeds = Array.from({ length: Math.min(GROUP, RUNS - from) }, (_, index) => from + index)
  test(`random workflows ${seeds.join(', ')} leave the same fingerprint twice in the page and once headless`, async ({
    harness: { page },
  }) => {
    test.setTimeout(180_000)
    for (const seed of seeds) {
      const document = serializeWorkflow(randomWorkflow(seed))
      const first = await page.evaluate((request) => window.harness.run(request), { document, seed })
      expect(first, `workflow ${seed}`).toMatchObject({ phase: 'ended' })
      const headless = await runHeadless(document, seed)
      if (headless.fingerprint !== first.fingerprint) {
        const rows = (await page.evaluate(() => window.harness.events())).map(({ event }) => JSON.stringify(event))
        const { rows: others } = await runHeadless(document, seed, true)
        const at = rows.findIndex((row, index) => row !== others[index])
        expect(rows.slice(Math.max(0, at - 3), at + 3), `workflow ${seed}, event ${at}`).toEqual(
          others.slice(Math.max(0, at - 3), at + 3),
        )
      }
      const again = await page.evaluate((request) => window.harness.run(request), { document, seed })
      expect(again.fingerprint, `workflow ${seed}`).toBe(first.fingerprint)
      expect(headless.fingerprint, `workflow ${seed}`).toBe(first.fingerprint)
      const other = await page.evaluate((request) => window.harness.run(request), { document, seed: seed + 1000 })
      expect(other.fingerprint, `workflow ${seed}`).not.toBe(first.fingerprint)
    }
  })
}

const orders = ordersExample()
const shortOrders = serializeWorkflow({ ...orders, scenario: { ...orders.scenario, duration: '6s' } })
const idOf = (name: string): string => Object.entries(orders.nodes).find(([, node]) => node.name === name)?.[0] ?? ''
const queueId = idOf('Orders')
const serviceId = idOf('PaymentProvider')
const consumeId = Object.entries(orders.edges).find(([, edge]) => edge.from.port === 'consume')?.[0] ?? ''

test('playing at other speeds, pausing and going on leave the fingerprint as it is', async ({ harness: { page } }) => {
  const run = (request: RunRequest) => page.evaluate((asked) => window.harness.run(asked), request)
  const atOnce = await run({ document: shortOrders })
  const paced = await run({
    document: shortOrders,
    pace: 1,
    steps: [
      { atMs: 700, do: 'pause-and-play' },
      { atMs: 1200, do: 'pace-10' },
      { atMs: 2500, do: 'pause-and-play' },
      { atMs: 4000, do: 'pace-max' },
    ],
  })
  expect(paced).toMatchObject({ phase: 'ended', fingerprint: atOnce.fingerprint })
})

test('edits while a run plays are told to it at once, undo included, and its log of inputs replays them', async ({
  harness: { page },
}) => {
  const run = (request: RunRequest) => page.evaluate((asked) => window.harness.run(asked), request)
  const undisturbed = await run({ document: shortOrders })
  const edited = await run({
    document: shortOrders,
    pace: 4,
    steps: [
      { atMs: 1000, do: 'edit', node: serviceId, patch: { errorRatePercent: 100 } },
      { atMs: 1500, do: 'pause-and-play' },
      { atMs: 2000, do: 'edit', node: queueId, patch: { visibilityTimeoutMs: 6000, delayMs: 100 } },
      { atMs: 3000, do: 'undo' },
      { atMs: 3200, do: 'edit', edge: consumeId, patch: { batchSize: 2, batchWindowMs: 1000 } },
      { atMs: 3500, do: 'event', node: queueId, body: '{"order":900,"amount":5}' },
      { atMs: 4000, do: 'undo' },
      { atMs: 4500, do: 'undo' },
    ],
  })
  const replay = await page.evaluate(() => window.harness.inputs())
  expect(replay.map(({ input }) => input.type)).toEqual([
    'edit',
    'edit',
    'edit',
    'edit-edge',
    'event',
    'edit-edge',
    'edit',
  ])
  expect(edited.fingerprint).not.toBe(undisturbed.fingerprint)
  const replayed = await run({ document: shortOrders, replay })
  expect(replayed).toMatchObject({ phase: 'ended', fingerprint: edited.fingerprint, events: edited.events })
  const changed = await run({ document: shortOrders, replay: replay.slice(0, -1) })
  expect(changed.fingerprint).not.toBe(edited.fingerprint)
})

test('events sent by hand while a run plays are in its log of inputs, and the log replays to the same fingerprint', async ({
  harness: { page },
}) => {
  const run = (request: RunRequest) => page.evaluate((asked) => window.harness.run(asked), request)
  const undisturbed = await run({ document: shortOrders })
  const byHand = await run({
    document: shortOrders,
    pace: 4,
    steps: [1000, 1001, 2600, 4100].map((atMs, index) => ({
      atMs,
      do: 'event',
      node: queueId,
      body: `{"order":${index + 900},"amount":5}`,
    })),
  })
  const replay = await page.evaluate(() => window.harness.inputs())
  expect(replay.map(({ input }) => input.type)).toEqual(['event', 'event', 'event', 'event'])
  expect(byHand.fingerprint).not.toBe(undisturbed.fingerprint)
  const replayed = await run({ document: shortOrders, replay })
  expect(replayed).toMatchObject({ phase: 'ended', fingerprint: byHand.fingerprint, events: byHand.events })
  const changed = await run({ document: shortOrders, replay: replay.slice(1) })
  expect(changed.fingerprint).not.toBe(byHand.fingerprint)
})

test('handlers that misbehave do it the same way in the page and headless', async ({ harness: { page } }) => {
  // How deep a recursion goes is the engine's own affair.
  const handlers = Object.entries(MISBEHAVIOURS).filter(([name]) => name !== 'DeepRecursion')
  const document = serializeWorkflow(runawayWorkflow(handlers.map(([name, [handler]]) => [name, handler])))
  const inPage = await page.evaluate((request) => window.harness.run(request), { document, seed: 7 })
  expect(inPage.phase).toBe('ended')
  expect((await runHeadless(document, 7)).fingerprint).toBe(inPage.fingerprint)
})
