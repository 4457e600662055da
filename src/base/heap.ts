// A binary heap over a strict order. It never decides a tie: the order given must be total.

export interface Heap<T> {
  readonly size: number
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
  /** Drops what is not kept; the order of the rest is as it was. */
  keep(kept: (item: T) => boolean): void
}

/** `before(a, b)`: does a leave the heap before b? */
export function createHeap<T>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = []

  function push(item: T): void {
    let index = items.length
    items.push(item)
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = items[parent] as T
      if (!before(item, above)) break
      items[index] = above
      index = parent
    }
    items[index] = item
  }

  function pop(): T | undefined {
    const top = items[0]
    const last = items.pop()
    const size = items.length
    if (size === 0 || last === undefined) return top
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= size) break
      if (child + 1 < size && before(items[child + 1] as T, items[child] as T)) child += 1
      const below = items[child] as T
      if (!before(below, last)) break
      items[index] = below
      index = child
    }
    items[index] = last
    return top
  }

  return {
    get size() {
      return items.length
    },
    push,
    peek: () => items[0],
    pop,
    keep(kept) {
      const rest = items.filter(kept)
      items.length = 0
      for (const item of rest) push(item)
    },
  }
}
