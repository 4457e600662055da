// Opens other people's projects: a template alone, a zip, a folder. Loaded when one is opened.
import { type FoundTemplate, findTemplate, formatSentence, formats, type ReadProblem, unzipFiles } from '#formats'
import { say } from '#stores'
import { fillText, notify } from '#ui/kit'
import { MAXIMUM_BYTES } from '#workflow'
import type { App } from './app-context.tsx'
import { dialogTexts } from './dialogs/texts.ts'

const MEGABYTE = 1024 * 1024
/** Of what is chosen; what it inflates to has a bound of its own. */
const MAXIMUM_CHOSEN_BYTES = 20 * MEGABYTE
/** Built or downloaded: never part of a project's own text. */
const LEFT_OUT = /(^|\/)(node_modules|\.git|\.aws-sam|dist|coverage)\//
const OURS = /\.faaslab\.json$/

type Files = Readonly<Record<string, string>>

function tell(app: App, key: keyof typeof dialogTexts.en, data: Readonly<Record<string, string | number>>): void {
  notify({ tone: 'error', text: fillText(dialogTexts[app.preferences.getState().language][key], data) })
}

const shortLanguage = (app: App): 'en' | 'zh' => (app.preferences.getState().language === 'zh-CN' ? 'zh' : 'en')

function tellProblems(app: App, problems: readonly ReadProblem[]): void {
  const text = problems
    .slice(0, 3)
    .map((problem) => formatSentence(problem, shortLanguage(app)))
    .join(' ')
  notify({ tone: 'error', text })
}

const megabytes = (bytes: number): number => Math.ceil(bytes / MEGABYTE)

export async function openProject(app: App, file: File): Promise<void> {
  if (file.size > MAXIMUM_CHOSEN_BYTES) {
    tell(app, 'tooLarge', { name: file.name, size: megabytes(file.size), maximum: megabytes(MAXIMUM_CHOSEN_BYTES) })
    return
  }
  if (!file.name.endsWith('.zip')) {
    await openTexts(app, { [file.name]: await file.text() }, file.name)
    return
  }
  const unzipped = unzipFiles(new Uint8Array(await file.arrayBuffer()))
  if (unzipped.ok) await openTexts(app, unzipped.value, file.name)
  else tellProblems(app, [unzipped.error])
}

export async function openFolder(app: App, chosen: readonly File[]): Promise<void> {
  const name = chosen[0]?.webkitRelativePath.split('/')[0] ?? ''
  const files = chosen.filter((file) => !LEFT_OUT.test(file.webkitRelativePath))
  const size = files.reduce((sum, file) => sum + file.size, 0)
  if (size > MAXIMUM_CHOSEN_BYTES) {
    tell(app, 'tooLarge', { name, size: megabytes(size), maximum: megabytes(MAXIMUM_CHOSEN_BYTES) })
    return
  }
  const texts = await Promise.all(
    files.map(async (file) => [file.webkitRelativePath.slice(name.length + 1), await file.text()] as const),
  )
  await openTexts(app, Object.fromEntries(texts), name)
}

async function openTexts(app: App, files: Files, name: string): Promise<void> {
  const stem = name.replace(/\.[^.]+$/, '')
  const own = Object.keys(files).find((path) => OURS.test(path))
  const template = own === undefined ? templateOf(files, name) : undefined
  const format = formats.find(({ id }) => id === (own === undefined ? 'sam' : 'faaslab'))
  const text = own === undefined ? template?.text : files[own]
  if (!format || text === undefined) {
    tell(app, 'noTemplate', { name })
    return
  }
  if (text.length > MAXIMUM_BYTES) {
    tell(app, 'tooLarge', { name, size: megabytes(text.length), maximum: megabytes(MAXIMUM_BYTES) })
    return
  }
  const read = format.read(text, template?.files ?? {}, stem)
  if (!read.ok) {
    tellProblems(app, read.error)
    return
  }
  const opened = await app.storage.openNew(read.value.workflow)
  if (!opened.ok) {
    notify({ tone: 'error', text: say(opened.error, app.preferences.getState().language) })
    return
  }
  app.view.show({ importNotes: read.value.notes, dialog: own === undefined ? 'imported' : undefined })
}

/** A single chosen file is the template, whatever its name. */
function templateOf(files: Files, name: string): Pick<FoundTemplate, 'text' | 'files'> | undefined {
  const alone = Object.keys(files).length === 1 ? files[name] : undefined
  return alone === undefined ? findTemplate(files) : { text: alone, files: {} }
}
