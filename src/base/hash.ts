// A rolling 128-bit hash, four 32-bit lanes. It tells runs apart; it is no defence against a forger.

export interface Hash128 {
  addWord(word: number): void
  addNumber(value: number): void
  addText(text: string): void
  /** 32 hexadecimal digits of what was added so far; adding may go on. */
  digest(): string
}

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

const mix = (lane: number, word: number, multiplier: number): number => {
  const mixed = Math.imul(lane ^ word, multiplier)
  return (mixed ^ (mixed >>> 15)) | 0
}

const finish = (lane: number): number => {
  let value = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

export function createHash128(): Hash128 {
  let a = 0x243f6a88 | 0
  let b = 0x85a308d3 | 0
  let c = 0x13198a2e | 0
  let d = 0x03707344 | 0

  function addWord(word: number): void {
    a = (mix(a, word, 0x9e3779b1) + b) | 0
    b = (mix(b, word, 0x85ebca77) + c) | 0
    c = (mix(c, word, 0xc2b2ae3d) + d) | 0
    d = (mix(d, word, 0x27d4eb2f) + a) | 0
  }

  return {
    addWord,
    addNumber(value) {
      float[0] = value
      addWord(words[0] as number)
      addWord(words[1] as number)
    },
    addText(text) {
      addWord(text.length)
      for (let index = 0; index < text.length; index++) addWord(text.charCodeAt(index))
    },
    digest: () =>
      [a ^ finish(b), b ^ finish(c), c ^ finish(d), d ^ finish(a)]
        .map((lane) => finish(lane).toString(16).padStart(8, '0'))
        .join(''),
  }
}
