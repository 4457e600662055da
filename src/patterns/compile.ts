// A pattern's text as the alternatives it stands for: each a set of fields that must all match. `$or` multiplies them.
// Source: event-ruler, JsonRuleCompiler.java [V].
import { JsonReader } from './json-reader.ts'
import { type Grammar, readTerm, type Scalar, type Term } from './match-expression.ts'

/** What may stand behind one path, ready to be asked. */
export interface Field {
  /** The steps joined by dots: a dot in a key and a step between keys are the same, in patterns and in events. */
  readonly path: string
  /** At each step the keys that lead on from there, and to which step. */
  readonly keys: readonly (readonly { readonly key: string; readonly next: number }[])[]
  readonly values: ReadonlySet<Scalar>
  readonly ips: ReadonlySet<string>
  readonly tests: readonly ((value: Scalar) => boolean)[]
  readonly orPresent: boolean
  readonly orAbsent: boolean
  /** See Grammar. */
  readonly decimals: number | undefined
}

/** Fields in the order of their paths: so event-ruler goes through them. */
export type Alternative = readonly Field[]

/**
 * Alternatives of one pattern that `$or` may make. Source: EventBridge user guide, "or" matching, 1,000 combinations [K].
 * The text is ours [K].
 */
const MAX_ALTERNATIVES = 1000

/** Keys that stay reserved inside `$or`. */
const RESERVED_IN_OR: ReadonlySet<string> = new Set([
  'exactly',
  'equals-ignore-case',
  'prefix',
  'suffix',
  'anything-but',
  'exists',
  'wildcard',
  'numeric',
  'cidr',
  '=',
  '<',
  '<=',
  '>',
  '>=',
  'regex',
  'not-wildcard',
  'not-equals-ignore-case',
  'date-after',
  'date-on-or-after',
  'date-before',
  'date-on-or-before',
  'in-date-range',
  'ip-address-in-range',
  'ip-address-not-in-range',
])

type Terms = ReadonlyMap<string, readonly Term[]>

export function compilePattern(text: string, grammar: Grammar, withOr = true): readonly Alternative[] {
  const reader = new JsonReader(text)
  if (reader.next() !== '{') reader.refuse('Filter is not an object')
  const alternatives = readObject(reader, grammar, { withOr, withinOr: false, path: [] }, [])
  refuseWildcards(reader, grammar, alternatives)
  return alternatives.map((terms) => compileAlternative(terms, grammar))
}

interface Place {
  readonly withOr: boolean
  readonly withinOr: boolean
  readonly path: readonly string[]
}

/** The object the reader has just entered, added to each alternative there is. */
function readObject(reader: JsonReader, grammar: Grammar, place: Place, given: readonly Terms[]): readonly Terms[] {
  let alternatives = given
  let empty = true
  while (reader.next() !== '}') {
    empty = false
    const key = reader.text
    if (key === '$or' && place.withOr) {
      alternatives = readOr(reader, grammar, place, alternatives)
      continue
    }
    if (place.withinOr && RESERVED_IN_OR.has(key)) {
      reader.refuse(`${key} is Ruler reserved fieldName which cannot be used inside $or.`)
    }
    const path = [...place.path, key]
    const kind = reader.next()
    if (kind === '{') alternatives = readObject(reader, grammar, { ...place, path }, alternatives)
    else if (kind === '[') {
      const terms = readTerms(reader, grammar)
      // What is said twice about a path, the last word counts [R].
      const name = path.join('.')
      alternatives = (alternatives.length > 0 ? alternatives : [new Map()]).map((one) => new Map(one).set(name, terms))
    } else reader.refuse(`"${key}" must be an object or an array`)
  }
  if (empty) reader.refuse('Empty objects are not allowed')
  return alternatives
}

function readOr(reader: JsonReader, grammar: Grammar, place: Place, given: readonly Terms[]): readonly Terms[] {
  if (reader.next() !== '[') reader.refuse('It must be an Array followed with $or.')
  const alternatives: Terms[] = []
  let members = 0
  while (reader.next() !== ']') {
    members += 1
    if (reader.kind !== '{') reader.refuse('Only JSON object is allowed in array of $or relationship.')
    const start = given.length > 0 ? given : [new Map()]
    alternatives.push(...readObject(reader, grammar, { ...place, withinOr: true }, start))
    if (alternatives.length > MAX_ALTERNATIVES) {
      reader.refuse(`Event pattern contains more than ${MAX_ALTERNATIVES} rule combinations`)
    }
  }
  if (members < 2) reader.refuse('There must have at least 2 Objects in $or relationship.')
  return alternatives
}

function readTerms(reader: JsonReader, grammar: Grammar): readonly Term[] {
  const terms: Term[] = []
  while (reader.next() !== ']') terms.push(readTerm(reader, grammar))
  if (terms.length === 0) reader.refuse('Empty arrays are not allowed')
  return terms
}

/** Wildcards of one path count together, over all alternatives: they stand in one machine. */
function refuseWildcards(reader: JsonReader, grammar: Grammar, alternatives: readonly Terms[]): void {
  const wildcards = new Map<string, Set<readonly Term[]>>()
  for (const alternative of alternatives) {
    for (const [path, terms] of alternative) {
      if (!terms.some((term) => term.kind === 'test' && term.wildcards)) continue
      const known = wildcards.get(path) ?? new Set()
      wildcards.set(path, known.add(terms))
    }
  }
  for (const lists of wildcards.values()) {
    const terms = [...lists].flat().flatMap((term) => (term.kind === 'test' && term.wildcards ? [term.wildcards] : []))
    const refusal = grammar.wildcardRefusal(terms)
    if (refusal !== undefined) reader.refuse(refusal)
  }
}

const compileAlternative = (terms: Terms, { decimals }: Grammar): Alternative =>
  [...terms].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, entries]) => compileField(path, entries, decimals))

function compileField(path: string, terms: readonly Term[], decimals: number | undefined): Field {
  return {
    path,
    keys: keysOf(path),
    values: new Set(terms.flatMap((term) => (term.kind === 'exact' ? [term.value] : []))),
    ips: new Set(terms.flatMap((term) => (term.kind === 'ip' ? [term.digits] : []))),
    tests: terms.flatMap((term) => (term.kind === 'test' ? [term.test] : [])),
    orPresent: terms.some((term) => term.kind === 'present'),
    orAbsent: terms.some((term) => term.kind === 'absent'),
    decimals,
  }
}

/** From step 1 of a.b.c lead `b` (to step 2) and `b.c` (to the end). */
function keysOf(path: string): Field['keys'] {
  const steps = path.split('.')
  return steps.map((_, from) =>
    steps
      .slice(from)
      .map((_, length) => ({ key: steps.slice(from, from + length + 1).join('.'), next: from + length + 1 })),
  )
}
