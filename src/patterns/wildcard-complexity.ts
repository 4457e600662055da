// Which wildcards are too complex. EventBridge counts how many prefixes of a field's wildcard patterns one value could
// match at the same time (event-ruler, MachineComplexityEvaluator.java [V]).
import type { WildcardTerm } from './match-expression.ts'

/**
 * More prefixes than this are refused. AWS doesn't say the number; with 10 the recorded cases come out right ([R]: 11 is
 * refused, 7 is taken; reports from outside [K]: 8 is taken, 16 is refused).
 */
const MAX_WILDCARD_PREFIXES = 10

/** Sets of places looked at before a pattern counts as simple enough: keeps the search short, no pattern known needs it. */
const MOST_SETS = 20_000

const TOO_COMPLEX =
  'Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character'

interface Place {
  /** The place of a star: any character leaves one here. */
  readonly star: boolean
  readonly next: [string, number][]
  /** The places of stars right behind this one, which an empty run of characters reaches. */
  readonly starsBehind: number[]
}

const START = 0

export const complexityRefusal = (terms: readonly WildcardTerm[]): string | undefined =>
  isTooComplex(terms) ? TOO_COMPLEX : undefined

function isTooComplex(terms: readonly WildcardTerm[]): boolean {
  const distinct = [...new Map(terms.map((term) => [JSON.stringify(term), term])).values()]
  if (distinct.length === 0) return false
  const places: Place[] = [{ star: false, next: [], starsBehind: [] }]
  // Any character that no pattern names does the same as any other: the empty text stands for them.
  const alphabet = new Set([''])
  for (const term of distinct) layOut(term, places, alphabet)

  const pending: (readonly number[])[] = [[START]]
  const seen = new Set<string>()
  for (let set = pending.pop(); set !== undefined && seen.size < MOST_SETS; set = pending.pop()) {
    for (const char of alphabet) {
      const after = step(places, set, char)
      if (after.length > MAX_WILDCARD_PREFIXES) return true
      const key = after.join(' ')
      if (after.length === 0 || seen.has(key)) continue
      seen.add(key)
      pending.push(after)
    }
  }
  return false
}

/** A term's places, in the quotes that the engine puts around each pattern. Up to their first star, patterns share them. */
function layOut(term: WildcardTerm, places: Place[], alphabet: Set<string>): void {
  const shared = new Map<string, number>()
  for (const parts of term) {
    let current = START
    let prefix = ''
    let beforeStars = true
    const put = (token: string, star: boolean) => {
      prefix += token
      const known = beforeStars ? shared.get(prefix) : undefined
      const index = known ?? places.push({ star, next: [], starsBehind: [] }) - 1
      if (known === undefined) {
        if (star) places[current]?.starsBehind.push(index)
        else places[current]?.next.push([token, index])
      }
      if (beforeStars) shared.set(prefix, index)
      if (star) beforeStars = false
      else alphabet.add(token)
      current = index
    }
    put('"', false)
    parts.forEach((part, index) => {
      if (index > 0) put('\u0000*', true)
      for (const char of part) put(char, false)
    })
    put('"', false)
  }
}

/** Where one may be after a character; the places of stars that begin there count as reached. */
function step(places: readonly Place[], set: readonly number[], char: string): readonly number[] {
  const after = new Set<number>()
  for (const index of set) {
    const place = places[index]
    if (place?.star) after.add(index)
    for (const [wanted, next] of place?.next ?? []) {
      if (wanted !== char) continue
      after.add(next)
      for (const star of places[next]?.starsBehind ?? []) after.add(star)
    }
  }
  return [...after].sort((a, b) => a - b)
}
