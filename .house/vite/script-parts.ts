// One text of many chunks, each under a line that says for which lazy modules it is there. Whoever uses the text keeps the
// parts it needs (`withParts` of the runtime) and drops the others; what is kept finds its neighbours by name.
import { PART_MARK } from '../../src/runtime/compile/realm-parts.ts'

export interface ScriptPart {
  readonly file: string
  /** CommonJS. */
  readonly text: string
  /** Files that must be there with it. */
  readonly imports: readonly string[]
  readonly isEntry: boolean
  /** Of a module that is imported lazily. */
  readonly name: string | undefined
}

/** Which parts come with a file: itself, its imports and theirs. */
function filesWith(parts: ReadonlyMap<string, ScriptPart>, file: string, seen = new Set<string>()): Set<string> {
  const part = parts.get(file)
  if (!part || seen.has(file)) return seen
  seen.add(file)
  for (const name of part.imports) filesWith(parts, name, seen)
  return seen
}

export function joinParts(parts: readonly ScriptPart[]): string {
  const entry = parts.find(({ isEntry }) => isEntry)
  if (!entry) throw new Error('no part is the entry')
  const byFile = new Map(parts.map((part) => [part.file, part]))
  const always = filesWith(byFile, entry.file)
  const neededBy = new Map<string, string[]>()
  for (const { file, name } of parts) {
    if (name === undefined) continue
    for (const needed of filesWith(byFile, file)) neededBy.set(needed, [...(neededBy.get(needed) ?? []), name])
  }
  const texts = parts.map(({ file, text }) => {
    if (text.includes(PART_MARK)) throw new Error(`${file} has ${PART_MARK} in it`)
    const names = always.has(file) ? '*' : (neededBy.get(file) ?? []).sort().join(' ')
    return `${PART_MARK} ${names}\n$parts[${JSON.stringify(`./${file}`)}]=function(require,exports,module){${text}\n};\n`
  })
  return [
    '(()=>{"use strict";',
    'const $parts=Object.create(null),$made=Object.create(null),$need=(name)=>{',
    'if(!$made[name]){if(!$parts[name])throw new Error("This realm was opened without its part "+name+".");',
    '$made[name]={exports:{}};$parts[name]($need,$made[name].exports,$made[name])}return $made[name].exports};\n',
    ...texts,
    `${PART_MARK} *\n$need(${JSON.stringify(`./${entry.file}`)})})();\n`,
  ].join('')
}
