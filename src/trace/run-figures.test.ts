// The figures of one run, by hand, and of two runs that differ in one policy.
import type { JsonObject } from '#base'
import { runScripts } from '#emulator/testing'
import type { Effect, Fault } from '#faults'
import { type EdgeId, type Workflow, withoutPolicy } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeRun } from './describe.ts'
import { figureRows } from './figure-rows.ts'
import { binUsOf, runFigures } from './run-figures.ts'
import type { RunFigures } from './run-figures-types.ts'
import { createScribe, SCENE, writeOrder } from './testing/scene.ts'

const SECOND_US = 1_000_000

describe('the figures of a run', () => {
  const scribe = createScribe()
  writeOrder(scribe)
  const { note } = scribe
  // Worker calls Mail: the first attempt is given up late, the second fails, then its breaker opens and refuses a call.
  const call = { edge: 'e4', environment: 2, invocation: 20, operation: 'POST /mail', attemptsMax: 2 }
  const at = (second: number): number => second * SECOND_US
  const ended = { status: 0, durationUs: 1000 }
  note(at(41), 4, -1, 1, { type: 'call-started', call: 50, ...call })
  note(at(41), 4, -1, 1, { type: 'attempt-started', call: 50, attempt: 1 })
  note(at(42), 4, -1, 1, { type: 'attempt-started', call: 50, attempt: 2 })
  note(at(43), 4, -1, 1, { type: 'attempt-ended', call: 50, attempt: 2, failure: 'network', late: 0, ...ended })
  note(at(43), 4, -1, 1, {
    type: 'call-ended',
    call: 50,
    failure: 'network',
    status: 0,
    attempts: 2,
    durationUs: at(2),
  })
  note(at(44), 4, -1, 1, { type: 'attempt-ended', call: 50, attempt: 1, failure: '', late: 1, ...ended })
  const change = {
    edge: 'e4',
    environment: 2,
    layer: 0,
    reason: '',
    failed: 1,
    slow: 0,
    total: 2,
    rate: 50,
    threshold: 50,
  }
  note(at(44), 4, -1, 1, { type: 'breaker-changed', from: 'closed', to: 'open', ...change })
  note(at(45), 4, -1, 1, { type: 'call-started', call: 51, ...call })
  note(at(45), 4, -1, 1, {
    type: 'call-refused',
    call: 51,
    attempt: 1,
    policy: 'circuit-breaker',
    untilUs: -1,
    layer: 0,
  })
  note(at(45), 4, -1, 1, {
    type: 'call-ended',
    call: 51,
    failure: 'not-permitted',
    status: 0,
    attempts: 0,
    durationUs: 0,
  })
  note(at(46), 4, -1, 1, { type: 'breaker-changed', from: 'open', to: 'half-open', ...change })
  note(at(47), 4, -1, 1, { type: 'call-started', call: 52, ...call })
  note(at(47), 4, -1, 1, { type: 'attempt-started', call: 52, attempt: 1 })
  const reader = scribe.read()
  const figures = (toUs: number, edge = 4): RunFigures | undefined =>
    runFigures(SCENE, reader, { edge, layer: 0, toUs })

  test('count what came to the dependency, what failed, what nobody waited for, and what was refused', () => {
    expect(figures(at(50))).toMatchObject({
      load: { attempts: 3, failed: 1, wasted: 2, peak: 1 },
      refusals: 1,
      calls: { ended: 2, failed: 2, pending: 1, p50Us: 0, p99Us: at(2) },
      open: [{ fromUs: at(44), toUs: at(46), breakers: 1 }],
    })
  })

  test('tell of the caller’s invocations and of the clients’ requests', () => {
    const { invocations, requests } = figures(at(50)) ?? {}
    expect(invocations).toMatchObject({ ended: 2, failed: 1 })
    expect(requests).toEqual({ ended: 1, failed: 0, pending: 0, p50Us: 211_000, p99Us: 211_000 })
    expect(figures(at(50), 0)).toMatchObject({ invocations: undefined, requests: undefined, calls: { ended: 1 } })
  })

  test('end where the span ends: what came then is not in it', () => {
    expect(figures(at(43))).toMatchObject({
      load: { attempts: 2, failed: 0 },
      calls: { ended: 0, pending: 1 },
      open: [],
    })
    expect(figures(at(45))?.open).toEqual([{ fromUs: at(44), toUs: at(45), breakers: 1 }])
  })

  test('lie in bins that add up', () => {
    const { arrived = [], failed = [], refused = [], binUs, toUs = 0 } = figures(at(50)) ?? {}
    expect(binUs).toBe(500_000)
    expect(arrived).toHaveLength(toUs / 500_000)
    expect([arrived, failed, refused].map((bins) => bins.findIndex((count) => count > 0))).toEqual([82, 86, 90])
  })

  test('there are none of what is no call', () => expect(figures(at(50), 3)).toBeUndefined())

  test('rows that neither run has are left out', () => {
    const one = figures(at(50), 0)
    if (!one) throw new Error('no figures')
    const names = figureRows(one, one).map(({ name }) => name)
    expect(names).toContain('callsP99')
    expect(names).not.toContain('requestsP99')
  })
})

test('a bin is 1, 2 or 5 of something, and there are 120 at most', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 15 }), (toUs) => {
      const binUs = binUsOf(toUs)
      expect(String(binUs)).toMatch(/^[125]0*$/)
      expect(Math.ceil(toUs / binUs)).toBeLessThanOrEqual(120)
    }),
  )
})

