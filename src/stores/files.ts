// A workflow as a `.faaslab.json` file: opened from a chosen or dropped file, downloaded.
import { failure, type Result, success } from '#base'
import { MAXIMUM_BYTES, parseWorkflow, serializeWorkflow, type Workflow } from '#workflow'
import type { DownloadFile, IncomingFile } from './platform.ts'
import type { Said } from './said.ts'

const ENDING = '.faaslab.json'
/** Names longer than this are cut: file systems take 255 bytes. */
const LONGEST_STEM = 60

export interface Files {
  /** Opens it as a new document, inert until its code is allowed. On failure nothing changed; each sentence has its place. */
  open(file: IncomingFile): Promise<Result<void, readonly Said[]>>
  /** Downloads the open document. */
  save(): void
}

/** Any name becomes one that every file system takes. */
export function fileNameOf(name: string, ending = ENDING): string {
  const plain = name
    .replace(/[^\p{L}\p{N}._ -]+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/g, '')
    .replace(/ +/g, ' ')
  return `${[...plain].slice(0, LONGEST_STEM).join('').trim() || 'workflow'}${ending}`
}

export const workflowFile = (workflow: Workflow): DownloadFile => ({
  name: fileNameOf(workflow.name),
  text: serializeWorkflow(workflow),
  type: 'application/json',
})

/** Size before text, text before JSON, JSON before document. */
async function readWorkflowFile(file: IncomingFile): Promise<Result<Workflow, readonly Said[]>> {
  if (file.size > MAXIMUM_BYTES)
    return failure([{ code: 'file-too-large', data: { file: file.name, bytes: file.size, maximum: MAXIMUM_BYTES } }])
  const text = await readText(file)
  return text.ok ? parseWorkflow(text.value) : text
}

async function readText(file: IncomingFile): Promise<Result<string, readonly Said[]>> {
  try {
    return success(await file.text())
  } catch (error) {
    const reason = error instanceof Error ? error.name : String(error)
    return failure([{ code: 'file-unreadable', data: { file: file.name, reason } }])
  }
}

export interface FilesOptions {
  readonly workflow: () => Workflow
  readonly openNew: (workflow: Workflow) => Promise<Result<void, Said>>
  readonly download: (file: DownloadFile) => void
}

export const createFiles = ({ workflow, openNew, download }: FilesOptions): Files => ({
  async open(file) {
    const read = await readWorkflowFile(file)
    if (!read.ok) return read
    const opened = await openNew(read.value)
    return opened.ok ? opened : failure([opened.error])
  },
  save: () => download(workflowFile(workflow())),
})
