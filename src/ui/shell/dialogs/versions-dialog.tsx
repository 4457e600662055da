// Named versions of the open workflow.
import { say } from '#stores'
import { Button, Dialog, notify, useLanguage, useText } from '#ui/kit'
import { useState } from 'react'
import { useApp, useStorage } from '../app-context.tsx'
import css from './dialogs.module.css'
import { dialogTexts } from './texts.ts'

export function VersionsDialog({ onClose }: { readonly onClose: () => void }) {
  const app = useApp()
  const t = useText(dialogTexts)
  const language = useLanguage()
  const versions = useStorage((state) => state.versions)
  const [name, setName] = useState('')
  const told = <T,>(
    result:
      | { readonly ok: true; readonly value: T }
      | { readonly ok: false; readonly error: Parameters<typeof say>[0] },
  ): boolean => {
    if (!result.ok) notify({ tone: 'error', text: say(result.error, language) })
    return result.ok
  }
  const save = async () => {
    const wanted = name.trim()
    if (wanted !== '' && told(await app.storage.saveVersion(wanted))) setName('')
  }
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  return (
    <Dialog title={t('versions')} lead={t('versionsLead')} onClose={onClose}>
      <form
        className={css.line}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <input
          className={css.input}
          aria-label={t('versionName')}
          placeholder={t('versionName')}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Button submit look="primary" disabled={name.trim() === ''}>
          {t('saveVersion')}
        </Button>
      </form>
      {versions.length === 0 && <p className={css.none}>{t('noVersions')}</p>}
      {versions.map((version) => (
        <div key={version.number} className={css.item}>
          <div>
            {version.name}
            <p>{time.format(version.savedAtMs)}</p>
          </div>
          <Button
            small
            onClick={async () => {
              if (told(await app.storage.restoreVersion(version.number))) onClose()
            }}
          >
            {t('restore')}
          </Button>
          <Button small look="danger" onClick={async () => void told(await app.storage.removeVersion(version.number))}>
            {t('remove')}
          </Button>
        </div>
      ))}
    </Dialog>
  )
}
