// A panel of a run before there is one: a sentence, and the button that changes it.
import { Button, EmptyState, useText } from '#ui/kit'
import { Play } from 'lucide-react'
import { useApp } from '../../shell/app-context.tsx'
import { runCommand } from '../../shell/commands/shortcuts.ts'
import { observeTexts } from './texts.ts'

export function RunEmpty({ text }: { readonly text: string }) {
  const app = useApp()
  const t = useText(observeTexts)
  return (
    <EmptyState
      text={text}
      action={
        <Button look="primary" icon={<Play />} onClick={() => runCommand(app, 'play-pause')}>
          {t('run')}
        </Button>
      }
    />
  )
}
