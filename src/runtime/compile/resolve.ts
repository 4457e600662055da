// From a specifier to what it means, as Node and the bundlers for Lambda resolve it, over files held in memory.
import { builtinName, BUILTIN_MODULES, isNodeModule, isProvided, PROVIDED_PACKAGES } from './available-modules.ts'
import type { SourceProblemCode } from './problem.ts'

export type ResolvedTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'provided'; readonly name: string }
  | {
      /** Importing it fails when the module runs, with this code and message. */
      readonly kind: 'missing'
      readonly errorCode: string
      readonly message: string
      readonly problem: SourceProblemCode
      readonly args: Readonly<Record<string, string>>
    }

/** The key of a dependency: a package may answer `import` and `require` with different files. */
export const dependencyKey = (kind: ImportKind, specifier: string): string => `${kind}:${specifier}`

export type Files = Readonly<Record<string, string>>
export type ImportKind = 'import' | 'require'

const EXTENSIONS = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json']
/** TypeScript's sources are imported under the name of what they become. */
const SOURCE_OF: Readonly<Record<string, string>> = { '.js': '.ts', '.mjs': '.mts', '.cjs': '.cts' }

const has = (files: Files, path: string): boolean => Object.hasOwn(files, path)

export const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')))

/** Undefined where the path leaves /var/task. */
const join = (folder: string, relative: string): string | undefined => {
  const parts = folder === '' ? [] : folder.split('/')
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue
    if (part !== '..') parts.push(part)
    else if (parts.pop() === undefined) return undefined
  }
  return parts.join('/')
}

const readJson = (files: Files, path: string): Readonly<Record<string, unknown>> | undefined => {
  const text = has(files, path) ? files[path] : undefined
  if (text === undefined) return undefined
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
  } catch {
    return undefined
  }
}

const asFile = (files: Files, path: string): string | undefined => {
  if (has(files, path)) return path
  const dot = path.lastIndexOf('.')
  const source = dot < 0 ? undefined : SOURCE_OF[path.slice(dot)]
  if (source !== undefined && has(files, path.slice(0, dot) + source)) return path.slice(0, dot) + source
  for (const extension of EXTENSIONS) if (has(files, path + extension)) return path + extension
  return undefined
}

const inFolder = (path: string, name: string): string => (path === '' ? name : `${path}/${name}`)

const asFolder = (files: Files, path: string): string | undefined => {
  const { main } = readJson(files, inFolder(path, 'package.json')) ?? {}
  if (typeof main === 'string') {
    const target = join(path, main)
    const found = target === undefined ? undefined : (asFile(files, target) ?? asFile(files, inFolder(target, 'index')))
    if (found !== undefined) return found
  }
  return asFile(files, inFolder(path, 'index'))
}

/** Conditions of `exports` and `imports`, the first that holds wins; null closes the door. */
const pickCondition = (target: unknown, kind: ImportKind): string | null | undefined => {
  if (target === null || typeof target === 'string') return target
  if (Array.isArray(target)) {
    for (const item of target) {
      const picked = pickCondition(item, kind)
      if (typeof picked === 'string') return picked
    }
    return undefined
  }
  if (typeof target !== 'object') return undefined
  for (const [condition, value] of Object.entries(target ?? {})) {
    if (condition !== kind && condition !== 'node' && condition !== 'default') continue
    const picked = pickCondition(value, kind)
    if (picked !== undefined) return picked
  }
  return undefined
}

const matchEntry = (entries: object, wanted: string, kind: ImportKind): string | null | undefined => {
  const exact = Object.entries(entries).find(([key]) => key === wanted && !key.includes('*'))
  if (exact !== undefined) return pickCondition(exact[1], kind)
  const patterns = Object.entries(entries)
    .filter(([key]) => key.split('*').length === 2)
    .sort(([a], [b]) => b.indexOf('*') - a.indexOf('*') || b.length - a.length)
  for (const [key, value] of patterns) {
    const [head = '', tail = ''] = key.split('*')
    if (wanted.length < head.length + tail.length || !wanted.startsWith(head) || !wanted.endsWith(tail)) continue
    const picked = pickCondition(value, kind)
    return typeof picked === 'string'
      ? picked.replaceAll('*', wanted.slice(head.length, wanted.length - tail.length))
      : picked
  }
  return undefined
}

const exportsOf = (exported: unknown): object => {
  const isMap =
    typeof exported === 'object' &&
    exported !== null &&
    !Array.isArray(exported) &&
    Object.keys(exported).every((key) => key.startsWith('.'))
  return isMap ? exported : { '.': exported }
}

