// All that one function runs: its handler's file and whatever that reaches, each file compiled alone. A function
// always comes out runnable: where a file can't be compiled, it fails at its init, as on Lambda, and the run goes on.
import { type CompiledModule, compileFile, type ModuleFormat } from './compile-file.ts'
import { handlerNotFound, type InitFailure, initFailure } from './init-failure.ts'
import type { LineMap } from './line-map.ts'
import type { SourceProblem, SourceProblemCode } from './problem.ts'
import { dependencyKey, type Files, type ResolvedTarget, resolveSpecifier } from './resolve.ts'

export interface FunctionModule {
  readonly path: string
  readonly format: ModuleFormat
  readonly text: string
  readonly lineMap: LineMap
  readonly isAsync: boolean
  readonly staticImports: readonly string[]
  readonly dependencies: Readonly<Record<string, ResolvedTarget>>
}

export interface CompiledFunction {
  readonly modules: readonly FunctionModule[]
  /** Empty where there is no such file; then `initFailure` is set. */
  readonly handlerPath: string
  /** What follows the first dot of the handler's file name, such as `handler`. */
  readonly handlerExport: string
  readonly initFailure: InitFailure | undefined
}

export interface FunctionCompilation {
  readonly compiled: CompiledFunction
  /** What is wrong, told before it runs. */
  readonly problems: readonly SourceProblem[]
}

/** Lambda looks for these, in this order; the TypeScript ones stand for what a build would leave. */
const HANDLER_EXTENSIONS = ['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']

/** `src/index.handler` is the export `handler` of `src/index`; the first dot of the last part parts them. */
const splitHandler = (handler: string): { file: string; name: string } | undefined => {
  const match = /^((?:[^/]*\/)*[^./]*)\.(.+)$/.exec(handler)
  const file = match?.[1]?.replace(/^(?:\.?\/)+/, '')
  const name = match?.[2]
  return file === undefined || file === '' || file.split('/').includes('..') || name === undefined
    ? undefined
    : { file, name }
}

/** The names a module exports, `export *` followed; undefined where only running it tells. */
const allExports = (
  modules: ReadonlyMap<string, CompiledModule>,
  targets: (path: string, specifier: string) => ResolvedTarget | undefined,
  path: string,
  seen: Set<string> = new Set(),
): ReadonlySet<string> | undefined => {
  const names = new Set<string>()
  if (seen.has(path)) return names
  seen.add(path)
  const module = modules.get(path)
  if (module?.exportNames === undefined) return undefined
  for (const name of module.exportNames) names.add(name)
  for (const specifier of module.starImports) {
    const target = targets(path, specifier)
    const more = target?.kind === 'file' ? allExports(modules, targets, target.path, seen) : undefined
    if (more === undefined) return undefined
    for (const name of more) if (name !== 'default') names.add(name)
  }
  return names
}

/**
 * Compiles what `handler` (`file.export`) reaches among `files`, whose paths are relative to /var/task.
 * Problems in a file that is only reached by `require` or `import()` are reported, and fail where it is asked for.
 */
