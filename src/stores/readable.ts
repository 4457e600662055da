// The half of a zustand store that others see: `useStore(store, selector)` takes it. Changes go through named actions.
import type { StoreApi } from 'zustand/vanilla'

export type Readable<State> = Pick<StoreApi<State>, 'getState' | 'getInitialState' | 'subscribe'>
