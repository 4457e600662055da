// One entry of a pattern's array: a value, or an object with an operator. Read in the order of the text, since AWS
// names the first fault it meets. Source: event-ruler, JsonRuleCompiler.java [V]; most texts recorded [R].
import { ignoringCase } from './ignore-case.ts'
import { ipDigits, isInRange, parseCidr } from './ip-address.ts'
import type { JsonReader } from './json-reader.ts'
import { comparableNumber, notComparable, readNumericExpression, rounded } from './numeric.ts'
import { parseWildcard, type Wildcard } from './wildcard.ts'

export type Scalar = string | number | boolean | null

/** What one entry says about a leaf. Most are `exact`, and a field looks those up; a `test` is asked. */
export type Term =
  | { readonly kind: 'exact'; readonly value: Scalar }
  | { readonly kind: 'ip'; readonly digits: string }
  | { readonly kind: 'present' }
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'test'
      readonly test: (value: Scalar) => boolean
      readonly wildcards?: WildcardTerm
    }

/** The literal parts of one term's wildcards. */
export type WildcardTerm = readonly (readonly string[])[]

/** Where a service's patterns differ from event-ruler's. */
export interface Grammar {
  readonly operators: ReadonlySet<string>
  /** What may stand as an object under `anything-but`. */
  readonly anythingBut: ReadonlySet<string>
  /** Numbers are equal that agree in so many decimals; undefined: as doubles. */
  readonly decimals?: number
  /** Why a number is none of this service's. */
  readonly numberRefusal?: (text: string) => string | undefined
  /** Why the wildcards that may stand behind one path are too many. */
  readonly wildcardRefusal: (terms: readonly WildcardTerm[]) => string | undefined
}

const OPERATOR_READERS: Readonly<Record<string, (reader: JsonReader, grammar: Grammar) => Term>> = {
  exactly: (reader) => ({ kind: 'exact', value: readOnlyString(reader, 'exact') }),
  prefix: (reader) => readAffix(reader, 'prefix'),
  suffix: (reader) => readAffix(reader, 'suffix'),
  'equals-ignore-case': (reader) => {
    const text = ignoringCase(readOnlyString(reader, 'equals-ignore-case'))
    return onStrings((value) => text.equals(value))
  },
  wildcard: (reader) => {
    if (reader.next() !== 'string') reader.refuse('wildcard match pattern must be a string')
    const wildcard = wildcardOrRefuse(reader)
    endExpression(reader)
    return { ...onStrings((value) => wildcard.matches(value)), wildcards: [wildcard.parts] }
  },
  cidr: (reader: JsonReader) => {
    // The wrong name is AWS's own [R].
    if (reader.next() !== 'string') reader.refuse('prefix match pattern must be a string')
    const range = parseCidr(reader.text)
    if (typeof range === 'string') reader.refuse(range)
    endExpression(reader)
    return onStrings((value) => {
      const digits = ipDigits(value)
      return digits !== undefined && isInRange(digits, range)
    })
  },
  exists: (reader) => {
    const kind = reader.next()
    if (kind !== 'true' && kind !== 'false') reader.refuse('exists match pattern must be either true or false.')
    endExpression(reader)
    return { kind: kind === 'true' ? 'present' : 'absent' }
  },
  numeric: (reader, grammar) => {
    if (reader.next() !== '[') reader.refuse('Value of numeric must be an array.')
    const test = readNumericExpression(reader, (text) => readNumber(reader, grammar, text))
    if (reader.next() !== '}') reader.refuse('Too many elements in numeric expression')
    return { kind: 'test', test: (value) => typeof value === 'number' && test(value) }
  },
  'anything-but': readAnythingBut,
}

export const ALL_OPERATORS: ReadonlySet<string> = new Set(Object.keys(OPERATOR_READERS))

/** The entry that the reader stands on. */
export function readTerm(reader: JsonReader, grammar: Grammar): Term {
  switch (reader.kind) {
    case '{':
      return readMatchExpression(reader, grammar)
    case 'string': {
      const digits = ipDigits(reader.text)
      return digits === undefined ? { kind: 'exact', value: reader.text } : { kind: 'ip', digits }
    }
    case 'number':
      return { kind: 'exact', value: readPlainNumber(reader, grammar) }
    case 'true':
    case 'false':
      return { kind: 'exact', value: reader.kind === 'true' }
    case 'null':
      return { kind: 'exact', value: null }
    default:
      return reader.refuse('Match value must be String, number, true, false, or null')
  }
}

function readMatchExpression(reader: JsonReader, grammar: Grammar): Term {
  if (reader.next() !== 'name') reader.refuse('Match expression name not found')
  const operator = reader.text
  const read = Object.hasOwn(OPERATOR_READERS, operator) ? OPERATOR_READERS[operator] : undefined
  if (!read || !grammar.operators.has(operator)) reader.refuse(`Unrecognized match type ${operator}`)
  return read(reader, grammar)
}

function readOnlyString(reader: JsonReader, operator: string): string {
  if (reader.next() !== 'string') reader.refuse(`${operator} match pattern must be a string`)
  const { text } = reader
  endExpression(reader)
  return text
}

function endExpression(reader: JsonReader): void {
  if (reader.next() !== '}') reader.refuse('Only one key allowed in match expression')
}

