// TypeScript to ECMAScript modules, line by line. Types go, nothing else changes: the language level is the engines'.
import { failure, type Result, success } from '#base'
import { getFormattedTokens, transform } from 'sucrase'
import { columnsOfSourceMap, type LineMap } from './line-map.ts'
import type { SourceProblem } from './problem.ts'

export interface EcmaScript {
  readonly text: string
  readonly map: LineMap
}

interface Located {
  readonly message: string
  readonly line: number
  readonly column: number
}

/** Sucrase's errors carry a position beside their message, which repeats it. */
const locate = (error: unknown): Located => {
  const message = error instanceof Error ? error.message : String(error)
  const plain = message.replace(/^Error transforming [^\n]*?: /, '').replace(/ \(\d+:\d+\)$/, '')
  const loc = error instanceof Error && 'loc' in error ? error.loc : undefined
  if (typeof loc === 'object' && loc !== null && 'line' in loc && 'column' in loc) {
    return { message: plain, line: Number(loc.line), column: Number(loc.column) }
  }
  return { message: plain, line: 1, column: 1 }
}

const NAMESPACE = /\b(?:namespace|module)\s+[\p{ID_Start}$_][\p{ID_Continue}$.\s]*\{/u
const TOKEN = /^(\d+):(\d+)-\d+:\d+\s+(\S+)\s+(\S+)/

/** Sucrase drops a namespace without a word, its values too. */
const namespaceWithValues = (source: string): { line: number; column: number } | undefined => {
  if (!NAMESPACE.test(source)) return undefined
  const tokens = getFormattedTokens(source, { transforms: ['typescript'] })
    .split('\n')
    .flatMap((row) => {
      const match = TOKEN.exec(row)
      if (match === null) return []
      return [{ line: Number(match[1]), column: Number(match[2]), raw: match[4] ?? '', isType: row.includes('isType') }]
    })
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]
    if (token === undefined || !token.isType || (token.raw !== 'namespace' && token.raw !== 'module')) continue
    const before = tokens[i - 1]
    if (before?.raw === 'declare') continue
    let open = i + 1
    while (open < tokens.length && tokens[open]?.raw !== '{' && tokens[open]?.isType === true) open += 1
    if (tokens[open]?.raw !== '{') continue
    let depth = 0
    let end = open
    for (; end < tokens.length; end += 1) {
      if (tokens[end]?.raw === '{') depth += 1
      if (tokens[end]?.raw === '}') depth -= 1
      if (depth === 0) break
      const raw = tokens[end]?.raw ?? ''
      const valued = ['const', 'let', 'var', 'function', 'class', 'enum'].includes(raw)
      if (depth === 1 && valued && tokens[end - 1]?.raw !== 'declare') return token
    }
    i = end
  }
  return undefined
}

export const transpile = (file: string, source: string): Result<EcmaScript, SourceProblem> => {
  try {
    const { code, sourceMap } = transform(source, {
      transforms: ['typescript'],
      disableESTransforms: true,
      // Which imports are types is seen when names are resolved; sucrase takes a function in a block for a global.
      keepUnusedImports: true,
      filePath: file,
      sourceMapOptions: { compiledFilename: file },
    })
    const dropped = namespaceWithValues(source)
    if (dropped !== undefined) {
      return failure({
        file,
        line: dropped.line,
        column: dropped.column,
        code: 'namespace',
        message: 'A namespace that holds values is not supported: use a module, or an object.',
        args: {},
      })
    }
    return success({ text: code, map: columnsOfSourceMap(sourceMap?.mappings ?? '') })
  } catch (error) {
    const { message, line, column } = locate(error)
    if (error instanceof RangeError) {
      return failure({ file, line: 1, column: 1, code: 'too-deep', message: TOO_DEEP, args: {} })
    }
    return failure({
      file,
      line,
      column,
      code: 'syntax',
      message: `SyntaxError: ${message}`,
      args: { reason: message },
    })
  }
}

export const TOO_DEEP = 'This file is nested too deeply to be compiled.'
