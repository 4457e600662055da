// Lists of numbers that only grow, in typed memory: 4 bytes an entry instead of an object.

const FIRST_CAPACITY = 1024
/** Far less than doubling: what is reserved but unused is memory too, and moving numbers is cheap. */
const GROWTH = 1.15

export const nextCapacity = (needed: number): number => Math.max(FIRST_CAPACITY, Math.ceil(needed * GROWTH))

export interface Int32List {
  readonly length: number
  push(value: number): void
  /** 0 beyond the end. */
  at(index: number): number
  set(index: number, value: number): void
}

export function createInt32List(): Int32List {
  let values = new Int32Array(0)
  let length = 0

  function reserve(needed: number): void {
    if (needed <= values.length) return
    const larger = new Int32Array(nextCapacity(needed))
    larger.set(values)
    values = larger
  }

  return {
    get length() {
      return length
    },
    push(value) {
      reserve(length + 1)
      values[length] = value
      length += 1
    },
    at: (index) => values[index] ?? 0,
    set(index, value) {
      reserve(index + 1)
      if (index >= length) length = index + 1
      values[index] = value
    },
  }
}
