// Joins compiled functions into one strict script text, and tells which of its lines are whose. The text calls the
// global `$faas_define(functionKey, path, factory, description)` once for each module, and names nothing else outside.
import type { CompiledFunction } from './compile-function.ts'
import type { ModuleFormat } from './compile-file.ts'
import type { LineMap } from './line-map.ts'
import type { ResolvedTarget } from './resolve.ts'
import { DEFINE_NAME, SHADOWED_NAMES } from './scope-names.ts'

/** What the loader has to know of a module besides its factory. */
export interface ModuleDescription {
  readonly format: ModuleFormat
  readonly isAsync: boolean
  readonly staticImports: readonly string[]
  readonly dependencies: Readonly<Record<string, ResolvedTarget>>
}

/** One module's lines in the joined text: plain data, ascending. */
export interface BundledLines {
  readonly functionKey: string
  readonly file: string
  /** Its first line in the joined text, from 1. */
  readonly firstLine: number
  readonly lineMap: LineMap
}

export interface Bundle {
  /** Script text; it may stand anywhere in a worker's text, at the beginning of a line. */
  readonly text: string
  readonly lines: readonly BundledLines[]
}

/** JSON that is safe in script text and between script tags. */
const literal = (value: unknown): string =>
  JSON.stringify(value).replace(/[<\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

export const bundleFunctions = (functions: readonly { key: string; compiled: CompiledFunction }[]): Bundle => {
  // Constants, so that an assignment to one of them throws instead of reaching another environment.
  const pieces = [
    `(function(){'use strict';const{${SHADOWED_NAMES.filter((name) => name !== '__proto__').join(',')}}={__proto__:null},__proto__=void 0;`,
  ]
  const lines: BundledLines[] = []
  let line = 2
  for (const { key, compiled } of functions) {
    for (const { path, format, isAsync, staticImports, dependencies, text, lineMap } of compiled.modules) {
      const description: ModuleDescription = { format, isAsync, staticImports, dependencies }
      pieces.push(`${DEFINE_NAME}(${literal(key)},${literal(path)},`)
      // The factory begins a line of its own, so that the columns of its first line are the module's.
      lines.push({ functionKey: key, file: path, firstLine: line + 1, lineMap })
      pieces.push(`${text},${literal(description)});`)
      line += 1 + lineMap.length + 1
    }
  }
  pieces.push('})();', '')
  return { text: pieces.join('\n'), lines }
}
