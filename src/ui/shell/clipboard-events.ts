// The browser's own copy, cut and paste, while nobody types: no permission is asked that way, and it works across tabs.
import type { App } from './app-context.tsx'
import { pasteText } from './commands/edit-commands.ts'

function elsewhere(event: ClipboardEvent, app: App): boolean {
  const target = event.target
  if (app.view.getState().dialog !== undefined) return true
  if (target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select')))
    return true
  if (target instanceof Element && target.closest('[data-code-editor]')) return true
  return event.type !== 'paste' && getSelection()?.toString() !== ''
}

export function listenForClipboard(app: App): () => void {
  const take = (event: ClipboardEvent) => {
    if (elsewhere(event, app)) return
    const text = event.type === 'cut' ? app.clipboard.cut() : app.clipboard.copy()
    if (text === undefined) return
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
  }
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData?.getData('text/plain')
    if (elsewhere(event, app) || !text) return
    event.preventDefault()
    pasteText(app, text)
  }
  document.addEventListener('copy', take)
  document.addEventListener('cut', take)
  document.addEventListener('paste', paste)
  return () => {
    document.removeEventListener('copy', take)
    document.removeEventListener('cut', take)
    document.removeEventListener('paste', paste)
  }
}
