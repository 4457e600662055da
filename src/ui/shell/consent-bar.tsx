// Code from elsewhere waits here until the user allows it.
import { Button, useText } from '#ui/kit'
import { ShieldQuestion } from 'lucide-react'
import { useStore } from 'zustand'
import { useApp } from './app-context.tsx'
import css from './consent-bar.module.css'
import { shellTexts } from './texts.ts'

const SHOWN = 4

export function ConsentBar() {
  const app = useApp()
  const t = useText(shellTexts)
  const { allowed, asked } = useStore(app.consent)
  if (allowed) return null
  const files = asked.slice(0, SHOWN).join(', ') + (asked.length > SHOWN ? ', …' : '')
  return (
    <section className={css.bar} aria-label={t('allow')}>
      <ShieldQuestion size={16} aria-hidden="true" />
      <p>{t('consentText', { files })}</p>
      <Button
        look="primary"
        small
        onClick={() => {
          app.consent.allow()
          void app.run.start()
        }}
      >
        {t('allow')}
      </Button>
    </section>
  )
}
