// One source file to the text of its factory: types away, parsed in full, counted, its module syntax turned into calls
// of the loader. The finished text is parsed once more, alone, as it will stand in the joined text, so that no file
// can break out of its place.
import { type AnyNode, parse, type Program } from 'acorn'
import { failure, type Result, success } from '#base'
import { applyEdits, type LineMap, sourceColumn } from './line-map.ts'
import { modulePrelude, readModuleSyntax, withoutUnused } from './module-syntax.ts'
import { type Reference, TooDeep, type Walk, walkModule } from './place-counters.ts'
import type { SourceProblem, SourceProblemCode } from './problem.ts'
import { FACTORY_PARAMETERS } from './scope-names.ts'
import { TOO_DEEP, transpile } from './transpile.ts'

export type ModuleFormat = 'esm' | 'cjs' | 'json'

export interface ModuleReference {
  readonly specifier: string
  readonly how: 'import' | 'require' | 'dynamic'
  readonly line: number
  readonly column: number
}

export interface ImportedName {
  readonly name: string
  readonly specifier: string
  readonly line: number
  readonly column: number
  /** Passed on by an export only: in TypeScript it may be a type. */
  readonly passedOn: boolean
}

export interface CompiledModule {
  /** Relative to /var/task. */
  readonly path: string
  readonly format: ModuleFormat
  /** A function expression whose parameters are FACTORY_PARAMETERS; its lines are the source's, and one more. */
  readonly text: string
  readonly lineMap: LineMap
  /** What its import declarations name, in order, each once. */
  readonly imports: readonly string[]
  /** Everything it names: imports, and require and import() with a literal. */
  readonly references: readonly ModuleReference[]
  readonly importedNames: readonly ImportedName[]
  readonly hasTopLevelAwait: boolean
  /** Undefined where only running it tells. */
  readonly exportNames: readonly string[] | undefined
  readonly starImports: readonly string[]
}

/** What both engines know, Node 20 and Chromium 120; import attributes are read and taken out. */
const PARSED_LANGUAGE = 2025
const EMITTED_LANGUAGE = 2024

/** The largest bundle a function may hold unzipped is 250 MB; a single source above this is no handler. */
const MAXIMUM_SOURCE_LENGTH = 10_000_000

const TYPESCRIPT = /\.[cm]?ts$/
const JAVASCRIPT = /\.[cm]?js$/

interface Place {
  readonly line: number
  readonly column: number
}

/** Places in the ECMAScript text, told in the user's lines and columns. */
const placeIn = (text: string, map: LineMap): ((position: number) => Place) => {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (position) => {
    let low = 0
    let high = starts.length - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if ((starts[middle] ?? 0) <= position) low = middle
      else high = middle - 1
    }
    const column = position - (starts[low] ?? 0)
    return { line: low + 1, column: (sourceColumn(map[low] ?? [], column) ?? column) + 1 }
  }
}

const positionOf = (error: unknown): number =>
  error instanceof SyntaxError && 'pos' in error && typeof error.pos === 'number' ? error.pos : 0

/** Where the stack ends differs between machines, so no place is told. */
const isTooDeep = (error: unknown): boolean =>
  error instanceof RangeError ||
  error instanceof TooDeep ||
  (error instanceof SyntaxError && error.message.startsWith('Not enough stack space'))

const explainSyntax = (text: string, error: SyntaxError): { code: SourceProblemCode; message: string } => {
  const reason = error.message.replace(/ \(\d+:\d+\)$/, '')
  const position = positionOf(error)
  const before = text.slice(Math.max(0, position - 40), position)
  if (text[position] === '@') {
    return { code: 'decorator', message: 'Decorators are not supported: call the function yourself.' }
  }
  if (/\baccessor[ \t]+$/.test(before)) {
    return { code: 'accessor', message: '`accessor` is not supported: write a getter and a setter.' }
  }
  if (/\busing[ \t]+$/.test(before)) {
    return { code: 'using', message: '`using` is not supported: use try and finally.' }
  }
  return { code: 'syntax', message: `SyntaxError: ${reason}` }
}