const breaker = { type: 'circuit-breaker', waitDurationInOpenStateMs: 4000 }
const retry = { type: 'retry', maxAttempts: 4, baseMs: 200, jitter: 'full' }

const shop = (policies: readonly JsonObject[], service: JsonObject = {}, faults: readonly Fault[] = []): Workflow =>
  buildWorkflow({
    nodes: {
      Shop: ['client', { arrivals: { shape: 'poisson', perSecond: 8 } }],
      Payments: ['service', { latencyMedianMs: 40, latencyP99Ms: 300, ...service }],
    },
    edges: { 'Shop.call > Payments.request': { policies: [...policies] } },
    scenario: { duration: '30s', faults },
  })

const EDGE = 'e1' as EdgeId
const DOWN = { outages: [{ startMs: 5000, durationMs: 15_000 }] }

async function ran(workflow: Workflow, layer: number, seed: number) {
  const run = await runScripts(workflow, { seed, untilMs: 30_000 })
  const figures = runFigures(describeRun(workflow), run.reader, { edge: 0, layer, toUs: 30 * SECOND_US + 1 })
  if (!figures) throw new Error('no figures')
  return { figures, arrivals: run.of('request-arrived').map(({ at, request }) => ({ at, request })) }
}

async function withAndWithout(workflow: Workflow, layer: number, seed = 7) {
  const without = withoutPolicy(workflow, { edge: EDGE, layer }, 'without')
  if (!without) throw new Error('nothing to take away')
  return [await ran(workflow, layer, seed), await ran(without, layer, seed)] as const
}

describe('a run and its ghost', () => {
  test('a breaker keeps load from a service that is down, and its callers from waiting', async () => {
    const [real, ghost] = await withAndWithout(shop([breaker, retry], DOWN), 0)
    expect(real.figures.open.length).toBeGreaterThan(0)
    expect(ghost.figures.open).toEqual([])
    expect(real.figures.load.attempts).toBeLessThan(ghost.figures.load.attempts * 0.7)
    expect(real.figures.load.wasted).toBeLessThan(ghost.figures.load.wasted / 2)
    expect(real.figures.refusals).toBeGreaterThan(0)
    expect(ghost.figures.refusals).toBe(0)
    expect(real.figures.calls.p50Us).toBeLessThan(ghost.figures.calls.p50Us ?? 0)
  })

  test('without jitter the same requests come, and the retries come in step', async () => {
    const workflow = shop([{ ...retry, jitter: 'full', backoff: 'fixed', baseMs: 1000 }], DOWN)
    const without = withoutPolicy(workflow, { edge: EDGE, layer: 0 }, 'no-jitter')
    if (!without) throw new Error('no jitter')
    const [real, ghost] = [await ran(workflow, 0, 7), await ran(without, 0, 7)]
    expect(ghost.arrivals).toEqual(real.arrivals)
    expect(ghost.figures.load).not.toEqual(real.figures.load)
  })

  test('meet the same arrivals, whatever is taken away', async () => {
    const policies = fc.shuffledSubarray(
      [breaker, retry, { type: 'timeout', timeoutMs: 300 }, { type: 'hedge', delayMs: 100 }],
      {
        minLength: 1,
      },
    )
    await fc.assert(
      fc.asyncProperty(policies, fc.nat(), fc.nat(), async (list, which, seed) => {
        const [real, ghost] = await withAndWithout(shop(list, DOWN), which % list.length, seed)
        expect(ghost.arrivals).toEqual(real.arrivals)
      }),
      { numRuns: 25 },
    )
  })

  test('are equal when the policy never acted', async () => {
    const idle = [
      { ...breaker, slidingWindowSize: 1000, minimumNumberOfCalls: 1000 },
      { type: 'timeout', timeoutMs: 25_000 },
      { type: 'bulkhead', maxConcurrentCalls: 10_000 },
      { type: 'rate-limiter', perSecond: 10_000, burst: 10_000 },
      { type: 'hedge', delayMs: 25_000, hedgeOn: [] },
      { type: 'fallback', fallBackOn: ['access-denied'] },
      { type: 'retry', retryOn: ['access-denied'] },
    ]
    const failing = { errorRatePercent: 30 }
    const effects: Effect[] = [
      { type: 'latency', medianMs: 200, p99Ms: 900 },
      { type: 'error', kind: 'throttled' },
      { type: 'outage', how: 'refused' },
    ]
    const faults = effects.map(
      (effect, place): Fault => ({
        id: `f${place}`,
        on: { type: 'edge', edge: EDGE },
        startMs: 5000 * (place + 1),
        endMs: 5000 * (place + 3),
        percent: 50,
        effect,
      }),
    )
    const choice = fc.record({
      policy: fc.constantFrom(...idle),
      outside: fc.boolean(),
      seed: fc.nat(),
      faulty: fc.subarray(faults),
    })
    await fc.assert(
      fc.asyncProperty(choice, async ({ policy, outside, seed, faulty }) => {
        const list = outside ? [policy, retry] : [retry, policy]
        const [real, ghost] = await withAndWithout(shop(list, failing, faulty), outside ? 0 : 1, seed)
        expect(ghost.figures).toEqual(real.figures)
      }),
      { numRuns: 25 },
    )
  })
})
