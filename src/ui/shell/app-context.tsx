// What every part of the page can reach: the stores, the run, what is shown, and the canvas.
import type {
  DocumentState,
  GhostState,
  GhostStore,
  PreferencesState,
  RunState,
  RunStore,
  Said,
  SelectionState,
  StorageState,
  Workspace,
} from '#stores'
import { say } from '#stores'
import { useLanguage } from '#ui/kit'
import { type NodeId, type Position, type SentenceCode, type SentenceData, sentence, type Workflow } from '#workflow'
import { createContext, use, useCallback } from 'react'
import { useStore } from 'zustand'
import type { ViewState, ViewStore } from './view-store.ts'

/** What commands ask of the canvas; it is there once the canvas is. */
export interface CanvasHandle {
  fit(what: 'all' | 'selection'): void
  zoom(by: number): void
  /** Brings a node into sight if it is not. */
  reveal(node: NodeId): void
  /** In the document's coordinates: free room near what is seen. */
  freePlace(): Position
  focus(): void
  tidyUp(): Promise<void>
}

/** The canvas puts its handle here while it is on the page. */
export interface CanvasSlot {
  readonly current: CanvasHandle | undefined
  readonly fill: (handle: CanvasHandle | undefined) => void
}

export function createCanvasSlot(): CanvasSlot {
  let handle: CanvasHandle | undefined
  return {
    get current() {
      return handle
    },
    fill(next) {
      handle = next
    },
  }
}

export interface App extends Workspace {
  readonly run: RunStore
  /** The run once more, without one policy. */
  readonly ghost: GhostStore
  readonly view: ViewStore
  readonly canvas: CanvasSlot
}

const AppContext = createContext<App | undefined>(undefined)
export const AppProvider = AppContext

export function useApp(): App {
  const app = use(AppContext)
  if (!app) throw new Error('useApp outside of AppProvider')
  return app
}

export const useDocument = <T,>(select: (state: DocumentState) => T): T => useStore(useApp().document, select)
export const useWorkflow = <T,>(select: (workflow: Workflow) => T): T =>
  useStore(useApp().document, (state) => select(state.workflow))
export const useSelection = <T,>(select: (state: SelectionState) => T): T => useStore(useApp().selection, select)
export const useRun = <T,>(select: (state: RunState) => T): T => useStore(useApp().run, select)
export const useGhost = <T,>(select: (state: GhostState) => T): T => useStore(useApp().ghost, select)
export const usePreferences = <T,>(select: (state: PreferencesState) => T): T => useStore(useApp().preferences, select)
export const useStorage = <T,>(select: (state: StorageState) => T): T => useStore(useApp().storage, select)
export const useView = <T,>(select: (state: ViewState) => T): T => useStore(useApp().view, select)

/** Sentences of the stores and of the document's rules, in the reader's language. */
export function useSaid(): (said: Said) => string {
  const language = useLanguage()
  return useCallback((said) => say(said, language), [language])
}

export function useSentence(): (code: SentenceCode, data: SentenceData) => string {
  const language = useLanguage()
  return useCallback((code, data) => sentence(code, data, language === 'zh-CN' ? 'zh' : 'en'), [language])
}
