// The document being edited, with undo and redo. Every change is a command; a refused one changes nothing and says why.
import { failure, keysInOrder, type Result, success } from '#base'
import {
  apply,
  type Command,
  describe as describeCommand,
  type EdgeId,
  type NodeId,
  type Problem,
  type Workflow,
} from '#workflow'
import { createStore } from 'zustand/vanilla'
import { createHistory, type HistoryLimits } from './history.ts'
import type { Timers } from './platform.ts'
import type { Readable } from './readable.ts'
import type { Said } from './said.ts'

export interface DocumentState {
  readonly workflow: Workflow
  /** Counts every change, undo and redo included. The results of a run carry it. */
  readonly revision: number
  /** Counts the documents that were loaded: another one, not another state of the same. */
  readonly generation: number
  /** What the rules found; a little behind the workflow. `problemsRevision` says how far. */
  readonly problems: readonly Problem[]
  readonly problemsRevision: number
  /** Why the last edit was not made; undefined again after one that was, or `dismissRefusal`. */
  readonly lastRefusal: Said | undefined
  /** What undo and redo would take back or do again. */
  readonly undoLabel: Said | undefined
  readonly redoLabel: Said | undefined
  /** Set while edits are refused, with the reason. */
  readonly readOnly: Said | undefined
}

/** What one dispatch, undo or redo did. */
export interface Change {
  readonly before: Workflow
  readonly after: Workflow
  /** Empty for undo and redo. */
  readonly commands: readonly Command[]
  readonly addedNodes: readonly NodeId[]
  readonly addedEdges: readonly EdgeId[]
  readonly addedNotes: readonly string[]
}

export interface DispatchOptions {
  /** Steps in a row with the same key are one to undo: one drag, one stay in a field. End it with `endMerge`. */
  readonly merge?: string
  /** With `merge`: a pause longer than this starts a new step all the same. For typing. */
  readonly mergeWithinMs?: number
  /** How undo names the step; absent: after the command. */
  readonly label?: Said
}

export interface DocumentStore extends Readable<DocumentState> {
  /** All of the commands or none; one step to undo. */
  dispatch(commands: Command | readonly Command[], options?: DispatchOptions): Result<Change, Said>
  /** The gesture is over: the next step stands for itself. */
  endMerge(): void
  undo(): Change | undefined
  redo(): Change | undefined
  /** Shows another document; nothing before it can be undone. */
  load(workflow: Workflow): void
  setReadOnly(reason: Said | undefined): void
  /** Shows why something was not done that never became a command. */
  refuse(said: Said): void
  dismissRefusal(): void
  /** The problems of the document as it is now, without waiting for the next check. */
  checkNow(): Promise<readonly Problem[]>
  /** Hears of each change (not of `load`) just before anybody can see it. */
  beforeChange(listener: (change: Change) => void): () => void
}

/** Rules are checked when nothing was edited for so long. */
const CHECK_AFTER_MS = 150

export interface DocumentStoreOptions {
  readonly workflow: Workflow
  readonly timers: Timers
  readonly history?: HistoryLimits
}

const addedKeys = <Key extends string>(
  before: Readonly<Record<Key, unknown>>,
  after: Readonly<Record<Key, unknown>>,
): Key[] => (before === after ? [] : keysInOrder(after).filter((key) => !Object.hasOwn(before, key)))

const changeOf = (before: Workflow, after: Workflow, commands: readonly Command[]): Change => ({
  before,
  after,
  commands,
  addedNodes: addedKeys(before.nodes, after.nodes),
  addedEdges: addedKeys(before.edges, after.edges),
  addedNotes: addedKeys(before.notes, after.notes),
})

function applyAll(workflow: Workflow, commands: readonly Command[]): Result<Workflow, Said> {
  let current = workflow
  for (const command of commands) {
    const applied = apply(current, command)
    if (!applied.ok) return applied
    current = applied.value
  }
  return success(current)
}

export function createDocumentStore({ workflow, timers, history: limits }: DocumentStoreOptions): DocumentStore {
  const history = createHistory(limits)
  const listeners = new Set<(change: Change) => void>()
  const store = createStore<DocumentState>(() => ({
    workflow,
    revision: 0,
    generation: 0,
    problems: [],
    problemsRevision: -1,
    lastRefusal: undefined,
    undoLabel: undefined,
    redoLabel: undefined,
    readOnly: undefined,
  }))
  let cancelCheck = (): void => undefined

  async function checkNow(): Promise<readonly Problem[]> {
    cancelCheck()
    const { checkWorkflow } = await import('./rules.ts')
    const { workflow: current, revision, problems, problemsRevision } = store.getState()
    if (problemsRevision === revision) return problems
    const found = checkWorkflow(current)
    store.setState({ problems: found, problemsRevision: revision })
    return found
  }

  function checkSoon(): void {
    cancelCheck()
    cancelCheck = timers.after(CHECK_AFTER_MS, () => void checkNow())
  }

  function show(change: Change): void {
    for (const listener of listeners) listener(change)
    store.setState((state) => ({
      workflow: change.after,
      revision: state.revision + 1,
      lastRefusal: undefined,
      undoLabel: history.undoLabel(),
      redoLabel: history.redoLabel(),
    }))
    checkSoon()
  }

  function refuse(said: Said): Result<never, Said> {
    store.setState({ lastRefusal: said })
    return failure(said)
  }

  /** Undo and redo alike. */
  function travel(step: (workflow: Workflow) => Workflow | undefined): Change | undefined {
    const { workflow: before, readOnly } = store.getState()
    if (readOnly) {
      store.setState({ lastRefusal: readOnly })
      return undefined
    }
    const after = step(before)
    if (!after) return undefined
    const change = changeOf(before, after, [])
    show(change)
    return change
  }

  checkSoon()
  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    dispatch(given, options = {}) {
      const commands: readonly Command[] = isList(given) ? given : [given]
      const { workflow: before, readOnly } = store.getState()
      if (readOnly) return refuse(readOnly)
      const applied = applyAll(before, commands)
      if (!applied.ok) return refuse(applied.error)
      const change = changeOf(before, applied.value, commands)
      const { merge, mergeWithinMs, label = labelOf(commands) } = options
      const differs = history.record(before, change.after, { label, merge, mergeWithinMs, atMs: timers.now() })
      if (differs) show(change)
      else store.setState({ lastRefusal: undefined })
      return success(differs ? change : changeOf(before, before, commands))
    },
    endMerge: history.endMerge,
    undo: () => travel(history.undo),
    redo: () => travel(history.redo),
    load(next) {
      history.clear()
      store.setState((state) => ({
        workflow: next,
        revision: state.revision + 1,
        generation: state.generation + 1,
        problems: [],
        lastRefusal: undefined,
        undoLabel: undefined,
        redoLabel: undefined,
      }))
      checkSoon()
    },
    setReadOnly: (readOnly) => store.setState({ readOnly }),
    refuse: (said) => store.setState({ lastRefusal: said }),
    dismissRefusal: () => store.setState({ lastRefusal: undefined }),
    checkNow,
    beforeChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Commands of one type are named after the first of them. */
function labelOf(commands: readonly Command[]): Said {
  const [first, ...rest] = commands
  if (first && rest.every((command) => command.type === first.type)) return describeCommand(first)
  return { code: 'undo-several', data: {} }
}

const isList = (given: Command | readonly Command[]): given is readonly Command[] => Array.isArray(given)
