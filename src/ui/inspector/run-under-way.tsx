// What a form says of edits while a run is under way that they could reach.
import { useText } from '#ui/kit'
import { useRun } from '../shell/app-context.tsx'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

export const useRunUnderWay = (): boolean => useRun(({ phase }) => phase === 'running' || phase === 'paused')

/** Above a form of which nothing takes effect at once. */
export function EditsWait() {
  const t = useText(inspectorTexts)
  if (!useRunUnderWay()) return null
  return <p className={css.wait}>{t('remember')}</p>
}
