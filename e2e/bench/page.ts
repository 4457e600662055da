// The bench page: the product's stores and workers, built as the product is, without its UI; and the baselines.
import { browserPlatform, createRunStore, createWorkspace, type RunState } from '#stores'
import type { NodeId, Workflow } from '#workflow'
import { frameDocument } from 'virtual:frame-bootstrap'
import type { Bench, RunFigures, WorkflowName } from './api.ts'
import { bareHandlers, bareModel, rawRoundTrips, rawStartMs } from './baselines.ts'
import { deadService, environments, handlers, models, waiting } from './workflows.ts'

const WORKFLOWS: Readonly<Record<WorkflowName, (size: number) => Workflow>> = {
  handlers: (size) => handlers(size),
  'handlers-5-pairs': (size) => handlers(size, 5),
  'handlers-500-pairs': (size) => handlers(size, 500),
  'handlers-faulty': (size) => handlers(size, undefined, true),
  models: (size) => models(size),
  'models-faulty': (size) => models(size, true),
  environments,
  dead: deadService,
}

const workspace = createWorkspace(browserPlatform())
const run = createRunStore({
  document: workspace.document,
  consent: workspace.consent,
  createCompiler: () =>
    new Worker(new URL('../../src/workers/compiler.worker.ts', import.meta.url), { type: 'module' }),
  createObserver: () =>
    new Worker(new URL('../../src/workers/observer.worker.ts', import.meta.url), { type: 'module' }),
  frameDocument,
  pace: 'max',
})

async function open(workflow: Workflow): Promise<void> {
  await run.reset()
  workspace.consent.trust(workflow.files)
  workspace.document.load(workflow)
}

const reached = (passes: (state: RunState) => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const end = run.subscribe(look)
    function look(state: RunState): void {
      if (state.phase === 'failed') reject(new Error(JSON.stringify(state.message)))
      if (!passes(state) && state.phase !== 'failed') return
      end()
      resolve()
    }
    look(run.getState())
  })

/** When the log had how many events, as the page heard it. */
type Samples = { readonly atMs: number; readonly events: number }[]

/** The moment at which the log had so many events, between the two news around it. */
function momentOf(samples: Samples, events: number): number {
  const after = samples.findIndex((sample) => sample.events >= events)
  const [left, right] = [samples[after - 1], samples[after]]
  if (!left || !right) throw new Error(`The log never had ${events} events.`)
  return left.atMs + ((right.atMs - left.atMs) * (events - left.events)) / (right.events - left.events)
}

const SILENCE_MS = 1000

async function figures(begunMs: number, samples: Samples): Promise<Samples[number]> {
  await reached(({ phase }) => phase === 'ended')
  // The end of a run overtakes its last batches: it is over when the log has grown no more.
  for (;;) {
    const last = samples.at(-1)
    if (last && last.events > 0 && performance.now() - last.atMs > SILENCE_MS)
      return samples.find(({ events }) => events === last.events) ?? { atMs: begunMs, events: 0 }
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS / 10))
  }
}

async function runToItsEnd(
  name: WorkflowName,
  size: number,
  marks?: readonly [number, number, number, number],
): Promise<RunFigures> {
  await open(WORKFLOWS[name](size))
  const samples: Samples = []
  const end = run.subscribeNews(({ events }) => samples.push({ atMs: performance.now(), events }))
  await run.start()
  const begunMs = performance.now()
  const last = await figures(begunMs, samples)
  end()
  for (const status of Object.values(run.getState().nodes))
    if (status.kind === 'function' && status.throttled > 0) throw new Error(`${name}: throttles are no invocations.`)
  const rate = (from: number, to: number): number =>
    ((to - from) * 1000) / (momentOf(samples, to) - momentOf(samples, from))
  const rates = marks && { early: rate(marks[0], marks[1]), late: rate(marks[2], marks[3]) }
  return { events: last.events, wallMs: last.atMs - begunMs, rates }
}

const bench: Bench = {
  run: runToItsEnd,
  async handSent(times, restMs) {
    await open(waiting())
    await run.start()
    await reached(({ phase }) => phase === 'ended')
    const latencies: number[] = []
    for (let time = 0; time < times; time++) {
      await new Promise((resolve) => setTimeout(resolve, restMs))
      const observer = run.observer()
      const known = run.getState().events
      if (!observer) throw new Error('The run has no observer.')
      const begunMs = performance.now()
      const arrived = new Promise<void>((resolve) => {
        const end = run.subscribeNews(({ events }) => {
          if (events <= known) return
          end()
          resolve()
        })
      })
      const sent = run.sendEvent('n1' as NodeId, { kind: 'client' })
      await arrived
      const [first] = await observer.events(known, 1)
      if (!first) throw new Error('The event that was told of is not there.')
      latencies.push(performance.now() - begunMs)
      await sent
      await reached(({ phase, events }) => phase === 'ended' && events > known)
    }
    return latencies
  },
  async startMs() {
    await open(waiting())
    const begunMs = performance.now()
    const first = new Promise<void>((resolve) => {
      const end = run.subscribeNews(({ events }) => {
        if (events === 0) return
        end()
        resolve()
      })
    })
    await run.start()
    const wallMs = performance.now() - begunMs
    await first
    // What the page still does for the run and for the next one is not to fall on the baseline.
    await new Promise((resolve) => setTimeout(resolve, SILENCE_MS / 4))
    return wallMs
  },
  reset: () => run.reset(),
  bareHandlers,
  bareModel,
  rawRoundTrips,
  rawStartMs,
}

Object.defineProperty(window, 'bench', { value: bench })
