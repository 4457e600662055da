// A V8 stack to what Lambda would print: the error's own lines, then the frames of user code only, at /var/task.
import type { BundledLines } from './bundle-text.ts'
import { sourceColumn } from './line-map.ts'

export interface StackOptions {
  readonly lines: readonly BundledLines[]
  /** Lines before the joined text in the script that holds it. */
  readonly lineOffset: number
  /** Whether a frame's script is the one that holds the joined text. */
  readonly isBundle: (scriptName: string) => boolean
}

export interface SourcePlace {
  readonly functionKey: string
  readonly file: string
  readonly line: number
  readonly column: number
}

const moduleAt = (lines: readonly BundledLines[], line: number): BundledLines | undefined => {
  let low = 0
  let high = lines.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((lines[middle]?.firstLine ?? 0) <= line) low = middle
    else high = middle - 1
  }
  const found = lines[low]
  return found !== undefined && line >= found.firstLine && line < found.firstLine + found.lineMap.length
    ? found
    : undefined
}

/** A place in the script, both from 1, as the user knows it; undefined where the text is ours. */
export const mapPlace = (options: StackOptions, line: number, column: number): SourcePlace | undefined => {
  const inBundle = line - options.lineOffset
  const module = moduleAt(options.lines, inBundle)
  if (module === undefined) return undefined
  const index = inBundle - module.firstLine
  const mapped = sourceColumn(module.lineMap[index] ?? [], column - 1)
  if (mapped === undefined) return undefined
  return { functionKey: module.functionKey, file: module.file, line: index + 1, column: mapped + 1 }
}

const FRAME = /^\s*at (?:(.*) \()?((?:[^()]|\([^()]*\))*?):(\d+):(\d+)\)?$/
const ANY_FRAME = /^\s+at /

/** Names of ours that a message of the engine may carry: `(0 , $faas_0.send) is not a function`. */
export const cleanMessage = (message: string): string =>
  message
    .replace(/\(0 ?, ?(\$faas_\d+\.[\w$]+|\$faas_\d+\[[^\]]*\])\)/g, '$1')
    .replace(/\$faas_\d+\./g, '')
    .replace(/\$faas_import/g, 'import')
    .replace(/\$faas_meta/g, 'import.meta')

export const mapStack = (stack: string, options: StackOptions): string => {
  const rows = stack.split('\n')
  let firstFrame = rows.length
  while (firstFrame > 0 && ANY_FRAME.test(rows[firstFrame - 1] ?? '')) firstFrame -= 1
  const kept = rows.slice(0, firstFrame).map(cleanMessage)
  for (const row of rows.slice(firstFrame)) {
    const [, name, script = '', line, column] = FRAME.exec(row) ?? []
    const isAsync = name === undefined && script.startsWith('async ')
    if (!options.isBundle(isAsync ? script.slice('async '.length) : script)) continue
    const place = mapPlace(options, Number(line), Number(column))
    if (place === undefined) continue
    const at = `/var/task/${place.file}:${place.line}:${place.column}`
    kept.push(name === undefined ? `    at ${isAsync ? 'async ' : ''}${at}` : `    at ${cleanMessage(name)} (${at})`)
  }
  return kept.join('\n')
}
