// Asks the browser for a file or a folder, or takes a dropped one, and opens it as a new document.
import { say } from '#stores'
import { notify } from '#ui/kit'
import type { App } from './app-context.tsx'

const OPENABLE = '.json,.yaml,.yml,.template,.zip'

/** A template may be JSON, too: what its first lines say tells it from a workflow. */
const TEMPLATE = /"(AWSTemplateFormatVersion|Resources|Transform)"\s*:/
const PEEK_BYTES = 4096

/** Empty where nobody chose. */
export function ask(accept: string, folder: boolean): Promise<readonly File[]> {
  const input = document.createElement('input')
  input.type = 'file'
  if (folder) input.webkitdirectory = true
  else input.accept = accept
  const chosen = new Promise<readonly File[]>((resolve) => {
    input.onchange = () => resolve([...(input.files ?? [])])
    input.oncancel = () => resolve([])
  })
  input.click()
  return chosen
}

export async function chooseFile(app: App): Promise<void> {
  const [file] = await ask(OPENABLE, false)
  if (file) await openFile(app, file)
}

export async function chooseFolder(app: App): Promise<void> {
  const files = await ask('', true)
  if (files.length === 0) return
  const { openFolder } = await import('./open-project.ts')
  await openFolder(app, files)
}

export async function openFile(app: App, file: File): Promise<void> {
  if (!file.name.endsWith('.json') || TEMPLATE.test(await file.slice(0, PEEK_BYTES).text())) {
    const { openProject } = await import('./open-project.ts')
    await openProject(app, file)
    return
  }
  const opened = await app.files.open(file)
  if (opened.ok) return
  const language = app.preferences.getState().language
  notify({ tone: 'error', text: opened.error.map((said) => say(said, language)).join(' ') })
}