export const compileFunction = (files: Files, handler: string): FunctionCompilation => {
  const modules = new Map<string, CompiledModule>()
  const broken = new Map<string, readonly SourceProblem[]>()
  const dependencies = new Map<string, Map<string, ResolvedTarget>>()
  const problems: SourceProblem[] = []
  const nothing = (failure: InitFailure, code: SourceProblemCode, args: Readonly<Record<string, string>>) => ({
    compiled: { modules: [], handlerPath: '', handlerExport: '', initFailure: failure },
    problems: [{ file: '', line: 1, column: 1, code, message: failure.errorMessage, args }],
  })

  const named = splitHandler(handler)
  if (named === undefined) {
    return nothing(initFailure('Runtime.MalformedHandlerName', 'Bad handler'), 'handler-malformed', { handler })
  }
  const extension = HANDLER_EXTENSIONS.find((candidate) => Object.hasOwn(files, named.file + candidate))
  if (extension === undefined) {
    const message = `Error: Cannot find module '${named.file}'\nRequire stack:\n- /var/runtime/index.mjs`
    const failure = initFailure('Runtime.ImportModuleError', message)
    return nothing(failure, 'handler-file-missing', { handler, file: named.file })
  }
  const handlerPath = named.file + extension

  const waiting = [handlerPath]
  const reached = new Set(waiting)
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    const result = compileFile(path, files[path] ?? '')
    if (!result.ok) {
      broken.set(path, result.error)
      problems.push(...result.error)
      continue
    }
    modules.set(path, result.value)
    const targets = new Map<string, ResolvedTarget>()
    dependencies.set(path, targets)
    for (const { specifier, how, line, column } of result.value.references) {
      const kind = how === 'require' ? 'require' : 'import'
      const key = dependencyKey(kind, specifier)
      if (targets.has(key)) continue
      const target = resolveSpecifier(files, path, specifier, kind)
      targets.set(key, target)
      if (target.kind === 'file' && !reached.has(target.path)) {
        reached.add(target.path)
        waiting.push(target.path)
      }
      // Packages ask for what may be missing and go on without it.
      if (target.kind !== 'missing' || path.includes('node_modules/')) continue
      const message = target.message.split('\n')[0] ?? ''
      problems.push({ file: path, line, column, code: target.problem, message, args: target.args })
    }
  }

  const targetOf = (path: string, specifier: string): ResolvedTarget | undefined =>
    dependencies.get(path)?.get(dependencyKey('import', specifier))
  const lacking: SourceProblem[] = []
  for (const [path, module] of modules) {
    for (const { name, specifier, line, column, passedOn } of module.importedNames) {
      if (passedOn && path.endsWith('ts')) continue
      const target = targetOf(path, specifier)
      const offered = target?.kind === 'file' ? allExports(modules, targetOf, target.path) : undefined
      if (offered === undefined || offered.has(name)) continue
      const message = `SyntaxError: The requested module '${specifier}' does not provide an export named '${name}'`
      lacking.push({ file: path, line, column, code: 'missing-export', message, args: { name, specifier } })
    }
  }
  problems.push(...lacking)

  const fatal = fatalProblem(handlerPath, modules, broken, targetOf, lacking)
  const [exportName = ''] = named.name.split('.')
  const offered = allExports(modules, targetOf, handlerPath)
  if (fatal === undefined && offered !== undefined && !offered.has(exportName)) {
    const message = handlerNotFound(handler)
    const code = 'handler-not-exported'
    problems.push({ file: handlerPath, line: 1, column: 1, code, message, args: { handler, name: exportName } })
  }
  return {
    compiled: {
      modules: [
        ...[...modules.values()].map((module) => ({
          path: module.path,
          format: module.format,
          text: module.text,
          lineMap: module.lineMap,
          isAsync: module.hasTopLevelAwait,
          staticImports: module.imports,
          dependencies: withBrokenTargets(dependencies.get(module.path), broken),
        })),
      ],
      handlerPath,
      handlerExport: named.name,
      initFailure: fatal === undefined ? undefined : syntaxFailure(fatal),
    },
    problems,
  }
}

const sentence = (problem: SourceProblem): string =>
  problem.message.startsWith('SyntaxError: ') ? problem.message : `SyntaxError: ${problem.message}`

const syntaxFailure = (problem: SourceProblem): InitFailure =>
  initFailure('Runtime.UserCodeSyntaxError', sentence(problem), [
    `    at /var/task/${problem.file}:${problem.line}:${problem.column}`,
  ])

const withBrokenTargets = (
  targets: ReadonlyMap<string, ResolvedTarget> | undefined,
  broken: ReadonlyMap<string, readonly SourceProblem[]>,
): Record<string, ResolvedTarget> => {
  const entries = [...(targets ?? [])].map(([key, target]): [string, ResolvedTarget] => {
    const [problem] = target.kind === 'file' ? (broken.get(target.path) ?? []) : []
    if (problem === undefined) return [key, target]
    const place = `/var/task/${problem.file}:${problem.line}:${problem.column}`
    return [
      key,
      {
        kind: 'missing',
        errorCode: 'SyntaxError',
        message: `${sentence(problem).slice('SyntaxError: '.length)} (${place})`,
        problem: problem.code,
        args: problem.args,
      },
    ]
  })
  return Object.fromEntries(entries)
}

/** The first problem in what is evaluated before the handler can be: the handler's file and its static imports. */
const fatalProblem = (
  handlerPath: string,
  modules: ReadonlyMap<string, CompiledModule>,
  broken: ReadonlyMap<string, readonly SourceProblem[]>,
  targetOf: (path: string, specifier: string) => ResolvedTarget | undefined,
  lacking: readonly SourceProblem[],
): SourceProblem | undefined => {
  const seen = new Set<string>()
  const waiting = [handlerPath]
  for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
    if (seen.has(path)) continue
    seen.add(path)
    const [problem] = broken.get(path) ?? lacking.filter(({ file }) => file === path)
    if (problem !== undefined) return problem
    for (const specifier of modules.get(path)?.imports ?? []) {
      const target = targetOf(path, specifier)
      if (target?.kind === 'file') waiting.push(target.path)
    }
  }
  return undefined
}
