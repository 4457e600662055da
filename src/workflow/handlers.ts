// Where the code of a node is: the files below its codeUri, and the one its handler names.
import type { NodeId, Workflow, WorkflowNode } from './document.ts'
import { findNode } from './graph.ts'

/** In the order in which they are tried. */
export const HANDLER_ENDINGS = ['.ts', '.mts', '.cts', '.tsx', '.mjs', '.js', '.cjs', '.jsx'] as const

export interface NodeCode {
  readonly codeUri: string
  readonly handler: string
}

/** Of a function, and of a service that answers from code of its own; undefined: it has none. */
export function codeOf(node: WorkflowNode | undefined): NodeCode | undefined {
  if (node?.kind === 'function') return node.config
  if (node?.kind !== 'service' || node.config.handler === undefined) return undefined
  return { codeUri: node.config.codeUri ?? '', handler: node.config.handler }
}

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

/** A node's files as its code sees them: paths below /var/task and their texts, in order. */
export function handlerFiles(workflow: Workflow, node: NodeId): Readonly<Record<string, string>> {
  const code = codeOf(findNode(workflow, node))
  if (!code) return {}
  const skip = folderPrefix(code.codeUri).length
  return Object.fromEntries(
    filesBelow(workflow.files, code.codeUri).map((path) => [path.slice(skip), workflow.files[path] as string]),
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

/** The file that a node's handler names, if it is there. */
export function handlerFile(workflow: Workflow, node: NodeId): HandlerFile | undefined {
  const code = codeOf(findNode(workflow, node))
  const name = code && readHandlerName(code.handler)
  if (!name) return undefined
  const stem = folderPrefix(code.codeUri) + name.module
  const ending = HANDLER_ENDINGS.find((candidate) => Object.hasOwn(workflow.files, stem + candidate))
  return ending && { path: stem + ending, exportName: name.exportName }
}

export const isNodeRuntime = (runtime: string): boolean => /^nodejs[0-9]+\.x$/.test(runtime)

/** What a service answers first, once it answers from code. */
export const FIRST_ANSWER = `interface Request {
  method: string
  url: string
  path: string
  headers: Record<string, string>
  body: string
}

// Runs once per request, one after the other. What is declared out here is kept between them.
export const handler = async (request: Request) => {
  console.log(request.method, request.path)
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ ok: true }) }
}
`
