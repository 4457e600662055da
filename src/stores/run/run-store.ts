// The run of the open document: starts it in a sealed realm, steers it, and shows where it stands, ten times a second
// at most. Nothing of a document runs before consent, and none with errors.
import { MICROSECONDS_PER_MS, parseDuration } from '#base'
import { describeRun, type RunDescription, type RunStatus } from '#trace'
import type { EdgeId, NodeId, Workflow } from '#workflow'
import type { Compiler, HandSentEvent, LoggedInput, ObserverNews, Pace, RunInput, RunObserver } from '#workers/protocol'
import type { RunNews, Supervised } from '#workers/supervisor'
import type { Remote } from 'comlink'
import { createStore } from 'zustand/vanilla'
import type { ConsentStore } from '../consent.ts'
import type { DocumentStore } from '../document.ts'
import type { RunRecipe, RunState, RunStore } from '../run-api.ts'
import type { Said } from '../said.ts'
import { type LiveEdit, liveEdits, runsAlike, withEdits } from './runs-alike.ts'
import type { SealedFrameOptions } from './sealed-frame.ts'
import type { Frames } from './spare-frame.ts'

export interface RunStoreOptions {
  readonly document: DocumentStore
  readonly consent: ConsentStore
  /** Workers of our own, made when first needed. */
  createCompiler(): Worker
  createObserver(): Worker
  readonly frameDocument: string
  readonly pace: Pace
}

const SHOW_EVERY_MS = 100

/** Not before the first run: the page is seen sooner. */
const loadMachinery = async () => (await import('./machinery.ts')).machinery

/** Keeps the old value where the new one says the same: subscribers of one node hear of that node alone. */
function keepEqual<K extends string, V>(
  before: Readonly<Record<K, V>>,
  entries: readonly (readonly [K, V])[],
): Readonly<Record<K, V>> {
  const next = {} as Record<K, V>
  let same = Object.keys(before).length === entries.length
  for (const [key, value] of entries) {
    const old = before[key]
    const keeps = old !== undefined && JSON.stringify(old) === JSON.stringify(value)
    next[key] = keeps ? old : value
    if (!keeps) same = false
  }
  return same ? before : next
}

const sentenceOfNews = (news: Extract<RunNews, { type: 'failed' }>): Said => ({
  code: news.reason === 'memory' ? 'run-memory' : news.reason === 'repairs' ? 'run-repairs' : 'run-realm',
  data: { reason: news.message },
})

