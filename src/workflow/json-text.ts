// Reads over JSON text once, before anything is built from it: is it JSON, how deep, does an object name a key twice
// or a key that reaches a prototype? (JSON.parse keeps the last of two equal keys without a word.) It keeps its own
// stack, so depth costs no call stack.
import { FORBIDDEN_KEYS, MAXIMUM_DEPTH } from './limits.ts'
import type { DocumentProblem, SentenceData } from './refusal.ts'
import type { SentenceCode } from './sentences/en.ts'

interface Level {
  /** Of an object; undefined for a list. */
  readonly keys: Set<string> | undefined
  key: string
  index: number
}

const SPACE = new Set([' ', '\t', '\n', '\r'])
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const WORD = /true|false|null/y
const ESCAPE = /["\\/bfnrt]|u[0-9a-fA-F]{4}/y
const QUOTE = 0x22
const BACKSLASH = 0x5c
const FIRST_PRINTABLE = 0x20

const LONGEST_SHOWN = 16

/** Up to the first blank; a blank itself in escapes. */
const shown = (text: string): string => /^[^\s\p{Cc}]+/u.exec(text)?.[0] ?? JSON.stringify(text.slice(0, 1))

/** The first thing wrong, or undefined: then JSON.parse takes the text, and every key in it is the only one of its name. */
export function checkJsonText(text: string): DocumentProblem | undefined {
  const levels: Level[] = []
  let at = 0

  const path = (): string =>
    levels
      .map((level) => (level.keys ? level.key : String(level.index)))
      .slice(0, 12)
      .join('.')

  const place = (position: number): { line: number; column: number } => {
    const before = text.slice(0, position)
    const lineStart = before.lastIndexOf('\n') + 1
    let line = 1
    for (let index = before.indexOf('\n'); index !== -1; index = before.indexOf('\n', index + 1)) line += 1
    return { line, column: position - lineStart + 1 }
  }

  const problem = (code: SentenceCode, position: number, data: SentenceData = {}): DocumentProblem => {
    const where = path()
    return { code, path: where, data: { path: where, ...place(position), ...data } }
  }

  const unexpected = (): DocumentProblem =>
    at >= text.length
      ? problem('json-ended', text.length)
      : problem('json-unexpected', at, { found: shown(text.slice(at, at + LONGEST_SHOWN)) })

  const skipSpace = (): void => {
    while (SPACE.has(text[at] ?? '')) at += 1
  }

  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    const found = pattern.exec(text)?.[0]
    if (found !== undefined) at += found.length
    return found
  }

  /** A key and its colon. */
  const takeKey = (level: Level): DocumentProblem | undefined => {
    skipSpace()
    const start = at
    const literal = takeString()
    if (literal === undefined) return unexpected()
    level.key = JSON.parse(literal) as string
    if (FORBIDDEN_KEYS.has(level.key)) return problem('json-forbidden-key', start, { key: level.key })
    if (level.keys?.has(level.key)) return problem('json-duplicate-key', start)
    level.keys?.add(level.key)
    skipSpace()
    if (text[at] !== ':') return unexpected()
    at += 1
    return undefined
  }

  /** By hand and not by a pattern: a string may have ten million characters, and patterns keep a stack. */
  const takeString = (): string | undefined => {
    if (text[at] !== '"') return undefined
    const start = at
    at += 1
    for (;;) {
      const unit = text.charCodeAt(at)
      if (Number.isNaN(unit) || unit < FIRST_PRINTABLE) return undefined
      at += 1
      if (unit === QUOTE) return text.slice(start, at)
      if (unit === BACKSLASH && take(ESCAPE) === undefined) return undefined
    }
  }

  /** After a value: the next one in this level, or the end of levels. True when the whole text is read. */
  const goOn = (): DocumentProblem | boolean => {
    for (;;) {
      skipSpace()
      const level = levels.at(-1)
      if (!level) return at >= text.length ? true : unexpected()
      if (text[at] === ',') {
        at += 1
        level.index += 1
        return (level.keys && takeKey(level)) ?? false
      }
      if (text[at] !== (level.keys ? '}' : ']')) return unexpected()
      at += 1
      levels.pop()
    }
  }

  for (;;) {
    skipSpace()
    const opener = text[at]
    if (opener === '{' || opener === '[') {
      if (levels.length >= MAXIMUM_DEPTH) return problem('json-too-deep', at, { maximum: MAXIMUM_DEPTH })
      at += 1
      skipSpace()
      const level: Level = { keys: opener === '{' ? new Set() : undefined, key: '', index: 0 }
      levels.push(level)
      if (text[at] !== (opener === '{' ? '}' : ']')) {
        const wrong = level.keys && takeKey(level)
        if (wrong) return wrong
        continue
      }
    } else if ((opener === '"' ? takeString() : (take(NUMBER) ?? take(WORD))) === undefined) return unexpected()
    const next = goOn()
    if (next === true) return undefined
    if (next !== false) return next
  }
}
