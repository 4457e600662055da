// Puts text on the clipboard and says whether it went well.
import { announce, notify, type Say } from '#ui/kit'
import type { observeTexts } from './texts.ts'

type Key = keyof (typeof observeTexts)['en']

export function copyText(text: string, t: Say<Key>): void {
  navigator.clipboard.writeText(text).then(
    () => announce(t('copied')),
    () => notify({ tone: 'error', text: t('copyFailed') }),
  )
}
