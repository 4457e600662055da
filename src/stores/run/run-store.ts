// The run of the open document: starts it in a sealed realm, steers it, and shows where it stands, ten times a second
// at most. Nothing of a document runs before consent, and none with errors.
import { MICROSECONDS_PER_MS, parseDuration } from '#base'
import { describeRun, type RunDescription } from '#trace'
import type { NodeId } from '#workflow'
import type { Compiler, HandSentEvent, LoggedInput, Pace, RunInput } from '#workers/protocol'
import type { RunNews, Supervised } from '#workers/supervisor'
import type { Remote } from 'comlink'
import { createStore } from 'zustand/vanilla'
import type { ConsentStore } from '../consent.ts'
import type { DocumentStore } from '../document.ts'
import type { RunRecipe, RunState, RunStore } from '../run-api.ts'
import type { Said } from '../said.ts'
import { loadMachinery } from './load-machinery.ts'
import { createRunWatch } from './run-watch.ts'
import type { Frames } from './spare-frame.ts'
import { createToldEdits } from './told-edits.ts'

export interface RunStoreOptions {
  readonly document: DocumentStore
  readonly consent: ConsentStore
  /** Workers of our own, made when first needed. */
  createCompiler(): Worker
  createObserver(): Worker
  readonly frameDocument: string
  readonly pace: Pace
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
  let compiler: Remote<Compiler> | undefined
  let frames: Frames | undefined
  let supervised: Supervised | undefined
  let recipe: Omit<RunRecipe, 'inputs' | 'endedAtUs'> | undefined
  let endedAtUs: number | undefined
  /** The run came to the end of its duration: nothing in it can change any more. */
  let isOver = false
  let ranSeed: number | undefined
  let endUs: number | undefined
  let starting: Promise<void> | undefined
  let lastTurn: Promise<void> = Promise.resolve()

  const failRealm = (error: unknown): void =>
    fail({ code: 'run-realm', data: { reason: error instanceof Error ? error.message : String(error) } })

  function fail(message: Said): void {
    supervised?.stop()
    supervised = undefined
    frames?.drop()
    setState({ phase: 'failed', playing: false, message })
  }

  const watch = createRunWatch({ createObserver: options.createObserver, store, fail })
  const edits = createToldEdits({
    document,
    goesOn: () => (supervised !== undefined || starting !== undefined) && !isOver,
    run: () => getState().run,
    async apply(run, inputs) {
      await lastTurn
      const told = run === getState().run ? supervised : undefined
      try {
        for (const input of inputs) await told?.apply(input)
      } catch (error) {
        // One that was stopped meanwhile needs to know nothing any more.
        if (told === supervised) failRealm(error)
      }
    },
  })

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
    const { workflow: current, revision } = document.getState()
    edits.begin()
    isOver = false
    recipe = undefined
    endedAtUs = undefined
    const description: RunDescription = describeRun(current)
    const run = getState().run + 1
    watch.startAnew()
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
    const { createFrames, framePlatform, supervise, wrap } = await loadMachinery()
    const offered = frames ?? createFrames(options.frameDocument)
    frames = offered
    const taken = offered.take()
    let used = false
    try {
      compiler ??= wrap<Compiler>(options.createCompiler())
      const [{ text, code, problems }, watching, first] = await Promise.all([
        compiler.compile(current),
        watch.observe(),
        taken,
      ])
      setState({ codeProblems: problems })
      const { seed, pace } = getState()
      ranSeed = seed
      recipe = { workflow: current, text, code, seed }
      const durationMs = parseDuration(current.scenario.duration)
      endUs = durationMs === undefined ? undefined : durationMs * MICROSECONDS_PER_MS
      const platform = framePlatform(watching, description, () => {
        const frame = used ? offered.takeNew() : first
        used = true
        return frame
      })
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
    const turn = inTurn(() => begin(playing, replay).catch(failRealm)).finally(() => {
      if (starting === turn) starting = undefined
    })
    starting = turn
    return turn
  }

  async function forget(): Promise<void> {
    supervised?.stop()
    supervised = undefined
    await watch.observer()?.detach()
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

  /** Would a run from the start be another one than this with all it can be told? */
  const differs = (): boolean => (ranSeed !== undefined && ranSeed !== getState().seed) || edits.differs()

  async function apply(input: RunInput): Promise<void> {
    const going = await ready(true)
    await edits.tell()
    await going?.apply(input)
  }

  document.subscribe((state, before) => {
    if (state.workflow === before.workflow) return
    if (state.generation !== before.generation) {
      setState({ seed: state.workflow.scenario.seed, codeProblems: [] })
      // What ran was another document's.
      if (edits.isKnown()) void inTurn(forget).catch(failRealm)
      edits.forget()
      return
    }
    const { phase, revision, stale } = getState()
    if (!edits.isKnown() || revision === undefined) return
    // One that has ended is told when it goes on.
    if (phase !== 'ended') void edits.tell()
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
      if (getState().phase === 'running') supervised?.play(pace).catch(failRealm)
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
    observer: watch.observer,
    subscribeNews: watch.subscribe,
  }
}
