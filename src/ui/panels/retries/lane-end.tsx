// How a lane ended: shape, colour and word.
import type { RetryEnd } from '#trace'
import { type Outcome, OutcomeMark, useText } from '#ui/kit'
import css from './retries.module.css'
import { retryTexts } from './texts.ts'

const MARKS: Readonly<Record<Exclude<RetryEnd, 'pending'>, Outcome>> = {
  ok: 'ok',
  failed: 'error',
  'timed-out': 'error',
  dropped: 'error',
  expired: 'error',
  refused: 'refused',
  'dead-lettered': 'dead-lettered',
}

export function LaneEnd({ end }: { readonly end: RetryEnd }) {
  const t = useText(retryTexts)
  const outcome = end === 'pending' ? undefined : MARKS[end]
  return (
    <span className={css.end} data-outcome={outcome}>
      <span aria-hidden="true">{outcome ? <OutcomeMark outcome={outcome} /> : <OutcomeMark outcome="retry" />}</span>
      {t(end)}
    </span>
  )
}
