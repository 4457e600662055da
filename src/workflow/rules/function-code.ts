// A function needs a file, and in it the export that its handler names; so does a service that answers from code. Exports are found in the text: a doubtful one
// counts as there, since the compiler has the last word.
import { entriesInOrder } from '#base'
import type { Workflow } from '../document.ts'
import { codeOf, filesBelow, handlerFile, isNodeRuntime, readHandlerName } from '../handlers.ts'
import type { Problem } from '../refusal.ts'

/** How much of the text after `export` is looked at, and how often: hostile text must cost no more than honest text. */
const WINDOW = 2000
const MOST_EXPORTS = 5000

function mayExport(text: string, exportName: string): boolean {
  const name = (exportName.split('.')[0] as string).replaceAll('$', '\\$&')
  if (!/^[\w\\$]+$/.test(name)) return true
  const whole = new RegExp(`(?<![\\w$])${name}(?![\\w$])`)
  const declared = new RegExp(
    `^export\\s{1,50}(?:async\\s{1,50})?(?:const|let|var|function|class)\\s{0,50}\\*?\\s{0,50}${name}(?![\\w$])`,
  )
  const declaredLater = new RegExp(`^export\\s{1,50}(?:const|let|var)\\s[^;]*,\\s{0,50}${name}\\s{0,50}[=:]`)
  const commonJs = new RegExp(`^exports\\s{0,50}(?:\\.\\s{0,50}${name}(?![\\w$])|[[=,])`)
  const list = /^export\s{0,50}(?:(?:const|let|var)\s{0,50})?\{([^}]*)(\})?/
  let seen = 0
  for (const { index } of text.matchAll(/\bexports?\b/g)) {
    seen += 1
    if (seen > MOST_EXPORTS) return true
    const after = text.slice(index, index + WINDOW)
    if (/^export\s{0,50}\*/.test(after) || declared.test(after) || declaredLater.test(after) || commonJs.test(after))
      return true
    const listed = list.exec(after)
    if (listed && (listed[2] === undefined || whole.test(listed[1] as string))) return true
    if (name === 'default' && /^export\s{1,50}default\b/.test(after)) return true
  }
  return false
}

export function functionCode(workflow: Workflow): Problem[] {
  return entriesInOrder(workflow.nodes).flatMap(([id, node]): Problem[] => {
    const code = codeOf(node)
    if (!code) return []
    const { codeUri, handler } = code
    const runtime = node.kind === 'function' ? node.config.runtime : ''
    const data = { function: node.name, runtime, handler, folder: codeUri === '' ? '/' : codeUri }
    if (node.kind === 'function' && !isNodeRuntime(runtime))
      return [{ code: 'function-runtime-not-here', severity: 'warning', node: id, field: 'runtime', data }]
    const name = readHandlerName(handler)
    if (!name) return [{ code: 'function-handler-unreadable', severity: 'error', node: id, field: 'handler', data }]
    if (filesBelow(workflow.files, codeUri).length === 0)
      return [{ code: 'function-no-code', severity: 'error', node: id, field: 'codeUri', data }]
    const file = handlerFile(workflow, id)
    if (!file)
      return [
        {
          code: 'function-no-module',
          severity: 'error',
          node: id,
          field: 'handler',
          data: { ...data, module: name.module },
        },
      ]
    if (mayExport(workflow.files[file.path] ?? '', name.exportName)) return []
    return [
      {
        // It runs all the same: its environments fail at init, as on Lambda.
        code: 'function-no-export',
        severity: 'warning',
        node: id,
        field: 'handler',
        data: { ...data, file: file.path, export: name.exportName },
      },
    ]
  })
}
