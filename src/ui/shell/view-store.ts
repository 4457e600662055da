// What the page shows at the moment: which tabs, which dialog, what the keyboard is in the middle of. Nothing of it
// belongs to the document or outlives the tab.
import type { EdgeEnd, NodeId } from '#workflow'
import type { FormatNote } from '#formats'
import type { Lesson } from '#lessons'
import { createStore, type StoreApi } from 'zustand/vanilla'

export type LeftTab = 'add' | 'outline' | 'lessons' | 'files'

/** A lesson under way. */
export interface OpenLesson {
  readonly lesson: Lesson
  /** It came with the app, and so did its code. */
  readonly ours: boolean
  /** The option that was chosen before the run. */
  readonly predicted: number | undefined
  /** How many hints were asked for. */
  readonly hints: number
}

export type InspectorTab = 'config' | 'code' | 'policy' | 'live'
export type DialogName =
  | 'palette'
  | 'shortcuts'
  | 'send-event'
  | 'find'
  | 'versions'
  | 'export'
  | 'documents'
  | 'templates'
  | 'fidelity'
  | 'imported'
  | 'faults-text'
  | 'settings'

export interface ViewState {
  readonly left: LeftTab
  readonly inspector: InspectorTab
  readonly dock: string
  readonly dialog: DialogName | undefined
  /** A node whose name is being typed. */
  readonly renaming: { readonly node: NodeId; readonly where: 'canvas' | 'outline' } | undefined
  /** An end that waits for its other one: the next port or node chosen is joined to it. */
  readonly connecting: EdgeEnd | undefined
  /** Field of the config to show and focus. */
  readonly field: { readonly name: string; readonly at: number } | undefined
  /** Where in which file the editor should be. */
  readonly codePlace: { readonly path: string; readonly line: number; readonly at: number } | undefined
  /** What reading a foreign project had to say. */
  readonly importNotes: readonly FormatNote[]
  /** Trace, log line and span that other panels point to. */
  readonly trace: number | undefined
  readonly lesson: OpenLesson | undefined
}

export interface ViewStore extends StoreApi<ViewState> {
  readonly show: (patch: Partial<ViewState>) => void
}

export function createViewStore(): ViewStore {
  const store = createStore<ViewState>(() => ({
    left: 'add',
    inspector: 'config',
    dock: 'traces',
    dialog: undefined,
    renaming: undefined,
    connecting: undefined,
    field: undefined,
    codePlace: undefined,
    importNotes: [],
    trace: undefined,
    lesson: undefined,
  }))
  return { ...store, show: (patch) => store.setState(patch) }
}
