// The workflows kept in this browser.
import { say } from '#stores'
import { Button, Dialog, notify, useLanguage, useText } from '#ui/kit'
import { useApp, useStorage } from '../app-context.tsx'
import { CommandWordButton } from '../commands/command-button.tsx'
import css from './dialogs.module.css'
import { dialogTexts } from './texts.ts'

export function DocumentsDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(dialogTexts)
  const language = useLanguage()
  const documents = useStorage((state) => state.documents)
  const current = useStorage((state) => state.documentId)
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const open = async (id: string) => {
    const opened = await app.storage.open(id)
    if (opened.ok) onClose()
    else notify({ tone: 'error', text: say(opened.error, language) })
  }
  const remove = async (id: string) => {
    const removed = await app.storage.remove(id)
    if (!removed.ok) notify({ tone: 'error', text: say(removed.error, language) })
  }
  return (
    <Dialog title={t('documents')} onClose={onClose} actions={<CommandWordButton id="new-workflow" look="primary" />}>
      {documents.map((document) => (
        <div key={document.id} className={css.item}>
          <div>
            {document.name}
            <p>{t('savedAt', { nodes: document.nodes, time: time.format(document.savedAtMs) })}</p>
          </div>
          {document.id === current ? (
            <span>{t('current')}</span>
          ) : (
            <Button small onClick={() => void open(document.id)}>
              {t('open')}
            </Button>
          )}
          <Button small look="danger" onClick={() => void remove(document.id)}>
            {t('remove')}
          </Button>
        </div>
      ))}
    </Dialog>
  )
}
