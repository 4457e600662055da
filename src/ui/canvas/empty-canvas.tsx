// A canvas with nothing on it says how to begin.
import { Button, EmptyState, useText } from '#ui/kit'
import { useApp } from '../shell/app-context.tsx'
import { CommandWordButton } from '../shell/commands/command-button.tsx'
import { addNode } from './add-node.ts'
import css from './empty-canvas.module.css'
import { canvasTexts } from './texts.ts'

export function EmptyCanvas() {
  const app = useApp()
  const t = useText(canvasTexts)
  return (
    <div className={css.empty}>
      <EmptyState
        text={t('empty')}
        action={
          <>
            <Button look="primary" onClick={() => addNode(app, 'http-api')}>
              {t('emptyAction')}
            </Button>
            <CommandWordButton id="new-from-template" />
          </>
        }
      />
    </div>
  )
}
