// What is selected and focused. Not part of the document: undo leaves it alone, apart from what vanishes.
import { keysInOrder } from '#base'
import type { EdgeId, NodeId } from '#workflow'
import { createStore } from 'zustand/vanilla'
import type { DocumentStore } from './document.ts'
import type { Readable } from './readable.ts'

export interface Selected {
  readonly nodes: ReadonlySet<NodeId>
  readonly edges: ReadonlySet<EdgeId>
  readonly notes: ReadonlySet<string>
  /** A fault is selected alone: it lies in time, not on the canvas. */
  readonly fault: string | undefined
}

export type InspectorTarget =
  | { readonly type: 'workflow' }
  | { readonly type: 'node'; readonly node: NodeId }
  | { readonly type: 'edge'; readonly edge: EdgeId }
  | { readonly type: 'note'; readonly note: string }
  | { readonly type: 'fault'; readonly fault: string }
  | { readonly type: 'many'; readonly nodes: number; readonly edges: number; readonly notes: number }

export interface SelectionState extends Selected {
  /** Where the keyboard is on the canvas. */
  readonly focused: NodeId | undefined
  /** What the inspector shows; the same object as long as it shows the same. */
  readonly target: InspectorTarget
}

export interface SelectionChoice {
  readonly nodes?: Iterable<NodeId>
  readonly edges?: Iterable<EdgeId>
  readonly notes?: Iterable<string>
}

export type SelectionHow = 'replace' | 'add' | 'toggle' | 'remove'

export interface SelectionStore extends Readable<SelectionState> {
  /** What does not exist is left out. One node alone is focused too. */
  select(choice: SelectionChoice, how?: SelectionHow): void
  selectFault(fault: string): void
  selectAll(): void
  clear(): void
  focus(node: NodeId | undefined): void
  isEmpty(): boolean
}

const NOTHING: Selected = { nodes: new Set(), edges: new Set(), notes: new Set(), fault: undefined }

/** The same set where all of it is still there. */
function existing<Id extends string>(ids: ReadonlySet<Id>, record: Readonly<Record<Id, unknown>>): ReadonlySet<Id> {
  const left = [...ids].filter((id) => Object.hasOwn(record, id))
  return left.length === ids.size ? ids : new Set(left)
}

function combine<Id extends string>(
  old: ReadonlySet<Id>,
  chosen: Iterable<Id> | undefined,
  how: SelectionHow,
): ReadonlySet<Id> {
  const ids = new Set(chosen)
  if (how === 'replace') return ids
  if (ids.size === 0) return old
  if (how === 'add') return new Set([...old, ...ids])
  const kept = [...old].filter((id) => !ids.has(id))
  return how === 'remove' ? new Set(kept) : new Set([...kept, ...[...ids].filter((id) => !old.has(id))])
}

const first = <Id>(ids: ReadonlySet<Id>): Id | undefined => ids.values().next().value

function targetOf({ nodes, edges, notes, fault }: Selected): InspectorTarget {
  if (fault !== undefined) return { type: 'fault', fault }
  const count = nodes.size + edges.size + notes.size
  if (count > 1) return { type: 'many', nodes: nodes.size, edges: edges.size, notes: notes.size }
  const [node, edge, note] = [first(nodes), first(edges), first(notes)]
  if (node !== undefined) return { type: 'node', node }
  if (edge !== undefined) return { type: 'edge', edge }
  return note === undefined ? { type: 'workflow' } : { type: 'note', note }
}

const sameTarget = (a: InspectorTarget, b: InspectorTarget): boolean => JSON.stringify(a) === JSON.stringify(b)

const sameSet = (a: ReadonlySet<string>, b: ReadonlySet<string>): boolean =>
  a === b || (a.size === b.size && [...a].every((id) => b.has(id)))

export function createSelectionStore(document: DocumentStore): SelectionStore {
  const store = createStore<SelectionState>(() => ({ ...NOTHING, focused: undefined, target: { type: 'workflow' } }))

  function show(next: Selected, focused: NodeId | undefined): void {
    const { workflow } = document.getState()
    const state = store.getState()
    const keep = <Id extends string>(old: ReadonlySet<Id>, now: ReadonlySet<Id>): ReadonlySet<Id> =>
      sameSet(old, now) ? old : now
    const selected: Selected = {
      nodes: keep(state.nodes, existing(next.nodes, workflow.nodes)),
      edges: keep(state.edges, existing(next.edges, workflow.edges)),
      notes: keep(state.notes, existing(next.notes, workflow.notes)),
      fault: workflow.scenario.faults.some(({ id }) => id === next.fault) ? next.fault : undefined,
    }
    const found = targetOf(selected)
    const target = sameTarget(state.target, found) ? state.target : found
    const there = focused !== undefined && Object.hasOwn(workflow.nodes, focused) ? focused : undefined
    const changed =
      selected.nodes !== state.nodes ||
      selected.edges !== state.edges ||
      selected.notes !== state.notes ||
      selected.fault !== state.fault ||
      there !== state.focused
    if (changed) store.setState({ ...selected, focused: there, target })
  }

  document.subscribe((state, previous) => {
    if (state.generation !== previous.generation) return show(NOTHING, undefined)
    if (state.workflow !== previous.workflow) show(store.getState(), store.getState().focused)
  })

  function select(choice: SelectionChoice, how: SelectionHow = 'replace'): void {
    const state = store.getState()
    const { workflow } = document.getState()
    const next: Selected = {
      nodes: existing(combine(state.nodes, choice.nodes, how), workflow.nodes),
      edges: existing(combine(state.edges, choice.edges, how), workflow.edges),
      notes: existing(combine(state.notes, choice.notes, how), workflow.notes),
      fault: undefined,
    }
    const target = targetOf(next)
    show(next, target.type === 'node' ? target.node : state.focused)
  }

  return {
    getState: store.getState,
    getInitialState: store.getInitialState,
    subscribe: store.subscribe,
    select,
    selectFault: (fault) => show({ ...NOTHING, fault }, store.getState().focused),
    selectAll() {
      const { nodes, edges, notes } = document.getState().workflow
      select({ nodes: keysInOrder(nodes), edges: keysInOrder(edges), notes: keysInOrder(notes) })
    },
    clear: () => show(NOTHING, store.getState().focused),
    focus: (node) => show(store.getState(), node),
    isEmpty() {
      const { nodes, edges, notes, fault } = store.getState()
      return nodes.size + edges.size + notes.size === 0 && fault === undefined
    },
  }
}
