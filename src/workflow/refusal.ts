// What apply, canConnect, parse and the rules say when something is wrong: a stable code with data. The sentence is
// made by `sentence`, in the reader's language.
import type { Command } from './command.ts'
import type { EdgeId, NodeId } from './document.ts'
import type { SentenceCode } from './sentences/en.ts'

/** What the placeholders of a sentence stand for. */
export type SentenceData = Readonly<Record<string, string | number>>

/** Why an edit was not made. Nothing was changed. */
export interface Refusal {
  readonly code: SentenceCode
  readonly data: SentenceData
}

/** Why a text is no document of ours, and where: `path` is such as `nodes.n1.config.timeoutMs`, empty for the whole. */
export interface DocumentProblem extends Refusal {
  readonly path: string
}

export type Connection = { readonly ok: true } | ({ readonly ok: false } & Refusal)

export type Severity = 'error' | 'warning' | 'info'

/** What a rule found in a document that is well formed. */
export interface Problem extends Refusal {
  readonly severity: Severity
  readonly node?: NodeId
  readonly edge?: EdgeId
  /** Of the config of `node` or `edge`, or a file's path where the code is `function-…`. */
  readonly field?: string
  /** A command that repairs it and changes nothing else. */
  readonly fix?: Command
}
