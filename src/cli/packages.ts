// Packages that handlers import, found in the `node_modules` of a function's folder or above it, as Node finds them.
// Only those that are really imported are read.
import { createWorkflowCompiler } from '#runtime'
import { findNode, type Workflow } from '#workflow'
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, posix, resolve } from 'node:path'

const CODE_ENDINGS = /\.(js|mjs|cjs|json)$/
/** Rounds of finding what a package itself imports. */
const MOST_ROUNDS = 30
const MOST_BYTES = 64 * 1024 * 1024

const packageName = (specifier: string): string =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

async function findPackage(from: string, name: string): Promise<string | undefined> {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name)
    const found = await stat(candidate).catch(() => undefined)
    if (found?.isDirectory()) return candidate
    if (dirname(folder) === folder) return undefined
  }
}

async function readPackage(folder: string, at: string, files: Record<string, string>, size: { bytes: number }): Promise<void> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true })
  for (const entry of entries) {
    const [path, place] = [join(folder, entry.name), posix.join(at, entry.name)]
    if (entry.isDirectory()) {
      await readPackage(path, place, files, size)
    } else if (entry.isFile() && CODE_ENDINGS.test(entry.name)) {
      const text = await readFile(path, 'utf8')
      size.bytes += text.length
      if (size.bytes > MOST_BYTES) throw new Error(`The packages that handlers import have more than ${MOST_BYTES / 1024 / 1024} MB.`)
      files[place] = text
    }
  }
}

/** The workflow with the packages that its handlers reach among its files; what isn't found fails where it is imported. */
export async function addPackages(workflow: Workflow, root: string): Promise<Workflow> {
  const compiler = createWorkflowCompiler()
  const size = { bytes: 0 }
  const looked = new Set<string>()
  let current = workflow
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const files: Record<string, string> = {}
    for (const { node, problem } of compiler.compile(current).problems) {
      const found = findNode(current, node)
      if (problem.code !== 'missing-package' || found?.kind !== 'function') continue
      const name = packageName(problem.args['specifier'] ?? problem.args['name'] ?? '')
      const place = posix.join(found.config.codeUri, 'node_modules', name)
      if (name === '' || looked.has(place)) continue
      looked.add(place)
      const folder = await findPackage(join(root, found.config.codeUri), name)
      if (folder) await readPackage(folder, place, files, size)
    }
    if (Object.keys(files).length === 0) return current
    current = { ...current, files: { ...current.files, ...files } }
  }
  return current
}
