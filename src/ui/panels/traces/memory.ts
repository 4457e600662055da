// How the list of traces is narrowed and how the waterfall is drawn.
import type { TraceQuery } from '#trace'
import { definePanelMemory } from '../observe/use-panel-state.ts'

export const tracesMemory = definePanelMemory<{
  readonly text: string
  readonly node: number | undefined
  readonly errorsOnly: boolean
  readonly order: NonNullable<TraceQuery['order']>
  readonly spanText: string
  readonly spanErrorsOnly: boolean
  readonly foldsIdle: boolean
}>({
  text: '',
  node: undefined,
  errorsOnly: false,
  order: 'newest',
  spanText: '',
  spanErrorsOnly: false,
  foldsIdle: true,
})
