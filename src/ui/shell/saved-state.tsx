// Whether the work is safe, always in sight; when it is not, why, and the ways out.
import { Menu, useText } from '#ui/kit'
import { useApp, useSaid, useStorage, useWorkflow } from './app-context.tsx'
import css from './saved-state.module.css'
import { shellTexts } from './texts.ts'

export function SavedState() {
  const app = useApp()
  const t = useText(shellTexts)
  const said = useSaid()
  const save = useStorage((state) => state.save)
  const name = useWorkflow((workflow) => workflow.name)
  if (save.type === 'saved' || save.type === 'saving') {
    return (
      <span className={css.state} data-state={save.type} role="status">
        {t(save.type)}
      </span>
    )
  }
  const copy = { id: 'copy', label: t('openCopy'), onSelect: () => void app.storage.openCopy(t('copyOf', { name })) }
  const download = { id: 'download', label: t('downloadCopy'), onSelect: () => app.storage.downloadCopy() }
  const entries =
    save.type === 'not-saved'
      ? [
          { type: 'heading' as const, id: 'why', label: said(save.why) },
          { id: 'retry', label: t('retry'), disabled: !save.canRetry, onSelect: () => void app.storage.saveNow() },
          download,
          copy,
        ]
      : [
          { type: 'heading' as const, id: 'why', label: said(save.why) },
          {
            id: 'take',
            label: t('takeOver'),
            disabled: !save.canTakeOver,
            onSelect: () => void app.storage.takeOver(),
          },
          copy,
          download,
        ]
  return (
    <Menu
      trigger={
        <button type="button" className={css.warning}>
          <span aria-hidden="true">!</span>
          {t(save.type === 'not-saved' ? 'notSaved' : 'readOnly')}
        </button>
      }
      entries={entries}
    />
  )
}
