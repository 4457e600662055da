// The instant that panels of a run show: now, or one that was chosen. One for all panels; another run forgets it.
// Looking back asks the log alone: the run neither waits nor learns of it.
import { useCallback, useMemo } from 'react'
import { useApp, useRun } from '../../shell/app-context.tsx'
import { definePanelMemory, usePanelState } from '../observe/use-panel-state.ts'

const cursorMemory = definePanelMemory<{ readonly run: number; readonly atUs: number | undefined }>({
  run: -1,
  atUs: undefined,
})

export interface TimeCursor {
  /** Undefined: now. */
  readonly atUs: number | undefined
  /** At the end of the run and beyond it is now. */
  readonly moveTo: (us: number) => void
  readonly goLive: () => void
}

export function useTimeCursor(): TimeCursor {
  const app = useApp()
  const run = useRun((state) => state.run)
  const [memory, change] = usePanelState(cursorMemory)
  const goLive = useCallback(() => change({ atUs: undefined }), [change])
  const moveTo = useCallback(
    (us: number) => {
      const { nowUs } = app.run.getState()
      change({ run, atUs: us >= nowUs ? undefined : Math.max(0, Math.round(us)) })
    },
    [app, run, change],
  )
  const atUs = memory.run === run ? memory.atUs : undefined
  return useMemo(() => ({ atUs, moveTo, goLive }), [atUs, moveTo, goLive])
}

/** What was asked of the past does not change: news of the run need no other answer. */
export const newsFor = (atUs: number | undefined): { readonly newsOf?: () => number } =>
  atUs === undefined ? {} : { newsOf: () => 0 }
