// Packages that handlers import, found in the `node_modules` of a function's folder or above it, as Node finds them.
// Only those that are imported, and what they depend on, are read.
import { createWorkflowCompiler } from '#runtime'
import { codeOf, findNode, type Workflow } from '#workflow'
import type { Dirent } from 'node:fs'
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, posix, resolve } from 'node:path'

const CODE_ENDINGS = /\.(js|mjs|cjs|json)$/
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

async function readPackage(
  folder: string,
  at: string,
  files: Record<string, string>,
  size: { bytes: number },
): Promise<void> {
  const entries: Dirent[] = await readdir(folder, { withFileTypes: true })
  for (const entry of entries) {
    const [path, place] = [join(folder, entry.name), posix.join(at, entry.name)]
    if (entry.isDirectory()) {
      await readPackage(path, place, files, size)
    } else if (entry.isFile() && CODE_ENDINGS.test(entry.name)) {
      const text = await readFile(path, 'utf8')
      size.bytes += text.length
      if (size.bytes > MOST_BYTES)
        throw new Error(`The packages that handlers import have more than ${MOST_BYTES / 1024 / 1024} MB.`)
      files[place] = text
    }
  }
}

interface Wanted {
  readonly name: string
  /** The folder whose code imports it. */
  readonly from: string
  /** The function's folder in the document. */
  readonly codeUri: string
}

function importedPackages(workflow: Workflow, root: string): Wanted[] {
  return createWorkflowCompiler()
    .compile(workflow)
    .problems.flatMap(({ node, problem }) => {
      const code = codeOf(findNode(workflow, node))
      if (problem.code !== 'missing-package' || !code) return []
      const { codeUri } = code
      return [{ name: packageName(problem.args['specifier'] ?? ''), from: join(root, codeUri), codeUri }]
    })
}

function dependenciesOf(manifest: string | undefined): readonly string[] {
  if (manifest === undefined) return []
  try {
    const read: unknown = JSON.parse(manifest)
    const dependencies =
      typeof read === 'object' && read !== null && 'dependencies' in read ? read.dependencies : undefined
    return typeof dependencies === 'object' && dependencies !== null ? Object.keys(dependencies) : []
  } catch {
    return [] // a package without a readable manifest names no others
  }
}

/** The workflow with the packages that its handlers reach among its files; what isn't found fails where it is imported. */
export async function addPackages(workflow: Workflow, root: string): Promise<Workflow> {
  const files: Record<string, string> = {}
  const size = { bytes: 0 }
  const looked = new Set<string>()
  const wanted = importedPackages(workflow, root)
  for (let next = wanted.shift(); next; next = wanted.shift()) {
    const { name, from, codeUri } = next
    const place = posix.join(codeUri, 'node_modules', name)
    if (name === '' || looked.has(place)) continue
    looked.add(place)
    const folder = await findPackage(from, name)
    if (folder === undefined) continue
    await readPackage(folder, place, files, size)
    for (const dependency of dependenciesOf(files[posix.join(place, 'package.json')])) {
      const isWithin = Object.hasOwn(files, posix.join(place, 'node_modules', dependency, 'package.json'))
      if (!isWithin) wanted.push({ name: dependency, from: folder, codeUri })
    }
  }
  return Object.keys(files).length === 0 ? workflow : { ...workflow, files: { ...workflow.files, ...files } }
}
