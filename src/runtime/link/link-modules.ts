// The modules of one environment: evaluated once, in the order of their imports, cycles seeing what is there so far.
// It runs in the realm of user code and uses the language only. Modules without top-level await run synchronously, so
// that `require` reaches them as in Node 22; the others are waited for.
import { builtinName, isProvided } from '../compile/available-modules.ts'
import type { ModuleDescription } from '../compile/bundle-text.ts'
import { dependencyKey, folderOf, type ResolvedTarget } from '../compile/resolve.ts'
import { ENVIRONMENT_NAMES } from '../compile/scope-names.ts'

/** Called with FACTORY_PARAMETERS; a promise where the module has a top-level await. */
export type ModuleFactory = (...parameters: readonly unknown[]) => unknown

export interface DefinedModule extends ModuleDescription {
  readonly path: string
  readonly factory: ModuleFactory
}

export interface Meter {
  /** Steps left; user code counts it down. */
  n: number
  /** Called below zero: throws, each time. */
  readonly x: () => void
}

export interface ModuleRegistry {
  /** To be the global `$faas_define` while the joined text runs, and gone afterwards. */
  readonly define: (functionKey: string, path: string, factory: ModuleFactory, description: ModuleDescription) => void
  readonly modulesOf: (functionKey: string) => ReadonlyMap<string, DefinedModule>
}

export const createModuleRegistry = (): ModuleRegistry => {
  const functions = new Map<string, Map<string, DefinedModule>>()
  return {
    define: (functionKey, path, factory, description) => {
      const modules = functions.get(functionKey) ?? new Map<string, DefinedModule>()
      functions.set(functionKey, modules)
      modules.set(path, { ...description, path, factory })
    },
    modulesOf: (functionKey) => functions.get(functionKey) ?? new Map<string, DefinedModule>(),
  }
}

export interface LoaderOptions {
  readonly modules: ReadonlyMap<string, DefinedModule>
  /** Node's modules by name without `node:`, asked for at most once each. */
  readonly builtin: (name: string) => unknown
  /** Provided packages by name, asked for at most once each. */
  readonly provided: (name: string) => unknown
  /** Values for ENVIRONMENT_NAMES. */
  readonly scope: Readonly<Partial<Record<(typeof ENVIRONMENT_NAMES)[number], unknown>>>
  readonly meter: Meter
}

export interface ModuleLoader {
  /** A module's exports: the namespace of an ES module, `module.exports` of a CommonJS one. */
  readonly load: (path: string) => Promise<unknown>
}

interface LoadedModule {
  readonly defined: DefinedModule
  readonly module: { exports: unknown; readonly id: string; readonly filename: string; loaded: boolean }
  state: 'new' | 'running' | 'done' | 'failed'
  error: unknown
  pending: Promise<void> | undefined
  /** To be told when its exports grow while it runs. */
  readonly watchers: (() => void)[]
}

const codedError = (code: string, message: string): Error =>
  code === 'SyntaxError' ? new SyntaxError(message) : Object.assign(new Error(message), { code })

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function'

const read = (value: unknown, key: PropertyKey): unknown => (isObject(value) ? Reflect.get(value, key) : undefined)

const emptyNamespace = (): object => {
  const namespace: object = Object.create(null)
  Object.defineProperty(namespace, '__esModule', { value: true })
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' })
  return namespace
}

const addExport = (namespace: object, name: string, get: () => unknown): boolean => {
  if (Object.hasOwn(namespace, name)) return false
  Object.defineProperty(namespace, name, { enumerable: true, get })
  return true
}

/**
 * What `import` of a CommonJS module's default is. Node: module.exports. Bundlers, for sources other than .mjs and
 * .mts: the `default` that a compiled ES module put there.
 */
const defaultOf = (exports: unknown, asNode: boolean): unknown =>
  !asNode && read(exports, '__esModule') === true && read(exports, 'default') !== undefined
    ? read(exports, 'default')
    : exports

/** A namespace over `module.exports`. */
const namespaceOver = (exports: unknown, asNode: boolean): object => {
  const namespace = emptyNamespace()
  addExport(namespace, 'default', () => defaultOf(exports, asNode))
  if (!isObject(exports)) return namespace
  for (const name of Object.keys(exports)) addExport(namespace, name, () => read(exports, name))
  return namespace
}

/** While a CommonJS module of a cycle still runs, nobody knows its names. */
const namespaceInProgress = (module: { readonly exports: unknown }, asNode: boolean): object =>
  new Proxy(emptyNamespace(), {
    get: (_, name) => (name === 'default' ? defaultOf(module.exports, asNode) : read(module.exports, name)),
    has: (_, name) => name === 'default' || read(module.exports, name) !== undefined,
  })

