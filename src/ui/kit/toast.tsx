// Short notices, and the polite live region that screen readers hear. Anyone may call `notify`; the layer shows it.
import { X } from 'lucide-react'
import { useEffect, useSyncExternalStore } from 'react'
import { Button, IconButton } from './button.tsx'
import { useText } from './text.tsx'
import { kitTexts } from './texts.ts'
import css from './toast.module.css'

export interface Notice {
  readonly text: string
  readonly tone?: 'plain' | 'error'
  readonly action?: { readonly label: string; readonly run: () => void }
}

interface Kept extends Notice {
  readonly id: number
}

/** Long enough to read two lines; errors stay until they are dismissed. */
const SHOWN_MS = 6000
const KEPT = 3

let notices: readonly Kept[] = []
let spoken = ''
let nextId = 1
const listeners = new Set<() => void>()

function change(next: readonly Kept[]): void {
  notices = next
  for (const listener of listeners) listener()
}

const dismiss = (id: number): void => change(notices.filter((notice) => notice.id !== id))

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function notify(notice: Notice): void {
  const same = notices.filter((known) => known.text !== notice.text)
  announce(notice.text)
  change([...same, { ...notice, id: nextId++ }].slice(-KEPT))
}

/** Says it to screen readers only. */
export function announce(text: string): void {
  spoken = text
  for (const listener of listeners) listener()
}

export function ToastLayer() {
  const shown = useSyncExternalStore(subscribe, () => notices)
  const words = useSyncExternalStore(subscribe, () => spoken)
  return (
    <>
      <div className={css.live} role="status" aria-live="polite">
        {words}
      </div>
      <div className={css.layer}>
        {shown.map((notice) => (
          <Toast key={notice.id} notice={notice} />
        ))}
      </div>
    </>
  )
}

function Toast({ notice }: { readonly notice: Kept }) {
  const t = useText(kitTexts)
  const { id, tone } = notice
  useEffect(() => {
    if (tone === 'error') return
    const timer = setTimeout(() => dismiss(id), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [id, tone])
  return (
    <div className={css.toast} data-tone={notice.tone}>
      <span>{notice.text}</span>
      {notice.action && (
        <Button
          small
          onClick={() => {
            notice.action?.run()
            dismiss(notice.id)
          }}
        >
          {notice.action.label}
        </Button>
      )}
      <IconButton small label={t('dismiss')} icon={<X />} onClick={() => dismiss(notice.id)} />
    </div>
  )
}
