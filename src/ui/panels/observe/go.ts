// From a panel to other places of the page.
import type { RunDescription } from '#trace'
import { handlerFile } from '#workflow'
import type { App } from '../../shell/app-context.tsx'

/** Selects the node on the canvas; the run may know nodes that the document has lost since. */
export function showNode(app: App, run: RunDescription, node: number): void {
  const id = run.nodes[node]?.id
  if (id !== undefined) app.selection.select({ nodes: [id] })
}

export const isFunction = (run: RunDescription, node: number): boolean => run.nodes[node]?.kind === 'function'

/** Opens the file with the function's handler. */
export function showCode(app: App, run: RunDescription, node: number): void {
  const id = run.nodes[node]?.id
  if (id === undefined) return
  app.selection.select({ nodes: [id] })
  app.preferences.setPanel('inspector', { collapsed: false })
  const file = handlerFile(app.document.getState().workflow, id)
  app.view.show({
    inspector: 'code',
    ...(file ? { codePlace: { path: file.path, line: 1, at: performance.now() } } : {}),
  })
}

export function showTrace(app: App, trace: number): void {
  app.preferences.setPanel('dock', { collapsed: false })
  app.view.show({ dock: 'traces', trace })
}
