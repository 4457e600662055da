// How things end, each with its own shape, colour and word, so that no meaning hangs on colour alone.
import css from './outcome.module.css'
import { defineTexts, useText } from './text.tsx'

export const OUTCOMES = ['ok', 'retry', 'error', 'dead-lettered', 'refused'] as const
export type Outcome = (typeof OUTCOMES)[number]

export const outcomeTexts = defineTexts({
  en: { ok: 'ok', retry: 'retry', error: 'error', 'dead-lettered': 'dead-lettered', refused: 'refused' },
  'zh-CN': { ok: '成功', retry: '重试', error: '错误', 'dead-lettered': '进入死信', refused: '被拒绝' },
})

/** The custom property that holds the outcome's colour. */
export const OUTCOME_COLORS: Readonly<Record<Outcome, string>> = {
  ok: '--ok',
  retry: '--retry',
  error: '--error',
  'dead-lettered': '--dead',
  refused: '--refused',
}

const SHAPES: Readonly<Record<Outcome, string>> = {
  ok: 'M6 2a4 4 0 1 0 0 8a4 4 0 1 0 0-8z',
  retry: 'M6 2.5a3.5 3.5 0 1 0 0 7a3.5 3.5 0 1 0 0-7z',
  error: 'M2.5 2.5l7 7M9.5 2.5l-7 7',
  'dead-lettered': 'M2.5 2.5h7v7h-7z',
  refused: 'M9.5 2.5l-7 7',
}

const FILLED: ReadonlySet<Outcome> = new Set(['ok', 'dead-lettered'])

export function OutcomeMark({ outcome, label }: { readonly outcome: Outcome; readonly label?: boolean }) {
  const t = useText(outcomeTexts)
  return (
    <span className={css.outcome} style={{ color: `var(${OUTCOME_COLORS[outcome]})` }}>
      <svg
        viewBox="0 0 12 12"
        width="12"
        height="12"
        role="img"
        aria-label={t(outcome)}
        fill={FILLED.has(outcome) ? 'currentColor' : 'none'}
        stroke={FILLED.has(outcome) ? 'none' : 'currentColor'}
        strokeWidth="2"
      >
        <path d={SHAPES[outcome]} />
      </svg>
      {label && <span aria-hidden="true">{t(outcome)}</span>}
    </span>
  )
}
