// What the panel draws is what the emulator's own machine holds, at every instant of random runs, as they go on and
// looked back at; and a run that was looked at is the run that was not.
import type { JsonObject } from '#base'
import { nodeEmulations } from '#nodes/emulations'
import { createEmulator, type Emulator } from '#emulator'
import type * as Resilience from '#resilience'
import { type BreakerSnapshot, callBreakerSnapshots, type CallPolicies, type Policy, policySchema } from '#resilience'
import { type BreakerView, createObserver, describeRun, type Observer } from '#trace'
import type { Workflow } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { countCells, probesOf, timeBuckets } from './window-cells.ts'

/** The policies that the emulation under test made: its own machine, not a second one. */
const scopes: CallPolicies[] = []
vi.mock('#resilience', async (original) => {
  const room = await original<typeof Resilience>()
  return {
    ...room,
    createCallPolicies(...given: Parameters<typeof room.createCallPolicies>) {
      const scope = room.createCallPolicies(...given)
      scopes.push(scope)
      return scope
    },
  }
})

const END_US = 15_000_000
const SECOND_US = 1_000_000

interface Scene {
  readonly breaker: Policy & JsonObject
  readonly retried: boolean
  readonly perSecond: number
  readonly errorRatePercent: number
  readonly outage: { readonly startMs: number; readonly durationMs: number }
  readonly seed: number
}

const breakers = fc
  .record({
    slidingWindowType: fc.constantFrom('COUNT_BASED', 'TIME_BASED'),
    slidingWindowSize: fc.integer({ min: 1, max: 12 }),
    minimumNumberOfCalls: fc.integer({ min: 1, max: 8 }),
    failureRateThreshold: fc.integer({ min: 20, max: 100 }),
    slowCallRateThreshold: fc.integer({ min: 20, max: 100 }),
    slowCallDurationThresholdMs: fc.integer({ min: 40, max: 200 }),
    waitDurationInOpenStateMs: fc.integer({ min: 200, max: 4000 }),
    permittedNumberOfCallsInHalfOpenState: fc.integer({ min: 1, max: 6 }),
    maxWaitDurationInHalfOpenStateMs: fc.constantFrom(0, 0, 700),
    automaticTransitionFromOpenToHalfOpen: fc.boolean(),
    ignoreOn: fc.constantFrom([], ['network']),
  })
  .map((fields) => policySchema.parse({ type: 'circuit-breaker', ...fields }) as Policy & JsonObject)

const scenes: fc.Arbitrary<Scene> = fc.record({
  breaker: breakers,
  retried: fc.boolean(),
  perSecond: fc.integer({ min: 2, max: 12 }),
  errorRatePercent: fc.constantFrom(0, 20, 50, 80),
  outage: fc.record({ startMs: fc.integer({ min: 0, max: 8000 }), durationMs: fc.integer({ min: 500, max: 4000 }) }),
  seed: fc.nat(1000),
})

const workflowOf = ({ breaker, retried, perSecond, errorRatePercent, outage }: Scene): Workflow =>
  buildWorkflow({
    nodes: {
      Shop: ['client', { arrivals: { shape: 'poisson', perSecond }, method: 'GET' }],
      Pay: ['service', { errorRatePercent, outages: [{ ...outage, status: 0 }] }],
    },
    edges: { 'Shop.call > Pay.request': { policies: retried ? [{ type: 'retry' }, breaker] : [breaker] } },
  })

function begin(workflow: Workflow, seed: number): { readonly emulator: Emulator; readonly observer: Observer } {
  scopes.length = 0
  const host = {
    create(): never {
      throw new Error('No handler runs here.')
    },
    settle: () => Promise.resolve(),
  }
  const emulator = createEmulator({ workflow, seed, emulations: nodeEmulations, host, careful: false, planned: [] })
  return { emulator, observer: createObserver(describeRun(workflow), { maximumEventsOfBatch: 10_000 }) }
}

function tell(emulator: Emulator, observer: Observer): void {
  for (let batch = emulator.trace.takeBatch(10_000); batch; batch = emulator.trace.takeBatch(10_000))
    expect(observer.receive({ type: 'batch', batch, nowUs: emulator.nowUs() }, 0)).toBe(true)
}

const keyOf = ({ retried }: Scene) => ({ edge: 0, environment: -1, layer: retried ? 1 : 0 })

type Window = BreakerSnapshot['window']

const resultsOf = (window: Extract<Window, { type: 'count' }>): string[] =>
  window.cells.map(({ failed, slow }) => (failed ? 'failed' : slow ? 'slow' : 'ok'))

/** The picture as its parts, from the machine. */
function held({ state, window, total, failed, slow, permitsLeft }: BreakerSnapshot, atUs: number): unknown {
  if (permitsLeft !== undefined && window.type === 'count')
    return { state, total, failed, slow, ended: resultsOf(window).sort(), waiting: permitsLeft }
  if (window.type === 'count') {
    const cells = resultsOf(window)
    return { state, total, failed, slow, cells: [...cells, ...Array(window.size - cells.length).fill('free')] }
  }
  const second = Math.floor(atUs / SECOND_US)
  const seconds = window.buckets.map((bucket) => [bucket.second, bucket.total, bucket.failed, bucket.slow])
  return { state, total, failed, slow, seconds, latest: window.buckets.at(-1)?.second ?? second }
}

