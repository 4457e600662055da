// The ghost of a run, with a run and a sealed worker that the test plays.
import { failure, type Result, success } from '#base'
import { describeRun, type FigureQuery, type RunFigures } from '#trace'
import type { LoggedInput, RunObserver } from '#workers/protocol'
import { type EdgeId, newWorkflow, type NodeId, policyAt } from '#workflow'
import { buildWorkflow } from '#workflow/testing'
import { describe, expect, test } from 'vitest'
import { createStore } from 'zustand/vanilla'
import { createConsentStore } from '../consent.ts'
import { createDocumentStore } from '../document.ts'
import type { RunRecipe } from '../run-api.ts'
import type { Said } from '../said.ts'
import { createFakeKeyValues, createFakeTimers } from '../testing/fake-timers.ts'
import type { GhostTarget } from './ghost-api.ts'
import { createGhostStore, type SealedPlan } from './ghost-run.ts'

const EDGE = 'e1' as EdgeId
const SHOP = 'Shop' as NodeId
const workflow = buildWorkflow({
  nodes: { Shop: ['client'], Payments: ['service'] },
  edges: { 'Shop.call > Payments.request': { policies: [{ type: 'circuit-breaker' }, { type: 'retry' }] } },
})
const TARGET: GhostTarget = { edge: EDGE, layer: 0, variant: 'without' }

const figures = (attempts: number, toUs: number): RunFigures => ({
  toUs,
  binUs: 1000,
  arrived: [attempts],
  failed: [0],
  refused: [0],
  load: { attempts, failed: 0, wasted: 0, peak: attempts },
  refusals: 0,
  calls: { ended: attempts, failed: 0, p50Us: 1, p99Us: 1, pending: 0 },
  invocations: undefined,
  requests: undefined,
  open: [],
})

const answers = (attempts: number): Pick<RunObserver, 'figures'> => ({
  figures: async ({ toUs }: FigureQuery) => figures(attempts, toUs),
})

const forced = (layer: number): LoggedInput => ({
  atUs: 500,
  entriesBefore: 3,
  input: { type: 'force-breaker', edge: EDGE, layer, environment: -1, to: 'forced-open' },
})
const byHand: LoggedInput = {
  atUs: 700,
  entriesBefore: 4,
  input: { type: 'event', node: SHOP, event: { kind: 'client' } },
}
const verdict: LoggedInput = {
  atUs: 600,
  entriesBefore: 4,
  input: { type: 'verdict', environment: 3, outcome: 'crashed' },
}

type Ended = Result<Pick<RunObserver, 'figures'>, Said>

interface Opened {
  readonly plan: SealedPlan
  readonly progress: (nowUs: number) => void
  readonly end: (result: Ended) => void
  closed: boolean
}

function play(inputs: readonly LoggedInput[] = []) {
  const document = createDocumentStore({ workflow, timers: createFakeTimers() })
  const consent = createConsentStore({ document, keyValues: createFakeKeyValues() })
  const state = createStore(() => ({ run: 1, nowUs: 5000, revision: 4, description: describeRun(workflow) }))
  const code = { functions: {}, lines: [], lineOffset: 0 }
  let recipe: RunRecipe | undefined = { workflow, text: 'text', code, seed: 9, inputs, endedAtUs: undefined }
  const opened: Opened[] = []
  const ghost = createGhostStore({
    run: { ...state, recipe: () => recipe, observer: () => answers(10) },
    document,
    consent,
    open(plan, progress) {
      let end: (result: Ended) => void = () => undefined
      const ended = new Promise<Ended>((resolve) => {
        end = resolve
      })
      const one: Opened = { plan, progress, end, closed: false }
      opened.push(one)
      return {
        ended,
        close() {
          one.closed = true
        },
      }
    },
  })
  return {
    ghost,
    opened,
    state,
    document,
    set(change: Partial<RunRecipe> | undefined) {
      recipe = recipe && change && { ...recipe, ...change }
    },
  }
}

