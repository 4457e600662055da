// An expression's text as tokens, with enough of their places to say where a syntax error is.
import { failure, type Result, success, utf8ByteLength } from '#base'

/** Bytes of one expression: 4 KB. [V] */
const MAXIMUM_BYTES = 4096

export type TokenKind = 'word' | 'name' | 'value' | 'number' | 'sign' | 'end'

export interface Token {
  readonly kind: TokenKind
  readonly text: string
  readonly from: number
  readonly to: number
}

const PATTERN =
  /\s*(?:(?<word>[A-Za-z_][A-Za-z0-9_]*)|(?<name>#[A-Za-z0-9_]+)|(?<value>:[A-Za-z0-9_]+)|(?<number>\d+)|(?<sign><>|<=|>=|[()[\],.=<>+-]))/y

const SPACE = /\s*/y

/** Errors here and in all expressions are DynamoDB's sentences, without the expression's name before them. [K] */
export function readTokens(text: string): Result<readonly Token[], string> {
  if (text.trim() === '') return failure('The expression can not be empty;')
  const bytes = utf8ByteLength(text)
  if (bytes > MAXIMUM_BYTES)
    return failure(`Expression size has exceeded the maximum allowed size; expression size: ${bytes}`)
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    PATTERN.lastIndex = at
    const groups = PATTERN.exec(text)?.groups
    if (!groups) {
      SPACE.lastIndex = at
      at += SPACE.exec(text)?.[0].length ?? 0
      if (at >= text.length) break
      return failure(syntaxError(text, { kind: 'sign', text: text[at] ?? '', from: at, to: at + 1 }))
    }
    const kinds = ['word', 'name', 'value', 'number', 'sign'] as const
    const kind = kinds.find((one) => groups[one] !== undefined) ?? 'sign'
    const own = groups[kind] ?? ''
    tokens.push({ kind, text: own, from: PATTERN.lastIndex - own.length, to: PATTERN.lastIndex })
    at = PATTERN.lastIndex
  }
  tokens.push({ kind: 'end', text: '<EOF>', from: text.length, to: text.length })
  return success(tokens)
}

/** Characters shown on each side of the token that was not expected. */
const NEAR = 10

export function syntaxError(text: string, { text: token, from, to }: Token): string {
  const near = text.slice(Math.max(0, from - NEAR), to + NEAR).trim()
  return `Syntax error; token: "${token}", near: "${near}"`
}
