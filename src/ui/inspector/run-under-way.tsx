// What a form says of edits while a run is under way that they could reach.
import { useText } from '#ui/kit'
import { useRun } from '../shell/app-context.tsx'
import css from './form.module.css'
import { inspectorTexts } from './texts.ts'

export const useRunUnderWay = (): boolean => useRun(({ phase }) => phase === 'running' || phase === 'paused')

/** Above a form: when what is set in it takes effect. */
export function EditsTake({ effect }: { readonly effect: 'atOnce' | 'mostlyAtOnce' | 'remember' }) {
  const t = useText(inspectorTexts)
  if (!useRunUnderWay()) return null
  return <p className={css.wait}>{t(effect)}</p>
}
