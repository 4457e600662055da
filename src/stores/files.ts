// A workflow as a `.faaslab.json` file: opened from a chosen or dropped file, downloaded.
import type { Result } from '#base'
import type { Workflow } from '#workflow'
import type { DownloadFile, IncomingFile } from './platform.ts'
import type { Said } from './said.ts'

export interface Files {
  /** Opens it as a new document, inert until its code is allowed. On failure nothing changed; each sentence has its place. */
  open(file: IncomingFile): Promise<Result<void, readonly Said[]>>
  /** Downloads the open document. */
  save(): void
  asFile(workflow: Workflow): DownloadFile
}
