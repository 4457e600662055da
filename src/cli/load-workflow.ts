// Reads FILE: our own document, or a SAM template with the code that lies beside it.
import { failure, type Result, success } from '#base'
import { formatSentence, readSamTemplate, samCodeFolders } from '#formats'
import { parseWorkflow, sentence, type Workflow } from '#workflow'
import { readFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { readCodeFolders } from './code-folders.ts'
import { addPackages } from './packages.ts'

export interface LoadedWorkflow {
  readonly workflow: Workflow
  /** What reading could not carry over, as sentences. */
  readonly notes: readonly string[]
}

type Loading = Result<LoadedWorkflow, string>

function loadDocument(file: string, text: string): Loading {
  const parsed = parseWorkflow(text)
  if (parsed.ok) return success({ workflow: parsed.value, notes: [] })
  const lines = parsed.error.map(
    ({ path, code, data }) => `${file}: ${path === '' ? '' : `${path}: `}${sentence(code, data, 'en')}\n`,
  )
  return failure(lines.join(''))
}

async function loadTemplate(file: string, text: string): Promise<Loading> {
  const say = (problems: readonly Parameters<typeof formatSentence>[0][]): string =>
    problems.map((problem) => `${file}: ${formatSentence(problem, 'en')}\n`).join('')
  const folders = samCodeFolders(text)
  if (!folders.ok) return failure(say(folders.error))
  const root = dirname(file)
  const code = await readCodeFolders(root, folders.value)
  if (!code.ok) return failure(`${file}: ${code.error}\n`)
  const name = basename(file).replace(/\.(ya?ml|json|template)$/, '')
  const read = readSamTemplate(text, code.value.files, { name })
  if (!read.ok) return failure(say(read.error))
  const { workflow, report } = read.value
  const notes = [
    ...code.value.notes,
    ...report.resources
      .filter(({ became }) => became === 'kept')
      .map(({ logicalId, type }) => `${logicalId} (${type}) is kept as it is: it is not emulated.`),
    ...report.notes.map((note) => formatSentence(note, 'en')),
  ]
  return success({ workflow: await addPackages(workflow, root), notes })
}

export async function loadWorkflow(file: string): Promise<Loading> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    return failure(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}\n`)
  }
  const isOurs = file.endsWith('.faaslab.json') || (file.endsWith('.json') && /"format"\s*:\s*"faaslab"/.test(text))
  return isOurs ? loadDocument(file, text) : loadTemplate(file, text)
}
