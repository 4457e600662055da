// Ghost runs: what a policy bought is what happens without it. A further sealed worker runs the same document, seed and
// inputs but for one policy, up to where the run is; then both are asked for the same figures.
import type { Result } from '#base'
import type { RunFigures } from '#trace'
import type { PlannedInput, RunCode, RunObserver } from '#workers/protocol'
import { type Workflow, withoutPolicy } from '#workflow'
import { createStore } from 'zustand/vanilla'
import type { ConsentStore } from '../consent.ts'
import type { DocumentStore } from '../document.ts'
import type { RunRecipe, RunState } from '../run-api.ts'
import type { Said } from '../said.ts'
import type { GhostResult, GhostState, GhostStore, GhostTarget } from './ghost-api.ts'
import { inputsWithout } from './ghost-inputs.ts'

/** A run from its start to `endUs` at full pace. */
export interface SealedPlan {
  readonly workflow: Workflow
  readonly text: string
  readonly code: RunCode
  readonly seed: number
  readonly endUs: number
  readonly planned: readonly PlannedInput[]
}

export interface SealedRun {
  /** Its log, whole, or what stopped it. Never settles once it was closed. */
  readonly ended: Promise<Result<Pick<RunObserver, 'figures'>, Said>>
  /** Ends it at once if need be, and drops its log. */
  close(): void
}

export type OpenSealedRun = (plan: SealedPlan, onProgress: (nowUs: number) => void) => SealedRun

type KnownOfRun = Pick<RunState, 'run' | 'nowUs' | 'revision' | 'description'>

/** What a ghost has to know of the run that it is the ghost of. */
export interface GhostedRun {
  getState(): KnownOfRun
  subscribe(listener: (state: KnownOfRun, before: KnownOfRun) => void): () => void
  recipe(): RunRecipe | undefined
  observer(): Pick<RunObserver, 'figures'> | undefined
}

export interface GhostStoreOptions {
  readonly run: GhostedRun
  readonly document: Pick<DocumentStore, 'subscribe'>
  readonly consent: Pick<ConsentStore, 'getState' | 'subscribe'>
  readonly open: OpenSealedRun
}

const isSame = (one: GhostTarget, other: GhostTarget): boolean =>
  one.edge === other.edge && one.layer === other.layer && one.variant === other.variant

export function createGhostStore({ run, document, consent, open }: GhostStoreOptions): GhostStore {
  const store = createStore<GhostState>(() => ({ phase: 'none' }))
  let sealed: SealedRun | undefined
  /** Of the run that this is the ghost of. */
  let ofRun = -1

  function close(): void {
    sealed?.close()
    sealed = undefined
  }

  function clear(): void {
    close()
    if (store.getState().phase !== 'none') store.setState({ phase: 'none' }, true)
  }

  function knownOf(target: GhostTarget): GhostResult | undefined {
    const state = store.getState()
    if (state.phase === 'none' || !isSame(state.target, target) || ofRun !== run.getState().run) return undefined
    return state.phase === 'done' ? state.result : state.phase === 'running' ? state.before : undefined
  }

  function fail(target: GhostTarget, message: Said): void {
    close()
    store.setState({ phase: 'failed', target, message }, true)
  }

  const problem = (reason: unknown): Said => ({
    code: 'ghost-realm',
    data: { reason: reason instanceof Error ? reason.message : String(reason) },
  })

  async function compare(target: GhostTarget, mine: SealedRun, toUs: number): Promise<void> {
    const ended = await mine.ended
    if (sealed !== mine) return
    if (!ended.ok) {
      fail(target, ended.error)
      return
    }
    const { run: number, revision, description } = run.getState()
    const edge = description?.edges.find(({ id }) => id === target.edge)?.index ?? -1
    const query = { edge, layer: target.layer, toUs }
    const both: readonly (RunFigures | undefined)[] = await Promise.all([
      run.observer()?.figures(query),
      ended.value.figures(query),
    ])
    if (sealed !== mine || number !== run.getState().run) return
    close()
    const [withPolicy, without] = both
    if (!withPolicy || !without) fail(target, { code: 'ghost-nothing', data: {} })
    else store.setState({ phase: 'done', target, result: { toUs, revision, withPolicy, without } }, true)
  }

  async function start(target: GhostTarget): Promise<void> {
    const before = knownOf(target)
    close()
    const recipe = run.recipe()
    const { nowUs, run: number } = run.getState()
    ofRun = number
    // An ended run is compared with its last instant; one that goes on before the one it is at.
    const toUs = recipe?.endedAtUs === undefined ? nowUs : recipe.endedAtUs + 1
    const other = recipe && withoutPolicy(recipe.workflow, target, target.variant)
    if (!consent.getState().allowed || !recipe || toUs <= 0) {
      fail(target, { code: 'ghost-nothing', data: {} })
      return
    }
    if (!other) {
      fail(target, { code: 'ghost-no-policy', data: {} })
      return
    }
    store.setState({ phase: 'running', target, toUs, nowUs: 0, before }, true)
    const { text, code, seed, inputs } = recipe
    const plan = { workflow: other, text, code, seed, endUs: toUs - 1, planned: inputsWithout(inputs, target) }
    const mine = open(plan, (reachedUs) => {
      const state = store.getState()
      if (sealed === mine && state.phase === 'running')
        store.setState({ ...state, nowUs: Math.min(reachedUs, toUs) }, true)
    })
    sealed = mine
    try {
      await compare(target, mine, toUs)
    } catch (error) {
      if (sealed === mine) fail(target, problem(error))
    }
  }

  run.subscribe((state, before) => {
    if (state.run !== before.run) clear()
  })
  document.subscribe((state, before) => {
    if (state.generation !== before.generation) clear()
  })
  consent.subscribe(({ allowed }) => {
    if (!allowed) clear()
  })

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    start,
    clear,
  }
}
