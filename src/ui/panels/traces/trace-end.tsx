// How a trace came out: shape, colour and word.
import type { TraceEnd } from '#trace'
import { type Outcome, OutcomeMark, useText } from '#ui/kit'
import { traceTexts } from './texts.ts'
import css from './traces.module.css'

const MARKS: Readonly<Record<Exclude<TraceEnd, 'waiting'>, Outcome>> = {
  ok: 'ok',
  failed: 'error',
  'dead-lettered': 'dead-lettered',
}

export function TraceEndMark({ end }: { readonly end: TraceEnd }) {
  const t = useText(traceTexts)
  return (
    <span className={css.end} data-end={end}>
      <span aria-hidden="true">
        {end === 'waiting' ? (
          <svg viewBox="0 0 12 12" width="12" height="12" className={css.waitingMark} aria-hidden="true">
            <path d="M6 2a4 4 0 1 0 0 8a4 4 0 1 0 0-8M6 4v2.2l1.6 1" />
          </svg>
        ) : (
          <OutcomeMark outcome={MARKS[end]} />
        )}
      </span>
      {t(end)}
    </span>
  )
}
