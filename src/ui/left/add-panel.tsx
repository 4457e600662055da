// The kinds there are. Choosing one places it beside the selected node and joins the two.
import type { NodeKind } from '#nodes/models'
import { lookOf } from '#nodes/views'
import { useSay, useText } from '#ui/kit'
import type { KeyboardEvent } from 'react'
import { useApp } from '../shell/app-context.tsx'
import { runCommand } from '../shell/commands/shortcuts.ts'
import css from './add-panel.module.css'
import { leftTexts } from './texts.ts'

const GROUPS = [
  { id: 'traffic', kinds: ['client', 'http-api', 'schedule'] },
  { id: 'compute', kinds: ['function'] },
  { id: 'messaging', kinds: ['queue', 'topic', 'event-bus', 'stream'] },
  { id: 'storage', kinds: ['table', 'bucket'] },
  { id: 'outside', kinds: ['service'] },
] as const satisfies readonly { readonly id: string; readonly kinds: readonly NodeKind[] }[]

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return
  event.preventDefault()
  const items = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-add-kind]')]
  const index = items.indexOf(document.activeElement as HTMLElement)
  items[(index + step + items.length) % items.length]?.focus()
}

export function AddPanel() {
  const app = useApp()
  const t = useText(leftTexts)
  const say = useSay()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form's fields
    <div className={css.panel} onKeyDown={moveFocus} role="group" aria-label={t('add')}>
      {GROUPS.map((group) => (
        <section key={group.id}>
          <h2 className={css.heading}>{t(group.id)}</h2>
          {group.kinds.map((kind) => {
            const look = lookOf(kind)
            return (
              <button
                key={kind}
                type="button"
                className={css.kind}
                data-add-kind={kind}
                title={say(look.about)}
                onClick={() => {
                  runCommand(app, `add-${kind}`)
                }}
              >
                <span className={css.icon}>
                  <look.icon size={18} />
                </span>
                <span>{say(look.title)}</span>
              </button>
            )
          })}
        </section>
      ))}
      <p className={css.hint}>{t('addHint')}</p>
    </div>
  )
}
