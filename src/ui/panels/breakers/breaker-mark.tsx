// A breaker's state as a switch that is shut, open or in between, with its word.
import type { BreakerWord } from '#trace'
import { useText } from '#ui/kit'
import css from './breakers.module.css'
import { breakerTexts } from './texts.ts'

const ARMS: Readonly<Record<BreakerWord, string>> = {
  closed: 'M5 10h10',
  open: 'M5 10l8-7',
  'half-open': 'M5 10l9-4',
  'forced-open': 'M5 10l8-7M9 15h6M12 12v6',
  disabled: 'M5 10h10M4 16L16 4',
  'metrics-only': 'M5 10h10M7 15v2M10 13v4M13 14v3',
}

export function BreakerMark({ state, word = true }: { readonly state: BreakerWord; readonly word?: boolean }) {
  const t = useText(breakerTexts)
  return (
    <span className={css.mark} data-state={state}>
      <svg viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
        <path d={`M1 10h3M16 10h3${ARMS[state]}`} />
        <circle cx="4.5" cy="10" r="1.6" />
        <circle cx="15.5" cy="10" r="1.6" />
      </svg>
      {word && t(state)}
    </span>
  )
}
