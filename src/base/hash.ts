// A rolling 128-bit hash, four 32-bit lanes. It tells runs apart; it is no defence against a forger.

export interface Hash128 {
  /** Four words of 32 bits in one round: a round turns each state into another one, and never two into the same. */
  addWords(first: number, second: number, third: number, fourth: number): void
  addText(text: string): void
  /** 32 hexadecimal digits of what was added so far; adding may go on. */
  digest(): string
}

/** Rounds after which each word added has reached all four lanes, twice over. */
const LAST_ROUNDS = 8

const mix = (lane: number, word: number, multiplier: number): number => {
  const mixed = Math.imul(lane ^ word, multiplier)
  return mixed ^ (mixed >>> 15)
}

const finish = (lane: number): number => {
  let value = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

/** Two characters; past the end they are zeros, which the length before them tells from others. */
const pair = (text: string, index: number): number => {
  const left = text.length - index
  if (left > 1) return text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16)
  return left > 0 ? text.charCodeAt(index) : 0
}

export function createHash128(): Hash128 {
  // In typed memory: an engine may keep a variable of 32 bits as an object, and make a new one for each change.
  const lanes = Int32Array.of(0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344)

  function addWords(first: number, second: number, third: number, fourth: number): void {
    const b = lanes[1] as number
    const c = lanes[2] as number
    const d = lanes[3] as number
    const a = (mix(lanes[0] as number, first, 0x9e3779b1) + b) | 0
    lanes[0] = a
    lanes[1] = mix(b, second, 0x85ebca77) + c
    lanes[2] = mix(c, third, 0xc2b2ae3d) + d
    lanes[3] = mix(d, fourth, 0x27d4eb2f) + a
  }

  function addText(text: string): void {
    const { length } = text
    addWords(length, pair(text, 0), pair(text, 2), pair(text, 4))
    let index = 6
    for (; index + 8 <= length; index += 8)
      addWords(
        text.charCodeAt(index) | (text.charCodeAt(index + 1) << 16),
        text.charCodeAt(index + 2) | (text.charCodeAt(index + 3) << 16),
        text.charCodeAt(index + 4) | (text.charCodeAt(index + 5) << 16),
        text.charCodeAt(index + 6) | (text.charCodeAt(index + 7) << 16),
      )
    if (index < length) addWords(pair(text, index), pair(text, index + 2), pair(text, index + 4), pair(text, index + 6))
  }

  function digest(): string {
    const kept = lanes.slice()
    for (let round = 0; round < LAST_ROUNDS; round++) addWords(round, 0, 0, 0)
    const digits = Array.from(lanes, (lane) => finish(lane).toString(16).padStart(8, '0')).join('')
    lanes.set(kept)
    return digits
  }

  return { addWords, addText, digest }
}