export const createModuleLoader = (options: LoaderOptions): ModuleLoader => {
  const loaded = new Map<string, LoadedModule>()
  const outside = new Map<string, { readonly exports: unknown; readonly namespace: Map<boolean, object> }>()
  const insideNamespaces = new Map<LoadedModule, Map<boolean, object>>()
  const scopeValues = ENVIRONMENT_NAMES.map((name) => options.scope[name])

  const moduleAt = (path: string): LoadedModule => {
    const known = loaded.get(path)
    if (known !== undefined) return known
    const defined = options.modules.get(path)
    if (defined === undefined) throw codedError('MODULE_NOT_FOUND', `Cannot find module '/var/task/${path}'`)
    const filename = `/var/task/${path}`
    const exports = defined.format === 'esm' ? emptyNamespace() : {}
    const created: LoadedModule = {
      defined,
      module: { exports, id: filename, filename, loaded: false },
      state: 'new',
      error: undefined,
      pending: undefined,
      watchers: [],
    }
    loaded.set(path, created)
    return created
  }

  const outsideModule = (kind: 'builtin' | 'provided', name: string) => {
    const key = `${kind}:${name}`
    const known = outside.get(key)
    if (known !== undefined) return known
    const exports = kind === 'builtin' ? options.builtin(name) : options.provided(name)
    const created = { exports, namespace: new Map<boolean, object>() }
    outside.set(key, created)
    return created
  }

  const targetOf = (importer: DefinedModule, kind: 'import' | 'require', specifier: string): ResolvedTarget => {
    const target = importer.dependencies[dependencyKey(kind, specifier)]
    if (target !== undefined) return target
    const builtin = builtinName(specifier)
    if (builtin !== undefined) return { kind: 'builtin', name: builtin }
    if (isProvided(specifier)) return { kind: 'provided', name: specifier }
    const place = `/var/task/${importer.path}`
    return {
      kind: 'missing',
      errorCode: kind === 'require' ? 'MODULE_NOT_FOUND' : 'ERR_MODULE_NOT_FOUND',
      message:
        kind === 'require'
          ? `Cannot find module '${specifier}'\nRequire stack:\n- ${place}`
          : `Cannot find module '${specifier}' imported from ${place}`,
      problem: 'missing-module',
      args: { specifier, importer: importer.path },
    }
  }

  const staticTargets = (defined: DefinedModule): ResolvedTarget[] =>
    defined.staticImports.map((specifier) => targetOf(defined, 'import', specifier))

  /** The modules that one imports statically, itself included, however far. */
  const closureOf = (path: string, seen: Set<string> = new Set()): Set<string> => {
    const defined = seen.has(path) ? undefined : options.modules.get(path)
    seen.add(path)
    if (defined === undefined) return seen
    for (const target of staticTargets(defined)) if (target.kind === 'file') closureOf(target.path, seen)
    return seen
  }

  const memoNamespace = (memo: Map<boolean, object>, exports: unknown, asNode: boolean): object => {
    const known = memo.get(asNode)
    if (known !== undefined) return known
    const created = namespaceOver(exports, asNode)
    memo.set(asNode, created)
    return created
  }

  const namespaceOf = (target: ResolvedTarget, importer: DefinedModule): object => {
    const asNode = /\.m[jt]s$/.test(importer.path)
    if (target.kind === 'missing') throw codedError(target.errorCode, target.message)
    if (target.kind !== 'file') {
      const { exports, namespace } = outsideModule(target.kind, target.name)
      return memoNamespace(namespace, exports, asNode)
    }
    const record = moduleAt(target.path)
    const { exports } = record.module
    if (record.defined.format === 'esm' && isObject(exports)) return exports
    if (record.state !== 'done') return namespaceInProgress(record.module, asNode)
    const memo = insideNamespaces.get(record) ?? new Map<boolean, object>()
    insideNamespaces.set(record, memo)
    return memoNamespace(memo, exports, asNode)
  }

  const addExports = (record: LoadedModule, entries: readonly (readonly [string, () => unknown])[]): void => {
    const { exports } = record.module
    if (!isObject(exports)) return
    let grown = false
    for (const [name, get] of entries) grown = addExport(exports, name, get) || grown
    if (grown) for (const watcher of record.watchers) watcher()
  }

  const exportPairs = (record: LoadedModule, pairs: readonly unknown[]): void => {
    const entries: [string, () => unknown][] = []
    for (let i = 0; i < pairs.length; i += 2) {
      const get = pairs[i + 1]
      if (typeof get === 'function') entries.push([String(pairs[i]), () => Reflect.apply(get, undefined, [])])
    }
    addExports(
      record,
      entries.sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  }

  const exportStar = (record: LoadedModule, specifier: string): void => {
    const target = targetOf(record.defined, 'import', specifier)
    const namespace = namespaceOf(target, record.defined)
    const copy = (): void => {
      const names = Object.keys(namespace).filter((name) => name !== 'default')
      addExports(
        record,
        names.map((name) => [name, () => read(namespace, name)] as const),
      )
    }
    copy()
    if (target.kind === 'file' && moduleAt(target.path).state !== 'done') moduleAt(target.path).watchers.push(copy)
  }

  const importDynamically = async (importer: DefinedModule, specifier: unknown): Promise<object> => {
    const target = targetOf(importer, 'import', String(specifier))
    if (target.kind === 'file') await evaluate(moduleAt(target.path))
    return namespaceOf(target, importer)
  }

  const requireFrom = (importer: DefinedModule) => {
    const resolve = (specifier: unknown): string => {
      const target = targetOf(importer, 'require', String(specifier))
      if (target.kind === 'missing') throw codedError(target.errorCode, target.message)
      return target.kind === 'file' ? `/var/task/${target.path}` : target.name
    }
    const require = (specifier: unknown): unknown => {
      const target = targetOf(importer, 'require', String(specifier))
      if (target.kind === 'missing') throw codedError(target.errorCode, target.message)
      if (target.kind !== 'file') return outsideModule(target.kind, target.name).exports
      const record = moduleAt(target.path)
      if (record.state === 'new') {
        const waits = [...closureOf(target.path)].find((path) => {
          const module = options.modules.get(path)
          return module?.isAsync === true && loaded.get(path)?.state !== 'done'
        })
        if (waits !== undefined) {
          const message = `require() cannot be used on an ESM graph with top-level await. Use import() instead: ${waits}`
          throw codedError('ERR_REQUIRE_ASYNC_MODULE', message)
        }
        evaluate(record)
      }
      if (record.state === 'failed') throw record.error
      return record.module.exports
    }
    return Object.assign(require, { resolve, cache: Object.create(null), main: undefined })
  }

  const runFactory = (record: LoadedModule): unknown => {
    const { defined, module } = record
    const folder = folderOf(defined.path)
    const dirname = folder === '' ? '/var/task' : `/var/task/${folder}`
    const isEsm = defined.format === 'esm'
    const { filename } = module
    return Reflect.apply(defined.factory, undefined, [
      isEsm ? undefined : module,
      isEsm ? undefined : module.exports,
      requireFrom(defined),
      filename,
      dirname,
      (specifier: unknown) => importDynamically(defined, specifier),
      (specifier: string) => namespaceOf(targetOf(defined, 'import', specifier), defined),
      (...pairs: readonly unknown[]) => exportPairs(record, pairs),
      (specifier: string) => exportStar(record, specifier),
      Object.assign(Object.create(null), { dirname, filename, url: `file://${encodeURI(filename)}` }),
      options.meter,
      ...scopeValues,
    ])
  }

  /** Evaluates one module; answers a promise only where something has to be waited for. Throws what it threw. */
  const evaluate = (record: LoadedModule): Promise<void> | undefined => {
    if (record.state === 'done') return undefined
    if (record.state === 'failed') throw record.error
    if (record.state === 'running') return record.pending
    record.state = 'running'
    const fail = (error: unknown): never => {
      record.state = 'failed'
      record.error = error
      throw error
    }
    const finish = (): void => {
      record.module.loaded = true
      record.state = 'done'
    }
    const targets = staticTargets(record.defined)
    const runFrom = (index: number): Promise<void> | undefined => {
      for (let i = index; i < targets.length; i += 1) {
        const target = targets[i]
        if (target?.kind !== 'file') continue
        const dependency = moduleAt(target.path)
        const isCycle = dependency.state === 'running' && closureOf(target.path).has(record.defined.path)
        const wait = isCycle ? undefined : evaluate(dependency)
        if (wait !== undefined) return wait.then(() => runFrom(i + 1))
      }
      const result = runFactory(record)
      if (record.defined.isAsync) return Promise.resolve(result).then(finish)
      finish()
      return undefined
    }
    try {
      const absent = targets.find((target) => target.kind === 'missing')
      if (absent?.kind === 'missing') throw codedError(absent.errorCode, absent.message)
      record.pending = runFrom(0)?.catch(fail)
      return record.pending
    } catch (error) {
      return fail(error)
    }
  }

  return {
    load: async (path) => {
      const record = moduleAt(path)
      await evaluate(record)
      return record.module.exports
    },
  }
}
