// What a format is to who offers it: a title, what it says of each kind, and how it is written and read.
import type { Result } from '#base'
import type { NodeKind } from '#nodes/models'
import type { Workflow } from '#workflow'
import type { FormatNote, ReadProblem } from './problem.ts'
import type { FormatSentenceCode } from './sentences/en.ts'

export interface WrittenProject {
  /** Texts by path. */
  readonly files: Readonly<Record<string, string>>
  /** The one of them to show as text. */
  readonly main: string
  readonly report: readonly FormatNote[]
}

/** What the build makes for exports; whoever writes a project loads it. */
export interface ExportParts {
  /** The text of the module that runs the policies of calls. */
  readonly resilience?: string
}

export interface ReadProject {
  readonly workflow: Workflow
  readonly notes: readonly FormatNote[]
}

export interface Format {
  readonly id: string
  readonly titleKey: FormatSentenceCode
  /** Why a kind is not written; undefined: it is. */
  readonly whyNot: (kind: NodeKind) => FormatSentenceCode | undefined
  readonly write: (workflow: Workflow, parts?: ExportParts) => WrittenProject
  /** Has it calls whose policies go along, if there is the module that runs them? */
  readonly wantsResilience: (workflow: Workflow) => boolean
  /** `files` is what lies beside the text. */
  readonly read: (
    text: string,
    files: Readonly<Record<string, string>>,
    name: string,
  ) => Result<ReadProject, readonly ReadProblem[]>
}
