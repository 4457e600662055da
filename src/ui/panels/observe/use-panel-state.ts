// What a panel remembers while another tab of the dock is open: filters, order, what is chosen. Per page, not stored.
import { useApp } from '../../shell/app-context.tsx'
import { useStore } from 'zustand'
import { createStore, type StoreApi } from 'zustand/vanilla'

const memories = new WeakMap<object, Map<symbol, unknown>>()

export interface PanelMemory<State> {
  readonly name: symbol
  readonly initial: State
}

export const definePanelMemory = <State>(initial: State): PanelMemory<State> => ({ name: Symbol('panel'), initial })

export function memoryOf<State>(owner: object, { name, initial }: PanelMemory<State>): StoreApi<State> {
  let stores = memories.get(owner)
  if (!stores) {
    stores = new Map()
    memories.set(owner, stores)
  }
  const known = stores.get(name) as StoreApi<State> | undefined
  if (known) return known
  const made = createStore<State>(() => initial)
  stores.set(name, made)
  return made
}

export function usePanelState<State>(
  memory: PanelMemory<State>,
): readonly [state: State, change: (patch: Partial<State>) => void] {
  const store = memoryOf(useApp().run, memory)
  return [useStore(store), store.setState]
}
