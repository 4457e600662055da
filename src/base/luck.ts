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

/** The character code of a hexadecimal digit. */
const digitCode = (value: number): number => value + (value < 10 ? 48 : 87)

const eightDigits = (word: number): string =>
  String.fromCharCode(
    digitCode(word >>> 28),
    digitCode((word >>> 24) & 15),
    digitCode((word >>> 20) & 15),
    digitCode((word >>> 16) & 15),
    digitCode((word >>> 12) & 15),
    digitCode((word >>> 8) & 15),
    digitCode((word >>> 4) & 15),
    digitCode(word & 15),
  )

const HYPHEN = 45
/** Of a version 4 UUID. */
const VERSION = digitCode(4)

/** Written digit by digit: each invocation and each message has one, and joining parts took most of making it. */
const uuidOf = (first: number, second: number, third: number, fourth: number): string =>
  String.fromCharCode(
    digitCode(first >>> 28),
    digitCode((first >>> 24) & 15),
    digitCode((first >>> 20) & 15),
    digitCode((first >>> 16) & 15),
    digitCode((first >>> 12) & 15),
    digitCode((first >>> 8) & 15),
    digitCode((first >>> 4) & 15),
    digitCode(first & 15),
    HYPHEN,
    digitCode(second >>> 28),
    digitCode((second >>> 24) & 15),
    digitCode((second >>> 20) & 15),
    digitCode((second >>> 16) & 15),
    HYPHEN,
    VERSION,
    digitCode((second >>> 8) & 15),
    digitCode((second >>> 4) & 15),
    digitCode(second & 15),
    HYPHEN,
    digitCode(8 | ((third >>> 28) & 3)),
    digitCode((third >>> 24) & 15),
    digitCode((third >>> 20) & 15),
    digitCode((third >>> 16) & 15),
    HYPHEN,
    digitCode((third >>> 12) & 15),
    digitCode((third >>> 8) & 15),
    digitCode((third >>> 4) & 15),
    digitCode(third & 15),
    digitCode(fourth >>> 28),
    digitCode((fourth >>> 24) & 15),
    digitCode((fourth >>> 20) & 15),
    digitCode((fourth >>> 16) & 15),
    digitCode((fourth >>> 12) & 15),
    digitCode((fourth >>> 8) & 15),
    digitCode((fourth >>> 4) & 15),
    digitCode(fourth & 15),
  )

export function createLuck(seed: number): Luck {
  const seedWord = avalanche((seed >>> 0) ^ avalanche(high(seed) + 0x9e3779b9))

  const whereOf = (place: string, purpose: string): number =>
    seedWord ^ textWord(place) ^ Math.imul(textWord(purpose), 0x9e3779b1)
  const whyOf = (key: CausalKey, attempt: number): number =>
    (key >>> 0) ^ Math.imul(high(key) + 1, 0x85ebca77) ^ Math.imul(attempt + 1, 0xc2b2ae3d)
  const word = (where: number, why: number, lane: number): number =>
    avalanche(avalanche(where ^ Math.imul(lane + 1, 0x27d4eb2f)) ^ why)

  return {
    draw(place, purpose, key, attempt = 0) {
      const where = whereOf(place, purpose)
      const why = whyOf(key, attempt)
      return (word(where, why, 0) * 0x20_0000 + (word(where, why, 1) >>> 11)) / 2 ** 53
    },
    uuid(place, purpose, key, attempt = 0) {
      const where = whereOf(place, purpose)
      const why = whyOf(key, attempt)
      return uuidOf(word(where, why, 2), word(where, why, 3), word(where, why, 4), word(where, why, 5))
    },
    hex(place, purpose, key, digits) {
      const where = whereOf(place, purpose)
      const why = whyOf(key, 0)
      let text = ''
      for (let lane = 2; lane < 6; lane++) text += eightDigits(word(where, why, lane))
      return text.slice(0, digits)
    },
  }
}
