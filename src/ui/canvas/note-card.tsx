// A sticky note: text beside the nodes.
import { useText } from '#ui/kit'
import { memo, useState } from 'react'
import type { NodeProps } from 'reactflow'
import { useApp, useWorkflow } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import css from './note-card.module.css'
import { canvasTexts } from './texts.ts'
import { noteIdOf } from './note-id.ts'

export const NoteCard = memo(function NoteCard({ id, selected }: NodeProps) {
  const app = useApp()
  const t = useText(canvasTexts)
  const note = noteIdOf(id) ?? ''
  const text = useWorkflow((workflow) => workflow.notes[note]?.text ?? '')
  const [draft, setDraft] = useState<string>()
  return (
    <div className={css.note} data-selected={selected}>
      <textarea
        className="nodrag nopan"
        aria-label={t('note')}
        value={draft ?? text}
        rows={Math.max(2, (draft ?? text).split('\n').length)}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => {
          if (draft !== undefined && draft !== text) edit(app, { type: 'edit-note', id: note, text: draft })
          setDraft(undefined)
        }}
      />
    </div>
  )
})
