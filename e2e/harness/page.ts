// The harness page: the product's stores and workers, steered by a test. It is built beside the product with the same
// plugins and the same policy, and is no part of it.
import { browserPlatform, createRunStore, createWorkspace, type RunState, type RunStore } from '#stores'
import { type EdgeId, newWorkflow, parseWorkflow, type NodeId, type Workflow } from '#workflow'
import { frameDocument } from 'virtual:frame-bootstrap'
import type { Harness, Outcome, Report, RunRequest, Step } from './api.ts'

const BEAT_MS = 100

const violations: string[] = []
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  violations.push(`${effectiveDirective} ${blockedURI}`),
)

let framesAndWorkers = 0
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes) if (node instanceof HTMLIFrameElement) framesAndWorkers += 1
}).observe(document, { childList: true, subtree: true })

const workspace = createWorkspace(browserPlatform())
const { document: edited, consent } = workspace

const createRun = (createCompiler: () => Worker): RunStore =>
  createRunStore({
    document: edited,
    consent,
    createCompiler: () => {
      framesAndWorkers += 1
      return createCompiler()
    },
    createObserver: () => {
      framesAndWorkers += 1
      return new Worker(new URL('../../src/workers/observer.worker.ts', import.meta.url), { type: 'module' })
    },
    frameDocument,
    pace: 'max',
  })

const compilerWorker = (): Worker =>
  new Worker(new URL('../../src/workers/compiler.worker.ts', import.meta.url), { type: 'module' })

/** Answers whatever it is asked to compile with the text it was made for. */
const hostileCompiler = (text: string): Worker => {
  const worker = new Worker(new URL('./hostile-compiler.worker.ts', import.meta.url), { type: 'module' })
  worker.postMessage({ hostileText: text })
  return worker
}

const run = createRun(compilerWorker)

function read(text: string): Workflow {
  const parsed = parseWorkflow(text)
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error))
  return parsed.value
}

/** Idle after it was asked to start: it was refused, and the message says why. */
const isOver = ({ phase, fingerprint }: RunState): boolean =>
  (phase === 'ended' && fingerprint !== undefined) || phase === 'failed' || phase === 'idle'

/** Resolves at the first state that passes. */
const reached = (store: RunStore, passes: (state: RunState) => boolean): Promise<void> =>
  new Promise((resolve) => {
    const end = store.subscribe((state) => look(state))
    function look(state: RunState): void {
      if (!passes(state)) return
      end()
      resolve()
    }
    look(store.getState())
  })

/** The log is whole when the observer has taken in the last event: the end of a run overtakes its last batches. */
async function wholeLog(store: RunStore): Promise<number> {
  const observer = store.observer()
  if (!observer) return 0
  await reached(store, ({ events, phase }) => events > 0 || phase !== 'ended')
  let count = -1
  for (;;) {
    const events = store.getState().events
    const last = await observer.events(events, 1)
    if (last.length === 0 && count === events) return events
    count = events
    await new Promise((resolve) => requestAnimationFrame(resolve))
  }
}

async function outcomeOf(store: RunStore, begin: () => Promise<void>, hasLog = true): Promise<Outcome> {
  const messages: string[] = []
  let shown: RunState['message']
  const end = store.subscribe(({ message }) => {
    if (message === shown) return
    shown = message
    if (message) messages.push(message.code)
  })
  await begin()
  await reached(store, isOver)
  const events = hasLog ? await wholeLog(store) : store.getState().events
  end()
  const { phase, fingerprint, nowUs, message } = store.getState()
  return { phase, fingerprint, events, nowUs, messages, last: JSON.stringify(message ?? null) }
}

/** Changes the document and waits until the run was told. */
async function edit(store: RunStore, change: () => void): Promise<void> {
  const told = store.inputs().length
  change()
  while (store.inputs().length === told && !isOver(store.getState()))
    await new Promise((resolve) => requestAnimationFrame(resolve))
}

async function take(store: RunStore, step: Step): Promise<void> {
  await reached(store, (state) => state.nowUs >= step.atMs * 1000 || isOver(state))
  switch (step.do) {
    case 'pause-and-play':
      await store.pause()
      await store.play()
      return
    case 'pace-10':
      store.setPace(10)
      return
    case 'pace-max':
      store.setPace('max')
      return
    case 'edit':
      await edit(store, () =>
        edited.dispatch(
          step.edge === undefined
            ? { type: 'edit-config', node: step.node as NodeId, patch: { ...step.patch } }
            : { type: 'edit-edge-config', edge: step.edge as EdgeId, patch: { ...step.patch } },
        ),
      )
      return
    case 'undo':
      await edit(store, () => edited.undo())
      return
    case 'event':
      await store.sendEvent(step.node as NodeId, { kind: 'queue', body: step.body ?? '' })
  }
}

function open(text: string, seed: number | undefined, pace: number | 'max'): void {
  const workflow = read(text)
  consent.trust(workflow.files)
  edited.load(workflow)
  if (seed !== undefined) run.setSeed(seed)
  run.setPace(pace)
}

const harness: Harness = {
  async run({ document: text, seed, pace = 'max', steps = [], replay = [] }: RunRequest) {
    await run.reset()
    open(text, seed, pace)
    return outcomeOf(run, async () => {
      await run.start({ replay })
      for (const step of steps) await take(run, step)
    })
  },
  async events() {
    const { events } = run.getState()
    return (await run.observer()?.events(0, events)) ?? []
  },
  report(request) {
    let lastMs = performance.now()
    let latestBeatMs = 0
    const beats = setInterval(() => {
      latestBeatMs = Math.max(latestBeatMs, performance.now() - lastMs - BEAT_MS)
      lastMs = performance.now()
      void fetch('/beat', { method: 'POST' })
    }, BEAT_MS)
    void harness.run(request).then(async (outcome) => {
      clearInterval(beats)
      const report: Report = {
        outcome,
        latestBeatMs,
        events: await harness.events(),
      }
      await fetch('/report', { method: 'POST', body: JSON.stringify(report) })
    })
  },
  inputs: () => run.inputs(),
  async openForeign(text) {
    await run.reset()
    const opened = await workspace.files.open(new File([text], 'foreign.faaslab.json'))
    const before = framesAndWorkers
    const [node] = Object.keys(edited.getState().workflow.nodes)
    await run.start()
    await run.play()
    await run.step('entry')
    await run.sendEvent(node as NodeId, { kind: 'function', payload: '{}', mode: 'async' })
    run.setPace('max')
    edited.dispatch({ type: 'edit-scenario', patch: { seed: 1 } })
    await run.start()
    const { consentNeeded, events } = run.getState()
    return { opened: opened.ok, consentNeeded, framesAndWorkers: framesAndWorkers - before, events }
  },
  allowAndRun: () =>
    outcomeOf(run, async () => {
      consent.allow()
      await run.start()
    }),
  async attack(text) {
    await run.reset()
    const attacked = createRun(() => hostileCompiler(text))
    attacked.setPace('max')
    const outcome = await outcomeOf(attacked, () => attacked.start(), false)
    await attacked.reset()
    return outcome
  },
  violations,
}

await workspace.storage.start(() => newWorkflow('Harness'))
Object.assign(window, { harness })
