// A modal dialog: focus stays inside, Escape closes, focus goes back to where it was.
import { X } from 'lucide-react'
import { Dialog as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { IconButton } from './button.tsx'
import css from './dialog.module.css'
import { useText } from './text.tsx'
import { kitTexts } from './texts.ts'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** One sentence under the title. */
  readonly lead?: string
  /** Buttons, at the right below. */
  readonly actions?: ReactNode
  readonly width?: number
}

/** What is to be typed, before the button that closes. */
function focusField(event: Event): void {
  const field = event.target instanceof Element && event.target.querySelector<HTMLElement>('textarea, input')
  if (!field) return
  event.preventDefault()
  field.focus()
}

export function Dialog({ title, lead, onClose, children, actions, width = 480 }: DialogProps) {
  const t = useText(kitTexts)
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={css.overlay} />
        <Radix.Content
          className={css.dialog}
          onOpenAutoFocus={focusField}
          style={{ width }}
          {...(lead ? {} : { 'aria-describedby': undefined })}
        >
          <header className={css.head}>
            <div>
              <Radix.Title className={css.title}>{title}</Radix.Title>
              {lead && <Radix.Description className={css.lead}>{lead}</Radix.Description>}
            </div>
            <IconButton label={t('close')} icon={<X />} onClick={onClose} />
          </header>
          <div className={css.body}>{children}</div>
          {actions && <footer className={css.actions}>{actions}</footer>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
