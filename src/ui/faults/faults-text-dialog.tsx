// All faults as text: typed, copied, pasted. Nothing is taken while a line can't be read.
import { type FaultTextError, parseFaults, printFaults } from '#faults'
import { Button, Dialog, useText } from '#ui/kit'
import { useState } from 'react'
import { useApp } from '../shell/app-context.tsx'
import { edit } from '../shell/edit.ts'
import css from './faults.module.css'
import { faultsEdit } from './faults-edit.ts'
import { placeNames } from './places.ts'
import { faultTexts } from './texts.ts'

export function FaultsTextDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(faultTexts)
  const [text, setText] = useState(() => {
    const { workflow } = app.document.getState()
    return printFaults(workflow.scenario.faults, placeNames(workflow))
  })
  const [errors, setErrors] = useState<readonly FaultTextError[]>([])

  function apply(): void {
    const { workflow } = app.document.getState()
    const read = parseFaults(text, placeNames(workflow))
    if (!read.ok) {
      setErrors(read.error)
      return
    }
    const commands = faultsEdit(workflow.scenario.faults, read.value)
    if (commands.length === 0 || edit(app, commands)) onClose()
  }

  return (
    <Dialog
      title={t('textTitle')}
      lead={t('textLead')}
      width={640}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button look="primary" onClick={apply}>
            {t('apply')}
          </Button>
        </>
      }
    >
      <textarea
        className={css.text}
        aria-label={t('textTitle')}
        aria-invalid={errors.length > 0}
        spellCheck={false}
        value={text}
        placeholder={t('example')}
        onChange={(event) => {
          setText(event.target.value)
          setErrors([])
        }}
      />
      <div role="alert">
        {errors.map(({ line, code, found, expected }) => (
          <p key={line} className={css.wrong}>
            {t(`wrong_${code}`, { line, found, expected })}
          </p>
        ))}
      </div>
    </Dialog>
  )
}
