// What came of reading a foreign project, once.
import { formatSentence } from '#formats'
import { Button, Dialog, useLanguage, useText } from '#ui/kit'
import { useView, useWorkflow } from '../app-context.tsx'
import css from './dialogs.module.css'
import { dialogTexts } from './texts.ts'

export function ImportedDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useText(dialogTexts)
  const language = useLanguage()
  const notes = useView((state) => state.importNotes)
  const nodes = useWorkflow((workflow) => Object.keys(workflow.nodes).length)
  const edges = useWorkflow((workflow) => Object.keys(workflow.edges).length)
  const files = useWorkflow((workflow) => Object.keys(workflow.files).length)
  return (
    <Dialog
      title={t('importTitle')}
      lead={t('importLead', { nodes, edges, files })}
      onClose={onClose}
      width={640}
      actions={
        <Button look="primary" onClick={onClose}>
          {t('ok')}
        </Button>
      }
    >
      <p className={css.none}>{notes.length === 0 ? t('importClean') : t('importNotes', { count: notes.length })}</p>
      <ul className={css.notes}>
        {notes.map((note, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
          <li key={index}>{formatSentence(note, language === 'zh-CN' ? 'zh' : 'en')}</li>
        ))}
      </ul>
    </Dialog>
  )
}
