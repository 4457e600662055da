// A log level by shape, colour and word.
import type { LogLevel } from '#trace'
import { useText } from '#ui/kit'
import { groupOf, type LevelGroup } from './line-text.ts'
import css from './logs.module.css'
import { logTexts } from './texts.ts'

const PATHS: Readonly<Record<LevelGroup, string>> = {
  ERROR: 'M3 3l6 6M9 3l-6 6',
  WARN: 'M6 2.5l4 7h-8z',
  INFO: 'M6 3.5v.01M6 5.5v4',
  DEBUG: 'M3 6h6',
  PLATFORM: 'M4.5 3L8 6L4.5 9',
}

export function LevelMark({ level }: { readonly level: LogLevel }) {
  const t = useText(logTexts)
  const group = groupOf(level)
  return (
    <span className={css.level} data-level={group}>
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <path d={PATHS[group]} />
      </svg>
      {t(level)}
    </span>
  )
}
