// What TypeScript says of the handlers' code, told by the editor once it is open, shown beside the rules' problems.
import type { NodeId } from '#workflow'

export interface CodeProblem {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly path: string
  readonly line: number
  readonly node: NodeId
}

let problems: readonly CodeProblem[] = []
const listeners = new Set<() => void>()

export const codeProblems = (): readonly CodeProblem[] => problems

export const subscribeCodeProblems = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function setCodeProblems(next: readonly CodeProblem[]): void {
  problems = next
  for (const listener of listeners) listener()
}
