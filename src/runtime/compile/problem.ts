// What the compiler has to say about a source: where, a stable code, and the values of the sentence, so that the
// page can say it in the reader's language. `message` is the English sentence.
export type SourceProblemCode =
  | 'syntax'
  | 'decorator'
  | 'accessor'
  | 'using'
  | 'jsx'
  | 'file-kind'
  | 'namespace'
  | 'top-level-return'
  | 'line-separator'
  | 'reserved-name'
  | 'unknown-letters'
  | 'regular-expression'
  | 'too-deep'
  | 'too-large'
  | 'json'
  | 'missing-export'
  | 'missing-module'
  | 'missing-package'
  | 'unavailable-module'
  | 'unavailable-package'
  | 'handler-malformed'
  | 'handler-file-missing'
  | 'handler-not-exported'

export interface SourceProblem {
  /** Path relative to /var/task. */
  readonly file: string
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 code units. */
  readonly column: number
  readonly code: SourceProblemCode
  readonly message: string
  /** What the sentence names. */
  readonly args: Readonly<Record<string, string>>
}
