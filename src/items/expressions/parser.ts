// What all expressions have in common: a cursor over tokens, document paths and values. A parser gives up by throwing
// one kind of error, which its door turns into a result.
import { failure, type Result, success } from '#base'
import type { AttributeValue } from '../attribute-value.ts'
import { isReserved } from '../reserved-words.ts'
import type { Path } from './path.ts'
import type { Substitutions } from './substitutions.ts'
import { readTokens, syntaxError, type Token } from './tokens.ts'

class Refused extends Error {}

export const refuse = (sentence: string): never => {
  throw new Refused(sentence)
}

export interface Cursor {
  readonly peek: (ahead?: number) => Token
  readonly next: () => Token
  /** Takes the token when it is this sign or word (words in any case). */
  readonly take: (text: string) => boolean
  readonly expect: (text: string) => void
  readonly unexpected: () => never
  readonly path: () => Path
  readonly isPath: () => boolean
  readonly value: () => AttributeValue
}

/** Levels of brackets in each other: far beyond what an expression of 4 KB is written for. */
export const DEEPEST = 300

function createCursor(text: string, tokens: readonly Token[], substitutions: Substitutions): Cursor {
  const end = tokens.at(-1) as Token
  let at = 0
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end
  const next = (): Token => {
    const token = peek()
    at += 1
    return token
  }
  const is = (token: Token, wanted: string): boolean =>
    token.kind === 'sign' ? token.text === wanted : token.kind === 'word' && token.text.toUpperCase() === wanted
  const unexpected = (): never => refuse(syntaxError(text, peek()))

  function step(): string {
    const { kind, text: given } = peek()
    if (kind === 'name') {
      const name = substitutions.names.get(given)
      if (name === undefined)
        return refuse(`An expression attribute name used in the document path is not defined; attribute name: ${given}`)
      substitutions.usedNames.add(given)
      next()
      return name
    }
    if (kind !== 'word') return unexpected()
    if (isReserved(given)) return refuse(`Attribute name is a reserved keyword; reserved keyword: ${given}`)
    next()
    return given
  }

  function take(wanted: string): boolean {
    const found = is(peek(), wanted)
    if (found) next()
    return found
  }

  function expect(wanted: string): void {
    if (!take(wanted)) unexpected()
  }

  return {
    peek,
    next,
    take,
    expect,
    unexpected,
    isPath: () => peek().kind === 'name' || peek().kind === 'word',
    path() {
      const path: [string, ...(string | number)[]] = [step()]
      for (;;) {
        if (take('.')) path.push(step())
        else if (take('[')) {
          if (peek().kind !== 'number') unexpected()
          path.push(Number(next().text))
          expect(']')
        } else return path
      }
    },
    value() {
      const { kind, text: given } = peek()
      if (kind !== 'value') return unexpected()
      const value = substitutions.values.get(given)
      if (value === undefined)
        return refuse(`An expression attribute value used in expression is not defined; attribute value: ${given}`)
      substitutions.usedValues.add(given)
      next()
      return value
    },
  }
}

/** `called` stands before the sentence of an error: `ConditionExpression`. */
export function parseWith<Parsed>(
  called: string,
  text: string,
  substitutions: Substitutions,
  parse: (cursor: Cursor) => Parsed,
): Result<Parsed, string> {
  const refused = (sentence: string): Result<never, string> => failure(`Invalid ${called}: ${sentence}`)
  const tokens = readTokens(text)
  if (!tokens.ok) return refused(tokens.error)
  const cursor = createCursor(text, tokens.value, substitutions)
  try {
    const parsed = parse(cursor)
    if (cursor.peek().kind !== 'end') cursor.unexpected()
    return success(parsed)
  } catch (error) {
    if (error instanceof Refused) return refused(error.message)
    throw error
  }
}