/** The same parts, from what is drawn. */
function drawn(view: BreakerView): unknown {
  const { snapshot, ticks, changes, atUs } = view
  const { state, window, total, failed, slow } = snapshot
  if (snapshot.permitsLeft !== undefined) {
    const probes = probesOf(view)
    const ended = probes.flatMap(({ state: of }) => (of === 'ok' || of === 'failed' || of === 'slow' ? [of] : []))
    const waiting = probes.filter(({ state: of }) => of === 'waiting').length
    return { state, total, failed, slow, ended: ended.sort(), waiting }
  }
  if (window.type === 'count') {
    const { cells, hidden } = countCells(window, ticks, changes.at(-1)?.atUs ?? 0)
    expect(hidden).toBe(0)
    return { state, total, failed, slow, cells: cells.map(({ result }) => result) }
  }
  const buckets = timeBuckets(window, atUs)
  const seconds = buckets.map((bucket) => [bucket.second, bucket.total, bucket.failed, bucket.slow])
  return { state, total, failed, slow, seconds, latest: buckets.at(-1)?.second ?? Math.floor(atUs / SECOND_US) }
}

/** Attempts that began in this half-open and have not ended, by the log alone. */
function probesUnderWay({ reader }: Observer): number {
  const running = new Set<string>()
  for (let number = 0; number < reader.length; number++) {
    const event = reader.eventAt(number)
    if (event.type === 'breaker-changed') running.clear()
    else if (event.type === 'attempt-started') running.add(`${event.call} ${event.attempt}`)
    else if (event.type === 'attempt-ended') running.delete(`${event.call} ${event.attempt}`)
  }
  return running.size
}

const lookAround = (observer: Observer, scene: Scene, atUs: number): void => {
  observer.breakers(atUs)
  observer.breaker({ ...keyOf(scene), atUs: Math.floor(atUs / 3) })
  observer.retries({ from: 0, count: 20, atUs: Math.floor(atUs / 2), arrivals: { fromUs: 0, toUs: atUs, bins: 20 } })
  observer.status(Math.floor(atUs / 2))
}

interface Moment {
  readonly snapshot: BreakerSnapshot
  readonly view: BreakerView
}

describe('the window that is drawn', () => {
  test('is the emulator’s at every instant, live and looked back at, and looking changes no fingerprint', async () => {
    let halfOpens = 0
    await fc.assert(
      fc.asyncProperty(scenes, async (scene) => {
        const workflow = workflowOf(scene)
        const { emulator, observer } = begin(workflow, scene.seed)
        const seen = new Map<number, unknown>()
        let before: Moment | undefined
        while (emulator.nowUs() < END_US) {
          const stop = await emulator.runUntil(END_US, 1)
          tell(emulator, observer)
          const atUs = emulator.nowUs()
          const snapshot = callBreakerSnapshots(scopes[0] as CallPolicies, atUs)[0]?.snapshot as BreakerSnapshot
          const view = observer.breaker({ ...keyOf(scene), atUs })
          if (view) {
            expect(drawn(view)).toEqual(held(snapshot, atUs))
            seen.set(atUs, held(snapshot, atUs))
            expectLeaving(before, { snapshot, view })
            before = { snapshot, view }
            if (snapshot.permitsLeft !== undefined) {
              halfOpens += 1
              const pending = view.probes.filter(({ result }) => result === 'pending').length
              expect(pending).toBe(probesUnderWay(observer))
            }
          }
          if (stop !== 'paused') break
        }
        for (const [atUs, picture] of seen) {
          const view = observer.breaker({ ...keyOf(scene), atUs })
          expect(view && drawn(view)).toEqual(picture)
        }
        lookAround(observer, scene, END_US)
        const unseen = begin(workflow, scene.seed).emulator
        await unseen.runUntil(END_US)
        expect(unseen.trace.fingerprint()).toBe(emulator.trace.fingerprint())
      }),
      { numRuns: 15 },
    )
    expect(halfOpens).toBeGreaterThan(0)
  }, 120_000)
})

const recordedIn = (view: BreakerView): number =>
  view.ticks.filter(({ result }) => result !== 'not-permitted' && result !== 'ignored').length

/** A full window that took one more: what was its oldest is the one that is drawn as leaving. */
function expectLeaving(before: Moment | undefined, { snapshot, view }: Moment): void {
  if (before?.snapshot.state !== 'CLOSED' || snapshot.state !== 'CLOSED') return
  if (before.snapshot.window.type !== 'count' || snapshot.window.type !== 'count') return
  const was = resultsOf(before.snapshot.window)
  if (was.length < before.snapshot.window.size || recordedIn(view) !== recordedIn(before.view) + 1) return
  expect(countCells(snapshot.window, view.ticks, view.changes.at(-1)?.atUs ?? 0).left).toBe(was[0])
}
