// What the Retries panel is narrowed to, and how its lanes lie.
import { definePanelMemory } from '../observe/use-panel-state.ts'

export const retriesMemory = definePanelMemory<{
  readonly edge: number | undefined
  readonly errorsOnly: boolean
  /** Calls that were refused before their first attempt are shown too. */
  readonly showsRefused: boolean
  readonly axis: 'own' | 'aligned' | 'clock'
}>({ edge: undefined, errorsOnly: false, showsRefused: false, axis: 'own' })
