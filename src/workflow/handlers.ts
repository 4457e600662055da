// Where a function's code is: the files below its codeUri, and the one its handler names.
import type { NodeId, Workflow } from './document.ts'
import { findNode } from './graph.ts'

/** In the order in which they are tried. */
export const HANDLER_ENDINGS = ['.ts', '.mts', '.cts', '.tsx', '.mjs', '.js', '.cjs', '.jsx'] as const

/** `work`, `./work/` → `work/`; the root → the empty text. */
export function folderPrefix(codeUri: string): string {
  const folder = codeUri.replace(/^(\.?\/)+/, '').replace(/\/+$/, '')
  return folder === '' || folder === '.' ? '' : `${folder}/`
}

export const filesBelow = (files: Workflow['files'], codeUri: string): readonly string[] => {
  const prefix = folderPrefix(codeUri)
  return Object.keys(files)
    .filter((path) => path.startsWith(prefix))
    .sort()
}

/** A function's files as its code sees them: paths below /var/task and their texts, in order. */
export function handlerFiles(workflow: Workflow, node: NodeId): Readonly<Record<string, string>> {
  const found = findNode(workflow, node)
  if (found?.kind !== 'function') return {}
  const skip = folderPrefix(found.config.codeUri).length
  return Object.fromEntries(
    filesBelow(workflow.files, found.config.codeUri).map((path) => [path.slice(skip), workflow.files[path] as string]),
  )
}

export interface HandlerName {
  /** Without its ending: `src/app`. */
  readonly module: string
  /** `handler`, or `a.b` of a nested one. */
  readonly exportName: string
}

/** `src/app.handler` as Lambda's Node.js runtime reads it: the last folder, then up to the first dot. Undefined when there is no dot. */
export function readHandlerName(handler: string): HandlerName | undefined {
  const slash = handler.lastIndexOf('/') + 1
  const dot = handler.indexOf('.', slash)
  if (dot <= slash || dot === handler.length - 1) return undefined
  return { module: handler.slice(0, dot).replace(/^\.\//, ''), exportName: handler.slice(dot + 1) }
}

export interface HandlerFile {
  /** In the document's files. */
  readonly path: string
  readonly exportName: string
}

/** The file that a function's handler names, if it is there. */
export function handlerFile(workflow: Workflow, node: NodeId): HandlerFile | undefined {
  const found = findNode(workflow, node)
  if (found?.kind !== 'function') return undefined
  const name = readHandlerName(found.config.handler)
  if (!name) return undefined
  const stem = folderPrefix(found.config.codeUri) + name.module
  const ending = HANDLER_ENDINGS.find((candidate) => Object.hasOwn(workflow.files, stem + candidate))
  return ending && { path: stem + ending, exportName: name.exportName }
}

export const isNodeRuntime = (runtime: string): boolean => /^nodejs[0-9]+\.x$/.test(runtime)

const TYPESCRIPT_HANDLER = `// Runs once per event. What is declared out here is kept between the events of one environment.
export const handler = async (event: unknown) => {
  console.log('event', JSON.stringify(event))
  return { ok: true }
}
`

const JAVASCRIPT_HANDLER = TYPESCRIPT_HANDLER.replace(': unknown', '')

/** What the file a new function starts with is called in its config. */
export const FIRST_HANDLER = 'index.handler'

/** The file a new function starts with. */
export const firstHandler = (
  language: 'typescript' | 'javascript',
): { readonly name: string; readonly text: string } =>
  language === 'typescript'
    ? { name: 'index.ts', text: TYPESCRIPT_HANDLER }
    : { name: 'index.mjs', text: JAVASCRIPT_HANDLER }
