// Luck per cause: every draw and every id is a function of (seed, place, purpose, cause, attempt) and of
// nothing else. So another policy, an extra call or a new node shifts nobody's luck.

/** Identifies what caused something: a whole number below 2^53, derived by hashing, equal for equal causes. */
export type CausalKey = number

export interface Luck {
  /** Uniform in [0, 1). `place` is a node or edge id. */
  draw(place: string, purpose: string, key: CausalKey, attempt?: number): number
  /** A random-looking UUID (version 4 form). */
  uuid(place: string, purpose: string, key: CausalKey, attempt?: number): string
  /** `digits` hexadecimal digits, at most 32. */
  hex(place: string, purpose: string, key: CausalKey, digits: number): string
}

const avalanche = (word: number): number => {
  let value = Math.imul(word ^ (word >>> 16), 0x7feb352d)
  value = Math.imul(value ^ (value >>> 15), 0x846ca68b)
  return (value ^ (value >>> 16)) >>> 0
}

const textWords = new Map<string, number>()
const TEXT_WORDS_KEPT = 100_000

function textWord(text: string): number {
  const known = textWords.get(text)
  if (known !== undefined) return known
  let word = 0x811c9dc5
  for (let index = 0; index < text.length; index++) word = Math.imul(word ^ text.charCodeAt(index), 0x01000193)
  word = avalanche(word)
  if (textWords.size < TEXT_WORDS_KEPT) textWords.set(text, word)
  return word
}

const high = (value: number): number => Math.floor(value / 0x1_0000_0000)

/** A new cause from an older one: the `index`-th thing called `purpose` that `parent` brought about. */
export function causalKey(parent: CausalKey, purpose: string, index = 0): CausalKey {
  const label = textWord(purpose)
  const low = avalanche((parent >>> 0) ^ Math.imul(label, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca77))
  const top = avalanche(high(parent) ^ low ^ Math.imul(label, 0xc2b2ae3d) ^ Math.imul(index + 1, 0x27d4eb2f))
  return (top & 0x1f_ffff) * 0x1_0000_0000 + low
}

export function createLuck(seed: number): Luck {
  const seedWord = avalanche((seed >>> 0) ^ avalanche(high(seed) + 0x9e3779b9))

  const word = (place: string, purpose: string, key: CausalKey, attempt: number, lane: number): number => {
    const where = textWord(place) ^ Math.imul(textWord(purpose), 0x9e3779b1)
    const why = (key >>> 0) ^ Math.imul(high(key) + 1, 0x85ebca77)
    return avalanche(
      avalanche(seedWord ^ where ^ Math.imul(lane + 1, 0x27d4eb2f)) ^ why ^ Math.imul(attempt + 1, 0xc2b2ae3d),
    )
  }

  const hex = (place: string, purpose: string, key: CausalKey, attempt: number): string => {
    let text = ''
    for (let lane = 2; lane < 6; lane++) text += word(place, purpose, key, attempt, lane).toString(16).padStart(8, '0')
    return text
  }

  return {
    draw: (place, purpose, key, attempt = 0) =>
      (word(place, purpose, key, attempt, 0) * 0x20_0000 + (word(place, purpose, key, attempt, 1) >>> 11)) / 2 ** 53,
    uuid(place, purpose, key, attempt = 0) {
      const digits = hex(place, purpose, key, attempt)
      const variant = '89ab'[Number.parseInt(digits[16] as string, 16) & 3]
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
    },
    hex: (place, purpose, key, digits) => hex(place, purpose, key, 0).slice(0, digits),
  }
}
