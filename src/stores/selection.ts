// What is selected and focused. Not part of the document: undo leaves it alone, apart from what vanishes.
import type { EdgeId, NodeId } from '#workflow'
import type { Readable } from './readable.ts'

export interface Selected {
  readonly nodes: ReadonlySet<NodeId>
  readonly edges: ReadonlySet<EdgeId>
  readonly notes: ReadonlySet<string>
}

export type InspectorTarget =
  | { readonly type: 'workflow' }
  | { readonly type: 'node'; readonly node: NodeId }
  | { readonly type: 'edge'; readonly edge: EdgeId }
  | { readonly type: 'note'; readonly note: string }
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

export interface SelectionStore extends Readable<SelectionState> {
  /** What does not exist is left out. One node alone is focused too. */
  select(choice: SelectionChoice, how?: 'replace' | 'add' | 'toggle' | 'remove'): void
  selectAll(): void
  clear(): void
  focus(node: NodeId | undefined): void
  isEmpty(): boolean
}
