// Things a person should see once, noted once by each environment however often they happen in it. Not once in a run:
// which environment comes first is no question that every way of waiting answers alike.
import type { Json } from '#base'
import type { NotedCode } from '#workflow'
import type { EnvironmentCore } from './environment-core.ts'

export interface ProblemNotes {
  note(code: NotedCode, detail: Readonly<Record<string, Json>>): void
}

export function createProblemNotes(core: EnvironmentCore): ProblemNotes {
  const said = new Set<string>()
  return {
    note(code, detail) {
      const text = JSON.stringify(detail)
      const key = `${code} ${text}`
      if (said.has(key)) return
      said.add(key)
      core.fact({ type: 'problem-noted', code, detail: text })
    },
  }
}