const normalise = (source: string): string => {
  const lines = source.includes('\r') ? source.replace(/\r\n?/g, '\n') : source
  const unmarked = lines.startsWith('\uFEFF') ? ` ${lines.slice(1)}` : lines
  return /^ ?#!/.test(unmarked) ? unmarked.replace('#!', '//') : unmarked
}

const factoryHead = (isAsync: boolean): string =>
  `function(${FACTORY_PARAMETERS.join(',')}){'use strict';return(${isAsync ? 'async ' : ''}function(){`

const factoryTail = (format: ModuleFormat): string => `\n}).call(${format === 'cjs' ? 'exports' : 'void 0'})}`

const shiftFirstLine = (map: LineMap, by: number): LineMap =>
  map.map((pairs, line) => {
    if (line > 0) return pairs
    return pairs.length === 0 ? [by, 0] : pairs.map((value, index) => (index % 2 === 0 ? value + by : value))
  })

const compileJson = (path: string, source: string): Result<CompiledModule, readonly SourceProblem[]> => {
  const plain = source.startsWith('\uFEFF') ? source.slice(1) : source
  try {
    JSON.parse(plain)
  } catch (error) {
    const at = /position (\d+)/.exec(error instanceof Error ? error.message : '')
    const { line, column } = placeIn(plain, [])(at === null ? plain.length : Number(at[1]))
    return failure([{ file: path, line, column, code: 'json', message: 'This is not valid JSON.', args: {} }])
  }
  const literal = JSON.stringify(plain)
    .replace(/\u2028/g, '\\u2028')
    .replace(/\u2029/g, '\\u2029')
  const head = factoryHead(false)
  return success({
    path,
    format: 'json',
    text: `${head}module.exports=JSON.parse(${literal})${factoryTail('json')}`,
    lineMap: [[head.length, 0]],
    imports: [],
    references: [],
    importedNames: [],
    hasTopLevelAwait: false,
    exportNames: undefined,
    starImports: [],
  })
}

