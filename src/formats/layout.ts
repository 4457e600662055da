// Places for nodes that come without: columns by how far a node is from where events come in, rows in the order given.

export interface LayoutEdge {
  readonly from: string
  readonly to: string
}

const COLUMN = 280
const ROW = 140
const MARGIN = 80
/** Nodes of one column before the next one begins beside it. */
const ROWS = 40

/** The longest way to each node over edges that close no circle. */
function columns(ids: readonly string[], edges: readonly LayoutEdge[]): ReadonlyMap<string, number> {
  const next = new Map<string, string[]>(ids.map((id) => [id, []]))
  const open = new Map<string, number>(ids.map((id) => [id, 0]))
  const add = (edge: LayoutEdge): void => {
    next.get(edge.from)?.push(edge.to)
    open.set(edge.to, (open.get(edge.to) ?? 0) + 1)
  }
  for (const edge of edges) if (edge.from !== edge.to) add(edge)
  const column = new Map<string, number>()
  const done = new Set<string>()
  const ready = ids.filter((id) => open.get(id) === 0)
  const waiting = [...ids]
  for (let at = 0; done.size < ids.length; at++) {
    // A circle: the first that is left goes on, as if nothing led to it.
    while (at >= ready.length) {
      const id = waiting.shift()
      if (id === undefined) return column
      if (!done.has(id)) ready.push(id)
    }
    const id = ready[at] as string
    if (done.has(id)) continue
    done.add(id)
    const own = column.get(id) ?? 0
    column.set(id, own)
    for (const target of next.get(id) ?? []) {
      if (done.has(target)) continue
      column.set(target, Math.max(column.get(target) ?? 0, own + 1))
      const left = (open.get(target) ?? 1) - 1
      open.set(target, left)
      if (left === 0) ready.push(target)
    }
  }
  return column
}

/** A place for each id. Nodes without edges stand in columns of their own, after all others. */
export function layOut(
  ids: readonly string[],
  edges: readonly LayoutEdge[],
): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const joined = new Set(edges.flatMap((edge) => [edge.from, edge.to]))
  const column = columns(
    ids.filter((id) => joined.has(id)),
    edges,
  )
  const stacks = new Map<number, string[]>()
  const last = Math.max(-1, ...column.values())
  for (const id of ids) {
    const at = column.get(id) ?? last + 1
    const stack = stacks.get(at)
    if (stack) stack.push(id)
    else stacks.set(at, [id])
  }
  const places = new Map<string, { x: number; y: number }>()
  let left = 0
  for (const at of [...stacks.keys()].sort((a, b) => a - b)) {
    const stack = stacks.get(at) ?? []
    stack.forEach((id, index) => {
      places.set(id, { x: MARGIN + (left + Math.floor(index / ROWS)) * COLUMN, y: MARGIN + (index % ROWS) * ROW })
    })
    left += Math.ceil(stack.length / ROWS)
  }
  return places
}