/** `prefix` and `suffix`: of a text, or of a text whatever its case. Empty, they match every string. */
function readAffix(reader: JsonReader, operator: 'prefix' | 'suffix'): Term {
  if (reader.next() === '{') {
    const title = operator === 'prefix' ? 'Prefix' : 'Suffix'
    if (reader.next() !== 'name') reader.refuse(`${title} expression name not found`)
    if (reader.text !== 'equals-ignore-case') reader.refuse(`Unsupported ${operator} pattern: ${reader.text}`)
    const text = ignoringCase(readOnlyString(reader, 'equals-ignore-case'))
    endExpression(reader)
    return onStrings(operator === 'prefix' ? text.isPrefixOf : text.isSuffixOf)
  }
  if (reader.kind !== 'string') reader.refuse(`${operator} match pattern must be a string`)
  const { text } = reader
  endExpression(reader)
  return onStrings(operator === 'prefix' ? (value) => value.startsWith(text) : (value) => value.endsWith(text))
}

const onStrings = (
  test: (value: string) => boolean,
): { readonly kind: 'test'; readonly test: (value: Scalar) => boolean } => ({
  kind: 'test',
  test: (value) => typeof value === 'string' && test(value),
})

/** A number by itself is compared as well as a double can; one in an operator must be comparable. */
function readPlainNumber(reader: JsonReader, grammar: Grammar): number {
  const refusal = grammar.numberRefusal?.(reader.text)
  if (refusal !== undefined) reader.refuse(refusal)
  return rounded(Number(reader.text), grammar.decimals)
}

function readNumber(reader: JsonReader, grammar: Grammar, text: string): number {
  const refusal = grammar.numberRefusal?.(text)
  if (refusal !== undefined) reader.refuse(refusal)
  const value = comparableNumber(text)
  if (value === undefined) reader.refuse(notComparable(text))
  return rounded(value, grammar.decimals)
}

function wildcardOrRefuse(reader: JsonReader): Wildcard {
  const wildcard = parseWildcard(reader.text)
  if (typeof wildcard === 'string') reader.refuse(wildcard)
  return wildcard
}

const INNER_TYPE_REFUSALS: Readonly<Record<string, string>> = {
  prefix: 'prefix/suffix match pattern must be a string',
  suffix: 'prefix/suffix match pattern must be a string',
  'equals-ignore-case': 'Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.',
  wildcard: 'wildcard match pattern must be a string',
}

function readAnythingBut(reader: JsonReader, grammar: Grammar): Term {
  let inner: string | undefined
  if (reader.next() === '{') {
    if (reader.next() !== 'name') reader.refuse('Anything-But expression name not found')
    inner = reader.text
    if (!grammar.anythingBut.has(inner)) reader.refuse(`Unsupported anything-but pattern: ${inner}`)
    reader.next()
  }
  if (reader.kind !== '[' && reader.kind !== 'string' && reader.kind !== 'number') {
    reader.refuse('Value of anything-but must be an array or single string/number value.')
  }
  const term = inner === undefined ? readExcludedValues(reader, grammar) : readExcludedTexts(reader, inner)
  if (reader.next() !== '}') reader.refuse('Too many elements in numeric expression')
  if (inner !== undefined && reader.next() !== '}') reader.refuse('Too many elements in numeric expression')
  return term
}

/** Strings or numbers, never both. */
function readExcludedValues(reader: JsonReader, grammar: Grammar): Term {
  const excluded = new Set<Scalar>()
  let strings = false
  let numbers = false
  const add = () => {
    if (reader.kind === 'string') {
      excluded.add(reader.text)
      strings = true
    } else if (reader.kind === 'number') {
      excluded.add(readNumber(reader, grammar, reader.text))
      numbers = true
    } else reader.refuse('Inside anything but list, start|null|boolean is not supported.')
  }
  forEachOperand(reader, add)
  if (strings === numbers) {
    reader.refuse('Inside anything but list, either all values are number or string, mixed type is not supported')
  }
  return { kind: 'test', test: (value) => !excluded.has(value) }
}

function readExcludedTexts(reader: JsonReader, inner: string): Term {
  const texts: string[] = []
  forEachOperand(reader, () => {
    if (reader.kind !== 'string') reader.refuse(INNER_TYPE_REFUSALS[inner] ?? '')
    if (reader.text === '' && (inner === 'prefix' || inner === 'suffix'))
      reader.refuse('Null prefix/suffix not allowed')
    texts.push(reader.text)
  })
  // Of a list, all members' types come first and only then what the wildcards say.
  const wildcards = inner === 'wildcard' ? texts.map((text) => parseWildcard(text)) : []
  const parsed = wildcards.map((wildcard) => (typeof wildcard === 'string' ? reader.refuse(wildcard) : wildcard))
  const tests =
    inner === 'wildcard' ? parsed.map(({ matches }) => matches) : texts.map((text) => innerTest(inner, text))
  const parts = parsed.map((wildcard) => wildcard.parts)
  return {
    kind: 'test',
    test: (value) => typeof value !== 'string' || !tests.some((test) => test(value)),
    ...(parts.length > 0 && { wildcards: parts }),
  }
}

function innerTest(inner: string, text: string): (value: string) => boolean {
  if (inner === 'prefix') return (value) => value.startsWith(text)
  if (inner === 'suffix') return (value) => value.endsWith(text)
  return ignoringCase(text).equals
}

/** Each member of the list the reader stands on, or the one value. */
function forEachOperand(reader: JsonReader, read: () => void): void {
  if (reader.kind !== '[') read()
  else while (reader.next() !== ']') read()
}
