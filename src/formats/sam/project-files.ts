// The files of an exported project beside its template: the handlers as they are, and what building them needs.
import { keysInOrder } from '#base'
import { handlerFiles, type NodeEntry, nodesOfKind, type Workflow } from '#workflow'
import { folderOf } from './paths.ts'
import { slugOf } from './read-functions.ts'

export const TEMPLATE_FILE = 'template.yaml'

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]{1,214})\1/g
const ESM = /^\s*(?:import\b(?!\s*\()|export\b)/m
const PACKAGE = /^(?:@[a-z0-9~][\w.~-]*\/)?[a-z0-9~][\w.~-]*/i

/** Node's own, with and without `node:`. */
const BUILT_IN = new Set(
  'assert async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns domain events fs http http2 https inspector module net os path perf_hooks process punycode querystring readline repl stream string_decoder timers tls trace_events tty url util v8 vm wasi worker_threads zlib'.split(
    ' ',
  ),
)

/** Packages that the texts import. */
export function importedPackages(texts: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const text of texts) {
    for (const [, , specifier] of text.matchAll(IMPORT)) {
      const name = PACKAGE.exec(specifier as string)?.[0]
      if (name !== undefined && !(specifier as string).startsWith('node:') && !BUILT_IN.has(name)) found.add(name)
    }
  }
  return [...found].sort()
}

interface ProjectFile {
  readonly path: string
  readonly text: string
}

/** A function's package.json, where it imports packages, is built, or has `.js` files that are modules. */
function packageFile(workflow: Workflow, { id, node }: NodeEntry<'function'>): ProjectFile | undefined {
  const files = handlerFiles(workflow, id)
  const code = keysInOrder(files).filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !path.includes('node_modules/'))
  if (code.length === 0 || Object.hasOwn(files, 'package.json')) return undefined
  const packages = importedPackages(code.map((path) => files[path] as string))
  const isTypeScript = code.some((path) => /\.[cm]?tsx?$/.test(path))
  const isModule = code.some((path) => path.endsWith('.js') && ESM.test(files[path] as string))
  if (packages.length === 0 && !isTypeScript && !isModule) return undefined
  const dependencies = Object.fromEntries(packages.map((name) => [name, name.startsWith('@aws-sdk/') ? '^3.0.0' : '*']))
  const content = {
    name: slugOf(node.name),
    private: true,
    ...(isModule && { type: 'module' }),
    ...(packages.length > 0 && { dependencies }),
    ...(isTypeScript && { devDependencies: { esbuild: '>=0.25' } }),
  }
  const folder = folderOf(node.config.codeUri)
  return {
    path: folder === '' ? 'package.json' : `${folder}/package.json`,
    text: `${JSON.stringify(content, null, 2)}\n`,
  }
}

const README = 'README.md'

/** What the entries around handlers are, where there are any. */
const WRAPPERS = `
The folders called faaslab hold the policies drawn on calls: resilience.mjs runs them, <Function>.policies.mjs puts them
around fetch and the AWS SDK’s clients, <Function>.mjs loads that and then your handler, and \`Handler\` names it. Your code
is as it was. Importing leaves them out again.
`

const readme = (name: string, isWrapped: boolean): string => `# ${name.replace(/[\r\n]+/g, ' ')}

Exported from Faaslab as an AWS SAM project.

    sam build
    sam deploy --guided

What AWS has no word for (traffic, services outside, policies on calls, places on the canvas) stands in
\`Metadata: Faaslab:\` of \`${TEMPLATE_FILE}\`: import this folder or its zip into Faaslab and it is the same document again.
${isWrapped ? WRAPPERS : ''}`

export interface Project {
  readonly files: Readonly<Record<string, string>>
  /** Those of them that are not the document's. */
  readonly generated: readonly string[]
}

/** `wrappers`: paths of the entries around handlers. */
export function projectFiles(workflow: Workflow, wrappers: readonly string[] = []): Project {
  const files: Record<string, string> = {}
  const generated: string[] = []
  for (const path of keysInOrder(workflow.files))
    if (path !== TEMPLATE_FILE) files[path] = workflow.files[path] as string
  const taken = new Set(keysInOrder(files).map((path) => path.toLowerCase()))
  const add = (file: ProjectFile | undefined): void => {
    if (!file || taken.has(file.path.toLowerCase())) return
    taken.add(file.path.toLowerCase())
    files[file.path] = file.text
    generated.push(file.path)
  }
  for (const entry of nodesOfKind(workflow, 'function')) add(packageFile(workflow, entry))
  if (Object.keys(files).some((path) => path.startsWith(`${README}/`))) return { files, generated }
  add({ path: README, text: readme(workflow.name, wrappers.length > 0) })
  return { files, generated }
}

export interface FoundTemplate {
  readonly path: string
  readonly text: string
  /** What lies beside and below it, by path from there. */
  readonly files: Readonly<Record<string, string>>
}

const TEMPLATE_NAME = /(?:^|\/)(?:template|sam|serverless|cloudformation)\.(?:ya?ml|json|template)$/i
const isTemplate = (path: string, text: string): boolean =>
  TEMPLATE_NAME.test(path) || (/\.(?:ya?ml|template)$/.test(path) && /^Resources:/m.test(text))

const depth = (path: string): number => path.split('/').length

/** The template among a project's files: the highest one, `template.yaml` before others. */
export function findTemplate(files: Readonly<Record<string, string>>): FoundTemplate | undefined {
  const isNamed = (path: string): number => (path.endsWith(TEMPLATE_FILE) ? 0 : 1)
  const [path] = keysInOrder(files)
    .filter((candidate) => isTemplate(candidate, files[candidate] as string))
    .sort((a, b) => depth(a) - depth(b) || isNamed(a) - isNamed(b))
  if (path === undefined) return undefined
  const folder = path.slice(0, path.lastIndexOf('/') + 1)
  const beside = Object.entries(files).flatMap(([name, text]): [string, string][] =>
    name.startsWith(folder) && name !== path ? [[name.slice(folder.length), text]] : [],
  )
  return { path, text: files[path] as string, files: Object.fromEntries(beside) }
}