describe('a ghost run', () => {
  test('runs the same document, code, seed and inputs without the policy, up to where the run is', () => {
    const { ghost, opened } = play([forced(0), verdict, byHand, forced(1)])
    void ghost.start(TARGET)
    expect(opened[0]?.plan).toMatchObject({ text: 'text', seed: 9, endUs: 4999 })
    const ran = opened[0]?.plan.workflow ?? workflow
    expect(policyAt(ran, TARGET)?.type).toBe('fallback')
    expect(policyAt(ran, { edge: EDGE, layer: 1 })).toEqual(policyAt(workflow, { edge: EDGE, layer: 1 }))
    expect(opened[0]?.plan.planned).toEqual([
      { atUs: 700, input: byHand.input, number: 2 },
      { atUs: 500, input: forced(1).input, number: 3 },
    ])
  })

  test('of a run that has ended takes its last instant in', async () => {
    const { ghost, opened, set } = play()
    set({ endedAtUs: 6000 })
    const done = ghost.start(TARGET)
    expect(opened[0]?.plan.endUs).toBe(6000)
    opened[0]?.end(success(answers(30)))
    await done
    expect(ghost.getState()).toMatchObject({ phase: 'done', result: { toUs: 6001 } })
  })

  test('shows how far it is, and in the end the figures of both and what they are of', async () => {
    const { ghost, opened } = play()
    const done = ghost.start(TARGET)
    opened[0]?.progress(2500)
    expect(ghost.getState()).toMatchObject({ phase: 'running', toUs: 5000, nowUs: 2500, before: undefined })
    opened[0]?.end(success(answers(30)))
    await done
    expect(ghost.getState()).toEqual({
      phase: 'done',
      target: TARGET,
      result: { toUs: 5000, revision: 4, withPolicy: figures(10, 5000), without: figures(30, 5000) },
    })
    expect(opened[0]?.closed).toBe(true)
  })

  test('that is asked for again keeps what was known until it knows more', async () => {
    const { ghost, opened, state } = play()
    const done = ghost.start(TARGET)
    opened[0]?.end(success(answers(30)))
    await done
    state.setState({ nowUs: 9000 })
    void ghost.start(TARGET)
    expect(ghost.getState()).toMatchObject({ phase: 'running', toUs: 9000, before: { toUs: 5000 } })
    void ghost.start({ ...TARGET, layer: 1 })
    expect(ghost.getState()).toMatchObject({ phase: 'running', before: undefined })
    expect(opened.map(({ closed }) => closed)).toEqual([true, true, false])
  })

  test.each<[string, (played: ReturnType<typeof play>) => void]>([
    ['a person ends it', ({ ghost }) => ghost.clear()],
    ['its run is reset or another one starts', ({ state }) => state.setState({ run: 2 })],
    ['another document is opened', ({ document }) => document.load(newWorkflow('Other'))],
    ['consent is lost', ({ document }) => document.load({ ...workflow, files: { 'a/index.js': 'foreign()' } })],
  ])('is ended and removed when %s, and a late answer changes nothing', async (_when, happens) => {
    const played = play()
    const done = played.ghost.start(TARGET)
    happens(played)
    expect(played.ghost.getState()).toEqual({ phase: 'none' })
    expect(played.opened[0]?.closed).toBe(true)
    played.opened[0]?.end(success(answers(30)))
    await done
    expect(played.ghost.getState()).toEqual({ phase: 'none' })
  })

  test('goes on when the document is edited: it is of the run', () => {
    const { ghost, document } = play()
    void ghost.start(TARGET)
    document.dispatch({ type: 'rename-node', node: SHOP, name: 'Market' })
    expect(ghost.getState().phase).toBe('running')
  })

  test('that fails says why, and its frame goes', async () => {
    const { ghost, opened } = play()
    const done = ghost.start(TARGET)
    const message: Said = { code: 'ghost-trace', data: { reason: 'flooding' } }
    opened[0]?.end(failure(message))
    await done
    expect(ghost.getState()).toEqual({ phase: 'failed', target: TARGET, message })
    expect(opened[0]?.closed).toBe(true)
  })

  test('does not start where there is nothing to compare, or no such policy', async () => {
    const { ghost, opened, state, set } = play()
    await ghost.start({ ...TARGET, variant: 'no-jitter' })
    expect(ghost.getState()).toMatchObject({ phase: 'failed', message: { code: 'ghost-no-policy' } })
    state.setState({ nowUs: 0 })
    await ghost.start(TARGET)
    expect(ghost.getState()).toMatchObject({ phase: 'failed', message: { code: 'ghost-nothing' } })
    state.setState({ nowUs: 5000 })
    set(undefined)
    await ghost.start(TARGET)
    expect(ghost.getState()).toMatchObject({ phase: 'failed', message: { code: 'ghost-nothing' } })
    expect(opened).toEqual([])
  })

  test('does not start without consent', async () => {
    const { ghost, document, opened } = play()
    document.load({ ...workflow, files: { 'a/index.js': 'foreign()' } })
    await ghost.start(TARGET)
    expect(ghost.getState().phase).toBe('failed')
    expect(opened).toEqual([])
  })
})