/** Compiles one file. Every problem it reports makes the file unable to run. */
export const compileFile = (path: string, source: string): Result<CompiledModule, readonly SourceProblem[]> => {
  const problemAt = (place: Place, code: SourceProblemCode, message: string, args: Readonly<Record<string, string>>) =>
    failure([{ file: path, ...place, code, message, args }])
  const start: Place = { line: 1, column: 1 }
  if (source.length > MAXIMUM_SOURCE_LENGTH) {
    const args = { length: String(source.length), maximum: String(MAXIMUM_SOURCE_LENGTH) }
    const message = `This file has ${args.length} characters; ${args.maximum} are the most that is compiled.`
    return problemAt(start, 'too-large', message, args)
  }
  if (path.endsWith('.json')) return compileJson(path, source)
  if (/\.[jt]sx$/.test(path)) {
    return problemAt(start, 'jsx', 'JSX is not supported in handlers: use .ts or .js.', {})
  }
  const isTypeScript = TYPESCRIPT.test(path)
  if (!isTypeScript && !JAVASCRIPT.test(path)) {
    const message = `${path} is no module: .ts, .mts, .cts, .js, .mjs, .cjs and .json are.`
    return problemAt(start, 'file-kind', message, { path })
  }

  const plain = normalise(source)
  const transpiled = isTypeScript ? transpile(path, plain) : success({ text: plain, map: [] })
  if (!transpiled.ok) return failure([transpiled.error])
  const { text, map } = transpiled.value
  const place = placeIn(text, map)

  let program: Program
  let walk: Walk
  try {
    program = parse(text, {
      ecmaVersion: PARSED_LANGUAGE,
      sourceType: 'module',
      allowReturnOutsideFunction: true,
    })
  } catch (error) {
    if (isTooDeep(error)) return problemAt(start, 'too-deep', TOO_DEEP, {})
    if (!(error instanceof SyntaxError)) throw error
    const { code, message } = explainSyntax(text, error)
    return problemAt(place(positionOf(error)), code, message, { reason: message.replace(/^SyntaxError: /, '') })
  }
  const written = readModuleSyntax(program)
  try {
    walk = walkModule(program, { text, imported: written.imported })
  } catch (error) {
    if (isTooDeep(error)) return problemAt(start, 'too-deep', TOO_DEEP, {})
    throw error
  }
  const syntax = isTypeScript ? withoutUnused(written, walk.used) : written
  const isEsm = /\.m[jt]s$/.test(path) || syntax.isEsm || walk.hasTopLevelAwait || walk.hasImportMeta
  const format: ModuleFormat = isEsm ? 'esm' : 'cjs'
  const problems: SourceProblem[] = walk.findings.map(({ position, code, message, args }) => ({
    file: path,
    ...place(position),
    code,
    message,
    args,
  }))
  if (isEsm && walk.topLevelReturn !== undefined) {
    const message = 'SyntaxError: Illegal return statement'
    problems.push({ file: path, ...place(walk.topLevelReturn), code: 'top-level-return', message, args: {} })
  }
  for (const match of text.matchAll(/[\u2028\u2029]/g)) {
    if (walk.separators.has(match.index)) continue
    const message = 'There is an invisible line separator (U+2028 or U+2029) here: delete it.'
    problems.push({ file: path, ...place(match.index), code: 'line-separator', message, args: {} })
  }
  if (problems.length > 0) return failure(problems)

  const edited = applyEdits(text, walk.edits, map)
  const prelude = isEsm ? modulePrelude(syntax) : ''
  const head = `${factoryHead(walk.hasTopLevelAwait)}${prelude}`
  const factory = `${head}${edited.text}${factoryTail(format)}`
  const lineMap = shiftFirstLine(edited.map, head.length)
  const misplaced = standsAlone(walk.hasTopLevelAwait, `${prelude}${edited.text}`)
  if (misplaced?.reason === TOO_DEEP) return problemAt(start, 'too-deep', TOO_DEEP, {})
  if (misplaced !== undefined) {
    const before = edited.text.slice(0, Math.max(0, misplaced.position - prelude.length)).split('\n')
    const line = before.length
    const column = sourceColumn(edited.map[line - 1] ?? [], before.at(-1)?.length ?? 0) ?? 0
    const message = `SyntaxError: ${misplaced.reason}`
    return problemAt({ line, column: column + 1 }, 'syntax', message, { reason: misplaced.reason })
  }

  const toReference = ({ specifier, how, position }: Reference): ModuleReference => ({
    specifier,
    how,
    ...place(position),
  })
  return success({
    path,
    format,
    text: factory,
    lineMap,
    imports: syntax.modules.map(({ specifier }) => specifier),
    references: [
      ...syntax.modules.map(({ specifier, position }) => toReference({ specifier, how: 'import', position })),
      ...walk.references.map(toReference),
    ],
    importedNames: syntax.namedImports.map(({ name, specifier, passedOn, position }) => ({
      name,
      specifier,
      passedOn,
      ...place(position),
    })),
    hasTopLevelAwait: walk.hasTopLevelAwait,
    exportNames: isEsm ? [...syntax.exported.keys()] : undefined,
    starImports: syntax.starSpecifiers,
  })
}

/** Undefined when the text is the body of one function and nothing else, as strict script text. */
const standsAlone = (isAsync: boolean, inside: string): { position: number; reason: string } | undefined => {
  const opening = `'use strict';(${isAsync ? 'async ' : ''}function(){`
  const whole = `${opening}${inside}\n})`
  try {
    const { body } = parse(whole, { ecmaVersion: EMITTED_LANGUAGE, sourceType: 'script' })
    const only: AnyNode | undefined = body[1]
    const expression = only?.type === 'ExpressionStatement' ? only.expression : undefined
    const isWhole =
      body.length === 2 && expression?.type === 'FunctionExpression' && expression.end === whole.length - 1
    return isWhole ? undefined : { position: 0, reason: 'Unexpected end of the file' }
  } catch (error) {
    if (isTooDeep(error)) return { position: 0, reason: TOO_DEEP }
    if (!(error instanceof SyntaxError)) throw error
    return { position: positionOf(error) - opening.length, reason: error.message.replace(/ \(\d+:\d+\)$/, '') }
  }
}
