// What the looks of bars mean.
import { useText } from '#ui/kit'
import { traceTexts } from './texts.ts'
import css from './traces.module.css'

const LOOKS = [
  ['call', 'legendCall'],
  ['wait', 'legendWait'],
  ['init', 'legendInit'],
  ['run', 'legendRun'],
  ['critical', 'criticalPath'],
] as const

export function Legend() {
  const t = useText(traceTexts)
  return (
    <ul className={css.legend}>
      {LOOKS.map(([look, key]) => (
        <li key={look}>
          <span className={css.swatch} data-look={look} aria-hidden="true" />
          {t(key)}
        </li>
      ))}
    </ul>
  )
}
