import { expect, test } from 'vitest'
import type { Message, Reply } from '#emulator'
import { runScripts, type ScriptRun } from '#emulator/testing'

const BREAKER = {
  type: 'circuit-breaker',
  scope: 'shared',
  sharedLatencyMedianMs: 10,
  sharedLatencyP99Ms: 10,
  slidingWindowSize: 2,
  minimumNumberOfCalls: 2,
  waitDurationInOpenStateMs: 1000,
}

const ASK: Message = { type: 'shared-breaker', edge: 'e1', layer: 0, call: 1 }
const FAILED: Message = { ...ASK, result: { outcome: 'failure', durationUs: 5 } }

/** Each event is a list of moments and of what is said to the breaker then; answers come back as rows. */
async function talk(
  invocations: readonly (readonly { readonly waitMs: number; readonly message: Message }[])[],
  breaker: object = {},
): Promise<{ readonly rows: readonly string[]; readonly run: ScriptRun }> {
  const rows: string[] = []
  const run = await runScripts(
    {
      nodes: { Work: ['function', { timeoutMs: 60_000, coldStartMedianMs: 0, coldStartP99Ms: 0 }], Bank: ['service'] },
      edges: { 'Work.call > Bank.request': { policies: [{ ...BREAKER, ...breaker }] as never } },
    },
    {
      handlers: {
        Work: async (script) => {
          const index = Number(script.invocation.payload)
          for (const { waitMs, message } of invocations[index] ?? []) {
            await script.sleep(waitMs)
            const isTold = 'result' in message
            const answer = script.call('Work', message)
            if (isTold) continue
            const reply: Reply = await answer
            if (reply.type === 'shared-breaker') rows.push(`${index} ${reply.answer.permitted} ${reply.answer.state}`)
          }
          return null
        },
      },
      byHand: invocations.map((_, index) => ({
        atMs: 0,
        node: 'Work',
        event: { kind: 'function', payload: String(index), mode: 'async' },
      })),
      untilMs: 30_000,
    },
  )
  return { rows, run }
}

test('a breaker of all environments is opened by the results of any, and then refuses each', async () => {
  const { rows, run } = await talk([
    [
      { waitMs: 100, message: FAILED },
      { waitMs: 200, message: ASK },
    ],
    [
      { waitMs: 150, message: FAILED },
      { waitMs: 200, message: ASK },
    ],
    [
      { waitMs: 50, message: ASK },
      { waitMs: 200, message: ASK },
    ],
  ])
  expect(rows).toEqual(['2 true CLOSED', '2 false OPEN', '0 false OPEN', '1 false OPEN'])
  expect(run.of('environment-created').length).toBe(3)
  expect(run.of('breaker-changed').map(({ environment, from, to }) => [environment, from, to])).toEqual([
    [-1, 'closed', 'open'],
  ])
})

test('a question takes effect when its read is through, and so does a result', async () => {
  const { run } = await talk([[{ waitMs: 100, message: ASK }], [{ waitMs: 200, message: FAILED }]])
  const [asked] = run.of('breaker-asked')
  const [recorded] = run.of('breaker-recorded')
  const begun = run.of('invocation-started').map(({ at }) => at)
  expect((asked?.at ?? 0) - (begun[0] ?? 0)).toBe(100_000 + 9000)
  expect((recorded?.at ?? 0) - (begun[1] ?? 0)).toBe(200_000 + 9000)
})

test('a breaker of all environments becomes half-open by itself where it is to, and holds no run open', async () => {
  const { run } = await talk(
    [
      [
        { waitMs: 100, message: FAILED },
        { waitMs: 1, message: FAILED },
        { waitMs: 3000, message: ASK },
      ],
    ],
    { automaticTransitionFromOpenToHalfOpen: true, maxWaitDurationInHalfOpenStateMs: 400 },
  )
  const changes = run.of('breaker-changed').map(({ to, reason }) => `${to} ${reason}`)
  expect(changes.slice(0, 4)).toEqual([
    'open failure-rate',
    'half-open wait-elapsed',
    'open max-wait-half-open',
    'half-open wait-elapsed',
  ])
  const last = run.events.at(-1)?.at ?? 0
  expect(last).toBeLessThan(10_000_000)
})
