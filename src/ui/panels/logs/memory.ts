// What the Logs panel is narrowed to; other panels may set it.
import type { App } from '../../shell/app-context.tsx'
import { definePanelMemory, memoryOf } from '../observe/use-panel-state.ts'
import type { LevelGroup } from './line-text.ts'

interface LogsMemory {
  readonly text: string
  readonly levels: readonly LevelGroup[]
  readonly node: number | undefined
  readonly trace: number | undefined
  readonly invocation: number | undefined
  /** Lines that passed when following stopped; undefined: following. */
  readonly pausedAt: number | undefined
}

export const logsMemory = definePanelMemory<LogsMemory>({
  text: '',
  levels: [],
  node: undefined,
  trace: undefined,
  invocation: undefined,
  pausedAt: undefined,
})

export function showLogsOf(app: App, trace: number): void {
  memoryOf(app.run, logsMemory).setState({ ...logsMemory.initial, trace })
  app.view.show({ dock: 'logs' })
}
