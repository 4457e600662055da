// Taking the workflow along.
import { Button, Dialog, useText } from '#ui/kit'
import { useApp } from '../app-context.tsx'
import css from './dialogs.module.css'
import { dialogTexts } from './texts.ts'

export function ExportDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(dialogTexts)
  return (
    <Dialog title={t('exportTitle')} lead={t('exportLead')} onClose={onClose}>
      <div className={css.item}>
        <div>
          {t('exportOwn')}
          <p>{t('exportOwnAbout')}</p>
        </div>
        <Button onClick={() => app.files.save()}>{t('download')}</Button>
      </div>
    </Dialog>
  )
}
