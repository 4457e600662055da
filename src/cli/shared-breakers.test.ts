// A circuit breaker in each environment, as module memory is, and one in a table that all environments ask: real handlers,
// many environments at once, a service that is down for a while.
import { expect, test } from 'vitest'
import type { TraceEventOf } from '#trace'
import type { EdgeId, Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import type { PlannedInput } from '#workers/protocol'
import { type FinishedRun, runWorkflow } from './run-workflow.ts'
import { eventsOf, runInThread } from './testing/thread-run.ts'

const WORK = `export const handler = async () => {
  const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
  await wait(300)
  const answer = await fetch(process.env.BANK_URL + '/pay').then((answer) => answer.status, (error) => error.name)
  // A frozen environment gives nothing back.
  await wait(50)
  return answer
}
`

const BREAKER = {
  type: 'circuit-breaker',
  slidingWindowSize: 4,
  minimumNumberOfCalls: 4,
  waitDurationInOpenStateMs: 2000,
  permittedNumberOfCallsInHalfOpenState: 2,
}

const workflow = (breaker: object = {}, before: readonly object[] = []): Workflow =>
  buildWorkflow({
    nodes: {
      Caller: ['client', { arrivals: { shape: 'constant', perSecond: 20, count: 160 } }],
      Work: ['function', { codeUri: 'work', timeoutMs: 10_000 }],
      Bank: [
        'service',
        {
          baseUrl: 'https://bank.example',
          latencyMedianMs: 20,
          latencyP99Ms: 40,
          outages: [{ startMs: 1000, durationMs: 3000, status: 503 }],
        },
      ],
    },
    edges: {
      'Caller.call > Work.invoke': {},
      'Work.call > Bank.request': { policies: [...before, { ...BREAKER, ...breaker }] as never },
    },
    files: { 'work/index.mjs': WORK },
  })

const run = (document: Workflow, planned: readonly PlannedInput[] = []): Promise<FinishedRun> =>
  runWorkflow({ workflow: document, seed: 7, endMs: undefined, planned })

const rowsOf = ({ folds, reader }: FinishedRun) => folds.breakers.list(reader)

/** Of the function: Bank, Caller, Work in the order of the node table. */
const WORK_NODE = 2

const factsOf = <
  T extends 'breaker-changed' | 'attempt-started' | 'call-queued' | 'call-refused' | 'breaker-asked' | 'call-timed-out',
>(
  { reader }: Pick<FinishedRun, 'reader'>,
  type: T,
) =>
  eventsOf({ reader }).filter(
    (event): event is TraceEventOf<T> & typeof event => event.type === type && event.node === WORK_NODE,
  )

test('with a breaker in each environment, N environments open N breakers; with a shared one, one opens for all', async () => {
  const own = rowsOf(await run(workflow()))
  const shared = rowsOf(await run(workflow({ scope: 'shared' })))
  expect(own.length).toBeGreaterThan(4)
  expect(own.every(({ environment }) => environment >= 0)).toBe(true)
  expect(own.filter(({ opened }) => opened > 0).length).toBeGreaterThan(4)
  expect(shared.map(({ environment, layer }) => ({ environment, layer }))).toEqual([{ environment: -1, layer: 0 }])
  const [one] = shared
  expect(one).toMatchObject({ state: 'closed', environment: -1 })
  expect(one?.opened).toBeGreaterThan(0)
  expect(one?.refused).toBeGreaterThan(10)
  const failed = (rows: typeof own): number => rows.reduce((sum, { recorded }) => sum + recorded, 0)
  expect(failed(shared)).toBeLessThan(failed(own))
})

test('a shared breaker is asked before each call and told after it, and each takes the time of a table', async () => {
  const finished = await run(workflow({ scope: 'shared', sharedLatencyMedianMs: 50, sharedLatencyP99Ms: 50 }))
  const waited = factsOf(finished, 'call-queued')
  const begun = factsOf(finished, 'attempt-started')
  const refused = factsOf(finished, 'call-refused')
  expect(waited.length).toBe(160)
  expect(begun.length + refused.length).toBe(160)
  for (const one of [...begun, ...refused]) {
    const asked = waited.find(({ call }) => call === one.call)
    expect(one.at - (asked?.at ?? 0)).toBeGreaterThanOrEqual(50_000)
    expect(one.at - (asked?.at ?? 0)).toBeLessThan(51_000)
  }
})

test('the fast way and the careful way give the same log of a shared breaker', async () => {
  const retry = { type: 'retry', maxAttempts: 3, baseMs: 50 }
  for (const document of [
    workflow({ scope: 'shared', automaticTransitionFromOpenToHalfOpen: true }, [retry]),
    workflow({ scope: 'shared', maxWaitDurationInHalfOpenStateMs: 500 }, [{ type: 'timeout', timeoutMs: 30 }]),
    workflow({ scope: 'shared', rules: 'cockatiel' }, [{ type: 'hedge', delayMs: 5 }]),
  ]) {
    const careful = await runInThread(document, { careful: true })
    const fast = await runInThread(document)
    expect(eventsOf(fast)).toEqual(eventsOf(careful))
    expect(fast.fingerprint).toBe(careful.fingerprint)
  }
})

test('a shared breaker that is forced open refuses every environment, and what is drawn of it is its state', async () => {
  const force = (atMs: number, to: 'forced-open' | 'closed'): PlannedInput => ({
    atUs: atMs * 1000,
    input: { type: 'force-breaker', edge: 'e2' as EdgeId, layer: 0, environment: -1, to },
  })
  const finished = await run(workflow({ scope: 'shared' }), [force(5500, 'forced-open'), force(6500, 'closed')])
  const { folds, reader } = finished
  const begun = factsOf(finished, 'attempt-started').map(({ at }) => at)
  expect(begun.filter((at) => at > 5_525_000 && at < 6_500_000)).toEqual([])
  expect(begun.some((at) => at > 6_500_000)).toBe(true)
  const changes = factsOf(finished, 'breaker-changed')
  expect(changes.map(({ to }) => to)).toEqual(expect.arrayContaining(['open', 'half-open', 'forced-open', 'closed']))
  for (const [index, { at, to, environment }] of changes.entries()) {
    expect(environment).toBe(-1)
    if (changes[index + 1]?.at === at) continue
    expect(folds.breakers.show(reader, { edge: 1, layer: 0, environment: -1, atUs: at }, at)?.state).toBe(to)
  }
})

test('a call that its timeout gives up before the answer of a shared breaker gives its probe back', async () => {
  const finished = await run(workflow({ scope: 'shared' }, [{ type: 'timeout', timeoutMs: 4 }]))
  const begun = factsOf(finished, 'attempt-started').length
  const asked = factsOf(finished, 'breaker-asked').length
  const timedOut = factsOf(finished, 'call-timed-out').length
  expect(asked).toBe(160)
  expect(timedOut).toBeGreaterThan(begun)
  expect(begun).toBeLessThan(asked / 2)
  const [row] = rowsOf(finished)
  // Every permission has come back as a result, of calls that began or of those that did not.
  expect((row?.recorded ?? 0) + (row?.refused ?? 0)).toBe(asked)
})

test('a partition around a function does not cut its environments off from the table', async () => {
  const { scenario, nodes, ...rest } = workflow({ scope: 'shared' })
  const cut = { id: 'cut', on: { type: 'node', node: 'Work' }, startMs: 60, endMs: 20_000, percent: 100 } as const
  const document = { ...rest, nodes, scenario: { ...scenario, faults: [{ ...cut, effect: { type: 'partition' } }] } }
  const finished = await run(document as Workflow)
  const asked = factsOf(finished, 'breaker-asked').length
  expect(asked).toBeGreaterThan(0)
  expect(factsOf(finished, 'attempt-started').length + factsOf(finished, 'call-refused').length).toBe(asked)
})
