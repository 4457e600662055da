// Whether the code of the open document may run. Consent belongs to the content of the code: own edits keep it, code
// that came from a file, an import or a paste needs the user's word first, once per content.
import type { Workflow } from '#workflow'
import type { Readable } from './readable.ts'

export interface ConsentState {
  /** Nothing of the document may run while this is false. */
  readonly allowed: boolean
  /** The files that nobody allowed yet, in order of their paths. */
  readonly asked: readonly string[]
}

export interface ConsentStore extends Readable<ConsentState> {
  /** The user allows the code of the open document, as it is now. */
  allow(): void
  /** Makes this content known as harmless: what ships with the app, what this user copied. */
  trust(files: Workflow['files']): void
  isTrusted(files: Workflow['files']): boolean
}
