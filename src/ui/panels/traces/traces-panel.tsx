// Traces: the list, and the waterfall of the one that is open.
import { useText } from '#ui/kit'
import { type RefObject, useEffect, useRef } from 'react'
import { useRun, useView } from '../../shell/app-context.tsx'
import panel from '../observe/panel.module.css'
import { RunEmpty } from '../observe/run-empty.tsx'
import { traceTexts } from './texts.ts'
import { TraceList } from './trace-list.tsx'
import css from './traces.module.css'
import { Waterfall } from './waterfall.tsx'

export function TracesPanel() {
  const t = useText(traceTexts)
  const run = useRun((state) => state.description)
  const number = useRun((state) => state.run)
  const open = useView((state) => state.trace)
  const box = useRef<HTMLElement>(null)
  useFocusOn(box, open)
  if (!run) return <RunEmpty text={t('emptyRun')} />
  return (
    <section ref={box} className={panel.panel} aria-label={t('list')}>
      <div className={css.split} data-open={open !== undefined}>
        <div className={css.list}>
          <TraceList run={run} />
        </div>
        {open !== undefined && <Waterfall key={`${number} ${open}`} run={run} trace={open} />}
      </div>
    </section>
  )
}

/** In a narrow dock the waterfall takes the list's place: whoever was in the one goes on in the other. */
function useFocusOn(box: RefObject<HTMLElement | null>, open: number | undefined): void {
  const before = useRef(open)
  useEffect(() => {
    if (before.current === open) return
    const other = (before.current === undefined) !== (open === undefined)
    before.current = open
    const { activeElement } = document
    if (!other || !(activeElement === document.body || box.current?.contains(activeElement))) return
    const rows = box.current?.querySelector<HTMLElement>(open === undefined ? '[role="grid"]' : '[role="treegrid"]')
    rows?.focus({ preventScroll: true })
  }, [box, open])
}
