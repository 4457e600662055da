// Traces: the list, and the waterfall of the one that is open.
import { useText } from '#ui/kit'
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
  if (!run) return <RunEmpty text={t('emptyRun')} />
  return (
    <section className={panel.panel} aria-label={t('list')}>
      <div className={css.split} data-open={open !== undefined}>
        <div className={css.list}>
          <TraceList run={run} />
        </div>
        {open !== undefined && <Waterfall key={`${number} ${open}`} run={run} trace={open} />}
      </div>
    </section>
  )
}
