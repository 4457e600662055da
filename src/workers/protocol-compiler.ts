// What the page asks the compiler, a worker of our own: the whole text of a sealed realm for a workflow.
import type { NodeId, Workflow } from '#workflow'
import type { RunCode } from './protocol-code.ts'

/** What is wrong with a handler, told before it runs; the run goes on without it. */
export interface CodeProblem {
  readonly node: NodeId
  /** Path below the function's folder. */
  readonly file: string
  readonly line: number
  readonly column: number
  /** A stable code, the values its sentence names, and the sentence in English. */
  readonly code: string
  readonly args: Readonly<Record<string, string>>
  readonly message: string
}

export interface RealmText {
  readonly text: string
  readonly code: RunCode
  readonly problems: readonly CodeProblem[]
}

export interface Compiler {
  /** Fetches what it needs of the app's own scripts once. */
  compile(workflow: Workflow): Promise<RealmText>
}