export function createRunStore(options: RunStoreOptions): RunStore {
  const { document, consent } = options
  const store = createStore<RunState>(() => ({
    phase: 'idle',
    run: 0,
    nowUs: 0,
    events: 0,
    seed: document.getState().workflow.scenario.seed,
    pace: options.pace,
    playing: false,
    revision: undefined,
    stale: false,
    consentNeeded: false,
    message: undefined,
    description: undefined,
    nodes: {},
    edges: {},
    fingerprint: undefined,
    codeProblems: [],
    noted: [],
  }))
  const { getState, setState } = store
  const newsListeners = new Set<(news: ObserverNews) => void>()
  let compiler: Remote<Compiler> | undefined
  let frames: Frames | undefined
  let observer: Remote<RunObserver> | undefined
  let observing: Promise<Remote<RunObserver>> | undefined
  let supervised: Supervised | undefined
  /** The document as the run sees it: as it was at the start, with the edits the run was told of. */
  let running: { readonly workflow: Workflow; readonly generation: number } | undefined
  let recipe: Omit<RunRecipe, 'inputs' | 'endedAtUs'> | undefined
  let endedAtUs: number | undefined
  /** The run came to the end of its duration: nothing in it can change any more. */
  let isOver = false
  let telling: Promise<void> = Promise.resolve()
  let ranSeed: number | undefined
  let endUs: number | undefined
  let lastShownMs = Number.NEGATIVE_INFINITY
  let latest: ObserverNews | undefined
  let showing = false
  let starting: Promise<void> | undefined
  let lastTurn: Promise<void> = Promise.resolve()

  function show(): void {
    showing = false
    const { description, nodes, edges } = getState()
    if (!latest || !description) return
    lastShownMs = performance.now()
    const { nowUs, events, status } = latest
    setState({ nowUs, events, ...(status ? statusOf(description, status, nodes, edges) : {}) })
  }

  /** Asked for when there are more than are known: mostly there are none. */
  async function askForNoted(count: number): Promise<void> {
    const { run, noted } = getState()
    if (count === noted.length || !observer) return
    const found = await observer.noted()
    if (run === getState().run) setState({ noted: found })
  }

  function heard(news: ObserverNews): void {
    if (news.problem) {
      fail({ code: 'run-trace', data: { reason: `${news.problem.code} ${news.problem.detail}` } })
      return
    }
    latest = news
    void askForNoted(news.noted)
    for (const listener of newsListeners) listener(news)
    const waitMs = lastShownMs + SHOW_EVERY_MS - performance.now()
    if (waitMs <= 0) show()
    else if (!showing) {
      showing = true
      setTimeout(show, waitMs)
    }
  }

  function fail(message: Said): void {
    supervised?.stop()
    supervised = undefined
    frames?.drop()
    setState({ phase: 'failed', playing: false, message })
  }

  /** One observer for all runs, however many starts ask for it at once. */
  function observe(): Promise<Remote<RunObserver>> {
    observing ??= (async () => {
      const { proxy, wrap } = await loadMachinery()
      const made = wrap<RunObserver>(options.createObserver())
      observer = made
      await made.onNews(proxy(heard))
      await made.watchStatus(true)
      return made
    })()
    return observing
  }

  function told(run: number, news: RunNews): void {
    if (run !== getState().run) return
    switch (news.type) {
      case 'phase':
        if (news.phase === 'running') endedAtUs = undefined
        if (getState().phase !== 'failed')
          setState({ phase: news.phase === 'ended' ? 'ended' : news.phase, playing: news.phase === 'running' })
        return
      case 'ended':
        isOver = endUs !== undefined && news.nowUs >= endUs
        endedAtUs = news.nowUs
        setState({ phase: 'ended', playing: false, fingerprint: news.fingerprint })
        return
      case 'repairing':
        setState({ message: { code: 'run-repairing', data: {} } })
        return
      case 'verdict': {
        const code = news.outcome === 'crashed' ? 'run-verdict-crashed' : 'run-verdict-hung'
        setState({ message: { code, data: { environment: news.environment } } })
        return
      }
      case 'failed':
        fail(sentenceOfNews(news))
    }
  }

  /** Why it can't start now; undefined: it can. */
  async function obstacle(): Promise<Said | undefined> {
    const errors = (await document.checkNow()).filter(({ severity }) => severity === 'error')
    return errors.length > 0 ? { code: 'run-has-errors', data: { count: errors.length } } : undefined
  }

  async function begin(playing: boolean, inputs: readonly LoggedInput[]): Promise<void> {
    supervised?.stop()
    supervised = undefined
    if (!consent.getState().allowed) {
      setState({ consentNeeded: true, phase: 'idle', playing: false })
      return
    }
    const refusal = await obstacle()
    if (refusal) {
      setState({ message: refusal, phase: 'idle', playing: false })
      return
    }
    const { workflow: current, revision, generation } = document.getState()
    running = { workflow: current, generation }
    isOver = false
    recipe = undefined
    endedAtUs = undefined
    const description: RunDescription = describeRun(current)
    const run = getState().run + 1
    latest = undefined
    setState({
      phase: 'starting',
      run,
      nowUs: 0,
      events: 0,
      playing,
      revision,
      stale: false,
      consentNeeded: false,
      message: undefined,
      description,
      nodes: {},
      edges: {},
      fingerprint: undefined,
      noted: [],
    })
    const { createFrames, openSealedFrame, supervise, transfer, wrap } = await loadMachinery()
    const offered = frames ?? createFrames(options.frameDocument)
    frames = offered
    const taken = offered.take()
    let used = false
    try {
      compiler ??= wrap<Compiler>(options.createCompiler())
      const [{ text, code, problems }, watching, first] = await Promise.all([
        compiler.compile(current),
        observe(),
        taken,
      ])
      setState({ codeProblems: problems })
      const { seed, pace } = getState()
      ranSeed = seed
      recipe = { workflow: current, text, code, seed }
      const durationMs = parseDuration(current.scenario.duration)
      endUs = durationMs === undefined ? undefined : durationMs * MICROSECONDS_PER_MS
      const platform = {
        async openRealm(realmText: string, onSign: SealedFrameOptions['onSign']) {
          const trace = new MessageChannel()
          const frame = used ? offered.takeNew() : first
          used = true
          const [realm] = await Promise.all([
            openSealedFrame({ frame, text: realmText, tracePort: trace.port2, onSign }),
            watching.attach(transfer(trace.port1, [trace.port1]), description),
          ])
          return realm
        },
        every(periodMs: number, call: () => void) {
          const timer = setInterval(call, periodMs)
          return () => clearInterval(timer)
        },
        wallMs: () => performance.now(),
      }
      const plan = { workflow: current, code, seed, endUs, pace, playing, inputs, planned: [] }
      const started = await supervise(platform, text, plan, (news) => told(run, news))
      if (run !== getState().run) started.stop()
      else supervised = started
      if (getState().phase !== 'failed') offered.prepare()
    } finally {
      if (!used) (await taken).element.remove()
    }
  }

  /** Starts and resets, in the order they are asked for: a late reset can't end a newer run. What fails tells its caller. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const turn = lastTurn.then(work)
    lastTurn = turn.catch(() => undefined)
    return turn
  }

  function start(playing: boolean, replay: readonly LoggedInput[] = []): Promise<void> {
    const turn = inTurn(() =>
      begin(playing, replay).catch((error: unknown) =>
        fail({ code: 'run-realm', data: { reason: error instanceof Error ? error.message : String(error) } }),
      ),
    ).finally(() => {
      if (starting === turn) starting = undefined
    })
    starting = turn
    return turn
  }

  async function forget(): Promise<void> {
    supervised?.stop()
    supervised = undefined
    await observer?.detach()
    setState({
      phase: 'idle',
      run: getState().run + 1,
      nowUs: 0,
      events: 0,
      playing: false,
      revision: undefined,
      stale: false,
      description: undefined,
      nodes: {},
      edges: {},
      fingerprint: undefined,
      noted: [],
      message: undefined,
    })
  }

  async function ready(playing: boolean): Promise<Supervised | undefined> {
    await lastTurn
    if (!supervised) await start(playing)
    return supervised
  }

  /** What a run that goes on can still be told of the document as it is now. */
  function untold(): readonly LiveEdit[] {
    const { workflow, generation } = document.getState()
    const goesOn = (supervised !== undefined || starting !== undefined) && !isOver
    return running && goesOn && running.generation === generation ? liveEdits(running.workflow, workflow) : []
  }

  /** Would a run from the start be another one than this with all it can be told? */
  function differs(): boolean {
    if (!running || (ranSeed !== undefined && ranSeed !== getState().seed)) return true
    return !runsAlike(withEdits(running.workflow, untold()), document.getState().workflow)
  }

  /** Tells the run of live edits, in their order. */
  function tellEdits(): Promise<void> {
    const edits = untold()
    if (!running || edits.length === 0) return telling
    running = { ...running, workflow: withEdits(running.workflow, edits) }
    const { run } = getState()
    telling = telling.then(async () => {
      await lastTurn
      const told = run === getState().run ? supervised : undefined
      try {
        for (const edit of edits) {
          await told?.apply(inputOf(edit))
        }
      } catch (error) {
        // One that was stopped meanwhile needs to know nothing any more.
        if (told === supervised) fail({ code: 'run-realm', data: { reason: String(error) } })
      }
    })
    return telling
  }

  async function apply(input: RunInput): Promise<void> {
    const going = await ready(true)
    await tellEdits()
    await going?.apply(input)
  }

  document.subscribe((state, before) => {
    if (state.workflow === before.workflow) return
    if (state.generation !== before.generation) {
      setState({ seed: state.workflow.scenario.seed, codeProblems: [] })
      // What ran was another document's.
      if (running)
        void inTurn(forget).catch((error: unknown) => fail({ code: 'run-realm', data: { reason: String(error) } }))
      running = undefined
      return
    }
    const { phase, revision, stale } = getState()
    if (!running || revision === undefined) return
    // One that has ended is told when it goes on.
    if (phase !== 'ended') void tellEdits()
    const now = { stale: differs(), revision }
    if (!now.stale) now.revision = state.revision
    if (now.stale !== stale || now.revision !== revision) setState(now)
  })
  consent.subscribe(({ allowed }) => {
    if (allowed && getState().consentNeeded) setState({ consentNeeded: false })
    if (!allowed && supervised) {
      supervised.stop()
      supervised = undefined
      setState({ phase: 'idle', playing: false, consentNeeded: true })
    }
  })

  return {
    getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    nodeStatus: (node) => getState().nodes[node],
    edgeStatus: (edge) => getState().edges[edge],
    start: (choice) => start(choice?.playing ?? true, choice?.replay),
    inputs: () => supervised?.inputs() ?? [],
    recipe: () => recipe && supervised && { ...recipe, inputs: supervised.inputs(), endedAtUs },
    async play() {
      await lastTurn
      const { phase, stale, pace } = getState()
      if (!supervised || stale || phase === 'ended' || phase === 'failed' || phase === 'idle') await start(true)
      else {
        setState({ playing: true, phase: 'running' })
        await supervised.play(pace)
      }
    },
    async pause() {
      await lastTurn
      setState({ playing: false, phase: getState().phase === 'running' ? 'paused' : getState().phase })
      await supervised?.pause()
    },
    async step(unit) {
      await (await ready(false))?.step(unit)
    },
    reset: () => inTurn(forget),
    setPace(pace) {
      setState({ pace })
      if (getState().phase === 'running')
        supervised?.play(pace).catch((error: unknown) => fail({ code: 'run-realm', data: { reason: String(error) } }))
    },
    setSeed(seed) {
      setState({ seed })
      if (getState().phase !== 'idle') setState({ stale: differs() })
    },
    sendEvent: (node: NodeId, event: HandSentEvent) => apply({ type: 'event', node, event }),
    commandQueue: (node, command) => apply({ type: 'queue-command', node, command }),
    forceBreaker: (edge, layer, environment, to) => apply({ type: 'force-breaker', edge, layer, environment, to }),
    runHash: () => getState().fingerprint,
    dismissMessage: () => setState({ message: undefined }),
    observer: () => observer,
    subscribeNews(listener) {
      newsListeners.add(listener)
      return () => newsListeners.delete(listener)
    },
  }
}

function inputOf(edit: LiveEdit): RunInput {
  if (edit.type === 'edit-faults') return edit
  const config = { ...edit.after.config }
  return edit.type === 'edit'
    ? { type: 'edit', node: edit.node, config }
    : { type: 'edit-edge', edge: edit.edge, config }
}

function statusOf(
  description: RunDescription,
  status: RunStatus,
  nodes: RunState['nodes'],
  edges: RunState['edges'],
): Pick<RunState, 'nodes' | 'edges'> {
  const nodeEntries = description.nodes.flatMap(({ id, index }) => {
    const found = status.nodes[index]
    return found ? [[id, found] as const] : []
  })
  const edgeEntries = status.edges.flatMap((found) => {
    const id: EdgeId | undefined = description.edges[found.edge]?.id
    return id ? [[id, found] as const] : []
  })
  return { nodes: keepEqual(nodes, nodeEntries), edges: keepEqual(edges, edgeEntries) }
}
