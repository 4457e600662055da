// Which file changed a built-in that all code of a run shares: the run knows in whose environment the change was seen,
// and that may be another one's. Searched for in the texts, so it is a guess, and none where the code hides it.
import { keysInOrder } from '#base'
import type { NodeId, Workflow } from './document.ts'
import { findNode } from './graph.ts'
import { codeOf, filesBelow } from './handlers.ts'

export interface ChangingFile {
  readonly node: NodeId
  /** Among the document's files. */
  readonly file: string
}

/** `Array.prototype.last` → what a text that changes it has in it. */
function tracesOf(what: string): readonly string[] {
  const [, owner = '', prototype = '', key = ''] = /^(\w+)(\.prototype)?\.(.+)$/.exec(what) ?? []
  const name = /^Symbol\((?:Symbol\.)?(.*)\)$/.exec(key)?.[1] ?? key
  return [owner, prototype.slice(1), name].filter((trace) => trace !== '')
}

/** Own code before that of packages, the function in which it was seen before the others. */
export function changingFile(workflow: Workflow, seenIn: NodeId, what: string): ChangingFile | undefined {
  const traces = tracesOf(what)
  if (traces.length === 0) return undefined
  const others = keysInOrder(workflow.nodes).filter((id) => id !== seenIn)
  for (const ofPackages of [false, true])
    for (const node of [seenIn, ...others]) {
      const code = codeOf(findNode(workflow, node))
      if (!code) continue
      const file = filesBelow(workflow.files, code.codeUri).find((path) => {
        const text = workflow.files[path] ?? ''
        return path.includes('node_modules/') === ofPackages && traces.every((trace) => text.includes(trace))
      })
      if (file !== undefined) return { node, file }
    }
  return undefined
}
