// A binary heap over a strict order. It never decides a tie: the order given must be total. Each item knows its place,
// so that one from the middle can be taken out.

export interface Placed {
  /** Kept by the heap; -1: not in it. */
  place: number
}

export interface Heap<T extends Placed> {
  readonly size: number
  push(item: T): void
  peek(): T | undefined
  pop(): T | undefined
  /** The item must be in this heap. */
  remove(item: T): void
}

/** `before(a, b)`: does a leave the heap before b? */
export function createHeap<T extends Placed>(before: (a: T, b: T) => boolean): Heap<T> {
  const items: T[] = []

  function rise(item: T, from: number): void {
    let index = from
    while (index > 0) {
      const parent = (index - 1) >> 1
      const above = items[parent] as T
      if (!before(item, above)) break
      items[index] = above
      above.place = index
      index = parent
    }
    items[index] = item
    item.place = index
  }

  function sink(item: T, from: number): void {
    const size = items.length
    let index = from
    for (;;) {
      let child = 2 * index + 1
      if (child >= size) break
      let below = items[child] as T
      if (child + 1 < size) {
        const other = items[child + 1] as T
        if (before(other, below)) {
          child += 1
          below = other
        }
      }
      if (!before(below, item)) break
      items[index] = below
      below.place = index
      index = child
    }
    items[index] = item
    item.place = index
  }

  function remove(item: T): void {
    const index = item.place
    if (items[index] !== item) throw new Error('What is to leave the heap is not in it.')
    const last = items.pop() as T
    item.place = -1
    if (last === item) return
    if (index > 0 && before(last, items[(index - 1) >> 1] as T)) rise(last, index)
    else sink(last, index)
  }

  return {
    get size() {
      return items.length
    },
    push(item) {
      items.push(item)
      rise(item, items.length - 1)
    },
    peek: () => items[0],
    pop() {
      const top = items[0]
      if (top) remove(top)
      return top
    },
    remove,
  }
}