const inPackage = (files: Files, root: string, subpath: string, kind: ImportKind): string | undefined => {
  const manifest = readJson(files, `${root}/package.json`)
  if (manifest?.exports !== undefined && manifest.exports !== null) {
    const target = matchEntry(exportsOf(manifest.exports), subpath, kind)
    if (typeof target !== 'string' || !target.startsWith('./')) return undefined
    const path = join(root, target)
    return path !== undefined && has(files, path) ? path : undefined
  }
  if (subpath === '.') return asFolder(files, root)
  const path = join(root, subpath)
  return path === undefined ? undefined : (asFile(files, path) ?? asFolder(files, path))
}

const splitPackage = (specifier: string): { name: string; subpath: string } => {
  const parts = specifier.split('/')
  const length = specifier.startsWith('@') ? 2 : 1
  return { name: parts.slice(0, length).join('/'), subpath: ['.', ...parts.slice(length)].join('/') }
}

const missing = (
  kind: ImportKind,
  importer: string,
  specifier: string,
  what: 'module' | 'package',
  path: string,
): ResolvedTarget => ({
  kind: 'missing',
  errorCode: kind === 'require' ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND',
  message:
    kind === 'require'
      ? `Cannot find module '${specifier}'\nRequire stack:\n- /var/task/${importer}`
      : `Cannot find ${what} '${what === 'module' ? `/var/task/${path}` : path}' imported from /var/task/${importer}`,
  problem: what === 'module' ? 'missing-module' : 'missing-package',
  args: { specifier, importer },
})

const unavailable = (problem: SourceProblemCode, specifier: string, available: readonly string[]): ResolvedTarget => ({
  kind: 'missing',
  errorCode: 'ERR_UNAVAILABLE_MODULE',
  message: `The module "${specifier}" is not available here. Available: ${available.join(', ')}.`,
  problem,
  args: { specifier, available: available.join(', ') },
})

/** The nearest package.json's folder. */
const packageRoot = (files: Files, folder: string): string | undefined => {
  for (let at = folder; ; at = folderOf(at)) {
    if (has(files, inFolder(at, 'package.json'))) return at
    if (at === '') return undefined
  }
}

export const resolveSpecifier = (
  files: Files,
  importer: string,
  specifier: string,
  kind: ImportKind,
): ResolvedTarget => {
  const folder = folderOf(importer)
  if (/^\.{0,2}\/|^\.{1,2}$/.test(specifier)) {
    const isAbsolute = specifier.startsWith('/')
    const task = '/var/task/'
    if (isAbsolute && !specifier.startsWith(task)) return missing(kind, importer, specifier, 'module', specifier)
    const path = isAbsolute ? join('', specifier.slice(task.length)) : join(folder, specifier)
    const onlyFolder = /(^|\/)\.{0,2}$/.test(specifier)
    const found =
      path === undefined ? undefined : ((onlyFolder ? undefined : asFile(files, path)) ?? asFolder(files, path))
    return found === undefined
      ? missing(kind, importer, specifier, 'module', path ?? specifier)
      : { kind: 'file', path: found }
  }
  if (specifier.startsWith('#')) {
    const root = packageRoot(files, folder)
    const manifest = root === undefined ? undefined : readJson(files, inFolder(root, 'package.json'))
    const entries = manifest?.imports
    const target = typeof entries === 'object' && entries !== null ? matchEntry(entries, specifier, kind) : undefined
    if (typeof target !== 'string') return missing(kind, importer, specifier, 'package', specifier)
    if (!target.startsWith('./')) return resolveSpecifier(files, importer, target, kind)
    const path = join(root ?? '', target)
    return path !== undefined && has(files, path)
      ? { kind: 'file', path }
      : missing(kind, importer, specifier, 'module', path ?? target)
  }
  const builtin = builtinName(specifier)
  if (builtin !== undefined) return { kind: 'builtin', name: builtin }
  if (specifier.startsWith('node:')) return unavailable('unavailable-module', specifier, BUILTIN_MODULES)
  if (isProvided(specifier)) return { kind: 'provided', name: specifier }
  const { name, subpath } = splitPackage(specifier)
  for (let at = folder; ; at = folderOf(at)) {
    const root = inFolder(at, `node_modules/${name}`)
    if (has(files, `${root}/package.json`) || asFolder(files, root) !== undefined) {
      const path = inPackage(files, root, subpath, kind)
      return path === undefined
        ? missing(kind, importer, specifier, 'module', `${root}/${subpath}`)
        : { kind: 'file', path }
    }
    const single = asFile(files, root)
    if (single !== undefined && subpath === '.') return { kind: 'file', path: single }
    if (at === '') break
  }
  if (isNodeModule(specifier)) return unavailable('unavailable-module', specifier, BUILTIN_MODULES)
  if (name.startsWith('@aws-sdk/')) return unavailable('unavailable-package', specifier, PROVIDED_PACKAGES)
  return missing(kind, importer, specifier, 'package', name)
}
