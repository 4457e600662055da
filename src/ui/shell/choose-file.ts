// Asks the browser for a file, or takes a dropped one, and opens it as a new document.
import { say } from '#stores'
import { notify } from '#ui/kit'
import type { App } from './app-context.tsx'

export const OPENABLE = '.json,.yaml,.yml,.zip,.template'

export async function chooseFile(app: App): Promise<void> {
  const input = document.createElement('input')
  input.type = 'file'
  input.accept = OPENABLE
  const chosen = new Promise<File | undefined>((resolve) => {
    input.onchange = () => resolve(input.files?.[0])
    input.oncancel = () => resolve(undefined)
  })
  input.click()
  const file = await chosen
  if (file) await openFile(app, file)
}

export async function openFile(app: App, file: File): Promise<void> {
  const opened = await app.files.open(file)
  if (opened.ok) return
  const language = app.preferences.getState().language
  notify({ tone: 'error', text: opened.error.map((said) => say(said, language)).join(' ') })
}
